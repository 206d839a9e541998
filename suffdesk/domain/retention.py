"""How long records are kept (DOMAIN.md, "Keeping and losing").

A child's: Care Planning, Placement and Case Review (England) Regulations 2010, regulation 50: until the 75th
anniversary of birth or, where the child died before 18, for 15 years from the death. A foster carer's: Fostering
Services (England) Regulations 2011, regulation 32: at least 10 years from the end of the approval.
"""

from dataclasses import dataclass
from datetime import date

from suffdesk.core.dates import add_months, birthday

FROM_BIRTH = "75 years from birth"
FROM_DEATH = "15 years from a death before 18"
FROM_APPROVAL = "10 years from the end of approval"
_ADULT, _YEARS_FROM_BIRTH, _YEARS_FROM_DEATH, _YEARS_FROM_APPROVAL = 18, 75, 15, 10


@dataclass(frozen=True, slots=True)
class Keeping:
    """``until`` is the first day on which a record need not be kept; ``rule`` says why."""

    until: date
    rule: str


def keep_child(born: date | None, died: date | None) -> Keeping | None:
    """How long a child's record is kept; None where it cannot be told, so that it is kept."""
    if born is None:
        return None
    if died is not None and died < birthday(born, _ADULT):
        return Keeping(add_months(died, 12 * _YEARS_FROM_DEATH), FROM_DEATH)
    return Keeping(birthday(born, _YEARS_FROM_BIRTH), FROM_BIRTH)


def keep_foster_carer(approval_ended: date) -> Keeping:
    """How long a foster carer's record is kept, from the first day without approval."""
    return Keeping(add_months(approval_ended, 12 * _YEARS_FROM_APPROVAL), FROM_APPROVAL)
