"""Labels and scales of charts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suffdesk.core.chart import ChartKind, ChartSpec, Series
from suffdesk.exports.chart_values import axis_note, nice_scale, value_shower


def spec(kind: ChartKind, *values: float | None, unit: str = "") -> ChartSpec:
    return ChartSpec("t", kind, tuple(map(str, range(len(values)))), (Series("s", values),), "alt", unit=unit)


@pytest.mark.parametrize(
    ("unit", "values", "shown"),
    [("", (1234, 2), "1,234"), ("%", (78.2, 2), "78.2%"), ("%", (78, 2), "78%"), ("£", (-1234, 2), "-£1,234")],
)
def test_values_are_labelled_in_their_unit(unit: str, values: tuple[float, ...], shown: str) -> None:
    assert value_shower(spec("line", *values, unit=unit))(values[0]) == shown


def test_bars_start_at_nought() -> None:
    assert nice_scale(spec("column", 480, 495))[0] == 0


def test_lines_may_start_higher_where_all_values_are_high() -> None:
    assert nice_scale(spec("line", 362, 408, 495)) == (350, 500, 50)
    assert nice_scale(spec("line", 10, 90))[0] == 0


def test_a_line_that_starts_higher_says_where() -> None:
    assert axis_note(spec("line", 362, 408, 495)) == "The axis starts at 350."
    assert axis_note(spec("line", 78.2, 80.1, unit="%")) == "The axis starts at 78%."
    assert axis_note(spec("line", 10, 90)) == ""
    assert axis_note(spec("line", -40, -30)) == ""
    assert axis_note(spec("column", 480, 495)) == ""


def test_counts_have_no_gridline_between_children() -> None:
    assert nice_scale(spec("column", 1, 2))[2] == 1


@given(
    st.sampled_from(["line", "bar", "column"]),
    st.lists(st.none() | st.floats(-1e9, 1e9) | st.integers(-1000, 1000), max_size=8),
)
def test_every_value_lies_on_a_scale_of_few_steps(kind: ChartKind, values: list[float | None]) -> None:
    low, high, step = nice_scale(spec(kind, *values))
    assert low < high
    assert 1 <= round((high - low) / step) <= 12
    for value in values:
        assert value is None or low - step * 1e-6 <= value <= high + step * 1e-6
