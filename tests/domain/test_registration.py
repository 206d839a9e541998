"""Numbers of settings: each regulator's has one form, wherever it is read or typed."""

import pytest

from suffdesk.domain.formats.ofsted import COLUMN_BY_NAME
from suffdesk.domain.registration import (
    CQC,
    OFSTED,
    SCOTLAND,
    WALES,
    registration_number,
    regulator_of_number,
    stands_for_none,
)
from suffdesk.imports.ofsted.cells import read_words as read_list_words

NUMBERS = {
    "SC123456": OFSTED, "sc 123456": OFSTED, "2512345": OFSTED, "1-123456789": CQC, "CQC-1234": CQC,
    "SIN-00001234-ABCD": WALES, "W13/00000147": WALES, "CS2003012345": SCOTLAND,
}  # fmt: skip


@pytest.mark.parametrize(("text", "regulator"), NUMBERS.items())
def test_whose_a_number_is(text: str, regulator: str) -> None:
    assert regulator_of_number(registration_number(text)) == regulator
    value, fault = read_list_words(COLUMN_BY_NAME["urn"], "URN", [text])[text]
    assert (value, fault) == (registration_number(text), None)


@pytest.mark.parametrize("text", ["SC12345", "SC1234567", "123456", "12345678", "XXXXXXX", "SC12345X", "1-12"])
def test_other_forms_are_nobodys(text: str) -> None:
    assert regulator_of_number(text) is None
    _, fault = read_list_words(COLUMN_BY_NAME["urn"], "URN", [text])[text]
    assert fault is not None
    assert "SC and six digits, or seven digits" in fault.message


def test_the_return_says_that_there_is_none() -> None:
    assert [stands_for_none(text) for text in ("XXXXXXX", "XXXXXX", "XXXXX", "SC123456")] == [True, True, False, False]
