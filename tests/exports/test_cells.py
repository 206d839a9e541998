"""Values as words."""

from datetime import date, datetime

import pytest

from suffdesk.core.report import Cell, Column, Table
from suffdesk.exports.cells import fit_for_xml, is_formula_like, one_line, shower, shown_rows


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("number", 12345, "12,345"),
        ("number", 2.5, "2.5"),
        ("decimal", 3, "3.0"),
        ("percent", 78.25, "78.2%"),
        ("percent", 100, "100.0%"),
        ("money", 280_000, "£2,800.00"),
        ("money", -5, "-£0.05"),
        ("date", date(2024, 3, 31), "31 Mar 2024"),
        ("date", datetime(2024, 3, 1, 9, 30), "1 Mar 2024"),
        ("text", "a\tb\nc\x00", "a b c"),
        ("number", "c", "c"),
        ("money", None, ""),
    ],
)
def test_values_are_shown_by_their_format(kind: str, value: Cell, shown: str) -> None:
    assert shower(Column("x", kind))(value) == shown  # type: ignore[arg-type]


def test_one_column_of_decimals_has_one_number_of_places() -> None:
    table = Table("T", (Column("a", "decimal"), Column("b", "decimal")), [(1.5, 1.25), (2, 2), (None, "z")])
    assert list(shown_rows(table)) == [["1.5", "1.25"], ["2.0", "2.00"], ["", "z"]]


def test_control_characters_never_reach_a_file() -> None:
    assert one_line("a\x00\x1b\x85b\r\nc") == "ab  c"
    assert fit_for_xml("a\x00\x0b\ud800\ufffe\tb\n") == "a\tb\n"


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\ta", "\ra"])
def test_starts_of_formulas_are_known(text: str) -> None:
    assert is_formula_like(text)


@pytest.mark.parametrize("text", ["", "a=1", " =1", "£5", "1-2"])
def test_plain_text_is_no_formula(text: str) -> None:
    assert not is_formula_like(text)
