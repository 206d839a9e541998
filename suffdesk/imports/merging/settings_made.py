"""Settings that returns alone tell of: what they are does not depend on which return came first."""

from collections import defaultdict
from collections.abc import Mapping

from suffdesk.core.kinds import Value
from suffdesk.domain.attached import DOCUMENT, NOTE
from suffdesk.domain.codes import ADOPTION_PLACES, FOSTER_PLACES
from suffdesk.domain.registry import ENTITIES
from suffdesk.imports.merging.records import Record
from suffdesk.store.opening import Store

_KINDS = {"K1": "Secure children's home", "K2": "Children's home", "K3": "Supported accommodation",
          "H5": "Supported accommodation", "S1": "Residential school"}  # fmt: skip
_REFERRING = tuple(
    (entity.name, field.name) for entity in ENTITIES for field in entity.fields
    if field.reference == "setting" and entity.name != "placement"
)  # fmt: skip


def told_by(placed: Mapping[str, Value]) -> dict[str, Value]:
    """What an episode or a placement says of the setting with its number."""
    place = str(placed["place"] or "")
    kind = _KINDS.get(place) or (
        "Fostering agency" if place in FOSTER_PLACES
        else "Adoption agency" if place in ADOPTION_PLACES
        else "Other setting"
    )  # fmt: skip
    # carers' homes are not where their agency is
    postcode = None if place in FOSTER_PLACES | ADOPTION_PLACES else placed["placement_postcode"]
    return {"kind": kind, "sector": placed["provider"], "postcode": postcode}


def settle(store: Store, settings: Mapping[str, Record], placements: Mapping[str, list[Record]]) -> None:
    """Make settings that neither a person nor a list has named what their latest placement says.

    A fact that no placement ever gave was put there by somebody, and stays. One on which nothing hangs any longer is
    removed, as it would never have been made had the later return come first.
    """
    there: dict[Value, list[dict[str, Value]]] = defaultdict(list)
    before: dict[Value, list[dict[str, Value]]] = defaultdict(list)
    for some in placements.values():
        for record in some:
            if not record.removed:
                there[record.values["setting_id"]].append(record.values)
            if record.held:
                before[record.held["setting_id"]].append(record.held)
    for setting in settings.values():
        if setting.values["name"] is not None or setting.values["provider_id"] is not None:
            continue
        placed = there[setting.id]
        if placed:
            given = [told_by(values) for values in (*placed, *before[setting.id])]
            latest = told_by(max(placed, key=_order))
            for name, value in latest.items():
                if setting.values[name] is None or setting.values[name] in [told[name] for told in given]:
                    setting.values[name] = value
        elif before[setting.id] and not _hangs(store, setting.id):
            setting.removed = True


def _order(values: Mapping[str, Value]) -> tuple[str, ...]:
    """By start; what is of one day in an order that is the same in every store."""
    return tuple(str(values[name] or "") for name in ("started", "place", "provider", "placement_postcode"))


def _hangs(store: Store, setting_id: str) -> bool:
    return any(
        store.rows(f"SELECT 1 FROM {entity} WHERE {field} = ? LIMIT 1", (setting_id,))
        for entity, field in (*_REFERRING, *((attached, "row_id") for attached in (NOTE.name, DOCUMENT.name)))
    )
