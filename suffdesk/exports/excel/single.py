"""Any table as shown, saved as a workbook of its own with a sheet that says what it is."""

from collections.abc import Sequence
from pathlib import Path

from suffdesk.core.progress import Progress, silent
from suffdesk.core.report import Table
from suffdesk.exports.excel.archive import begin_rows, new_sheet, save, streaming_workbook
from suffdesk.exports.excel.cells import text_cell
from suffdesk.exports.excel.names import sheet_names
from suffdesk.exports.excel.sheets import Paper, set_paper, set_widths, write_table_rows
from suffdesk.exports.excel.workbook import set_properties


def write_table(
    table: Table,
    path: Path,
    facts: Sequence[tuple[str, str]] = (),
    marking: str = "",
    progress: Progress = silent,
    language: str = "en-GB",
) -> None:
    """Write ``table`` to ``path`` with its header in row 1, so that filters and pivot tables take it as it is.

    ``facts`` (label, words) go to a second sheet: as-at date, filters, store, when it was made. Raises
    UserError where ``path`` cannot be written; the file that was there is then as it was.
    """
    with streaming_workbook() as workbook:
        set_properties(workbook, table.title, "", "", language)
        data, about = sheet_names([table.sheet or table.title, "About this table"])
        paper = Paper(table.title, marking)
        # without notes: under the rows they would be sorted among them
        bare = Table(table.title, table.columns, table.rows, total=table.total)
        write_table_rows(new_sheet(workbook, data), bare, paper, progress=progress)

        sheet = new_sheet(workbook, about)
        set_widths(sheet, [26, 90])
        set_paper(sheet, paper, landscape=False)
        begin_rows(sheet)
        sheet.append([text_cell(sheet, table.title, "title")])
        sheet.append([])
        rows = [*facts, ("Rows", f"{len(table.rows) - table.total:,}"), *([("Marking", marking)] if marking else [])]
        for label, words in rows:
            sheet.append([text_cell(sheet, label, "label"), text_cell(sheet, words, wrap=True)])
        for place, note in enumerate(table.notes):
            sheet.append([text_cell(sheet, "" if place else "Notes", "label"), text_cell(sheet, note, wrap=True)])
        progress("Saving the workbook", None)
        save(workbook, path)
