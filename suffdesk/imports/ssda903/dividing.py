"""The collection year of each row of a table whose rows state it, and the dates that a row goes by otherwise."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from suffdesk.core.dates import financial_year_end
from suffdesk.imports.ssda903.faults import Fault
from suffdesk.imports.ssda903.table import ParsedTable
from suffdesk.imports.ssda903.year_table import SPANS


def divided(table: ParsedTable) -> dict[int | None, ParsedTable]:
    """The rows of each year; empty where no row states one.

    A row whose year is empty is of the only year that others state. Otherwise a row without a year that can be read
    goes by its own dates, and one without dates is unfit to be stored (and counted with the most rows).
    """
    stated = sorted(table.stated_years)
    if not stated:
        return {}
    most = Counter(year for year in table.years if year is not None).most_common(1)[0][0]
    positions: dict[int | None, list[int]] = defaultdict(list)
    unfit = dict(table.unfit)
    for position, year in enumerate(table.years):
        if year is None and len(stated) == 1 and table.year_printed[position] not in table.year_faults:
            year = stated[0]
        if year is None:
            year = _year_of_row(table, position, stated)
        if year is None:
            unfit.setdefault(position, _no_year(table, position))
        positions[year or most].append(position)
    table = replace(table, unfit=unfit)
    return {year: table.chosen(some) for year, some in positions.items()}


def first_bad_date(table: ParsedTable) -> tuple[int, str, Fault] | None:
    """Row, column and fault of the first date that could have told the year, and could not be read."""
    bad = (
        (table.rows[position], name, table.faults[name][text])
        for name in _date_columns(table)
        if name in table.faults
        for position, (text, value) in enumerate(zip(table.printed[name], table.values[name], strict=True))
        if value is None and text in table.faults[name]
    )
    return min(bad, key=lambda found: found[0], default=None)


def _date_columns(table: ParsedTable) -> Iterator[str]:
    names = dict.fromkeys((*table.format.event_dates, *SPANS.get(table.format.name, ())))
    return (name for name in names if name in table.values)


def _year_of_row(table: ParsedTable, position: int, stated: Sequence[int]) -> int | None:
    """The year of a row's last date; one still open is of the first year stated that is not before its start."""
    dates = [day for name in _date_columns(table) if isinstance(day := table.values[name][position], date)]
    if not dates:
        return None
    year = financial_year_end(max(dates))
    span = SPANS.get(table.format.name)
    still_open = span and (span[1] not in table.values or table.values[span[1]][position] is None)
    return next((later for later in stated if later >= year), year) if still_open else year


def _no_year(table: ParsedTable, position: int) -> Fault:
    unreadable = table.year_faults.get(table.year_printed[position])
    if unreadable:
        message = f"{unreadable.message.rstrip('.')}, and the row has no date that tells it."
        return Fault(unreadable.rule, message, unreadable.mend)
    return Fault(
        "year_missing", "The row has no collection year and no date that tells it, and the file holds several years.",
        "Fill in the year.",
    )  # fmt: skip
