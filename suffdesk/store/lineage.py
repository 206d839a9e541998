"""Whether a store goes on from what its copies hold, and from what was printed on reports.

Whoever cuts off the end of a history and of its seals leaves a chain that holds. The copies beside the store have the
end of it, and so has paper. A restore by the program says in the chain that what follows takes a later history's place.
"""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from sqlite_utils import Database

from suffdesk.core.errors import UserError
from suffdesk.core.text import plural
from suffdesk.store import seals
from suffdesk.store.backup_contents import Key, opened
from suffdesk.store.check import UNREADABLE, Fault
from suffdesk.store.copies import copies_of
from suffdesk.store.engine import OperationalError
from suffdesk.store.passphrase import known_keys
from suffdesk.store.session import Store


def copy_faults(store: Store) -> tuple[list[Fault], list[str]]:
    """Copies beside a store that hold a history which it lacks, and in a sentence each those not compared."""
    found: list[Fault] = []
    notes: list[str] = []
    copies = copies_of(store.path)  # not those made by hand, in which somebody may have gone on
    try:
        keys = known_keys(store)
    except UNREADABLE:
        return [], ["The copies beside the store were not compared: their keys cannot be read"]
    for copy in copies:
        words = _ahead(store, copy, keys)
        if words is None:
            notes.append(f"{copy.name} was not compared: it does not open, or is damaged")
        elif words:
            found.append(Fault("copy", words))
    return found, notes


def mark_faults(store: Store, text: str) -> tuple[list[Fault], list[str]]:
    """Whether the store went through a state that is printed on a report; raises UserError where that is no mark."""
    wanted = seals.read_mark(text)
    if wanted is None:
        raise UserError(f"“{text}” is no state of a store; type it as it is printed, like 57-3f2a-91bc-04d7")
    try:
        held, restored = seals.holds_mark(store.db, wanted), seals.restored_at(store.db)
    except UNREADABLE:
        return [Fault("unreadable", f"The state {text} could not be looked for")], []
    if held:
        return [], [f"The state {text} is in the history of this store"]
    if restored:
        return [], [
            f"The state {text} is not in the history of this store; it may be of the history that was there before an "
            "older backup was restored"
        ]
    return [
        Fault("history", f"The state {text} is not in the history of this store: its end was cut off, it was "
                         "written again, or the report is of another store")
    ], []  # fmt: skip


def _ahead(store: Store, copy: Path, keys: tuple[Key, ...]) -> str | None:
    """What a copy has that the store lacks, in words; empty where it goes on from the copy, None where it is not known.

    Raises nothing of the copy's: a damaged one is no fault of the store.
    """
    with suppress(UserError, OperationalError, OSError, *UNREADABLE), opened(copy, keys) as db:
        if seals.has_seals(db):
            return _ahead_by_seals(store.db, db, copy.name)
        return _ahead_by_changes(store.db, db, copy.name)
    return None


def _ahead_by_seals(ours: Database, theirs: Database, name: str) -> str:
    # without those at its end that say that a child was erased from the copy since
    own = f"number <= (SELECT coalesce(max(number), 0) FROM seal WHERE kind NOT LIKE '{seals.IN_COPY}%')"
    last = theirs.conn.execute(f"SELECT number, chain FROM seal WHERE {own} ORDER BY number DESC LIMIT 1").fetchall()
    if not last or _link(ours, last[0][0]) == last[0][1]:
        return ""
    rows = theirs.conn.execute(f"SELECT number, kind, chain FROM seal WHERE {own} ORDER BY number").fetchall()
    if _link(ours, rows[0][0]) not in (None, rows[0][2]):
        return ""  # of another store, or from before this one was first sealed
    common = _last_common(ours, rows)
    if max(seals.restored_at(ours), default=0) > (rows[common - 1][0] if common else 0):
        return ""  # it was left behind by a restore
    return _words(name, sum(kind == "change_log" for _, kind, _ in rows[common:]))


def _last_common(ours: Database, rows: Sequence[tuple[int, str, bytes]]) -> int:
    """How many of the copy's seals the store has too: each stands for all before it."""
    low, high = 0, len(rows)
    while low < high:
        middle = (low + high + 1) // 2
        number, _, chain = rows[middle - 1]
        low, high = (middle, high) if _link(ours, number) == chain else (low, middle - 1)
    return low


def _link(db: Database, number: int) -> bytes | None:
    found = db.conn.execute("SELECT chain FROM seal WHERE number = ?", (number,)).fetchall()
    return bytes(found[0][0]) if found else None


def _ahead_by_changes(ours: Database, theirs: Database, name: str) -> str:
    """For a copy made by a release that did not seal."""
    changes = theirs.conn.execute("SELECT seq, chain FROM change_log ORDER BY seq").fetchall()
    held = dict(ours.conn.execute("SELECT seq, chain FROM change_log").fetchall())
    if not changes or held.get(changes[0][0], changes[0][1]) != changes[0][1]:
        return ""
    lost = sum(held.get(number) != chain for number, chain in changes)
    restored = ours.conn.execute("SELECT 1 FROM event WHERE kind = 'store restored' LIMIT 1").fetchall()
    return _words(name, lost) if lost and not restored else ""


def _words(name: str, changes: int) -> str:
    what = plural(changes, "change") if changes else "acts or facts about the store"
    return (
        f"{name} holds {what} that the store lacks: the end of its history was cut off, or an older file was put in "
        "its place by hand"
    )
