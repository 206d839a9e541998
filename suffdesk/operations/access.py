"""Everything held of one child, for the child: one archive of a report to read, a workbook and the documents."""

import io
import zipfile
from datetime import date
from pathlib import Path

from suffdesk.core.dates import show_date
from suffdesk.core.entities import Entity
from suffdesk.core.errors import UserError
from suffdesk.core.kinds import Stored
from suffdesk.core.report import Block, Cell, Column, Heading, Paragraph, Report, Table
from suffdesk.core.text import plural
from suffdesk.domain.authorities import area_name, authority
from suffdesk.domain.quality import RESTRICTED, withheld
from suffdesk.domain.registry import BY_NAME, OF_CHILD
from suffdesk.exports.atomic import replacing
from suffdesk.exports.excel import write_workbook
from suffdesk.exports.pdf import write_pdf
from suffdesk.operations.audit import of_child, trail_table
from suffdesk.operations.documents import content_of, documents_of
from suffdesk.operations.export_log import record_export
from suffdesk.store.change import columns_of
from suffdesk.store.opening import Store
from suffdesk.store.queries.names import names_of
from suffdesk.store.seals import mark

MARKING = "Personal. For the person whom it is about."
WARNING = (
    "The archive is not encrypted: whoever has the file can read it. Hand it over by a safe way, and delete it "
    "afterwards. Before that, read it for what it says of other people."
)


def subject_access_report(store: Store, child_id: str, as_at: date) -> Report:
    """Every fact, record, note and change held of a child, in words. Raises UserError where there is no such child."""
    held = store.rows("SELECT reference FROM child WHERE id = ?", (child_id,))
    if not held:
        raise UserError("The child is no longer there")
    reference, code = str(held[0][0]), store.meta("authority")
    kinds = (BY_NAME["child"], *OF_CHILD)
    tables = [table for entity in kinds if (table := _table(store, entity, child_id)) is not None]
    records = sum(len(table.rows) for table in tables[1:])
    blocks: list[Block] = [
        Heading("What this is"),
        Paragraph(
            f"Everything that SuffDesk holds about {reference} on {show_date(as_at)}: the child's own facts and "
            f"{plural(records, 'record')}, each with every field that is filled in, and the history of changes to "
            "them. It comes from the authority's yearly return (SSDA903) or was typed by the people named."
        ),
        Paragraph(
            "It is used to find and plan homes for children in care and to report on them. A child's record is kept "
            "until the 75th anniversary of birth or, where the child died before 18, for 15 years."
        ),
        Heading("What is held"),
        *tables,
        *_restricted(store, child_id),
        Heading("What was changed, when and by whom"),
        trail_table(store, of_child(store, child_id)),
    ]
    return Report(
        "Access to personal data", f"Record {reference}", authority(code).name if code else "", as_at, tuple(blocks),
        (("Record", reference), ("As at", show_date(as_at)), ("State of the store", mark(store.db))), MARKING,
        keywords=("subject access",),
    )  # fmt: skip


def _restricted(store: Store, child_id: str) -> list[Block]:
    """That something restricted names the child, without what it says: a person decides what of it can be given."""
    return [
        Paragraph(
            f"{plural(number, BY_NAME[name].label.lower(), BY_NAME[name].label_many.lower())} about a home "
            f"{'names' if number == 1 else 'name'} the child. What is said there also concerns other people and is "
            "left out here; it is looked at, and given as far as the law allows, by the person who answers the request."
        )
        for name in RESTRICTED
        if (number := int(str(store.rows(f"SELECT count(*) FROM {name} WHERE child_id = ?", (child_id,))[0][0])))
    ]


def _table(store: Store, entity: Entity, child_id: str) -> Table | None:
    """One row a record with the fields that any of them fills; the child itself as facts, one a row."""
    column = "id" if entity.name == "child" else "child_id"
    names = columns_of(entity.name)
    rows = [
        dict(zip(names, row, strict=True))
        for row in store.rows(
            f"SELECT {', '.join(names)} FROM {entity.name} WHERE {column} = ? ORDER BY id", (child_id,)
        )
    ]
    rows = [row for row in rows if "child_id" not in withheld(entity.name, row)]
    if not rows:
        return None
    wanted: dict[str, set[str]] = {}
    for row in rows:
        for field in entity.fields:
            if field.record and row[field.name]:
                wanted.setdefault(field.record, set()).add(str(row[field.name]))
    references = names_of(store, wanted)
    fields = [
        field
        for field in entity.fields
        if field.name not in ("child_id", "row_id") and any(row[field.name] is not None for row in rows)
    ]

    def words(name: str, stored: object) -> str:
        field = entity.by_name[name]
        value: Stored = stored if isinstance(stored, str | int | float) else None
        if value is None:
            return ""
        if field.record:
            return references[field.record, str(value)]
        if name.endswith("_authority"):
            return area_name(str(value))
        if name == "entity":
            return BY_NAME[str(value)].label
        return field.show(field.kind.from_store(value))

    if entity.name == "child":
        facts: list[tuple[Cell, ...]] = [(field.label, words(field.name, rows[0][field.name])) for field in fields]
        return Table(entity.label, (Column("Fact", width=30), Column("Held", width=40)), facts)
    cells = [[words(field.name, row[field.name]) for field in fields] for row in rows]
    columns = tuple(Column(field.label, width=max(field.width, 8)) for field in fields)
    return Table(entity.label_many, columns, cells, sheet=entity.label_many[:31])


def export_subject_access(store: Store, child_id: str, path: Path, as_at: date) -> int:
    """Write the archive (.zip) and return how many documents are in it; the export is recorded.

    Show :data:`WARNING` first. Raises UserError where it cannot be written or a document is damaged; the file
    that was there is then as it was.
    """
    report = subject_access_report(store, child_id, as_at)
    documents = documents_of(store, "child", child_id, whole_child=True)
    if not path.parent.is_dir():
        raise UserError(f"There is no folder {path.parent}; make it first, or choose another")
    taken: set[str] = set()
    # each part in memory: what is plain of a child lies on the disk only as the archive that was asked for
    with replacing(path) as part, zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, write in (("record.pdf", write_pdf), ("record.xlsx", write_workbook)):
            made = io.BytesIO()
            write(report, made)
            archive.writestr(name, made.getvalue())
        for document in documents:
            archive.writestr(f"documents/{_free_name(document.name, taken)}", content_of(store, document.row_id))
    record_export(store, "Subject access", [path], as_at, 1)
    return len(documents)


def _free_name(name: str, taken: set[str]) -> str:
    """A name that no document in the archive has yet, and that leads out of no folder."""
    plain = name.replace("/", "_").replace("\\", "_")
    found, number = plain, 1
    while found.casefold() in taken:
        number += 1
        found = f"{Path(plain).stem} ({number}){Path(plain).suffix}"
    taken.add(found.casefold())
    return found
