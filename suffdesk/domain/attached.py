"""What people attach to a record: notes and documents."""

from suffdesk.core.entities import Entity, Field
from suffdesk.core.kinds import INTEGER, LONG_TEXT, REFERENCE

_ABOUT = (
    Field("child_id", "Child", REFERENCE, reference="child", width=9,
          help="The child whom the record is about; empty for a provider, a setting and the like."),
    Field("entity", "Kind of record", required=True, width=14),
    Field("row_id", "Record", required=True, width=14),
)  # fmt: skip

NOTE = Entity(
    name="note",
    label="Note",
    label_many="Notes",
    fields=(
        *_ABOUT,
        Field("written_at", "Written", required=True, width=18, help="The moment, in UTC."),
        Field("who", "By", required=True, width=14),
        Field("text", "Note", LONG_TEXT, required=True, width=48, personal=True),
    ),
    default_columns=("child_id", "written_at", "who", "text"),
)

DOCUMENT = Entity(
    name="document",
    label="Document",
    label_many="Documents",
    fields=(
        *_ABOUT,
        Field("name", "File name", required=True, width=32, personal=True),
        Field("media_type", "Type", required=True, width=16),
        Field("size", "Bytes", INTEGER, required=True, width=10),
        Field("sha256", "SHA-256", required=True, width=14, help="Digest of the contents, to know them again."),
        Field("added_at", "Added", required=True, width=18, help="The moment, in UTC."),
        Field("who", "By", required=True, width=14),
    ),
    default_columns=("child_id", "name", "size", "added_at", "who"),
)
