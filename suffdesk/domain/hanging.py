"""What hangs on what: records that say of no child themselves, and are about the one that what they belong to is about.

A record whose child people type (a visit, a concern) or that cannot be without one (an episode) is about that child.
Any other that refers to such records hangs on them: an action on its visit or concern, a note or a document on what
it was written about. Its child is theirs, changes with them, and goes with them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from suffdesk.core.entities import Entity
from suffdesk.domain.entering import fields_to_fill
from suffdesk.domain.registry import ENTITIES

CHILD = "child_id"
"""Name of the field that says whom a record is about."""
_NAMED = ("entity", "row_id")
"""The fields of a record that may hang on any kind of other: which kind, and the id."""


@dataclass(frozen=True, slots=True)
class Hanging:
    """How an entity hangs. ``references`` are fields to the entity that each names; ``named`` whether it also has a
    field for the kind of record and one for its id.
    """

    references: Mapping[str, str]
    named: bool


def _says_itself(entity: Entity) -> bool:
    field = entity.by_name.get(CHILD)
    return field is not None and (field.required or field in fields_to_fill(entity.name))


_ABOUT = frozenset(entity.name for entity in ENTITIES if CHILD in entity.by_name)


def _how(entity: Entity) -> Hanging:
    found = {item.name: item.reference for item in entity.fields if item.reference in _ABOUT}
    return Hanging(found, all(name in entity.by_name for name in _NAMED))


HANGING: Mapping[str, Hanging] = {
    entity.name: how
    for entity in ENTITIES
    if entity.name != "child" and not _says_itself(entity) and ((how := _how(entity)).references or how.named)
}
"""Every entity that hangs on others, and by which fields."""
