"""From what a form or a command line gives to the values of a record, with a sentence for each that is none."""

from collections.abc import Mapping
from datetime import date

from suffdesk.core.dates import financial_year_end
from suffdesk.core.entities import Entity, Field
from suffdesk.core.errors import UserError
from suffdesk.core.kinds import Day, Reference, Value
from suffdesk.core.text import with_article
from suffdesk.domain.authorities import find_area
from suffdesk.domain.entering import YEAR_FROM, FieldFault
from suffdesk.domain.registration import NUMBER_WORDS, registration_number, regulator_of_number, stands_for_none
from suffdesk.domain.registry import BY_NAME
from suffdesk.store.change import rows_by_id
from suffdesk.store.opening import Store

_KNOWN_BY: Mapping[str, tuple[str, ...]] = {
    "child": ("reference", "identifier"),
    "setting": ("urn", "name"),
    "provider": ("name",),
    "framework": ("name",),
    "lot": ("name",),
    "bed": ("name",),
    "home_project": ("name",),
}
"""What people type for a record instead of its id, where it is the only one of that name."""


def find_record(store: Store, entity: str, text: str) -> str:
    """The id of the record that a person means: by id, reference, identifier, number or name.

    Raises UserError where there is none, or more than one of that name.
    """
    label = BY_NAME[entity].label.lower()
    wanted = text.strip()
    for name in ("id", *_KNOWN_BY.get(entity, ())):
        found = store.rows(f"SELECT id FROM {entity} WHERE {name} = ? LIMIT 2", (wanted,))
        if len(found) == 1:
            return str(found[0][0])
        if found:
            raise UserError(f"More than one {label} is called “{wanted}”; give its number or id")
    raise UserError(f"There is no {label} “{wanted}”")


def held_row(store: Store, entity: str, row_id: str) -> dict[str, Value]:
    """The values of a record, dates as dates. Raises UserError where it is not there (any more)."""
    found = rows_by_id(store.db, entity, [row_id])
    if not found:
        raise UserError(f"The {BY_NAME[entity].label.lower()} is no longer there")
    stored = found[row_id]
    return {field.name: field.kind.from_store(stored[field.name]) for field in BY_NAME[entity].fields}


def read_values(store: Store, entity: Entity, given: Mapping[str, Value]) -> tuple[dict[str, Value], list[FieldFault]]:
    """Values by field name, and a fault for each that cannot be read.

    Text is read as a person types it (a reference by whatever the record is called); other values are taken as
    they are. ``child`` does for ``child_id``.
    """
    values: dict[str, Value] = {}
    faults: list[FieldFault] = []
    for name, value in given.items():
        field = entity.by_name.get(name) or entity.by_name.get(f"{name}_id")
        if field is None:
            known = ", ".join(entity.by_name)
            faults.append(
                FieldFault(
                    name, f"{with_article(entity.label.lower()).capitalize()} has no field “{name}”; it has: {known}"
                )
            )
            continue
        try:
            values[field.name] = _read(store, entity, field, value)
        except (ValueError, UserError) as error:
            faults.append(FieldFault(field.name, str(error)))
    return values, faults


def _read(store: Store, entity: Entity, field: Field, value: Value) -> Value:
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(field.kind, Reference):
        return find_record(store, field.reference, str(value))
    if isinstance(value, str):
        value = field.parse(value)
    elif not _is_of(field, value):
        raise ValueError(f"{field.label} cannot be {value}")
    elif wrong := field.kind.doubt(value):
        raise ValueError(wrong)
    if isinstance(value, str) and field.name.endswith("_authority"):
        return find_area(value)
    if isinstance(value, str) and field.name == "urn":
        number = registration_number(value)
        # a placement's number is that of the return, which says XXXXXXX for none; a setting without one has no number
        if not regulator_of_number(number) and (entity.name == "setting" or not stands_for_none(number)):
            raise ValueError(f"“{value}” is not a regulator's number: {NUMBER_WORDS}")
        return number
    return value


def _is_of(field: Field, value: int | float | date) -> bool:
    if isinstance(value, date) or isinstance(field.kind, Day):
        return isinstance(value, date) and isinstance(field.kind, Day)
    if field.kind.sql_type == "TEXT":
        return False
    return field.kind.sql_type == "REAL" or isinstance(value, int)


def with_year(entity: str, row: dict[str, Value]) -> None:
    """Fill in the collection year into which a typed record falls by its date."""
    day = row.get(YEAR_FROM.get(entity, ""))
    if isinstance(day, date) and row.get("collection_year") is None:
        row["collection_year"] = financial_year_end(day)
