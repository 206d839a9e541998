"""Several episodes of one child that start on one day: which rows of which years are the same, and in what order.

Worked out anew from all that every return told of the day, so that the order of imports changes nothing.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from suffdesk.core.dates import financial_year_span
from suffdesk.core.kinds import Value
from suffdesk.domain.said import ORDER
from suffdesk.imports.merging.records import Record
from suffdesk.imports.merging.telling import Telling, filled

Told = dict[str, Value]
_Same = Callable[[Told, Told], bool]


@dataclass(eq=False)
class _Row:
    """One row of one year. ``record`` is the one that holds it so far, ``given`` its number among those brought in."""

    told: Told
    record: Record | None = None
    given: int | None = None


@dataclass(eq=False)
class Episode:
    """One episode: what it is, and the row of each year that tells of it."""

    values: Told
    rows: dict[int, _Row] = field(default_factory=dict)

    @property
    def record(self) -> Record | None:
        """A record that holds a row of it, that of the latest year."""
        return next((row.record for _, row in sorted(self.rows.items(), reverse=True) if row.record is not None), None)

    @property
    def given(self) -> list[int]:
        """Numbers of the rows brought in that tell of it: one, or none."""
        return [row.given for row in self.rows.values() if row.given is not None]

    def tells(self) -> dict[int, Told]:
        """What each year tells of it."""
        return {year: row.told for year, row in self.rows.items()}


def in_year(values: Mapping[str, Value], year: int) -> bool:
    """Whether the return of a year must hold the episode: open at any time in it."""
    first, last = financial_year_span(year)
    started, until = values["started"], values["until"]
    return (
        isinstance(started, date)
        and started <= last
        and (until is None or (isinstance(until, date) and until >= first))
    )


def arrange(telling: Telling, held: Sequence[Record], year: int, given: Sequence[Told]) -> list[Episode]:
    """The episodes of one child and day in order, once the return of ``year`` has brought ``given``, in file order.

    Rows that this year's return held before and ``given`` no longer has are kept where they stood.
    """
    by_year: dict[int, list[_Row]] = defaultdict(list)
    for record in held:
        for told_in, told in telling.of(record).items():
            by_year[told_in].append(_Row(told, record))
    for rows in by_year.values():
        rows.sort(key=lambda row: int(str(row.told[ORDER])))
    before = by_year[year]
    nothing: Told = dict.fromkeys(telling.fields)
    matches = _pair([row.told for row in before], given, telling, lambda _one, _other: True)
    kept = [place for place in range(len(before)) if place not in matches]
    mine = []
    for number, (told, match) in enumerate(zip(given, matches, strict=True)):
        while match is not None and kept and kept[0] < match:
            mine.append(before[kept.pop(0)])
        old = before[match] if match is not None else _Row(nothing)
        mine.append(_Row({**old.told, **filled(told)}, old.record, number))
    by_year[year] = mine + [before[place] for place in kept]
    for rows in by_year.values():
        for place, row in enumerate(rows):
            row.told = {**row.told, ORDER: place}
    return _folded(telling, by_year)


def _folded(telling: Telling, by_year: Mapping[int, list[_Row]]) -> list[Episode]:
    """Year by year, the later over the earlier.

    Across years two rows are the same where they say the same, where each stands alone, or, in order, where each one's
    year must hold the other: an episode that began and ended on the day is in one return only, and must not take the
    place of the one that went on. Those that ended before a later year come before its rows, others that it does not
    hold after them.
    """
    found: list[Episode] = []
    for year in sorted(by_year):
        rows = by_year[year]
        if not year:  # typed, or from an extract: each is one of its own
            found = [Episode(dict(row.told), {0: row}) for row in rows]
            continue
        alone = len(found) == len(rows) == 1
        latest = {id(episode.values): max(episode.rows) for episode in found}

        def same(
            one: Told, other: Told, year: int = year, alone: bool = alone, latest: Mapping[int, int] = latest
        ) -> bool:
            before = latest[id(one)]
            return alone or (in_year(one, year) and (not before or in_year(other, before)))

        matches = _pair([episode.values for episode in found], [row.told for row in rows], telling, same)
        first_day, _ = financial_year_span(year)
        others = [episode for place, episode in enumerate(found) if place not in matches]
        over = [episode for episode in others if _ended_before(episode.values, first_day)]
        now = []
        for row, match in zip(rows, matches, strict=True):
            episode = found[match] if match is not None else Episode(dict.fromkeys(telling.fields))
            episode.values.update(filled(row.told))
            episode.rows[year] = row
            now.append(episode)
        found = [*over, *now, *(episode for episode in others if episode not in over)]
    return found


def _ended_before(values: Told, day: date) -> bool:
    until = values["until"]
    return isinstance(until, date) and until < day


def _pair(held: Sequence[Told], given: Sequence[Told], telling: Telling, same: _Same) -> list[int | None]:
    """For each row given the place of the one held that it is: those that say the same, then the first that may be."""

    def alike(one: Told, other: Told) -> bool:
        return all(one[name] == other[name] for name in telling.fields)

    free = list(range(len(held)))
    found: list[int | None] = [None] * len(given)
    for test in (alike, same):
        for number, row in enumerate(given):
            if found[number] is None:
                found[number] = next((place for place in free if test(held[place], row)), None)
                free = [place for place in free if place != found[number]]
    return found
