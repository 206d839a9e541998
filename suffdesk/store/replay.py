"""The journal read again from its beginning: its chain, and whether the rows that are there are those it gives.

Everything is read as it comes, so a store of any size is gone through in the same memory.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from sqlite_utils import Database

from suffdesk.core.text import plural
from suffdesk.domain.registry import BY_NAME, ENTITIES
from suffdesk.store import journal, seals

_AT_ONCE = 5_000
_IN_STATEMENT = 500
_EMPTY = "salt IS NULL AND before IS NULL AND after IS NULL"
_NAMED = 3
"""Changes that are named where many rows differ."""

_Row = Mapping[str, Any]
_decode = json.JSONDecoder().raw_decode


def broken_changes(db: Database, emptied: set[int] | None = None) -> list[str]:
    """What does not hold in the journal, in words: links, digests, entries that are missing or too many.

    ``emptied`` are entries whose images an erasure emptied; where None, any may be empty.
    """
    found: list[str] = []
    entries = _entries(db)
    ahead = next(entries, None)
    previous, expected = journal.GENESIS, 1
    changes = db.conn.execute(
        "SELECT seq, label, made_at, who, undoes, first_entry, last_entry, chain FROM change_log ORDER BY seq"
    ).fetchall()
    for number, label, made_at, who, undoes, first, last, chain in changes:
        link = journal.Link(previous, label, made_at, who, undoes)
        seen, whole, without, images = 0, first == expected, 0, True
        while ahead is not None and ahead[0] <= last:
            seq, entity, row_id, operation, digest, image, salt, before, after = ahead
            seen += 1
            link.add(entity, row_id, operation, digest)
            if image is None:
                images = False
            elif salt is None and before is None and after is None:
                without += emptied is not None and seq not in emptied
            else:
                images = images and journal.digest_of(salt or b"", before, after) == digest
            ahead = next(entries, None)
        if not (whole and images and seen == last - first + 1 and link.end() == chain):
            found.append(f"Change {number} of the history is not as it was written")
        if without:
            contents = plural(without, "entry", "entries")
            found.append(f"The contents of {contents} of change {number} were emptied, and no erasure did that")
        previous, expected = chain, last + 1
    beyond = 0 if ahead is None else 1 + sum(1 for _ in entries)
    if beyond:
        found.append(f"{plural(beyond, 'entry', 'entries')} of the history {_be(beyond)} of no change")
    (loose,) = db.conn.execute(
        "SELECT count(*) FROM journal_image WHERE seq NOT IN (SELECT seq FROM journal)"
    ).fetchall()[0]
    if loose:
        found.append(f"{plural(loose, 'image')} of the history {_be(loose)} of no entry")
    return found


def _entries(db: Database) -> Iterator[tuple[Any, ...]]:
    cursor = db.conn.execute(
        "SELECT j.seq, entity, row_id, operation, digest, i.seq, salt, before, after FROM journal j "
        "LEFT JOIN journal_image i ON i.seq = j.seq ORDER BY j.seq"
    )
    while rows := cursor.fetchmany(_AT_ONCE):
        yield from rows


# The rows


def differing_rows(db: Database) -> list[str]:
    """Rows that are not what the journal gives, in words: changed, gone, come back or added behind the program.

    A row that stays although an erasure emptied its last image is compared with what it was sealed as then.
    """
    columns = {
        entity.name: [row[1] for row in db.conn.execute(f"PRAGMA table_info({entity.name})").fetchall()]
        for entity in ENTITIES
    }
    columns = {name: held for name, held in columns.items() if held}
    differing: dict[tuple[str, str], list[int]] = {}
    staying = seals.Staying(db)
    cursor = db.conn.execute(
        "SELECT last.seq, entity, last.row_id, operation, "
        f"{_EMPTY}, after FROM (SELECT row_id, max(seq) AS seq FROM journal GROUP BY row_id) last "
        "JOIN journal ON journal.seq = last.seq JOIN journal_image i ON i.seq = last.seq"
    )
    while some := cursor.fetchmany(_AT_ONCE):
        some.sort(key=lambda one: one[1])
        for entity, entries in groupby(some, key=lambda one: one[1]):
            if entity in columns:
                _compare(db, entity, columns[entity], list(entries), staying, differing)
    found = [
        f"{BY_NAME[entity].label_many}: {len(seqs):,} {_be(len(seqs))} {how}; last written by {_changes(db, seqs)}"
        for (entity, how), seqs in sorted(differing.items())
    ]
    for name in columns:
        (added,) = db.conn.execute(
            f"SELECT count(*) FROM {name} WHERE id NOT IN (SELECT row_id FROM journal)"
        ).fetchall()[0]
        if added:
            found.append(f"{BY_NAME[name].label_many}: {added:,} {_be(added)} there that no change added")
    return found


def _compare(
    db: Database,
    entity: str,
    names: list[str],
    entries: list[Any],
    staying: seals.Staying,
    differing: dict[tuple[str, str], list[int]],
) -> None:
    held = _rows(db, entity, names, [entry[2] for entry in entries])
    known = set(names)
    for seq, _, row_id, operation, erased, after in entries:
        row = held.get(row_id)
        if operation == "delete" or (erased and row is None):
            how = "there, though a change removed them" if row is not None else ""
        elif row is None:
            how = "gone, and no change removed them"
        else:
            as_given = staying.holds(entity, row_id, row) if erased else _same(row, _decode(after)[0], known)
            how = "" if as_given else "not as the history has them"
        if how:
            differing.setdefault((entity, how), []).append(seq)


def _rows(db: Database, entity: str, names: list[str], ids: list[str]) -> dict[str, _Row]:
    found: dict[str, _Row] = {}
    columns, place = ", ".join(names), names.index("id")
    for start in range(0, len(ids), _IN_STATEMENT):
        some = ids[start : start + _IN_STATEMENT]
        marks = ",".join("?" * len(some))
        for row in db.conn.execute(f"SELECT {columns} FROM {entity} WHERE id IN ({marks})", some).fetchall():
            found[row[place]] = {name: value for name, value in zip(names, row, strict=True) if value is not None}
    return found


def _same(row: _Row, image: _Row, known: set[str]) -> bool:
    """Whether a row holds what an image says; a column takes a number as text, and the other way round."""
    if row == image:
        return True
    return all(
        row.get(name) == image.get(name) or (name in row and name in image and str(row[name]) == str(image[name]))
        for name in (row.keys() | image.keys()) & known
    )


def _changes(db: Database, seqs: list[int]) -> str:
    numbers = {
        row[0]
        for seq in sorted(seqs)[:100]
        for row in db.conn.execute(
            "SELECT seq FROM change_log WHERE first_entry <= ? ORDER BY first_entry DESC LIMIT 1", (seq,)
        ).fetchall()
    }
    named = ", ".join(str(number) for number in sorted(numbers)[:_NAMED])
    return f"change {named}" + (" and others" if len(numbers) > _NAMED else "")


def _be(number: int) -> str:
    return "is" if number == 1 else "are"


# The files of documents


def differing_documents(db: Database) -> list[str]:
    """Contents of documents that are not what was put in, gone, or of no document; each is read on its own."""
    tables = {row[0] for row in db.conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()}
    if "document_content" not in tables:
        return []
    missing, altered, strange = 0, 0, 0
    there = [row[0] for row in db.conn.execute("SELECT id FROM document_content").fetchall()]
    for document in there:
        digest = _digest_put_in(db, document)
        if digest is None:
            strange += 1
            continue
        ((content,),) = db.conn.execute("SELECT content FROM document_content WHERE id = ?", (document,)).fetchall()
        altered += hashlib.sha256(content).hexdigest() != digest
    (missing,) = db.conn.execute(
        "SELECT count(*) FROM (SELECT row_id, max(seq) AS seq FROM journal WHERE entity = 'document' GROUP BY row_id) "
        f"JOIN journal_image i USING (seq) WHERE NOT ({_EMPTY}) AND row_id NOT IN (SELECT id FROM document_content)"
    ).fetchall()[0]
    return [
        f"The contents of {plural(number, 'document')} are {how}"
        for number, how in (
            (altered, "not what was put in"),
            (missing, "gone"),
            (strange, "there, which no change added"),
        )
        if number
    ]


def _digest_put_in(db: Database, document: str) -> str | None:
    """What the last entry of a document says of its contents: it may have been removed, and could come back."""
    found = db.conn.execute(
        "SELECT coalesce(after, before) FROM journal JOIN journal_image USING (seq) "
        "WHERE row_id = ? AND entity = 'document' ORDER BY seq DESC LIMIT 1",
        (document,),
    ).fetchall()
    return json.loads(found[0][0])["sha256"] if found and found[0][0] else None
