"""Beds of our own homes night by night: registered, shut and why, usable, occupied by whom, empty, over capacity.

A night is named by the day on which it begins. Everything dated counts on a night by the one rule: it began then or
earlier and has no end, or a later one; a child who leaves on the 31st does not sleep there that night.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from suffdesk.core.dates import first_day_of_quarter, first_day_of_year_to

Counts = NDArray[np.int64]
"""Homes down, nights across."""

TARGET = 95
"""Percent of usable bed-nights that should be occupied (DOMAIN.md, the scorecard)."""
_FOREVER = date.max.toordinal()
_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Home:
    """A home of our own that has had a bed. Once it has closed (``until``), none of its beds is registered."""

    id: str
    name: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Bed:
    """One registered bed."""

    id: str
    home: str
    started: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Closure:
    """A bed that cannot be used, and why."""

    bed: str
    started: date
    until: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class Stay:
    """Somebody who sleeps in a home; ``child`` is empty for a child of another authority."""

    home: str
    child: str
    started: date
    until: date | None


@dataclass(frozen=True)
class OwnHomes:
    """Everything that occupancy is worked out from. Stays of any basis count: looked after, after 18, short break."""

    homes: tuple[Home, ...] = ()
    beds: tuple[Bed, ...] = ()
    closures: tuple[Closure, ...] = ()
    stays: tuple[Stay, ...] = ()

    @cached_property
    def sleeping(self) -> Sequence[tuple[str, str, int, int]]:
        """Where each child of ours sleeps: child, home, the ordinals of the first night and of the one after the last.

        No child is in two homes on one night.
        """
        found = []
        for child, stays in _by((stay for stay in self.stays if stay.child), lambda stay: stay.child).items():
            last_begun = sorted(stays, key=_start, reverse=True)
            pieces = [(_start(stay), _end(stay.until), stay.home) for stay in last_begun]
            found += [(child, home, start, until) for start, until, home in _apart(pieces)]
        return found


@dataclass(frozen=True, slots=True)
class Totals:
    """Bed-nights of one home or of several over a span.

    ``closed`` has only reasons for which a bed was shut. Children on nights on which their home had no registered bed
    are in ``over`` and nowhere else.
    """

    registered: int
    closed: Mapping[str, int]
    ours: int
    others: int
    empty: int
    over: int

    @property
    def shut(self) -> int:
        return sum(self.closed.values())

    @property
    def usable(self) -> int:
        return self.registered - self.shut

    @property
    def occupied(self) -> int:
        return self.ours + self.others

    @property
    def occupancy(self) -> Fraction | None:
        """Percent of usable bed-nights; over 100 where more children slept than there were beds. None without any."""
        return Fraction(100 * self.occupied, self.usable) if self.usable else None


@dataclass(frozen=True, slots=True)
class Crowding:
    """Nights in a row with more children than usable beds, with the numbers of the worst of them."""

    home: str
    first: date
    last: date
    occupied: int
    usable: int
    registered: int


@dataclass(frozen=True)
class Nights:
    """Counts by home and night, exact and never capped."""

    homes: tuple[str, ...]
    first: date
    last: date
    registered: Counts
    closed: Mapping[str, Counts]
    ours: Counts
    others: Counts

    @cached_property
    def usable(self) -> Counts:
        return self.registered - sum(self.closed.values(), np.zeros_like(self.registered))

    @cached_property
    def occupied(self) -> Counts:
        return self.ours + self.others

    @cached_property
    def empty(self) -> Counts:
        empty: Counts = np.maximum(self.usable - self.occupied, 0)
        return empty

    @cached_property
    def over(self) -> Counts:
        over: Counts = np.maximum(self.occupied - self.usable, 0)
        return over

    def totals(self, first: date, last: date, home: str | None = None) -> Totals:
        """Bed-nights from ``first`` to ``last``, both counted, of one home or of all."""
        rows = slice(None) if home is None else slice(self.homes.index(home), self.homes.index(home) + 1)
        across = slice(max((first - self.first).days, 0), max((last - self.first).days + 1, 0))
        here = np.s_[rows, across]
        has_beds = self.registered[here] > 0
        closed = {reason: int(counts[here].sum()) for reason, counts in self.closed.items()}
        return Totals(
            int(self.registered[here].sum()),
            {reason: nights for reason, nights in closed.items() if nights},
            int(self.ours[here][has_beds].sum()),
            int(self.others[here][has_beds].sum()),
            int(self.empty[here].sum()),
            int(self.over[here].sum()),
        )

    def on(self, day: date, home: str | None = None) -> Totals:
        """One night."""
        return self.totals(day, day, home)

    def crowded(self) -> list[Crowding]:
        """Every run of nights with more children than usable beds, by home and night."""
        found = []
        for row, home in enumerate(self.homes):
            nights = np.flatnonzero(self.over[row])
            for run in np.split(nights, np.flatnonzero(np.diff(nights) > 1) + 1):
                if not len(run):
                    continue
                worst = run[np.argmax(self.over[row, run])]
                found.append(
                    Crowding(
                        home, self.first + timedelta(int(run[0])), self.first + timedelta(int(run[-1])),
                        int(self.occupied[row, worst]), int(self.usable[row, worst]), int(self.registered[row, worst]),
                    )
                )  # fmt: skip
        return found


@dataclass(frozen=True, slots=True)
class Spans:
    """First days of the month, the quarter and the year to a date."""

    month: date
    quarter: date
    year: date


def spans(as_at: date) -> Spans:
    """The spans that figures are given over, each up to and with the night of ``as_at``."""
    return Spans(as_at.replace(day=1), first_day_of_quarter(as_at), first_day_of_year_to(as_at))


def nights(own: OwnHomes, first: date, last: date) -> Nights:
    """Count every night from ``first`` to ``last``.

    A bed that is shut twice over is shut once, for the reason that began first. A child with two stays on one night
    sleeps where the later of them began.
    """
    place = {home.id: row for row, home in enumerate(own.homes)}
    counts = _Counting(len(own.homes), first, last)
    home_ends = {home.id: _end(home.until) for home in own.homes}
    bed_spans: dict[str, tuple[int, int, int]] = {}
    for bed in own.beds:
        until = min(_end(bed.until), home_ends[bed.home])
        bed_spans[bed.id] = (place[bed.home], bed.started.toordinal(), until)
    closed: dict[str, list[tuple[int, int, int]]] = {}
    for bed_id, shut in _by(own.closures, lambda closure: closure.bed).items():
        row, began, ended = bed_spans[bed_id]
        first_begun = sorted(shut, key=_start)
        pieces = [(max(_start(one), began), min(_end(one.until), ended), one.reason) for one in first_begun]
        for start, until, reason in _apart(pieces):
            closed.setdefault(reason, []).append((row, start, until))
    ours = [(place[home], start, until) for _, home, start, until in own.sleeping]
    others = [(place[stay.home], _start(stay), _end(stay.until)) for stay in own.stays if not stay.child]
    return Nights(
        tuple(place), first, last, counts.of(bed_spans.values()),
        {reason: counts.of(found) for reason, found in sorted(closed.items())}, counts.of(ours), counts.of(others),
    )  # fmt: skip


def children_counted(own: OwnHomes, held: Nights, first: date, last: date) -> tuple[str, ...]:
    """Children of ours who slept in a home with a registered bed on any night of a span, in the order of the stays."""
    place = {home: row for row, home in enumerate(held.homes)}
    low, high = first.toordinal(), last.toordinal() + 1
    offset = held.first.toordinal()
    counted = {}
    for child, home, start, until in own.sleeping:
        across = slice(max(start, low) - offset, max(min(until, high), low) - offset)
        if max(start, low) < min(until, high) and held.registered[place[home], across].any():
            counted[child] = True
    return tuple(counted)


class _Counting:
    """Turns spans into counts: one more on the night on which each begins, one fewer from the night it ends."""

    def __init__(self, homes: int, first: date, last: date) -> None:
        self._shape = (homes, max((last - first).days + 1, 0) + 1)
        self._first = first.toordinal()

    def of(self, found: Iterable[tuple[int, int, int]]) -> Counts:
        steps: Counts = np.zeros(self._shape, np.int64)
        table = np.array([(row, start, until) for row, start, until in found if start < until], np.int64)
        if len(table):
            rows, edges = table[:, 0], np.clip(table[:, 1:] - self._first, 0, self._shape[1] - 1)
            np.add.at(steps, (rows, edges[:, 0]), 1)
            np.add.at(steps, (rows, edges[:, 1]), -1)
        return steps.cumsum(axis=1)[:, :-1]


def _apart(pieces: Sequence[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """The pieces without overlap: where several hold, the first of them as they are given."""
    ordered = sorted(piece for piece in pieces if piece[0] < piece[1])
    if all(before[1] <= after[0] for before, after in pairwise(ordered)):
        return ordered
    edges = sorted({edge for start, until, _ in ordered for edge in (start, until)})
    found = []
    for start, until in pairwise(edges):
        holding = next((piece for piece in pieces if piece[0] <= start and piece[1] >= until), None)
        if holding:
            found.append((start, until, holding[2]))
    return found


def _by(items: Iterable[_Item], key: Callable[[_Item], str]) -> dict[str, list[_Item]]:
    found: dict[str, list[_Item]] = {}
    for item in items:
        found.setdefault(key(item), []).append(item)
    return found


def _start(item: Closure | Stay) -> int:
    return item.started.toordinal()


def _end(until: date | None) -> int:
    return _FOREVER if until is None else until.toordinal()
