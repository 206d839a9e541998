"""Our own homes: beds and why some are shut, who else sleeps there, who waits, staff, cost, and homes to come."""

from suffdesk.core.entities import Choice, Entity, Field
from suffdesk.core.kinds import CEASED_ON, DATE, INTEGER, LAST_DAY, LONG_TEXT, MONEY, PAST_DATE, QUANTITY, REFERENCE
from suffdesk.domain.provider import SETTING_KINDS

_HOME = Field("setting_id", "Home", REFERENCE, required=True, reference="setting", width=28)

BED = Entity(
    name="bed",
    label="Bed",
    label_many="Beds",
    fields=(
        _HOME,
        Field("name", "Bed", required=True, width=16),
        Field("started", "Registered from", DATE, required=True, width=12),
        Field("until", "Given up", CEASED_ON, width=12),
    ),
    default_columns=("setting_id", "name", "started", "until"),
)

CLOSURE_REASONS = tuple(
    Choice(name, name)
    for name in ("Staffing", "Matching or risk", "Repairs", "Inspection or registration", "Held for a child",
                 "Other reason")
)  # fmt: skip

BED_CLOSURE = Entity(
    name="bed_closure",
    label="Closed bed",
    label_many="Closed beds",
    fields=(
        Field("bed_id", "Bed", REFERENCE, required=True, reference="bed", width=28),
        Field("started", "From", DATE, required=True, width=12),
        Field("until", "Last day", LAST_DAY, width=12),
        Field("reason", "Reason", required=True, choices=CLOSURE_REASONS, width=22),
        Field("notes", "Notes", LONG_TEXT, width=48),
    ),
    default_columns=("bed_id", "started", "until", "reason"),
)

OTHER_STAY = Entity(
    name="other_stay",
    label="Stay placed by another authority",
    label_many="Stays placed by other authorities",
    fields=(
        _HOME,
        Field("authority", "Placed by", required=True, width=24),
        Field("started", "Since", DATE, required=True, width=12),
        Field("until", "Ceased", CEASED_ON, width=12),
        Field("weekly_charge", "Charged a week", MONEY, width=12),
    ),
    default_columns=("setting_id", "authority", "started", "until", "weekly_charge"),
)

PLACED_HERE = "Placed here"
WAITING_OUTCOMES = tuple(Choice(name, name) for name in (PLACED_HERE, "Placed elsewhere", "No longer needed"))
PRIORITIES = tuple(Choice(name, name) for name in ("Urgent", "Soon", "Planned"))

WAITING = Entity(
    name="waiting",
    label="Wait for a bed",
    label_many="Waiting list",
    fields=(
        Field("child_id", "Child", REFERENCE, required=True, reference="child", width=9),
        Field("setting_id", "Home wished for", REFERENCE, reference="setting", width=28),
        Field("started", "Asked on", DATE, required=True, width=12),
        Field("needed_by", "Needed by", DATE, width=12),
        Field("priority", "Priority", choices=PRIORITIES, width=10),
        Field("needs", "Needs", LONG_TEXT, width=48, personal=True),
        Field("until", "Ended", CEASED_ON, width=12),
        Field("outcome", "Outcome", choices=WAITING_OUTCOMES, width=18),
    ),
    default_columns=("child_id", "setting_id", "started", "needed_by", "priority", "until", "outcome"),
)

STAFFING = Entity(
    name="staffing",
    label="Staffing",
    label_many="Staffing over time",
    fields=(
        _HOME,
        Field("started", "Counted on", DATE, required=True, width=12, help="Holds until a later count."),
        Field("role", "Role", required=True, width=24),
        Field("established", "Posts", QUANTITY, required=True, width=8, help="Full-time equivalents established."),
        Field("in_post", "In post", QUANTITY, required=True, width=8),
        Field("agency", "Agency staff", QUANTITY, width=8),
    ),
    default_columns=("setting_id", "started", "role", "established", "in_post", "agency"),
)

OPEN_STAGE, STOPPED_STAGE = "Open", "Stopped"
STAGES = tuple(
    Choice(name, name)
    for name in ("Idea", "Business case", "Approved", "Property found", "Building work", "Registration", OPEN_STAGE,
                 STOPPED_STAGE)
)  # fmt: skip

HOME_PROJECT = Entity(
    name="home_project",
    label="New home",
    label_many="New homes",
    fields=(
        Field("name", "Name", required=True, width=28),
        Field("kind", "Kind", choices=SETTING_KINDS, width=22),
        Field("beds", "Beds", INTEGER, required=True, width=8),
        Field("stage", "Stage", required=True, choices=STAGES, width=16),
        Field("started", "Begun", DATE, width=12),
        Field("planned_on", "To open", DATE, width=12),
        Field("opened_on", "Opened", PAST_DATE, width=12),
        Field("setting_id", "Home", REFERENCE, reference="setting", width=28, help="Once it has opened."),
        Field("capital", "Capital", MONEY, width=14),
        Field("yearly_cost", "To run a year", MONEY, width=14),
        Field("notes", "Notes", LONG_TEXT, width=48),
    ),
    default_columns=("name", "kind", "beds", "stage", "planned_on", "opened_on"),
)

MILESTONE = Entity(
    name="milestone",
    label="Milestone",
    label_many="Milestones",
    fields=(
        Field("project_id", "New home", REFERENCE, required=True, reference="home_project", width=28),
        Field("title", "Milestone", required=True, width=36),
        Field("due_on", "Due", DATE, width=12),
        Field("done_on", "Done", PAST_DATE, width=12),
        Field("notes", "Notes", LONG_TEXT, width=40),
    ),
    default_columns=("project_id", "title", "due_on", "done_on"),
)

BUDGET, ACTUAL = "Budget", "Actual"
COST_KINDS = (Choice(BUDGET, BUDGET), Choice(ACTUAL, ACTUAL))

HOME_COST = Entity(
    name="home_cost",
    label="Cost of a home",
    label_many="Costs of homes",
    fields=(
        _HOME,
        Field("kind", "Kind", required=True, choices=COST_KINDS, width=10),
        Field("started", "From", DATE, required=True, width=12),
        Field("until", "Last day", LAST_DAY, required=True, width=12),
        Field("amount", "Amount", MONEY, required=True, width=14),
    ),
    default_columns=("setting_id", "kind", "started", "until", "amount"),
)
