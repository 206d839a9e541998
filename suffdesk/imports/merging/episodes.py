"""Merging of episodes: by child and DECOM, rows of one day in order, the later collection year wins."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from suffdesk.core.dates import financial_year_span, show_date
from suffdesk.core.kinds import Value
from suffdesk.core.problem import Problem
from suffdesk.domain.episode import FROM_EXTRACT
from suffdesk.domain.formats.returned_rows import ReturnedTable
from suffdesk.domain.formats.ssda903 import EPISODES
from suffdesk.imports.merging.counts import TableCounts
from suffdesk.imports.merging.records import Record, new_record
from suffdesk.imports.merging.tables import settle

_PLACED = ("home_authority", "placement_authority", "miles", "postcodes_version", "placement_id")
"""Fields that no return fills: worked out after merging."""


def _year_of(record: Record) -> int:
    year = record.values.get("collection_year")
    return year if isinstance(year, int) else 0


def _in_year(values: Mapping[str, Value], year: int) -> bool:
    """Whether the return of a year must hold the episode: open at any time in it."""
    first, last = financial_year_span(year)
    started, until = values["started"], values["until"]
    return (
        isinstance(started, date)
        and started <= last
        and (until is None or (isinstance(until, date) and until >= first))
    )


def _matches(there: Sequence[Record], rows: Sequence[Mapping[str, Value]], year: int) -> list[Record | None]:
    """For each row of one child and day, the record that is the same episode, in order; None for a new one.

    Two are the same only where each one's year must hold the other: an episode that began and ended on the
    day is in one return only, and must not take the place of the one that went on.
    """
    found: list[Record | None] = []
    start = 0
    for values in rows:
        match = None
        for index in range(start, len(there)):
            record = there[index]
            returned_in = _year_of(record)
            same = not returned_in or _in_year(values, returned_in)  # one that was typed is in no return yet
            if not record.removed and same and _in_year(record.values, year):
                match, start = record, index + 1
                break
        found.append(match)
    return found


class EpisodeMerge:
    """All episodes, by child and then by day of start."""

    def __init__(self, held: Iterable[Record]) -> None:
        self.by_child: dict[str, dict[date, list[Record]]] = defaultdict(lambda: defaultdict(list))
        self.touched: set[str] = set()
        """Children any of whose episodes are new, changed or removed."""
        self.faults: list[Problem] = []
        for record in held:
            started = record.values["started"]
            assert isinstance(started, date)  # a required field of the entity
            self.by_child[str(record.values["child_id"])][started].append(record)

    def merge(
        self, returned: ReturnedTable, child_ids: Mapping[str, str], counts: TableCounts, *, remove: bool
    ) -> None:
        """Take in one year's episodes."""
        met: set[str] = set()
        groups: dict[tuple[str, date], list[dict[str, Value]]] = defaultdict(list)
        for row in returned.rows:
            values: dict[str, Value] = dict(zip(EPISODES.fields, row.values, strict=True))
            child_id = child_ids[row.identifier]
            started = values["started"]
            assert isinstance(started, date)  # rows without one are left out when read
            values.update(child_id=child_id, collection_year=returned.year, source=None)
            groups[child_id, started].append(values)
        for (child_id, started), rows in groups.items():
            there = self.by_child[child_id][started]
            for values, match in zip(rows, _matches(there, rows, returned.year), strict=True):
                if match is None:
                    record = new_record({**values, **dict.fromkeys(_PLACED), "position": 0})
                    met.add(record.id)
                    self._place_among(there, record, returned.year)
                    self.touched.add(child_id)
                    counts.added += 1
                    continue
                met.add(match.id)
                if _year_of(match) > returned.year:
                    counts.left_alone += 1
                    continue
                before = dict(match.values)
                settle(match, _with_later_end(values, match, returned.year), counts)
                if before != match.values:
                    self.touched.add(child_id)
        self._supersede_extracts(groups, met, counts, returned.year)
        self._no_longer_returned(returned, met, counts, remove=remove)

    def _supersede_extracts(
        self, groups: Mapping[tuple[str, date], Sequence[Mapping[str, Value]]], met: set[str], counts: TableCounts,
        year: int,
    ) -> None:  # fmt: skip
        """Remove what monthly extracts said of children and days that the return now tells of."""
        days = [day for rows in groups.values() for values in rows for day in (values["started"], values["until"])]
        told_until = max((day for day in days if isinstance(day, date)), default=date.min)
        for child_id in {child_id for child_id, _ in groups}:
            for started, there in self.by_child[child_id].items():
                for record in there:
                    if (
                        record.values["source"] == FROM_EXTRACT
                        and record.id not in met
                        and started <= told_until
                        and _in_year(record.values, year)
                    ):
                        record.removed = True
                        counts.removed += 1
                        self.touched.add(child_id)

    @staticmethod
    def _place_among(there: list[Record], record: Record, year: int) -> None:
        """Rows of one day stay in the order of their returns, the earlier year first."""
        index = next((i for i, other in enumerate(there) if _year_of(other) > year), len(there))
        there.insert(index, record)
        for position, other in enumerate(there):
            other.values["position"] = position

    def _no_longer_returned(self, returned: ReturnedTable, met: set[str], counts: TableCounts, *, remove: bool) -> None:
        for child_id, days in self.by_child.items():
            for there in days.values():
                for record in there:
                    if (
                        record.id in met
                        or record.removed
                        or not 0 < _year_of(record) <= returned.year
                        or not _in_year(record.values, returned.year)
                    ):
                        continue
                    counts.no_longer_returned += 1
                    if remove:
                        record.removed = True
                        counts.removed += 1
                        self.touched.add(child_id)
                    elif record.values["until"] is None:
                        self.faults.append(_left_open(record, returned))

    def records(self) -> Iterable[Record]:
        """Every episode, those to be removed among them."""
        for days in self.by_child.values():
            for there in days.values():
                yield from there

    def of_child(self, child_id: str) -> list[Record]:
        """A child's episodes in order of start and then as returned, those to be removed left out."""
        days = self.by_child[child_id]
        return [record for day in sorted(days) for record in days[day] if not record.removed]


def _with_later_end(values: dict[str, Value], held: Record, year: int) -> dict[str, Value]:
    """A return cannot know of an end after its year: one that was typed, or came from an extract, stays."""
    until = held.values["until"]
    if values["until"] is None and isinstance(until, date) and until > financial_year_span(year)[1]:
        return {**values, "until": until, "reason_ceased": held.values["reason_ceased"]}
    return values


def _left_open(record: Record, returned: ReturnedTable) -> Problem:
    started = record.values["started"]
    assert isinstance(started, date)
    return Problem(
        returned.file,
        None,
        "DEC",
        None,
        "listed",
        f"An episode from {show_date(started)} in the return of {_year_of(record)} is still open, and the return of "
        f"{returned.year} no longer holds it.",
        "Have rows that are no longer returned removed, or mend the return.",
        "left open",
    )
