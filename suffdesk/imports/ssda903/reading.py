"""Reading an SSDA903 return from whatever the user chose, into rows that can be matched with a store."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from suffdesk.core.collecting import without_collection
from suffdesk.core.errors import UserError
from suffdesk.core.kinds import Value
from suffdesk.core.progress import Progress, silent
from suffdesk.core.text import plural
from suffdesk.domain.formats.returned_rows import ReturnedFiles
from suffdesk.imports.sources import Found, Grids, NoHeader, Source, SourceFault, read_grids, sources_in
from suffdesk.imports.ssda903 import authorities
from suffdesk.imports.ssda903.checks import check_year
from suffdesk.imports.ssda903.dividing import divided, first_bad_date
from suffdesk.imports.ssda903.faults import Fault, Problems
from suffdesk.imports.ssda903.grouping import years_of
from suffdesk.imports.ssda903.recognising import is_header, nearly
from suffdesk.imports.ssda903.stated_years import believed
from suffdesk.imports.ssda903.table import ParsedTable, parse
from suffdesk.imports.ssda903.xml_form import read_xml
from suffdesk.imports.ssda903.year_table import YearTable, year_table

_MOST_ROWS = 400_000
"""Rows of all files together. Five years of 20,000 children are 270,000."""
_MOST_CHILDREN = 100_000
"""Children in all: on a day of 2024 all of England looked after 83,000. As many children and rows as may be, all of
them new and half of them faulty, are imported in 1.5 GB of memory."""
_NO_ROWS = SourceFault("it has a header and no rows", "choose a file with rows")
_READING = 0.7
"""Share of the time that goes into reading, the rest into checks."""


def read_return(
    paths: Sequence[Path], *, authority: str | None = None, year: int | None = None, progress: Progress = silent
) -> ReturnedFiles:
    """Read and check folders, files, archives and workbooks of one or more years' returns.

    ``authority`` (name or code) chooses the rows of one where the files hold several; ``year`` is the collection
    year of every row, whatever its dates say. Raises UserError where no table of the return could be read, and
    SeveralAuthorities where ``authority`` is needed.
    """
    with without_collection():
        return _read(paths, authority, year, progress)


def _read(paths: Sequence[Path], authority: str | None, year: int | None, progress: Progress) -> ReturnedFiles:
    problems = Problems()
    with sources_in(paths) as found:
        reading = _Reading(found, problems)
        for index, source in enumerate(found.sources):
            progress(f"Reading {source.name}", _READING * index / len(found.sources))
            reading.read(source)
    if not reading.tables:
        raise _nothing(paths, reading)
    names = authorities.names_in(reading.tables)
    tables = authorities.rows_of(reading.tables, authority)
    _refuse_too_many_children(tables)
    by_year = _by_year(tables, year, reading)
    if not by_year:
        raise _nothing(paths, reading)
    for index, this_year in enumerate(sorted(by_year)):
        progress(f"Checking the return of {this_year}", _READING + (1 - _READING) * index / len(by_year))
        check_year(by_year[this_year])
    progress("Checked", 1.0)
    return ReturnedFiles(
        tables=tuple(table.returned() for this_year in sorted(by_year) for table in by_year[this_year]),
        problems=problems.all(),
        authorities=names,
        columns_ignored=reading.columns_ignored,
        files_ignored=tuple(reading.files_ignored),
    )


class _Reading:
    """What has been read so far, and what could not be."""

    def __init__(self, found: Found, problems: Problems) -> None:
        self.tables: list[ParsedTable] = []
        self.columns_ignored: dict[str, tuple[str, ...]] = {}
        self.files_ignored = list(found.ignored)
        self.refused: list[tuple[str, SourceFault]] = []
        self.problems = problems
        self._alone = len(found.sources) == 1 and not found.faults
        self._rows = 0
        for name, fault in found.faults:
            self.refuse(name, fault)

    def refuse(self, file: str, fault: SourceFault) -> None:
        """A file that cannot be read, while others may."""
        self.refused.append((file, fault))
        self.problems.of_file(file, "left out", Fault(
            "file_left_out", f"The file cannot be read: {fault.reason}.", f"{fault.mend[0].upper()}{fault.mend[1:]}.",
        ))  # fmt: skip

    def read(self, source: Source) -> None:
        """Read every table in a source. Raises UserError where all files together are beyond what can be held."""
        try:
            if source.shape == "xml":
                returned = read_xml(source, self.problems)
                self.columns_ignored.update(returned.ignored)
                read = Grids(tuple(returned.grids))
            else:
                read = read_grids(source, is_header)
        except NoHeader as fault:
            near = nearly(fault.first_rows)
            if near:
                self.refuse(source.name, SourceFault(near, "have the system export every column of the return"))
            elif self._alone:
                lacks = (
                    "it holds no CHILD of the SSDA903 return" if source.shape == "xml"
                    else "none of its first rows has the column names of a table of the SSDA903 return"
                )  # fmt: skip
                self.refuse(source.name, SourceFault(lacks, "choose the files that were made for the return"))
            else:
                self.files_ignored.append(source.name)
            return
        except SourceFault as fault:
            self.refuse(source.name, fault)
            return
        self.files_ignored.extend(read.ignored)
        for name, sheet_fault in read.refused:
            self.refuse(name, sheet_fault)
        for grid in read.grids:
            self._rows += len(grid.rows)
            if self._rows > _MOST_ROWS:
                raise UserError(f"The files hold more than {_MOST_ROWS:,} rows in all; import them a year at a time")
            try:
                table, known = parse(grid, self.problems)
            except SourceFault as fault:
                self.refuse(grid.name, fault)
                continue
            if known.ignored:
                self.columns_ignored[grid.name] = known.ignored
            self.tables.append(table)


def _by_year(tables: Sequence[ParsedTable], year: int | None, reading: _Reading) -> dict[int, list[YearTable]]:
    """The rows of each collection year, ready to be checked."""
    result: dict[int, list[YearTable]] = defaultdict(list)
    if not year:
        tables = believed(tables, reading.problems)
    years = [year] * len(tables) if year else years_of(tables)
    for table, own in zip(tables, years, strict=True):
        parts = {own: table} if year else divided(table) or {own: table}
        for this_year, part in parts.items():
            if this_year is None:
                reading.refuse(table.file, _no_year(table) if table.rows else _NO_ROWS)
            else:
                result[this_year].append(year_table(part, this_year, reading.problems))
    return dict(result)


def _no_year(table: ParsedTable) -> SourceFault:
    """Why a table is of no year; where it has dates that cannot be read, they may be why."""
    reason, mend = "nothing in it tells which collection year it is of", "import it with its episodes file"
    if bad := first_bad_date(table):
        row, column, fault = bad
        reason += f", and row {row:,} has a {column} that cannot be read ({fault.message.rstrip('.')})"
        mend = f"mend that date, {mend}"
    return SourceFault(reason, f"{mend}, or give the year")


def _refuse_too_many_children(tables: Sequence[ParsedTable]) -> None:
    children: set[Value] = set()
    for table in tables:
        children.update(table.values["CHILD"])
    if len(children) > _MOST_CHILDREN:
        raise UserError(
            f"The files hold {len(children):,} children and the most is {_MOST_CHILDREN:,}, more than any authority "
            "looks after; choose the return of one authority"
        )


def _nothing(paths: Sequence[Path], reading: _Reading) -> UserError:
    """The one sentence for a reading that yielded nothing."""
    if reading.refused:
        file, fault = reading.refused[0]
        others = len(reading.refused) - 1
        more = f" (and {plural(others, 'other file')} cannot be read either)" if others else ""
        return UserError(fault.sentence(file) + more)
    chosen = paths[0].name or str(paths[0])
    if len(paths) > 1:
        chosen = f"{chosen} and {plural(len(paths) - 1, 'other')}"
    if reading.files_ignored:
        count = plural(len(reading.files_ignored), "file")
        return UserError(
            f"No table of the SSDA903 return is in {chosen}: {count} looked at, none with its column names; choose the "
            "files that were made for the return"
        )
    return UserError(f"{chosen} holds no file to read; choose the folder or the files of the return")
