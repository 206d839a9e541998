"""Years that rows state, held against the dates in them: a column may name the year in which a return begins."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from suffdesk.core.dates import financial_year_label, financial_year_span
from suffdesk.imports.ssda903.faults import Fault, Problems
from suffdesk.imports.ssda903.table import ParsedTable
from suffdesk.imports.ssda903.year_table import SPANS

_SOME = 10
"""One row in so many has to speak against the stated years: fewer may be dates typed amiss."""


def believed(tables: Sequence[ParsedTable], problems: Problems) -> list[ParsedTable]:
    """The tables with the years that their rows state, as far as their dates allow; what is set right is listed once.

    Where rows begin after the year that they state, and next to none ends before the year after it, the column names
    the year in which the collection year begins. Where no row at all fits its stated year, the dates alone are
    believed. The files of one folder with years alike were made alike, so that a table without dates goes with them.
    """
    result = list(tables)
    folders: dict[str, list[int]] = {}
    for index, table in enumerate(tables):
        if table.stated_years:
            folders.setdefault(table.folder, []).append(index)
    for indices in folders.values():
        some = [tables[index] for index in indices]
        rows, late, early = _against(some, 0)
        if not late and not early:
            continue
        _, late_then, early_then = _against(some, 1)
        if late * _SOME >= rows and (late_then + early_then) * _SOME <= late + early:
            problems.of_file(some[0].file, "listed", _begins(some[0]))
            for index in indices:
                result[index] = replace(tables[index], years=[year and year + 1 for year in tables[index].years])
        elif late + early == rows:
            problems.of_file(some[0].file, "listed", _against_dates(some[0]))
            for index in indices:
                result[index] = replace(tables[index], years=[], year_faults={}, year_printed=[])
    return result


def _against(tables: Iterable[ParsedTable], more: int) -> tuple[int, int, int]:
    """Rows with dates; those that begin after the year they state, ``more`` years later; those that end before it."""
    rows = late = early = 0
    for table in tables:
        span = SPANS.get(table.format.name)
        if span is None:
            continue
        ends = table.values.get(span[1]) or [None] * len(table.rows)
        for stated, start, end in zip(table.years, table.values[span[0]], ends, strict=True):
            if stated is None or not isinstance(start, date):
                continue
            first, last = financial_year_span(stated + more)
            rows += 1
            late += start > last
            early += isinstance(end, date) and end < first
    return rows, late, early


def _begins(table: ParsedTable) -> Fault:
    some = min(table.stated_years)
    return Fault(
        "year_begins", f"Its rows state the year in which the collection year begins, as the dates show: {some} was "
        f"read as {financial_year_label(some + 1)}.", f"State the year in which it ends ({some + 1}), or say the year.",
    )  # fmt: skip


def _against_dates(table: ParsedTable) -> Fault:
    return Fault(
        "year_against_dates", f"No row's dates fit the year that it states (such as {min(table.stated_years)}), so the "
        "dates alone were believed.", "Mend the column of years, or say the year.",
    )  # fmt: skip
