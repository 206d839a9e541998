"""The clipboard's two forms: what a spreadsheet makes of them."""

import csv
import io
from datetime import date
from html.parser import HTMLParser

from suffdesk.core.report import Column, Table
from suffdesk.exports.text import as_html, as_tab_separated

TABLE = Table(
    "T",
    (
        Column("Name"),
        Column("Count", "number"),
        Column("Miles", "decimal"),
        Column("Share", "percent"),
        Column("Day", "date"),
        Column("A week", "money"),
    ),
    [
        ("Brook", 1200, 3.25, 78.2, date(2024, 3, 31), 280_005),
        ("=1+1", -5, 0.5, None, None, -150),
        ('two\nlines\tand "quotes"', "c", None, 100.0, date(1999, 1, 2), 0),
    ],
)


def test_tab_separated_values_are_plain() -> None:
    lines = as_tab_separated(TABLE).split("\n")
    assert lines[0] == "Name\tCount\tMiles\tShare\tDay\tA week"
    assert lines[1] == "Brook\t1200\t3.25\t78.2%\t2024-03-31\t2800.05"


def test_tab_separated_text_is_never_a_formula_but_negative_numbers_are_numbers() -> None:
    assert as_tab_separated(TABLE).split("\n")[2] == "'=1+1\t-5\t0.5\t\t\t-1.50"


def test_tabs_and_lines_inside_a_cell_survive() -> None:
    rows = list(csv.reader(io.StringIO(as_tab_separated(TABLE)), delimiter="\t"))
    assert rows[3][:2] == ['two\nlines\tand "quotes"', "c"]
    assert len(rows) == 4


def test_every_start_of_a_formula_is_guarded() -> None:
    starts = ["=a", "+a", "-a", "@a", "\ta", "\ra"]
    text = as_tab_separated(Table("T", (Column("A"),), [(start,) for start in starts]))
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter="\t"))[1:]
    assert [row[0] for row in rows] == [f"'{start}" for start in starts]


class _Cells(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.cells: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("td", "th"):
            self.cells.append((dict(attrs).get("style") or "", ""))

    def handle_data(self, data: str) -> None:
        style, text = self.cells[-1]
        self.cells[-1] = (style, text + data)


def test_html_shows_values_as_printed_and_keeps_text_as_text() -> None:
    parser = _Cells()
    parser.feed(as_html(TABLE))
    texts = [text for _style, text in parser.cells]
    assert texts[:12] == [
        *("Name", "Count", "Miles", "Share", "Day", "A week"),
        *("Brook", "1,200", "3.25", "78.2%", "31 Mar 2024", "£2,800.05"),
    ]
    formula = parser.cells[12]
    assert formula == ('text-align:left;mso-number-format:"\\@"', "=1+1")


def test_html_text_cannot_break_out_of_its_cell() -> None:
    table = Table("T", (Column("<b>&"), Column("N", "number")), [("</td><script>x</script>", "=cmd()")])
    parser = _Cells()
    parser.feed(as_html(table))
    assert [text for _style, text in parser.cells] == ["<b>&", "N", "</td><script>x</script>", "=cmd()"]
    assert '"\\@"' in parser.cells[3][0], "a formula in a column of numbers is text too"
