"""Which backups may go: a pure function of when they were made."""

from collections.abc import Callable, Sequence
from datetime import datetime

DAYS, WEEKS, MONTHS = 14, 8, 24

_PERIODS: tuple[tuple[Callable[[datetime], object], int], ...] = (
    (lambda made: made.date(), DAYS),
    (lambda made: made.isocalendar()[:2], WEEKS),
    (lambda made: (made.year, made.month), MONTHS),
)


def plan_thinning(dates: Sequence[datetime], now: datetime) -> set[datetime]:
    """Those of ``dates`` that may go. All are UTC.

    Kept are every one of today; the last of each of the latest 14 days, 8 weeks and 24 months *that have one*;
    and whatever is dated after now. Counting periods that have one, instead of looking back from now, means that
    a clock put forward by years removes nothing that one set rightly would have kept until as many new
    periods have gone by; and what was made while it stood too far ahead takes no other's place.
    """
    ahead = {made for made in dates if made > now}
    kept = ahead | {made for made in dates if made.date() == now.date()}
    by_age = sorted(set(dates) - ahead, reverse=True)
    for period_of, number in _PERIODS:
        seen: set[object] = set()
        for made in by_age:
            period = period_of(made)
            if period not in seen and len(seen) < number:
                seen.add(period)
                kept.add(made)
    return set(dates) - kept
