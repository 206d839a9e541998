"""A sheet that holds one table, and how any sheet looks and prints."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from openpyxl.utils import get_column_letter

from suffdesk.core.errors import UserError
from suffdesk.core.progress import Progress, silent
from suffdesk.core.report import Column, Table
from suffdesk.exports.cells import shower
from suffdesk.exports.excel.archive import Sheet, begin_rows, set_formula
from suffdesk.exports.excel.cells import SheetCell, cell_maker, text_cell
from suffdesk.exports.excel.names import quoted

MOST_ROWS = 1_048_576
_WIDEST = 60
_LANDSCAPE_FROM = 85
"""Characters beyond which a sheet prints lying down."""


@dataclass(frozen=True, slots=True)
class Paper:
    """What stands at the top and the foot of every printed page."""

    title: str
    marking: str = ""


def write_table_rows(
    sheet: Sheet, table: Table, paper: Paper, above: Sequence[str] = (), progress: Progress = silent
) -> None:
    """Fill ``sheet`` with ``table``: ``above`` as title lines, header, rows, notes.

    The header is frozen, filtered and repeated on paper. Totals are formulas, and stand outside the filter so that
    sorting leaves them where they are. Raises UserError for more rows than a sheet has.
    """
    if len(table.rows) + len(above) + len(table.notes) + 4 > MOST_ROWS:
        raise UserError(
            f"“{table.title}” has {len(table.rows):,} rows and a sheet of Excel holds {MOST_ROWS:,}: "
            "filter the table before saving it."
        )
    header_row = len(above) + (2 if above else 1)
    last_row = header_row + max(len(table.rows) - table.total, 1)
    last_column = get_column_letter(len(table.columns))
    widths = [column_width(column, table, place) for place, column in enumerate(table.columns)]
    set_widths(sheet, widths)
    sheet.row_dimensions[header_row].height = 15 * _header_lines(table.columns, widths) + 5
    sheet.freeze_panes = f"{'B' if len(table.columns) > 6 else 'A'}{header_row + 1}"
    sheet.auto_filter.ref = f"A{header_row}:{last_column}{last_row}"
    sheet.print_title_rows = f"{header_row}:{header_row}"
    set_paper(sheet, paper, landscape=sum(widths) > _LANDSCAPE_FROM)

    begin_rows(sheet)
    for place, line in enumerate(above):
        sheet.append([text_cell(sheet, line, "subtitle" if place else "title")])
    if above:
        sheet.append([])
    sheet.append([text_cell(sheet, column.title, "header", column.align, wrap=True) for column in table.columns])
    makers = [
        cell_maker(sheet, column, [row[place] for row in table.rows] if column.format == "decimal" else [])
        for place, column in enumerate(table.columns)
    ]
    for number, row in enumerate(table.rows):
        cells = [make(value) for make, value in zip(makers, row, strict=True)]
        if table.total and number and number == len(table.rows) - 1:
            _add_up(sheet, table, cells, f"{{0}}{header_row + 1}:{{0}}{last_row}")
        sheet.append(cells)
        if number % 5000 == 0:
            progress(f"Writing {table.title}", number / len(table.rows))
    if table.notes:
        sheet.append([])
    for note in table.notes:
        sheet.append([text_cell(sheet, note, "note")])


def _add_up(sheet: Sheet, table: Table, cells: Sequence[SheetCell | None], above: str) -> None:
    """Write as a sum each total that is the sum of what stands above it; a rounded or suppressed one stays a value."""
    for place, (total, cell) in enumerate(zip(table.rows[-1], cells, strict=True)):
        if cell is None or not isinstance(total, int | float):
            continue
        column = [row[place] for row in table.rows[:-1]]
        parts = [value for value in column if isinstance(value, int | float)]
        if parts and math.isclose(math.fsum(parts), total, abs_tol=1e-9):
            set_formula(sheet, cell, f"SUM({above.format(get_column_letter(place + 1))})")


def column_width(column: Column, table: Table, place: int) -> float:
    """Characters: what the values of ``column`` take (the first 300 are looked at), and its header in two lines."""
    show = shower(column)
    longest = max((len(show(row[place])) for row in islice(table.rows, 300)), default=0)
    words = max((len(word) for word in column.title.split()), default=0)
    header = max(words + 3, len(column.title) / 2 + 4)  # room for the filter's button
    return min(max(longest + 2, header, min(column.width, 40) + 1 if not table.rows else 8), _WIDEST)


def set_widths(sheet: Sheet, widths: Sequence[float]) -> None:
    """Widths in characters, first column first."""
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width


def set_paper(sheet: Sheet, paper: Paper, landscape: bool) -> None:
    """A4, as wide as the sheet and as long as it takes; title, marking and page numbers on each page."""
    sheet.page_setup.paperSize = 9
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.sheet_view.showGridLines = False
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    sheet.oddHeader.left.text = _printed(paper.title)
    sheet.oddHeader.right.text = _printed(paper.marking)
    sheet.oddFooter.left.text = "&A"
    sheet.oddFooter.right.text = "Page &P of &N"


def link_target(name: str) -> str:
    """Where a link to the sheet called ``name`` goes."""
    return f"{quoted(name)}!A1"


def _printed(text: str) -> str | None:
    """Excel reads ``&`` in headers as the start of a code, and takes 255 characters in all."""
    return text.replace("&", "&&")[:120] if text else None


def _header_lines(columns: Sequence[Column], widths: Sequence[float]) -> int:
    needed = (-(-len(column.title) // max(int(width) - 3, 1)) for column, width in zip(columns, widths, strict=True))
    return min(max(needed, default=1), 4)
