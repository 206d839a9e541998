"""What people fill in of a record and what the program works out, for forms and the command line alike."""

from collections.abc import Mapping
from dataclasses import dataclass

from suffdesk.core.entities import Entity, Field
from suffdesk.domain.quality import RESTRICTED
from suffdesk.domain.registry import BY_NAME, OF_CHILD


@dataclass(frozen=True, slots=True)
class FieldFault:
    """Why a value cannot be kept. ``field`` is the name of the field, empty where it is the record as a whole.

    With ``doubt`` it can be kept, and should be looked at.
    """

    field: str
    sentence: str
    doubt: bool = False


_FROM_POSTCODES = ("home_authority", "placement_authority", "miles", "postcodes_version")
_WORKED_OUT: Mapping[str, tuple[str, ...]] = {
    "child": ("reference", "collection_year", "archived_on", "said"),
    "episode": ("position", "placement_id", "collection_year", "source", "said", *_FROM_POSTCODES),
    "placement": ("care_period_id", "opening_episode_id", "source", "counted", *_FROM_POSTCODES),
    "review": ("collection_year", "said"),
    "missing_period": ("collection_year", "said"),
    "social_worker": ("collection_year", "said"),
    "deprivation_of_liberty": ("collection_year", "said"),
    "adoption_decision": ("collection_year", "said"),
    "note": ("child_id", "written_at", "who"),
    "registration": ("list_id",),
    "capacity": ("list_id",),
    "grade": ("list_id",),
    "quality_action": ("child_id",),
}
NOT_TYPED: Mapping[str, str] = {
    "care_period": "Periods of care are made from episodes; change the episodes instead",
    "return_table": "Returned tables are what was imported; import the return again instead",
    "import_mapping": "Mappings are made while importing an extract",
    "told_apart": "Placements are told apart where they are offered for merging",
    "document": "Documents are added from a file and cannot be typed",
    "published_list": "Published lists are what was imported; import the list again instead",
}
"""Entities that nobody fills in, and what to do instead."""
NEEDED: Mapping[str, tuple[str, ...]] = {
    "episode": ("reason_new", "legal_status", "place"),
    "placement": ("place",),
    "setting": ("kind",),
}
"""Fields that a return may leave empty and a person may not."""
ENDS: Mapping[str, tuple[str, str]] = {
    "episode": ("until", "reason_ceased"),
    "placement": ("until", ""),
    "missing_period": ("until", ""),
    "social_worker": ("until", ""),
    "deprivation_of_liberty": ("until", ""),
    "adoption_decision": ("ceased_on", "reason_ceased"),
    "uasc_status": ("ceased_on", ""),
    "setting": ("until", ""),
    "contact": ("until", ""),
    "framework": ("until", ""),
    "lot_membership": ("until", ""),
    "contract": ("until", ""),
    "concern": ("until", "outcome"),
    "bed": ("until", ""),
    "bed_closure": ("until", ""),
    "other_stay": ("until", ""),
    "waiting": ("until", "outcome"),
}
"""For each entity that ends: the field of the date, and of the reason where it has one."""
MADE_ON: Mapping[str, str] = {"quality_action": "made_on"}
"""For each entity that counts from the day on which it was made: the field of that day."""
YEAR_FROM: Mapping[str, str] = {
    "review": "reviewed_on",
    "missing_period": "started",
    "social_worker": "started",
    "deprivation_of_liberty": "started",
    "adoption_decision": "placed_on",
}
"""The date by which a typed record falls into a collection year."""


def fields_to_fill(entity: str) -> tuple[Field, ...]:
    """The fields of a form, in order. None for an entity of :data:`NOT_TYPED`."""
    if entity in NOT_TYPED:
        return ()
    worked_out = _WORKED_OUT.get(entity, ())
    return tuple(field for field in BY_NAME[entity].fields if field.name not in worked_out)


def must_be_filled(entity: str, field: Field) -> bool:
    """Whether a person has to fill a field in."""
    return field.required or field.name in NEEDED.get(entity, ())


OF_CHILD_TYPED: tuple[Entity, ...] = tuple(
    entity
    for entity in OF_CHILD
    if entity.name not in RESTRICTED and any(field.name == "child_id" for field in fields_to_fill(entity.name))
)
"""Entities of which a record about a given child can be typed, and be looked at without a reason."""
