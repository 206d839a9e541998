"""A figure that can show its working: value, numerator, denominator, definition and rows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Literal

from suffdesk.core.money import round_half_up, show_pence

Unit = Literal["children", "percent", "per_10000", "ratio", "pence", "beds", "records"]
UNIT_WORDS: dict[Unit, str] = {
    "children": "children",
    "percent": "%",
    "per_10000": "per 10,000 children",
    "ratio": "ratio",
    "pence": "£",
    "beds": "beds",
    "records": "records",
}
_PLACES: dict[Unit, int] = {
    "children": 0,
    "percent": 1,
    "per_10000": 1,
    "ratio": 2,
    "pence": 0,
    "beds": 0,
    "records": 0,
}


def rounded(amount: Fraction, places: int) -> float | int:
    """Half up to ``places`` decimals; a whole number where ``places`` is 0."""
    scaled = round_half_up(amount * 10**places)
    return scaled if places == 0 else scaled / 10**places


@dataclass(frozen=True, slots=True)
class Measure:
    """One value of one indicator, at one date, in one variant.

    ``exact`` is the unrounded value (percentages on 0-100) and is None where there is none: an empty
    denominator, or data that is not held. ``rows`` are ids of the children counted in the numerator,
    ``base_rows`` those in the denominator (the whole population where there is no denominator).
    """

    code: str
    label: str
    breakdown: str | None
    exact: Fraction | None
    numerator: int | None
    denominator: int | None
    unit: Unit
    definition: str
    variant: str
    as_at: date
    rows: Sequence[str] = field(default=(), repr=False)
    base_rows: Sequence[str] = field(default=(), repr=False)
    note: str = ""
    breakdown_label: str = ""
    """The breakdown in words where ``breakdown`` is a code (``Male`` for ``M``)."""

    @property
    def group(self) -> str:
        """The breakdown in words; empty where there is none."""
        return self.breakdown_label or self.breakdown or ""

    @property
    def value(self) -> float | int | None:
        """The value as the program shows it: half up, percentages to 1 decimal."""
        return None if self.exact is None else rounded(self.exact, _PLACES[self.unit])

    @property
    def text(self) -> str:
        """The value in print: ``78.2%``, ``495``, ``£2,800.00``, or ``no value``."""
        value = self.value
        if value is None:
            return "no value"
        if self.unit == "percent":
            return f"{value:.1f}%"
        if self.unit == "pence":
            return show_pence(int(value))
        return f"{value:,}" if isinstance(value, int) else f"{value:,.{_PLACES[self.unit]}f}"

    @property
    def basis(self) -> str:
        """``387 of 495``, or an empty string where there is no denominator."""
        if self.numerator is None or self.denominator is None:
            return ""
        return f"{self.numerator:,} of {self.denominator:,}"
