"""Store what an import planned, whatever it came from."""

from suffdesk.core.errors import Refused, UserError
from suffdesk.core.progress import Progress, silent
from suffdesk.domain.registry import IN_ORDER_OF_REFERENCES
from suffdesk.imports.merging.records import Writes
from suffdesk.store.backup import backup_before
from suffdesk.store.change import Change
from suffdesk.store.opening import Store


def refuse_if_changed(store: Store, planned_in: int) -> None:
    """Raise Refused where the records are no longer in the state in which an import was planned.

    ``planned_in`` is what :meth:`Store.records_state` was then: an export that was recorded since does not count.
    """
    if store.records_state() != planned_in:
        raise Refused("The store has changed since this import was previewed; look at the preview again")


def backup_before_import(store: Store, writes: Writes, progress: Progress = silent) -> None:
    """A checked backup, unless nothing is to be written or nothing was yet. Raises UserError where it fails."""
    if writes and store.rows("SELECT 1 FROM change_log LIMIT 1"):
        progress("Making a backup", 0.05)
        backup_before(store.db, store.path, store.raw_key, "import")


def refuse_warned(warnings: tuple[str, ...]) -> None:
    """Raise UserError where there is something to which nobody has said yes."""
    if warnings:
        words = warnings[0][:1].lower() + warnings[0][1:]
        raise UserError(f"The import was refused, and nothing was stored: {words}")


def store_writes(change: Change, writes: Writes, progress: Progress = silent) -> None:
    """Write everything as part of a change. What is written is let go of: ``writes`` cannot be used again.

    Raises KeyError, before anything is written, for rows of what is no entity: none may be passed over.
    """
    planned = writes.inserts.keys() | writes.updates.keys() | writes.deletes.keys()
    if unknown := planned - set(IN_ORDER_OF_REFERENCES):
        raise KeyError(f"there is no entity {', '.join(sorted(unknown))}")
    order = [entity for entity in IN_ORDER_OF_REFERENCES if entity in planned]
    for number, entity in enumerate(order):
        progress("Storing", 0.15 + 0.7 * number / len(order))
        if entity in writes.inserts:  # a large import would be in memory several times over
            change.insert_many(entity, writes.inserts.pop(entity))
        if entity in writes.updates:
            change.update_many(entity, writes.updates[entity])
    for entity in reversed(order):
        if entity in writes.deletes:
            change.delete_many(entity, writes.deletes[entity])
