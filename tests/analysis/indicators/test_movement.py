"""Who started and who ceased to be looked after in the year to 31 March 2024 (from 1 April 2023)."""

from datetime import date

import pytest

from suffdesk.analysis.indicators import measure
from tests.analysis.children import child, snapshot


def value(taken, code):
    (found,) = measure(taken, code)
    return found.value


def groups(taken, code):
    """Breakdowns that hold somebody."""
    return {item.breakdown: item.numerator for item in measure(taken, code) if item.numerator}


STARTS = (
    ("S on the first day of the year", ["S C2 U6@a 2023-04-01"], 1, "1 April is in it"),
    ("S the day before the year", ["S C2 U6@a 2023-03-31"], 0, "31 March is in the year before"),
    ("S on the date", ["S C2 U6@a 2024-03-31"], 1, "the date itself is in it"),
    ("S the day after the date", ["S C2 U6@a 2024-04-01"], 0, "not yet"),
    ("started and left again", ["S C2 U6@a 2023-05-01 to 2023-05-03 E4A"], 1, "whoever is still here"),
    ("two starts", ["S V2 U6@a 2023-04-10 to 2023-06-01 E4A", "S V2 U6@a 2023-09-01"], 1, "children, not events"),
    ("left and came back the same day", ["S V2 U6@a 2022-01-01 to 2023-08-01 E4B", "S V2 U6@a 2023-08-01"], 1,
     "a start all the same"),
    ("cut history", ["P C2 U6@a 2023-07-01"], 0, "the first row held is no S"),
    ("gap without S", ["S C2 U6@a 2022-01-01 to 2023-05-01 X1", "P C2 U6@b 2023-06-01"], 0, "no S in the year"),
    ("S on V4", ["S V4 U6@a 2023-05-01"], 0, "a short break is no start"),
    ("S on V3, then C2", ["S V3 U6@a 2023-05-01", "B C2 U6@b 2023-06-01"], 0, "even when another status follows"),
    ("S on V4, later S on V2", ["S V4 U6@a 2023-04-10 to 2023-04-12 E8", "S V2 U6@b 2023-05-01"], 1, "the S on V2"),
)  # fmt: skip

CEASES = (
    ("ceased on the first day of the year", ["S C2 U6@a 2022-01-01 to 2023-04-01 E4A"], 1, "1 April is in it"),
    ("ceased the day before the year", ["S C2 U6@a 2022-01-01 to 2023-03-31 E4A"], 0, "31 March is in the year before"),
    ("ceased on the date", ["S C2 U6@a 2022-01-01 to 2024-03-31 E11"], 1, "the date itself is in it"),
    ("ceased the day after the date", ["S C2 U6@a 2022-01-01 to 2024-04-01 E4A"], 0, "not yet"),
    ("moved only", ["S C2 U6@a 2022-01-01", "P C2 U6@b 2023-06-01"], 0, "X1 ends no care"),
    ("twice", ["S V2 U6@a 2023-04-10 to 2023-06-01 E4A", "S V2 U6@a 2023-09-01 to 2023-10-01 E8"], 1,
     "children, not events"),
    ("left and came back the same day", ["S V2 U6@a 2022-01-01 to 2023-08-01 E4B", "S V2 U6@a 2023-08-01"], 1,
     "a leaver all the same"),
    ("a short break ended", ["S V4 U6@a 2022-01-01 to 2023-08-01 E8"], 0, "short breaks are left out"),
    ("ended without a reason", ["S C2 U6@a 2022-01-01 to 2023-08-01"], 0, "no REC, no ceasing"),
    ("ended with X1 and nothing after", ["S C2 U6@a 2022-01-01 to 2023-08-01 X1"], 0, "X1 ends no care"),
)  # fmt: skip


@pytest.mark.parametrize(("rows", "expected", "why"), [case[1:] for case in STARTS], ids=[case[0] for case in STARTS])
def test_starters(rows, expected, why):
    assert value(snapshot(child(*rows)), "starters") == expected, why


@pytest.mark.parametrize(("rows", "expected", "why"), [case[1:] for case in CEASES], ids=[case[0] for case in CEASES])
def test_leavers(rows, expected, why):
    assert value(snapshot(child(*rows)), "leavers") == expected, why


def test_a_child_who_started_twice_is_put_down_to_the_first_start():
    twice = child("S V2 U6@a 2023-04-10 to 2023-06-01 E4A", "S V2 U6@a 2023-09-01", born=date(2022, 5, 1))
    taken = snapshot(twice)
    assert groups(taken, "starters_by_month") == {"2023-04": 1}
    assert groups(taken, "starters_by_age") == {"Under 1": 1}


def test_a_child_who_left_twice_is_put_down_to_the_last_time():
    twice = child(
        "S V2 U6@a 2023-04-10 to 2023-06-01 E4A", "S V2 U6@a 2023-09-01 to 2023-10-01 E8", born=date(2013, 9, 15)
    )
    taken = snapshot(twice)
    assert groups(taken, "leavers_by_month") == {"2023-10": 1}
    assert groups(taken, "leavers_by_age") == {"10-15": 1}
    assert groups(taken, "leavers_by_reason") == {"E8": 1}


def test_age_is_that_on_the_day_of_the_start():
    """Sixteen by the date, fifteen on the day; and the birthday itself counts."""
    taken = snapshot(
        child("S C2 U6@a 2023-05-01", born=date(2007, 5, 2), name="day before"),
        child("S C2 U6@a 2023-05-01", born=date(2007, 5, 1), name="birthday"),
        child("S C2 U6@a 2023-05-01", born=None, name="not known"),
    )
    assert groups(taken, "starters_by_age") == {"10-15": 1, "16 and over": 1, "Not known": 1}


def test_need_is_that_of_the_start():
    taken = snapshot(
        child("S C2 U6@a 2023-05-01", name="one", need="N8"), child("S C2 U6@a 2023-05-01", name="two", need=None)
    )
    assert groups(taken, "starters_by_need") == {"N8": 1, "Not known": 1}


def test_every_month_of_the_year_is_given_with_nobody_in_it():
    found = measure(snapshot(), "starters_by_month")
    assert [item.breakdown for item in found] == [
        *(f"2023-{month:02d}" for month in range(4, 13)), "2024-01", "2024-02", "2024-03"
    ]  # fmt: skip
    assert {item.value for item in found} == {0}
    assert found[0].group == "April 2023"


def test_parts_of_a_breakdown_sum_to_the_starters():
    taken = snapshot(*(child("S C2 U6@a 2023-05-01", name=str(number)) for number in range(3)))
    for code in ("starters_by_month", "starters_by_age", "starters_by_need", "starters_by_home_area"):
        assert sum(item.numerator for item in measure(taken, code)) == 3
