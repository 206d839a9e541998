"""A period of being looked after: from RNE S to a REC that ends care (DOMAIN.md, "Words")."""

from suffdesk.core.entities import Entity, Field
from suffdesk.core.kinds import CEASED_ON, DATE, REFERENCE, YES_NO
from suffdesk.domain.codes import code_set

CARE_PERIOD = Entity(
    name="care_period",
    label="Care period",
    label_many="Care periods",
    fields=(
        Field("child_id", "Child", REFERENCE, required=True, reference="child", width=9),
        Field("started", "Started", DATE, required=True),
        Field("start_known", "Start is known", YES_NO, required=True,
              help="No where the first episode held is not a start: care began at least then."),
        Field("until", "Ceased", CEASED_ON),
        Field("reason_ceased", "Why it ceased", choices=code_set("REC").choices, width=28),
    ),
    default_columns=("child_id", "started", "until", "reason_ceased"),
)  # fmt: skip
