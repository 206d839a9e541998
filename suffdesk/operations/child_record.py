"""Everything held of one child, to read: facts, periods of care, placements, episodes and reviews."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from suffdesk.core.dates import age_on, show_date
from suffdesk.core.entities import Entity, Field
from suffdesk.core.kinds import Day, LastDay
from suffdesk.core.report import Cell, Column, Table
from suffdesk.domain.authorities import area_name
from suffdesk.domain.registry import BY_NAME
from suffdesk.store.change import columns_of
from suffdesk.store.opening import Store

Format = Literal["text", "number", "decimal", "date", "money"]
_FORMATS: dict[str, Format] = {
    "integer": "number", "year": "number",
    "miles": "decimal", "quantity": "decimal", "money": "money",
}  # fmt: skip
_TABLES: tuple[tuple[str, str, tuple[str, ...], str], ...] = (
    ("placement", "Placements",
     ("started", "until", "place", "provider", "urn", "placement_authority", "placement_postcode", "miles", "basis"),
     "started DESC"),
    ("episode", "Episodes",
     ("started", "until", "reason_new", "legal_status", "need", "place", "provider", "placement_postcode", "miles",
      "reason_ceased", "reason_change"), "started DESC, position DESC"),
    ("care_period", "Periods of care", ("started", "start_known", "until", "reason_ceased"), "started DESC"),
    ("review", "Reviews", ("reviewed_on", "participation"), "reviewed_on DESC"),
    ("missing_period", "Missing", ("started", "until", "kind"), "started DESC"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ChildRecord:
    """``facts`` are label and words; ``tables`` the latest first, empty ones left out."""

    reference: str
    facts: tuple[tuple[str, str], ...]
    tables: tuple[Table, ...]


def child_record(store: Store, child_id: str, as_at: date) -> ChildRecord | None:
    """The record of one child; None where there is none (any more)."""
    entity = BY_NAME["child"]
    names = columns_of("child")
    held = store.rows(f"SELECT {', '.join(names)} FROM child WHERE id = ?", (child_id,))
    if not held:
        return None
    child = dict(zip(names, held[0], strict=True))
    facts: list[tuple[str, str]] = []
    for field in entity.fields[1:]:
        words = words_of(field, child[field.name])
        if field.name == "date_of_birth" and child["date_of_birth"]:
            born = date.fromisoformat(str(child["date_of_birth"]))
            words = f"{show_date(born)}, {age_on(born, as_at)} on {show_date(as_at)}"
        if words and field.name != "collection_year":
            facts.append((field.label, words))
    tables = [_table(store, child_id, *wanted) for wanted in _TABLES]
    return ChildRecord(str(child["reference"]), tuple(facts), tuple(table for table in tables if table.rows))


def words_of(field: Field, stored: object) -> str:
    """A stored value in words."""
    value = stored if isinstance(stored, (str, int, float)) else None
    return field.show(field.kind.from_store(value))


def _table(store: Store, child_id: str, entity_name: str, title: str, names: Sequence[str], order: str) -> Table:
    entity: Entity = BY_NAME[entity_name]
    fields = [entity.by_name[name] for name in names]
    rows = store.rows(f"SELECT {', '.join(names)} FROM {entity_name} WHERE child_id = ? ORDER BY {order}", (child_id,))
    columns = tuple(Column(field.label, format_of(field), max(field.width, len(field.label) + 1)) for field in fields)
    cells = [[cell_of(field, value) for field, value in zip(fields, row, strict=True)] for row in rows]
    return Table(title, columns, cells)


def format_of(field: Field) -> Format:
    """What the values of a field are, to a table."""
    if isinstance(field.kind, Day):
        return "date"
    return "text" if field.choices else _FORMATS.get(field.kind.name, "text")


def cell_of(field: Field, stored: object) -> Cell:
    """A stored value as a cell of a table: in words, or as a number or a date."""
    if field.name.endswith("_authority"):
        return area_name(str(stored)) if stored else ""
    if format_of(field) == "text":
        return words_of(field, stored)
    value = field.kind.from_store(stored if isinstance(stored, (str, int, float)) else None)
    return value - timedelta(days=1) if isinstance(field.kind, LastDay) and isinstance(value, date) else value
