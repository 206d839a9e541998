"""A table as the clipboard carries it, so that a spreadsheet takes the values and no formula."""

import html
from collections.abc import Callable
from datetime import date

from suffdesk.core.report import Cell, Column, Table
from suffdesk.exports.cells import fit_for_xml, is_formula_like, shower, shown_rows

_QUOTED = ("\t", "\n", "\r", '"')


def as_tab_separated(table: Table) -> str:
    """Header and rows, tab between cells and a line end after each row.

    Values are those of the cell, not of its look: ISO dates, plain numbers, pounds without a sign. Text that
    would start a formula gets an apostrophe before it; text with a tab, a line end or a quote is quoted.
    """
    raw = [_raw(column) for column in table.columns]
    lines = ["\t".join(_text(column.title) for column in table.columns)]
    lines.extend("\t".join(write(value) for write, value in zip(raw, row, strict=True)) for row in table.rows)
    return "".join(f"{line}\n" for line in lines)


def as_html(table: Table) -> str:
    """One HTML table as printed, with the marks by which Excel keeps text as text and reads the rest as values."""
    header = "".join(f'<th scope="col" style="text-align:{c.align}">{html.escape(c.title)}</th>' for c in table.columns)
    starts = [_opening(column) for column in table.columns]
    body = "".join(
        "<tr>" + "".join(_cell(start, text) for start, text in zip(starts, row, strict=True)) + "</tr>"
        for row in shown_rows(table)
    )
    return (
        '<html><head><meta charset="utf-8"></head><body><table>'
        f"<thead><tr>{header}</tr></thead><tbody>{body}</tbody></table></body></html>"
    )


def _cell(start: str, text: str) -> str:
    # Text in a column of numbers (a suppressed c, or worse) must not be read as a formula either.
    if is_formula_like(text) and text.strip("-£%.,0123456789"):
        start = _opening(Column("", "text"))
    return f"{start}{html.escape(fit_for_xml(text))}</td>"


def _opening(column: Column) -> str:
    formats = {
        "text": r"\@",
        "date": "d\\ mmm\\ yyyy",
        "number": r"\#\,\#\#0",
        "decimal": r"\#\,\#\#0\.0\#",
        "percent": r"0\.0%",
        "money": r"\0022£\0022\#\,\#\#0\.00",
    }
    return f"<td style='text-align:{column.align};mso-number-format:\"{formats[column.format]}\"'>"


def _raw(column: Column) -> Callable[[Cell], str]:
    show = shower(column)

    def write(value: Cell) -> str:
        if isinstance(value, str):
            return _text(value)
        if isinstance(value, date):
            return value.isoformat()[:10]
        if value is None:
            return ""
        if column.format == "money":
            pence = round(value)
            return f"{'-' if pence < 0 else ''}{abs(pence) // 100}.{abs(pence) % 100:02d}"
        if column.format == "percent":
            return show(value).replace(",", "")
        return f"{value:.10g}" if isinstance(value, float) else str(value)

    return write


def _text(text: str) -> str:
    text = fit_for_xml(text)
    if is_formula_like(text):
        text = f"'{text}"
    if any(mark in text for mark in _QUOTED):
        return '"' + text.replace('"', '""') + '"'
    return text
