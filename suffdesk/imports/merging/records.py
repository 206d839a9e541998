"""Records as merging sees them: what the store holds, what it would hold, and the difference."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from suffdesk.core.kinds import Day, Value
from suffdesk.domain.registry import BY_NAME
from suffdesk.store.ids import new_id
from suffdesk.store.opening import Store

Tells = dict[int, dict[str, Value]]
"""What the return of each year tells of a record (imports.merging.telling)."""


@dataclass(slots=True)
class Record:
    """One row on its way: ``held`` is what the store has (None for a new one), ``values`` what it should have.

    ``tells`` is what ``values["said"]`` says, once it has been looked at.
    """

    id: str
    values: dict[str, Value]
    held: dict[str, Value] | None = None
    removed: bool = False
    tells: Tells | None = None

    def changes(self) -> dict[str, Value]:
        """Fields whose value would change."""
        held = self.held or {}
        return {name: value for name, value in self.values.items() if held.get(name) != value}


def new_record(values: dict[str, Value]) -> Record:
    """A row that the store does not have yet, with its permanent id."""
    return Record(new_id(), values)


def read_records(store: Store, entity: str, child_id: str | None = None) -> list[Record]:
    """Every row of an entity, or those of one child, in the order in which they were made."""
    fields = BY_NAME[entity].fields
    order = "child_id, started, position" if entity == "episode" else "id"
    names = ", ".join(item.name for item in fields)
    dates = [(position, item.kind) for position, item in enumerate(fields) if isinstance(item.kind, Day)]
    found = []
    condition, limits = ("WHERE child_id = ?", (child_id,)) if child_id else ("", ())
    for row_id, *stored in store.rows(f"SELECT id, {names} FROM {entity} {condition} ORDER BY {order}", limits):
        row = list(stored)
        for position, kind in dates:
            row[position] = kind.from_store(row[position])  # type: ignore[arg-type]
        values: dict[str, Value] = dict(zip((item.name for item in fields), row, strict=True))  # type: ignore[arg-type]
        found.append(Record(str(row_id), dict(values), values))
    return found


@dataclass
class Writes:
    """What is to be written, by entity: rows to insert (with their ids), fields to change, rows to remove."""

    inserts: dict[str, list[dict[str, Value]]] = field(default_factory=dict)
    updates: dict[str, dict[str, dict[str, Value]]] = field(default_factory=dict)
    deletes: dict[str, list[str]] = field(default_factory=dict)

    def take(self, entity: str, records: Iterable[Record]) -> None:
        """Sort records into inserts, updates and deletes; those that do not differ are left out."""
        for record in records:
            if record.removed:
                if record.held is not None:
                    self.deletes.setdefault(entity, []).append(record.id)
            elif record.held is None:
                self.inserts.setdefault(entity, []).append({"id": record.id, **record.values})
            elif changed := record.changes():
                self.updates.setdefault(entity, {})[record.id] = changed

    def __bool__(self) -> bool:
        return bool(self.inserts or self.updates or self.deletes)
