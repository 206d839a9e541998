"""The trail of changes as a table that reads on as it is scrolled."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from suffdesk.domain.registry import BY_NAME
from suffdesk.models.reading import read
from suffdesk.operations.audit import TrailFilter, TrailLine, show_moment
from suffdesk.operations.trail_search import found_page
from suffdesk.store.opening import Store

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
COLUMNS = ("When", "Who", "What", "Record", "From → to")


class TrailModel(QAbstractTableModel):
    """One line for each record's part in a change, the latest first. Drops everything for no store."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store: Store | None = None
        self._wanted, self._text = TrailFilter(), ""
        self._next: int | None = None
        self.lines: list[TrailLine] = []

    def show(self, store: Store | None, wanted: TrailFilter, text: str = "") -> None:
        """Read the first page under another filter. Raises UserError."""
        self.beginResetModel()
        try:
            self._store, self._wanted, self._text = store, wanted, text
            self.lines, self._next = [], None
            if store is not None:
                page = found_page(store, wanted, text)
                self.lines, self._next = list(page.lines), page.next
        finally:
            self.endResetModel()

    @property
    def whole(self) -> bool:
        """Whether nothing follows."""
        return self._next is None

    def canFetchMore(self, parent: Index = _ROOT) -> bool:
        return not parent.isValid() and self._next is not None

    def fetchMore(self, parent: Index = _ROOT) -> None:
        if self._store is None or self._next is None:
            return
        store, wanted, text, following = self._store, self._wanted, self._text, self._next
        page = read(lambda: found_page(store, wanted, text, following))
        if page is None:
            self._next = None
            return
        self._next = page.next
        if page.lines:
            first = len(self.lines)
            self.beginInsertRows(_ROOT, first, first + len(page.lines) - 1)
            self.lines += page.lines
            self.endInsertRows()

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        words = _cells(self.lines[index.row()])[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return words
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{COLUMNS[index.column()]}: {words or 'empty'}"
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section]
        return None


def _cells(line: TrailLine) -> tuple[str, ...]:
    return (
        show_moment(line.made_at), line.who, line.label, line.subject,
        f"{line.action}: {line.words}" if line.words else line.action,
    )  # fmt: skip


def kind_of(line: TrailLine) -> str:
    """What kind of record a line is about."""
    return BY_NAME[line.entity].label
