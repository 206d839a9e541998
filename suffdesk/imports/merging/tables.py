"""Merging of every table but header and episodes: by child and key, and by the order among equals."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from suffdesk.core.kinds import Value
from suffdesk.core.problem import Problem
from suffdesk.domain.formats.returned_rows import ReturnedTable
from suffdesk.domain.formats.ssda903 import TABLES, TableFormat
from suffdesk.imports.merging.counts import FilesOfOneYear, TableCounts, part_fault
from suffdesk.imports.merging.records import Record, new_record
from suffdesk.imports.merging.telling import Telling, year_of

Key = tuple[object, ...]


class TableMerge:
    """The records of one table, keyed by child, key fields, year where yearly, and order among equals."""

    def __init__(self, table: TableFormat, held: Iterable[Record]) -> None:
        self._format = table
        self.entity = table.entity
        self._telling = Telling(table.entity, table.fields)
        self.records: dict[Key, Record] = {}
        seen: dict[Key, int] = defaultdict(int)
        for record in held:  # in the order in which they were made, which is that of their numbers
            base = self._base_key(str(record.values["child_id"]), record.values, year_of(record))
            self.records[(*base, seen[base])] = record
            seen[base] += 1

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
                values: dict[str, Value] = dict(zip(self._format.fields, row.values, strict=True))
                child_id = child_ids[row.identifier]
                base = self._base_key(child_id, values, returned.year)
                key = (*base, seen[base])
                seen[base] += 1
                met.add(key)
                record = self.records.get(key)
                if record is None:
                    said: dict[str, Value] = {} if self._format.yearly else {"said": None}
                    record = self.records[key] = new_record(
                        {"child_id": child_id, "collection_year": returned.year, **values, **said}
                    )
                    counts.added += 1
                    taken.take(record.id, returned.file, row, alike=False)
                else:
                    changed = self._telling.take(record, returned.year, values)
                    record.removed = False
                    taken.take(record.id, returned.file, row, alike=not changed)
                    counts.count(changed=changed)
        year = files[0].year
        gone = [
            record
            for key, record in self.records.items()
            if key not in met and not record.removed and record.held is not None and year_of(record) == year
        ]
        counts.no_longer_returned += len(gone)
        counts.expected += len(gone) + sum(self.records[key].held is not None for key in met)
        if remove and counts.is_part:
            return [*taken.problems(), part_fault(counts)]
        if remove:
            counts.removed += len(gone)
            for record in gone:
                record.removed = True
        return taken.problems()

    def keep(self) -> None:
        """Note in the records what each return said of them; a table of each year's own needs none."""
        if not self._format.yearly:
            self._telling.keep(self.records.values())


def by_year_and_table(tables: Sequence[ReturnedTable]) -> list[list[ReturnedTable]]:
    """Files of the same table and year together; years ascending, and the tables of a year in the return's order."""
    groups: dict[tuple[int, str], list[ReturnedTable]] = defaultdict(list)
    for table in tables:
        groups[table.year, table.format.name].append(table)
    order = {table.name: position for position, table in enumerate(TABLES)}
    return [groups[key] for key in sorted(groups, key=lambda key: (key[0], order[key[1]]))]
