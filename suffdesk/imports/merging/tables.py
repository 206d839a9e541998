"""Merging of every table but episodes: by child and key, the later collection year wins."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from suffdesk.core.kinds import Value
from suffdesk.domain.formats.returned_rows import ReturnedTable
from suffdesk.domain.formats.ssda903 import TABLES, TableFormat
from suffdesk.imports.merging.counts import TableCounts
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
        self, returned: ReturnedTable, child_ids: Mapping[str, str], counts: TableCounts, *, remove: bool
    ) -> None:
        """Take in one file of one year. ``child_ids`` maps identifiers of children to their ids."""
        seen: dict[Key, int] = defaultdict(int)
        met: set[Key] = set()
        for row in returned.rows:
            values: dict[str, Value] = {"child_id": child_ids[row.identifier], "collection_year": returned.year}
            values.update(zip(self._format.fields, row.values, strict=True))
            base = self._base_key(str(values["child_id"]), values, returned.year)
            key = (*base, seen[base])
            seen[base] += 1
            met.add(key)
            self._take(key, values, returned.year, counts)
        gone = [
            record
            for key, record in self.records.items()
            if key not in met and not record.removed and record.held is not None and _year_of(record) == returned.year
        ]
        counts.no_longer_returned += len(gone)
        if remove:
            counts.removed += len(gone)
            for record in gone:
                record.removed = True

    def _take(self, key: Key, values: dict[str, Value], year: int, counts: TableCounts) -> None:
        record = self.records.get(key)
        if record is None:
            self.records[key] = new_record(values)
            counts.added += 1
        elif _year_of(record) > year:
            counts.left_alone += 1
        else:
            settle(record, values, counts)


def settle(record: Record, values: dict[str, Value], counts: TableCounts) -> None:
    """Let a row of the same or a later year take the place of a record, and count what that means."""
    facts = {name: value for name, value in values.items() if name != "collection_year"}
    if any(record.values.get(name) != value for name, value in facts.items()):
        counts.changed += 1
    else:
        counts.left_alone += 1
    record.values.update(values)
    record.removed = False


def joined(tables: Sequence[ReturnedTable]) -> list[ReturnedTable]:
    """Files of the same table and year as one; years ascending, and the tables of a year in the return's order."""
    groups: dict[tuple[int, str], list[ReturnedTable]] = defaultdict(list)
    for table in tables:
        groups[table.year, table.format.name].append(table)
    found = []
    order = {table.name: position for position, table in enumerate(TABLES)}
    for (year, _), parts in sorted(groups.items(), key=lambda item: (item[0][0], order[item[0][1]])):
        first = parts[0]
        if len(parts) == 1:
            found.append(first)
            continue
        found.append(
            ReturnedTable(
                first.format,
                year,
                ", ".join(part.file for part in parts),
                tuple(row for part in parts for row in part.rows),
                sum(part.rows_read for part in parts),
                sum(part.rows_left_out for part in parts),
                sum(part.rows_listed for part in parts),
                " ".join(part.digest for part in parts),
            )
        )
    return found
