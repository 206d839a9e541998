"""The rows of one table of one collection year, as they are checked and made ready to store."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from suffdesk.core.kinds import Value
from suffdesk.domain.formats.returned_rows import ReturnedRow, ReturnedTable
from suffdesk.domain.formats.ssda903 import EPISODES, TableFormat
from suffdesk.imports.ssda903.cells import out_of_year
from suffdesk.imports.ssda903.faults import Fault, Problems
from suffdesk.imports.ssda903.table import ParsedTable

_NO_CHILD = Fault("child_missing", "The row has no child identifier.", "Fill in CHILD.")
_IDENTICAL = Fault(
    "identical_rows", "The row is the same as one above it, and the two are kept as one.", "Remove one of them."
)
_SECOND_ROW = Fault(
    "second_row", "The child has another row above that should be the only one, and the two differ.",
    "Keep the one that is right.",
)  # fmt: skip
SPANS = {
    "episodes": ("DECOM", "DEC"),
    "missing": ("MIS_START", "MIS_END"),
    "sw_episodes": ("SW_DECOM", "SW_DEC"),
    "dolo": ("DOLO_START", "DOLO_END"),
    "placed_for_adoption": ("DATE_PLACED", "DATE_PLACED_CEASED"),
}
"""The columns of a row's first and last day, in the tables that have both; a row without the last is still open."""


@dataclass
class YearTable:
    """``table`` has the rows that can be stored; positions in it are what checks refer to."""

    table: ParsedTable
    year: int
    problems: Problems
    rows_read: int = 0
    rows_left_out: int = 0
    faulty: set[int] = field(default_factory=set)
    """Numbers of the rows with a fault listed."""

    @property
    def format(self) -> TableFormat:
        return self.table.format

    @property
    def children(self) -> list[Value]:
        return self.table.values["CHILD"]

    def values(self, column: str) -> Sequence[Value]:
        """One value for each row, all None where the file lacks the column."""
        found = self.table.values.get(column)
        return [None] * len(self.table.rows) if found is None else found

    def note(self, position: int, column: str | None, fault: Fault) -> None:
        """List a fault of a row that is stored."""
        number = self.table.rows[position]
        self.faulty.add(number)
        self.problems.of_row(
            self.table.file, number, column, self._printed(position, column), "listed", fault, self.children[position]
        )

    def _printed(self, position: int, column: str | None) -> str | None:
        texts = self.table.printed.get(column) if column else None
        return texts[position][:200] if texts else None

    def returned(self) -> ReturnedTable:
        """The rows to store, in file order."""
        names = [c.name for c in self.format.columns if c.field and c.name != "CHILD"]
        identifiers = map(str, self.children)
        columns = [self.values(name) for name in names]
        rows = tuple(map(ReturnedRow, self.table.rows, identifiers, zip(*columns, strict=True)))
        return ReturnedTable(
            self.format, self.year, self.table.file, rows, self.rows_read, self.rows_left_out, len(self.faulty),
            self.table.digest,
        )  # fmt: skip


def year_table(table: ParsedTable, year: int, problems: Problems) -> YearTable:
    """Set aside the rows that cannot be stored, and list the faults that each value has by itself."""
    result = YearTable(table, year, problems, rows_read=len(table.rows))
    unfit = _unfit(table)
    for position in sorted(unfit):
        column, fault = unfit[position]
        texts = table.printed.get(column) if column else None
        value = texts[position][:200] if texts else None
        child = table.printed["CHILD"][position].strip()
        problems.of_row(table.file, table.rows[position], column, value, "left out", fault, child)
    result.rows_left_out = len(unfit)
    if unfit:
        result.table = table.chosen([i for i in range(len(table.rows)) if i not in unfit])
    for position, count in result.table.ragged.items():
        result.note(position, None, Fault(
            "too_few_values", f"The row has {count} values and the header {table.width}; the rest were read as empty.",
            "Check that the row is whole.",
        ))  # fmt: skip
    _list_values(result)
    _drop_identical(result)
    return result


def _unfit(table: ParsedTable) -> dict[int, tuple[str | None, Fault]]:
    """The rows that cannot be stored, by position, with the column and the fault."""
    unfit: dict[int, tuple[str | None, Fault]] = {position: (None, fault) for position, fault in table.unfit.items()}
    for position, count in table.ragged.items():
        if count > table.width:
            unfit[position] = None, Fault(
                "too_many_values", f"The row has {count} values and the header {table.width}, so none can be trusted.",
                "Put quotation marks around a value that holds the separator.",
            )  # fmt: skip
    for column in table.format.columns:
        if not column.required:
            continue
        faults = table.faults.get(column.name, {})
        nothing = _NO_CHILD if column.name == "CHILD" else Fault(
            "required_missing", f"The row has no {column.name}, without which it cannot be stored.",
            f"Fill in {column.name}.",
        )  # fmt: skip
        texts = table.printed[column.name]
        for position, value in enumerate(table.values[column.name]):
            if value is None or value == "":
                unfit.setdefault(position, (column.name, faults.get(texts[position], nothing)))
    span = SPANS.get(table.format.name)
    if span and span[1] in table.values:
        for position, (start, end) in enumerate(zip(table.values[span[0]], table.values[span[1]], strict=True)):
            if end is not None and start is not None and end < start:  # type: ignore[operator]
                unfit.setdefault(position, (span[1], Fault(
                    "end_before_start", f"It ends ({span[1]}) before it starts ({span[0]}).", "Mend the wrong date.",
                )))  # fmt: skip
    return unfit


def _list_values(rows: YearTable) -> None:
    table = rows.table
    for name, texts in table.printed.items():
        column = table.format.by_column[name]
        faults = table.faults.get(name, {})
        faults = {**out_of_year(column, set(texts), rows.year), **faults}
        if faults and not faults.keys().isdisjoint(texts):
            for position, text in enumerate(texts):
                if text in faults:
                    rows.note(position, name, faults[text])
    if table.year_faults:
        for position, text in enumerate(table.year_printed):
            if text in table.year_faults:
                rows.note(position, None, table.year_faults[text])


def _drop_identical(rows: YearTable) -> None:
    """Keep identical rows once; list a second, different row where a child (or child and key) should have one."""
    table = rows.table
    names = [column.name for column in table.format.columns if column.name in table.values]
    keys = [c.name for c in table.format.columns if c.name == "CHILD" or c.field in table.format.key]
    key_columns = [rows.values(name) for name in keys]
    once = table.format is not EPISODES
    seen: set[tuple[Value, ...]] = set()
    seen_keys: set[tuple[Value, ...]] = set()
    again: set[int] = set()
    whole = zip(*(table.values[name] for name in names), strict=True)
    for position, (row, key) in enumerate(zip(whole, zip(*key_columns, strict=True), strict=True)):
        if row in seen:
            again.add(position)
            rows.note(position, None, _IDENTICAL)
            continue
        seen.add(row)
        if once and key in seen_keys:
            rows.note(position, None, _SECOND_ROW)
        seen_keys.add(key)
    if again:
        rows.table = table.chosen([i for i in range(len(table.rows)) if i not in again])
