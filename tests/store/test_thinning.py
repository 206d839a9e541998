"""Which backups go: never the newest, never what a period needs, and never because a clock was wrong."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suffdesk.store.thinning import DAYS, HOURS, LATEST, MONTHS, WEEKS, plan_thinning

NOW = datetime(2024, 5, 3, 16, tzinfo=UTC)
many = st.lists(
    st.datetimes(datetime(2023, 6, 1), datetime(2024, 5, 3, 16), timezones=st.just(UTC)), max_size=150, unique=True
).map(sorted)
"""Backups under a clock that was right, no two of them further apart than it takes to be counted apart."""


@given(many)
def test_calendar_is_covered(dates: list[datetime]) -> None:
    kept = set(dates) - plan_thinning(dates, NOW)
    for made in dates:
        days = (NOW.date() - made.date()).days
        if days < DAYS:
            assert any(other.date() == made.date() for other in kept)
        if days < 7 * (WEEKS - 1):
            assert any(other.isocalendar()[:2] == made.isocalendar()[:2] for other in kept)
        assert any((other.year, other.month) == (made.year, made.month) for other in kept)


@given(many)
def test_newest_is_kept_and_the_number_is_bounded(dates: list[datetime]) -> None:
    kept = set(dates) - plan_thinning(dates, NOW)
    assert set(dates[-LATEST:]) <= kept
    assert len(kept) <= LATEST + HOURS + DAYS + WEEKS + MONTHS
    assert plan_thinning(sorted(kept), NOW) == set()


def made_every(gap: timedelta, number: int, until: datetime) -> list[datetime]:
    return [until - gap * place for place in range(number)][::-1]


def thinned_as_made(made: Sequence[datetime], before: Sequence[datetime] = ()) -> list[datetime]:
    """What is left where older ones are thinned after each, as it is done."""
    there = list(before)
    for now in made:
        there.append(now)
        gone = plan_thinning(there, now)
        there = [one for one in there if one not in gone]
    return there


def test_one_a_day_one_a_week_one_a_month() -> None:
    there = thinned_as_made(made_every(timedelta(hours=6), 4 * 365 * 3, NOW))
    assert {NOW.date() - timedelta(days=number) for number in range(DAYS)} <= {made.date() for made in there}
    assert len({(made.year, made.month) for made in there}) == MONTHS
    assert len(there) <= LATEST + HOURS + DAYS + WEEKS + MONTHS


def test_a_day_leaves_a_limited_number_however_often_a_copy_was_made() -> None:
    there = thinned_as_made(made_every(timedelta(minutes=5), 12 * 15, NOW))
    assert there[-LATEST:] == made_every(timedelta(minutes=5), LATEST, NOW)
    assert {made.hour for made in there} >= set(range(5, 17))
    assert len(there) <= LATEST + HOURS + 1


@pytest.mark.parametrize("year", [1, 1970, 2019, 2040, 2099, 2101, 9999])
def test_weeks_under_a_clock_that_jumped_thin_nothing_from_before(year: int) -> None:
    before = made_every(timedelta(days=1), 16, NOW)
    rightly = thinned_as_made(before)
    jumped = made_every(timedelta(days=1), 21, datetime(year, 7, 1, 12, tzinfo=UTC))
    there = thinned_as_made(jumped, rightly)
    assert set(rightly) <= set(there)
    assert there[-1] == jumped[-1]
    after = NOW + timedelta(days=1)  # the clock is set right
    assert set(thinned_as_made([after], there)) >= set(thinned_as_made([after], rightly))


def test_a_clock_that_goes_to_and_fro_leaves_a_limited_number() -> None:
    """As with a battery that is empty: 2000 at every start, and right once the network has told."""
    made = [
        moment
        for day in range(400)
        for moment in (datetime(2000, 1, 1, 0, 1, tzinfo=UTC) + timedelta(seconds=day),
                       NOW - timedelta(days=400 - day))
    ]  # fmt: skip
    rightly = [moment for moment in made if moment.year > 2000]
    there = thinned_as_made(made)
    assert len([moment for moment in there if moment.year == 2000]) <= LATEST + 4
    assert {moment.date() for moment in there} >= {moment.date() for moment in rightly[-DAYS:]}


def test_what_is_dated_ahead_takes_no_place_and_stays() -> None:
    there = made_every(timedelta(days=1), 14, NOW)
    ahead = NOW + timedelta(days=30)
    assert plan_thinning([*there[:-1], ahead, there[-1]], NOW) == set()
    assert plan_thinning([*there, ahead], NOW) == set()
