"""A short table with one thing to choose in each row, in its last column."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from suffdesk.core.report import Cell, Column, Table
from suffdesk.models.report_table import Index, ReportTable


class ChoicesModel(ReportTable):
    """Cells to read, and beside them the words that are chosen. ``chose`` says which row and which of its choices."""

    chose = Signal(int, int)

    def __init__(self, columns: Sequence[Column], parent: QObject | None = None) -> None:
        super().__init__(Table("", tuple(columns), []), parent)
        self._choices: list[Sequence[str]] = []

    def set_rows(self, rows: Sequence[Sequence[Cell]], choices: Sequence[Sequence[str]], chosen: Sequence[int]) -> None:
        """Show these rows; ``choices`` are the words offered in each, ``chosen`` the place of what holds."""
        self.beginResetModel()
        self._choices = list(choices)
        self.chosen = list(chosen)
        self.table = Table("", self.table.columns, [
            (*row, words[place]) for row, words, place in zip(rows, choices, chosen, strict=True)
        ])  # fmt: skip
        self.endResetModel()

    def choices(self, row: int) -> Sequence[str]:
        """The words offered in a row."""
        return self._choices[row]

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == self.columnCount() - 1 else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.EditRole and index.isValid() and index.column() == self.columnCount() - 1:
            return self.chosen[index.row()]
        if role == Qt.ItemDataRole.ToolTipRole:  # the whole text where a cell has cut it short
            role = Qt.ItemDataRole.DisplayRole
        return super().data(index, role)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        row = index.row()
        if role != Qt.ItemDataRole.EditRole or not 0 <= value < len(self._choices[row]):
            return False
        if value != self.chosen[row]:
            self.chosen[row] = value
            rows = list(self.table.rows)
            rows[row] = (*rows[row][:-1], self._choices[row][value])
            self.table = Table("", self.table.columns, rows)
            self.dataChanged.emit(index, index)
            self.chose.emit(row, value)
        return True
