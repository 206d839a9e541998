"""Every entity that the store holds, by name."""

from collections.abc import Iterator, Mapping

from suffdesk.core.entities import Entity
from suffdesk.domain import framework, own_home, quality, registration, returned
from suffdesk.domain.attached import DOCUMENT, NOTE
from suffdesk.domain.care_period import CARE_PERIOD
from suffdesk.domain.child import CHILD
from suffdesk.domain.episode import EPISODE
from suffdesk.domain.import_mapping import IMPORT_MAPPING
from suffdesk.domain.placement import PLACEMENT
from suffdesk.domain.provider import CONTACT, PRICE_RANGE, PROVIDER, SETTING
from suffdesk.domain.told_apart import TOLD_APART

ENTITIES: tuple[Entity, ...] = (
    CHILD,
    CARE_PERIOD,
    EPISODE,
    PLACEMENT,
    PROVIDER,
    SETTING,
    returned.REVIEW,
    returned.UASC_STATUS,
    returned.OUTCOMES,
    returned.CARE_LEAVER,
    returned.ADOPTION,
    returned.ADOPTION_DECISION,
    returned.PREVIOUS_PERMANENCE,
    returned.MISSING_PERIOD,
    returned.SOCIAL_WORKER,
    returned.DEPRIVATION_OF_LIBERTY,
    returned.RETURN_TABLE,
    returned.POPULATION,
    NOTE,
    DOCUMENT,
    IMPORT_MAPPING,
    CONTACT,
    PRICE_RANGE,
    registration.PUBLISHED_LIST,
    registration.REGISTRATION,
    registration.CAPACITY,
    framework.FRAMEWORK,
    framework.LOT,
    framework.TIER,
    framework.LOT_MEMBERSHIP,
    framework.CONTRACT,
    framework.PROVIDER_CHECK,
    quality.GRADE,
    quality.VISIT,
    quality.QUALITY_REPORT,
    quality.CONCERN,
    quality.QUALITY_ACTION,
    own_home.BED,
    own_home.BED_CLOSURE,
    own_home.OTHER_STAY,
    own_home.WAITING,
    own_home.STAFFING,
    own_home.HOME_PROJECT,
    own_home.MILESTONE,
    own_home.HOME_COST,
    TOLD_APART,
)
BY_NAME: Mapping[str, Entity] = {entity.name: entity for entity in ENTITIES}


def _in_order() -> Iterator[str]:
    """Each entity after those that it refers to; of two that refer to one another, one reference is left to the end
    of the change, as their tables have it."""
    seen: set[str] = set()

    def visit(name: str) -> Iterator[str]:
        if name not in seen:
            seen.add(name)
            for field in BY_NAME[name].fields:
                if field.reference:
                    yield from visit(field.reference)
            yield name

    for entity in ENTITIES:
        yield from visit(entity.name)


IN_ORDER_OF_REFERENCES: tuple[str, ...] = tuple(_in_order())
"""Names of all entities: rows go in in this order, and out in the reverse of it, so that what they refer to is there.
"""
OF_CHILD: tuple[Entity, ...] = tuple(
    entity for entity in ENTITIES if any(field.reference == CHILD.name for field in entity.fields)
)
"""Entities whose records may be about a child, and say so in ``child_id``."""
