"""How the columns of a case system's extract are read, kept under a name (``domain.formats.mapping``)."""

from suffdesk.core.entities import Entity, Field
from suffdesk.core.kinds import LONG_TEXT

IMPORT_MAPPING = Entity(
    name="import_mapping",
    label="Import mapping",
    label_many="Import mappings",
    fields=(
        Field("name", "Name", required=True, width=28),
        Field("source", "Where extracts come from", width=28),
        Field(
            "content", "Columns and values", LONG_TEXT, required=True, width=40, help="As it is saved to a file (JSON)."
        ),
    ),
    default_columns=("name", "source"),
)
