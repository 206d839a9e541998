"""What inspectors, visitors and reports say of a setting, what worries people there, and what is done about it."""

from collections.abc import Mapping
from datetime import date

from suffdesk.core.entities import Choice, Entity, Field
from suffdesk.core.kinds import CEASED_ON, DATE, LONG_TEXT, PAST_DATE, REFERENCE, Value
from suffdesk.domain.registration import REGULATORS

_SETTING = Field("setting_id", "Setting", REFERENCE, required=True, reference="setting", width=28)

OUTSTANDING, GOOD = "Outstanding", "Good"
REQUIRES_IMPROVEMENT, INADEQUATE = "Requires improvement to be good", "Inadequate"
FULL_JUDGEMENTS = (OUTSTANDING, GOOD, REQUIRES_IMPROVEMENT, INADEQUATE)
"""The four of a full inspection by Ofsted, the best first."""
INTERIM_JUDGEMENTS = ("Improved effectiveness", "Sustained effectiveness", "Declined in effectiveness")
SUPPORTED_OUTCOMES = (
    "Consistently strong service delivery", "Inconsistent quality of service delivery",
    "Serious or widespread weaknesses",
)  # fmt: skip
"""Of supported accommodation since September 2024, which has no Good."""
EARLIER_JUDGEMENTS = ("Adequate", "Satisfactory")
"""Of Ofsted's full inspections until 2015, in place of Requires improvement."""
OTHER_REGULATORS = ("Excellent", "Adequate", "Poor", "Not graded")
JUDGEMENTS = (
    *(Choice(name, name, group="Full") for name in FULL_JUDGEMENTS),
    *(Choice(name, name, group="Interim") for name in INTERIM_JUDGEMENTS),
    *(Choice(name, name, group="Supported accommodation") for name in SUPPORTED_OUTCOMES),
    *(Choice(name, name, group="Other regulators") for name in OTHER_REGULATORS),
    *(Choice(name, name, group="Until 2015") for name in EARLIER_JUDGEMENTS if name not in OTHER_REGULATORS),
)
FULL_INSPECTION, INTERIM, ASSURANCE, MONITORING = (
    "Full inspection", "Interim inspection", "Assurance inspection", "Monitoring inspection",
)  # fmt: skip
INSPECTIONS = tuple(Choice(name, name) for name in (FULL_INSPECTION, INTERIM, ASSURANCE, MONITORING))
PART_JUDGEMENTS = (*FULL_JUDGEMENTS, *EARLIER_JUDGEMENTS)
"""Of the parts of a full inspection."""
_PARTS = tuple(Choice(name, name) for name in PART_JUDGEMENTS)

GRADE = Entity(
    name="grade",
    label="Judgement",
    label_many="Judgements",
    fields=(
        _SETTING,
        Field("regulator", "Regulator", required=True, choices=REGULATORS, width=22),
        Field("kind", "Inspection", required=True, choices=INSPECTIONS, width=18),
        Field("inspected_on", "Inspected", PAST_DATE, required=True, width=12),
        Field("published_on", "Published", PAST_DATE, width=12),
        Field("judgement", "Judgement", required=True, choices=JUDGEMENTS, width=26),
        Field("protection", "Help and protection", choices=_PARTS, width=26),
        Field("leadership", "Leaders and managers", choices=_PARTS, width=26),
        Field("event_number", "Inspection number", width=10),
        Field("list_id", "From the list", REFERENCE, reference="published_list", width=18),
    ),
    default_columns=("setting_id", "inspected_on", "judgement", "kind", "regulator"),
)

VISIT_KINDS = tuple(
    Choice(name, name)
    for name in ("Quality assurance visit", "Contract compliance visit", "Unannounced visit", "Visit before placing",
                 "Yearly visit to a 16+ provider", "Visit shared with other authorities")
)  # fmt: skip
VISIT_OUTCOMES = tuple(Choice(name, name) for name in ("No concerns", "Some actions", "Serious concerns"))


def _check_visit(row: Mapping[str, Value]) -> list[str]:
    if row.get("planned_on") is None and row.get("visited_on") is None:
        return ["Say when the visit is planned, or when it was made"]
    visited, following = row.get("visited_on"), row.get("next_due")
    if isinstance(visited, date) and isinstance(following, date) and following <= visited:
        return ["The next visit is due before this one was made"]
    return []


VISIT = Entity(
    name="visit",
    label="Visit",
    label_many="Visits",
    fields=(
        _SETTING,
        Field("child_id", "Child", REFERENCE, reference="child", width=9,
              help="Where the visit is about one child's placement; empty where it is about the whole setting."),
        Field("kind", "Kind", required=True, choices=VISIT_KINDS, width=26),
        Field("planned_on", "Planned for", DATE, width=12),
        Field("visited_on", "Visited", PAST_DATE, width=12),
        Field("who", "Who visits", width=24, personal=True),
        Field("outcome", "Outcome", choices=VISIT_OUTCOMES, width=16),
        Field("young_peoples_views", "Young people's views", LONG_TEXT, width=48, personal=True),
        Field("findings", "Findings", LONG_TEXT, width=48, personal=True),
        Field("next_due", "Next due", DATE, width=12, help="A year after the visit where it is left empty."),
    ),
    default_columns=("setting_id", "kind", "planned_on", "visited_on", "outcome", "next_due"),
    check=_check_visit,
)  # fmt: skip

REGULATION_44 = "Regulation 44 report"
REPORT_KINDS = tuple(
    Choice(name, name)
    for name in (REGULATION_44, "Regulation 45 review", "Ofsted inspection report", "Report by another regulator",
                 "Quality assurance report", "Other report")
)  # fmt: skip


def _check_report(row: Mapping[str, Value]) -> list[str]:
    if row.get("kind") == REGULATION_44 and row.get("month") is None:
        return ["Say which month the Regulation 44 report is about: any day of it"]
    return []


QUALITY_REPORT = Entity(
    name="quality_report",
    label="Report",
    label_many="Reports",
    fields=(
        _SETTING,
        Field("kind", "Kind", required=True, choices=REPORT_KINDS, width=24),
        Field("month", "Month reported on", DATE, width=12, help="Any day of the month, for a Regulation 44 report."),
        Field("dated", "Dated", PAST_DATE, width=12),
        Field("received_on", "Received", PAST_DATE, required=True, width=12),
        Field("link", "Link", width=32, help="Where it is published; keep the file itself as a document."),
        Field("summary", "Summary", LONG_TEXT, width=48, personal=True),
        Field("told", "Who was told", width=32, personal=True),
        Field("told_on", "Told on", PAST_DATE, width=12),
    ),
    default_columns=("setting_id", "kind", "month", "received_on", "told"),
    check=_check_report,
)

CONCERN_KINDS = tuple(
    Choice(name, name)
    for name in ("Safeguarding", "Allegation against staff", "Quality of care", "Staffing", "Contract", "Other concern")
)

CONCERN = Entity(
    name="concern",
    label="Concern",
    label_many="Concerns",
    fields=(
        _SETTING,
        Field("raised_on", "Raised", PAST_DATE, required=True, width=12),
        Field("kind", "Kind", required=True, choices=CONCERN_KINDS, width=20),
        Field("until", "Closed", CEASED_ON, width=12),
        Field("child_id", "Child", REFERENCE, reference="child", width=9, personal=True),
        Field("raised_by", "Raised by", width=24, personal=True),
        Field("summary", "What is the matter", LONG_TEXT, required=True, width=48, personal=True),
        Field("lado_told_on", "Designated officer (LADO) told", PAST_DATE, width=12),
        Field("shared_on", "Shared with other authorities", PAST_DATE, width=12,
              help="Under the region's information-sharing protocol."),
        Field("outcome", "Outcome", LONG_TEXT, width=48, personal=True),
    ),
    default_columns=("setting_id", "raised_on", "kind", "until"),
)  # fmt: skip

RESTRICTED: Mapping[str, tuple[str, ...]] = {
    "concern": ("child_id", "raised_by", "summary", "lado_told_on", "shared_on", "outcome"),
}
"""Fields that are shown only after a reason is given, each look being recorded; by entity."""
_OF_RESTRICTED: Mapping[str, tuple[str, ...]] = {"note": ("child_id", "text"), "document": ("child_id", "name")}
"""What a note or a document would tell of the restricted record that it is about."""


def withheld(entity: str, row: Mapping[str, object]) -> tuple[str, ...]:
    """Fields of one row that are shown only after a reason, also of what hangs on a restricted record."""
    if entity == "quality_action" and row.get("concern_id"):
        return ("child_id",)  # that of the concern
    if row.get("entity") in RESTRICTED:
        return _OF_RESTRICTED.get(entity, ())
    return RESTRICTED.get(entity, ())


QUALITY_ACTION = Entity(
    name="quality_action",
    label="Action on quality",
    label_many="Actions on quality",
    fields=(
        _SETTING,
        Field("visit_id", "Visit", REFERENCE, reference="visit", width=18),
        Field("grade_id", "Judgement", REFERENCE, reference="grade", width=18),
        Field("concern_id", "Concern", REFERENCE, reference="concern", width=18),
        Field("child_id", "Child", REFERENCE, reference="child", width=9),
        Field("action", "What is to be done", LONG_TEXT, required=True, width=48),
        Field("who", "Who", width=24, personal=True),
        Field("made_on", "Made", DATE, width=12, help="It counts as open from that day on."),
        Field("due_on", "Due", DATE, width=12),
        Field("done_on", "Done", PAST_DATE, width=12),
        Field("comments", "Comments", LONG_TEXT, width=40),
    ),
    default_columns=("setting_id", "action", "who", "due_on", "done_on"),
)
