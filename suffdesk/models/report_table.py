"""A short table that is there already (core.report.Table): a chart as a table, the episodes of a child."""

from datetime import date
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from suffdesk.core.dates import show_date_short
from suffdesk.core.money import show_pence
from suffdesk.core.report import Cell, Column, Table
from suffdesk.models.roles import Role

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class ReportTable(QAbstractTableModel):
    """Every cell of a table, in the order in which it stands."""

    def __init__(self, table: Table, parent: Any = None) -> None:
        super().__init__(parent)
        self.table = table

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.table.rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.table.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        column = self.table.columns[index.column()]
        value = self.table.rows[index.row()][index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return shown(column, value)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{column.title}: {shown(column, value) or 'empty'}"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        return value if role == Role.VALUE else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.table.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.table.columns[section].title
        return _alignment(self.table.columns[section]) if role == Qt.ItemDataRole.TextAlignmentRole else None


def shown(column: Column, value: Cell) -> str:
    """A value as a cell shows it."""
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, date):
        return show_date_short(value)
    if column.format == "percent":
        return f"{value:,.1f}%"
    if column.format == "money":
        return show_pence(round(value))
    return f"{value:,.1f}" if column.format == "decimal" else f"{value:,.10g}"


def _alignment(column: Column) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column.align == "right" else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
