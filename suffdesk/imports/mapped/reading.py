"""Reading an extract through a mapping that a person has said yes to. Nothing is guessed: what the mapping does not
say is listed and left empty."""

import re
from collections.abc import Mapping as Map
from collections.abc import Sequence
from pathlib import Path

from suffdesk.core.errors import UserError
from suffdesk.core.kinds import Value
from suffdesk.core.text import listed, single_line
from suffdesk.domain.formats.extract import BY_TARGET, IDENTIFYING, Extract, ExtractRow, Target
from suffdesk.domain.formats.mapping import MappedColumn, Mapping, checked, plain
from suffdesk.imports.mapped.headers import grids_of, opened
from suffdesk.imports.mapped.meanings import as_it_stands, code_in_front
from suffdesk.imports.sources import Grid, NoHeader, SourceFault
from suffdesk.imports.ssda903.cells import clean, read_column
from suffdesk.imports.ssda903.faults import Fault, Problems

_PARTS = re.compile(r"\s*([0-9]{1,2})\s?([/.\-])\s?([0-9]{1,2})\s?([/.\-]\s?[0-9]{4})(.*)", re.DOTALL)
_YEAR_FIRST = re.compile(r"\s*[0-9]{4}[-/]")
_NO_CHILD = Fault("child_missing", "The row says nothing by which the child is known.", "Fill in the child's number.")
_MONTH_FIRST = SourceFault(
    "the dates in it have the month before the day", "say so in the import mapping, or export them as dd/mm/yyyy"
)

_Places = dict[str, int]


def read_extract(path: Path, mapping: Mapping) -> Extract:
    """Read every row of a file. Raises UserError where it cannot be read, or is not what the mapping is for."""
    checked(mapping)
    return _Reading(grid_for(path, mapping), mapping).extract()


def grid_for(path: Path, mapping: Mapping) -> Grid:
    """The table that a mapping reads. Raises UserError where there is none."""
    with opened(path) as source:
        try:
            grids = grids_of(source, lambda cells: _is_header(cells, mapping))
        except NoHeader:
            raise UserError(_not_for(source.name, mapping)) from None
    grid = _sheet(grids, mapping)
    if grid is None:
        raise UserError(_not_for(path.name, mapping))
    return grid


def _not_for(name: str, mapping: Mapping) -> str:
    wanted = [column.headers[0] for column in mapping.columns if column.target in IDENTIFYING]
    return (
        f"{name} is not a file for the import mapping “{mapping.name}”: no row names "
        f"{listed(wanted[:3]) or 'a column that says which child it is'} and another of its columns; choose another"
    )


def places_of(cells: Sequence[str], mapping: Mapping) -> _Places:
    """Position of the column of each fact: the first of its headings that is there."""
    written = [plain(cell) for cell in cells]
    found: _Places = {}
    for column in mapping.columns:
        for heading in column.headers:
            if plain(heading) and plain(heading) in written:
                found[column.target] = written.index(plain(heading))
                break
    return found


def _is_header(cells: Sequence[str], mapping: Mapping) -> bool:
    places = places_of(cells, mapping)
    return len(places) > 1 and any(name in places for name in IDENTIFYING)


def _sheet(grids: Sequence[Grid], mapping: Mapping) -> Grid | None:
    """The sheet that the mapping names first; else the one with the most of its columns."""
    for name in mapping.sheets:
        for grid in grids:
            if plain(grid.sheet) == plain(name):
                return grid
    return max(grids, key=lambda grid: len(places_of(grid.header, mapping)), default=None)


class _Reading:
    def __init__(self, grid: Grid, mapping: Mapping) -> None:
        self._grid = grid
        self._mapping = mapping
        self._problems = Problems()
        self._places = places_of(grid.header, mapping)
        self._values: dict[str, Sequence[Value]] = {}
        self._said: dict[str, Sequence[Value]] = {}

    def extract(self) -> Extract:
        self._check_header()
        for name, place in self._places.items():
            column = self._mapping.column(name)
            assert column is not None, "places are of mapped columns"
            if BY_TARGET[name].codes or BY_TARGET[name].column.reads == "yes or no":
                self._read_codes(column, BY_TARGET[name], self._grid.columns[place])
            else:
                self._read_plain(BY_TARGET[name], self._grid.columns[place])
        self._add_what_words_say()
        rows = tuple(self._rows())
        used = set(self._places.values())
        return Extract(
            self._grid.name, rows, frozenset(self._values), self._problems.all(), len(self._grid.rows),
            len(self._grid.rows) - len(rows),
            tuple(single_line(one) for place, one in enumerate(self._grid.header) if place not in used and one.strip()),
        )  # fmt: skip

    def _check_header(self) -> None:
        grid, mapping = self._grid, self._mapping
        written = [plain(cell) for cell in grid.header]
        twice = [grid.header[place].strip() for place in self._places.values() if written.count(written[place]) > 1]
        if twice:
            raise UserError(
                f"{grid.name} has more than one column {listed(sorted(set(twice)))}, so it is not plain which one to "
                "read; rename the others"
            )
        for column in mapping.columns:
            if column.target not in self._places and len(column.headers) == 1:
                self._problems.of_file(grid.name, "listed", Fault(
                    "column_missing", f"The column {column.headers[0]} of the import mapping is not there.",
                    "Have the system export it, or take it out of the mapping.",
                ), column.headers[0])  # fmt: skip
        if mapping.header_row is not None and grid.header_row != mapping.header_row:
            self._problems.of_file(grid.name, "listed", Fault(
                "header_moved", f"The columns are named in row {grid.header_row}, and the import mapping says row "
                f"{mapping.header_row}.", "Check that it is the right file.",
            ))  # fmt: skip

    def _read_plain(self, target: Target, texts: list[str]) -> None:
        read = self._turned(texts) if target.column.reads == "date" else texts
        heading = self._heading(target)
        try:
            values, faults = read_column(target.column, read)
        except SourceFault:
            raise UserError(f"{self._grid.name}, {heading}: {_MONTH_FIRST.reason}; {_MONTH_FIRST.mend}") from None
        if target.column.reads == "date" and self._mapping.dates == "year first":
            faults = {
                **{text: Fault("date_form", f"“{text[:40]}” does not begin with the year.", "Write it as 2024-12-31.")
                   for text in values if values[text] is not None and not _YEAR_FIRST.match(text)},
                **faults,
            }  # fmt: skip
            values = {text: None if text in faults else value for text, value in values.items()}
        self._values[target.name] = [values[text] for text in read]
        for position, (text, shown) in enumerate(zip(read, texts, strict=True)):
            if text in faults:
                self._problems.of_row(
                    self._grid.name, self._grid.rows[position], heading, shown[:200], "listed", faults[text],
                    self._child(position),
                )  # fmt: skip

    def _child(self, position: int) -> str:
        """What a row calls its child; empty where it does not say."""
        columns = (self._grid.columns[self._places[name]] for name in IDENTIFYING if name in self._places)
        return next((text for column in columns if (text := column[position].strip())), "")

    def _turned(self, texts: list[str]) -> list[str]:
        """Dates with the month first, turned round."""
        if self._mapping.dates != "month first":
            return texts
        turned = {text: _PARTS.sub(r"\3\2\1\4\5", text) for text in set(texts)}
        return [turned[text] for text in texts]

    def _read_codes(self, column: MappedColumn, target: Target, texts: list[str]) -> None:
        meanings = {text: self._meaning(column, target, clean(text)) for text in set(texts)}
        own: list[Value] = []
        also: dict[str, list[Value]] = {
            other: [None] * len(texts) for codes in column.values.values() for other in codes if other != target.name
        }
        for position, text in enumerate(texts):
            codes = meanings[text]
            if codes is None:
                self._problems.of_row(
                    self._grid.name, self._grid.rows[position], self._heading(target), text[:200], "listed",
                    Fault("value_unknown", f"The import mapping does not say what “{text.strip()[:60]}” stands for.",
                          "Choose its code in the mapping."),
                    self._child(position),
                )  # fmt: skip
                codes = {}
            own.append(_kept(target, codes.get(target.name)))
            for other, code in codes.items():
                if other != target.name:
                    also[other][position] = _kept(BY_TARGET[other], code)
        self._values[target.name] = own
        for other, values in also.items():
            self._said[other] = values

    def _add_what_words_say(self) -> None:
        """Facts that the words of another column fill in, where the fact's own column says nothing."""
        for name, said in self._said.items():
            own = self._values.get(name, [None] * len(said))
            self._values[name] = [one if one is not None else other for one, other in zip(own, said, strict=True)]

    def _meaning(self, column: MappedColumn, target: Target, text: str) -> Map[str, str] | None:
        if not text:
            return {}
        said = column.meaning(text)
        if said is not None:
            return said
        code = as_it_stands(target, text)
        if code is None and self._mapping.codes_in_front:
            code = code_in_front(target, text)
        return None if code is None else {target.name: code}

    def _heading(self, target: Target) -> str:
        return single_line(self._grid.header[self._places[target.name]])

    def _rows(self) -> list[ExtractRow]:
        found = []
        names = list(self._values)
        for position, (number, *values) in enumerate(zip(self._grid.rows, *self._values.values(), strict=True)):
            row = dict(zip(names, values, strict=True))
            if self._grid.ragged.get(position, 0) > len(self._grid.header):
                self._problems.of_row(self._grid.name, number, None, None, "left out", Fault(
                    "too_many_values", "The row has more values than the header, so none can be trusted.",
                    "Put quotation marks around a value that holds the separator.",
                ), self._child(position))  # fmt: skip
            elif all(row.get(name) is None for name in IDENTIFYING):
                self._problems.of_row(self._grid.name, number, None, None, "left out", _NO_CHILD)
            else:
                found.append(ExtractRow(number, row))
        return found


def _kept(target: Target, code: str | None) -> Value:
    """A code as it is stored: yes and no as 1 and 0."""
    return code if code is None or target.column.reads != "yes or no" else int(code)
