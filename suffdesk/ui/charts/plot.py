"""One chart: lines, bars or columns without a frame, labelled directly, read by mouse and by keyboard."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFont, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from suffdesk.core.chart import ChartSpec
from suffdesk.core.palette import Palette
from suffdesk.ui.charts.wording import point_words, value_words, wrapped

_BAR = 0.62
"""Part of its step that a bar fills."""
_LABELS_AT_MOST = 0.46
"""Part of the width that names of categories may take."""
_NAMES_AT_MOST = 0.3
"""Part of the width that the names of lines may take, at their right ends."""
_SMALL = 0.9


@dataclass(frozen=True, slots=True)
class Point:
    """One value of the chart: number of its series and of its category."""

    series: int
    index: int


class Plot(pg.PlotWidget):
    """Draws a :class:`ChartSpec`. It neither zooms nor pans."""

    opened = Signal(str)
    """The key of a point that was clicked, or chosen by Enter."""
    spec: ChartSpec | None
    _palette: Palette | None
    _at: Point | None
    _marks: list[Any]

    def __init__(self, parent: QWidget | None = None) -> None:
        # pyqtgraph lays out, and so asks for these, before its own making is done
        self.__dict__.update(spec=None, _palette=None, _at=None, _marks=[])
        super().__init__(parent)
        self.setMenuEnabled(False)
        self.setMouseEnabled(x=False, y=False)
        self.hideButtons()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(90)
        self.setFrameShape(pg.QtWidgets.QFrame.Shape.NoFrame)
        self.setAntialiasing(True)
        for side in ("left", "bottom"):
            axis = self.getAxis(side)
            axis.setStyle(
                tickLength=0,
                tickAlpha=0,
                autoExpandTextSpace=False,
                autoReduceTextSpace=False,
                hideOverlappingLabels=False,
            )
            axis.setPen(pg.mkPen(None))
        self.getPlotItem().layout.setContentsMargins(0, 0, 0, 0)

    def close(self) -> None:
        """As pyqtgraph closes a plot for good; the resizing that this brings must draw nothing any more."""
        self.look_at(None)
        self.spec = None
        super().close()

    def sizeHint(self) -> QSize:
        return QSize(360, 150)

    # What is drawn

    def show_spec(self, spec: ChartSpec | None, palette: Palette) -> None:
        """Draw another chart, or the same in other colours; None draws nothing."""
        self.spec, self._palette, self._at = spec, palette, None
        self.setAccessibleName(spec.title if spec else "Chart")
        self.setAccessibleDescription(spec.alternative_text if spec else "")
        self.draw()

    def _font(self, *, bold: bool = False) -> QFont:
        font = QFont(self.font())
        size = font.pointSizeF()
        if size > 0:
            font.setPointSizeF(size * _SMALL)
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        return font

    def draw(self) -> None:
        """Draw again, for the size the widget has now."""
        self.clear()
        self._marks = []
        if self.spec is None or self._palette is None:
            return
        self.setBackground(self._palette.panel)
        if self.spec.kind == "line":
            self._draw_lines(self.spec, self._palette)
        elif self.spec.kind == "bar":
            self._draw_bars(self.spec, self._palette)
        else:
            self._draw_columns(self.spec, self._palette)
        self._draw_mark()

    def _text(self, words: str, colour: str, at: QPointF, anchor: tuple[float, float], *, bold: bool = False) -> None:
        item = pg.TextItem(words, color=colour, anchor=anchor)
        item.setFont(self._font(bold=bold))
        item.textItem.document().setDocumentMargin(0)
        item.updateTextPos()
        item.setPos(at)
        item.setZValue(10)
        self.addItem(item, ignoreBounds=True)

    def _range(self, x: tuple[float, float], y: tuple[float, float]) -> None:
        self.getPlotItem().getViewBox().setRange(xRange=x, yRange=y, padding=0, disableAutoRange=True)

    def _axis(self, side: str, ticks: list[tuple[float, str]], size: float) -> None:
        palette = self._palette
        assert palette is not None
        axis = self.getAxis(side)
        axis.setTicks([ticks])
        axis.setStyle(tickFont=self._font(), tickTextOffset=6)
        axis.setTextPen(palette.muted)
        axis.setWidth(size) if side == "left" else axis.setHeight(size)
        self.showAxis(side, size > 0)

    def _draw_lines(self, spec: ChartSpec, palette: Palette) -> None:
        metrics = QFontMetricsF(self._font(bold=True))
        count = len(spec.categories)
        values = [value for series in spec.series for value in series.values if value is not None]
        low, high = (min(values), max(values)) if values else (0.0, 1.0)
        if spec.levels:
            low, high = 1.0, float(len(spec.levels))
        if spec.unit == "%" or len(spec.series) > 1:
            low = min(low, 0.0)
        spread = (high - low) or max(abs(high), 1.0)
        ends = [_last(series.values) for series in spec.series]
        room = max(90.0, self.width() * _NAMES_AT_MOST)
        names = [wrapped(series.name, metrics, room) if len(spec.series) > 1 else "" for series in spec.series]
        right = max((metrics.horizontalAdvance(line) for name in names for line in name.split("\n")), default=0)
        right += 12 if right else 0
        width, height = max(self.width(), 120), max(self.height(), 60)
        bottom = metrics.height() + 8
        beside = max((metrics.horizontalAdvance(words) for words in spec.levels), default=0)
        at_points = [] if spec.levels else values  # levels are read off their axis
        left_room = max(metrics.horizontalAdvance(value_words(spec, at_points[0])) / 2 if at_points else 0, 18) + 4
        right_room = max(right, metrics.horizontalAdvance(value_words(spec, high)) / 2 + 6 if at_points else 0, 18)
        axis = beside + 10 if beside else 0
        inner = max(width - axis - left_room - right_room, 40)
        step = inner / max(count - 1, 1)
        per_pixel = max(count - 1, 1) / inner
        self._axis("left", [(place, words) for place, words in enumerate(spec.levels, start=1)], axis)
        self._axis("bottom", _thinned(spec.categories, metrics, step), bottom)
        tallest = max(name.count("\n") + 1 for name in names) * metrics.height()
        above, below = metrics.height() + 8, max(8.0, tallest / 2)
        usable = max(height - bottom - above - below, 20)
        scale = spread / usable
        x_from, x_to = -left_room * per_pixel, max(count - 1, 0) + right_room * per_pixel
        self._range((x_from, x_to) if count > 1 else (-1, 1), (low - below * scale, high + above * scale))
        every = all(
            metrics.horizontalAdvance(value_words(spec, value)) + 10 < step for value in values
        )  # room for a label at each point
        places = self._name_places(ends, names, metrics, scale)
        for number, series in enumerate(spec.series):
            colour = palette.series[number]
            known = [(place, value) for place, value in enumerate(series.values) if value is not None]
            self.addItem(pg.PlotDataItem(
                [place for place, _ in known], [value for _, value in known], pen=pg.mkPen(colour, width=2.5),
                symbol="o" if spec.dotted else None, symbolSize=7, symbolBrush=colour,
                symbolPen=pg.mkPen(palette.panel, width=1), antialias=True,
            ))  # fmt: skip
            shown = {place for place, _ in known} if every else {known[0][0], known[-1][0]} if known else set()
            shown = set() if spec.levels else shown
            for place, value in known:
                if place in shown:
                    last = place == known[-1][0]
                    words, at = value_words(spec, value), QPointF(place, value + 6 * scale)
                    self._text(words, palette.ink if last else palette.muted, at, (0.5, 1), bold=last)
            if names[number] and ends[number] is not None:
                self._text(names[number], colour, QPointF(_last_place(series.values) + 10 * per_pixel, places[number]),
                           (0, 0.5), bold=True)  # fmt: skip

    def _name_places(
        self, ends: list[float | None], names: list[str], metrics: QFontMetricsF, scale: float
    ) -> list[float]:
        """Where the names of the lines stand, moved apart where they would overlap."""
        places = [end or 0.0 for end in ends]
        order = sorted(range(len(places)), key=lambda number: places[number])
        for below, above in pairwise(order):
            needed = (names[below].count("\n") + names[above].count("\n") + 2) / 2 * metrics.height() * scale
            places[above] = max(places[above], places[below] + needed)
        return places

    def _draw_bars(self, spec: ChartSpec, palette: Palette) -> None:
        metrics, bold = QFontMetricsF(self._font()), QFontMetricsF(self._font(bold=True))
        count, groups = len(spec.categories), len(spec.series)
        highest = max((value or 0 for series in spec.series for value in series.values), default=0) or 1
        room = self.width() * _LABELS_AT_MOST
        labels = [wrapped(name, metrics, room) for name in spec.categories]
        widest = max((metrics.horizontalAdvance(line) for name in labels for line in name.split("\n")), default=0)
        tallest = max((name.count("\n") + 1 for name in labels), default=1) * metrics.height()
        self.setMinimumHeight(int(count * max(tallest * 1.05, metrics.height() * 0.95 * groups)) + 2)
        self._axis("bottom", [], 0)
        self._axis("left", list(enumerate(labels)), widest + 10)
        value_room = max((bold.horizontalAdvance(value_words(spec, value)) for series in spec.series
                          for value in series.values), default=0) + 14  # fmt: skip
        inner = max(self.width() - widest - 10 - value_room, 40)
        per_pixel = highest / inner
        self.getPlotItem().invertY(True)
        self._range((0, highest + value_room * per_pixel), (-0.5, max(count, 1) - 0.5))
        thick = _BAR / groups
        for number, series in enumerate(spec.series):
            # one series alone has the second colour, as a line has the first: two charts side by side differ
            colour = palette.series[1 if groups == 1 else number]
            places = [place - _BAR / 2 + thick * (number + 0.5) for place in range(count)]
            widths = [value or 0 for value in series.values]
            self.addItem(pg.BarGraphItem(x0=[0] * count, width=widths, y=places, height=thick, brush=colour, pen=None))
            for place, value in zip(places, series.values, strict=True):
                at = QPointF((value or 0) + 7 * per_pixel, place)
                self._text(value_words(spec, value), palette.ink, at, (0, 0.5), bold=groups == 1)

    def _draw_columns(self, spec: ChartSpec, palette: Palette) -> None:
        metrics = QFontMetricsF(self._font())
        count, groups = len(spec.categories), len(spec.series)
        highest = max((value or 0 for series in spec.series for value in series.values), default=0) or 1
        step = max(self.width() - 8, 80) / max(count, 1)
        labels = [wrapped(name, metrics, step - 6) for name in spec.categories]
        lines = max((name.count("\n") + 1 for name in labels), default=1)
        bottom = metrics.height() * lines + 8
        above = metrics.height() + 6
        scale = highest / max(self.height() - bottom - above, 20)
        self.getPlotItem().invertY(False)
        self._axis("left", [], 0)
        self._axis("bottom", list(enumerate(labels)), bottom)
        self._range((-0.5, max(count, 1) - 0.5), (0, highest + above * scale))
        thick = _BAR / groups
        for number, series in enumerate(spec.series):
            colour = palette.series[1 if groups == 1 else number]
            places = [place - _BAR / 2 + thick * (number + 0.5) for place in range(count)]
            heights = [value or 0 for value in series.values]
            self.addItem(pg.BarGraphItem(x=places, height=heights, y0=0, width=thick, brush=colour, pen=None))
            for place, value in zip(places, series.values, strict=True):
                at = QPointF(place, (value or 0) + 3 * scale)
                self._text(value_words(spec, value), palette.ink, at, (0.5, 1), bold=groups == 1)

    # The point that is looked at

    @property
    def point(self) -> Point | None:
        """The point under the mouse, or chosen by the arrow keys."""
        return self._at

    def look_at(self, point: Point | None) -> None:
        """Mark a point, or none."""
        if point != self._at:
            self._at = point
            self._draw_mark()

    def _draw_mark(self) -> None:
        for item in self._marks:
            self.removeItem(item)
        self._marks = []
        spec, palette, at = self.spec, self._palette, self._at
        if spec is None or palette is None or at is None:
            return
        value = spec.series[at.series].values[at.index]
        if value is None:
            return
        if spec.kind == "line":
            mark = pg.ScatterPlotItem([at.index], [value], size=13, brush=pg.mkBrush(palette.panel),
                                      pen=pg.mkPen(palette.focus, width=2.5))  # fmt: skip
        else:
            thick = _BAR / len(spec.series)
            place = at.index - _BAR / 2 + thick * (at.series + 0.5)
            edge = {"brush": pg.mkBrush(None), "pen": pg.mkPen(palette.focus, width=2)}
            if spec.kind == "bar":
                mark = pg.BarGraphItem(x0=[0], width=[value], y=[place], height=thick, **edge)
            else:
                mark = pg.BarGraphItem(x=[place], height=[value], y0=0, width=thick, **edge)
        mark.setZValue(5)
        self.addItem(mark, ignoreBounds=True)
        self._marks = [mark]

    def point_at(self, position: QPointF) -> Point | None:
        """The value nearest to a place of the widget; none where the place is outside the plot."""
        spec = self.spec
        if spec is None or not spec.categories:
            return None
        view = self.getPlotItem().getViewBox()
        inside = view.mapSceneToView(self.mapToScene(position.toPoint()))
        along, across = (inside.y(), inside.x()) if spec.kind == "bar" else (inside.x(), inside.y())
        index = round(along)
        if not 0 <= index < len(spec.categories):
            return None
        if spec.kind == "line":
            held = [(abs((series.values[index] or 0) - across), number) for number, series in enumerate(spec.series)
                    if series.values[index] is not None]  # fmt: skip
            return Point(min(held)[1], index) if held else None
        part = (along - index + _BAR / 2) / (_BAR / len(spec.series))
        if not 0 <= part < len(spec.series):
            return None
        return Point(int(part), index)

    def place_of(self, point: Point) -> QPoint:
        """Where a point is in the widget."""
        assert self.spec is not None
        value = self.spec.series[point.series].values[point.index] or 0
        at = QPointF(value, point.index) if self.spec.kind == "bar" else QPointF(point.index, value)
        return self.mapFromScene(self.getPlotItem().getViewBox().mapViewToScene(at))

    def _say(self, at: QPoint) -> None:
        if self.spec is not None and self._at is not None:
            QToolTip.showText(self.mapToGlobal(at), point_words(self.spec, self._at.series, self._at.index), self)

    def key_of(self, point: Point) -> str:
        """What opens when the point is clicked; empty for nothing."""
        if self.spec is None or not self.spec.keys:
            return ""
        return self.spec.keys[point.index]

    def _open(self) -> None:
        if self._at is not None and (key := self.key_of(self._at)):
            self.opened.emit(key)

    # Mouse and keyboard

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.look_at(self.point_at(event.position()))
        opens = self._at is not None and bool(self.key_of(self._at))
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if opens else Qt.CursorShape.ArrowCursor)
        if self._at is None:
            QToolTip.hideText()
        self._say(event.position().toPoint() + QPoint(12, 4))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.look_at(self.point_at(event.position()))
            self._open()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def wheelEvent(self, event: Any) -> None:
        event.ignore()

    def leaveEvent(self, event: QEvent) -> None:
        if not self.hasFocus():
            self.look_at(None)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._at is None and event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self._step(0, 0)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.look_at(None)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1),
        }  # fmt: skip
        if event.key() in steps:
            along, across = steps[Qt.Key(event.key())]
            if self.spec is not None and self.spec.kind == "bar":
                along, across = across, along
            self._step(along, across)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
        else:
            event.ignore()

    def _step(self, along: int, across: int) -> None:
        spec = self.spec
        if spec is None or not spec.categories:
            return
        now = self._at or Point(0, len(spec.categories) - 1 if spec.kind == "line" else 0)
        if self._at is not None:
            index = min(max(now.index + along, 0), len(spec.categories) - 1)
            now = Point((now.series + across) % len(spec.series), index)
        self.look_at(now)
        self.setAccessibleDescription(f"{point_words(spec, now.series, now.index)}. {spec.alternative_text}")
        self._say(self.place_of(now))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.spec is not None:
            self.draw()

    def drawForeground(self, painter: QPainter, rectangle: QRectF | Any) -> None:
        super().drawForeground(painter, rectangle)
        if self.hasFocus() and self._palette is not None:
            painter.save()
            painter.resetTransform()
            painter.setPen(pg.mkPen(QColor(self._palette.focus), width=2))
            painter.drawRoundedRect(QRectF(self.viewport().rect()).adjusted(1, 1, -1, -1), 5, 5)
            painter.restore()


def _last_place(values: tuple[float | None, ...]) -> int:
    return max((place for place, value in enumerate(values) if value is not None), default=0)


def _last(values: tuple[float | None, ...]) -> float | None:
    return next((value for value in reversed(values) if value is not None), None)


def _thinned(names: tuple[str, ...], metrics: QFontMetricsF, step: float) -> list[tuple[float, str]]:
    """Names along the bottom, as many as stand clear of one another; the last one always."""
    widest = max((metrics.horizontalAdvance(name) for name in names), default=0) + 12
    every = 1
    while every * step < widest and every < len(names):
        every += 1
    last = len(names) - 1
    return [(float(place), name) for place, name in enumerate(names) if (last - place) % every == 0]
