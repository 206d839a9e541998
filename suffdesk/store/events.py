"""Acts that change no record but have to be known later: a lock broken, a passphrase changed, a store restored.

Append-only, like the journal. ``words`` never holds a personal value.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlite_utils import Database

from suffdesk.core.text import storable
from suffdesk.store.session import Store


@dataclass(frozen=True, slots=True)
class Event:
    """One act. ``at`` is UTC; the order is that of ``number``, whatever the clock said."""

    number: int
    at: datetime
    who: str
    kind: str
    words: str


def write_event(db: Database, who: str, kind: str, words: str) -> None:
    """Add an act, in whatever transaction is open."""
    db.conn.execute(
        "INSERT INTO event (at, who, kind, words) VALUES (?, ?, ?, ?)",
        (datetime.now(UTC).isoformat(timespec="seconds"), who, kind, storable(words)),
    )


def record_event(store: Store, kind: str, words: str) -> None:
    """Add an act in a transaction of its own. Raises Refused for a store that is open for reading only."""
    with store.writing(words):
        write_event(store.db, store.who, kind, words)


def events(store: Store, limit: int = 200) -> list[Event]:
    """The latest acts, the newest first."""
    rows = store.rows("SELECT number, at, who, kind, words FROM event ORDER BY number DESC LIMIT ?", (limit,))
    return [
        Event(int(str(number)), datetime.fromisoformat(str(at)), str(who), str(kind), str(words))
        for number, at, who, kind, words in rows
    ]
