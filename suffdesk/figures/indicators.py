"""Indicators of a store at a date."""

from collections.abc import Sequence
from datetime import date

from suffdesk.analysis.indicators import DEFAULT, codes, measure
from suffdesk.core.collecting import without_collection
from suffdesk.core.measure import Measure
from suffdesk.figures.cohort import load_snapshot
from suffdesk.store.opening import Store


def indicators(store: Store, as_at: date, wanted: Sequence[str] | None = None, variant: str = DEFAULT) -> list[Measure]:
    """Measures of the codes wanted (all where None), in order. Raises UserError for an unknown code."""
    snapshot = load_snapshot(store, as_at)
    with without_collection():
        return [found for code in (wanted or codes()) for found in measure(snapshot, code, variant)]


def one(store: Store, as_at: date, code: str, variant: str = DEFAULT) -> Measure:
    """The single measure of an indicator that has no breakdown."""
    return indicators(store, as_at, [code], variant)[0]
