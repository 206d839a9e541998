"""Children looked after on a date, and their breakdowns."""

from datetime import date

import pytest

from suffdesk.analysis.indicators import measure
from suffdesk.core.errors import UserError
from tests.analysis.children import child, snapshot


def value(taken, code):
    (found,) = measure(taken, code)
    return found.value


def groups(taken, code):
    return {item.breakdown: item.numerator for item in measure(taken, code) if item.numerator}


PRESENT = (
    ("starts on the date", ["S C2 U6@a 2024-03-31"], 1, "start <= date"),
    ("starts the day after", ["S C2 U6@a 2024-04-01"], 0, "not yet"),
    ("ceases on the date", ["S C2 U6@a 2022-01-01 to 2024-03-31 E4A"], 0, "ceased on: that day is not counted"),
    ("ceases the day after", ["S C2 U6@a 2022-01-01 to 2024-04-01 E4A"], 1, "still here on the date"),
    ("moves on the date", ["S C2 U6@a 2022-01-01", "P C2 U6@b 2024-03-31"], 1, "counted once, in the successor"),
    ("short break", ["S V4 U6@a 2022-01-01"], 0, "V4 is left out"),
    ("short break recorded singly", ["S V3 U6@a 2024-03-30"], 0, "V3 is left out"),
    ("short break after care", ["S V2 U6@a 2022-01-01", "L V4 U6@a 2024-01-01"], 0, "V4 is what is open"),
    ("two open at once", ["S C2 U6@a 2022-01-01 to open", "P C2 K2@b 2023-06-01"], 1, "one child"),
    ("a stay of no night on the date", ["S C2 U6@a 2024-03-31 to 2024-03-31 E4A"], 0, "start <= date, but ceased"),
    ("between two care periods", ["S C2 U6@a 2023-01-01 to 2024-03-01 E4A", "S C2 U6@a 2024-04-10"], 0, "at home"),
)  # fmt: skip


@pytest.mark.parametrize(("rows", "expected", "why"), [case[1:] for case in PRESENT], ids=[case[0] for case in PRESENT])
def test_looked_after_on_the_date(rows, expected, why):
    assert value(snapshot(child(*rows)), "cla") == expected, why


def test_open_past_the_18th_birthday_is_counted():
    assert value(snapshot(child("S C2 U6@a 2022-01-01", born=date(2005, 1, 1))), "cla") == 1


@pytest.mark.parametrize(
    ("born", "as_at", "group"),
    [
        (date(2023, 4, 1), "2024-03-31", "Under 1"),
        (date(2023, 3, 31), "2024-03-31", "1-4"),
        (date(2019, 4, 1), "2024-03-31", "1-4"),
        (date(2019, 3, 31), "2024-03-31", "5-9"),
        (date(2014, 4, 1), "2024-03-31", "5-9"),
        (date(2014, 3, 31), "2024-03-31", "10-15"),
        (date(2008, 4, 1), "2024-03-31", "10-15"),
        (date(2008, 3, 31), "2024-03-31", "16 and over"),
        (date(2005, 3, 31), "2024-03-31", "16 and over"),
        (date(2020, 2, 29), "2021-02-28", "Under 1"),
        (date(2020, 2, 29), "2021-03-01", "1-4"),
        (date(2020, 2, 29), "2025-02-28", "1-4"),
        (date(2020, 2, 29), "2025-03-01", "5-9"),
        (date(2008, 2, 29), "2024-02-29", "16 and over"),
        (None, "2024-03-31", "Not known"),
    ],
)
def test_age_groups_change_on_the_birthday(born, as_at, group):
    taken = snapshot(child("S C2 U6@a 2021-01-01", born=born), as_at=date.fromisoformat(as_at))
    assert groups(taken, "cla_by_age") == {group: 1}


def test_the_open_episode_says_status_need_placement_and_provider():
    rows = ["S V2 U6@a 2022-01-01", "P C2 K2@b 2024-03-31"]
    taken = snapshot(child(*rows, need="N5", provider="PR4"))
    assert groups(taken, "cla_by_legal_status") == {"C2": 1}
    assert groups(taken, "cla_by_need") == {"N5": 1}
    assert groups(taken, "cla_by_placement") == {"Secure homes and children's homes": 1}
    assert groups(taken, "cla_by_provider") == {"PR4": 1}


def test_of_two_open_episodes_the_later_start_says_where_a_child_is():
    rows = ["S C2 U6@a 2022-01-01 to open", "P C2 K2@b 2023-06-01"]
    assert groups(snapshot(child(*rows)), "cla_by_placement") == {"Secure homes and children's homes": 1}


def test_of_two_rows_of_one_day_the_later_in_the_return_says_where_a_child_is():
    rows = ["S C2 U6@a 2023-06-01 to open", "P C2 P1@b 2023-06-01"]
    found = groups(snapshot(child(*rows)), "cla_by_placement")
    assert found == {"Placed with parents or other person with parental responsibility": 1}


def test_what_is_not_recorded_is_shown_as_such():
    taken = snapshot(child("S C2 U6@a 2022-01-01", need=None, provider=None))
    assert groups(taken, "cla_by_need") == {"Not known": 1}
    assert groups(taken, "cla_by_provider") == {"Not reported": 1}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("cla_by_sex", ["M", "F", "U"]),
        ("cla_by_age", ["Under 1", "1-4", "5-9", "10-15", "16 and over", "Not known"]),
        ("cla_by_ethnicity", ["White", "Mixed", "Asian", "Black", "Other", "Not stated"]),
        ("cla_by_need", [f"N{number}" for number in range(1, 9)]),
        ("cla_by_legal_status", ["C1", "C2", "D1", "E1", "V2", "L1", "L2", "L3", "J1", "J2", "J3"]),
        ("cla_by_provider", [*(f"PR{number}" for number in range(6)), "Not reported"]),
    ],
)
def test_every_group_of_a_fixed_list_is_given_with_nobody_in_it(code, expected):
    found = measure(snapshot(), code)
    assert [item.breakdown for item in found] == expected
    assert {(item.value, item.denominator) for item in found} == {(0, 0)}


def test_eight_groups_of_placement_are_given():
    found = measure(snapshot(), "cla_by_placement")
    assert len(found) == 8
    assert {item.numerator for item in found} == {0}


@pytest.mark.parametrize(
    ("as_at", "people", "rate"),
    [
        (date(2024, 3, 31), 60_000, 0.5),
        (date(2024, 4, 1), 40_000, 0.8),
        (date(2025, 3, 31), 40_000, 0.8),
        (date(2026, 3, 31), 40_000, 0.8),
    ],
)
def test_the_rate_takes_the_population_of_the_year_in_which_the_financial_year_began(as_at, people, rate):
    three = [child("S C2 U6@a 2022-01-01", name=str(number)) for number in range(3)]
    (found,) = measure(snapshot(*three, as_at=as_at), "cla_rate")
    assert (found.value, found.numerator, found.denominator, found.unit) == (rate, 3, people, "per_10000")


def test_a_population_of_another_year_is_said():
    one = child("S C2 U6@a 2022-01-01")
    (right,) = measure(snapshot(one, as_at=date(2025, 3, 31)), "cla_rate")
    (later,) = measure(snapshot(one, as_at=date(2026, 3, 31)), "cla_rate")
    assert "2025" not in right.note
    assert "2025" in later.note
    assert "2024" in later.note


def test_no_population_gives_no_rate():
    taken = snapshot(child("S C2 U6@a 2022-01-01"))
    bare = type(taken)(type(taken.cohort)(taken.cohort.histories, {}, {}, None), taken.as_at)
    assert value(bare, "cla_rate") is None


SEEKING = (
    ("status goes on", {2024: {"child": None}}, 1, "DUC empty"),
    ("ceases after the date", {2024: {"child": date(2024, 4, 1)}}, 1, "DUC after the date"),
    ("ceases on the date", {2024: {"child": date(2024, 3, 31)}}, 0, "DUC on the date is not after it"),
    ("not in the table", {2024: {}}, 0, "the year's table is held, without the child"),
    ("another child in it", {2024: {"somebody": None}}, 0, "not looked after"),
    ("no table for the year", {2023: {"child": None}}, None, "nothing can be said"),
    ("only a later table", {2024: {}, 2025: {"child": None}}, 0, "the table of the date's own year"),
)


@pytest.mark.parametrize(("uasc", "expected", "why"), [case[1:] for case in SEEKING], ids=[case[0] for case in SEEKING])
def test_unaccompanied_asylum_seeking(uasc, expected, why):
    assert value(snapshot(child("S C2 U6@a 2022-01-01"), uasc=uasc), "uasc") == expected, why


def test_providers_are_shares_of_all_looked_after():
    kinds = ["PR1", "PR1", "PR4", "PR5", "PR0", None]
    taken = snapshot(
        *(child("S C2 U6@a 2022-01-01", name=str(number), provider=kind) for number, kind in enumerate(kinds))
    )
    (own,) = measure(taken, "own_provision")
    (bought,) = measure(taken, "independent_provision")
    assert (own.value, own.numerator, own.denominator) == (33.3, 2, 6)
    assert (bought.value, sorted(bought.rows)) == (33.3, ["2", "3"])


def test_an_unknown_code_is_refused_by_name():
    with pytest.raises(UserError, match="clas"):
        measure(snapshot(), "clas")


def test_a_variant_that_an_indicator_lacks_gives_nothing():
    assert measure(snapshot(), "cla", "known_only") == []
    assert [found.variant for found in measure(snapshot(), "stable_two_years", "all")] == [
        "default", "each_placement", "all_ages"
    ]  # fmt: skip
