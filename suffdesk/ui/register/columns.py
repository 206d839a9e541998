"""Which columns the register shows, and in what order: a list to tick and drag."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QVBoxLayout,
    QWidget,
    QWidgetAction,
)

from suffdesk.ui.widgets.text import button, muted

_NAME = Qt.ItemDataRole.UserRole


class _Names(QListWidget):
    """Ticks, dragging by mouse, and moving by Alt with the arrow keys."""

    arranged = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "bare")
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setAccessibleName("Columns")
        self.setAccessibleDescription("Space shows or hides a column; Alt with the arrow keys moves it")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.model().rowsMoved.connect(self.arranged)
        self.itemChanged.connect(lambda _: self.arranged.emit())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        row = self.currentRow()
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and event.key() in steps and row >= 0:
            target = row + steps[Qt.Key(event.key())]
            if 0 <= target < self.count():
                item = self.takeItem(row)
                self.insertItem(target, item)
                self.setCurrentRow(target)
                self.arranged.emit()
            return
        super().keyPressEvent(event)


class ColumnsMenu(QMenu):
    """Opens as a menu. ``titles`` pairs every column's name with its heading."""

    chosen = Signal(list)
    """Names of the columns to show, in order."""

    def __init__(self, titles: Sequence[tuple[str, str]], usual: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__("Columns", parent)
        self._titles = dict(titles)
        self._filling = False
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(8, 6, 8, 6)
        column.addWidget(muted("Tick to show, drag to move"))
        self.names = _Names()
        self.names.arranged.connect(self._tell)
        column.addWidget(self.names)
        row = QHBoxLayout()
        again = button("Usual columns", "link")
        again.clicked.connect(lambda: self._reset(usual))
        row.addWidget(again)
        row.addStretch()
        column.addLayout(row)
        action = QWidgetAction(self)
        action.setDefaultWidget(whole)
        self.addAction(action)
        self.aboutToShow.connect(self.names.setFocus)

    def show_chosen(self, names: Sequence[str]) -> None:
        """List the shown columns first, in their order, then the others."""
        self._filling = True
        self.names.clear()
        for name in (*names, *(name for name in self._titles if name not in names)):
            item = QListWidgetItem(self._titles[name])
            item.setData(_NAME, name)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if name in names else Qt.CheckState.Unchecked)
            self.names.addItem(item)
        self.names.setCurrentRow(0)
        height = self.names.sizeHintForRow(0) * self.names.count() + 6
        self.names.setMinimumSize(240, min(height, 560))
        self._filling = False

    def _reset(self, usual: Sequence[str]) -> None:
        self.show_chosen(usual)
        self._tell()

    def _tell(self) -> None:
        if self._filling:
            return
        items = [self.names.item(row) for row in range(self.names.count())]
        names = [item.data(_NAME) for item in items if item.checkState() == Qt.CheckState.Checked]
        if names:  # a table without columns could not be got back by looking at it
            self.chosen.emit(names)
