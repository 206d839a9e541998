"""The sheets of an extract, and the row of each that names its columns, found or given."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from suffdesk.core.errors import UserError
from suffdesk.domain.formats.annex_a import headings
from suffdesk.domain.formats.mapping import plain
from suffdesk.imports.sources import Grid, IsHeader, NoHeader, Source, SourceFault, read_grids, sources_in

_FEWEST_CELLS = 2


@dataclass(frozen=True, slots=True)
class SheetHeader:
    """A row that may name the columns of a sheet. ``sheet`` is empty for a text file, ``row`` counts from 1."""

    sheet: str
    row: int
    cells: tuple[str, ...]
    known: int
    """Cells that are headings known beforehand."""


@contextmanager
def opened(path: Path) -> Iterator[Source]:
    """The one file of a path. Raises UserError where there is none, or several."""
    with sources_in([path]) as found:
        for name, fault in found.faults:
            raise UserError(fault.sentence(name))
        if not found.sources:
            raise UserError(f"{path.name or path} holds no workbook or CSV file; choose the extract")
        if len(found.sources) > 1:
            names = ", ".join(source.name for source in found.sources[:3])
            raise UserError(f"{path.name or path} holds several files ({names}); choose one of them")
        yield found.sources[0]


def read_headers(path: Path) -> tuple[SheetHeader, ...]:
    """For each sheet the row that most likely names its columns; the sheet with the most known headings first.

    Raises UserError where the file cannot be read or has no row of two cells or more.
    """
    with opened(path) as source:
        rows = _first_rows(source)
    best: dict[str, SheetHeader] = {}
    for row in rows:
        held = best.get(row.sheet)
        if held is None or (row.known, _names(row)) > (held.known, _names(held)):
            best[row.sheet] = row
    found = [row for row in best.values() if _names(row) >= _FEWEST_CELLS]
    if not found:
        raise UserError(f"{path.name} has no row that names columns; choose the extract")
    return tuple(sorted(found, key=lambda row: -row.known))


def header_at(path: Path, sheet: str | None, row: int | None) -> SheetHeader:
    """The header in the sheet and row that the user gives; the likeliest where they give none. Raises UserError."""
    if row is None:
        found = read_headers(path)
        for header in found:
            if sheet is None or plain(header.sheet) == plain(sheet):
                return header
        raise UserError(f"{path.name} has no sheet “{sheet}” with a row that names columns; choose another sheet")
    with opened(path) as source:
        for header in _first_rows(source):
            if header.row == row and (sheet is None or plain(header.sheet) == plain(sheet)):
                return header
    where = f"the sheet “{sheet}” of {path.name}" if sheet else path.name
    raise UserError(
        f"Row {row:,} of {where} is blank, or not among its first rows; give the row that names the columns"
    )


def grid_under(path: Path, header: SheetHeader) -> Grid:
    """The rows under a header. Raises UserError."""
    with opened(path) as source:
        grids = grids_of(source, lambda cells: tuple(cells) == header.cells)
    for grid in grids:
        if grid.sheet == header.sheet:
            return grid
    raise UserError(f"{path.name} was changed while it was read; choose it again")


def grids_of(source: Source, is_header: IsHeader) -> tuple[Grid, ...]:
    """The tables with a header. Raises UserError in words, and NoHeader."""
    try:
        read = read_grids(source, is_header)
    except NoHeader:
        raise
    except SourceFault as fault:
        raise UserError(fault.sentence(source.name)) from None
    for name, refused in read.refused:
        if not read.grids:
            raise UserError(refused.sentence(name))
    return read.grids


def known_headings(cells: Sequence[str]) -> int:
    """How many cells are headings known beforehand."""
    return len({plain(cell) for cell in cells} & _all_headings())


def _first_rows(source: Source) -> list[SheetHeader]:
    """The first rows of every sheet that are not blank."""
    try:
        grids_of(source, lambda _cells: False)
    except NoHeader as fault:
        return [
            SheetHeader(sheet, number, tuple(cells), known_headings(cells))
            for (sheet, number), cells in zip(fault.places, fault.first_rows, strict=True)
        ]
    return []


def _names(row: SheetHeader) -> int:
    """Different cells with words in them: a row of data has numbers and dates too."""
    return len({plain(cell) for cell in row.cells if any(char.isalpha() for char in cell)})


@cache
def _all_headings() -> frozenset[str]:
    return frozenset(plain(name) for names in headings().values() for name in names)
