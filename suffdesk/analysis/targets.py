"""Targets that the published scorecard sets (DOMAIN.md, "The scorecard"), and whether a figure meets them."""

from collections.abc import Mapping
from dataclasses import dataclass

from suffdesk.analysis.occupancy import TARGET
from suffdesk.core.measure import Measure


@dataclass(frozen=True, slots=True)
class Target:
    """``number`` is that of the scorecard; the value is reached from below, or with ``at_most`` from above."""

    number: int
    value: int
    at_most: bool = False


TARGETS: Mapping[str, Target] = {
    "external_good_or_outstanding": Target(3, 100),
    "external_inadequate": Target(4, 0, at_most=True),
    "in_house_occupancy": Target(7, TARGET),
    "contracts_in_place": Target(8, 100),
    "visited_in_year": Target(10, 100),
}
"""By code of the indicator."""


def target_words(found: Measure) -> str:
    """``target 100%, not met``; only the target where the figure has no value, nothing where it has no target.

    A target of at most so many is not said to be met where nothing is known of anybody.
    """
    target = TARGETS.get(found.code)
    if target is None:
        return ""
    words = f"target {target.value:,}{'%' if found.unit == 'percent' else ''}"
    if found.exact is None or (target.at_most and not found.base_rows):  # nothing is judged, so none is inadequate
        return words if found.exact is None else f"{words}, no judgement known"
    met = found.exact <= target.value if target.at_most else found.exact >= target.value
    return f"{words}, {'met' if met else 'not met'}"
