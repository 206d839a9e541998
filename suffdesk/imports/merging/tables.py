"""Merging of every table but episodes: by child and key, the later collection year wins."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from suffdesk.core.kinds import Value
from suffdesk.core.problem import Problem
from suffdesk.domain.formats.returned_rows import ReturnedTable
from suffdesk.domain.formats.ssda903 import TABLES, TableFormat
from suffdesk.imports.merging.counts import FilesOfOneYear, TableCounts
from suffdesk.imports.merging.records import Record, new_record

Key = tuple[object, ...]


def _year_of(record: Record) -> int:
    year = record.values.get("collection_year")
    return year if isinstance(year, int) else 0


class TableMerge:
    """The records of one table, keyed by child, key fields, year where yearly, and order among equals."""

    def __init__(self, table: TableFormat, held: Iterable[Record]) -> None:
        self._format = table
        self.entity = table.entity
        self.records: dict[Key, Record] = {}
        seen: dict[tuple[Key, int], int] = defaultdict(int)
        for record in held:
            base = self._base_key(str(record.values["child_id"]), record.values, _year_of(record))
            number = seen[base, _year_of(record)]
            seen[base, _year_of(record)] += 1
            self.records[(*base, number)] = record

    def _base_key(self, child_id: str, values: Mapping[str, Value], year: int) -> Key:
        return (child_id, *(values.get(name) for name in self._format.key), year if self._format.yearly else 0)

    def merge(
        self, files: Sequence[ReturnedTable], child_ids: Mapping[str, str], counts: TableCounts, *, remove: bool
    ) -> list[Problem]:
        """Take in the files of one year, the later ones over the earlier. ``child_ids`` maps identifiers to ids."""
        met: set[Key] = set()
        taken = FilesOfOneYear()
        for returned in files:
            seen: dict[Key, int] = defaultdict(int)
            for row in returned.rows:
                values: dict[str, Value] = {"child_id": child_ids[row.identifier], "collection_year": returned.year}
                values.update(zip(self._format.fields, row.values, strict=True))
                base = self._base_key(str(values["child_id"]), values, returned.year)
                key = (*base, seen[base])
                seen[base] += 1
                met.add(key)
                record = self.records.get(key)
                if record is None:
                    record = self.records[key] = new_record(values)
                    counts.added += 1
                    taken.take(record.id, returned.file, row, alike=False)
                elif _year_of(record) > returned.year:
                    counts.left_alone += 1
                else:
                    taken.take(record.id, returned.file, row, alike=says_the_same(record, values))
                    settle(record, values, counts)
        year = files[0].year
        gone = [
            record
            for key, record in self.records.items()
            if key not in met and not record.removed and record.held is not None and _year_of(record) == year
        ]
        counts.no_longer_returned += len(gone)
        if remove:
            counts.removed += len(gone)
            for record in gone:
                record.removed = True
        return taken.problems()


def says_the_same(record: Record, values: Mapping[str, Value]) -> bool:
    """Whether a row says nothing new, whichever year it is of."""
    return all(record.values.get(name) == value for name, value in values.items() if name != "collection_year")


def settle(record: Record, values: Mapping[str, Value], counts: TableCounts) -> None:
    """Let a row of the same or a later year take the place of a record, and count what that means."""
    if says_the_same(record, values):
        counts.left_alone += 1
    else:
        counts.changed += 1
    record.values.update(values)
    record.removed = False


def by_year_and_table(tables: Sequence[ReturnedTable]) -> list[list[ReturnedTable]]:
    """Files of the same table and year together; years ascending, and the tables of a year in the return's order."""
    groups: dict[tuple[int, str], list[ReturnedTable]] = defaultdict(list)
    for table in tables:
        groups[table.year, table.format.name].append(table)
    order = {table.name: position for position, table in enumerate(TABLES)}
    return [groups[key] for key in sorted(groups, key=lambda key: (key[0], order[key[1]]))]
