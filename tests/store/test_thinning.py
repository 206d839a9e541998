"""Which backups go: never the newest, never what a period needs, and never because a clock was wrong."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from suffdesk.store.thinning import DAYS, MONTHS, WEEKS, plan_thinning

NOW = datetime(2024, 5, 3, 16, tzinfo=UTC)
moments = st.datetimes(datetime(2021, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))
many = st.lists(moments, max_size=150, unique=True)


@given(many)
def test_calendar_is_covered(dates: list[datetime]) -> None:
    kept = set(dates) - plan_thinning(dates, NOW)
    for made in dates:
        if made.date() == NOW.date() or made > NOW:
            assert made in kept
            continue
        days = (NOW.date() - made.date()).days
        if days < DAYS:
            assert any(other.date() == made.date() for other in kept)
        if days < 7 * (WEEKS - 1):
            assert any(other.isocalendar()[:2] == made.isocalendar()[:2] for other in kept)
        if days < 28 * (MONTHS - 1):
            assert any((other.year, other.month) == (made.year, made.month) for other in kept)


@given(many)
def test_newest_is_kept_and_the_number_is_bounded(dates: list[datetime]) -> None:
    kept = set(dates) - plan_thinning(dates, NOW)
    past = [made for made in dates if made <= NOW]
    if past:
        assert max(past) in kept
    free = [made for made in kept if made <= NOW and made.date() != NOW.date()]
    assert len(free) <= DAYS + WEEKS + MONTHS


@given(many)
def test_thinning_again_removes_nothing_more(dates: list[datetime]) -> None:
    kept = set(dates) - plan_thinning(dates, NOW)
    assert plan_thinning(sorted(kept), NOW) == set()


@given(many, moments)
def test_a_wrong_clock_costs_at_most_one_place_of_each_sort(dates: list[datetime], wrong: datetime) -> None:
    """One backup under a clock put forward by any time, or back."""
    past = sorted(made for made in dates if made <= NOW)
    rightly = set(past) - plan_thinning(past, NOW)
    wrongly = set(past) - plan_thinning([*past, wrong], max(wrong, NOW))
    today = {made for made in past if made.date() == NOW.date()}
    assert len(rightly - today - wrongly) <= 3


def test_one_a_day_one_a_week_one_a_month() -> None:
    dates = [NOW - timedelta(hours=6 * number) for number in range(4 * 365 * 3)]
    kept = set(dates) - plan_thinning(dates, NOW)
    assert sum(made.date() == NOW.date() for made in kept) == 3
    days = {made.date() for made in kept}
    assert {NOW.date() - timedelta(days=number) for number in range(DAYS)} <= days
    assert len({(made.year, made.month) for made in kept}) == MONTHS
    assert len(kept) < 3 + DAYS + WEEKS + MONTHS
