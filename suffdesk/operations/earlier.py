"""Records as a backup holds them: which differ from the present store, how, and bringing one back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from suffdesk.core.changes import Changes
from suffdesk.core.kinds import Stored
from suffdesk.core.progress import Progress, silent
from suffdesk.domain.quality import withheld
from suffdesk.domain.registry import BY_NAME
from suffdesk.operations.audit import field_words
from suffdesk.operations.rederive import rederive
from suffdesk.store.backup_contents import RecordDifference, State, backups, differing_rows, record_difference
from suffdesk.store.change import Change, rows_by_id
from suffdesk.store.opening import Store
from suffdesk.store.passphrase import known_keys
from suffdesk.store.queries.names import names_of, names_then
from suffdesk.store.restore import restore_record

LISTED = 2_000
"""Records of one kind, of those added, changed or removed, that are listed."""


@dataclass(frozen=True, slots=True)
class Differing:
    """A record that is not as it was in a backup. ``name`` is what people call it."""

    entity: str
    row_id: str
    state: State
    name: str


@dataclass(frozen=True, slots=True)
class FieldPair:
    """One field in a backup and in the present store, in words; empty for nothing."""

    label: str
    then: str
    now: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Version:
    """A backup in which a record is not as it is now. ``made_at`` is UTC."""

    backup: Path
    made_at: datetime
    reason: str
    state: State
    fields: tuple[str, ...]
    """Labels of the fields that differ, where it was changed."""


def differing(store: Store, backup: Path, progress: Progress = silent) -> tuple[list[Differing], bool]:
    """The records that differ from a backup, and whether all are listed (see :data:`LISTED`).

    Removed ones are called what the backup called them. Raises UserError where the backup does not open.
    """
    found = differing_rows(store, backup, LISTED + 1, progress)
    progress("Names of records", None)
    here: dict[str, list[str]] = {}
    gone: dict[str, list[str]] = {}
    for (entity, state), ids in found.items():
        (gone if state == "removed" else here).setdefault(entity, []).extend(ids[:LISTED])
    names = {**names_of(store, here), **names_then(store, backup, gone)}
    lines = [
        Differing(entity, row_id, state, names[entity, row_id])
        for (entity, state), ids in found.items()
        for row_id in ids[:LISTED]
    ]
    return lines, all(len(ids) <= LISTED for ids in found.values())


def earlier_versions(store: Store, entity: str, row_id: str, progress: Progress = silent) -> list[Version]:
    """The backups in which a record differs from now, the newest first; those that do not open are passed over."""
    versions = []
    listed = backups(store.path, *known_keys(store))
    for place, info in enumerate(listed):
        progress("Looking into backups", place / len(listed))
        if not info.readable:
            continue
        found = record_difference(store, info.path, entity, row_id)
        if state := _state(found):
            known = BY_NAME[entity].by_name
            labels = tuple(known[name].label for name in found.fields if name in known and state == "changed")
            versions.append(Version(info.path, info.made_at, info.reason, state, labels))
    return versions


def side_by_side(store: Store, backup: Path, entity: str, row_id: str) -> list[FieldPair]:
    """Every field that is filled in then or now, those that differ first; no restricted one. Raises UserError."""
    found = record_difference(store, backup, entity, row_id)
    then_names = names_then(store, backup, _references(entity, found.then))
    now_names = names_of(store, _references(entity, found.now))
    pairs = []
    hidden = withheld(entity, found.now or found.then or {})
    for field in (field for field in BY_NAME[entity].fields if field.name not in hidden):
        then, now = (found.then or {}).get(field.name), (found.now or {}).get(field.name)
        if then is not None or now is not None:
            words = field_words(entity, field.name, then, then_names), field_words(entity, field.name, now, now_names)
            pairs.append(FieldPair(field.label, *words, field.name in found.fields))
    return sorted(pairs, key=lambda pair: not pair.differs)


def put_back(store: Store, backup: Path, entity: str, row_id: str, *, with_belongings: bool = False) -> Changes:
    """Bring one record back as one change; placements follow an episode as when it is typed.

    Raises Refused, saying why, and UserError like :func:`side_by_side`.
    """

    def follow(change: Change) -> None:
        if entity == "episode":
            rederive(store, change, str(rows_by_id(store.db, entity, [row_id])[row_id]["child_id"]))

    return restore_record(store, backup, entity, row_id, with_what_belongs_to_it=with_belongings, then=follow)


def _state(found: RecordDifference) -> State | None:
    if found.now is None:
        return None if found.then is None else "removed"
    if found.then is None:
        return "added"
    return "changed" if found.fields else None


def _references(entity: str, row: Mapping[str, Stored] | None) -> dict[str, set[str]]:
    wanted: dict[str, set[str]] = {}
    for field in BY_NAME[entity].fields:
        if field.record and row and row.get(field.name):
            wanted.setdefault(field.record, set()).add(str(row[field.name]))
    return wanted
