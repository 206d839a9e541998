"""How far from home children live. Type, provider and distance are as recorded on the episode open that day."""

from collections.abc import Callable

from suffdesk.analysis.cohort import Resident, Snapshot
from suffdesk.analysis.indicators.definition import Indicator, no_value, share
from suffdesk.core.measure import Measure
from suffdesk.core.text import plural
from suffdesk.domain.authorities import is_within

KNOWN_ONLY = "known_only"
FAR_MILES = 20.0


def is_outside(snapshot: Snapshot, resident: Resident) -> bool | None:
    """Whether a child is placed outside the store's authority, as both are today; None where either is not known."""
    own, placed = snapshot.cohort.authority, resident.episode.placement_authority
    return not is_within(own, placed) if own and placed else None


def is_far(snapshot: Snapshot, resident: Resident) -> bool | None:
    """Whether a child lives over 20 miles from home; None where the distance is not known, as that of UASC never is."""
    miles = resident.episode.miles
    if miles is None or resident.id in (snapshot.uasc_ids or ()):
        return None
    return miles > FAR_MILES


def out_of_area(indicator: Indicator, snapshot: Snapshot, variant: str) -> list[Measure]:
    """No value where the store's authority is not known."""
    if snapshot.cohort.authority is None:
        return [no_value(indicator, snapshot, variant, "The store does not say which authority's children these are.")]
    return [_share(indicator, snapshot, variant, is_outside)]


def over_20_miles(indicator: Indicator, snapshot: Snapshot, variant: str) -> list[Measure]:
    """Miles as recorded on the open episode; those of UASC are not known."""
    return [_share(indicator, snapshot, variant, is_far)]


def _share(
    indicator: Indicator, snapshot: Snapshot, variant: str, rule: Callable[[Snapshot, Resident], bool | None]
) -> Measure:
    answers = [(resident.id, rule(snapshot, resident)) for resident in snapshot.residents]
    rows = [child for child, answer in answers if answer]
    known = [child for child, answer in answers if answer is not None]
    unknown = len(snapshot.ids) - len(known)
    treated = "left out" if variant == KNOWN_ONLY else "in the denominator"
    note = f"Not known for {plural(unknown, 'child', 'children')}, {treated}." if unknown else ""
    return share(indicator, snapshot, variant, rows, known if variant == KNOWN_ONLY else snapshot.ids, note)
