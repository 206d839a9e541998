"""When reviews and checks of a looked-after child are due, and what an SDQ score means.

Sources: the Care Planning, Placement and Case Review (England) Regulations 2010, regulation 33 (reviews) and
regulation 7 (health assessments); SDQ bands and ages as DOMAIN.md and the return's guidance give them.
"""

from collections.abc import Sequence
from datetime import date

from suffdesk.core.dates import add_months, age_on
from suffdesk.domain.working_days import add_working_days

REVIEWS_SOURCE = "Care Planning, Placement and Case Review (England) Regulations 2010, regulation 33"
HEALTH_SOURCE = "Care Planning, Placement and Case Review (England) Regulations 2010, regulation 7"
SDQ_SOURCE = "Statutory return (SSDA903): once a year from the age of 4 to 16"

FIRST_WITHIN_WORKING_DAYS = 20
SECOND_WITHIN_MONTHS = 3
THEN_WITHIN_MONTHS = 6
_SDQ_BANDS = ((13, "Average"), (16, "Borderline"), (19, "High"), (40, "Very high"))


def next_review(started: date, start_known: bool, reviews: Sequence[date]) -> date | None:
    """The last day on which the next review may be held.

    ``reviews`` are those held in this period of care. The first is due within 20 working days of the start, the
    second within 3 months of the first, each later one within 6 months of the one before. None where the start
    of care is not known and no review is held.
    """
    held = sorted(reviews)
    if not held:
        return add_working_days(started, FIRST_WITHIN_WORKING_DAYS) if start_known else None
    first_of_all = start_known and len(held) == 1
    return add_months(held[-1], SECOND_WITHIN_MONTHS if first_of_all else THEN_WITHIN_MONTHS)


def months_between_health_assessments(born: date, day: date) -> int:
    """6 before the fifth birthday, 12 from then on."""
    return 6 if age_on(born, day) < 5 else 12


def sdq_band(score: int) -> str:
    """Average 0-13, borderline 14-16, high 17-19, very high 20-40; empty for a score that cannot be."""
    return next((band for highest, band in _SDQ_BANDS if 0 <= score <= highest), "")


def has_sdq(born: date, day: date) -> bool:
    """Whether a carer is asked for an SDQ of a child of that age."""
    return 4 <= age_on(born, day) <= 16
