"""Where each episode was: miles from home, and the authorities of home and placement."""

from collections.abc import Sequence

from suffdesk.domain.distance import miles
from suffdesk.imports.merging.records import Record
from suffdesk.imports.postcodes import PostcodeDirectory


def find_places(records: Sequence[Record], directory: PostcodeDirectory) -> None:
    """Fill ``miles``, ``home_authority``, ``placement_authority`` and ``postcodes_version`` of records.

    None where a postcode is missing, not held by the directory, or without a grid reference there.
    """
    homes = [str(record.values["home_postcode"] or "") for record in records]
    placed = [str(record.values["placement_postcode"] or "") for record in records]
    found = directory.lookup_many(homes + placed)
    for record, home, place in zip(records, found[: len(records)], found[len(records) :], strict=True):
        record.values["home_authority"] = home.authority if home else None
        record.values["placement_authority"] = place.authority if place else None
        record.values["miles"] = (
            miles(home.easting, home.northing, place.easting, place.northing) if home and place else None
        )
        record.values["postcodes_version"] = directory.version
