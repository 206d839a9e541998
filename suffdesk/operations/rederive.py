"""Make a child's periods of care and placements anew after one of its episodes was written."""

from suffdesk.domain.postcodes import compact
from suffdesk.imports.merging.derive import Derived
from suffdesk.imports.merging.places import find_places
from suffdesk.imports.merging.records import Record, Writes, read_records
from suffdesk.imports.postcodes import open_directory
from suffdesk.operations.storing import store_writes
from suffdesk.store.change import Change
from suffdesk.store.opening import Store


def rederive(store: Store, change: Change, child_id: str) -> None:
    """Part of a change that has written the child's episodes; what is as it was is not written again.

    Raises UserError where the postcode data cannot be read.
    """
    episodes = read_records(store, "episode", child_id)
    unplaced = [record for record in episodes if _unplaced(record)]
    if unplaced:
        find_places(unplaced, open_directory())
    numbers = {record.values["urn"] for record in episodes}
    settings = [record for record in read_records(store, "setting") if record.values["urn"] in numbers]
    derived = Derived.of(
        read_records(store, "care_period", child_id), read_records(store, "placement", child_id), settings
    )
    derived.derive(child_id, episodes)
    writes = Writes()
    writes.take("setting", derived.settings.values())
    writes.take("care_period", derived.periods.get(child_id, []))
    writes.take("placement", derived.placements.get(child_id, []))
    writes.take("episode", episodes)
    store_writes(change, writes)


def _unplaced(record: Record) -> bool:
    """An episode without the version of the postcode data: new, or with another postcode."""
    values = record.values
    return values["postcodes_version"] is None and any(
        compact(str(values[name] or "")) for name in ("home_postcode", "placement_postcode")
    )
