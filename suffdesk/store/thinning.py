"""Which backups may go: a pure function of when they were made, in the order in which they were made."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

LATEST, HOURS, DAYS, WEEKS, MONTHS = 6, 12, 14, 8, 24

_PERIODS: tuple[tuple[Callable[[datetime], object], int], ...] = (
    (lambda made: (made.date(), made.hour), HOURS),
    (lambda made: made.date(), DAYS),
    (lambda made: made.isocalendar()[:2], WEEKS),
    (lambda made: (made.year, made.month), MONTHS),
)
_APART = timedelta(days=400)
"""Backups that lie further apart than this are of different clocks, or of times between which nobody worked."""
_YEARS = range(2020, 2101)
"""Outside of these the clock is known to be wrong."""


def plan_thinning(dates: Sequence[datetime], now: datetime) -> set[datetime]:
    """Those of ``dates`` (UTC, in the order in which the backups were made) that may go.

    Kept are the latest six; the last of each of the latest 12 hours, 14 days, 8 weeks and 24 months *that have one*;
    and whatever is dated after now. So a day leaves 18 at most, however often a copy was made in it.

    A clock that is wrong thins nothing that one set rightly would have kept: backups more than 400 days apart are
    counted apart, so that days under a clock put forward by years take no place of others; what is dated after now
    takes none either; and nothing goes while the year cannot be, or where the clock has just been put back.
    """
    if now.year not in _YEARS or any(made > now for made in dates[-2:]):
        return set()
    kept = {made for made in dates if made > now} | set(dates[-LATEST:])
    for run in _runs(sorted(made for made in set(dates) if made <= now)):
        for period_of, number in _PERIODS:
            seen: set[object] = set()
            for made in reversed(run):
                period = period_of(made)
                if period not in seen and len(seen) < number:
                    seen.add(period)
                    kept.add(made)
    return set(dates) - kept


def _runs(dates: Sequence[datetime]) -> Iterator[list[datetime]]:
    """The dates, the earliest first, parted where too much time lies between two of them."""
    run: list[datetime] = []
    for made in dates:
        if run and made - run[-1] > _APART:
            yield run
            run = []
        run.append(made)
    yield run
