"""What an indicator is, and how its measures are put together."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from suffdesk.analysis.cohort import Snapshot
from suffdesk.core.measure import Measure, Unit

DEFAULT = "default"
ALL = "all"


@dataclass(frozen=True)
class Indicator:
    """``variants`` maps the name of each variant to what it does differently, in words."""

    code: str
    label: str
    unit: Unit
    definition: str
    work: "Callable[[Indicator, Snapshot, str], list[Measure]]"
    variants: Mapping[str, str] = field(default_factory=dict)

    def words(self, variant: str) -> str:
        """The definition, with what the variant changes."""
        return self.definition if variant == DEFAULT else f"{self.definition} Variant: {self.variants[variant]}"


def share(
    indicator: Indicator, snapshot: Snapshot, variant: str, rows: Sequence[str], base: Sequence[str], note: str = ""
) -> Measure:
    """A percentage of children; no value where nobody is in the denominator."""
    exact = Fraction(100 * len(rows), len(base)) if base else None
    return Measure(
        indicator.code, indicator.label, None, exact, len(rows), len(base), "percent",
        indicator.words(variant), variant, snapshot.as_at, tuple(rows), tuple(base), note,
    )  # fmt: skip


def count(
    indicator: Indicator,
    snapshot: Snapshot,
    rows: Sequence[str],
    *,
    base: Sequence[str] = (),
    breakdown: str | None = None,
    label: str = "",
    note: str = "",
) -> Measure:
    """A number of children; with a ``base``, as one part of it."""
    return Measure(
        indicator.code, indicator.label, breakdown, Fraction(len(rows)), len(rows), len(base) if breakdown else None,
        "children", indicator.definition, DEFAULT, snapshot.as_at, tuple(rows), tuple(base) or tuple(rows), note, label,
    )  # fmt: skip


def no_value(indicator: Indicator, snapshot: Snapshot, variant: str, note: str) -> Measure:
    """A measure for which the data is not held."""
    return Measure(
        indicator.code, indicator.label, None, None, None, None, indicator.unit,
        indicator.words(variant), variant, snapshot.as_at, (), (), note,
    )  # fmt: skip


def broken_down(
    indicator: Indicator,
    snapshot: Snapshot,
    groups: Mapping[str, str],
    members: Sequence[tuple[str, str | None]],
    *,
    unknown: str = "Not known",
    show_unknown: bool = False,
) -> list[Measure]:
    """One measure for each group, zero included.

    ``groups`` maps each breakdown to its words; ``members`` pairs a child with its group. What fits no
    group is counted as ``unknown``, which is given only where it holds somebody or ``show_unknown``.
    """
    base = tuple(child for child, _ in members)
    by_group: dict[str, list[str]] = {group: [] for group in groups}
    rest: list[str] = []
    for child, group in members:
        by_group.get(group or "", rest).append(child)
    measures = [
        count(indicator, snapshot, rows, base=base, breakdown=group, label=groups[group])
        for group, rows in by_group.items()
    ]
    if rest or show_unknown:
        measures.append(count(indicator, snapshot, rest, base=base, breakdown=unknown, label=unknown))
    return measures
