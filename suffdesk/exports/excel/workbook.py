"""A whole report as a workbook: contents, summary in words, charts, and a sheet for each table."""

from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.worksheet.hyperlink import Hyperlink

from suffdesk.core.chart import ChartSpec
from suffdesk.core.dates import show_date
from suffdesk.core.progress import Progress, silent
from suffdesk.core.report import Bullets, Chart, Column, Heading, KeyFigure, KeyFigures, Paragraph, Report, Table
from suffdesk.exports.atomic import Target
from suffdesk.exports.chart_values import axis_note
from suffdesk.exports.excel.archive import Sheet, begin_rows, new_sheet, save, streaming_workbook
from suffdesk.exports.excel.cells import cell_maker, figure_cell, text_cell
from suffdesk.exports.excel.charts import native_chart, value_format
from suffdesk.exports.excel.names import sheet_names
from suffdesk.exports.excel.sheets import Paper, link_target, set_paper, set_widths, write_table_rows

_CHART_ROWS = 24
"""Rows of a sheet that a chart of usual height covers, with air beneath."""

_FIGURE_HEADER = (("Figure", "left"), ("Value", "right"), ("Basis", "left"))


def write_workbook(report: Report, path: Target, progress: Progress = silent) -> None:
    """Write ``report`` to ``path`` in the working form.

    Charts come with their data beside them. Raises UserError where ``path`` cannot be written; the file that
    was there is then as it was.
    """
    with streaming_workbook() as workbook:
        set_properties(workbook, report.title, report.subtitle, report.authority, report.language, report.keywords)
        paper = Paper(f"{report.authority}: {report.title}", report.marking)
        tables = [block for block in report.blocks if isinstance(block, Table)]
        specs = [block.spec for block in report.blocks if isinstance(block, Chart)]
        figures = [figure for block in report.blocks if isinstance(block, KeyFigures) for figure in block.figures]
        worded = any(isinstance(block, Paragraph | Bullets) for block in report.blocks)

        fixed = [("Contents", "This page")]
        if worded:
            fixed.append(("Summary", "The report in words"))
        if figures:
            fixed.append(("Key figures", "The headline figures and what each is worked out from"))
        if specs:
            fixed.append(("Charts", "Every chart, with the figures it is drawn from"))
        names = sheet_names([*(name for name, _what in fixed), *(table.sheet or table.title for table in tables)])
        whats = [*(what for _name, what in fixed), *(table.title for table in tables)]

        _contents(new_sheet(workbook, names[0]), report, list(zip(names, whats, strict=True))[1:], paper)
        if worded:
            _summary(new_sheet(workbook, "Summary"), report, paper)
        if figures:
            _key_figures(new_sheet(workbook, "Key figures"), figures, paper)
        if specs:
            _charts(new_sheet(workbook, "Charts"), specs, paper)
        above = f"{report.authority}, as at {show_date(report.as_at)}" + (
            f". {report.marking}" if report.marking else ""
        )
        for table, name in zip(tables, names[len(fixed) :], strict=True):
            write_table_rows(new_sheet(workbook, name), table, paper, (table.title, above), progress)
        progress("Saving the workbook", None)
        save(workbook, path, [spec.alternative_text for spec in specs])


def set_properties(
    workbook: Workbook, title: str, subject: str, company: str, language: str, keywords: Sequence[str] = ()
) -> None:
    """Document properties, as file managers and screen readers read them."""
    properties = workbook.properties
    properties.title, properties.subject, properties.creator = title, subject, "SuffDesk"
    properties.description = company
    properties.language = language
    properties.keywords = ", ".join(keywords) or None


def _contents(sheet: Sheet, report: Report, sheets: Sequence[tuple[str, str]], paper: Paper) -> None:
    set_widths(sheet, [34, 80])
    set_paper(sheet, paper, landscape=False)
    begin_rows(sheet)
    sheet.append([text_cell(sheet, report.title, "title")])
    sheet.append([text_cell(sheet, report.subtitle or report.authority, "subtitle")])
    sheet.append([])
    rows = [["Authority", report.authority], ["As at", show_date(report.as_at)], *map(list, report.facts)]
    if report.marking:
        rows.append(["Marking", report.marking])
    facts = _without_repeats(rows)
    for label, words in facts:
        sheet.append([text_cell(sheet, label, "label"), text_cell(sheet, words, wrap=True)])
    sheet.append([])
    sheet.append([text_cell(sheet, "Sheets in this workbook", "heading")])
    for number, (name, what) in enumerate(sheets, start=len(facts) + 6):
        sheet.append([text_cell(sheet, name, "link"), text_cell(sheet, what, wrap=True)])
        sheet._hyperlinks.append(Hyperlink(ref=f"A{number}", location=link_target(name), display=name))


def _without_repeats(rows: Sequence[Sequence[str]]) -> list[tuple[str, str]]:
    """Facts may repeat the authority or the date; the first stands."""
    found: dict[str, tuple[str, str]] = {}
    for label, words in rows:
        found.setdefault(label.casefold(), (label, words))
    return list(found.values())


def _summary(sheet: Sheet, report: Report, paper: Paper) -> None:
    """The words in reading order; figures, tables and charts have sheets of their own."""
    set_widths(sheet, [110])
    set_paper(sheet, paper, landscape=False)
    begin_rows(sheet)
    sheet.append([text_cell(sheet, "Summary", "title")])
    waiting: list[str] = []
    for block in report.blocks:
        if isinstance(block, Heading):
            if block.level == 1:
                waiting.clear()  # a section of nothing but tables and charts says nothing here
            waiting.append(block.text)
        elif isinstance(block, Paragraph | Bullets):
            for text in waiting:
                sheet.append([])
                sheet.append([text_cell(sheet, text, "heading")])
            waiting.clear()
            lines = [block.text] if isinstance(block, Paragraph) else [f"•  {item}" for item in block.items]
            for line in lines:
                sheet.append([text_cell(sheet, line, wrap=True)])


def _key_figures(sheet: Sheet, figures: Sequence[KeyFigure], paper: Paper) -> None:
    set_widths(sheet, [44, 18, 70])
    set_paper(sheet, paper, landscape=False)
    sheet.freeze_panes = "A2"
    begin_rows(sheet)
    sheet.append([text_cell(sheet, word, "header", align) for word, align in _FIGURE_HEADER])
    for figure in figures:
        sheet.append(
            [
                text_cell(sheet, figure.label, wrap=True),
                figure_cell(sheet, figure.value),
                text_cell(sheet, figure.basis, "label", wrap=True),
            ]
        )


def _charts(sheet: Sheet, specs: Sequence[ChartSpec], paper: Paper) -> None:
    set_widths(sheet, [30, 14, 14, 14, 14, 3])
    set_paper(sheet, paper, landscape=True)
    begin_rows(sheet)
    row = 0
    for spec in specs:
        sheet.append([text_cell(sheet, spec.title, "heading")])
        aligned = ["left", *("right" for _series in spec.series)]
        headers = zip(spec.header, aligned, strict=True)
        sheet.append([text_cell(sheet, title, "header", align, wrap=True) for title, align in headers])
        chart = native_chart(spec, sheet.title, header_row=row + 2)
        sheet.add_chart(chart, f"G{row + 1}")
        used = 2 + _chart_rows(sheet, spec)
        for note in filter(None, (*spec.notes, axis_note(spec))):
            sheet.append([text_cell(sheet, note, "note")])
            used += 1
        height = max(used + 2, _CHART_ROWS, int(chart.height / 0.53) + 3)
        for _gap in range(height - used):
            sheet.append([])
        row += height


def _chart_rows(sheet: Sheet, spec: ChartSpec) -> int:
    label = cell_maker(sheet, Column("", "text"), [])
    makers = [cell_maker(sheet, Column("", "number"), []) for _series in spec.series]
    for category, *values in spec.table():
        cells = [make(value) for make, value in zip(makers, values, strict=True)]
        for cell in cells:
            if cell is not None:
                cell.number_format = value_format(spec)
        sheet.append([label(category), *cells])
    return len(spec.categories)
