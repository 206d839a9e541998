"""The structure of the PDF is that of the Report, and every page looks after itself."""

from datetime import date
from pathlib import Path

import pdfua
import pikepdf
import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from suffdesk.core.chart import ChartKind, ChartSpec, Series
from suffdesk.core.errors import Cancelled, UserError
from suffdesk.core.report import (
    Block,
    Bullets,
    Chart,
    Column,
    Heading,
    KeyFigure,
    KeyFigures,
    PageBreak,
    Paragraph,
    Report,
    Table,
)
from suffdesk.exports.cells import one_line, shown_rows
from suffdesk.exports.pdf import write_pdf
from tests.exports.pdf.tagged_reader import Tagged, read_tagged
from tests.exports.sample_report import BLOCKS, FIGURES, PLACEMENT_COLUMNS, REPORT, TREND, placement_rows

AS_AT = date(2024, 3, 31)
KINDS: tuple[ChartKind, ...] = ("line", "bar", "column")


def blocks_of(kind: type[Block]) -> list[Block]:
    return [block for block in BLOCKS if isinstance(block, kind)]


def squeezed(text: str) -> str:
    """Without spaces: lines of a cell are joined by one, and a word broken over lines gains one."""
    return "".join(one_line(text).split())


def small(*blocks: Block) -> Report:
    return Report("Small", "", "Invented Borough Council", AS_AT, blocks)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pdf") / "pack.pdf"
    write_pdf(REPORT, path)
    return path


@pytest.fixture(scope="module")
def tagged(sample: Path) -> Tagged:
    return read_tagged(sample)


def test_headings_come_in_order(tagged: Tagged) -> None:
    found = [(element.role, element.text) for element in tagged.root.walk() if element.role in ("H1", "H2")]
    assert found == [(f"H{block.level}", block.text) for block in BLOCKS if isinstance(block, Heading)]


def test_paragraphs_are_whole_and_in_order(tagged: Tagged) -> None:
    paragraphs = [squeezed(element.text) for element in tagged.root.kids if element.role == "P"]
    wanted = [squeezed(block.text) for block in blocks_of(Paragraph)]
    assert [text for text in paragraphs if text in wanted] == wanted


def test_the_cover_names_report_authority_date_and_marking(tagged: Tagged) -> None:
    assert tagged.root.kids[0].role == "Sect"
    first_page = [element for element in tagged.root.walk() if element.pages == [0]]
    assert [element.text for element in first_page if element.role == "Title"] == [REPORT.title]
    texts = [element.text for element in first_page]
    for text in (REPORT.authority, REPORT.subtitle, "As at 31 March 2024", REPORT.marking, REPORT.facts[1][1]):
        assert text in texts


def test_lists_hold_their_items(tagged: Tagged) -> None:
    lists = [[item.words() for item in found.kids] for found in tagged.root.all("L")]
    bullets = [[f"• {item}" for item in block.items] for block in blocks_of(Bullets)]
    cards = [f"{figure.label} {figure.value} {figure.basis}" for figure in FIGURES.figures]
    assert [found for found in lists if found in bullets] == bullets
    assert cards in lists


def test_tables_have_captions_scoped_headers_and_every_cell(tagged: Tagged) -> None:
    found = tagged.root.all("Table")
    tables = [block for block in BLOCKS if isinstance(block, Table)]
    assert [element.all("Caption")[0].text for element in found] == [table.title for table in tables]
    for element, table in zip(found, tables, strict=True):
        heads = element.all("THead")[0].all("TH")
        assert [squeezed(head.text) for head in heads] == [squeezed(column.title) for column in table.columns]
        assert {head.scope for head in heads} == {"Column"}
        rows = element.all("TBody")[0].all("TR")
        cells = [[squeezed(cell.text) for cell in row.kids] for row in rows]
        assert cells == [[squeezed(text) or "–" for text in row] for row in shown_rows(table)]
        assert {(row.kids[0].role, row.kids[0].scope) for row in rows} == {("TH", "Row")}


def test_notes_follow_their_table(tagged: Tagged) -> None:
    kids = tagged.root.kids
    place = next(at for at, kid in enumerate(kids) if kid.role == "Table" and kid.kids[0].text.startswith("Indicators"))
    assert kids[place + 2].text == "c: a count of 1 to 5 that is not shown."


def test_every_figure_has_its_alternative_text_and_lies_on_its_page(tagged: Tagged) -> None:
    figures = tagged.root.all("Figure")
    assert [figure.alt for figure in figures] == [
        block.spec.alternative_text for block in BLOCKS if isinstance(block, Chart)
    ]
    for figure in figures:
        left, bottom, right, top = figure.box
        _x, _y, width, height = (float(side) for side in tagged.pdf.pages[figure.pages[0]].MediaBox)
        assert 0 < left < right < width
        assert 0 < bottom < top < height


def test_line_charts_write_names_and_last_values_at_their_ends(tagged: Tagged) -> None:
    text = next(figure.text for figure in tagged.root.all("Figure") if "Long stays" in figure.alt)
    for words in ("78.2%", "10.5%", "Same home two years", "Three or more homes"):
        assert words in text


def test_everything_drawn_is_marked_and_owned_once(tagged: Tagged) -> None:
    assert tagged.unmarked == []
    assert tagged.strays == []


def test_fonts_are_embedded_with_their_letters(tagged: Tagged) -> None:
    fonts = {font.objgen: font for page in tagged.pdf.pages for font in page.Resources.Font.values()}
    assert fonts
    for font in fonts.values():
        assert "SourceSansPro" in str(font.BaseFont)
        assert "/FontFile2" in font.FontDescriptor
        assert "/ToUnicode" in font


def test_the_document_says_what_it_is(tagged: Tagged) -> None:
    pdf = tagged.pdf
    assert str(pdf.Root.Lang) == "en-GB"
    assert bool(pdf.Root.MarkInfo.Marked)
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
    assert str(pdf.docinfo.Title) == "Sufficiency board pack, Invented Borough Council"
    assert "/CreationDate" not in pdf.docinfo
    assert [str(page.Tabs) for page in pdf.pages] == ["/S"] * len(pdf.pages)
    with pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == str(pdf.docinfo.Title)


def test_bookmarks_open_the_page_of_their_section(tagged: Tagged) -> None:
    sections = tagged.root.all("H1")
    with tagged.pdf.open_outline() as outline:
        entries = list(outline.root)
    assert [entry.title for entry in entries] == [section.text for section in sections]
    for entry, section in zip(entries, sections, strict=True):
        page = (
            tagged.pdf.Root.Dests[str(entry.destination)] if isinstance(entry.destination, str) else entry.destination
        )
        assert page[0].objgen == tagged.pdf.pages[section.pages[0]].objgen


def test_every_page_but_the_cover_has_number_marking_and_title_outside_the_reading(tagged: Tagged) -> None:
    pages = len(tagged.pdf.pages)
    assert tagged.artifacts[0] == []
    for number, texts in enumerate(tagged.artifacts[1:], start=2):
        assert f"Page {number} of {pages}" in texts
        assert REPORT.marking in texts
        assert "Invented Borough Council: Sufficiency board pack" in texts


def test_a_long_table_repeats_its_header_which_is_read_once(tagged: Tagged) -> None:
    pages = sorted({page for row in tagged.root.all("Table")[-1].all("TR") for cell in row.kids for page in cell.pages})
    assert len(pages) > 2
    for page in pages[1:]:
        assert {"Child", "Provider", "Placements at 31 March 2024, continued"} <= set(tagged.artifacts[page])
    assert "Provider" not in tagged.artifacts[pages[0]]


def test_wide_tables_lie_and_what_follows_stands(tagged: Tagged) -> None:
    shapes = ["lying" if float(page.MediaBox[2]) > float(page.MediaBox[3]) else "upright" for page in tagged.pdf.pages]
    section = {heading.text: heading.pages[0] for heading in tagged.root.all("H1")}
    assert shapes[section["Placements"]] == "lying"
    assert shapes[section["Definitions and completeness"]] == "upright"
    assert shapes[: section["Placements"]] == ["upright"] * section["Placements"]


def test_no_text_leaves_its_page(sample: Path) -> None:
    assert_on_paper(sample)


def assert_on_paper(path: Path) -> None:
    document = pypdfium2.PdfDocument(path)
    for page in document:
        width, height = page.get_size()
        text = page.get_textpage()
        for at in range(text.count_rects()):
            left, bottom, right, top = text.get_rect(at)
            assert 50 < left < right < width - 50
            assert 25 < bottom < top < height - 25
    document.close()


def test_the_checker_finds_nothing(sample: Path) -> None:
    outcomes = pdfua.validate(str(sample)).outcomes
    assert outcomes
    assert [outcome for outcome in outcomes if outcome.findings or outcome.skipped_reason] == []


def test_the_same_report_gives_the_same_bytes(sample: Path, tmp_path: Path) -> None:
    write_pdf(REPORT, tmp_path / "again.pdf")
    assert (tmp_path / "again.pdf").read_bytes() == sample.read_bytes()


@pytest.mark.parametrize("lines", range(18, 48, 3))
def test_a_heading_stands_with_what_it_heads(tmp_path: Path, lines: int) -> None:
    table = Table("Under it", PLACEMENT_COLUMNS[:4], [row[:4] for row in placement_rows(20)])
    filler = [Paragraph("One line of words.") for _line in range(lines)]
    write_pdf(small(*filler, Heading("Section"), Heading("Part", 2), table), tmp_path / "h.pdf")
    root = read_tagged(tmp_path / "h.pdf").root
    third_row = root.all("TBody")[0].kids[2]
    assert root.all("H1")[0].pages == root.all("H2")[0].pages == root.all("Caption")[0].pages == third_row.kids[0].pages


def test_page_breaks_leave_no_empty_page(tmp_path: Path) -> None:
    wide = Table("Wide", PLACEMENT_COLUMNS * 2, [row * 2 for row in placement_rows(2)])
    blocks = (
        PageBreak(),
        Heading("One"),
        PageBreak(),
        PageBreak(),
        Heading("Two"),
        wide,
        PageBreak(),
        Paragraph("End"),
    )
    write_pdf(small(*blocks, PageBreak()), tmp_path / "breaks.pdf")
    tagged = read_tagged(tmp_path / "breaks.pdf")
    assert [heading.pages for heading in tagged.root.all("H1")] == [[1], [2]]
    assert len(tagged.pdf.pages) == 4


def test_a_report_without_blocks_is_a_cover(tmp_path: Path) -> None:
    write_pdf(small(), tmp_path / "cover.pdf")
    assert len(pikepdf.open(tmp_path / "cover.pdf").pages) == 1


def test_a_cell_longer_than_a_page_goes_on(tmp_path: Path) -> None:
    long = "word " * 3000 + "last"
    table = Table("Long", (Column("Name"), Column("What", width=40)), [("a", long), ("b", "short")])
    write_pdf(small(table), tmp_path / "long.pdf")
    tagged = read_tagged(tmp_path / "long.pdf")
    assert squeezed(tagged.root.all("TD")[0].text) == squeezed(long)
    assert len(tagged.pdf.pages) > 2


def test_nothing_is_too_tall_for_a_page(tmp_path: Path) -> None:
    much = "Many words that go on and on. " * 200
    names = tuple(f"Category {number} {much[:80]}" for number in range(90))
    values = tuple(float(number) for number in range(90))
    table = Table(much, (Column(much), Column("b", "number")), [(much, 1), (much, 2)], notes=(much, "small"))
    series = (Series(much, values), Series("b", values))
    charts = [ChartSpec(much, kind, names, series, much, notes=(much,)) for kind in KINDS]
    figures = KeyFigures(tuple(KeyFigure(much, "1" * 60, much) for _number in range(5)))
    blocks = (Heading(much), Heading(much, 2), Paragraph(much), Bullets((much,)), figures, table, *map(Chart, charts))
    facts = tuple((much, much) for _fact in range(20))
    write_pdf(Report(much, much, much, AS_AT, blocks, facts, much), tmp_path / "much.pdf")
    tagged = read_tagged(tmp_path / "much.pdf")
    assert tagged.unmarked == tagged.strays == []
    assert_on_paper(tmp_path / "much.pdf")


def test_a_table_of_forty_columns_fits(tmp_path: Path) -> None:
    columns = tuple(Column(f"Heading {number}") for number in range(40))
    write_pdf(small(Table("Wide", columns, [["some words"] * 40] * 3)), tmp_path / "wide.pdf")
    tagged = read_tagged(tmp_path / "wide.pdf")
    assert len(tagged.root.all("TD")) == 39 * 3
    page = pypdfium2.PdfDocument(tmp_path / "wide.pdf")[1]
    text = page.get_textpage()
    assert max(text.get_rect(at)[2] for at in range(text.count_rects())) < page.get_size()[0] - 40


def test_letters_that_the_font_lacks_are_shown_as_a_question_mark(tmp_path: Path) -> None:
    write_pdf(small(Paragraph("Jo\u0301se \u5f20 Zoë \U0001f600 e\u0301 ﬁ")), tmp_path / "letters.pdf")
    assert read_tagged(tmp_path / "letters.pdf").root.kids[-1].text == "Jóse ? Zoë ? é ﬁ"


def test_empty_tables_and_charts_of_gaps_and_nought_are_drawn(tmp_path: Path) -> None:
    specs = [
        ChartSpec("Gaps", kind, ("a", "b"), (Series("s", values),), "Nothing")
        for kind in KINDS
        for values in ((None, None), (0, 0), (-3, 5.5), (None, 7), (-2, -1))
    ]
    specs.append(ChartSpec("None", "line", (), (Series("s", ()), Series("t", ())), "Nothing"))
    table = Table("Empty", (Column("Name"), Column("Count", "number")), ())
    write_pdf(small(table, KeyFigures(()), Bullets(()), *map(Chart, specs)), tmp_path / "gaps.pdf")
    tagged = read_tagged(tmp_path / "gaps.pdf")
    assert len(tagged.root.all("Figure")) == len(specs)
    assert tagged.unmarked == tagged.strays == []


def test_stopping_leaves_the_old_file(tmp_path: Path) -> None:
    def stop(_what: str, _part: float | None) -> None:
        raise Cancelled("Stopped")

    path = tmp_path / "old.pdf"
    path.write_bytes(b"old")
    with pytest.raises(Cancelled):
        write_pdf(REPORT, path, stop)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"folder .*nowhere does not exist"):
        write_pdf(small(), tmp_path / "nowhere" / "pack.pdf")


WORDS = st.text(max_size=60)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.lists(WORDS, min_size=1, max_size=12),
    rows=st.lists(st.tuples(WORDS, st.integers(-(10**9), 10**9), st.floats(-1e6, 1e6), st.dates()), max_size=30),
)
def test_any_words_make_a_whole_document(
    tmp_path: Path, words: list[str], rows: list[tuple[str, int, float, date]]
) -> None:
    columns = (Column("Name"), Column("Cost", "money"), Column("Share", "percent"), Column("Day", "date"))
    table = Table(words[0], columns, rows)
    report = small(Heading("Any"), *map(Paragraph, words), Bullets(tuple(words)), table, Chart(TREND))
    write_pdf(report, tmp_path / "any.pdf")
    tagged = read_tagged(tmp_path / "any.pdf")
    assert tagged.unmarked == tagged.strays == []
    assert len(tagged.root.all("TR")) == len(rows) + 1
