"""A chart as vector drawing: no frame, values and names written at the marks themselves."""

from dataclasses import dataclass
from typing import Any, Literal

from reportlab.graphics import renderPDF
from reportlab.graphics.shapes import Circle, Drawing, Line, PolyLine, Rect, String
from reportlab.lib.colors import Color

from suffdesk.core.chart import ChartSpec
from suffdesk.core.palette import LIGHT
from suffdesk.exports.chart_values import axis_note, nice_scale, value_shower
from suffdesk.exports.pdf.blocks import Block, Notes
from suffdesk.exports.pdf.tags import Node
from suffdesk.exports.pdf.type import (
    CAPTION,
    REGULAR,
    SEMIBOLD,
    Style,
    colour,
    draw_lines,
    few_lines,
    printable,
    width_of,
)

_AXIS = Style(REGULAR, 8.5, 10.5, LIGHT.muted)
_VALUE = Style(SEMIBOLD, 9, 11)
_NAME = Style(REGULAR, 8.5, 10.5)
_PLOT = 150.0
"""Height of the plot of a line or column chart, in points."""
_TALLEST = 500.0

_Anchor = Literal["start", "middle", "end"]


class Figure(Block):
    """Title, drawing and notes of one chart, never parted by a page's end."""

    before = 6.0
    after = 16.0

    def __init__(self, spec: ChartSpec, parent: Node, width: float) -> None:
        super().__init__()
        self.spec = spec
        self.title_node = parent.add("P")
        self.node = parent.add("Figure", alternative=spec.alternative_text or spec.title)
        self.notes = Notes((*spec.notes, axis_note(spec)), parent, width)

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        self.width = width
        self.drawing = drawing_of(self.spec, width)
        self.title = few_lines(printable(self.spec.title), CAPTION, width, 4)
        self.drawn = self.drawing.height * self.drawing.renderScale
        self.height = len(self.title) * CAPTION.leading + 4 + self.drawn + self.notes.height
        return width, self.height

    def draw(self) -> None:
        canvas: Any = self.canv
        top = self.height
        with canvas.content(self.title_node):
            draw_lines(canvas, self.title, CAPTION, 0, top)
        top -= len(self.title) * CAPTION.leading + 4 + self.drawn
        left, bottom = canvas.absolutePosition(0, top)
        self.node.box = (left, bottom, left + self.width, bottom + self.drawn)
        with canvas.content(self.node):
            renderPDF.draw(self.drawing, canvas, 0, top)
        self.notes.draw(canvas, top)


def drawing_of(spec: ChartSpec, width: float) -> Drawing:
    """``spec`` drawn ``width`` points wide and as high as it needs; smaller where that is more than a page."""
    drawing = _lying(spec, width) if spec.kind == "bar" else _standing(spec, width)
    drawing.renderScale = min(1.0, _TALLEST / drawing.height)
    return drawing


@dataclass(frozen=True, slots=True)
class _Plot:
    """Where values lie: ``left`` to ``right``, ``bottom`` to ``top`` in points, ``low`` to ``high`` in values."""

    left: float
    right: float
    bottom: float
    top: float
    low: float
    high: float

    def up(self, value: float) -> float:
        """Height of ``value`` where values stand up."""
        return self.bottom + (value - self.low) / (self.high - self.low) * (self.top - self.bottom)

    def along(self, value: float) -> float:
        """Place of ``value`` where values lie along."""
        return self.left + (value - self.low) / (self.high - self.low) * (self.right - self.left)


def _new(width: float, height: float) -> Drawing:
    return Drawing(width, height, initialFontName=REGULAR, initialFontSize=_AXIS.size)


def _write(drawing: Drawing, text: str, style: Style, x: float, y: float, anchor: _Anchor = "start") -> None:
    drawing.add(
        String(x, y, text, fontName=style.font, fontSize=style.size, fillColor=colour(style.ink), textAnchor=anchor)
    )


def _box(drawing: Drawing, x: float, y: float, width: float, height: float, series: int) -> None:
    box = Rect(x, y, width, height)
    box.fillColor, box.strokeColor = colour(LIGHT.series[series]), None
    drawing.add(box)


def _rule(drawing: Drawing, x1: float, y1: float, x2: float, y2: float, ink: str = LIGHT.line) -> None:
    drawing.add(Line(x1, y1, x2, y2, strokeColor=colour(ink), strokeWidth=0.6))


# ---- lines and columns: values stand up


def _standing(spec: ChartSpec, width: float) -> Drawing:
    low, high, step = (1.0, float(len(spec.levels)), 1.0) if spec.levels else nice_scale(spec)
    show = spec.level if spec.levels else value_shower(spec, 0 if step.is_integer() and low.is_integer() else None)
    ticks = [low + step * number for number in range(round((high - low) / step) + 1)]
    labelled = spec.kind == "column" and _columns_hold_values(spec, width)
    left = 2.0 if labelled else max(width_of(show(tick), _AXIS) for tick in ticks) + 8
    ends = _end_labels(spec) if spec.kind == "line" and len(spec.series) > 1 else []
    right = width - 8
    if ends and spec.categories:  # the last point stands where the longest name still fits beside it
        last = width - 20 - max(width_of(line, style) for end in ends for line, style in end)
        right = left + (last - left) * len(spec.categories) / (len(spec.categories) - 0.5)
    slot = (right - left) / max(len(spec.categories), 1)
    names, every = _category_names(spec, slot)
    above = 16.0 + (12 if spec.value_title else 0) + (16 if spec.kind == "column" and len(spec.series) > 1 else 0)
    below = max(map(len, names), default=1) * _AXIS.leading + 5 + (13 if spec.category_title else 0)
    drawing = _new(width, _PLOT + above + below)
    plot = _Plot(left, right, below, below + _PLOT, low, high)
    _head(drawing, spec, drawing.height)
    if not labelled:
        for tick in ticks:
            _rule(drawing, left, plot.up(tick), right - slot / 2 + 5 if ends else right, plot.up(tick))
            _write(drawing, show(tick), _AXIS, left - 6, plot.up(tick) - 3, "end")
    for place, lines in enumerate(names):
        for number, line in enumerate(lines if place % every == 0 else []):
            half = width_of(line, _AXIS) / 2
            middle = min(max(left + slot * (place + 0.5), half), width - half)
            _write(drawing, line, _AXIS, middle, below - 11 - number * _AXIS.leading, "middle")
    if spec.category_title:
        _write(drawing, printable(spec.category_title), _AXIS, (left + right) / 2, 2, "middle")
    if spec.kind == "line":
        _draw_lines_of(drawing, spec, plot, slot, ends)
    else:
        _draw_columns(drawing, spec, plot, slot, labelled)
    return drawing


def _head(drawing: Drawing, spec: ChartSpec, top: float) -> None:
    """What the values are, and for bars of several series which is which."""
    if spec.value_title:
        _write(drawing, printable(spec.value_title), _AXIS, 0, top - 9)
        top -= 12
    if spec.kind != "line" and len(spec.series) > 1:
        x = 0.0
        for place, series in enumerate(spec.series):
            name = few_lines(printable(series.name), _NAME, drawing.width / len(spec.series) - 28, 1)[0]
            _box(drawing, x, top - 11, 8, 8, place)
            _write(drawing, name, _NAME, x + 12, top - 10)
            x += width_of(name, _NAME) + 28


def _category_names(spec: ChartSpec, slot: float) -> tuple[list[list[str]], int]:
    """The categories in lines that fit their slots; or on one line with only every so many shown."""
    names = [printable(name) for name in spec.categories]
    widest_word = max((width_of(word, _AXIS) for name in names for word in name.split()), default=0.0)
    if widest_word <= slot - 4:
        return [few_lines(name, _AXIS, slot - 4, 4) for name in names], 1
    names = [few_lines(name, _AXIS, 90, 1)[0] for name in names]
    every = max(1, -(-int(max(width_of(name, _AXIS) for name in names) + 8) // max(int(slot), 1)))
    return [[name] for name in names], every


def _draw_lines_of(
    drawing: Drawing, spec: ChartSpec, plot: _Plot, slot: float, ends: list[list[tuple[str, Style]]]
) -> None:
    show = value_shower(spec)
    wanted: list[tuple[float, int]] = []
    for place, series in enumerate(spec.series):
        ink = colour(LIGHT.series[place])
        points = [
            (plot.left + slot * (at + 0.5), None if value is None else plot.up(value))
            for at, value in enumerate(series.values)
        ]
        for run in _runs(points):
            if len(run) > 1:
                flat = [number for point in run for number in point]
                drawing.add(PolyLine(flat, strokeColor=ink, strokeWidth=1.8, strokeLineJoin=1, strokeLineCap=1))
            for x, y in run if spec.dotted or len(run) == 1 else ():
                drawing.add(_dot(x, y, ink))
        held = [(x, y, at) for at, (x, y) in enumerate(points) if y is not None]
        if not held:
            continue
        if ends:
            wanted.append((held[-1][1], place))
        elif not spec.levels:  # those are read off their axis
            for x, y, at in {held[0], held[-1]}:
                value = series.values[at]
                if value is not None:
                    _write(drawing, show(value), _VALUE, x, y + 7, "middle")
    for middle, place in _spread(wanted, [len(end) * _NAME.leading + 3 for end in ends], plot.bottom - 8):
        top = middle + len(ends[place]) * _NAME.leading / 2
        x = plot.right - slot / 2 + 12
        drawing.add(_dot(x, top - 5.5, colour(LIGHT.series[place])))  # which line it is, where lines meet
        for number, (line, style) in enumerate(ends[place]):
            _write(drawing, line, style, x + 7, top - 8.5 - number * _NAME.leading)


def _dot(x: float, y: float, ink: Color) -> Circle:
    return Circle(x, y, 2.6, fillColor=ink, strokeColor=None)


def _end_labels(spec: ChartSpec) -> list[list[tuple[str, Style]]]:
    """For each series what stands at its end: the last value, and its name in the same colour."""
    show = value_shower(spec)
    labels: list[list[tuple[str, Style]]] = []
    for place, series in enumerate(spec.series):
        held = [value for value in series.values if value is not None]
        # Teal and orange are too light for small type (3:1): those values stand in ink.
        ink = LIGHT.series[place] if place in (0, 2) else LIGHT.ink
        name = few_lines(printable(series.name), _NAME, 96, 4)
        labels.append(
            [(show(held[-1]) if held else "no value", _VALUE.with_ink(ink))] + [(line, _NAME) for line in name]
        )
    return labels


def _spread(wanted: list[tuple[float, int]], heights: list[float], bottom: float) -> list[tuple[float, int]]:
    """Middles of the labels, as near to those wanted as they can be without touching.

    Labels that would touch form a pile whose middle is the mean of what its labels want; ``bottom`` is the
    lowest that any may reach.
    """
    piles: list[list[tuple[float, int]]] = []

    def low(pile: list[tuple[float, int]]) -> float:
        height = sum(heights[place] for _middle, place in pile)
        return max(sum(middle for middle, _place in pile) / len(pile) - height / 2, bottom)

    for label in sorted(wanted):
        piles.append([label])
        while len(piles) > 1:
            under = piles[-2]
            if low(under) + sum(heights[place] for _middle, place in under) <= low(piles[-1]):
                break
            under += piles.pop()
    placed: list[tuple[float, int]] = []
    for pile in piles:
        edge = low(pile)
        for _middle, place in pile:
            placed.append((edge + heights[place] / 2, place))
            edge += heights[place]
    return placed


def _runs(points: list[tuple[float, float | None]]) -> list[list[tuple[float, float]]]:
    """The points in runs without a gap."""
    runs: list[list[tuple[float, float]]] = [[]]
    for x, y in points:
        if y is None:
            runs.append([])
        else:
            runs[-1].append((x, y))
    return [run for run in runs if run]


def _columns_hold_values(spec: ChartSpec, width: float) -> bool:
    """Whether a value can stand on every column; where not, there is a scale instead."""
    show = value_shower(spec)
    widest = max((width_of(show(v), _VALUE) for s in spec.series for v in s.values if v is not None), default=0.0)
    return widest + 3 <= width / max(len(spec.categories), 1) * 0.82 / len(spec.series)


def _draw_columns(drawing: Drawing, spec: ChartSpec, plot: _Plot, slot: float, labelled: bool) -> None:
    show = value_shower(spec)
    thick = min(slot * 0.78 / len(spec.series), 46.0)
    nought = plot.up(0)
    for place, series in enumerate(spec.series):
        for at, value in enumerate(series.values):
            if value is None:
                continue
            x = plot.left + slot * (at + 0.5) + (place - len(spec.series) / 2) * thick
            y = plot.up(value)
            _box(drawing, x + 0.75, min(y, nought), thick - 1.5, abs(y - nought), place)
            if labelled:
                _write(drawing, show(value), _VALUE, x + thick / 2, y + 4 if value >= 0 else y - 11, "middle")
    _rule(drawing, plot.left, nought, plot.right, nought, LIGHT.outline)


# ---- bars: values lie along


def _lying(spec: ChartSpec, width: float) -> Drawing:
    show = value_shower(spec)
    values = [value for series in spec.series for value in series.values if value is not None]
    low, high = min([0.0, *values]), max([0.0, *values])
    if low == high:
        high = 1.0
    names = [few_lines(printable(name), _NAME, width * 0.34, 4) for name in spec.categories]
    left = max((width_of(line, _NAME) for lines in names for line in lines), default=0.0) + 10
    room = max((width_of(show(value), _VALUE) for value in values), default=0.0) + 8
    thick = 14.0 if len(spec.series) == 1 else 11.0
    heights = [max(thick * len(spec.series), len(lines) * _NAME.leading) + 7 for lines in names]
    above = (14 if spec.value_title else 0) + (18 if len(spec.series) > 1 else 0)
    below = 14 if spec.category_title else 0
    drawing = _new(width, sum(heights) + above + below)
    plot = _Plot(left + (room if low < 0 else 0), width - room, below, drawing.height - above, low, high)
    _head(drawing, spec, drawing.height)
    top = plot.top
    for at, (lines, height) in enumerate(zip(names, heights, strict=True)):
        middle = top - height / 2
        for number, line in enumerate(lines):
            baseline = middle + (len(lines) / 2 - number) * _NAME.leading - 8
            _write(drawing, line, _NAME, left - 8, baseline, "end")
        for place, series in enumerate(spec.series):
            value = series.values[at]
            if value is not None:
                y = middle + thick * (len(spec.series) / 2 - place - 1)
                _bar(drawing, plot, value, show(value), place, y, thick)
        top -= height
    if spec.category_title:
        _write(drawing, printable(spec.category_title), _AXIS, left - 8, 2, "end")
    return drawing


def _bar(drawing: Drawing, plot: _Plot, value: float, text: str, place: int, y: float, thick: float) -> None:
    nought, end = plot.along(0), plot.along(value)
    _box(drawing, min(nought, end), y + 0.75, abs(end - nought), thick - 1.5, place)
    below = value < 0
    _write(drawing, text, _VALUE, end + (-5 if below else 5), y + thick / 2 - 3.2, "end" if below else "start")
