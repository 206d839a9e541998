"""The hand-worked cases, put to the program."""

import pytest

from suffdesk.analysis.indicators import measure
from suffdesk.analysis.indicators.stability import placements_in_year
from tests.analysis.cases import COUNTING, STABILITY
from tests.analysis.children import child, snapshot

VARIANTS = ("default", "each_placement")


def judged(taken, variant):
    (found,) = measure(taken, "stable_two_years", variant)
    if "child" not in found.base_rows:
        assert "child" not in found.rows
        return "out"
    return "yes" if "child" in found.rows else "no"


@pytest.mark.parametrize("case", COUNTING, ids=lambda case: case.name)
def test_placements_in_the_year_are_counted_as_worked_by_hand(case):
    history = child(*case.rows, born=case.born)
    taken = snapshot(history, as_at=case.as_at)
    found = tuple(placements_in_year(history, taken, variant) for variant in VARIANTS)
    assert found == case.count, case.why


@pytest.mark.parametrize("case", COUNTING, ids=lambda case: case.name)
def test_a_child_in_care_with_three_or_more_is_in_the_numerator(case):
    taken = snapshot(child(*case.rows, born=case.born), as_at=case.as_at)
    (cla,) = measure(taken, "cla", "default")
    for variant, count in zip(VARIANTS, case.count, strict=True):
        (found,) = measure(taken, "three_placements", variant)
        assert found.variant == variant
        assert found.denominator == cla.numerator
        assert found.numerator == (1 if count >= 3 and cla.numerator else 0), case.why


@pytest.mark.parametrize("case", STABILITY, ids=lambda case: case.name)
def test_stability_is_judged_as_worked_by_hand(case):
    taken = snapshot(child(*case.rows, born=case.born), as_at=case.as_at)
    assert tuple(judged(taken, variant) for variant in VARIANTS) == case.stable, case.why
    if case.all_ages is not None:
        assert judged(taken, "all_ages") == case.all_ages, case.why


def test_two_placements_are_not_three():
    moved_once = child("S C2 U6@a 2023-05-01", "P C2 U6@b 2023-06-01", name="two")
    moved_twice = child("S C2 U6@a 2023-05-01", "P C2 U6@b 2023-06-01", "P C2 U6@c 2023-07-01", name="three")
    (found,) = measure(snapshot(moved_once, moved_twice), "three_placements", "default")
    assert (found.value, found.numerator, found.denominator, list(found.rows)) == (50.0, 1, 2, ["three"])


def test_nobody_in_care_gives_no_value():
    left = child("S C2 U6@a 2023-05-01 to 2023-06-01 E4A")
    for code in ("three_placements", "stable_two_years"):
        (found,) = measure(snapshot(left), code, "default")
        assert (found.value, found.numerator, found.denominator) == (None, 0, 0)
