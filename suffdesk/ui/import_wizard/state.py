"""What the steps of the wizard hand on to one another."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from suffdesk.ui.session import Session

if TYPE_CHECKING:
    from suffdesk.domain.formats.returned_rows import ReturnedFiles
    from suffdesk.operations.import_return import ImportOutcome, ImportPlan


@dataclass
class ImportState:
    """From the chosen files to what was stored. Nothing is written before ``outcome`` is there."""

    session: Session
    paths: list[Path] = field(default_factory=list)
    authorities: Sequence[str] = ()
    """Names in the files, where they hold several and one must be chosen."""
    authority: str | None = None
    year: int | None = None
    """Collection year of every row; None where the dates tell it."""
    returned: "ReturnedFiles | None" = None
    strict: bool = False
    """Refuse the whole import where a row cannot be stored."""
    remove_no_longer_returned: bool = False
    plan: "ImportPlan | None" = None
    outcome: "ImportOutcome | None" = None

    def forget_reading(self) -> None:
        """Other files, another authority or another year were chosen."""
        self.returned = self.plan = None
