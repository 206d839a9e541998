"""Taking one child out of a store file for good: its rows, what the journal says of them, its documents and drafts.

The journal's own rows stay, as the chain hashes them; their salts and images go, so that nothing can be guessed
back from a digest. Works on a file of any release since the first, so that backups can be made again.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from sqlite_utils import Database

from suffdesk.core.errors import UserError
from suffdesk.store import durable
from suffdesk.store.backup import backups_of
from suffdesk.store.backup_contents import Key, key_of
from suffdesk.store.change import Change
from suffdesk.store.check import database_faults
from suffdesk.store.engine import DatabaseError, connect
from suffdesk.store.seals import seal_emptied

_LOGS = ("-wal", "-journal")


@dataclass(frozen=True)
class Held:
    """What a file holds of a child: ids by table, how many entries of the journal, ids of documents ever kept."""

    rows: dict[str, list[str]] = field(default_factory=dict)
    entries: int = 0
    documents: tuple[str, ...] = ()
    drafts: int = 0

    def __bool__(self) -> bool:
        return bool(self.rows or self.entries or self.documents or self.drafts)


_ABOUT = "(instr(coalesce({0}.before, ''), :child) > 0 OR instr(coalesce({0}.after, ''), :child) > 0)"
_ENTRIES = (
    "SELECT journal.seq FROM journal JOIN journal_image i USING (seq) "
    f"WHERE (row_id = :child AND i.salt IS NOT NULL) OR {_ABOUT.format('i')}"
)


def held_of(db: Database, child_id: str) -> Held:
    """Everything that a file holds of a child, removed records included."""
    child = {"child": child_id}
    rows: dict[str, list[str]] = {}
    for table in _tables(db):
        column = "id" if table == "child" else "child_id"
        found = db.conn.execute(f"SELECT id FROM {table} WHERE {column} = :child", child).fetchall()
        if found:
            rows[table] = [str(row[0]) for row in found]
    entries = int(db.conn.execute(f"SELECT count(*) FROM ({_ENTRIES})", child).fetchall()[0][0])
    removed = db.conn.execute(
        f"SELECT DISTINCT row_id FROM journal JOIN journal_image i USING (seq) "
        f"WHERE entity = 'document' AND {_ABOUT.format('i')}",
        child,
    ).fetchall()
    documents = dict.fromkeys([*rows.get("document", []), *(str(row[0]) for row in removed)])
    return Held(rows, entries, tuple(documents), len(_drafts(db, child_id, rows)))


def _tables(db: Database) -> list[str]:
    """Tables of records of children, ``child`` the last; a backup of an earlier release has fewer."""
    found = db.conn.execute(
        "SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c "
        "WHERE m.type = 'table' AND c.name = 'child_id' AND m.name <> 'child_search' ORDER BY m.name"
    ).fetchall()
    return [*(str(row[0]) for row in found), "child"]


def _drafts(db: Database, child_id: str, rows: dict[str, list[str]]) -> list[tuple[str, str]]:
    """Drafts of forms about the child, or in which it is named."""
    if not db.conn.execute("SELECT 1 FROM sqlite_master WHERE name = 'draft'").fetchall():
        return []
    names = db.conn.execute("SELECT identifier, reference, upn FROM child WHERE id = ?", (child_id,)).fetchall()
    words = [child_id, *(word for row in names for word in row if word)]
    ids = {row_id for held in rows.values() for row_id in held}
    return [
        (entity, row_id)
        for entity, row_id, filled in db.conn.execute("SELECT entity, row_id, filled FROM draft").fetchall()
        if row_id in ids or any(f'"{word}"' in filled for word in words)
    ]


def erase_rows(db: Database, child_id: str, change: Change | None) -> Held:
    """Erase a child inside an open transaction; returns what was there.

    With ``change`` the removal itself is journalled (and its images emptied at once), as in the store; without
    it, as in a backup, it is not.
    """
    held = held_of(db, child_id)
    drafts = _drafts(db, child_id, held.rows)
    _keep_reference(db, child_id)
    db.conn.execute("PRAGMA defer_foreign_keys = ON").fetchall()
    for table, ids in held.rows.items():
        if change is not None:
            change.delete_many(table, ids)
        else:
            db.conn.executemany(f"DELETE FROM {table} WHERE id = ?", [(row_id,) for row_id in ids])
    if held.documents:
        db.conn.executemany("DELETE FROM document_content WHERE id = ?", [(row_id,) for row_id in held.documents])
    if drafts:
        db.conn.executemany("DELETE FROM draft WHERE entity = ? AND row_id = ?", drafts)
    emptied = db.conn.execute(
        f"UPDATE journal_image SET salt = NULL, before = NULL, after = NULL WHERE seq IN ({_ENTRIES}) RETURNING seq",
        {"child": child_id},
    ).fetchall()
    seal_emptied(db, (row[0] for row in emptied), in_copy=change is None)
    if db.conn.execute("SELECT 1 FROM sqlite_master WHERE name = 'child_words'").fetchall():
        # a deleted row leaves its letters in the index until it is written anew
        db.conn.execute("INSERT INTO child_words (child_words) VALUES ('rebuild')")
    return held


def _keep_reference(db: Database, child_id: str) -> None:
    for (reference,) in db.conn.execute("SELECT reference FROM child WHERE id = ?", (child_id,)).fetchall():
        number = str(reference).removeprefix("C-")
        if number.isdecimal():
            keep_last_reference(db, int(number))


def last_reference(db: Database) -> int:
    """The highest number that a child had who is erased; 0 for none."""
    found = db.conn.execute("SELECT value FROM meta WHERE name = 'last_reference'").fetchall()
    return int((found[0][0] if found else None) or 0)


def keep_last_reference(db: Database, number: int) -> None:
    """A reference is never given again: exports made earlier may hold it."""
    if number > last_reference(db):
        db.conn.execute("INSERT OR REPLACE INTO meta (name, value) VALUES ('last_reference', ?)", (str(number),))


def compact(db: Database) -> None:
    """Write the file anew, so that nothing lies in pages that were given up. Outside of any transaction."""
    db.conn.execute("VACUUM").fetchall()
    db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


@dataclass(frozen=True, slots=True)
class Remade:
    """What became of the copies of a store: how many were made again, held nothing, and could not be reached."""

    remade: tuple[str, ...]
    untouched: tuple[str, ...]
    left: tuple[str, ...]
    """File names of copies that may still hold the child: damaged, held by another program, or of a lost key."""


def copies_of(store: Path) -> list[Path]:
    """Backups of a store, and what restoring kept of it beside it."""
    return [*backups_of(store), *sorted(store.parent.glob(f"{store.stem} before restore *{store.suffix}"))]


def remake_copies(store: Path, keys: tuple[Key, ...], child_id: str, say: Callable[[str, float], None]) -> Remade:
    """Make every copy of a store that holds the child again without it, each checked before it takes its place.

    ``say`` is told what is being done and the part done, 0-1.
    """
    remade: list[str] = []
    untouched: list[str] = []
    left: list[str] = []
    copies = copies_of(store)
    for number, copy in enumerate(copies):
        say(f"Making backup {number + 1} of {len(copies)} again", number / len(copies))
        try:
            (remade if _remake(copy, keys, child_id) else untouched).append(copy.name)
        except (UserError, DatabaseError, OSError):
            left.append(copy.name)
    return Remade(tuple(remade), tuple(untouched), tuple(left))


def _remake(copy: Path, keys: tuple[Key, ...], child_id: str) -> bool:
    """Whether the copy held the child. Raises UserError, DatabaseError or OSError where it cannot be made again."""
    if any(copy.with_name(copy.name + end).is_file() for end in _LOGS):
        raise UserError(f"{copy.name} was not closed")
    key = key_of(copy, keys)
    part = durable.part_of(copy)
    try:
        shutil.copyfile(copy, part)
        db = connect(part, key, wal=False)
        try:
            if not held_of(db, child_id):
                return False
            db.conn.execute("BEGIN IMMEDIATE")
            erase_rows(db, child_id, None)
            db.conn.execute("COMMIT")
            compact(db)
            wrong = database_faults(db)
            if wrong or held_of(db, child_id):
                raise UserError(f"{copy.name} could not be made again")
        finally:
            db.conn.close()
        durable.put(part, copy)
    finally:
        for end in ("", *_LOGS):
            part.with_name(part.name + end).unlink(missing_ok=True)
    return True
