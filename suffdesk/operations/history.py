"""What was changed, and taking it back; whether that can be done is known before it is tried."""

from dataclasses import dataclass
from datetime import datetime

from suffdesk.core.changes import Changes
from suffdesk.core.errors import Refused
from suffdesk.store import undo as store_undo
from suffdesk.store.opening import Store
from suffdesk.store.undo import Step, next_redo, next_undo, obstacle, standing_changes

__all__ = [
    "Past", "Step", "StepLine", "UndoState", "next_redo", "next_undo", "recent", "redo", "redo_steps", "undo",
    "undo_state", "undo_step", "undo_steps", "wide_undo",
]  # fmt: skip


FEW = 100
"""Records that one change by hand may write: what wrote more is not taken back on a key without a question."""


@dataclass(frozen=True, slots=True)
class Past:
    """One change that was made. ``made_at`` is UTC."""

    number: int
    label: str
    made_at: datetime
    who: str
    rows: int
    undoes: int | None = None


@dataclass(frozen=True, slots=True)
class UndoState:
    """Whether a step can be taken back or done again; ``reason`` is a whole sentence where it cannot."""

    possible: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step in a list of them: what it was, and whether it can be reversed now."""

    step: Step
    past: Past
    state: UndoState


def undo(store: Store) -> Changes:
    """Take back the latest change that stands. Raises Refused where there is none, or saying why it cannot be."""
    step = next_undo(store)
    if step is None:
        raise Refused("There is nothing to undo")
    return store_undo.undo(store, step)


def wide_undo(store: Store) -> Past | None:
    """What :func:`undo` would take back, where it wrote so many records that one should be asked: an import."""
    step = next_undo(store)
    if step is None:
        return None
    past = _past(store, "WHERE seq = ?", (step.number,))[0]
    return past if past.rows > FEW or past.label.startswith("Import") else None


def redo(store: Store) -> Changes:
    """Do again what was undone last. Raises Refused like :func:`undo`."""
    step = next_redo(store)
    if step is None:
        raise Refused("There is nothing to redo")
    return store_undo.redo(store, step)


def recent(store: Store, limit: int = 50) -> list[Past]:
    """The latest changes, the newest first."""
    return _past(store, "ORDER BY seq DESC LIMIT ?", (limit,))


def _past(store: Store, which: str, values: tuple[int, ...]) -> list[Past]:
    rows = store.rows(
        f"SELECT seq, label, made_at, who, last_entry - first_entry + 1, undoes FROM change_log {which}", values
    )
    return [
        Past(
            int(str(seq)), str(label), datetime.fromisoformat(str(made)), str(who), int(str(number)),
            None if undoes is None else int(str(undoes)),
        )
        for seq, label, made, who, number, undoes in rows
    ]  # fmt: skip


def undo_state(store: Store, step: Step) -> UndoState:
    """Whether :func:`undo_step` would take a step back, found without trying."""
    if store.read_only:
        return UndoState(False, "The store is open for reading only")
    reason = obstacle(store, step)
    return UndoState(not reason, f"“{step.label}” cannot be undone: {reason}" if reason else "")


def undo_step(store: Store, step: Step) -> Changes:
    """Take back a step that need not be the latest. Raises Refused, saying why it cannot be."""
    return store_undo.undo(store, step)


def undo_steps(store: Store, limit: int = 20) -> list[StepLine]:
    """The latest changes of the user's own that stand, the newest first, each with whether it can be taken back."""
    standing = standing_changes(store)
    steps = []
    for past in recent(store, limit * 4):
        if past.undoes is None and past.number in standing:
            step = Step(past.number, past.label)
            steps.append(StepLine(step, past, undo_state(store, step)))
    return steps[:limit]


def redo_steps(store: Store) -> list[StepLine]:
    """What was undone and may be done again, the next one first: nothing once another change was made."""
    latest = {past.number: past for past in recent(store, 200)}
    standing = standing_changes(store)
    steps: list[StepLine] = []
    for number, past in latest.items():
        if past.undoes is None:
            break
        done = latest.get(past.undoes)
        if done is not None and done.undoes is None and number in standing:
            step = Step(number, done.label)
            state = undo_state(store, step)
            reason = state.reason.replace("cannot be undone", "cannot be done again")
            steps.append(StepLine(step, past, UndoState(state.possible, reason)))
    return steps
