"""A short table whose rows come and go: what was recognised, previewed, changed."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, Qt

from suffdesk.core.report import Cell, Column, Table
from suffdesk.models.report_table import Index, ReportTable
from suffdesk.models.roles import Role


class RowsModel(ReportTable):
    """Rows of cells under columns, all in memory: for hundreds of rows, not for the register."""

    def __init__(self, columns: Sequence[Column], parent: QObject | None = None) -> None:
        super().__init__(Table("", tuple(columns), []), parent)
        self._exceptions: tuple[str, ...] = ()

    def set_rows(self, rows: Sequence[Sequence[Cell]], columns: Sequence[Column] | None = None,
                 exceptions: Sequence[str] = ()) -> None:  # fmt: skip
        """Show these rows instead, under other columns where they are given; words that begin so are exceptions."""
        self.beginResetModel()
        self._exceptions = tuple(exceptions)
        self.table = Table("", self.table.columns if columns is None else tuple(columns), [tuple(row) for row in rows])
        self.endResetModel()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.ToolTipRole:  # the whole text where a cell has cut it short
            role = Qt.ItemDataRole.DisplayRole
        if role == Role.WRONG and self._exceptions:
            return str(super().data(index, Qt.ItemDataRole.DisplayRole) or "").startswith(self._exceptions)
        return super().data(index, role)

    @property
    def rows(self) -> Sequence[Sequence[Cell]]:
        return self.table.rows
