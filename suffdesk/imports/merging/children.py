"""Merging of the header: one record a child, however many returns name it."""

from collections.abc import Iterable, Sequence

from suffdesk.core.kinds import Value
from suffdesk.core.problem import Problem
from suffdesk.domain.formats.returned_rows import ReturnedTable
from suffdesk.domain.formats.ssda903 import HEADER
from suffdesk.imports.merging.counts import FilesOfOneYear, TableCounts
from suffdesk.imports.merging.records import Record, new_record
from suffdesk.imports.merging.telling import Telling


class ChildMerge:
    """Children by 903 identifier. A child that other tables name before any header does is made bare.

    ``last_reference`` is the highest number that an erased child had, which is not given again.
    """

    def __init__(self, held: Iterable[Record], last_reference: int = 0) -> None:
        self.records = {str(record.values["identifier"]): record for record in held}
        self.ids = {identifier: record.id for identifier, record in self.records.items()}
        self._telling = Telling("child", HEADER.fields)
        self._last = max((_number(record.values["reference"]) for record in self.records.values()), default=0)
        self._last = max(self._last, last_reference)

    def _make(self, identifier: str, values: dict[str, Value]) -> Record:
        self._last += 1
        blank: dict[str, Value] = dict.fromkeys(HEADER.fields)
        record = new_record(
            {
                "reference": f"C-{self._last:04d}", "identifier": identifier, **blank, "collection_year": None,
                "said": None, **values,
            }
        )  # fmt: skip
        self.records[identifier] = record
        self.ids[identifier] = record.id
        return record

    def name(self, identifiers: Iterable[str]) -> None:
        """Make sure that every child named has a record."""
        for identifier in identifiers:
            if identifier not in self.records:
                self._make(identifier, {})

    def merge(self, files: Sequence[ReturnedTable], counts: TableCounts) -> list[Problem]:
        """Take in the header files of one year; of each fact the latest year that is not empty counts."""
        taken = FilesOfOneYear()
        for returned in files:
            for row in returned.rows:
                values: dict[str, Value] = dict(zip(HEADER.fields, row.values, strict=True))
                record = self.records.get(row.identifier)
                if record is None:
                    record = self._make(row.identifier, {**values, "collection_year": returned.year})
                    counts.added += 1
                    taken.take(record.id, returned.file, row, alike=False)
                else:
                    changed = self._telling.take(record, returned.year, values)
                    taken.take(record.id, returned.file, row, alike=not changed)
                    counts.count(changed=changed)
        return taken.problems()

    def keep(self) -> None:
        """Note in the records what each return said of them."""
        self._telling.keep(self.records.values())


def _number(reference: Value) -> int:
    text = str(reference)
    return int(text[2:]) if text.startswith("C-") and text[2:].isdecimal() else 0
