"""What the steps hand on to one another."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from suffdesk.ui.session import Session

if TYPE_CHECKING:
    from suffdesk.operations.import_mapped import Extract, InYearPlan, MappedOutcome, Mapping, SheetHeader
    from suffdesk.operations.mapping_draft import Draft


@dataclass
class ExtractState:
    """From the chosen file to what was stored. No child is written before ``outcome`` is there."""

    session: Session
    as_at: date
    path: Path | None = None
    kept: str = ""
    """Name of the kept mapping that is used; empty where one is proposed."""
    headers: "tuple[SheetHeader, ...]" = ()
    draft: "Draft | None" = None
    mapping: "Mapping | None" = None
    extract: "Extract | None" = None
    leave: set[str] = field(default_factory=set)
    confirm: set[str] = field(default_factory=set)
    endings: dict[str, tuple[date, str | None]] = field(default_factory=dict)
    plan: "InYearPlan | None" = None
    stale: bool = False
    """Something was decided since ``plan`` was made."""
    outcome: "MappedOutcome | None" = None

    def forget_reading(self) -> None:
        """Another file, day or mapping was chosen."""
        self.headers, self.draft = (), None
        self.forget_mapping()

    def forget_mapping(self) -> None:
        """Something in the mapping was changed."""
        self.mapping = self.extract = None
        self.forget_plan()

    def forget_plan(self) -> None:
        """The extract is of another day, or read anew."""
        self.plan = None
        self.stale = False
        self.leave.clear()
        self.confirm.clear()
        self.endings.clear()
