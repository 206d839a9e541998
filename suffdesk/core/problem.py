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
    """Short name of the check, the same for every row it finds; ``domain.fault_words`` has it in words."""
    child: str | None = None
    """Identifier of the child whom the row is about, as the file has it; None where it is about none."""

    def as_json(self) -> dict[str, object]:
        """The shape that ``import --json`` prints (DESIGN.md)."""
        return asdict(self)

    def __str__(self) -> str:
        place = self.file if self.row is None else f"{self.file}, row {self.row}"
        child = f", child {self.child}" if self.child and self.child != self.value else ""
        column = f", {self.column}" if self.column else ""
        ending = f" {self.mend}" if self.mend else ""
        return f"{place}{child}{column}: {self.message}{ending}"
