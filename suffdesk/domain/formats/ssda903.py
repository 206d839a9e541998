"""The SSDA903 return: its tables, their columns in order, and the field of ours that each column fills.

Facts from shared/reference/ssda903_codes.json and ssda903_schema (data-to-insight, SocialFinanceDigitalLabs; MIT).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

Reads = Literal["text", "date", "part date", "code", "integer", "yes or no", "postcode"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``field`` is empty where the value repeats the child's header (DOB, SEX)."""

    name: str
    field: str
    reads: Reads = "text"
    codes: str = ""
    """Name of the code set where ``reads`` is *code*."""
    required: bool = False
    """A row without it cannot be stored."""
    optional: bool = False
    """Some years' or systems' files lack the column, and that alone is no fault."""
    needed: bool = False
    """A file without the column is not this table, though a row may leave it empty."""


@dataclass(frozen=True)
class TableFormat:
    """One table of the return.

    ``distinctive`` columns tell it from every other table; ``key`` names the fields that, with the child
    (and the collection year where ``yearly``), say that two rows of different years are the same record.
    """

    name: str
    title: str
    entity: str
    columns: tuple[Column, ...]
    distinctive: tuple[str, ...]
    key: tuple[str, ...]
    yearly: bool = False
    event_dates: tuple[str, ...] = ()
    """Columns whose dates fall in, or run up to, the collection year."""
    first_collection: int | None = None

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """Fields that a row fills, in column order, the child's identifier left out."""
        return tuple(column.field for column in self.columns if column.field and column.name != "CHILD")

    @cached_property
    def by_column(self) -> Mapping[str, Column]:
        return {column.name: column for column in self.columns}


_CHILD = Column("CHILD", "identifier", required=True)
_DOB = Column("DOB", "", "date", optional=True)


def _flag(name: str, field: str) -> Column:
    return Column(name, field, "yes or no")


HEADER = TableFormat(
    "header", "Header", "child",
    (
        _CHILD,
        Column("SEX", "sex", "code", "SEX"),
        Column("DOB", "date_of_birth", "date"),
        Column("ETHNIC", "ethnicity", "code", "ETHNIC"),
        Column("UPN", "upn", optional=True),
        Column("MOTHER", "mother", "yes or no", optional=True),
        Column("MC_DOB", "mother_child_born", "date", optional=True),
    ),
    distinctive=("ETHNIC",), key=(),
)  # fmt: skip
EPISODES = TableFormat(
    "episodes", "Episodes", "episode",
    (
        _CHILD,
        Column("DECOM", "started", "date", required=True),
        Column("RNE", "reason_new", "code", "RNE", needed=True),
        Column("LS", "legal_status", "code", "LS", needed=True),
        Column("CIN", "need", "code", "CIN"),
        Column("PLACE", "place", "code", "PLACE", needed=True),
        Column("PLACE_PROVIDER", "provider", "code", "PLACE_PROVIDER"),
        Column("DEC", "until", "date"),
        Column("REC", "reason_ceased", "code", "REC"),
        Column("REASON_PLACE_CHANGE", "reason_change", "code", "REASON_PLACE_CHANGE", optional=True),
        Column("HOME_POST", "home_postcode", "postcode"),
        Column("PL_POST", "placement_postcode", "postcode"),
        Column("URN", "urn", optional=True),
    ),
    distinctive=("DECOM", "RNE", "REC", "PL_POST"), key=("started",), event_dates=("DECOM", "DEC"),
)  # fmt: skip
REVIEWS = TableFormat(
    "reviews", "Reviews", "review",
    (_CHILD, _DOB, Column("REVIEW", "reviewed_on", "date", required=True),
     Column("REVIEW_CODE", "participation", "code", "REVIEW_CODE")),
    distinctive=("REVIEW", "REVIEW_CODE"), key=("reviewed_on",), event_dates=("REVIEW",),
)  # fmt: skip
UASC = TableFormat(
    "uasc", "Unaccompanied asylum seeking children", "uasc_status",
    (_CHILD, Column("SEX", "", "code", "SEX", optional=True), _DOB, Column("DUC", "ceased_on", "date")),
    distinctive=("DUC",), key=(), yearly=True, event_dates=("DUC",),
)  # fmt: skip
OC2 = TableFormat(
    "oc2", "Health and conduct (OC2)", "outcomes",
    (
        _CHILD,
        _DOB,
        Column("SDQ_SCORE", "sdq_score", "integer"),
        Column("SDQ_REASON", "sdq_reason", "code", "SDQ_REASON"),
        _flag("CONVICTED", "convicted"),
        _flag("HEALTH_CHECK", "health_check"),
        _flag("IMMUNISATIONS", "immunisations"),
        _flag("TEETH_CHECK", "teeth_check"),
        _flag("HEALTH_ASSESSMENT", "health_assessment"),
        _flag("SUBSTANCE_MISUSE", "substance_misuse"),
        _flag("INTERVENTION_RECEIVED", "intervention_received"),
        _flag("INTERVENTION_OFFERED", "intervention_offered"),
    ),
    distinctive=("SDQ_SCORE", "CONVICTED", "TEETH_CHECK", "IMMUNISATIONS"), key=(), yearly=True,
)  # fmt: skip
OC3 = TableFormat(
    "oc3", "Care leavers (OC3)", "care_leaver",
    (_CHILD, _DOB, Column("IN_TOUCH", "in_touch", "code", "IN_TOUCH"), Column("ACTIV", "activity", "code", "ACTIV"),
     Column("ACCOM", "accommodation", "code", "ACCOM")),
    distinctive=("IN_TOUCH", "ACTIV", "ACCOM"), key=(), yearly=True,
)  # fmt: skip
AD1 = TableFormat(
    "ad1", "Adoptions (AD1)", "adoption",
    (
        _CHILD,
        _DOB,
        Column("DATE_INT", "decided_on", "date"),
        Column("DATE_MATCH", "matched_on", "date"),
        _flag("FOSTER_CARE", "foster_carer"),
        Column("NB_ADOPTR", "adopters", "integer"),
        Column("SEX_ADOPTR", "adopters_sex", "code", "SEX_ADOPTR"),
        Column("LS_ADOPTR", "adopters_status", "code", "LS_ADOPTR"),
    ),
    distinctive=("DATE_INT", "DATE_MATCH", "NB_ADOPTR"), key=(), yearly=True,
    event_dates=("DATE_INT", "DATE_MATCH"),
)  # fmt: skip
PLACED_FOR_ADOPTION = TableFormat(
    "placed_for_adoption", "Should be placed for adoption", "adoption_decision",
    (_CHILD, _DOB, Column("DATE_PLACED", "placed_on", "date", required=True),
     Column("DATE_PLACED_CEASED", "ceased_on", "date"),
     Column("REASON_PLACED_CEASED", "reason_ceased", "code", "REASON_PLACED_CEASED")),
    distinctive=("DATE_PLACED", "DATE_PLACED_CEASED"), key=("placed_on",), event_dates=("DATE_PLACED_CEASED",),
)  # fmt: skip
PREVIOUS_PERMANENCE = TableFormat(
    "previous_permanence", "Previous permanence", "previous_permanence",
    (_CHILD, _DOB, Column("PREV_PERM", "option", "code", "PREV_PERM"), Column("LA_PERM", "authority"),
     Column("DATE_PERM", "ordered_on", "part date")),
    distinctive=("PREV_PERM", "LA_PERM"), key=(), yearly=True,
)  # fmt: skip
MISSING = TableFormat(
    "missing", "Missing from care", "missing_period",
    (_CHILD, _DOB, Column("MISSING", "kind", "code", "MISSING"),
     Column("MIS_START", "started", "date", required=True), Column("MIS_END", "until", "date")),
    distinctive=("MIS_START", "MIS_END"), key=("started",), event_dates=("MIS_START", "MIS_END"),
)  # fmt: skip
SOCIAL_WORKER = TableFormat(
    "sw_episodes", "Social workers", "social_worker",
    (_CHILD, _DOB, Column("SW_ID", "worker"), Column("SW_DECOM", "started", "date", required=True),
     Column("SW_DEC", "until", "date"), Column("SW_REASON", "reason", "code", "SW_REASON")),
    distinctive=("SW_DECOM", "SW_ID", "SW_REASON"), key=("started", "worker"), event_dates=("SW_DECOM", "SW_DEC"),
    first_collection=2024,
)  # fmt: skip
DOLO = TableFormat(
    "dolo", "Deprivation of liberty orders", "deprivation_of_liberty",
    (_CHILD, _DOB, Column("DOLO_START", "started", "date", required=True), Column("DOLO_END", "until", "date")),
    distinctive=("DOLO_START", "DOLO_END"), key=("started",), event_dates=("DOLO_START", "DOLO_END"),
    first_collection=2027,
)  # fmt: skip

TABLES: tuple[TableFormat, ...] = (
    HEADER, EPISODES, REVIEWS, UASC, OC2, OC3, AD1, PLACED_FOR_ADOPTION, PREVIOUS_PERMANENCE, MISSING,
    SOCIAL_WORKER, DOLO,
)  # fmt: skip
BY_NAME: Mapping[str, TableFormat] = {table.name: table for table in TABLES}
LA_COLUMNS = ("LA", "LA_NAME", "LOCAL_AUTHORITY")
"""Extra columns that say whose row it is."""
YEAR_COLUMNS = ("YEAR", "COLLECTION_YEAR", "FINANCIAL_YEAR")
"""Extra columns that say which collection year a row is of."""


def returned_table_words(name: str) -> str:
    """What people call a table of the return; its own name where it is none that is known."""
    return BY_NAME[name].title if name in BY_NAME else name
