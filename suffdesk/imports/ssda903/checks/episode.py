"""An episode as the checks see it, and what they need to know besides."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import repeat
from typing import NamedTuple

from suffdesk.core.dates import financial_year_span
from suffdesk.core.kinds import Value
from suffdesk.imports.ssda903.checks.across_tables import Known
from suffdesk.imports.ssda903.faults import Fault
from suffdesk.imports.ssda903.year_table import YearTable

_COLUMNS = ("DECOM", "RNE", "LS", "PLACE", "PLACE_PROVIDER", "DEC", "REC", "HOME_POST", "PL_POST", "URN")


class Episode(NamedTuple):
    """One row of one file; a value is None where it is empty or could not be read."""

    setting: "Setting"
    position: int
    child: Value
    decom: date
    rne: str | None
    ls: str | None
    place: str | None
    provider: str | None
    dec: date | None
    rec: str | None
    home_post: str | None
    pl_post: str | None
    urn: str | None

    @property
    def where(self) -> tuple[str | None, ...]:
        """What can change when a placement does."""
        return self.place, self.pl_post, self.provider, self.urn

    @property
    def whole(self) -> tuple[Value, ...]:
        """Every value of the row, by which rows of two files are found to be the same."""
        table = self.setting.table.table
        return tuple(
            table.values[column.name][self.position] if column.name in table.values else None
            for column in table.format.columns
        )

    def note(self, column: str, fault: Fault) -> None:
        """List a fault of the row, in its own file."""
        self.setting.table.note(self.position, column, fault)


@dataclass(frozen=True)
class Setting:
    """One file of episodes: its year's first and last day, what is known of children, and the columns it has."""

    table: YearTable
    first_day: date
    last_day: date
    known: Known
    columns: frozenset[str]
    unread: frozenset[tuple[int, str]]
    """Cells (position, column) that hold something that could not be read, so are not empty."""


def setting_of(table: YearTable, known: Known) -> Setting:
    """What the checks of an episodes table need beside its rows."""
    first, last = financial_year_span(table.year)
    unread: set[tuple[int, str]] = set()
    for column in ("DEC", "DECOM"):
        faults = table.table.faults.get(column)
        if faults:
            texts = table.table.printed[column]
            unread.update((i, column) for i, v in enumerate(table.values(column)) if v is None and texts[i] in faults)
    return Setting(table, first, last, known, frozenset(table.table.values), frozenset(unread))


def episodes_of(setting: Setting) -> Iterator[Episode]:
    """Every row of the file, in its order."""
    table = setting.table
    columns = [table.values(name) for name in _COLUMNS]
    return map(Episode, repeat(setting), range(len(table.table.rows)), table.children, *columns)
