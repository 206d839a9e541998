"""Merging of episodes: by child and DECOM, rows of one day in order, the later collection year wins."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from suffdesk.core.dates import financial_year_span, show_date
from suffdesk.core.kinds import Value
from suffdesk.core.problem import Problem
from suffdesk.domain.episode import FROM_EXTRACT
from suffdesk.domain.formats.returned_rows import ReturnedRow, ReturnedTable
from suffdesk.domain.formats.ssda903 import EPISODES
from suffdesk.imports.merging.counts import FilesOfOneYear, TableCounts
from suffdesk.imports.merging.records import Record, new_record
from suffdesk.imports.merging.tables import says_the_same, settle

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
    """For each row of one child and day, the record that is the same episode; None for a new one.

    Rows that say the same come first, then those of the same year in order. Across years, where there are
    several on the day, two are the same only if each one's year must hold the other: an episode that began
    and ended on the day is in one return only, and must not take the place of the one that went on.
    """
    free = [record for record in there if not record.removed]
    alone = len(free) == 1 and len(rows) == 1
    found: list[Record | None] = [None] * len(rows)
    tests: tuple[Callable[[Record, Mapping[str, Value]], bool], ...] = (
        says_the_same,
        lambda record, _: alone or _year_of(record) == year,
        lambda record, values: (
            _in_year(record.values, year)
            and (not _year_of(record) or _in_year(values, _year_of(record)))  # one that was typed is in no return yet
        ),
    )
    for same in tests:
        for index, values in enumerate(rows):
            if found[index] is None:
                found[index] = next((record for record in free if same(record, values)), None)
                free = [record for record in free if record is not found[index]]
    return found


class EpisodeMerge:
    """All episodes, by child and then by day of start."""

    def __init__(self, held: Iterable[Record]) -> None:
        self.by_child: dict[str, dict[date, list[Record]]] = defaultdict(lambda: defaultdict(list))
        self.touched: set[str] = set()
        """Children any of whose episodes are new, changed or removed."""
        for record in held:
            started = record.values["started"]
            assert isinstance(started, date)  # a required field of the entity
            self.by_child[str(record.values["child_id"])][started].append(record)

    def merge(
        self, files: Sequence[ReturnedTable], child_ids: Mapping[str, str], counts: TableCounts, *, remove: bool
    ) -> list[Problem]:
        """Take in the files of one year, the later ones over the earlier."""
        met: set[str] = set()
        taken = FilesOfOneYear()
        told: dict[tuple[str, date], list[dict[str, Value]]] = defaultdict(list)
        for returned in files:
            groups: dict[tuple[str, date], list[tuple[ReturnedRow, dict[str, Value]]]] = defaultdict(list)
            for row in returned.rows:
                values: dict[str, Value] = dict(zip(EPISODES.fields, row.values, strict=True))
                child_id, started = child_ids[row.identifier], values["started"]
                assert isinstance(started, date)  # rows without one are left out when read
                full = {"child_id": child_id, **values, "collection_year": returned.year, "source": None}
                groups[child_id, started].append((row, full))
                told[child_id, started].append(full)
            for (child_id, started), rows in groups.items():
                there = self.by_child[child_id][started]
                matches = _matches(there, [values for _, values in rows], returned.year)
                for (row, values), match in zip(rows, matches, strict=True):
                    if match is None:
                        match = new_record({**values, **dict.fromkeys(_PLACED), "position": 0})
                        self._place_among(there, match, returned.year)
                        self.touched.add(child_id)
                        counts.added += 1
                        taken.take(match.id, returned.file, row, alike=False)
                    elif _year_of(match) > returned.year:
                        counts.left_alone += 1
                    else:
                        before = dict(match.values)
                        taken.take(match.id, returned.file, row, alike=says_the_same(match, values))
                        settle(match, _with_later_end(values, match, returned.year), counts)
                        if before != match.values:
                            self.touched.add(child_id)
                    met.add(match.id)
        self._supersede_extracts(told, met, counts, files[0].year)
        names = {child_id: identifier for identifier, child_id in child_ids.items()}
        return [*taken.problems(), *self._no_longer_returned(files[-1], met, names, counts, remove=remove)]

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

    def _no_longer_returned(
        self, returned: ReturnedTable, met: set[str], names: Mapping[str, str], counts: TableCounts, *, remove: bool
    ) -> list[Problem]:
        faults = []
        for child_id, days in self.by_child.items():
            for there in days.values():
                for record in there:
                    year = _year_of(record)
                    expected = year == returned.year or (
                        0 < year < returned.year and _in_year(record.values, returned.year)
                    )
                    if record.id in met or record.removed or not expected:
                        continue
                    counts.no_longer_returned += 1
                    if remove:
                        record.removed = True
                        counts.removed += 1
                        self.touched.add(child_id)
                    elif record.values["until"] is None:
                        faults.append(_left_open(record, returned, names.get(child_id, "")))
        return faults

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


def _left_open(record: Record, returned: ReturnedTable, identifier: str) -> Problem:
    started, year = record.values["started"], _year_of(record)
    assert isinstance(started, date)
    came_from = "an earlier copy of this return" if year == returned.year else f"the return to 31 March {year}"
    return Problem(
        returned.file,
        None,
        "CHILD",
        identifier,
        "listed",
        f"The child's episode from {show_date(started)}, in {came_from}, is still open, and this file no longer "
        "holds it.",
        "Have rows that are no longer returned removed, or mend the return.",
        "left_open",
    )
