"""Faults found in rows, gathered into Problems with a bound on how many are kept."""

from dataclasses import dataclass, field
from typing import NamedTuple

from suffdesk.core.problem import Problem, Severity

MOST_KEPT = 200_000
"""Row problems kept in one reading; beyond it they are counted. A file of nothing but faults would fill the memory."""


class Fault(NamedTuple):
    """What is wrong with a value or a row. ``rule`` is the check's short name, the same for every row it finds."""

    rule: str
    message: str
    mend: str = ""


@dataclass
class Problems:
    """Everything found so far, over all files."""

    kept: list[Problem] = field(default_factory=list)
    _not_kept: dict[str, int] = field(default_factory=dict)

    def of_row(
        self, file: str, row: int, column: str | None, value: str | None, severity: Severity, fault: Fault,
        child: object = None,
    ) -> None:  # fmt: skip
        """List a fault of a row; ``child`` is the identifier in it, where it is about a child."""
        if len(self.kept) >= MOST_KEPT:
            self._not_kept[file] = self._not_kept.get(file, 0) + 1
            return
        rule, message, mend = fault
        self.kept.append(Problem(
            file, row, column, value, severity, message, mend, rule, None if child in (None, "") else str(child)[:200]
        ))  # fmt: skip

    def of_file(self, file: str, severity: Severity, fault: Fault, column: str | None = None) -> None:
        self.kept.append(Problem(file, None, column, None, severity, fault.message, fault.mend, fault.rule))

    def all(self) -> tuple[Problem, ...]:
        """Every problem kept, file by file in the order of rows, and one for each file that has more."""
        files = {problem.file: None for problem in self.kept}
        order = {file: place for place, file in enumerate(files)}
        self.kept.sort(key=lambda problem: (order[problem.file], problem.row or 0))
        more = tuple(
            Problem(
                file, None, None, None, "listed", f"{count:,} more faults of this file are not shown.",
                "Mend those shown and import the file again.", "more_faults",
            )
            for file, count in self._not_kept.items()
        )  # fmt: skip
        return tuple(self.kept) + more
