"""The lists of settings and of providers as sources of a table."""

from collections.abc import Mapping, Sequence
from typing import Any

from suffdesk.core.report import Cell
from suffdesk.operations.home_lists import HomeColumn, HomeList, Row
from suffdesk.store.queries.home_lists import HomeFilter


class HomeSource:
    """What a filter lets through of one list."""

    def __init__(self, homes: HomeList, wanted: HomeFilter) -> None:
        self.homes, self.wanted = homes, wanted

    @property
    def columns(self) -> Sequence[HomeColumn]:
        return self.homes.columns

    def first(self, column: str, descending: bool) -> tuple[list[str], Any]:
        return self.homes.query.find(self.wanted, column, descending), None

    def more(self, column: str, descending: bool, cursor: Any) -> tuple[list[str], Any]:
        return [], None

    def rows(self, ids: Sequence[str]) -> Mapping[str, Row]:
        return self.homes.query.rows(ids)

    def words(self, column: HomeColumn, row: Row) -> str:
        return self.homes.words(column, row)

    def value(self, column: HomeColumn, row: Row) -> Cell:
        return column.value(row)

    def meaning(self, column: HomeColumn, row: Row) -> str:
        words = self.homes.words(column, row)
        return words if len(words) > column.width else ""

    def wrong(self, column: HomeColumn, row: Row) -> bool:
        return bool(column.wrong and column.wrong(row, self.homes.as_at))

    def sortable(self, _column: HomeColumn) -> bool:
        return True
