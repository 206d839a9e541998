"""One table as it was read: each column's values, before rows are given a collection year or checked."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from suffdesk.core.kinds import Value
from suffdesk.domain.formats.ssda903 import TableFormat
from suffdesk.imports.sources import Grid
from suffdesk.imports.ssda903.cells import clean, read_column
from suffdesk.imports.ssda903.faults import Fault, Problems
from suffdesk.imports.ssda903.recognising import Recognised, recognise
from suffdesk.imports.ssda903.years import read_year

_T = TypeVar("_T")


@dataclass
class ParsedTable:
    """Columns are keyed by their name in the return and have one value for each of ``rows`` (numbers in the file).

    ``faults`` holds, for a column, the fault of each faulty printed text. ``years`` has the collection year that a row
    itself states (None where it states none), and is empty without such a column; ``authorities`` likewise.
    ``unfit`` says, by position, why a row cannot be stored, where that shows before its values are looked at.
    """

    format: TableFormat
    file: str
    folder: str
    stem: str
    digest: str
    rows: list[int]
    values: dict[str, list[Value]]
    printed: dict[str, list[str]]
    faults: dict[str, dict[str, Fault]]
    ragged: dict[int, int]
    width: int
    authorities: list[str] = field(default_factory=list)
    years: list[int | None] = field(default_factory=list)
    year_faults: dict[str, Fault] = field(default_factory=dict)
    year_printed: list[str] = field(default_factory=list)
    unfit: dict[int, Fault] = field(default_factory=dict)

    @property
    def stated_years(self) -> set[int]:
        return {year for year in self.years if year is not None}

    def chosen(self, positions: Sequence[int]) -> "ParsedTable":
        """The same table with only some of its rows."""
        return ParsedTable(
            self.format, self.file, self.folder, self.stem, self.digest,
            _pick(self.rows, positions),
            {name: _pick(column, positions) for name, column in self.values.items()},
            {name: _pick(column, positions) for name, column in self.printed.items()},
            self.faults, _moved(self.ragged, positions), self.width,
            _pick(self.authorities, positions), _pick(self.years, positions), self.year_faults,
            _pick(self.year_printed, positions), _moved(self.unfit, positions),
        )  # fmt: skip


def parse(grid: Grid, problems: Problems) -> tuple[ParsedTable, Recognised]:
    """Read every cell of a table of the return. Raises SourceFault where the table as a whole cannot be used."""
    known = recognise(grid.header)
    table = ParsedTable(
        known.format, grid.name, grid.folder, grid.stem, grid.digest, grid.rows, {}, {}, {}, grid.ragged,
        len(grid.header),
    )  # fmt: skip
    for name, position in known.positions.items():
        texts = grid.columns[position]
        values, faults = read_column(known.format.by_column[name], texts)
        table.values[name] = list(map(values.__getitem__, texts))
        table.printed[name] = texts
        if faults:
            table.faults[name] = faults
    if known.authority is not None:
        texts = grid.columns[known.authority]
        written = {text: clean(text) for text in set(texts)}
        table.authorities = list(map(written.__getitem__, texts))
    if known.year is not None:
        _read_years(table, grid.columns[known.year])
    _say_of_file(grid, known, problems)
    return table, known


def _pick(column: list[_T], positions: Sequence[int]) -> list[_T]:
    return list(map(column.__getitem__, positions)) if column else []


def _moved(by_position: dict[int, _T], positions: Sequence[int]) -> dict[int, _T]:
    if not by_position:
        return {}
    return {new: by_position[old] for new, old in enumerate(positions) if old in by_position}


def _read_years(table: ParsedTable, texts: list[str]) -> None:
    meanings = {text: read_year(clean(text)) for text in set(texts)}
    table.years = list(map(meanings.__getitem__, texts))
    table.year_printed = texts
    table.year_faults = {
        text: Fault("year_unreadable", f"“{text[:40]}” is not a collection year.", "Write it as 2024 or 2023-24.")
        for text, year in meanings.items()
        if year is None and text.strip()
    }


def _say_of_file(grid: Grid, known: Recognised, problems: Problems) -> None:
    if grid.encoding:
        problems.of_file(grid.name, "listed", Fault(
            "encoding", f"The file is not Unicode and was read as {grid.encoding}; letters with accents may be wrong.",
            "Save it as “CSV UTF-8” to be sure.",
        ))  # fmt: skip
    for name in known.missing:
        problems.of_file(grid.name, "listed", Fault(
            "column_missing", f"The column {name} is missing, so nothing is known of it.",
            "Have the system export every column of the return.",
        ), name)  # fmt: skip
