"""The collection year of rows, from the dates in them and never from a file's name (DOMAIN.md, "Merging years")."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from suffdesk.core.dates import financial_year_end
from suffdesk.core.kinds import Value

_YEAR = re.compile(r"(?:19|20)[0-9]{2}(?:\.0+)?")
_SPAN = re.compile(r"((?:19|20)[0-9]{2})\s*[-/–_]?\s*((?:19|20)?[0-9]{2})")
_ENOUGH = 0.01
"""Share of all dates that a financial year must hold for the data to be thought to reach into it."""
_FEW = 10
"""Below so many dates, one alone is evidence; from so many on, one alone may be a slip of the hand."""


def read_year(text: str) -> int | None:
    """``2024``, ``2023-24``, ``2023/24``, ``202324`` and ``2023-2024`` are 2024; None for anything else."""
    if _YEAR.fullmatch(text):
        return int(text[:4])
    match = _SPAN.fullmatch(text)
    if match:
        first, second = int(match.group(1)), int(match.group(2)[-2:])
        if (first + 1) % 100 == second and len(match.group(2)) in (2, 4):
            return first + 1
    return None


def year_of_episodes(started: Sequence[Value], until: Sequence[Value], others: Iterable[Value] = ()) -> int | None:
    """The collection year whose return these episodes are.

    It is the year that most rows fit: those that start by its 31 March and are open or cease in it. Of years that fit
    equally, that in which most of the ``others`` lie, dates of reviews and of other tables of the return; without
    those the earliest. Where it fits fewer than half of the rows, the latest year that :func:`latest_year` finds.
    None without any date.
    """
    exact: Counter[int] = Counter()
    opened: Counter[int] = Counter()
    events: Counter[int] = Counter()
    year_of: dict[Value, int] = {}
    for start, end in zip(started, until, strict=True):
        if not isinstance(start, date):
            continue
        first = year_of.get(start) or year_of.setdefault(start, financial_year_end(start))
        events[first] += 1
        if isinstance(end, date):
            last = year_of.get(end) or year_of.setdefault(end, financial_year_end(end))
            events[last] += 1
            if first <= last:
                exact[last] += 1
        else:
            opened[first] += 1

    def fits(year: int) -> int:
        return exact[year] + sum(count for first, count in opened.items() if first <= year)

    best, most = None, -1
    for year in sorted(_without_slips(events, gap=3)):
        if fits(year) > most:
            best, most = year, fits(year)
    elsewhere = Counter(financial_year_end(day) for day in others if isinstance(day, date))
    told = max(elsewhere, key=lambda year: (elsewhere[year], year), default=None)
    if best is not None and told is not None and told > best and fits(told) == most:
        best = told
    rows = sum(exact.values()) + sum(opened.values())
    return best if most * 2 >= rows else _latest(events)


def latest_year(dates: Iterable[Value]) -> int | None:
    """The latest financial year into which the dates reach, the years between being peopled too; None without any."""
    return _latest(Counter(financial_year_end(day) for day in dates if isinstance(day, date)))


def _latest(events: Counter[int]) -> int | None:
    kept = _without_slips(events)
    return max((year for year in kept if kept[year] >= _ENOUGH * events.total()), default=None)


def _without_slips(events: Counter[int], gap: int = 1) -> Counter[int]:
    """The years, without those typed amiss: next to no date falls in them, and none in the ``gap`` years before."""
    needed = max(2.0, _ENOUGH * events.total()) if events.total() >= _FEW else 1.0
    kept: Counter[int] = Counter()
    for year in sorted(events):
        if not kept or events[year] >= needed or any(year - back in kept for back in range(1, gap + 1)):
            kept[year] = events[year]
    return kept
