"""What was changed, and taking it back."""

from dataclasses import dataclass
from datetime import datetime

from suffdesk.core.changes import Changes
from suffdesk.core.errors import Refused
from suffdesk.store import undo as store_undo
from suffdesk.store.opening import Store
from suffdesk.store.undo import Step, next_redo, next_undo

__all__ = ["Past", "Step", "next_redo", "next_undo", "recent", "redo", "undo"]


@dataclass(frozen=True, slots=True)
class Past:
    """One change that was made. ``made_at`` is UTC."""

    number: int
    label: str
    made_at: datetime
    who: str
    rows: int


def undo(store: Store) -> Changes:
    """Take back the latest change that stands. Raises Refused where there is none, or saying why it cannot be."""
    step = next_undo(store)
    if step is None:
        raise Refused("There is nothing to undo")
    return store_undo.undo(store, step)


def redo(store: Store) -> Changes:
    """Do again what was undone last. Raises Refused like :func:`undo`."""
    step = next_redo(store)
    if step is None:
        raise Refused("There is nothing to redo")
    return store_undo.redo(store, step)


def recent(store: Store, limit: int = 50) -> list[Past]:
    """The latest changes, the newest first."""
    rows = store.rows(
        "SELECT seq, label, made_at, who, last_entry - first_entry + 1 FROM change_log ORDER BY seq DESC LIMIT ?",
        (limit,),
    )
    return [
        Past(int(str(seq)), str(label), datetime.fromisoformat(str(made)), str(who), int(str(number)))
        for seq, label, made, who, number in rows
    ]
