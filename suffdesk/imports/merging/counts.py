"""What a preview counts for each table of each year."""

from collections import Counter
from dataclasses import dataclass

from suffdesk.core.problem import Problem
from suffdesk.core.text import plural
from suffdesk.domain.formats.returned_rows import ReturnedRow


@dataclass
class TableCounts:
    """Rows of one table of one collection year, by what becomes of them."""

    year: int
    table: str
    title: str
    file: str
    rows_read: int = 0
    added: int = 0
    changed: int = 0
    left_alone: int = 0
    left_out: int = 0
    no_longer_returned: int = 0
    removed: int = 0

    def count(self, *, changed: bool) -> None:
        """Count a row of a record that was there."""
        self.changed += changed
        self.left_alone += not changed


class FilesOfOneYear:
    """Which file of a year a record was taken from, and the faults of one that two files hold."""

    def __init__(self) -> None:
        self._file: dict[str, str] = {}
        self._alike: Counter[tuple[str, str]] = Counter()
        self._differ: list[Problem] = []

    def take(self, record_id: str, file: str, row: ReturnedRow, *, alike: bool) -> None:
        """Note that a row of ``file`` is this record, and whether it says what the record says already."""
        before = self._file.get(record_id)
        if before is not None and before != file:
            if alike:
                self._alike[file, before] += 1
            else:
                self._differ.append(
                    Problem(
                        file, row.row, "CHILD", row.identifier, "listed",
                        f"{before} holds the same record with other values; these are kept.",
                        "Take the older of the two files out.", "in_two_files",
                    )
                )  # fmt: skip
        self._file[record_id] = file

    def problems(self) -> list[Problem]:
        """One for each record that two files give differently, one for each pair of files that repeat each other."""
        alike = [
            Problem(
                file, None, None, None, "listed",
                f"{plural(number, 'row')} stand in {before} too, and {'is' if number == 1 else 'are'} kept once.",
                "Take one of the two files out.", "in_two_files",
            )
            for (file, before), number in self._alike.items()
        ]  # fmt: skip
        return [*alike, *self._differ]
