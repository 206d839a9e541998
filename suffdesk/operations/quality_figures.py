"""The figures of the published scorecard about bought homes, with their targets and what they rest on."""

from datetime import date

from suffdesk.analysis.targets import target_words
from suffdesk.core.measure import Measure
from suffdesk.core.text import plural
from suffdesk.figures.indicators import indicators, one
from suffdesk.operations.overview import KeyFigure
from suffdesk.store.opening import Store

_CARDS = (
    ("external_good_or_outstanding", "Good or outstanding"),
    ("external_inadequate", "In inadequate homes"),
    ("contracts_in_place", "Contracts in place"),
    ("visited_in_year", "Visited in the year"),
)


def quality_figures(store: Store, as_at: date) -> tuple[KeyFigure, ...]:
    """One card for each: how external placements are judged, bought and visited, against the published target."""
    found = indicators(store, as_at, [code for code, _ in _CARDS])
    bought = one(store, as_at, "visited_in_year").denominator or 0
    return tuple(
        KeyFigure(label, item, " · ".join((item.basis or _of(item, bought), target_words(item))))
        for (_, label), item in zip(_CARDS, found, strict=True)
    )


def _of(found: Measure, bought: int) -> str:
    return f"of {plural(bought, 'child', 'children')}" if found.unit == "children" else "nobody counted"
