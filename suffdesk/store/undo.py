"""Undo and redo, each a new change that puts rows back as they were, and why one cannot be had."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from suffdesk.core.changes import Changes
from suffdesk.core.errors import Refused
from suffdesk.core.kinds import Stored
from suffdesk.core.text import listed, with_article
from suffdesk.domain.registry import BY_NAME, ENTITIES
from suffdesk.store.change import rows_by_id
from suffdesk.store.engine import IntegrityError
from suffdesk.store.journal import Image, entries_of
from suffdesk.store.opening import Store
from suffdesk.store.queries.names import name_of


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


def _erased(store: Store, number: int) -> bool:
    """Whether erasure has emptied every image of a change, so that nothing of it could be put back."""
    return not store.rows(
        "SELECT 1 FROM change_log JOIN journal_image ON journal_image.seq BETWEEN first_entry AND last_entry "
        "WHERE change_log.seq = ? AND salt IS NOT NULL LIMIT 1",
        (number,),
    )


def standing_changes(store: Store) -> set[int]:
    """Numbers of changes that nothing standing has undone."""
    return _standing(_log(store))


def next_undo(store: Store) -> Step | None:
    """The latest change of the user's own that still stands and has not been erased."""
    log = _log(store)
    standing = _standing(log)
    for seq, label, undoes in log:
        if undoes is None and seq in standing and not _erased(store, seq):
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
        if undoes in ordinary and seq in standing and not _erased(store, seq):
            return Step(seq, labels[undoes])
    return None


def undo(store: Store, step: Step) -> Changes:
    """Put back what ``step`` changed. Raises Refused where a later change depends on one of its rows."""
    return _reverse(store, step, f"Undo: {step.label}", "undone")


def redo(store: Store, step: Step) -> Changes:
    """Do again what was undone. Raises Refused like :func:`undo`."""
    return _reverse(store, step, f"Redo: {step.label}", "done again")


def _reverse(store: Store, step: Step, label: str, verb: str) -> Changes:
    reason = obstacle(store, step)
    if reason:
        raise Refused(f"“{step.label}” cannot be {verb}: {reason}")
    entries = entries_of(store.db, step.number)
    try:
        with store.change(label, undoes=step.number) as result:
            store.db.conn.execute("PRAGMA defer_foreign_keys = ON").fetchall()
            result.change.put_back(reversed(entries))
    except IntegrityError as error:
        raise Refused(f"“{step.label}” cannot be {verb}: it no longer fits the records that are there") from error
    return result.changes


def obstacle(store: Store, step: Step) -> str:
    """Why the step cannot be reversed, as the end of a sentence; empty where it can. Reads no image without need."""
    if step.number not in standing_changes(store):
        return "it has been undone already"
    if _erased(store, step.number):
        return "what it changed has been erased"
    first, last = (
        int(str(number))
        for number in store.rows("SELECT first_entry, last_entry FROM change_log WHERE seq = ?", (step.number,))[0]
    )
    return _changed_since(store, first, last) or _needed_since(store, first, last) or _taken_since(store, first, last)


def _facts(image: Image) -> dict[str, Stored] | None:
    """What a row says, without how often it was written and without fields that are empty."""
    if image is None:
        return None
    return {name: value for name, value in image.items() if value is not None and name != "row_version"}


def _changed_since(store: Store, first: int, last: int) -> str:
    """A row of the step that is no longer as the step left it. Only rows that the journal names later can differ."""
    later = store.rows(
        "SELECT mine.entity, mine.row_id, max(mine.seq), max(later.seq) FROM journal later "
        "CROSS JOIN journal mine ON mine.row_id = later.row_id AND mine.seq BETWEEN ? AND ? "
        "WHERE later.seq > ? GROUP BY 1, 2",
        (first, last, last),
    )
    for entity, row_id, mine, since in later:
        ((after, erased),) = store.rows("SELECT after, salt IS NULL FROM journal_image WHERE seq = ?", (mine,))
        now = rows_by_id(store.db, str(entity), [str(row_id)]).get(str(row_id))
        if not erased and _facts(now) != _facts(json.loads(str(after)) if after else None):
            label, who = store.rows(
                "SELECT label, who FROM change_log WHERE first_entry <= ? ORDER BY first_entry DESC LIMIT 1", (since,)
            )[0]
            name = name_of(store, str(entity), str(row_id))
            return f"{name} was changed again since, by “{label}” ({who}); undo that first"
    return ""


def _needed_since(store: Store, first: int, last: int) -> str:
    """A record that was written since and refers to one which the step added."""
    added = {
        str(entity)
        for (entity,) in store.rows(
            "SELECT DISTINCT entity FROM journal WHERE seq BETWEEN ? AND ? AND operation = 'insert'", (first, last)
        )
    }
    for entity in ENTITIES:
        for field in entity.fields:
            if field.reference not in added:
                continue
            found = store.rows(
                f"SELECT t.id FROM journal later CROSS JOIN {entity.name} t ON t.id = later.row_id "
                f"WHERE later.seq > ? AND later.entity = ? AND t.{field.name} IS NOT NULL AND EXISTS "
                f"(SELECT 1 FROM journal WHERE row_id = t.{field.name} AND operation = 'insert' "
                "AND seq BETWEEN ? AND ?) AND NOT EXISTS "
                "(SELECT 1 FROM journal WHERE row_id = t.id AND seq BETWEEN ? AND ?) LIMIT 1",
                (last, entity.name, first, last, first, last),
            )
            if found:
                name = name_of(store, entity.name, str(found[0][0]))
                return f"{name} was made since and depends on it; undo that first"
    return ""


def _taken_since(store: Store, first: int, last: int) -> str:
    """What a record would need as the step found it, and is gone or has been given to another."""
    touched = store.rows(
        "SELECT DISTINCT entity, operation FROM journal WHERE seq BETWEEN ? AND ? AND operation <> 'insert'",
        (first, last),
    )
    for name, operation in touched:
        entity = BY_NAME[str(name)]
        back = (entity.name, operation, first, last)
        for field in entity.fields:
            if field.reference and store.rows(
                f"SELECT 1 {_PUT_BACK} AND {_given_back(operation, [field.name])} "
                f"AND NOT EXISTS (SELECT 1 FROM {field.reference} WHERE id = {_before(field.name)}) "
                f"AND NOT EXISTS (SELECT 1 FROM journal b WHERE b.row_id = {_before(field.name)} "
                "AND b.operation = 'delete' AND b.seq BETWEEN ? AND ?) LIMIT 1",
                (*back, first, last),
            ):
                return f"{with_article(BY_NAME[field.reference].label.lower())} that it needs is no longer there"
        for names in _unique(store, entity.name):
            alike = " AND ".join(f"t.{column} = {_before(column)}{_COLLATION.get(entity.name, '')}" for column in names)
            if store.rows(
                f"SELECT 1 {_PUT_BACK} AND {_given_back(operation, names)} AND EXISTS (SELECT 1 FROM {entity.name} t "
                f"WHERE {alike} AND NOT EXISTS "
                "(SELECT 1 FROM journal m WHERE m.row_id = t.id AND m.seq BETWEEN ? AND ?)) LIMIT 1",
                (*back, first, last),
            ):
                said = listed([_in_a_sentence(entity.by_name[column].label) for column in names])
                return f"another {entity.label.lower()} has the same {said} now"
    return ""


_PUT_BACK = (
    "FROM journal j CROSS JOIN journal_image i ON i.seq = j.seq WHERE j.entity = ? AND j.operation = ? "
    "AND j.seq BETWEEN ? AND ? AND i.before IS NOT NULL"
)
_COLLATION = {"import_mapping": " COLLATE NOCASE"}
"""A mapping is known by its name in any case, though its table would hold two."""


def _before(column: str) -> str:
    return f"json_extract(i.before, '$.{column}')"


def _given_back(operation: object, columns: Sequence[str]) -> str:
    """That reversing gives a row values that it has not now: all of a removed one, and what an update changed."""
    held = " AND ".join(f"{_before(column)} IS NOT NULL" for column in columns)
    if operation == "delete":
        return held
    differs = " OR ".join(f"{_before(column)} IS NOT json_extract(i.after, '$.{column}')" for column in columns)
    return f"{held} AND ({differs})"


def _unique(store: Store, table: str) -> list[list[str]]:
    """The columns, in sets, of which no two rows of a table may have the same values; its id is no news."""
    found: dict[str, list[str]] = {}
    for index, column in store.rows(
        "SELECT l.name, c.name FROM pragma_index_list(?) l JOIN pragma_index_info(l.name) c "
        "WHERE l.\"unique\" = 1 AND l.origin <> 'pk' ORDER BY l.name, c.seqno",
        (table,),
    ):
        found.setdefault(str(index), []).append(str(column))
    return list(found.values())


def _in_a_sentence(label: str) -> str:
    """A label of one word with a small letter; longer ones may begin with a name."""
    return label if label.isupper() or " " in label else label.lower()
