"""The register, and the children of a measure, as sources of a table."""

from collections.abc import Mapping, Sequence
from typing import Any

from suffdesk.core.report import Cell
from suffdesk.operations.register import COLUMNS, Children, Register, RegisterColumn
from suffdesk.store.queries.register import Row, Sort
from suffdesk.store.queries.register_filter import RegisterFilter


class _InWords:
    """What both have in common: cells."""

    def __init__(self, register: Register) -> None:
        self.register = register

    @property
    def columns(self) -> Sequence[RegisterColumn]:
        return COLUMNS

    def rows(self, ids: Sequence[str]) -> Mapping[str, Row]:
        return self.register.rows(ids)

    def words(self, column: RegisterColumn, row: Row) -> str:
        return self.register.words(column, row)

    def value(self, column: RegisterColumn, row: Row) -> Cell:
        return self.register.value(column, row)

    def meaning(self, column: RegisterColumn, row: Row) -> str:
        if column.meaning:
            return column.meaning(row)
        words = self.register.words(column, row)
        return words if len(words) > column.width else ""  # it may be cut short in its cell

    def wrong(self, column: RegisterColumn, row: Row) -> bool:
        return bool(column.wrong and column.wrong(self.register, row))


class RegisterSource(_InWords):
    """Children looked after on the date whom a filter lets through."""

    def __init__(self, register: Register, wanted: RegisterFilter) -> None:
        super().__init__(register)
        self.wanted = wanted

    def first(self, column: str, descending: bool) -> tuple[list[str], Any]:
        found = self.register.find(self.wanted, Sort(column, descending))
        return found.ids, found.cursor

    def more(self, column: str, descending: bool, cursor: Any) -> tuple[list[str], Any]:
        found = self.register.find(self.wanted, Sort(column, descending), cursor)
        return found.ids, found.cursor

    def sortable(self, column: RegisterColumn) -> bool:
        return self.register.query.sortable(column.name)


class ChildrenSource(_InWords):
    """Chosen children, in care on the date or not."""

    def __init__(self, children: Children, ids: Sequence[str]) -> None:
        super().__init__(children)
        self._children, self._ids = children, ids

    def first(self, column: str, descending: bool) -> tuple[list[str], Any]:
        return self._children.order(self._ids, Sort(column, descending)), None

    def more(self, column: str, descending: bool, cursor: Any) -> tuple[list[str], Any]:
        return [], None

    def sortable(self, _column: RegisterColumn) -> bool:
        return True
