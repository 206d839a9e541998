"""Which table of the return a header row belongs to, whatever its file is called."""

from collections.abc import Sequence
from dataclasses import dataclass

from suffdesk.core.text import listed
from suffdesk.domain.formats.ssda903 import LA_COLUMNS, TABLES, YEAR_COLUMNS, TableFormat
from suffdesk.imports.sources import SourceFault

_NEARLY = 0.5
"""Share of a table's columns from which a header without its distinctive ones is worth naming to the user."""


@dataclass(frozen=True)
class Recognised:
    """A header understood: position of each known column, and of those that say whose row it is and of which year."""

    format: TableFormat
    positions: dict[str, int]
    authority: int | None
    year: int | None
    missing: tuple[str, ...]
    """Columns that the return has and the header has not, left out where that is no fault."""
    ignored: tuple[str, ...]
    """Columns that the return does not have, as they are written."""


def column_names(header: Sequence[str]) -> list[str]:
    """Headings as the return writes them: capitals, no space around, underscores within, no byte order mark."""
    return ["_".join(cell.replace("\ufeff", "").split()).upper() for cell in header]


def best_table(header: Sequence[str]) -> TableFormat | None:
    """The table whose columns the header holds the greatest share of, one that tells it from others among them."""
    names = set(column_names(header))
    best: TableFormat | None = None
    best_share = 0.0
    for table in TABLES:
        share = _share(table, names)
        if share > best_share and not names.isdisjoint(table.distinctive) and len(names & set(table.by_column)) > 1:
            best, best_share = table, share
    return best


def is_header(header: Sequence[str]) -> bool:
    """Whether the row is the header of a table of the return."""
    return best_table(header) is not None


def recognise(header: Sequence[str]) -> Recognised:
    """Understand a header for which :func:`is_header` holds.

    Raises SourceFault where a column that the table cannot do without is missing, or one that is read stands twice.
    """
    table = best_table(header)
    assert table is not None, "is_header() holds"
    names = column_names(header)
    needed = (column.name for column in table.columns if column.required or column.needed)
    lacking = [name for name in needed if name not in names]
    if lacking:
        raise SourceFault(
            f"it is the table {table.title} without its {_columns(lacking)}, which it cannot do without",
            "have the system export every column of the return",
        )
    read = {*table.by_column, *LA_COLUMNS, *YEAR_COLUMNS}
    doubled = sorted({name for name in names if name in read and names.count(name) > 1})
    if doubled:
        raise SourceFault(
            f"its {_columns(doubled)} {'stands' if len(doubled) == 1 else 'stand'} there more than once, so it is not "
            "plain which one to read",
            "delete or rename the others",
        )
    used = {
        "authority": next((names.index(name) for name in LA_COLUMNS if name in names), None),
        "year": next((names.index(name) for name in YEAR_COLUMNS if name in names), None),
    }
    positions = {name: index for index, name in enumerate(names) if name in table.by_column}
    return Recognised(
        format=table,
        positions=positions,
        authority=used["authority"],
        year=used["year"],
        missing=tuple(c.name for c in table.columns if c.name not in positions and not c.optional),
        ignored=tuple(
            cell.strip()
            for index, cell in enumerate(header)
            if names[index] and index not in positions.values() and index not in used.values()
        ),
    )


def nearly(first_rows: Sequence[Sequence[str]]) -> str | None:
    """A clause about the table that one of the rows would head, had it the column that tells; None without one."""
    for cells in first_rows:
        names = set(column_names(cells))
        table = max(TABLES, key=lambda table: _share(table, names))
        if "CHILD" in names and _share(table, names) >= _NEARLY:
            lacking = [name for name in table.distinctive if name not in names]
            return f"it looks like the table {table.title}, which cannot be told without its {_columns(lacking)}"
    return None


def _share(table: TableFormat, names: set[str]) -> float:
    return sum(column.name in names for column in table.columns) / len(table.columns)


def _columns(names: list[str]) -> str:
    return f"column {names[0]}" if len(names) == 1 else f"columns {listed(names)}"
