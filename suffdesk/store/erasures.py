"""Which children were erased from a store, so that no copy made before brings them back.

Only ids are kept, which say nothing of anybody, and what the certificates say. An older backup that takes the place of
a store knows nothing of what was erased since: it is told, and the children are erased from it again.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from suffdesk.core.errors import UserError
from suffdesk.store.backup import backups_of
from suffdesk.store.backup_contents import Key, opened
from suffdesk.store.check import UNREADABLE
from suffdesk.store.erasing import compact, erase_rows, held_of, keep_last_reference, last_reference

EARLIER_HISTORY = "earlier_history"
"""Fact of an erasure that happened in a history which an older backup has replaced."""
_EXPORT = "made_at, who, what, file_name, as_at, row_count, last_change"
_EMPTIED = "salt IS NULL AND before IS NULL AND after IS NULL"


@dataclass(frozen=True, slots=True)
class Recorded:
    """One erasure as it is kept. ``facts`` are those of the certificate; none where an early release kept none."""

    child_id: str
    facts: Mapping[str, object]


def record_erasure(db: Database, child_id: str, facts: Mapping[str, object]) -> None:
    """Add an erasure, or what became of it since, in whatever transaction is open."""
    db.conn.execute("INSERT INTO erasure (erased_id, facts) VALUES (?, ?)", (child_id, json.dumps(facts)))


def recorded_erasures(db: Database) -> list[Recorded]:
    """The erasures known, each as it was recorded last, in the order in which they were made."""
    latest: dict[str, Recorded] = {}
    if db.conn.execute("SELECT 1 FROM sqlite_master WHERE name = 'erasure'").fetchall():
        rows = db.conn.execute("SELECT erased_id, facts FROM erasure ORDER BY number").fetchall()
        latest = {str(child_id): Recorded(str(child_id), json.loads(facts)) for child_id, facts in rows}
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
    for entity, row_id, child_id in rows:
        emptied = db.conn.execute(
            f"SELECT 1 FROM journal JOIN journal_image USING (seq) WHERE row_id = ? AND {_EMPTIED} LIMIT 1", (row_id,)
        ).fetchall()
        if emptied or row_id in children or child_id in children:
            return entity
    return None


@dataclass(frozen=True, slots=True)
class Known:
    """What a store tells an older backup that takes its place.

    The children erased from it, the highest number that a reference of theirs had, and its log of exports: files that
    erasing does not reach.
    """

    erasures: Sequence[Recorded] = ()
    last_reference: int = 0
    exports: Sequence[tuple[object, ...]] = ()


def erasures_known(store: Path, keys: tuple[Key, ...]) -> Known:
    """The erasures that a store knows of or, where it does not open with ``keys``, its latest backup that does."""
    for file in (store, *reversed(backups_of(store))):
        with suppress(UserError, OSError, *UNREADABLE), opened(file, keys) as db:
            return Known(recorded_erasures(db), last_reference(db), _exports(db))
    return Known()


def erase_again(db: Database, known: Known) -> int:
    """Erase from a file, outside of any transaction, every child who was erased; returns how many it held.

    The file must be whole. Raises UserError where something of one is left.
    """
    again = [one.child_id for one in known.erasures if _may_hold(db, one.child_id) and held_of(db, one.child_id)]
    if not again:
        return 0
    db.conn.execute("BEGIN IMMEDIATE")
    for child_id in again:
        erase_rows(db, child_id, None)
    db.conn.execute("COMMIT")
    compact(db)
    if any(held_of(db, child_id) for child_id in again):
        raise UserError("A record that was erased could not be taken out of the backup; choose another backup")
    return len(again)


def _may_hold(db: Database, child_id: str) -> bool:
    """Whether it is worth reading the whole history for a child."""
    found = db.conn.execute(
        "SELECT 1 FROM child WHERE id = :child UNION ALL SELECT 1 FROM journal JOIN journal_image USING (seq) "
        "WHERE row_id = :child AND salt IS NOT NULL LIMIT 1",
        {"child": child_id},
    ).fetchall()
    return bool(found)


def carry_over(db: Database, known: Known) -> None:
    """Tell a file of erasures and exports that it does not know of, in whatever transaction is open."""
    there = {one.child_id for one in recorded_erasures(db) if one.facts}
    keep_last_reference(db, known.last_reference)
    for one in known.erasures:
        if one.child_id not in there:
            record_erasure(db, one.child_id, {**one.facts, EARLIER_HISTORY: True} if one.facts else {})
    there_already = set(_exports(db))
    db.conn.executemany(
        f"INSERT INTO export_log ({_EXPORT}) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [row for row in known.exports if row not in there_already],
    )


def _exports(db: Database) -> list[tuple[object, ...]]:
    if not db.conn.execute("SELECT 1 FROM sqlite_master WHERE name = 'export_log'").fetchall():
        return []
    return [tuple(row) for row in db.conn.execute(f"SELECT {_EXPORT} FROM export_log ORDER BY seq").fetchall()]
