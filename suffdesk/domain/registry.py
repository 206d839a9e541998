"""Every entity that the store holds, by name."""

from collections.abc import Mapping

from suffdesk.core.entities import Entity
from suffdesk.domain import returned
from suffdesk.domain.attached import DOCUMENT, NOTE
from suffdesk.domain.care_period import CARE_PERIOD
from suffdesk.domain.child import CHILD
from suffdesk.domain.episode import EPISODE
from suffdesk.domain.import_mapping import IMPORT_MAPPING
from suffdesk.domain.placement import PLACEMENT
from suffdesk.domain.provider import PROVIDER, SETTING
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
    TOLD_APART,
)
BY_NAME: Mapping[str, Entity] = {entity.name: entity for entity in ENTITIES}
