"""Identifiers as text, and what a spreadsheet makes of them."""

import pytest

from suffdesk.domain.identifiers import as_text, is_error_value, is_spoiled


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("1001", "1001"),
        ("1001.0", "1001"),
        ("1001.00", "1001"),
        ("1001.5", "1001.5"),
        ("A.0", "A.0"),
        ("0", "0"),
        ('="1002"', "1002"),
        ("'1003", "1003"),
        ("O'Neil", "O'Neil"),
    ],
)
def test_a_whole_number_loses_its_point(text: str, kept: str) -> None:
    assert as_text(text) == kept


@pytest.mark.parametrize(
    "text",
    ["1.23E+06", "1.23e+06", "1,23E+06", "1E+12", "#REF!", "#N/A", "#DIV/0!", "#VALUE!", "##", "#####", "nan", "NULL"],
)
def test_what_a_spreadsheet_spoiled(text: str) -> None:
    assert is_spoiled(text)


@pytest.mark.parametrize("text", ["1001", "1E5", "12E345", "A1", "#1", "SC123456", "Nana", "C-0001", "1.5"])
def test_what_it_did_not(text: str) -> None:
    assert not is_spoiled(text)


def test_an_error_value_is_no_value_anywhere() -> None:
    assert is_error_value("#REF!")
    assert not is_error_value("nan")
