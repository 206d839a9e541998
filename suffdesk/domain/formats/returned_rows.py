"""What reading an SSDA903 return yields, before it is matched with a store."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from suffdesk.core.kinds import Value
from suffdesk.core.problem import Problem
from suffdesk.domain.formats.ssda903 import TableFormat


@dataclass(frozen=True, slots=True)
class ReturnedRow:
    """One storable row: its place in the file (header is row 1), its child, its values by ``TableFormat.fields``."""

    row: int
    identifier: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class ReturnedTable:
    """The storable rows of one table of one collection year, from one file, in file order."""

    format: TableFormat
    year: int
    file: str
    rows: tuple[ReturnedRow, ...]
    rows_read: int
    rows_left_out: int
    rows_listed: int
    digest: str


@dataclass(frozen=True)
class ReturnedFiles:
    """Everything read in one go. ``columns_ignored`` maps a file to its columns that the return does not have."""

    tables: tuple[ReturnedTable, ...]
    problems: tuple[Problem, ...]
    authorities: tuple[str, ...] = ()
    """Names in an LA column, where there is one."""
    columns_ignored: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    files_ignored: tuple[str, ...] = ()
    """Files of the folder or archive that hold no table of the return."""

    @property
    def years(self) -> tuple[int, ...]:
        return tuple(sorted({table.year for table in self.tables}))
