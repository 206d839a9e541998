"""Whether children's homes say that they are another authority's."""

from collections import Counter
from collections.abc import Iterable

from suffdesk.core.text import plural
from suffdesk.domain.authorities import Band, area_name, region_band
from suffdesk.imports.merging.records import Record

_ALMOST_ALL = 0.8
"""Of the children whose home is known. In real returns some nine in ten come from the authority's own area."""
_FEWEST = 3
"""Children whose home is known: fewer may well all come from elsewhere."""


def known_homes(episodes_of_each: Iterable[Iterable[Record]]) -> list[str]:
    """For each child, its episodes in order: the area of the latest home postcode that is known."""
    known = (
        [str(code) for record in episodes if not record.removed and (code := record.values["home_authority"])]
        for episodes in episodes_of_each
    )
    return [codes[-1] for codes in known if codes]


def homes_elsewhere(own: str | None, homes: Iterable[str]) -> tuple[str, ...]:
    """A sentence where almost all children come from one area that is not the store's authority (ONS codes)."""
    counted = Counter(homes)
    if own is None or counted.total() < _FEWEST:
        return ()
    area, number = counted.most_common(1)[0]
    if number < _ALMOST_ALL * counted.total() or region_band(own, area) in (Band.IN_BOROUGH, Band.NOT_KNOWN):
        return ()
    return (
        f"{number:,} of {plural(counted.total(), 'child', 'children')} have a home postcode in {area_name(area)}, and "
        f"this store is of {area_name(own)}, so these may be another authority's children; import the files into a "
        "store of their own, or change this store's authority on the Data screen",
    )
