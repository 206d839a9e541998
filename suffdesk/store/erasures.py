"""Which children were erased from a store, so that no copy made before brings them back.

Only ids are kept, which say nothing of anybody, what the certificates say, and a keyed digest of each number by which
other systems know the child, so that an import can say that it would bring the child back. An older backup that takes
the place of a store knows nothing of what was erased since: it is told, and the children are erased from it again.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlite_utils import Database

from suffdesk.core.errors import UserError
from suffdesk.store.backup import backups_of
from suffdesk.store.backup_contents import Key, opened
from suffdesk.store.belonging import Held, Rows, entries_of_rows, held_of, rows_there
from suffdesk.store.check import UNREADABLE
from suffdesk.store.erasing import compact, erase_rows, has_table, keep_last_reference, last_reference, still_holds

EARLIER_HISTORY = "earlier_history"
"""Fact of an erasure that happened in a history which an older backup has replaced."""
_SECRET = "erasure_secret"
"""Fact about a store: what the digests of identifiers are made with, in hexadecimal."""
_ROWS, _DIGESTS = "rows", "digests"
_EXPORT = "made_at, who, what, file_name, as_at, row_count, last_change"
_EMPTIED = "salt IS NULL AND before IS NULL AND after IS NULL"


@dataclass(frozen=True, slots=True)
class Recorded:
    """One erasure as it is kept. ``facts`` are those of the certificate; none where an early release kept none.

    ``rows`` are the ids of the records that went, which copies may hold from a time when they were not yet about the
    child; ``digests`` those of the child's identifiers.
    """

    child_id: str
    facts: Mapping[str, object]
    rows: Rows = field(default_factory=dict)
    digests: tuple[str, ...] = ()


def record_erasure(db: Database, one: Recorded) -> None:
    """Add an erasure, or what became of it since, in whatever transaction is open."""
    kept = {**one.facts, _ROWS: one.rows, _DIGESTS: one.digests}
    db.conn.execute("INSERT INTO erasure (erased_id, facts) VALUES (?, ?)", (one.child_id, json.dumps(kept)))


def told_erasures(db: Database) -> dict[str, Recorded]:
    """The erasures that were recorded, by child, each as it was recorded last, in the order in which they were made."""
    latest: dict[str, Recorded] = {}
    if has_table(db, "erasure"):
        for child_id, kept in db.conn.execute("SELECT erased_id, facts FROM erasure ORDER BY number").fetchall():
            facts = json.loads(kept)
            rows, digests = facts.pop(_ROWS, {}), tuple(facts.pop(_DIGESTS, ()))
            latest[str(child_id)] = Recorded(str(child_id), facts, rows, digests)
    return latest


def recorded_erasures(db: Database) -> list[Recorded]:
    """The erasures known; of an early release, which recorded none, by what they left of the history."""
    latest = told_erasures(db)
    emptied = (
        "SELECT DISTINCT row_id FROM journal JOIN journal_image USING (seq) "
        f"WHERE entity = 'child' AND {_EMPTIED} ORDER BY row_id"
    )
    for (child_id,) in db.conn.execute(emptied).fetchall():
        latest.setdefault(str(child_id), Recorded(str(child_id), {}))
    return list(latest.values())


def erased_of(db: Database, rows: Iterable[tuple[str, str, str | None]]) -> str | None:
    """The entity of the first of ``rows`` that was erased, or belongs to a child who was; None where none was.

    A row is its entity, its id, and the id of the child that it is about.
    """
    children = {one.child_id for one in recorded_erasures(db)}
    gone = {row_id for one in told_erasures(db).values() for ids in one.rows.values() for row_id in ids}
    for entity, row_id, child_id in rows:
        emptied = db.conn.execute(
            f"SELECT 1 FROM journal JOIN journal_image USING (seq) WHERE row_id = ? AND {_EMPTIED} LIMIT 1", (row_id,)
        ).fetchall()
        # one that is there, and whose history was emptied, is about another child than the one who was erased
        went = emptied and not rows_there(db, entity, [row_id])
        if went or row_id in gone or row_id in children or child_id in children:
            return entity
    return None


# Knowing a child again


def digests_of(db: Database, held: Held) -> tuple[str, ...]:
    """Keyed digests of what other systems call a child, in the transaction in which it is erased."""
    secret = _secret(db)
    if not secret:
        secret = secrets.token_hex(32)
        db.conn.execute("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", (_SECRET, secret))
    return tuple(dict.fromkeys(_digest(secret, name, words) for name, words in held.identifiers))


class ErasedBefore:
    """Tells of an identifier or a pupil number whether a child had it who was erased."""

    def __init__(self, db: Database) -> None:
        self._secret = _secret(db)
        self._by_digest = {digest: one for one in told_erasures(db).values() for digest in one.digests}

    def __bool__(self) -> bool:
        return bool(self._by_digest)

    def child(self, field: str, words: object) -> str | None:
        """The id that the erased child had; None where it is not known that anybody was erased who was called so."""
        if not self._by_digest or words is None:
            return None
        found = self._by_digest.get(_digest(self._secret, field, str(words)))
        return found.child_id if found else None


def _secret(db: Database) -> str:
    found = db.conn.execute("SELECT value FROM meta WHERE name = ?", (_SECRET,)).fetchall()
    return str(found[0][0] or "") if found else ""


def _digest(secret: str, name: str, words: str) -> str:
    said = f"{name}\x1f{''.join(words.split()).casefold()}"
    return hmac.new(bytes.fromhex(secret), said.encode(), hashlib.sha256).hexdigest()


# Older backups


@dataclass(frozen=True, slots=True)
class Known:
    """What a store tells an older backup that takes its place.

    The children erased from it, the highest number that a reference of theirs had, what their digests are made with,
    and its log of exports: files that erasing does not reach.
    """

    erasures: Sequence[Recorded] = ()
    last_reference: int = 0
    exports: Sequence[tuple[object, ...]] = ()
    secret: str = ""


def erasures_known(store: Path, keys: tuple[Key, ...]) -> Known:
    """The erasures that a store knows of or, where it does not open with ``keys``, its latest backup that does."""
    for file in (store, *reversed(backups_of(store))):
        with suppress(UserError, OSError, *UNREADABLE), opened(file, keys) as db:
            return Known(recorded_erasures(db), last_reference(db), _exports(db), _secret(db))
    return Known()


def erase_again(db: Database, known: Known) -> int:
    """Erase from a file, outside of any transaction, every child who was erased; returns how many it held.

    The file must be whole. Raises UserError where something of one is left.
    """
    again = [held for one in known.erasures if _may_hold(db, one) and (held := held_of(db, one.child_id, one.rows))]
    if not again:
        return 0
    db.conn.execute("BEGIN IMMEDIATE")
    for held in again:
        erase_rows(db, held, None)
    db.conn.execute("COMMIT")
    compact(db)
    if any(still_holds(db, held) for held in again):
        raise UserError("A record that was erased could not be taken out of the backup; choose another backup")
    return len(again)


def _may_hold(db: Database, one: Recorded) -> bool:
    """Whether it is worth reading the whole history for a child."""
    there = db.conn.execute("SELECT 1 FROM child WHERE id = ?", (one.child_id,)).fetchall()
    return bool(there or entries_of_rows(db, {**one.rows, "child": [one.child_id]}))


def carry_over(db: Database, known: Known) -> None:
    """Tell a file of erasures and exports that it does not know of, in whatever transaction is open."""
    there = {one.child_id for one in told_erasures(db).values() if one.facts}
    keep_last_reference(db, known.last_reference)
    for one in known.erasures:
        if one.child_id not in there:
            record_erasure(db, replace(one, facts={**one.facts, EARLIER_HISTORY: True} if one.facts else {}))
    if known.secret:
        db.conn.execute("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", (_SECRET, known.secret))
    there_already = set(_exports(db))
    db.conn.executemany(
        f"INSERT INTO export_log ({_EXPORT}) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [row for row in known.exports if row not in there_already],
    )


def _exports(db: Database) -> list[tuple[object, ...]]:
    if not has_table(db, "export_log"):
        return []
    return [tuple(row) for row in db.conn.execute(f"SELECT {_EXPORT} FROM export_log ORDER BY seq").fetchall()]
