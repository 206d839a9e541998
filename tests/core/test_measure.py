"""How a figure is rounded and printed."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suffdesk.core.measure import UNIT_WORDS, Measure, rounded


def measure(exact, unit, numerator=None, denominator=None, **more):
    return Measure(
        "code", "Label", None, exact, numerator, denominator, unit, "words", "default", date(2024, 3, 31), **more
    )


@pytest.mark.parametrize(
    ("unit", "exact", "value", "text"),
    [
        ("percent", Fraction(100 * 387, 495), 78.2, "78.2%"),
        ("percent", Fraction(1, 20), 0.1, "0.1%"),
        ("percent", Fraction(49, 1000), 0.0, "0.0%"),
        ("percent", Fraction(100), 100.0, "100.0%"),
        ("percent", Fraction(1700, 43), 39.5, "39.5%"),
        ("per_10000", Fraction(495 * 10_000, 63_461), 78.0, "78.0"),
        ("children", Fraction(1495), 1495, "1,495"),
        ("ratio", Fraction(169, 153), 1.1, "1.10"),
        ("ratio", Fraction(124, 91), 1.36, "1.36"),
        ("pence", Fraction(280_000), 280_000, "£2,800.00"),
        ("pence", Fraction(2_800_005, 10), 280_001, "£2,800.01"),
    ],
)
def test_a_figure_is_rounded_half_up_and_printed_in_its_unit(unit, exact, value, text):
    found = measure(exact, unit)
    assert found.value == value
    assert found.text == text


def test_halves_of_a_tenth_go_up():
    assert measure(Fraction("12.25"), "percent").text == "12.3%"
    assert measure(Fraction("12.35"), "percent").text == "12.4%"


@pytest.mark.parametrize("unit", list(UNIT_WORDS))
def test_no_value_is_said_in_words(unit):
    found = measure(None, unit, 0, 0)
    assert found.value is None
    assert found.text == "no value"


def test_children_are_a_whole_number():
    assert isinstance(measure(Fraction(495), "children").value, int)


def test_the_basis_names_numerator_and_denominator():
    assert measure(Fraction(78), "percent", 387, 495).basis == "387 of 495"
    assert measure(Fraction(78), "percent", 1387, 14_950).basis == "1,387 of 14,950"
    assert measure(Fraction(495), "children", 495, None).basis == ""
    assert measure(None, "percent").basis == ""


def test_a_group_is_named_in_words_where_there_are_any():
    common = ("code", "Label"), (Fraction(1), 1, 1, "children", "words", "default", date(2024, 3, 31))
    assert Measure(*common[0], "M", *common[1], breakdown_label="Male").group == "Male"
    assert Measure(*common[0], "1-4", *common[1]).group == "1-4"
    assert Measure(*common[0], None, *common[1]).group == ""


@given(st.fractions(-(10**6), 10**6), st.integers(0, 4))
def test_rounding_is_never_off_by_more_than_half_a_unit_of_the_last_place(amount, places):
    assert abs(Fraction(str(rounded(amount, places))) - amount) <= Fraction(1, 2 * 10**places)
