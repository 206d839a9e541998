"""What a form starts from: a record's values as a person would type them, and whether they may be changed."""

from dataclasses import dataclass

from suffdesk.core.entities import Field
from suffdesk.core.kinds import Value
from suffdesk.domain.authorities import area_name
from suffdesk.domain.entering import NOT_TYPED, fields_to_fill
from suffdesk.domain.registry import BY_NAME
from suffdesk.operations import placing
from suffdesk.operations.edit import held_row, row_version
from suffdesk.store.opening import Store


@dataclass(frozen=True, slots=True)
class Fixed:
    """Why a record cannot be changed by itself, and the record to change instead (its id empty where there is none)."""

    sentence: str
    entity: str = ""
    row_id: str = ""


def as_typed(store: Store, entity: str, row_id: str) -> tuple[dict[str, str], int]:
    """Texts by field, references as ids, and how often the record has been written.

    Raises UserError where it is not there (any more).
    """
    version = row_version(store, entity, row_id)
    row = held_row(store, entity, row_id)
    fields = fields_to_fill(entity) or BY_NAME[entity].fields
    return {field.name: _typed(field, row[field.name]) for field in fields}, version


def _typed(field: Field, value: Value) -> str:
    if field.name.endswith("_authority") and value:
        return area_name(str(value))
    return field.show(value)


def why_fixed(store: Store, entity: str, row_id: str) -> Fixed | None:
    """Why a record is to be read and not changed; None where a form may change it."""
    if entity in NOT_TYPED:
        return Fixed(f"{NOT_TYPED[entity]}.")
    if entity == "placement":
        row = held_row(store, entity, row_id)
        if placing.by_episodes(row):
            return Fixed(
                "This placement is made from episodes; change those instead.", "episode",
                placing.last_episode(store, row_id),
            )  # fmt: skip
    if store.read_only:
        return Fixed("The store is open for reading only.")
    return None
