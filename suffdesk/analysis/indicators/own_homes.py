"""How full our own homes are, in bed-nights of the quarter to the date."""

from fractions import Fraction

from suffdesk.analysis.cohort import Snapshot
from suffdesk.analysis.indicators.definition import Indicator, no_value
from suffdesk.analysis.occupancy import children_counted, nights, spans
from suffdesk.core.measure import Measure
from suffdesk.core.text import plural

REGISTERED_BEDS = "registered_beds"


def occupancy(indicator: Indicator, snapshot: Snapshot, variant: str) -> list[Measure]:
    """No value where no own home has a bed; over 100 where there were more children than beds, which the note says."""
    own = snapshot.cohort.own_homes
    first, last = spans(snapshot.as_at).quarter, snapshot.as_at
    held = nights(own, first, last)
    totals = held.totals(first, last)
    if not totals.registered:
        return [no_value(indicator, snapshot, variant, "No home of our own has a registered bed in the quarter.")]
    beds = totals.registered if variant == REGISTERED_BEDS else totals.usable
    notes = []
    if not beds:
        notes.append("No bed was usable on any night of the quarter.")
    if totals.over:
        notes.append(f"On {plural(totals.over, 'bed-night')} more children slept in a home than it had usable beds.")
    return [
        Measure(
            indicator.code, indicator.label, None, Fraction(100 * totals.occupied, beds) if beds else None,
            totals.occupied, beds, "percent", indicator.words(variant), variant, snapshot.as_at,
            children_counted(own, held, first, last), (), " ".join(notes),
        )
    ]  # fmt: skip
