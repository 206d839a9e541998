"""What the steps of a wizard hand on to one another. Nothing is written before ``outcome`` is there."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from suffdesk.ui.session import Session

if TYPE_CHECKING:
    from suffdesk.domain.formats.ofsted import OfstedList
    from suffdesk.domain.formats.returned_rows import ReturnedFiles
    from suffdesk.operations.import_ofsted import OfstedOutcome, OfstedPlan
    from suffdesk.operations.import_return import ImportOutcome, ImportPlan


@dataclass
class WizardState:
    """What every import has: the chosen files, what it would do, and what it did."""

    session: Session
    paths: list[Path] = field(default_factory=list)
    strict: bool = False
    """Refuse the whole import where a row cannot be stored."""
    plan: Any = None
    outcome: Any = None

    def take(self, paths: Sequence[Path]) -> None:
        """Import these and no others."""
        self.paths = list(dict.fromkeys(paths))
        self.forget_reading()

    def forget_reading(self) -> None:
        """What was read of other files is no more."""
        self.plan = None


@dataclass
class ImportState(WizardState):
    """An import of a return."""

    authorities: Sequence[str] = ()
    """Names in the files, where they hold several and one must be chosen."""
    authority: str | None = None
    year: int | None = None
    """Collection year of every row; None where the dates tell it."""
    returned: "ReturnedFiles | None" = None
    remove_no_longer_returned: bool = False
    include_erased: bool = False
    """Bring in children of the files who were erased from the store."""
    plan: "ImportPlan | None" = None
    outcome: "ImportOutcome | None" = None

    def take(self, paths: Sequence[Path]) -> None:
        self.authority, self.authorities, self.year = None, (), None
        super().take(paths)

    def forget_reading(self) -> None:
        """Other files, another authority or another year were chosen."""
        self.returned = self.plan = None


@dataclass
class OfstedState(WizardState):
    """An import of one of Ofsted's lists."""

    listed: "OfstedList | None" = None
    as_at: date | None = None
    """The day of the list, as it says or as a person said."""
    complete: bool = True
    same: dict[str, str] = field(default_factory=dict)
    """Numbers that typed settings were said to have, by id."""
    apart: set[str] = field(default_factory=set)
    """Typed settings that were said to be none of the list."""
    plan: "OfstedPlan | None" = None
    outcome: "OfstedOutcome | None" = None

    def take(self, paths: Sequence[Path]) -> None:
        super().take(list(paths)[-1:])

    def forget_reading(self) -> None:
        self.listed = self.plan = None
        self.same.clear()
        self.apart.clear()
