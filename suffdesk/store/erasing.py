"""Taking one child out of a store file for good: its rows, what the journal says of them, its documents and drafts.

The journal's own rows stay, as the chain hashes them; their salts and images go, so that nothing can be guessed
back from a digest. Works on a file of any release since the first, so that backups can be made again.
"""

from collections.abc import Iterable

from sqlite_utils import Database

from suffdesk.store.belonging import Held, documents_there, entries_of_rows, rows_there
from suffdesk.store.change import Change
from suffdesk.store.seals import seal_emptied, seal_staying


def erase_rows(db: Database, held: Held, change: Change | None) -> None:
    """Erase what a file holds of a child, inside an open transaction.

    With ``change`` the removal itself is journalled (and its images emptied at once), as in the store; without
    it, as in a backup, it is not.
    """
    number = held.reference.removeprefix("C-")
    if number.isdecimal():
        keep_last_reference(db, int(number))
    db.conn.execute("PRAGMA defer_foreign_keys = ON").fetchall()
    for table in _order(db, held.rows):
        if change is not None:
            change.delete_many(table, held.rows[table])
        else:
            db.conn.executemany(f"DELETE FROM {table} WHERE id = ?", [(row_id,) for row_id in held.rows[table]])
    if held.documents:
        db.conn.executemany("DELETE FROM document_content WHERE id = ?", [(row_id,) for row_id in held.documents])
    if held.drafts:
        db.conn.executemany("DELETE FROM draft WHERE entity = ? AND row_id = ?", held.drafts)
    emptied = entries_of_rows(db, held.ever)
    db.conn.executemany(
        "UPDATE journal_image SET salt = NULL, before = NULL, after = NULL WHERE seq = ?", [(seq,) for seq in emptied]
    )
    seal_emptied(db, emptied, in_copy=change is None)
    seal_staying(db, held.elsewhere, in_copy=change is None)
    if held.rows.get("child") and has_table(db, "child_words"):
        # a deleted row leaves its letters in the index until it is written anew
        db.conn.execute("INSERT INTO child_words (child_words) VALUES ('rebuild')")


def still_holds(db: Database, held: Held) -> bool:
    """Whether a file still has any of what was to be erased: records, what the history says of them, documents."""
    rows = any(rows_there(db, table, ids) for table, ids in held.rows.items())
    return rows or bool(entries_of_rows(db, held.ever)) or bool(documents_there(db, held.documents))


def has_table(db: Database, name: str) -> bool:
    """Whether a file has a table: a backup of an earlier release lacks some."""
    return bool(db.conn.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (name,)).fetchall())


def _order(db: Database, tables: Iterable[str]) -> list[str]:
    """Tables in an order in which rows can go: what refers to others before these.

    References that are looked at only when the change ends (a placement and its first episode name one another) do
    not matter.
    """
    left = sorted(tables)
    at_once = {
        table: {
            str(row[2])
            for row in db.conn.execute(f"PRAGMA foreign_key_list({table})").fetchall()
            if row[6] == "RESTRICT" and row[2] != table
        }
        for table in left
    }
    order: list[str] = []
    while left:
        free = [table for table in left if not any(table in at_once[other] for other in left)]
        order += free or left
        left = [table for table in left if table not in order]
    return order


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
