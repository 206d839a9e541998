"""A typed and an imported placement that somebody said are different, so that they are not offered for merging."""

from suffdesk.core.entities import Entity, Field
from suffdesk.core.kinds import REFERENCE

TOLD_APART = Entity(
    name="told_apart",
    label="Placements told apart",
    label_many="Placements told apart",
    fields=(
        Field("child_id", "Child", REFERENCE, required=True, reference="child", width=9),
        # no references: a placement may go, and what was said of it then says nothing
        Field("typed_id", "Typed placement", required=True, names="placement", width=14),
        Field("imported_id", "Imported placement", required=True, names="placement", width=14),
    ),
    default_columns=("child_id", "typed_id", "imported_id"),
)
