"""The board pack from a store: both files, opened again and compared with the figures they print."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pikepdf
import pypdfium2
import pytest

from suffdesk.core.errors import UserError
from suffdesk.core.report import Chart, Column, Table
from suffdesk.exports.chart_values import axis_note
from suffdesk.exports.reports.board_pack import MARKING, board_pack
from suffdesk.exports.reports.summary import summary
from suffdesk.figures.indicators import indicators, one
from suffdesk.operations import import_return
from suffdesk.operations.access import subject_access_report
from suffdesk.operations.export_log import exports_made
from suffdesk.operations.publish import REPORTS, export_table, publish
from suffdesk.operations.stores import default_as_at, new_store
from suffdesk.store.opening import Store
from suffdesk.store.seals import holds_mark, mark, read_mark

AS_AT = date(2025, 3, 31)
SYNTHETIC = Path(__file__).parents[1] / "data" / "ssda903_synthetic_500_children"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    path = tmp_path_factory.mktemp("pack") / "a.suffdesk"
    with new_store(path, passphrase=None, authority="Birmingham") as opened:
        import_return.apply(opened, import_return.plan(opened, import_return.read([SYNTHETIC])))
        yield opened


@pytest.fixture(scope="module")
def files(store: Store, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    pdf, workbook = publish(store, "board-pack", AS_AT, tmp_path_factory.mktemp("out") / "packs")
    return pdf, workbook


def text_of(pdf: Path) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return " ".join(" ".join(page.get_textpage().get_text_bounded().split()) for page in document)
    finally:
        document.close()


def test_pdf_prints_every_headline_with_its_basis(store: Store, files: tuple[Path, Path]) -> None:
    text = text_of(files[0])
    for code in ("cla", "own_provision", "out_of_area", "over_20_miles", "three_placements", "stable_two_years"):
        measure = one(store, AS_AT, code)
        assert measure.text in text, code
        assert measure.basis in text, code
    for sentence in summary(store, AS_AT):
        assert " ".join(sentence.split()) in text
    assert "Birmingham" in text
    assert "31 March 2025" in text


def test_pack_prints_the_state_of_the_store(store: Store, files: tuple[Path, Path]) -> None:
    cells = [cell.value for sheet in openpyxl.load_workbook(files[1]) for row in sheet.iter_rows() for cell in row]
    printed = str(cells[cells.index("State of the store") + 1])
    assert printed in text_of(files[0])
    wanted = read_mark(printed)
    assert wanted is not None
    assert holds_mark(store.db, wanted)
    assert printed != mark(store.db)  # that the pack was exported is part of the state since


def test_every_report_and_table_bears_the_state_of_the_store(store: Store, tmp_path: Path) -> None:
    for _, make in REPORTS.values():
        assert ("State of the store", mark(store.db)) in make(store, AS_AT).facts
    ((child,),) = store.rows("SELECT id FROM child LIMIT 1")
    assert ("State of the store", mark(store.db)) in subject_access_report(store, str(child), AS_AT).facts
    state, table = mark(store.db), Table("Children", (Column("Reference"),), [("C-0001",)])
    export_table(table, tmp_path / "table.xlsx", store=store)
    book = openpyxl.load_workbook(tmp_path / "table.xlsx")
    assert state in [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]


def test_pdf_is_tagged_titled_and_has_bookmarks(files: tuple[Path, Path]) -> None:
    with pikepdf.open(files[0]) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "en-GB"
        assert "Board pack" in str(pdf.docinfo["/Title"])
        with pdf.open_outline() as outline:
            titles = [item.title for item in outline.root]
    assert titles[:3] == ["Summary", "Trends and where children live", "Indicators"]
    assert titles[-1] == "What the figures rest on"


def test_workbook_holds_the_figures_as_numbers(store: Store, files: tuple[Path, Path]) -> None:
    book = openpyxl.load_workbook(files[1])
    cells = {
        (sheet.title, row[0].value): [cell.value for cell in row[1:]]
        for sheet in book
        for row in sheet.iter_rows()
        if row
    }
    three = one(store, AS_AT, "three_placements")
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    assert row[0].value == "Total", f"{sheet.title}!{cell.coordinate} is a live formula"
                    assert cell.value.startswith("=SUM(")
    shares = [row for row in book["Shares"].iter_rows(values_only=True) if row[0] == three.label]
    assert shares[0][1:5] == (None, pytest.approx(three.value / 100), three.numerator, three.denominator)
    places = {label: row for (title, label), row in cells.items() if title == "Placement"}
    for measure in indicators(store, AS_AT, ["cla_by_placement"]):
        assert places[measure.group][0] == measure.numerator
    charts = sum(len(sheet._charts) for sheet in book)
    assert charts == 5  # the four of children, and how placements are bought


def test_totals_are_worked_out_below_the_filter(store: Store, files: tuple[Path, Path]) -> None:
    written, shown = openpyxl.load_workbook(files[1]), openpyxl.load_workbook(files[1], data_only=True)
    for name in ("Placement", "Placements"):
        sheet = written[name]
        (total,) = (row for row in sheet.iter_rows() if row[0].value == "Total")
        place = total[0].row
        assert sheet.auto_filter.ref.endswith(str(place - 1))
        cell = next(cell for cell in total if cell.data_type == "f")
        assert cell.value == f"=SUM({cell.column_letter}5:{cell.column_letter}{place - 1})"
        assert shown[name][cell.coordinate].value == one(store, AS_AT, "cla").value
    assert shown["Placement"].cell(written["Placement"].max_row, 3).value == pytest.approx(1)


def test_no_percentage_has_the_dust_of_binary_fractions(files: tuple[Path, Path]) -> None:
    for sheet in openpyxl.load_workbook(files[1]):
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, float):
                    assert cell.value == round(cell.value, 12), f"{sheet.title}!{cell.coordinate}"


def test_outside_and_far_in_the_placement_table_are_the_indicators(store: Store) -> None:
    (table,) = (b for b in board_pack(store, AS_AT).blocks if isinstance(b, Table) and b.sheet == "Placements")
    assert table.total
    total = table.rows[-1]
    assert total[2:] == tuple(one(store, AS_AT, code).numerator for code in ("cla", "out_of_area", "over_20_miles"))
    assert total[3]
    assert total[4]


def test_the_placement_table_begins_a_page(files: tuple[Path, Path]) -> None:
    with pikepdf.open(files[0]) as pdf, pdf.open_outline() as outline:
        (found,) = (item for item in outline.root if item.title == "Placements")
        starts = pdf.pages.index(pikepdf.Page(found.destination[0]))
    document = pypdfium2.PdfDocument(files[0])
    try:
        lines = document[starts].get_textpage().get_text_bounded().splitlines()
    finally:
        document.close()
    assert next(line.strip() for line in lines if "Placements" in line) == "Placements"
    assert not any("continued" in line for line in lines)


def test_a_line_that_does_not_start_at_nought_says_so(store: Store, files: tuple[Path, Path]) -> None:
    (note,) = filter(None, (axis_note(b.spec) for b in board_pack(store, AS_AT).blocks if isinstance(b, Chart)))
    assert note.startswith("The axis starts at ")
    assert note in text_of(files[0])
    book = openpyxl.load_workbook(files[1])
    assert note in [cell.value for cell in book["Charts"]["A"]]


def test_a_pack_of_the_demo_says_that_the_children_are_invented(store: Store, tmp_path: Path) -> None:
    with new_store(tmp_path / "demo.suffdesk", passphrase=None, authority="Stockport") as demo:
        demo.set_meta("demo", "1")
        pdf, workbook = publish(demo, "board-pack", AS_AT, tmp_path)
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()
    assert all("Invented data: a demonstration. Not for publication." in page for page in pages)
    assert "none of them is real" in pages[0]
    book = openpyxl.load_workbook(workbook)
    assert all("Invented data" in sheet.oddHeader.right.text for sheet in book)
    assert board_pack(store, AS_AT).marking == MARKING


def test_breakdowns_add_up_to_their_total(store: Store) -> None:
    report = board_pack(store, AS_AT)
    checked = 0
    for block in report.blocks:
        if (
            isinstance(block, Table)
            and block.rows
            and block.rows[-1][0] == "Total"
            and "Share" in [c.title for c in block.columns]
        ):
            assert sum(row[1] for row in block.rows[:-1]) == block.rows[-1][1], block.title  # type: ignore[misc]
            checked += 1
    assert checked == 10


def test_pack_of_an_empty_store_says_so(tmp_path: Path) -> None:
    with new_store(tmp_path / "empty.suffdesk", passphrase=None) as empty:
        assert default_as_at(empty, date(2026, 5, 5)) == date(2026, 5, 5)
        files = publish(empty, "board-pack", AS_AT, tmp_path)
        assert "No children were looked after on 31 March 2025" in text_of(files[0])
        assert "No return has been imported" in text_of(files[0])


def test_one_file_by_its_ending(store: Store, tmp_path: Path) -> None:
    assert publish(store, "board-pack", AS_AT, tmp_path / "pack.xlsx") == [tmp_path / "pack.xlsx"]
    assert [path.name for path in tmp_path.iterdir()] == ["pack.xlsx"]
    with pytest.raises(UserError, match="no folder"):
        publish(store, "board-pack", AS_AT, tmp_path / "none" / "pack.pdf")


def test_what_leaves_is_recorded_by_file_name_alone(tmp_path: Path) -> None:
    folder = tmp_path / "Someone Personal"
    folder.mkdir()
    with new_store(tmp_path / "a.suffdesk", passphrase=None, who="Ann") as opened:
        publish(opened, "board-pack", AS_AT, folder)
        export_table(Table("Register", (Column("Child"),), [("C-1",), ("C-2",)]), folder / "register.xlsx",
                     store=opened, as_at=AS_AT)  # fmt: skip
        found = exports_made(opened)
        assert [(item.what, item.file_name, item.rows, item.as_at, item.who) for item in found] == [
            ("Register", "register.xlsx", 2, AS_AT, "Ann"),
            ("Board pack", "Board pack 2025-03-31.pdf, Board pack 2025-03-31.xlsx", None, AS_AT, "Ann"),
        ]
        assert "Personal" not in str(opened.rows("SELECT * FROM export_log"))
        with pytest.raises(UserError):
            publish(opened, "nothing", AS_AT, folder)
        assert len(exports_made(opened)) == 2
