"""A placement: the consecutive episodes with one home or carer, under a permanent id."""

from suffdesk.core.entities import Choice, Entity, Field
from suffdesk.core.kinds import CEASED_ON, DATE, MILES, REFERENCE, YES_NO
from suffdesk.domain.codes import code_set
from suffdesk.domain.postcodes import POSTCODE

LOOKED_AFTER, POST_18, SHORT_BREAK = "looked after", "post-18", "short break"
BASES = (
    Choice(LOOKED_AFTER, "Looked after"),
    Choice(POST_18, "After 18", "Staying put, staying close or supported"),
    Choice(SHORT_BREAK, "Short break"),
)
IMPORTED, TYPED = "imported", "typed"
SOURCES = (Choice(IMPORTED, "From the return"), Choice(TYPED, "Typed here"))

PLACEMENT = Entity(
    name="placement",
    label="Placement",
    label_many="Placements",
    fields=(
        Field("child_id", "Child", REFERENCE, required=True, reference="child", width=9),
        Field("care_period_id", "Care period", REFERENCE, reference="care_period"),
        Field("opening_episode_id", "Opening episode", REFERENCE, reference="episode"),
        Field("setting_id", "Setting", REFERENCE, reference="setting", width=20),
        Field("basis", "Basis", required=True, choices=BASES, help="Only looked after counts in indicators."),
        Field("source", "Where it comes from", required=True, choices=SOURCES),
        Field("counted", "Counts as a placement", YES_NO, required=True,
              help="No for a stay that is only temporary (T0 to T4), with no placement to come back to."),
        Field("started", "Since", DATE, required=True),
        Field("until", "Ceased", CEASED_ON),
        Field("place", "Placement", choices=code_set("PLACE").choices, width=32),
        Field("provider", "Provider", choices=code_set("PLACE_PROVIDER").choices, width=20),
        Field("urn", "Ofsted or CQC number", width=10),
        Field("home_postcode", "Home postcode", POSTCODE, width=10, personal=True),
        Field("placement_postcode", "Placement postcode", POSTCODE, width=10, personal=True),
        Field("home_authority", "Home authority", width=18),
        Field("placement_authority", "Authority of placement", width=18),
        Field("miles", "Miles from home", MILES, width=7),
        Field("postcodes_version", "Postcode data", width=10),
    ),
    default_columns=("child_id", "place", "provider", "started", "until", "placement_authority", "miles"),
)  # fmt: skip
