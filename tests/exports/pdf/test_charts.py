"""Charts as drawn: labels that can be read, marks in their places."""

import itertools

from reportlab.graphics.shapes import Circle, Drawing, Rect, String

from suffdesk.core.chart import ChartKind, ChartSpec, Series
from suffdesk.core.palette import LIGHT
from suffdesk.exports.pdf.charts import drawing_of
from suffdesk.exports.pdf.type import Style, colour, register_fonts, width_of

register_fonts()
WIDTH = 480.0


def spec(kind: ChartKind, *values: tuple[float | None, ...], unit: str = "") -> ChartSpec:
    series = tuple(Series(f"Series number {place}", run) for place, run in enumerate(values))
    return ChartSpec("t", kind, tuple(f"C{at}" for at in range(len(values[0]))), series, "alt", unit=unit)


def texts(drawing: Drawing) -> list[String]:
    return [shape for shape in drawing.contents if isinstance(shape, String)]


def test_labels_of_lines_that_meet_do_not_touch() -> None:
    drawing = drawing_of(spec("line", (1, 50), (9, 51), (5, 50.5), (0, 49)), WIDTH)
    right = max(text.x for text in texts(drawing))
    heights = sorted(text.y for text in texts(drawing) if text.x == right)
    assert len(heights) == 8
    assert min(upper - lower for lower, upper in itertools.pairwise(heights)) >= 8.5
    assert heights[0] >= 0
    assert heights[-1] <= drawing.height


def test_each_label_at_the_end_has_a_dot_of_its_line() -> None:
    drawing = drawing_of(spec("line", (1, 50), (9, 51)), WIDTH)
    dots = sorted((shape for shape in drawing.contents if isinstance(shape, Circle)), key=lambda dot: dot.cx)[-2:]
    assert {dot.fillColor for dot in dots} == {colour(LIGHT.series[0]), colour(LIGHT.series[1])}
    by_colour = {dot.fillColor: dot.cy for dot in dots}
    assert by_colour[colour(LIGHT.series[1])] > by_colour[colour(LIGHT.series[0])], "the higher line's label is above"


def test_a_gap_is_not_bridged() -> None:
    drawing = drawing_of(spec("line", (1, 2, None, 4, 5)), WIDTH)
    assert sum(type(shape).__name__ == "PolyLine" for shape in drawing.contents) == 2


def test_bars_are_as_long_as_their_values_and_say_them() -> None:
    drawing = drawing_of(spec("bar", (10, 20, 5)), WIDTH)
    bars = [shape for shape in drawing.contents if isinstance(shape, Rect)]
    assert [round(bar.width / bars[2].width, 6) for bar in bars] == [2, 4, 1]
    assert {"10", "20", "5"} <= {text.text for text in texts(drawing)}
    assert bars[0].y > bars[1].y > bars[2].y, "the first category is on top"


def test_columns_below_nought_hang() -> None:
    drawing = drawing_of(spec("column", (-4, 8), unit="%"), WIDTH)
    below, above = (shape for shape in drawing.contents if isinstance(shape, Rect))
    assert below.y + below.height == above.y
    assert above.height == 2 * below.height


def test_crowded_columns_have_a_scale_instead_of_labels() -> None:
    crowded = drawing_of(spec("column", tuple(1000 + at for at in range(40))), WIDTH)
    assert "1,017" not in {text.text for text in texts(crowded)}
    assert "0" in {text.text for text in texts(crowded)}


def test_no_label_leaves_the_drawing() -> None:
    for kind in ("line", "bar", "column"):
        drawing = drawing_of(spec(kind, (123456.5, 7), (-5000, 3), unit="£"), WIDTH)  # type: ignore[arg-type]
        for text in texts(drawing):
            wide = width_of(text.text, Style(text.fontName, text.fontSize, 0))
            left = text.x - {"start": 0, "middle": wide / 2, "end": wide}[text.textAnchor]
            assert left >= -0.01
            assert left + wide <= WIDTH + 0.01
            assert 0 <= text.y <= drawing.height - text.fontSize * 0.6


def dots(*values: float | None) -> int:
    return sum(isinstance(shape, Circle) for shape in drawing_of(spec("line", values), WIDTH).contents)


def test_a_line_of_many_points_has_no_dot_at_each_but_one_that_stands_alone_is_seen() -> None:
    many = [float(number % 7) for number in range(200)]
    assert dots(*many[:60]) == 60
    assert dots(*many) == 0
    assert dots(*many[:100], None, 3.0, None, *many[103:]) == 1


def test_levels_are_named_on_the_axis_and_nowhere_else() -> None:
    levels = ("Inadequate", "Requires improvement", "Good")
    drawing = drawing_of(
        ChartSpec("t", "line", ("A", "B"), (Series("Judgement", (3.0, 1.0)),), "alt", levels=levels), WIDTH
    )
    said = [text.text for text in texts(drawing)]
    assert said == [*levels, "A", "B"]
    heights = [text.y for text in texts(drawing)[:3]]
    assert heights[0] < heights[1] < heights[2]
