"""Undo and redo, each a new change that puts rows back as they were."""

from dataclasses import dataclass

from suffdesk.core.changes import Changes
from suffdesk.core.errors import Refused
from suffdesk.core.kinds import Stored
from suffdesk.domain.registry import BY_NAME
from suffdesk.store.change import rows_by_id
from suffdesk.store.engine import IntegrityError
from suffdesk.store.journal import Entry, Image, entries_of
from suffdesk.store.opening import Store


@dataclass(frozen=True, slots=True)
class Step:
    """A change that can be undone or redone: its number and its label."""

    number: int
    label: str


def _log(store: Store) -> list[tuple[int, str, int | None]]:
    rows = store.rows("SELECT seq, label, undoes FROM change_log ORDER BY seq DESC")
    return [(int(str(seq)), str(label), None if undoes is None else int(str(undoes))) for seq, label, undoes in rows]


def _standing(log: list[tuple[int, str, int | None]]) -> set[int]:
    """Numbers of changes that nothing standing has undone."""
    undone: set[int] = set()
    for seq, _, undoes in log:  # latest first, so whatever undoes ``seq`` has been judged already
        if seq not in undone and undoes is not None:
            undone.add(undoes)
    return {seq for seq, _, _ in log} - undone


def next_undo(store: Store) -> Step | None:
    """The latest change of the user's own that still stands."""
    log = _log(store)
    standing = _standing(log)
    for seq, label, undoes in log:
        if undoes is None and seq in standing:
            return Step(seq, label)
    return None


def next_redo(store: Store) -> Step | None:
    """The latest undo that still stands, unless a change of the user's own came after it."""
    log = _log(store)
    labels = {seq: label for seq, label, _ in log}
    ordinary = {seq for seq, _, undoes in log if undoes is None}
    standing = _standing(log)
    for seq, _, undoes in log:
        if undoes is None:
            return None
        if undoes in ordinary and seq in standing:
            return Step(seq, labels[undoes])
    return None


def undo(store: Store, step: Step) -> Changes:
    """Put back what ``step`` changed. Raises Refused where a later change depends on one of its rows."""
    return _reverse(store, step, f"Undo: {step.label}")


def redo(store: Store, step: Step) -> Changes:
    """Do again what was undone. Raises Refused like :func:`undo`."""
    return _reverse(store, step, f"Redo: {step.label}")


def _reverse(store: Store, step: Step, label: str) -> Changes:
    entries = entries_of(store.db, step.number)
    _refuse_if_later(store, entries, step)
    try:
        with store.change(label, undoes=step.number) as result:
            store.db.conn.execute("PRAGMA defer_foreign_keys = ON").fetchall()
            result.change.put_back(reversed(entries))
    except IntegrityError as error:
        raise Refused(f"“{step.label}” cannot be undone: records made since depend on it; undo those first") from error
    return result.changes


def _facts(image: Image) -> dict[str, Stored] | None:
    """What a row says, without how often it was written and without fields that are empty."""
    if image is None:
        return None
    return {name: value for name, value in image.items() if value is not None and name != "row_version"}


def _refuse_if_later(store: Store, entries: list[Entry], step: Step) -> None:
    last: dict[tuple[str, str], Entry] = {(entry.entity, entry.row_id): entry for entry in entries}
    wanted: dict[str, list[str]] = {}
    for entity, row_id in last:
        wanted.setdefault(entity, []).append(row_id)
    now = {entity: rows_by_id(store.db, entity, ids) for entity, ids in wanted.items()}
    for (entity, row_id), entry in last.items():
        current = now[entity].get(row_id)
        if _facts(current) != _facts(entry.after):
            label = BY_NAME[entity].label.lower()
            raise Refused(f"“{step.label}” cannot be undone: a {label} that it changed was changed again since")
