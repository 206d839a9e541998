"""Bed-nights counted by hand, and against a loop over every night, home, bed and stay."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suffdesk.analysis.occupancy import (
    Bed,
    Closure,
    Crowding,
    Home,
    OwnHomes,
    Stay,
    children_counted,
    nights,
    spans,
)
from tests.oracle import own_homes as naive

D = date
ELM = Home("elm", "Elm House")


def home(beds=(), closures=(), stays=(), until=None):
    return OwnHomes((Home("elm", "Elm House", until),), tuple(beds), tuple(closures), tuple(stays))


LONG_AGO = D(2023, 1, 1)


def bed(name="A", started=LONG_AGO, until=None):
    return Bed(name, "elm", started, until)


def totals(own, first, last):
    return nights(own, first, last).totals(first, last)


def test_a_child_who_leaves_on_the_31st_does_not_sleep_there_that_night() -> None:
    own = home([bed()], stays=[Stay("elm", "one", D(2024, 1, 30), D(2024, 1, 31))])
    found = totals(own, D(2024, 1, 1), D(2024, 1, 31))
    assert (found.registered, found.ours, found.empty) == (31, 1, 30)


def test_29_february_is_a_night() -> None:
    own = home([bed()], stays=[Stay("elm", "one", D(2024, 2, 29), D(2024, 3, 1))])
    found = totals(own, D(2024, 2, 1), D(2024, 2, 29))
    assert (found.registered, found.ours) == (29, 1)
    assert found.occupancy == Fraction(100, 29)


def test_two_children_in_one_bed_are_two_in_one_and_never_capped() -> None:
    own = home([bed()], stays=[Stay("elm", "one", D(2024, 1, 1), None), Stay("elm", "two", D(2024, 1, 3), None)])
    held = nights(own, D(2024, 1, 1), D(2024, 1, 4))
    found = held.totals(D(2024, 1, 1), D(2024, 1, 4))
    assert (found.usable, found.occupied, found.over, found.empty) == (4, 6, 2, 0)
    assert found.occupancy == 150
    assert held.crowded() == [Crowding("elm", D(2024, 1, 3), D(2024, 1, 4), 2, 1, 1)]


def test_crowded_nights_apart_are_runs_apart_with_their_worst() -> None:
    stays = [Stay("elm", "", D(2024, 1, 1), D(2024, 1, 3)), Stay("elm", "", D(2024, 1, 2), D(2024, 1, 3)),
             Stay("elm", "", D(2024, 1, 2), D(2024, 1, 3)), Stay("elm", "one", D(2024, 1, 9), D(2024, 1, 10)),
             Stay("elm", "two", D(2024, 1, 9), D(2024, 1, 10))]  # fmt: skip
    held = nights(home([bed()], stays=stays), D(2024, 1, 1), D(2024, 1, 31))
    assert held.crowded() == [
        Crowding("elm", D(2024, 1, 2), D(2024, 1, 2), 3, 1, 1), Crowding("elm", D(2024, 1, 9), D(2024, 1, 9), 2, 1, 1),
    ]  # fmt: skip


def test_a_bed_shut_twice_over_is_shut_once_for_what_began_first() -> None:
    closures = [Closure("A", D(2024, 1, 5), D(2024, 1, 8), "Staffing"),
                Closure("A", D(2024, 1, 3), D(2024, 1, 6), "Repairs")]  # fmt: skip
    found = totals(home([bed()], closures), D(2024, 1, 1), D(2024, 1, 31))
    assert found.closed == {"Repairs": 3, "Staffing": 2}
    assert found.usable == 26


def test_a_closure_shuts_only_a_bed_that_is_registered() -> None:
    closures = [Closure("A", D(2024, 1, 1), None, "Repairs")]
    found = totals(home([bed("A", D(2024, 1, 10), D(2024, 1, 15))], closures), D(2024, 1, 1), D(2024, 1, 31))
    assert (found.registered, found.closed, found.usable) == (5, {"Repairs": 5}, 0)
    assert found.occupancy is None


def test_a_closed_home_has_no_beds_and_children_in_it_are_listed_and_in_no_percentage() -> None:
    own = home([bed()], stays=[Stay("elm", "one", D(2024, 1, 1), None)], until=D(2024, 1, 11))
    held = nights(own, D(2024, 1, 1), D(2024, 1, 31))
    found = held.totals(D(2024, 1, 1), D(2024, 1, 31))
    assert (found.registered, found.ours, found.over) == (10, 10, 21)
    assert held.crowded() == [Crowding("elm", D(2024, 1, 11), D(2024, 1, 31), 1, 0, 0)]
    assert children_counted(own, held, D(2024, 1, 11), D(2024, 1, 31)) == ()
    assert children_counted(own, held, D(2024, 1, 10), D(2024, 1, 31)) == ("one",)


def test_a_child_sleeps_in_one_home_a_night() -> None:
    own = OwnHomes(
        (ELM, Home("oak", "Oak View")), (bed(), Bed("B", "oak", D(2023, 1, 1), None)), (),
        (Stay("elm", "one", D(2024, 1, 1), None), Stay("oak", "one", D(2024, 1, 10), D(2024, 1, 12)),
         Stay("elm", "one", D(2024, 1, 20), None)),
    )  # fmt: skip
    held = nights(own, D(2024, 1, 1), D(2024, 1, 31))
    assert held.totals(D(2024, 1, 1), D(2024, 1, 31), "elm").ours == 29
    assert held.totals(D(2024, 1, 1), D(2024, 1, 31), "oak").ours == 2


def test_no_home_and_no_night_count_nothing() -> None:
    assert totals(OwnHomes(), D(2024, 1, 1), D(2024, 1, 31)).registered == 0
    assert totals(home([bed()]), D(2024, 2, 1), D(2024, 1, 31)).registered == 0


@pytest.mark.parametrize(
    ("as_at", "month", "quarter", "year"),
    [
        (D(2024, 3, 31), D(2024, 3, 1), D(2024, 1, 1), D(2023, 4, 1)),
        (D(2024, 4, 1), D(2024, 4, 1), D(2024, 4, 1), D(2023, 4, 2)),
        (D(2024, 2, 29), D(2024, 2, 1), D(2024, 1, 1), D(2023, 3, 1)),
        (D(2024, 12, 31), D(2024, 12, 1), D(2024, 10, 1), D(2024, 1, 1)),
    ],
)
def test_spans(as_at: date, month: date, quarter: date, year: date) -> None:
    found = spans(as_at)
    assert (found.month, found.quarter, found.year) == (month, quarter, year)


DAYS = st.integers(0, 40).map(lambda number: D(2024, 2, 10) + timedelta(days=number))
ENDS = st.none() | DAYS


def rows(**more):
    return st.lists(st.fixed_dictionaries({"started": DAYS, "until": ENDS, **more}), max_size=6)


HOMES = ("elm", "oak")
CASES = st.fixed_dictionaries({
    "homes": st.tuples(ENDS, ENDS).map(
        lambda ends: [{"id": name, "until": until} for name, until in zip(HOMES, ends, strict=True)]
    ),
    "beds": rows(home=st.sampled_from(HOMES)).map(
        lambda found: [{**row, "id": f"bed {number}"} for number, row in enumerate(found)]
    ),
    "closures": rows(bed=st.sampled_from([f"bed {number}" for number in range(6)]),
                     reason=st.sampled_from(["Repairs", "Staffing"])),
    "stays": rows(home=st.sampled_from(HOMES), child=st.sampled_from(["", "one", "two", "three"])),
})  # fmt: skip


@given(CASES, DAYS, DAYS)
@settings(max_examples=300, deadline=None)
def test_every_night_is_that_of_the_loop(case, first, last) -> None:
    names = {row["id"] for row in case["beds"]}
    case["closures"] = [row for row in case["closures"] if row["bed"] in names]
    own = OwnHomes(
        tuple(Home(row["id"], row["id"], row["until"]) for row in case["homes"]),
        tuple(Bed(row["id"], row["home"], row["started"], row["until"]) for row in case["beds"]),
        tuple(Closure(row["bed"], row["started"], row["until"], row["reason"]) for row in case["closures"]),
        tuple(Stay(row["home"], row["child"], row["started"], row["until"]) for row in case["stays"]),
    )
    held = nights(own, first, last)
    night = first
    while night <= last:
        for name in HOMES:
            expected = naive.night_of(name, night, **case)
            here = (held.homes.index(name), (night - first).days)
            found = {"registered": held.registered[here], "usable": held.usable[here], "ours": held.ours[here],
                     "others": held.others[here], "empty": held.empty[here], "over": held.over[here]}  # fmt: skip
            assert found == {key: expected[key] for key in found}, (name, night)
            for reason, counts in held.closed.items():
                assert counts[here] == expected[f"closed {reason}"], (name, night)
        night += timedelta(days=1)
    slept, usable, who = naive.occupancy(first, last, **case)
    found = held.totals(first, last)
    assert (found.occupied, found.usable) == (slept, usable)
    assert set(children_counted(own, held, first, last)) == who
