"""Merging of episodes: by child and DECOM, rows of one day in order (imports.merging.same_day)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from suffdesk.core.dates import financial_year_span, show_date
from suffdesk.core.kinds import Value
from suffdesk.core.problem import Problem
from suffdesk.domain.episode import FROM_EXTRACT
from suffdesk.domain.formats.returned_rows import ReturnedRow, ReturnedTable
from suffdesk.domain.formats.ssda903 import EPISODES
from suffdesk.imports.merging.counts import FilesOfOneYear, TableCounts, part_fault
from suffdesk.imports.merging.records import Record, new_record
from suffdesk.imports.merging.same_day import Told, arrange, in_year
from suffdesk.imports.merging.telling import Telling, year_of

_PLACED = ("home_authority", "placement_authority", "miles", "postcodes_version", "placement_id")
"""Fields that no return fills: worked out after merging."""


class EpisodeMerge:
    """All episodes, by child and then by day of start."""

    def __init__(self, held: Iterable[Record]) -> None:
        self.by_child: dict[str, dict[date, list[Record]]] = defaultdict(lambda: defaultdict(list))
        self.touched: set[str] = set()
        """Children any of whose episodes are new, changed or removed."""
        self._telling = Telling("episode", EPISODES.fields)
        for record in held:
            started = record.values["started"]
            assert isinstance(started, date)  # a required field of the entity
            self.by_child[str(record.values["child_id"])][started].append(record)

    def merge(
        self, files: Sequence[ReturnedTable], child_ids: Mapping[str, str], counts: TableCounts, *, remove: bool
    ) -> list[Problem]:
        """Take in the files of one year, the later ones over the earlier."""
        known = {record.id for record in self.records() if not record.removed}
        met: set[str] = set()
        kept: list[Problem] = []
        taken = FilesOfOneYear()
        told: dict[tuple[str, date], list[dict[str, Value]]] = defaultdict(list)
        for returned in files:
            groups: dict[tuple[str, date], list[tuple[ReturnedRow, Told]]] = defaultdict(list)
            for row in returned.rows:
                values: Told = dict(zip(EPISODES.fields, row.values, strict=True))
                child_id, started = child_ids[row.identifier], values["started"]
                assert isinstance(started, date)  # rows without one are left out when read
                groups[child_id, started].append((row, values))
                told[child_id, started].append(values)
            for (child_id, started), rows in groups.items():
                there = self.by_child[child_id][started]
                if not there:
                    made = self._take(there, child_id, returned.year, [values for _, values in rows])
                    for (row, _), record in zip(rows, made, strict=True):
                        taken.take(record.id, returned.file, row, alike=False)
                    met.update(record.id for record in made)
                    counts.added += len(made)
                    self.touched.add(child_id)
                    continue
                before = {record.id: dict(record.values) for record in there if not record.removed}
                records = self._take(there, child_id, returned.year, [values for _, values in rows])
                for (row, values), record in zip(rows, records, strict=True):
                    if values["until"] is None and _ends_in(record, returned.year):
                        kept.append(_end_kept(record, returned.file, row))
                    changed = self._changed(record, before.get(record.id))
                    taken.take(record.id, returned.file, row, alike=not changed and record.id in before)
                    if record.id not in before:
                        counts.added += 1
                    else:
                        counts.count(changed=changed)
                    met.add(record.id)
                if any(record.removed or self._changed(record, before.get(record.id)) for record in there
                       if record.id in before or not record.removed):  # fmt: skip
                    self.touched.add(child_id)
        self._supersede_extracts(told, met, counts, files[0].year)
        names = {child_id: identifier for identifier, child_id in child_ids.items()}
        counts.expected += len(met & known)
        return [*taken.problems(), *kept, *self._no_longer_returned(files[-1], met, names, counts, remove=remove)]

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
                        and in_year(record.values, year)
                    ):
                        record.removed = True
                        counts.removed += 1
                        self.touched.add(child_id)

    def _take(self, there: list[Record], child_id: str, year: int, rows: Sequence[Told]) -> list[Record]:
        """Take in the rows of one child and day; the record of each. ``there`` are the day's records, in order."""
        held = [record for record in there if not record.removed]
        if len(held) == len(rows) == 1:
            self._telling.take(held[0], year, rows[0])
            held[0].values["source"] = None
            return held
        if not held:
            made = [self._new(child_id, year, position, values) for position, values in enumerate(rows)]
            there += made
            return made
        result: dict[int, Record] = {}
        free = {record.id: record for record in held}
        order = []
        for position, episode in enumerate(arrange(self._telling, held, year, rows)):
            record = free.pop(episode.record.id, None) if episode.record else None
            if record is None:
                record = self._new(child_id, year, position, episode.values)
            record.values["position"] = position
            record.tells = episode.tells()
            self._telling.settle(record)
            if record.values["collection_year"]:
                record.values["source"] = None
            result.update(dict.fromkeys(episode.given, record))
            order.append(record)
        for record in free.values():
            record.removed = True
        there[:] = [*order, *(record for record in there if record.removed)]
        return [result[number] for number in range(len(rows))]

    @staticmethod
    def _new(child_id: str, year: int, position: int, values: Told) -> Record:
        told = {name: values[name] for name in EPISODES.fields}
        return new_record({
            "child_id": child_id, **told, **dict.fromkeys(_PLACED), "position": position, "collection_year": year,
            "source": None, "said": None,
        })  # fmt: skip

    @staticmethod
    def _changed(record: Record, before: Mapping[str, Value] | None) -> bool:
        """Whether anything differs from before, but which returns hold it."""
        return before is None or any(
            record.values[name] != value for name, value in before.items() if name not in ("said", "collection_year")
        )

    def _no_longer_returned(
        self, returned: ReturnedTable, met: set[str], names: Mapping[str, str], counts: TableCounts, *, remove: bool
    ) -> list[Problem]:
        gone = [
            record for record in self.records()
            if record.id not in met and not record.removed
            and (year_of(record) == returned.year
                 or (0 < year_of(record) < returned.year and in_year(record.values, returned.year)))
        ]  # fmt: skip
        counts.no_longer_returned += len(gone)
        counts.expected += len(gone)
        faults = []
        if remove and counts.is_part:
            remove = False
            faults.append(part_fault(counts))
        for record in gone:
            child_id = str(record.values["child_id"])
            if remove:
                record.removed = True
                counts.removed += 1
                self.touched.add(child_id)
            elif record.values["until"] is None:
                faults.append(_left_open(record, returned, names.get(child_id, "")))
        return faults

    def keep(self) -> None:
        """Note in the records what each return said of them."""
        self._telling.keep(self.records())

    def records(self) -> Iterable[Record]:
        """Every episode, those to be removed among them."""
        for days in self.by_child.values():
            for there in days.values():
                yield from there

    def of_child(self, child_id: str) -> list[Record]:
        """A child's episodes in order of start and then as returned, those to be removed left out."""
        days = self.by_child[child_id]
        return [record for day in sorted(days) for record in days[day] if not record.removed]


def _ends_in(record: Record, year: int) -> bool:
    """Whether an episode that the return of a year tells of last has an end that this return must know."""
    until = record.values["until"]
    return isinstance(until, date) and until <= financial_year_span(year)[1] and year_of(record) == year


def _end_kept(record: Record, file: str, row: ReturnedRow) -> Problem:
    until = record.values["until"]
    assert isinstance(until, date)
    return Problem(
        file, row.row, "DEC", None, "listed",
        f"The episode is held as ceased on {show_date(until)}, and the row has no DEC; the end is kept.",
        "If it goes on, take the end away in the child's record.", "end_kept",
    )  # fmt: skip


def _left_open(record: Record, returned: ReturnedTable, identifier: str) -> Problem:
    started, year = record.values["started"], year_of(record)
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
        identifier,
    )
