"""The workbook as Excel reads it: real values, no formula from anyone's text, charts with their figures."""

import re
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
from openpyxl.chart import BarChart, LineChart

from suffdesk.core.errors import UserError
from suffdesk.core.report import Column, KeyFigure, KeyFigures, Paragraph, Report, Table
from suffdesk.exports.excel import write_table, write_workbook
from suffdesk.exports.excel.cells import LONGEST_TEXT
from tests.exports.sample_report import (
    BLOCKS,
    FIGURES,
    HOSTILE,
    INDICATORS,
    PLACEMENTS,
    REPORT,
    STABILITY,
    TREND,
    placement_rows,
)

DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
HEADER_ROW = 4


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("xlsx") / "pack.xlsx"
    write_workbook(REPORT, path)
    return path


@pytest.fixture(scope="module")
def workbook(saved: Path) -> Any:
    return openpyxl.load_workbook(saved)


def test_every_table_has_a_sheet_after_contents_words_and_charts(workbook: Any) -> None:
    tables = [block for block in BLOCKS if isinstance(block, Table)]
    assert workbook.sheetnames == [
        "Contents",
        "Summary",
        "Key figures",
        "Charts",
        *(table.sheet or table.title for table in tables),
    ]


def test_contents_says_what_it_is_and_links_to_every_sheet(workbook: Any) -> None:
    sheet = workbook["Contents"]
    rows = dict(sheet.iter_rows(min_row=4, max_col=2, values_only=True))
    assert sheet["A1"].value == REPORT.title
    assert rows["Authority"] == REPORT.authority
    assert rows["As at"] == "31 March 2024"
    assert rows["Marking"] == REPORT.marking
    assert rows["Made"] == dict(REPORT.facts)["Made"]
    links = {cell.value: cell.hyperlink.location for cell in sheet["A"] if cell.hyperlink}
    assert links == {name: f"'{name}'!A1" for name in workbook.sheetnames[1:]}


def test_the_workbook_opens_at_the_top_of_the_first_sheet(workbook: Any) -> None:
    assert workbook.active.title == "Contents"
    assert workbook.active.sheet_view.selection[0].activeCell == "A1"


def test_the_document_properties_are_filled(workbook: Any) -> None:
    properties = workbook.properties
    assert (properties.title, properties.creator, properties.language) == (REPORT.title, "SuffDesk", "en-GB")
    assert properties.keywords == "sufficiency, children in care"


def test_values_are_values(workbook: Any) -> None:
    sheet = workbook["Placements at 31 March 2024"]
    assert [cell.value for cell in sheet[HEADER_ROW]] == [column.title for column in PLACEMENTS.columns]
    row = {cell.value: sheet[HEADER_ROW + 1][at] for at, cell in enumerate(sheet[HEADER_ROW])}
    assert row["Since"].value == datetime(2021, 8, 8)
    assert row["Since"].number_format == "d mmm yyyy"
    assert (row["A week"].value, row["A week"].number_format) == (902, '"£"#,##0.00;-"£"#,##0.00')
    assert (row["Age"].value, row["Age"].number_format) == (5, "#,##0")
    assert (row["Miles"].value, row["Miles"].number_format) == (0.9, "#,##0.0")
    assert sheet.cell(HEADER_ROW + 4, 8).value is None


def test_percentages_are_fractions_and_suppressed_values_stay_text(workbook: Any) -> None:
    sheet = workbook["Indicators"]
    assert (sheet["B5"].value, sheet["B5"].number_format) == (0.782, "0.0%")
    assert (sheet["E11"].value, sheet["E11"].data_type) == ("c", "s")


def test_tables_are_filtered_frozen_and_print_with_their_header(workbook: Any) -> None:
    sheet = workbook["Placements at 31 March 2024"]
    last = HEADER_ROW + len(PLACEMENTS.rows)
    assert sheet.auto_filter.ref == f"A{HEADER_ROW}:J{last}"
    assert sheet.freeze_panes == f"B{HEADER_ROW + 1}"
    assert sheet.print_title_rows == f"${HEADER_ROW}:${HEADER_ROW}"
    assert sheet.page_setup.orientation == "landscape"
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert REPORT.marking in sheet.oddHeader.right.text
    assert sheet.cell(last + 2, 1).value == PLACEMENTS.notes[0]


def test_columns_are_as_wide_as_what_stands_in_them(workbook: Any) -> None:
    sheet = workbook["Placements at 31 March 2024"]
    titles = [cell.value for cell in sheet[HEADER_ROW]]
    widths = {title: sheet.column_dimensions[letter].width for title, letter in zip(titles, "ABCDEFGHIJ", strict=True)}
    assert widths["Age"] < widths["Since"] < widths["Placement"] < widths["Provider"] <= 60
    assert widths["A week"] >= len("£4,951.43")


def test_no_text_becomes_a_formula(saved: Path, workbook: Any) -> None:
    with zipfile.ZipFile(saved) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/sheet"):
                assert b"<f>" not in archive.read(name)
    cells = [workbook["Placements at 31 March 2024"].cell(HEADER_ROW + 1 + at, 4) for at in range(len(HOSTILE))]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.value for cell in cells[:4]] == list(HOSTILE[:4])
    assert [cell.quotePrefix for cell in cells] == [True] * 6 + [False] * 3


def test_characters_that_xml_cannot_hold_are_left_out(workbook: Any) -> None:
    assert workbook["Placements at 31 March 2024"].cell(HEADER_ROW + 9, 4).value == "Null char"


def test_key_figures_are_numbers(workbook: Any) -> None:
    rows = list(workbook["Key figures"].iter_rows(min_row=2))
    wanted = [(figure.label, figure.basis) for figure in FIGURES.figures]
    assert [(row[0].value, row[2].value) for row in rows] == wanted
    assert [(row[1].value, row[1].number_format) for row in rows[:2]] == [(495, "#,##0"), (0.691, "#,##0.0%")]
    assert rows[-1][1].value == 612480


def test_the_summary_holds_the_words(workbook: Any) -> None:
    texts = [row[0] for row in workbook["Summary"].iter_rows(values_only=True) if row[0]]
    assert texts[1] == "Summary"
    assert [text for text in texts if text.startswith("On 31 March")] == [BLOCKS[1].text]  # type: ignore[union-attr]
    assert "Placements" not in texts, "a section without words has no heading here"


def test_charts_are_native_and_drawn_from_the_figures_beside_them(workbook: Any) -> None:
    sheet = workbook["Charts"]
    charts = sheet._charts
    assert [type(chart) for chart in charts] == [LineChart, BarChart, BarChart, LineChart]
    assert [chart.barDir for chart in charts if isinstance(chart, BarChart)] == ["col", "bar"]
    for chart, spec in zip(charts, (block.spec for block in BLOCKS if hasattr(block, "spec")), strict=True):
        assert chart.title.tx.rich.p[0].r[0].t == spec.title
        for drawn, series in zip(chart.series, spec.series, strict=True):
            cells = sheet[drawn.val.numRef.f.split("!")[1].replace("$", "")]
            assert tuple(row[0].value for row in cells) == series.values
            cached = {point.idx: float(point.v) for point in drawn.val.numRef.numCache.pt}
            assert cached == {at: value for at, value in enumerate(series.values) if value is not None}
            names = sheet[drawn.cat.strRef.f.split("!")[1].replace("$", "")]
            assert tuple(row[0].value for row in names) == spec.categories
            assert sheet[drawn.tx.strRef.f.split("!")[1].replace("$", "")].value == series.name


def test_charts_do_not_lie_over_one_another(workbook: Any) -> None:
    reach = 0
    for chart in workbook["Charts"]._charts:
        top = chart.anchor._from.row
        assert top >= reach
        reach = top + int(chart.anchor.ext.height / 12700 / 15) + 1


def test_charts_have_alternative_text(saved: Path) -> None:
    with zipfile.ZipFile(saved) as archive:
        drawing = ElementTree.fromstring(archive.read("xl/drawings/drawing1.xml"))
    found = [element.get("descr") for element in drawing.iter(f"{DRAWING}cNvPr")]
    assert found == [block.spec.alternative_text for block in BLOCKS if hasattr(block, "spec")]
    assert TREND.alternative_text in found


def test_line_series_are_labelled_at_their_end_and_have_no_legend(workbook: Any) -> None:
    chart = workbook["Charts"]._charts[-1]
    assert chart.legend is None
    for drawn, series in zip(chart.series, STABILITY.series, strict=True):
        (label,) = drawn.dLbls.dLbl
        assert (label.idx, label.showSerName, label.showVal) == (len(series.values) - 1, True, True)


def test_the_same_report_gives_the_same_bytes(saved: Path, tmp_path: Path) -> None:
    write_workbook(REPORT, tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == saved.read_bytes()


def test_no_sheet_passes_through_a_temporary_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_options: object) -> None:
        raise AssertionError("children's names must not lie in temporary files")

    monkeypatch.setattr("openpyxl.worksheet._writer.create_temporary_file", refuse)
    monkeypatch.setattr("tempfile.NamedTemporaryFile", refuse)
    write_workbook(REPORT, tmp_path / "a.xlsx")
    write_table(PLACEMENTS, tmp_path / "b.xlsx")


def test_only_what_there_is_gets_a_sheet(tmp_path: Path) -> None:
    write_workbook(Report("T", "", "A", date(2024, 3, 31), (Paragraph("Words."),)), tmp_path / "small.xlsx")
    assert openpyxl.load_workbook(tmp_path / "small.xlsx").sheetnames == ["Contents", "Summary"]


def test_a_table_of_its_own_starts_with_its_header_and_says_what_it_is(tmp_path: Path) -> None:
    facts = (("As at", "31 March 2024"), ("Filters", "=Provider is “Brookside”"))
    write_table(INDICATORS, tmp_path / "table.xlsx", facts, marking="Official")
    workbook = openpyxl.load_workbook(tmp_path / "table.xlsx")
    assert workbook.sheetnames == ["Indicators", "About this table"]
    sheet, about = workbook.worksheets
    assert [cell.value for cell in sheet[1]] == [column.title for column in INDICATORS.columns]
    assert sheet.max_row == 1 + len(INDICATORS.rows)
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:F8")
    rows = [(row[0], row[1]) for row in about.iter_rows(min_row=3, values_only=True)]
    assert rows[:4] == [*facts, ("Rows", "7"), ("Marking", "Official")]
    assert rows[4][1] == INDICATORS.notes[0]


def test_totals_are_sums_outside_the_filter_with_their_values_at_hand(tmp_path: Path) -> None:
    columns = (Column("Home"), Column("Children", "number"), Column("Share", "percent"), Column("Fee", "money"),
               Column("Suppressed", "number"))  # fmt: skip
    rows = [("A", 7, 70.0, 12_345, 1), ("=B", 3, 30.0, None, "c"), ("Total", 10, 100.0, 12_345, 4)]
    write_table(Table("Homes", columns, rows, total=True), tmp_path / "t.xlsx", facts=())
    sheet = openpyxl.load_workbook(tmp_path / "t.xlsx")["Homes"]
    assert sheet.auto_filter.ref == "A1:E3"
    assert [cell.value for cell in sheet[4]] == ["Total", "=SUM(B2:B3)", "=SUM(C2:C3)", "=SUM(D2:D3)", 4]
    assert [cell.number_format for cell in sheet[4]] == [cell.number_format for cell in sheet[2]]
    assert (sheet["A3"].value, sheet["A3"].data_type) == ("=B", "s")
    shown = openpyxl.load_workbook(tmp_path / "t.xlsx", data_only=True)
    assert [cell.value for cell in shown["Homes"][4]] == ["Total", 10, 1, 123.45, 4]
    assert ("Rows", "2") in shown["About this table"].iter_rows(min_row=3, max_col=2, values_only=True)
    assert shown.calculation.fullCalcOnLoad


def test_a_total_of_nothing_is_a_value(tmp_path: Path) -> None:
    table = Table("Homes", (Column("Home"), Column("Children", "number")), [("Total", 0)], total=True)
    write_table(table, tmp_path / "t.xlsx")
    assert openpyxl.load_workbook(tmp_path / "t.xlsx")["Homes"]["B2"].value == 0


def test_a_headline_share_is_the_number_that_it_says(tmp_path: Path) -> None:
    blocks = (KeyFigures((KeyFigure("Far", "9.7%", ""),)),)
    write_workbook(Report("T", "", "A", date(2024, 3, 31), blocks), tmp_path / "t.xlsx")
    assert openpyxl.load_workbook(tmp_path / "t.xlsx")["Key figures"]["B2"].value == 0.097


def test_early_dates_and_long_texts_are_kept_from_breaking_the_file(tmp_path: Path) -> None:
    table = Table("Odd", (Column("Day", "date"), Column("Text")), [(date(1899, 5, 1), "x" * 40_000)])
    write_table(table, tmp_path / "odd.xlsx")
    day, text = openpyxl.load_workbook(tmp_path / "odd.xlsx")["Odd"][2]
    assert day.value == "1899-05-01"
    assert len(text.value) == LONGEST_TEXT
    assert text.value.endswith("…")


def test_an_empty_table_keeps_header_and_filter(tmp_path: Path) -> None:
    write_table(Table("Empty", (Column("Name"), Column("Count", "number")), []), tmp_path / "empty.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "empty.xlsx")["Empty"]
    assert [cell.value for cell in sheet[1]] == ["Name", "Count"]


def test_more_rows_than_a_sheet_holds_are_refused(tmp_path: Path) -> None:
    table = Table("Millions", (Column("A"),), [("a",)] * 1_048_576)
    with pytest.raises(UserError, match=r"1,048,576 rows.*filter the table"):
        write_table(table, tmp_path / "many.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_progress_is_told_and_can_stop_a_long_table(tmp_path: Path) -> None:
    told: list[float | None] = []
    table = Table("Long", PLACEMENTS.columns, placement_rows(10_001))
    write_table(table, tmp_path / "long.xlsx", progress=lambda _what, part: told.append(part))
    assert told[-1] is None
    assert told[:3] == [0, pytest.approx(5000 / 10_001), pytest.approx(10_000 / 10_001)]


def test_ampersands_in_page_headers_are_not_codes(tmp_path: Path) -> None:
    report = Report("Care & Placements", "", "A&B", date(2024, 3, 31), (Paragraph("x"),))
    write_workbook(report, tmp_path / "amp.xlsx")
    with zipfile.ZipFile(tmp_path / "amp.xlsx") as archive:
        header = re.search(r"<oddHeader>(.*?)</oddHeader>", archive.read("xl/worksheets/sheet1.xml").decode())
    assert header is not None
    assert header.group(1) == "&amp;LA&amp;&amp;B: Care &amp;&amp; Placements"
