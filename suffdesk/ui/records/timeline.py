"""The care history of a child over time: a lane for each kind of span, to zoom, read, hover over and open."""

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from suffdesk.core.dates import show_date_short, this_day
from suffdesk.core.palette import LIGHT, Palette
from suffdesk.operations.child_page import Span

_LANES = ("Placement", "After 18", "Short break", "Legal status", "Missing")
_LEAST_DAYS, _MARGIN_DAYS = 14, 30
_STEP = 1.25
_LEAST_WIDTH = 4.0
"""Pixels of the shortest span, so that a night away can be seen and clicked."""


def span_words(span: Span) -> str:
    """``Placement: Children's home, Elm House, 1 Jun 2024 to 3 Aug 2024``."""
    what = f"{span.label}, {span.detail}" if span.detail else span.label
    until = f"to {show_date_short(span.until)}" if span.until else "and goes on"
    return f"{span.lane}: {what}, {show_date_short(span.started)} {until}"


class Timeline(QWidget):
    """Wheel and + − zoom, dragging moves, arrows go from span to span, Enter opens the record."""

    opened = Signal(str, str)
    """Entity and id."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._spans: list[Span] = []
        self._lanes: list[str] = []
        self._as_at = this_day()
        self._palette: Palette = LIGHT
        self._low, self._high = 0.0, 1.0
        self._whole = (0.0, 1.0)
        self._current = -1
        self._pressed: QPointF | None = None
        self._dragged = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName("Care history over time")

    def set_theme(self, palette: Palette) -> None:
        """Colours of a theme."""
        self._palette = palette
        self.update()

    def show_spans(self, spans: Sequence[Span], as_at: date) -> None:
        """Show these, all of them in sight."""
        kept = self._spans[self._current].row_id if 0 <= self._current < len(self._spans) else ""
        zoomed = (self._low, self._high) if (self._low, self._high) != self._whole and kept else None
        order = {lane: place for place, lane in enumerate(_LANES)}
        self._spans = sorted(spans, key=lambda span: (order.get(span.lane, 9), span.started, span.row_id))
        self._lanes = list(dict.fromkeys(span.lane for span in self._spans))
        self._as_at = as_at
        ends = [self._until(span).toordinal() for span in self._spans]
        first = min((span.started.toordinal() for span in self._spans), default=as_at.toordinal() - 365)
        last = max([as_at.toordinal(), *ends])
        margin = max(_MARGIN_DAYS, (last - first) * 0.02)
        self._whole = (first - margin, last + margin)
        self._low, self._high = zoomed or self._whole
        self._current = next((place for place, span in enumerate(self._spans) if span.row_id == kept), -1)
        self.setAccessibleDescription(f"{len(self._spans)} spans; arrow keys go from one to the next")
        self.setFixedHeight(self.sizeHint().height())
        self.update()

    @property
    def current(self) -> Span | None:
        """The span on which the keyboard is."""
        return self._spans[self._current] if 0 <= self._current < len(self._spans) else None

    @property
    def seen(self) -> tuple[date, date]:
        """First and last day in sight."""
        return date.fromordinal(max(1, int(self._low))), date.fromordinal(max(1, int(self._high)))

    def sizeHint(self) -> QSize:
        return QSize(600, int(len(self._lanes) * self._lane() + self._axis() + 8))

    # Where things are

    def _until(self, span: Span) -> date:
        return span.until or max(self._as_at, span.started + timedelta(days=1))

    def _lane(self) -> float:
        return self.fontMetrics().height() + 14.0

    def _axis(self) -> float:
        return self.fontMetrics().height() + 8.0

    def _gutter(self) -> float:
        names = [self.fontMetrics().horizontalAdvance(lane) for lane in self._lanes]
        return max(names, default=0) + 18.0

    def _x(self, day: float) -> float:
        return self._gutter() + (day - self._low) / (self._high - self._low) * (self.width() - self._gutter())

    def _day(self, x: float) -> float:
        return self._low + (x - self._gutter()) / max(1.0, self.width() - self._gutter()) * (self._high - self._low)

    def rect_of(self, span: Span) -> QRectF:
        """Where a span is painted."""
        left, right = self._x(span.started.toordinal()), self._x(self._until(span).toordinal())
        top = self._lanes.index(span.lane) * self._lane() + 4
        return QRectF(left, top, max(_LEAST_WIDTH, right - left), self._lane() - 6)

    def span_at(self, at: QPointF) -> Span | None:
        """The span under a point; the shortest where several are."""
        if at.x() < self._gutter():
            return None
        found = [span for span in self._spans if self.rect_of(span).adjusted(-2, 0, 2, 0).contains(at)]
        return min(found, key=lambda span: (self._until(span) - span.started).days, default=None)

    # Zoom

    def zoom(self, factor: float, about: float | None = None) -> None:
        """Closer (over 1) or further, around a day (the middle unless given)."""
        middle = (self._low + self._high) / 2 if about is None else about
        whole = self._whole[1] - self._whole[0]
        wanted = min(max((self._high - self._low) / factor, _LEAST_DAYS), whole)
        share = (middle - self._low) / (self._high - self._low)
        self._set_range(middle - wanted * share, wanted)

    def show_all(self) -> None:
        """All of it again."""
        self._low, self._high = self._whole
        self.update()

    def _set_range(self, low: float, width: float) -> None:
        low = min(max(low, self._whole[0]), self._whole[1] - width)
        self._low, self._high = low, low + width
        self.update()

    def _reveal(self, span: Span) -> None:
        width = self._high - self._low
        started, until = span.started.toordinal(), self._until(span).toordinal()
        if until < self._low or started > self._high:
            self._set_range((started + until) / 2 - width / 2, width)

    # Mouse and keyboard

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().y() / 120
        if turned:
            self.zoom(_STEP**turned, self._day(event.position().x()))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed, self._dragged = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is not None:
            moved = self._day(self._pressed.x()) - self._day(event.position().x())
            if self._dragged or abs(event.position().x() - self._pressed.x()) > 5:
                self._dragged = True
                self._set_range(self._low + moved, self._high - self._low)
                self._pressed = event.position()
            return
        over = self.span_at(event.position()) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pressed is not None and not self._dragged and (span := self.span_at(event.position())):
            self._choose(self._spans.index(span))
            self.opened.emit(span.entity, span.row_id)
        self._pressed = None

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            span = self.span_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), span_words(span) if span else "", self)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            about = float(self.current.started.toordinal()) if self.current else None
            self.zoom(1 / _STEP if key == Qt.Key.Key_Minus else _STEP, about)
        elif key == Qt.Key.Key_0:
            self.show_all()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End) and self._spans:
            last = len(self._spans) - 1
            step = {Qt.Key.Key_Left: max(self._current - 1, 0), Qt.Key.Key_Right: min(self._current + 1, last),
                    Qt.Key.Key_Home: 0, Qt.Key.Key_End: last}[Qt.Key(key)]  # fmt: skip
            self._choose(step)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self._spans:
            self._change_lane(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current:
            self.opened.emit(self.current.entity, self.current.row_id)
        else:
            super().keyPressEvent(event)

    def _change_lane(self, step: int) -> None:
        here = self.current
        place = min(max((self._lanes.index(here.lane) if here else -1) + step, 0), len(self._lanes) - 1)
        day = (here.started if here else self._as_at).toordinal()
        inside = [number for number, span in enumerate(self._spans) if span.lane == self._lanes[place]]
        self._choose(min(inside, key=lambda number: abs(self._spans[number].started.toordinal() - day)))

    def _choose(self, place: int) -> None:
        self._current = place
        span = self._spans[place]
        self._reveal(span)
        self.setAccessibleDescription(span_words(span))
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))
        self.setToolTip(span_words(span))
        self.update()

    # Painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette, gutter = self._palette, self._gutter()
        bottom = len(self._lanes) * self._lane() + 2
        self._paint_axis(painter, bottom)
        for place, lane in enumerate(self._lanes):
            painter.setPen(QColor(palette.muted))
            box = QRectF(0, place * self._lane() + 1, gutter - 10, self._lane())
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, lane)
        painter.setClipRect(QRectF(gutter, 0, self.width() - gutter, self.height()))
        for span in self._spans:
            self._paint_span(painter, span)
        at = self._x(self._as_at.toordinal())
        painter.setPen(QPen(QColor(palette.accent), 1.4, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(at, 0), QPointF(at, bottom))

    def _paint_span(self, painter: QPainter, span: Span) -> None:
        box = self.rect_of(span)
        if box.right() < self._gutter() or box.left() > self.width():
            return
        palette = self._palette
        colour = QColor(palette.warning if span.lane == "Missing" else palette.series[self._lanes.index(span.lane) % 2])
        painter.setPen(QPen(QColor(palette.panel), 1))
        painter.setBrush(QColor(palette.selection) if span.lane != "Missing" else colour)
        painter.drawRoundedRect(box, 3, 3)
        painter.fillRect(QRectF(box.left(), box.top(), min(4.0, box.width()), box.height()), colour)
        seen = box.intersected(QRectF(self._gutter(), 0, self.width(), self.height())).adjusted(9, 0, -4, 0)
        if seen.width() > 18 and span.lane != "Missing":
            painter.setPen(QColor(palette.ink))
            words = f"{span.label}, {span.detail}" if span.detail else span.label
            words = self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(seen.width()))
            painter.drawText(seen, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
        if span is self.current:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(palette.focus), 2))
            painter.drawRoundedRect(box.adjusted(-1, -1, 1, 1), 4, 4)

    def _paint_axis(self, painter: QPainter, bottom: float) -> None:
        months = self._months_apart()
        low, high = self.seen
        day = date(low.year, 1, 1)
        while day <= high:
            x = self._x(day.toordinal())
            if x >= self._gutter():
                painter.setPen(QColor(self._palette.line))
                painter.drawLine(QPointF(x, 0), QPointF(x, bottom))
                painter.setPen(QColor(self._palette.muted))
                words = str(day.year) if months >= 12 else f"{show_date_short(day).split(' ', 1)[1]}"
                painter.drawText(QPointF(x + 3, bottom + self.fontMetrics().ascent() + 2), words)
            year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
            day = date(year, month + 1, 1)

    def _months_apart(self) -> int:
        room = self.fontMetrics().horizontalAdvance("Mmm 2024") + 24
        fitting = max(1.0, (self.width() - self._gutter()) / room)
        wanted = (self._high - self._low) / 30.4 / fitting
        return next((months for months in (1, 2, 3, 6, 12, 24, 60) if months >= wanted), 120)
