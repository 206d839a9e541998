"""Children whose record was removed and not erased: the history and the backups still hold what it said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from suffdesk.core.dates import local_time
from suffdesk.core.errors import UserError
from suffdesk.core.report import Cell, Column, Table
from suffdesk.operations.audit import show_moment
from suffdesk.store.opening import Store


@dataclass(frozen=True, slots=True)
class Removed:
    """One removed record. ``reference`` and ``identifier`` are what it had; ``removed_at`` is local time."""

    child_id: str
    reference: str
    identifier: str
    removed_at: datetime
    who: str


def removed_children(store: Store) -> list[Removed]:
    """The removed records that can still be erased, those removed last first."""
    found = store.rows(
        "SELECT j.row_id, json_extract(i.before, '$.reference'), json_extract(i.before, '$.identifier'), j.seq "
        "FROM journal j JOIN journal_image i USING (seq) WHERE j.entity = 'child' AND j.operation = 'delete' "
        "AND i.before IS NOT NULL AND NOT EXISTS (SELECT 1 FROM child WHERE child.id = j.row_id) ORDER BY j.seq DESC"
    )
    removed: dict[str, Removed] = {}
    changes: dict[int, tuple[datetime, str]] = {}
    for child_id, reference, identifier, seq in found:
        if str(child_id) in removed:
            continue  # removed, brought back and removed again
        number, made_at, who = store.rows(
            "SELECT seq, made_at, who FROM change_log WHERE first_entry <= ? ORDER BY first_entry DESC LIMIT 1", (seq,)
        )[0]
        when = changes.setdefault(int(str(number)), (local_time(datetime.fromisoformat(str(made_at))), str(who)))
        removed[str(child_id)] = Removed(str(child_id), str(reference), str(identifier), *when)
    return list(removed.values())


def find_removed(store: Store, text: str) -> str | None:
    """The id of the removed child that a person means by its id, identifier or reference; None where there is none.

    Raises UserError where several had it.
    """
    wanted = text.strip()
    every = removed_children(store)
    for name in ("child_id", "identifier", "reference"):
        found = [one.child_id for one in every if getattr(one, name) == wanted]
        if len(found) > 1:
            raise UserError(f"More than one removed child was called “{wanted}”; give the id: {', '.join(found)}")
        if found:
            return found[0]
    return None


def removed_table(found: Sequence[Removed]) -> Table:
    """The list of removed records; nothing names a child but its reference."""
    columns = (Column("Child", width=10), Column("Removed", width=19), Column("By", width=14))
    rows: list[tuple[Cell, ...]] = [(one.reference, show_moment(one.removed_at), one.who) for one in found]
    return Table("Removed records", columns, rows)
