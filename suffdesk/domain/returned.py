"""The other tables of the SSDA903 return, as records about a child."""

from collections.abc import Callable, Mapping

from suffdesk.core.entities import Entity, Field, no_check
from suffdesk.core.kinds import DATE, INTEGER, PAST_DATE, REFERENCE, YEAR, YES_NO, Value
from suffdesk.domain.codes import code_set
from suffdesk.domain.said import SAID

_MOST_SDQ = 40
"""Of the strengths and difficulties questionnaire, total difficulties."""
_CHILD = Field("child_id", "Child", REFERENCE, required=True, reference="child", width=9)
_YEAR = Field("collection_year", "Return", YEAR, required=True, width=8,
              help="The collection year (31 March) of the return that holds it.")  # fmt: skip


def _entity(
    name: str, label: str, label_many: str, *fields: Field,
    check: Callable[[Mapping[str, Value]], list[str]] = no_check, lasting: bool = False,
) -> Entity:  # fmt: skip
    """``lasting``: the returns of several years may hold one record of it."""
    shown = tuple(field.name for field in fields if field.name != "collection_year")
    whole = (_CHILD, *fields, _YEAR, *((SAID,) if lasting else ()))
    return Entity(name, label, label_many, whole, ("child_id", *shown), check)


def _check_outcomes(row: Mapping[str, Value]) -> list[str]:
    score = row.get("sdq_score")
    if isinstance(score, int) and not 0 <= score <= _MOST_SDQ:
        return [f"An SDQ score lies between 0 and {_MOST_SDQ}; {score} does not"]
    return []


REVIEW = _entity(
    "review", "Review", "Reviews",
    Field("reviewed_on", "Date", PAST_DATE, required=True),
    Field("participation", "How the child took part", choices=code_set("REVIEW_CODE").choices, width=28),
    lasting=True,
)  # fmt: skip
UASC_STATUS = _entity(
    "uasc_status", "Unaccompanied asylum seeker", "Unaccompanied asylum seekers",
    Field("ceased_on", "Status ceased", DATE, help="DUC in the return."),
)  # fmt: skip
OUTCOMES = _entity(
    "outcomes", "Health and conduct in the year", "Health and conduct in the year",
    Field("sdq_score", "SDQ score", INTEGER, width=6),
    Field("sdq_reason", "Why no SDQ score", choices=code_set("SDQ_REASON").choices, width=20),
    Field("convicted", "Convicted", YES_NO, width=6),
    Field("health_check", "Health surveillance up to date", YES_NO, width=6),
    Field("immunisations", "Immunisations up to date", YES_NO, width=6),
    Field("teeth_check", "Teeth checked", YES_NO, width=6),
    Field("health_assessment", "Health assessment", YES_NO, width=6),
    Field("substance_misuse", "Substance misuse problem", YES_NO, width=6, personal=True),
    Field("intervention_received", "Intervention received", YES_NO, width=6),
    Field("intervention_offered", "Intervention offered", YES_NO, width=6),
    check=_check_outcomes,
)  # fmt: skip
CARE_LEAVER = _entity(
    "care_leaver", "Care leaver", "Care leavers",
    Field("in_touch", "In touch", choices=code_set("IN_TOUCH").choices, width=16),
    Field("activity", "Activity", choices=code_set("ACTIV").choices, width=24),
    Field("accommodation", "Accommodation", choices=code_set("ACCOM").choices, width=28),
)  # fmt: skip
ADOPTION = _entity(
    "adoption", "Adoption", "Adoptions",
    Field("decided_on", "Decision that the child should be adopted", PAST_DATE, help="DATE_INT in the return."),
    Field("matched_on", "Matched", PAST_DATE),
    Field("foster_carer", "Adopted by foster carer", YES_NO, width=6),
    Field("adopters", "Adopters", INTEGER, width=6),
    Field("adopters_sex", "Adopters are", choices=code_set("SEX_ADOPTR").choices, width=16),
    Field("adopters_status", "Adopters' legal status", choices=code_set("LS_ADOPTR").choices, width=24),
)  # fmt: skip
ADOPTION_DECISION = _entity(
    "adoption_decision", "Placement for adoption decision", "Placement for adoption decisions",
    Field("placed_on", "Should be placed from", DATE, required=True),
    Field("ceased_on", "No longer from", DATE),
    Field("reason_ceased", "Why no longer", choices=code_set("REASON_PLACED_CEASED").choices, width=28),
    lasting=True,
)  # fmt: skip
PREVIOUS_PERMANENCE = _entity(
    "previous_permanence", "Previous permanence", "Previous permanence",
    Field("option", "Previous permanence", choices=code_set("PREV_PERM").choices, width=24),
    Field("authority", "Arranged by", width=12),
    Field("ordered_on", "Date of order", width=12, help="A date; parts may be unknown, shown as z."),
)  # fmt: skip
MISSING_PERIOD = _entity(
    "missing_period", "Missing period", "Missing periods",
    Field("kind", "Kind", choices=code_set("MISSING").choices, width=20),
    Field("started", "Started", DATE, required=True),
    Field("until", "Ended", DATE),
    lasting=True,
)  # fmt: skip
SOCIAL_WORKER = _entity(
    "social_worker", "Social worker", "Social workers",
    Field("worker", "Worker", width=14, personal=True, help="The worker's registration number."),
    Field("started", "Started", DATE, required=True),
    Field("until", "Ended", DATE),
    Field("reason", "Why the worker changed", choices=code_set("SW_REASON").choices, width=24),
    lasting=True,
)  # fmt: skip
DEPRIVATION_OF_LIBERTY = _entity(
    "deprivation_of_liberty", "Deprivation of liberty order", "Deprivation of liberty orders",
    Field("started", "Started", DATE, required=True),
    Field("until", "Ended", DATE),
    lasting=True,
)  # fmt: skip

RETURN_TABLE = Entity(
    name="return_table",
    label="Returned table",
    label_many="Returned tables",
    fields=(
        Field("collection_year", "Return", YEAR, required=True, width=8),
        Field("table_name", "Table", required=True, width=20),
        Field("file_name", "File", required=True, width=28),
        Field("rows_read", "Rows", INTEGER, required=True, width=7),
        Field("rows_left_out", "Left out", INTEGER, required=True, width=7),
        Field("rows_listed", "Faults listed", INTEGER, required=True, width=7),
        Field("digest", "Contents", required=True, width=12, help="SHA-256 of the file, to know it again."),
        Field("imported_at", "Imported", required=True, width=18),
    ),
    default_columns=("collection_year", "table_name", "file_name", "rows_read", "rows_left_out", "rows_listed"),
)
POPULATION = Entity(
    name="population",
    label="Population",
    label_many="Population",
    fields=(
        Field("authority", "Authority", required=True, width=12),
        Field("mid_year", "Mid-year", YEAR, required=True, width=6),
        Field("aged_0_to_17", "Aged 0 to 17", INTEGER, required=True, width=9),
        Field("source", "Source", required=True, width=28),
    ),
    default_columns=("authority", "mid_year", "aged_0_to_17", "source"),
)
