"""What the search of the top bar finds, in a list beneath it, from whatever screen and without the mouse."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QListWidget, QListWidgetItem, QWidget

from suffdesk.core.errors import UserError
from suffdesk.operations.searching import Found, search

if TYPE_CHECKING:
    from suffdesk.ui.main_window import MainWindow

_AFTER_TYPING = 150
"""Milliseconds."""
_WIDEST = 640
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Finding(QObject):
    """Holds what was found only while it is seen."""

    def __init__(self, window: "MainWindow", line: QLineEdit) -> None:
        super().__init__(window)
        self._window, self._line = window, line
        self.found: list[Found] = []
        self.list = QListWidget(window)
        self.list.setAccessibleName("What the search has found")
        self.list.setProperty("role", "found")
        self.list.hide()
        self.list.itemClicked.connect(lambda _: self._open())
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_AFTER_TYPING)
        self._later.timeout.connect(self._show)
        for part in (line, self.list):
            part.installEventFilter(self)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._moved)

    def look(self, text: str) -> None:
        """Something else is searched for; nothing takes the list away."""
        if text.strip() and self._window.session is not None:
            self._later.start()
        else:
            self.put_away()

    def put_away(self) -> None:
        """Hide the list, and keep nothing of what was found."""
        self._later.stop()
        self.found = []
        self.list.clear()
        self.list.hide()

    def _show(self) -> None:
        session, text = self._window.session, self._line.text()
        if session is None or not text.strip():
            return
        try:
            self.found = search(session.store, text, session.as_at)
        except UserError:
            self.found = []  # the store is being written to: the next letter looks again
        self.list.clear()
        for one in self.found:
            self.list.addItem(f"{one.name}  –  {one.what}")
        if not self.found:
            nothing = QListWidgetItem("Nothing is called so. Type a reference, a number, or part of a name")
            nothing.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(nothing)
        if self._window.current_name != "placements":
            self.list.addItem("Show in the register the children in care who match")
        self.list.setCurrentRow(0)
        self._place()
        self.list.setVisible(self._has_keyboard())
        self.list.raise_()

    def _place(self) -> None:
        at = self._line.mapTo(self._window, QPoint(0, self._line.height() + 2))
        room = self._window.rect().adjusted(0, 0, -at.x() - 8, -at.y() - 8)
        rows = sum(self.list.sizeHintForRow(row) for row in range(self.list.count()))
        width = max(self._line.width(), min(_WIDEST, self.list.sizeHintForColumn(0) + 40))
        self.list.setGeometry(at.x(), at.y(), min(width, room.width()), min(rows + 8, room.height()))

    def _has_keyboard(self) -> bool:
        return self._line.hasFocus() or self.list.hasFocus()

    def _moved(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is not None and now not in (self._line, self.list) and self.list.isVisible():
            self.put_away()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        key = event.key()
        if key in _ENTER:
            self._open()
            return True
        if key == Qt.Key.Key_Escape:
            self._escape(watched is self._line)
            return True
        if key == Qt.Key.Key_Down and watched is self._line:
            self._go_down()
            return True
        if key == Qt.Key.Key_Up and watched is self.list and self.list.currentRow() == 0:
            self._line.setFocus()
            return True
        return super().eventFilter(watched, event)

    def _go_down(self) -> None:
        """Into what was found; where nothing is searched for, into the screen."""
        if self._later.isActive() or (self._line.text().strip() and not self.list.isVisible()):
            self._later.stop()
            self._show()
        if self.list.isVisible():
            self.list.setFocus()

    def _escape(self, in_line: bool) -> None:
        """Back into the line; then empty it; then leave it for the screen."""
        if not in_line:
            self._line.setFocus()
        elif self._line.text():
            self._line.clear()
        elif self._window.screen_shown is not None:
            self._window.screen_shown.setFocus()

    def _open(self) -> None:
        """What is marked: a record, or the children who match in the register."""
        if self._later.isActive():
            self._later.stop()
            self._show()
        row = self.list.currentRow()
        if not self.list.isVisible() or row < 0:
            return
        if row < len(self.found):
            chosen = self.found[row]
            self._line.clear()
            self._window.entering.open(chosen.entity, chosen.row_id)
        elif self._window.current_name != "placements" and row == self.list.count() - 1:
            self.put_away()
            self._window.search_register()
