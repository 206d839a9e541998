"""The numbers of a chart as words, and the scale they are drawn on: the same in print and in Excel."""

import math
from collections.abc import Callable

from suffdesk.core.chart import ChartSpec


def decimals(spec: ChartSpec) -> int:
    """0 where every value is whole, else 1."""
    values = [value for series in spec.series for value in series.values if value is not None]
    return 0 if all(float(value).is_integer() for value in values) else 1


def value_shower(spec: ChartSpec, places: int | None = None) -> Callable[[float], str]:
    """How the values of ``spec`` are labelled: ``1,234``, ``78.2%`` or ``£1,234``.

    ``places`` are those of its values unless given (those of a scale may be fewer).
    """
    places = decimals(spec) if places is None else places
    if spec.unit == "£":
        return lambda value: f"{'-' if value < 0 else ''}£{abs(value):,.{places}f}"
    ending = "%" if spec.unit == "%" else ""
    return lambda value: f"{value:,.{places}f}{ending}"


_LEAST_SPAN = 1e-9


def nice_scale(spec: ChartSpec, wanted: int = 5) -> tuple[float, float, float]:
    """Lowest and highest value of the axis and the step between gridlines, in round numbers.

    Bars start at nought, since their length is what is compared; a line may start higher where its values
    all lie in the upper part of the scale.
    """
    values = [value for series in spec.series for value in series.values if value is not None] or [0.0]
    low, high = min(values), max(values)
    if spec.kind != "line" or low < (high - low) * 2:
        low, high = min(low, 0.0), max(high, 0.0)
    if high == low:
        low, high = min(low, 0.0), max(high, 1.0) if high <= 0 else high
        low = 0.0 if low > 0 else low
    if high - low < _LEAST_SPAN:
        high = low + 1.0  # nothing that a person could tell from nought
    step = _nice_step((high - low) / wanted)
    if decimals(spec) == 0:
        step = max(step, 1.0)
    return math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step, step


def axis_note(spec: ChartSpec) -> str:
    """Where the scale of a line does not start at nought, a sentence that says so; else empty."""
    low, _high, _step = nice_scale(spec)
    if spec.kind != "line" or low <= 0:
        return ""
    return f"The axis starts at {value_shower(spec, 0 if low.is_integer() else None)(low)}."


def _nice_step(rough: float) -> float:
    power = 10.0 ** math.floor(math.log10(rough))
    return next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= rough * (1 - 1e-9))
