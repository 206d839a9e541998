"""A table over a query: SQL sorts and filters, ids are held in order, rows are read as they come into sight."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from suffdesk.core.report import Align, Cell
from suffdesk.models.reading import read
from suffdesk.models.roles import Role

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_CHUNK = 200
_CHUNKS_HELD = 40
_ALIGNMENTS = {
    "left": Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
    "right": Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
}


class SourceColumn(Protocol):
    """One column: what stands over it. ``help`` may be empty."""

    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def help(self) -> str: ...
    @property
    def align(self) -> Align: ...
    @property
    def width(self) -> int:
        """Characters that a usual value takes."""


class Source(Protocol):
    """A query with its words. Ids stand for rows; rows themselves are whatever the source likes."""

    @property
    def columns(self) -> Sequence[SourceColumn]:
        """Every column that can be shown."""

    def first(self, column: str, descending: bool) -> "tuple[list[str], Any]":
        """Ids in order, and a cursor where there are more of them (else None)."""

    def more(self, column: str, descending: bool, cursor: Any) -> "tuple[list[str], Any]":
        """The ids after a cursor."""

    def rows(self, ids: Sequence[str]) -> Mapping[str, Any]:
        """Rows by id; an id whose row has gone is left out."""

    def words(self, column: Any, row: Any) -> str:
        """What a cell shows."""

    def value(self, column: Any, row: Any) -> Cell:
        """What a cell holds."""

    def meaning(self, column: Any, row: Any) -> str:
        """More words for who lingers on a cell; empty for none."""

    def wrong(self, column: Any, row: Any) -> bool:
        """Whether the cell shows something that ought not to be."""

    def sortable(self, column: Any) -> bool:
        """Whether :meth:`first` can sort by it."""


class QueryTable(QAbstractTableModel):
    """Shows a :class:`Source`. ``show(None)`` drops every row and id (the idle lock, closing a store)."""

    refused = Signal(str)
    """A sentence: why a sort that was asked for was not made."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._source: Source | None = None
        self._columns: list[SourceColumn] = []
        self._sort = ("", False)
        self._ids: list[str] = []
        self._cursor: Any = None
        self._changing = False
        self._chunks: OrderedDict[int, Mapping[str, Any]] = OrderedDict()

    # What is shown

    def show(self, source: Source | None, columns: Sequence[str] = (), sort: tuple[str, bool] | None = None) -> None:
        """Show another query, or the same one after a change; all of its columns where none are named."""
        self.beginResetModel()
        self._source = source
        self._columns = []
        if source is not None:
            by_name = {column.name: column for column in source.columns}
            self._columns = [by_name[name] for name in columns] or list(source.columns)
            if sort is not None:
                self._sort = sort
            if self._sort[0] not in by_name or not source.sortable(by_name[self._sort[0]]):
                self._sort = (source.columns[0].name, False)
        self._read_ids()
        self._changing = True
        self.endResetModel()
        self._changing = False

    def show_columns(self, columns: Sequence[str]) -> None:
        """Other columns of the same query."""
        if self._source is None:
            return
        by_name = {column.name: column for column in self._source.columns}
        self.beginResetModel()
        self._columns = [by_name[name] for name in columns]
        self._changing = True
        self.endResetModel()
        self._changing = False

    def _read_ids(self) -> None:
        self._chunks.clear()
        self._ids, self._cursor = [], None
        if self._source is not None:
            first = self._source.first
            self._ids, self._cursor = read(lambda: first(*self._sort)) or ([], None)

    @property
    def shown(self) -> Sequence[SourceColumn]:
        """The columns, in order."""
        return self._columns

    @property
    def ids(self) -> Sequence[str]:
        """Ids of the rows, in order, so far as they are known."""
        return self._ids

    @property
    def complete(self) -> bool:
        """Whether ``ids`` are all."""
        return self._cursor is None

    @property
    def column_names(self) -> list[str]:
        return [column.name for column in self._columns]

    @property
    def sorted_by(self) -> tuple[str, bool]:
        """Name of the column, and whether downwards."""
        return self._sort

    def sort_section(self) -> int:
        """Where the column stands by which rows are sorted; -1 where it is not shown."""
        names = self.column_names
        return names.index(self._sort[0]) if self._sort[0] in names else -1

    def id_at(self, row: int) -> str:
        return self._ids[row]

    def row_of(self, row_id: str) -> int:
        """Where an id stands; -1 where it is not (yet) among the rows."""
        try:
            return self._ids.index(row_id)
        except ValueError:
            return -1

    # Qt's questions

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def canFetchMore(self, parent: Index) -> bool:
        # no rows may be added while views are still being told of others
        return not parent.isValid() and self._cursor is not None and not self._changing

    def fetchMore(self, parent: Index) -> None:
        if self._source is None or not self.canFetchMore(parent):
            return
        more = self._source.more
        ids, cursor = read(lambda: more(*self._sort, self._cursor)) or ([], None)
        self._cursor = cursor
        if ids:
            self._changing = True
            self.beginInsertRows(QModelIndex(), len(self._ids), len(self._ids) + len(ids) - 1)
            self._chunks.pop(len(self._ids) // _CHUNK, None)  # it may have been read when it was shorter
            self._ids.extend(ids)
            self.endInsertRows()
            self._changing = False

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if self._source is None or not 0 <= column < len(self._columns):
            return
        wanted = self._columns[column]
        if not self._source.sortable(wanted):
            self.refused.emit(f"There are too many rows to sort by {wanted.title}; filter them first")
            return
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        held = [self._ids[index.row()] for index in before]
        self._sort = (wanted.name, order == Qt.SortOrder.DescendingOrder)
        self._read_ids()
        if before:
            places = {row_id: row for row, row_id in enumerate(self._ids)}
            after = [
                self.index(places[one], index.column()) if one in places else QModelIndex()
                for index, one in zip(before, held, strict=True)
            ]
            self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _row(self, row: int) -> Any:
        number = row // _CHUNK
        chunk = self._chunks.get(number)
        if chunk is None:
            assert self._source is not None
            rows, ids = self._source.rows, self._ids[number * _CHUNK : (number + 1) * _CHUNK]
            chunk = read(lambda: rows(ids)) or {}
            self._chunks[number] = chunk  # empty where it cannot be read: it is not tried for every cell again
            if len(self._chunks) > _CHUNKS_HELD:
                self._chunks.popitem(last=False)
        else:
            self._chunks.move_to_end(number)
        return chunk.get(self._ids[row])

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self._source is None or not index.isValid() or index.row() >= len(self._ids):
            return None
        column = self._columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGNMENTS[column.align]
        if role == Role.ID:
            return self._ids[index.row()]
        if role not in _ANSWERED:
            return None
        row = self._row(index.row())
        if row is None:  # gone since the ids were read
            return None
        return read(lambda: self._answer(column, row, role))

    def _answer(self, column: SourceColumn, row: Any, role: int) -> Any:
        assert self._source is not None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._source.words(column, row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._source.meaning(column, row) or None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{column.title}: {self._source.words(column, row) or 'empty'}"
        if role == Role.VALUE:
            return self._source.value(column, row)
        return self._source.wrong(column, row)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        column = self._columns[section]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return column.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.help or None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGNMENTS[column.align]
        return None


_ANSWERED = frozenset({
    Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole,
    Role.VALUE, Role.WRONG,
})  # fmt: skip
