"""A chart described once and drawn three ways: on screen, in PDF, as a native Excel chart."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

_MOST_DOTS = 60
ChartKind = Literal["line", "bar", "column"]
"""*bar* lies down (long category names), *column* stands up, *line* is a series over time."""


@dataclass(frozen=True, slots=True)
class Series:
    """One named run of values, one for each category; None leaves a gap."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class ChartSpec:
    """What a chart shows. At most four series (DOMAIN.md, "Publishing").

    ``keys`` holds, for each category, what a click on it opens (a filter of the register), or is empty. ``levels``
    are words for the values 1, 2 and so on of a line that steps between grades, which have no numbers of their own.
    """

    title: str
    kind: ChartKind
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    alternative_text: str
    category_title: str = ""
    value_title: str = ""
    unit: str = ""
    notes: tuple[str, ...] = ()
    keys: tuple[str, ...] = field(default=())
    levels: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 1 <= len(self.series) <= 4:
            raise ValueError(f"a chart has one to four series, not {len(self.series)}")
        for series in self.series:
            if len(series.values) != len(self.categories):
                raise ValueError(
                    f"series {series.name!r} has {len(series.values)} values for {len(self.categories)} categories"
                )

    @property
    def dotted(self) -> bool:
        """Whether a line marks its points: not where they are so many that the marks would hide it."""
        return len(self.categories) <= _MOST_DOTS

    @property
    def header(self) -> tuple[str, ...]:
        """Column headings of the chart read as a table."""
        return (self.category_title or "Category", *(series.name for series in self.series))

    def table(self) -> Sequence[tuple[str | float | None, ...]]:
        """The chart as rows: category, then one value a series, in words where it is a level."""
        return [
            (category, *(self._cell(series.values[index]) for series in self.series))
            for index, category in enumerate(self.categories)
        ]

    def level(self, value: float) -> str:
        """The words of a level."""
        return self.levels[round(value) - 1]

    def _cell(self, value: float | None) -> str | float | None:
        return self.level(value) if self.levels and value is not None else value
