"""Store what an import planned, whatever it came from."""

from suffdesk.core.errors import UserError
from suffdesk.core.progress import Progress, silent
from suffdesk.imports.merging.records import Writes
from suffdesk.store.backup import backup_before
from suffdesk.store.change import Change
from suffdesk.store.opening import Store

_ORDER = (
    "child", "provider", "setting", "care_period", "placement", "episode", "review", "uasc_status", "outcomes",
    "care_leaver", "adoption", "adoption_decision", "previous_permanence", "missing_period", "social_worker",
    "deprivation_of_liberty", "return_table", "published_list", "registration", "capacity", "grade", "quality_action",
)  # fmt: skip
"""Rows go in in this order, and out in the reverse of it, so that what they refer to is there."""


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
    """Write everything as part of a change. What is written is let go of: ``writes`` cannot be used again."""
    for number, entity in enumerate(_ORDER):
        progress("Storing", 0.15 + 0.7 * number / len(_ORDER))
        if entity in writes.inserts:  # a large import would be in memory several times over
            change.insert_many(entity, writes.inserts.pop(entity))
        if entity in writes.updates:
            change.update_many(entity, writes.updates[entity])
    for entity in reversed(_ORDER):
        if entity in writes.deletes:
            change.delete_many(entity, writes.deletes[entity])
