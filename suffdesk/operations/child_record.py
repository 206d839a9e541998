"""The facts of one child in words, and how values of any record stand in tables."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from suffdesk.core.dates import age_on, show_date
from suffdesk.core.entities import Field
from suffdesk.core.kinds import Day, LastDay
from suffdesk.core.report import Cell
from suffdesk.domain.authorities import area_name
from suffdesk.domain.registry import BY_NAME
from suffdesk.store.change import columns_of
from suffdesk.store.opening import Store

Format = Literal["text", "number", "decimal", "date", "money"]
_FORMATS: dict[str, Format] = {
    "integer": "number", "year": "number",
    "miles": "decimal", "quantity": "decimal", "money": "money",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ChildRecord:
    """``facts`` are label and words, those that are held."""

    reference: str
    facts: tuple[tuple[str, str], ...]


def child_record(store: Store, child_id: str, as_at: date) -> ChildRecord | None:
    """The facts of one child; None where there is none (any more)."""
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
    return ChildRecord(str(child["reference"]), tuple(facts))


def words_of(field: Field, stored: object) -> str:
    """A stored value in words."""
    value = stored if isinstance(stored, (str, int, float)) else None
    return field.show(field.kind.from_store(value))


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
