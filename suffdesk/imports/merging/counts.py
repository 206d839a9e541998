"""What a preview counts for each table of each year."""

from collections import Counter
from dataclasses import dataclass

from suffdesk.core.problem import Problem
from suffdesk.core.text import plural
from suffdesk.domain.formats.returned_rows import ReturnedRow

_MOST_GONE = 1 / 3
"""Share of the rows held of a year from which a file without them is taken for a part of the return."""
_FEWEST_GONE = 3


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
    expected: int = 0
    """Rows that the store had of the year, and that its whole return must hold."""

    @property
    def is_part(self) -> bool:
        """Whether so many rows are missing that the file cannot be the whole return: none of them is removed."""
        return self.no_longer_returned >= max(_FEWEST_GONE, _MOST_GONE * self.expected)

    def part_words(self) -> str:
        """Why nothing is removed."""
        return (
            f"The file has {self.expected - self.no_longer_returned:,} of the {plural(self.expected, 'row')} that the "
            f"store has of the year to 31 March {self.year}, so it is taken for a part, and no other is removed."
        )

    def count(self, *, changed: bool) -> None:
        """Count a row of a record that was there."""
        self.changed += changed
        self.left_alone += not changed


def part_fault(counts: TableCounts) -> Problem:
    """That rows stay which were to be removed."""
    return Problem(
        counts.file, None, None, None, "listed", counts.part_words(),
        "Import the whole return, or remove rows that were returned amiss by hand.", "part_of_a_return",
    )  # fmt: skip


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
                        "Take the older of the two files out.", "in_two_files", row.identifier,
                    )
                )  # fmt: skip
        self._file[record_id] = file

    def problems(self) -> list[Problem]:
        """One for each record that two files give differently, one for each pair of files that repeat each other."""
        alike = [
            Problem(
                file, None, None, None, "listed",
                f"{plural(number, 'row')} {'stands' if number == 1 else 'stand'} in {before} too, and "
                f"{'is' if number == 1 else 'are'} kept once.",
                "Take one of the two files out.", "in_two_files",
            )
            for (file, before), number in self._alike.items()
        ]  # fmt: skip
        return [*alike, *self._differ]
