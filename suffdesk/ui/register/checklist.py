"""Menus of values to tick, which stay open while they are being ticked."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QMenu, QWidget

Choices = Callable[[], Sequence[tuple[str, str, int]]]
"""Value, words, and how many children have it."""
_TICKS = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ChecklistMenu(QMenu):
    """Values of one column. ``choices`` is asked for each time that the menu opens."""

    ticked = Signal(tuple)
    """The values that are ticked now; none of them lets everything through."""

    def __init__(self, title: str, choices: Choices, chosen: Callable[[], Sequence[str]],
                 parent: QWidget | None = None) -> None:  # fmt: skip
        super().__init__(title, parent)
        self._choices, self._chosen = choices, chosen
        self.setToolTipsVisible(True)
        self.installEventFilter(self)
        self.aboutToShow.connect(self.fill)

    def fill(self) -> None:
        """Read the values again."""
        self.clear()
        chosen = set(self._chosen())
        for value, words, count in self._choices():
            action = self.addAction(f"{words.replace('&', '&&')}\t{count:,}")
            action.setCheckable(True)
            action.setChecked(value in chosen)
            action.setData(value)
            action.toggled.connect(self._tell)
        if not self.actions():
            self.addAction("Nothing to choose from").setEnabled(False)
        self.addSeparator()
        clear = self.addAction("Show all")
        clear.setEnabled(bool(chosen))
        clear.triggered.connect(lambda: self.ticked.emit(()))

    def _tell(self) -> None:
        values = tuple(action.data() for action in self.actions() if action.isCheckable() and action.isChecked())
        self.actions()[-1].setEnabled(bool(values))
        self.ticked.emit(values)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tick without closing: by mouse, Space or Enter."""
        action: QAction | None = None
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonRelease:
            action = self.actionAt(event.position().toPoint())
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _TICKS:
            action = self.activeAction()
        if action is not None and action.isCheckable() and action.isEnabled():
            action.trigger()
            return True
        return super().eventFilter(watched, event)
