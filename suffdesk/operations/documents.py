"""Documents about a record: their contents lie inside the store, encrypted as it is, and leave it as files."""

import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from suffdesk.core.changes import Changes
from suffdesk.core.dates import local_time
from suffdesk.core.errors import UserError
from suffdesk.core.kinds import Value
from suffdesk.domain.quality import RESTRICTED
from suffdesk.domain.registry import BY_NAME
from suffdesk.exports.atomic import replacing
from suffdesk.operations.edit import Saved, held_row, write_within
from suffdesk.operations.export_log import record_export
from suffdesk.store.change import Change
from suffdesk.store.opening import Store

LARGEST = 20 * 1024 * 1024
"""Bytes of one document."""


@dataclass(frozen=True, slots=True)
class Document:
    """One document, without its contents. ``size`` is in bytes; ``added_at`` is local time."""

    row_id: str
    name: str
    media_type: str
    size: int
    added_at: datetime
    who: str


def documents_of(store: Store, entity: str, row_id: str, *, whole_child: bool = False) -> list[Document]:
    """Documents about one record, the latest first; with ``whole_child`` those about anything of that child.

    Those of restricted records are given for these alone.
    """
    values: tuple[str, ...]
    condition, values = ("child_id = ?", (row_id,)) if whole_child else ("entity = ? AND row_id = ?", (entity, row_id))
    if whole_child:
        condition += f" AND entity NOT IN ({', '.join('?' * len(RESTRICTED))})"
        values = (*values, *RESTRICTED)
    rows = store.rows(
        f"SELECT id, name, media_type, size, added_at, who FROM document WHERE {condition} "
        "ORDER BY added_at DESC, id DESC",
        values,
    )
    return [
        Document(
            str(document), str(name), str(kind), int(str(size)),
            local_time(datetime.fromisoformat(str(added))), str(who),
        )
        for document, name, kind, size, added, who in rows
    ]  # fmt: skip


def add_document(store: Store, entity: str, row_id: str, path: Path) -> Saved:
    """Keep a copy of a file with a record; the file itself stays where it is.

    Raises UserError where it cannot be read, is empty or larger than 20 MB, or is kept with the record already.
    """
    held_row(store, entity, row_id)
    content = _read(path)
    digest = hashlib.sha256(content).hexdigest()
    if store.rows("SELECT 1 FROM document WHERE row_id = ? AND sha256 = ?", (row_id, digest)):
        raise UserError(f"“{path.name}” is kept with this record already")
    with store.change("Add document") as result:
        document = _insert(store, result.change, entity, row_id, path.name, content)
    return Saved(document, result.changes)


def add_with_document(store: Store, entity: str, values: Mapping[str, Value], path: Path) -> Saved:
    """Add a record together with the file that it is about, such as a report: one change. The id is the record's.

    Raises InvalidRow, and UserError as :func:`add_document` does.
    """
    content = _read(path)
    with store.change(f"Add {BY_NAME[entity].label.lower()} with its file") as result:
        row_id = write_within(store, result.change, entity, values)
        _insert(store, result.change, entity, row_id, path.name, content)
    return Saved(row_id, result.changes)


def _read(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise UserError(
                f"“{path.name}” has {size / 1024 / 1024:.1f} MB, and a document may have 20; make it smaller first"
            )
        content = path.read_bytes()
    except OSError as error:
        raise UserError(f"“{path.name}” cannot be read: {error.strerror}") from error
    if not content:
        raise UserError(f"“{path.name}” is empty; choose another file")
    return content


def _insert(store: Store, change: Change, entity: str, row_id: str, name: str, content: bytes) -> str:
    document = change.insert(
        "document",
        {
            "entity": entity, "row_id": row_id, "name": name,
            "media_type": mimetypes.guess_type(name)[0] or "application/octet-stream", "size": len(content),
            "sha256": hashlib.sha256(content).hexdigest(), "who": store.who,
            "added_at": datetime.now(UTC).isoformat(timespec="seconds"),
        },
    )  # fmt: skip
    store.db.conn.execute("INSERT INTO document_content VALUES (?, ?)", (document, content))
    return document


def content_of(store: Store, document: str) -> bytes:
    """What a document holds. Raises UserError where it is not there, or is not what was put in."""
    found = store.rows(
        "SELECT content, sha256, name FROM document JOIN document_content USING (id) WHERE id = ?", (document,)
    )
    if not found:
        raise UserError("The document is no longer there")
    content, digest, name = found[0]
    assert isinstance(content, bytes)
    if hashlib.sha256(content).hexdigest() != digest:
        raise UserError(f"“{name}” is damaged: it is not what was put in; look for it in a backup")
    return content


def save_document(store: Store, document: str, path: Path) -> None:
    """Write a document to a file, which is plain from then on; the export is recorded.

    The log keeps a name that the user chose, and not that of the document: it may name a child, and erasing does not
    reach the log. Raises UserError where it cannot be written.
    """
    content = content_of(store, document)
    with replacing(path) as part:
        part.write(content)
    ((name,),) = store.rows("SELECT name FROM document WHERE id = ?", (document,))
    record_export(store, "Document", [path.with_name(f"document{path.suffix}") if path.name == name else path])


def remove_document(store: Store, document: str) -> Changes:
    """Take a document away from its record. It can be undone, until the child is erased."""
    held_row(store, "document", document)
    with store.change("Remove document") as result:
        result.change.delete_many("document", [document])
    return result.changes
