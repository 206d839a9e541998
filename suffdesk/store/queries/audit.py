"""The trail of changes, a page at a time: one import may have 280,000 entries and is never read at once."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from suffdesk.domain.registry import OF_CHILD
from suffdesk.store.journal import Image
from suffdesk.store.opening import Store


@dataclass(frozen=True, slots=True)
class TrailFilter:
    """Which entries are wanted; whatever is left out does not limit. Days are local ones, both included."""

    who: str = ""
    first: date | None = None
    last: date | None = None
    entity: str = ""
    change: int | None = None
    row_ids: Sequence[str] | None = None


@dataclass(frozen=True, slots=True)
class Trace:
    """One record's part in one change. ``entry`` counts up through the whole journal; ``made_at`` is UTC."""

    entry: int
    change: int
    label: str
    made_at: datetime
    who: str
    undoes: int | None
    entity: str
    row_id: str
    operation: str
    before: Image
    after: Image
    erased: bool


_COLUMNS = (
    "j.seq, c.seq, c.label, c.made_at, c.who, c.undoes, j.entity, j.row_id, j.operation, i.before, i.after, "
    "i.salt IS NULL"
)
_WHOLE = (
    "FROM change_log c CROSS JOIN journal j ON j.seq BETWEEN c.first_entry AND c.last_entry "
    "CROSS JOIN journal_image i ON i.seq = j.seq"
)
_OF_ROWS = (
    "FROM journal j CROSS JOIN change_log c ON c.seq = "
    "(SELECT seq FROM change_log WHERE first_entry <= j.seq ORDER BY first_entry DESC LIMIT 1) "
    "CROSS JOIN journal_image i ON i.seq = j.seq"
)


def trail_page(store: Store, wanted: TrailFilter, before: int | None = None, limit: int = 200) -> list[Trace]:
    """Entries that meet the filter, the latest first, at most ``limit``; those before entry ``before`` where given."""
    clauses: list[str] = []
    values: list[object] = []

    def only(clause: str, *parameters: object) -> None:
        clauses.append(clause)
        values.extend(parameters)

    if before is not None:
        only("j.seq < ? AND c.first_entry < ?", before, before)
    if wanted.who:
        only("c.who = ?", wanted.who)
    if wanted.first:
        only("c.made_at >= ?", _moment(wanted.first))
    if wanted.last:
        only("c.made_at < ?", _moment(wanted.last + timedelta(days=1)))
    if wanted.entity:
        only("j.entity = ?", wanted.entity)
    if wanted.change is not None:
        only("c.seq = ?", wanted.change)
    if wanted.row_ids is not None:
        only("j.row_id IN (SELECT value FROM json_each(?))", json.dumps(list(wanted.row_ids)))
    source, order = (_WHOLE, "c.seq DESC, j.seq DESC") if wanted.row_ids is None else (_OF_ROWS, "j.seq DESC")
    condition = f" WHERE {' AND '.join(clauses)}" if clauses else ""
    rows = store.rows(f"SELECT {_COLUMNS} {source}{condition} ORDER BY {order} LIMIT ?", (*values, limit))
    return [_trace(row) for row in rows]


def _moment(day: date) -> str:
    """The beginning of a local day, as the journal writes moments."""
    return datetime.combine(day, time()).astimezone(UTC).isoformat(timespec="seconds")


def _trace(row: tuple[object, ...]) -> Trace:
    entry, change, label, made_at, who, undoes, entity, row_id, operation, old, new, erased = row
    return Trace(
        int(str(entry)), int(str(change)), str(label), datetime.fromisoformat(str(made_at)), str(who),
        None if undoes is None else int(str(undoes)), str(entity), str(row_id), str(operation),
        json.loads(str(old)) if old else None, json.loads(str(new)) if new else None, bool(erased),
    )  # fmt: skip


def people(store: Store) -> list[str]:
    """Everyone who has made a change, by name."""
    return [str(who) for (who,) in store.rows("SELECT DISTINCT who FROM change_log ORDER BY who")]


def counts_of_change(store: Store, change: int) -> dict[tuple[str, str], int]:
    """How many records of each entity a change touched, by entity and operation."""
    rows = store.rows(
        "SELECT entity, operation, count(*) FROM change_log JOIN journal ON journal.seq BETWEEN first_entry AND "
        "last_entry WHERE change_log.seq = ? GROUP BY 1, 2",
        (change,),
    )
    return {(str(entity), str(operation)): int(str(number)) for entity, operation, number in rows}


def rows_of_child(store: Store, child_id: str) -> dict[str, list[str]]:
    """Ids of everything held of a child, by entity, and of what was removed of it but not erased."""
    found = {"child": [child_id]}
    for entity in OF_CHILD:
        held = store.rows(f"SELECT id FROM {entity.name} WHERE child_id = ?", (child_id,))
        if held:
            found[entity.name] = [str(row_id) for (row_id,) in held]
    removed = store.rows(
        "SELECT DISTINCT entity, row_id FROM journal JOIN journal_image USING (seq) "
        "WHERE operation = 'delete' AND json_extract(before, '$.child_id') = ?",
        (child_id,),
    )
    for name, row_id in removed:
        ids = found.setdefault(str(name), [])
        if str(row_id) not in ids:
            ids.append(str(row_id))
    return found
