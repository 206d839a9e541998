"""Money as DOMAIN.md, "Money", defines it, with its test vectors."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suffdesk.core import money

PENCE = st.integers(-(10**12), 10**12)
WEIGHTS = st.dictionaries(
    st.sampled_from(["social care", "education", "health"]), st.fractions(0, 100), min_size=1
).filter(lambda weights: sum(weights.values()) > 0)


@pytest.mark.parametrize(
    ("weekly", "start", "until", "shown"),
    [
        (280_000, date(2025, 4, 1), date(2026, 3, 31), "£145,600.00"),
        (280_000, date(2025, 4, 1), date(2026, 4, 1), "£146,000.00"),
        (280_000, date(2023, 4, 1), date(2024, 4, 1), "£146,400.00"),
        (280_000, date(2027, 4, 1), date(2028, 4, 1), "£146,400.00"),
        (76_000, date(2025, 4, 1), date(2026, 4, 1), "£39,628.57"),
        (76_000, date(2023, 4, 1), date(2024, 4, 1), "£39,737.14"),
    ],
)
def test_a_weekly_fee_for_a_year(weekly, start, until, shown):
    assert money.show_pence(money.round_half_up(money.weekly_fee_cost(weekly, start, until))) == shown


def test_a_weekly_fee_is_charged_from_the_start_to_the_night_before_until():
    assert money.weekly_fee_cost(700, date(2025, 4, 1), date(2025, 4, 2)) == 100
    assert money.weekly_fee_cost(700, date(2025, 4, 1), date(2025, 4, 1)) == 0
    assert money.weekly_fee_cost(700, date(2025, 4, 2), date(2025, 4, 1)) == 0
    assert money.weekly_fee_cost(100, date(2025, 4, 1), date(2025, 4, 2)) == Fraction(100, 7)


@given(st.integers(0, 10**7), st.dates(), st.integers(0, 400), st.integers(0, 400))
def test_a_period_split_in_two_costs_the_same(weekly, start, first, second):
    try:
        middle, end = (date.fromordinal(start.toordinal() + days) for days in (first, first + second))
    except ValueError:  # past the last day of the calendar
        return
    parts = money.weekly_fee_cost(weekly, start, middle) + money.weekly_fee_cost(weekly, middle, end)
    assert parts == money.weekly_fee_cost(weekly, start, end)


@pytest.mark.parametrize(
    ("amount", "rounded"),
    [("0.5", 1), ("1.5", 2), ("2.5", 3), ("2.49", 2), ("-0.5", -1), ("-2.5", -3), ("-2.49", -2), ("0", 0), ("7", 7)],
)
def test_rounding_is_half_up(amount, rounded):
    assert money.round_half_up(Fraction(amount)) == rounded


@given(st.fractions(-(10**9), 10**9))
def test_rounding_is_never_off_by_more_than_half(amount):
    rounded = money.round_half_up(amount)
    assert abs(rounded - amount) <= Fraction(1, 2)
    assert money.round_half_up(-amount) == -rounded


@pytest.mark.parametrize(
    ("typed", "pence"),
    [
        ("£2,800", 280_000),
        ("2800.50", 280_050),
        ("-12.3", -1230),
        (" £ 1 ", 100),
        ("0", 0),
        (".5", 50),
        ("1e3", 100_000),
    ],
)
def test_an_amount_is_read_as_it_is_typed(typed, pence):
    assert money.parse_pence(typed) == pence


@pytest.mark.parametrize("typed", ["", "two", "1.005", "£", "NaN", "Infinity", "-inf", "1.2.3", "1e300", "sNaN"])
def test_what_is_no_amount_is_refused(typed):
    with pytest.raises(ValueError, match="not an amount"):
        money.parse_pence(typed)


@given(PENCE)
def test_what_is_shown_is_read_back(pence):
    assert money.parse_pence(money.show_pence(pence)) == pence


def test_the_minus_sign_stands_before_the_pound_sign():
    assert money.show_pence(-123_456) == "-£1,234.56"
    assert money.show_pence(-5) == "-£0.05"


def test_published_totals():
    assert money.parse_pence("£5,400,036") + money.parse_pence("£1,352,712") == money.parse_pence("£6,752,748")
    over = money.parse_pence("£16,396,058") - money.parse_pence("£13,501,924")
    assert money.show_pence(over) == "£2,894,134.00"
    assert money.round_half_up(Fraction(1000 * over, money.parse_pence("£13,501,924"))) == 214


@given(PENCE, WEIGHTS)
def test_shares_sum_to_the_whole_and_none_is_off_by_a_penny(total, weights):
    parts = money.largest_remainder(total, weights)
    assert set(parts) == set(weights)
    assert sum(parts.values()) == total
    whole = sum(weights.values())
    for name, pence in parts.items():
        assert abs(pence - total * weights[name] / whole) < 1


def test_ties_go_to_social_care_then_education_then_health():
    thirds = {"social care": Fraction(1), "education": Fraction(1), "health": Fraction(1)}
    assert money.largest_remainder(100, thirds) == {"social care": 34, "education": 33, "health": 33}
    assert money.largest_remainder(101, thirds) == {"social care": 34, "education": 34, "health": 33}


def test_the_largest_remainder_gets_the_penny_first():
    assert money.largest_remainder(10, {"social care": Fraction(1, 3), "education": Fraction(2, 3)}) == {
        "social care": 3, "education": 7
    }  # fmt: skip


@pytest.mark.parametrize("weights", [{}, {"social care": Fraction(0)}, {"social care": Fraction(-1)}])
def test_nothing_to_share_by_is_refused(weights):
    with pytest.raises(ValueError, match="shares must sum"):
        money.largest_remainder(100, weights)
