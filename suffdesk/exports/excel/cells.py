"""Cells of a sheet: real values with their look, and text that can never become a formula."""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Final, Literal, TypeAlias

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from suffdesk.core.palette import LIGHT
from suffdesk.core.report import Cell, Column
from suffdesk.exports.cells import decimal_places, fit_for_xml, is_formula_like
from suffdesk.exports.excel.archive import Sheet

SheetCell: TypeAlias = Any
"""A cell of a streaming sheet, whose type stubs lack what is needed here."""

Look = Literal["title", "subtitle", "header", "label", "body", "note", "link", "figure", "heading"]

LONGEST_TEXT: Final = 32_767
"""Characters that Excel takes in a cell; a longer text makes it call the file damaged."""

_FIGURE: Final = re.compile(r"([-−])?(£)?(\d[\d,]*(?:\.\d+)?)(%?)")
_FIRST_DAY: Final = date(1900, 3, 1)
"""Excel counts a 29 February 1900: earlier days are written as words."""


def colour(value: str) -> str:
    """``#12436d`` as openpyxl takes it."""
    return value.lstrip("#").upper()


_FONTS: Final = {
    "title": Font(name="Calibri", size=16, bold=True, color=colour(LIGHT.accent)),
    "subtitle": Font(name="Calibri", size=11, color=colour(LIGHT.muted)),
    "header": Font(name="Calibri", size=11, bold=True, color=colour(LIGHT.on_accent)),
    "label": Font(name="Calibri", size=11, color=colour(LIGHT.muted)),
    "body": Font(name="Calibri", size=11, color=colour(LIGHT.ink)),
    "note": Font(name="Calibri", size=10, color=colour(LIGHT.muted)),
    "link": Font(name="Calibri", size=11, underline="single", color=colour(LIGHT.accent)),
    "figure": Font(name="Calibri", size=14, bold=True, color=colour(LIGHT.ink)),
    "heading": Font(name="Calibri", size=13, bold=True, color=colour(LIGHT.ink)),
}
_HEADER_FILL: Final = PatternFill("solid", fgColor=colour(LIGHT.accent))
_HAIRLINE: Final = Border(bottom=Side(style="thin", color=colour(LIGHT.line)))


def text_cell(sheet: Sheet, text: str, look: Look = "body", align: str = "left", wrap: bool = False) -> SheetCell:
    """A cell of text in one of the sheet's looks."""
    cell: SheetCell = WriteOnlyCell(sheet)
    cell.font = _FONTS[look]
    cell.alignment = Alignment(horizontal=align, vertical="center" if look == "header" else "top", wrap_text=wrap)
    if look == "header":
        cell.fill = _HEADER_FILL
    set_text(cell, text)
    return cell


def set_text(cell: SheetCell, text: str) -> None:
    """Put ``text`` into ``cell`` as text, whatever it begins with, and keep it so when it is edited in Excel."""
    text = fit_for_xml(text)
    if len(text) > LONGEST_TEXT:
        text = text[: LONGEST_TEXT - 1] + "…"
    cell._value = text  # not by `value`, which takes "=1+1" for a formula and "#N/A" for an error
    cell.data_type = "s"
    cell.quotePrefix = is_formula_like(text)


def figure_cell(sheet: Sheet, text: str) -> SheetCell:
    """A headline figure that comes as text (``495``, ``78.2%``, ``£2,800.00``) as the number it is."""
    cell = text_cell(sheet, text, "figure", "right")
    if found := _FIGURE.fullmatch(text):
        sign, pound, digits, percent = found.groups()
        value = float(digits.replace(",", "")) * (-1 if sign else 1)
        places = "." + "0" * len(digits.partition(".")[2]) if "." in digits else ""
        cell.quotePrefix = False
        cell._value, cell.data_type = (round(value / 100, 12) if percent else value), "n"
        cell.number_format = f'"£"#,##0{places};-"£"#,##0{places}' if pound else f"#,##0{places}{percent}"
    return cell


def number_format(column: Column, places: int = 1) -> str:
    """How Excel shows the values of ``column``."""
    return {
        "text": "General",
        "number": "#,##0",
        "decimal": "#,##0." + "0" * places,
        "percent": "0.0%",
        "date": "d mmm yyyy",
        "money": '"£"#,##0.00;-"£"#,##0.00',
    }[column.format]


def cell_maker(sheet: Sheet, column: Column, values: list[Cell]) -> Callable[[Cell], SheetCell | None]:
    """Makes the cells of one column, top to bottom.

    Percent values come as 0-100 and are written as fractions, money comes in pence and is written in pounds.
    Each cell must be appended before the next is made: a column has one cell for numbers and one for each
    look of text, used over and over, which is what lets 50,000 rows be written in seconds.
    """
    shown_as = number_format(column, decimal_places(values) if column.format == "decimal" else 1)
    if column.format == "number" and any(isinstance(value, float) and not value.is_integer() for value in values):
        shown_as = "General"  # counts and rates in one column: each with the decimals that it has
    number = _styled(sheet, shown_as, column)
    text, guarded = _styled(sheet, "General", column), _styled(sheet, "General", column)
    guarded.quotePrefix = True
    scale = 100 if column.format in ("percent", "money") else 1
    early = _styled(sheet, "General", column)

    def make(value: Cell) -> SheetCell | None:
        if value is None:
            return None
        if isinstance(value, str):
            if is_formula_like(value):
                set_text(guarded, value)
                return guarded
            set_text(text, value)
            return text
        if isinstance(value, date):
            if (value.date() if isinstance(value, datetime) else value) < _FIRST_DAY:
                set_text(early, value.isoformat())
                return early
            number._value, number.data_type = value, "d"
            return number
        number._value, number.data_type = (round(value / scale, 12) if scale != 1 else value), "n"
        return number

    return make


def _styled(sheet: Sheet, shown_as: str, column: Column) -> SheetCell:
    cell: SheetCell = WriteOnlyCell(sheet)
    cell.font = _FONTS["body"]
    cell.border = _HAIRLINE
    cell.number_format = shown_as
    cell.alignment = Alignment(
        horizontal=column.align, vertical="top", wrap_text=column.format == "text" and column.width >= 24
    )
    return cell
