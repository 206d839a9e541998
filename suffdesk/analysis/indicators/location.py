"""How far from home children live. Type, provider and distance are as recorded on the episode open that day."""

from suffdesk.analysis.cohort import Snapshot
from suffdesk.analysis.indicators.definition import Indicator, no_value, share
from suffdesk.core.measure import Measure
from suffdesk.core.text import plural

KNOWN_ONLY = "known_only"
FAR_MILES = 20.0


def out_of_area(indicator: Indicator, snapshot: Snapshot, variant: str) -> list[Measure]:
    """No value where the store's authority is not known."""
    own = snapshot.cohort.authority
    if own is None:
        return [no_value(indicator, snapshot, variant, "The store does not say which authority's children these are.")]
    known = [resident for resident in snapshot.residents if resident.episode.placement_authority]
    rows = [resident.id for resident in known if resident.episode.placement_authority != own]
    return [_share(indicator, snapshot, variant, rows, [resident.id for resident in known])]


def over_20_miles(indicator: Indicator, snapshot: Snapshot, variant: str) -> list[Measure]:
    """Miles as recorded on the open episode; those of UASC are not known."""
    seeking = snapshot.uasc_ids or frozenset()
    known = [
        resident for resident in snapshot.residents if resident.episode.miles is not None and resident.id not in seeking
    ]
    rows = [resident.id for resident in known if (resident.episode.miles or 0) > FAR_MILES]
    return [_share(indicator, snapshot, variant, rows, [resident.id for resident in known])]


def _share(indicator: Indicator, snapshot: Snapshot, variant: str, rows: list[str], known: list[str]) -> Measure:
    unknown = len(snapshot.ids) - len(known)
    treated = "left out" if variant == KNOWN_ONLY else "in the denominator"
    note = f"Not known for {plural(unknown, 'child', 'children')}, {treated}." if unknown else ""
    return share(indicator, snapshot, variant, rows, known if variant == KNOWN_ONLY else snapshot.ids, note)
