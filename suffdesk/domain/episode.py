"""An episode: one row of the SSDA903 episodes table."""

from collections.abc import Mapping
from datetime import date

from suffdesk.core.entities import Choice, Entity, Field
from suffdesk.core.kinds import CEASED_ON, DATE, INTEGER, MILES, REFERENCE, YEAR, Value
from suffdesk.domain.codes import code_set
from suffdesk.domain.postcodes import POSTCODE
from suffdesk.domain.said import SAID

FROM_EXTRACT, TYPED = "extract", "typed"
SOURCES = (
    Choice(FROM_EXTRACT, "From a monthly extract", "Until the return that covers it holds the child"),
    Choice(TYPED, "Typed here"),
)


def _check(row: Mapping[str, Value]) -> list[str]:
    started, until = row.get("started"), row.get("until")
    if isinstance(started, date) and isinstance(until, date) and until < started:
        return ["The episode ceases before it starts"]
    return []


EPISODE = Entity(
    name="episode",
    label="Episode",
    label_many="Episodes",
    fields=(
        Field("child_id", "Child", REFERENCE, required=True, reference="child", width=9),
        Field("started", "Started", DATE, required=True, help="DECOM in the return."),
        Field("position", "Order on the day", INTEGER, required=True, width=6,
              help="Counts episodes of one child that start on one day, from 0, in the order of the return."),
        Field("reason_new", "Why it started", choices=code_set("RNE").choices, width=28),
        Field("legal_status", "Legal status", choices=code_set("LS").choices, width=24),
        Field("need", "Need", choices=code_set("CIN").choices, width=24),
        Field("place", "Placement", choices=code_set("PLACE").choices, width=32),
        Field("provider", "Provider", choices=code_set("PLACE_PROVIDER").choices, width=20),
        Field("until", "Ceased", CEASED_ON, help="DEC in the return."),
        Field("reason_ceased", "Why it ceased", choices=code_set("REC").choices, width=28),
        Field("reason_change", "Why the placement changed", choices=code_set("REASON_PLACE_CHANGE").choices, width=24),
        Field("home_postcode", "Home postcode", POSTCODE, width=10, personal=True),
        Field("placement_postcode", "Placement postcode", POSTCODE, width=10, personal=True),
        Field("urn", "Ofsted or CQC number", width=10),
        Field("home_authority", "Home authority", width=18, help="Area code of the home postcode."),
        Field("placement_authority", "Authority of placement", width=18, help="Area code of the placement's postcode."),
        Field("miles", "Miles from home", MILES, width=7),
        Field("postcodes_version", "Postcode data", width=10),
        Field("placement_id", "Placement record", REFERENCE, reference="placement"),
        Field("collection_year", "Latest return", YEAR, width=8),
        Field("source", "Where it comes from", choices=SOURCES, help="Empty for one that a return holds."),
        SAID,
    ),
    default_columns=("child_id", "started", "until", "reason_new", "legal_status", "place", "provider", "miles"),
    check=_check,
)  # fmt: skip
