"""The record of every change: what audit, undo and exchange between machines read.

Each row of ``journal`` holds a salted digest of a row before and after; each change a link that is chained
to the one before it over all of its digests. The images and the salt lie in ``journal_image``, which erasure
may empty: the chain stays whole, and without the salt nothing can be guessed back from a digest.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Literal, NamedTuple

from sqlite_utils import Database

from suffdesk import __version__
from suffdesk.core.kinds import Stored

Operation = Literal["insert", "update", "delete"]
Image = Mapping[str, Stored] | None
GENESIS = b"\0" * 32
"""What the first change is linked to."""
_SALT_BYTES = 16


class Entry(NamedTuple):
    """One row's part in a change, as stored values; fields that are empty are left out of an image."""

    entity: str
    row_id: str
    operation: Operation
    before: Image
    after: Image


_encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode


def _text(image: Image) -> str | None:
    if image is None:
        return None
    return _encode({name: value for name, value in image.items() if value is not None})


def digest_of(salt: bytes, before: str | None, after: str | None) -> bytes:
    """The salted digest of a row before and after, as they are stored."""
    return hashlib.sha256(b"%b\x1f%b\x1f%b" % (salt, (before or "").encode(), (after or "").encode())).digest()


class Link:
    """The link of one change: what was said of it, then each of its rows, after the link before."""

    def __init__(self, previous: bytes, label: str, made_at: str, who: str, undoes: int | None) -> None:
        self._hash = hashlib.sha256(previous)
        self._hash.update("\x1f".join((label, made_at, who, str(undoes))).encode())

    def add(self, entity: str, row_id: str, operation: str, digest: bytes) -> None:
        """One more row of the change, in order."""
        self._hash.update(f"\x1e{entity}\x1f{row_id}\x1f{operation}\x1f".encode() + digest)

    def end(self) -> bytes:
        """The link, 32 bytes."""
        return self._hash.digest()


def head(db: Database) -> bytes:
    """The last link of the chain; 32 zero bytes for an empty journal."""
    row = db.conn.execute("SELECT chain FROM change_log ORDER BY seq DESC LIMIT 1").fetchall()
    return bytes(row[0][0]) if row else GENESIS


class Writer:
    """Writes one change as it goes on; nothing of it is seen before ``end``, which comes before the commit."""

    def __init__(self, db: Database, label: str, who: str, undoes: int | None) -> None:
        self._db = db
        self._said = (label, datetime.now(UTC).isoformat(timespec="seconds"), who, undoes)
        self._link = Link(head(db), *self._said)
        self._first = int(db.conn.execute("SELECT coalesce(max(seq), 0) + 1 FROM journal").fetchall()[0][0])
        self._next = self._first

    def add(self, entries: Iterable[Entry]) -> None:
        """Append entries, in order."""
        rows: list[tuple[int, str, str, str, bytes]] = []
        images: list[tuple[int, bytes, str | None, str | None]] = []
        for seq, (entity, row_id, operation, before, after) in enumerate(entries, start=self._next):
            salt = os.urandom(_SALT_BYTES)
            old, new = _text(before), _text(after)
            digest = digest_of(salt, old, new)
            self._link.add(entity, row_id, operation, digest)
            rows.append((seq, entity, row_id, operation, digest))
            images.append((seq, salt, old, new))
        self._next += len(rows)
        self._db.conn.executemany("INSERT INTO journal VALUES (?, ?, ?, ?, ?)", rows)
        self._db.conn.executemany("INSERT INTO journal_image VALUES (?, ?, ?, ?)", images)

    def end(self) -> int | None:
        """Write the heading of the change and return its number; None where it has no entries."""
        if self._next == self._first:
            return None
        cursor = self._db.conn.execute(
            "INSERT INTO change_log (label, made_at, who, undoes, version, first_entry, last_entry, chain) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (*self._said, __version__, self._first, self._next - 1, self._link.end()),
        )
        return int(cursor.lastrowid or 0)


def entries_of(db: Database, change: int) -> list[Entry]:
    """The entries of a change in order. Images that erasure emptied come back as None."""
    rows = db.conn.execute(
        "SELECT entity, row_id, operation, before, after FROM change_log "
        "JOIN journal ON journal.seq BETWEEN first_entry AND last_entry "
        "JOIN journal_image ON journal_image.seq = journal.seq "
        "WHERE change_log.seq = ? ORDER BY journal.seq",
        (change,),
    ).fetchall()
    return [
        Entry(entity, row_id, operation, before and json.loads(before), after and json.loads(after))
        for entity, row_id, operation, before, after in rows
    ]
