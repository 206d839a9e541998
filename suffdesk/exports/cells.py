"""A table's values as words, the same on paper, on the clipboard and in HTML."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Final

from suffdesk.core.dates import show_date_short
from suffdesk.core.money import show_pence
from suffdesk.core.report import Cell, Column, Table

FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
"""First characters that make a spreadsheet take a text for a formula (DOMAIN.md, "Publishing")."""

_CONTROL: Final = {code: " " if code in (9, 10, 13) else None for code in (*range(32), *range(127, 160))}
_NOT_XML: Final = dict.fromkeys((*range(9), 11, 12, *range(14, 32), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF))


def one_line(text: str) -> str:
    """``text`` without control characters; line ends and tabs become spaces."""
    return text.translate(_CONTROL)


def fit_for_xml(text: str) -> str:
    """``text`` without the characters that no XML file may hold; line ends and tabs stay."""
    return text.translate(_NOT_XML)


def is_formula_like(text: str) -> bool:
    """Whether a spreadsheet would take ``text`` for a formula."""
    return text.startswith(FORMULA_STARTS)


def decimal_places(values: Iterable[Cell]) -> int:
    """1, or 2 where any number of a decimal column needs it: one column never mixes them."""
    for value in values:
        if isinstance(value, int | float) and abs(value * 10 - round(value * 10)) > 1e-6:
            return 2
    return 1


def shower(column: Column, values: Iterable[Cell] = ()) -> Callable[[Cell], str]:
    """How the values of ``column`` are written in print; ``values`` settle the places of a decimal column.

    Percent values are 0-100, money is whole pence. None is an empty text, and text in a column of numbers
    (a suppressed ``c``) stays as it is.
    """
    if column.format == "money":
        return _or_text(lambda value: show_pence(round(value)))
    if column.format == "percent":
        return _or_text(lambda value: f"{value:,.1f}%")
    if column.format == "decimal":
        places = decimal_places(values)
        return _or_text(lambda value: f"{value:,.{places}f}")
    if column.format == "number":
        return _or_text(lambda value: f"{value:,}" if isinstance(value, int) else f"{value:,.10g}")
    return _or_text(str)


def shown_rows(table: Table) -> Iterable[list[str]]:
    """The rows of ``table`` as printed."""
    show = [
        shower(column, [row[place] for row in table.rows] if column.format == "decimal" else ())
        for place, column in enumerate(table.columns)
    ]
    for row in table.rows:
        yield [write(value) for write, value in zip(show, row, strict=True)]


def _or_text(number: Callable[[int | float], str]) -> Callable[[Cell], str]:
    def show(value: Cell) -> str:
        if value is None:
            return ""
        if isinstance(value, str):
            return one_line(value)
        if isinstance(value, date):
            return show_date_short(value)
        return number(value)

    return show
