"""A fault found in somebody's data: where it is, what is wrong, how to mend it."""

from dataclasses import asdict, dataclass
from typing import Literal

Severity = Literal["left out", "listed"]
"""*Left out*: the row cannot be stored. *Listed*: the row is stored and has a fault."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault. ``row`` counts as a spreadsheet does, with the header as row 1; None for the whole file."""

    file: str
    row: int | None
    column: str | None
    value: str | None
    severity: Severity
    message: str
    """What is wrong, in words."""
    mend: str = ""
    """What the user can do about it."""
    rule: str = ""
    """Short name of the check, the same for every row it finds, for grouping."""

    def as_json(self) -> dict[str, object]:
        """The shape that ``import --json`` prints (DESIGN.md)."""
        return asdict(self)

    def __str__(self) -> str:
        place = self.file if self.row is None else f"{self.file}, row {self.row}"
        column = f", {self.column}" if self.column else ""
        ending = f" {self.mend}" if self.mend else ""
        return f"{place}{column}: {self.message}{ending}"
