"""How far from home, and whether outside the authority, as recorded on the open episode."""

import pytest

from suffdesk.analysis.indicators import measure
from tests.analysis.children import child, snapshot

ROWS = ["S C2 U6@a 2022-01-01"]


def one(taken, code, variant="default"):
    (found,) = measure(taken, code, variant)
    return found.numerator, found.denominator


@pytest.mark.parametrize(
    ("miles", "default", "known"),
    [(19.9, (0, 1), (0, 1)), (20.0, (0, 1), (0, 1)), (20.1, (1, 1), (1, 1)), (None, (0, 1), (0, 0))],
)
def test_over_20_miles_is_more_than_20_to_one_decimal(miles, default, known):
    taken = snapshot(child(*ROWS, miles=miles))
    assert one(taken, "over_20_miles") == default
    assert one(taken, "over_20_miles", "known_only") == known


def test_distances_of_unaccompanied_asylum_seekers_are_not_known():
    taken = snapshot(child(*ROWS, miles=90.0), child(*ROWS, miles=30.0, name="other"), uasc={2024: {"child": None}})
    assert one(taken, "over_20_miles") == (1, 2)
    assert one(taken, "over_20_miles", "known_only") == (1, 1)


@pytest.mark.parametrize(
    ("area", "default", "known"),
    [
        ("E08000007", (0, 1), (0, 1)),
        ("E08000008", (1, 1), (1, 1)),
        ("W06000015", (1, 1), (1, 1)),
        ("S12000036", (1, 1), (1, 1)),
        (None, (0, 1), (0, 0)),
    ],
)
def test_outside_the_authority_wherever_that_is(area, default, known):
    taken = snapshot(child(*ROWS, placement_authority=area))
    assert one(taken, "out_of_area") == default
    assert one(taken, "out_of_area", "known_only") == known


def test_a_store_without_an_authority_cannot_say_who_is_outside_it():
    taken = snapshot(child(*ROWS))
    cohort = taken.cohort
    nobodys = type(taken)(type(cohort)(cohort.histories, {}, {}, None), taken.as_at)
    (found,) = measure(nobodys, "out_of_area")
    assert (found.value, found.denominator) == (None, None)


def test_nobody_known_gives_no_value():
    (found,) = measure(snapshot(child(*ROWS, miles=None)), "over_20_miles", "known_only")
    assert (found.value, found.numerator, found.denominator) == (None, 0, 0)
