"""Headings, paragraphs, lists and cards as they lie on the page."""

from typing import Any

from reportlab.platypus import Flowable

from suffdesk.core.palette import LIGHT
from suffdesk.core.report import KeyFigure
from suffdesk.exports.pdf.tags import Node
from suffdesk.exports.pdf.type import (
    BODY,
    CARD_BASIS,
    CARD_LABEL,
    CARD_VALUE,
    NOTE,
    Style,
    colour,
    draw_line,
    draw_lines,
    few_lines,
    first_baseline,
    lines_of,
    printable,
    width_of,
)


class Block(Flowable):
    """Something that stands in the flow of the report."""

    before = 0.0
    after = 0.0
    """Points of air."""

    def getSpaceBefore(self) -> float:
        return self.before

    def getSpaceAfter(self) -> float:
        return self.after

    def least(self, width: float) -> float:
        """Height below which the block does not begin on a page."""
        return float(self.wrap(width, 1e6)[1])


class Words(Block):
    """A heading or a paragraph. ``bookmark`` gives it an entry in the outline; ``bullet`` a mark before it."""

    def __init__(self, text: str, style: Style, node: Node, before: float = 0.0, after: float = 0.0) -> None:
        super().__init__()
        self.text, self.style, self.node = printable(text), style, node
        self.before, self.after = before, after
        self.bookmark = ""
        self.bullet: Node | None = None
        self.indent = 0.0
        self.lines: list[str] | None = None

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        if self.lines is None or width != self.width:
            self.lines = lines_of(self.text, self.style, width - self.indent)
        self.width, self.height = width, len(self.lines) * self.style.leading
        return width, self.height

    def split(self, width: float, height: float) -> list[Flowable]:
        """Never one line alone at the foot or at the head of a page."""
        self.wrap(width, height)
        lines = self.lines or []
        fitting = min(int(height / self.style.leading + 1e-6), len(lines) - 2)
        return [self._part(lines[:fitting], 0), self._part(lines[fitting:], 1)] if fitting >= 2 else []

    def _part(self, lines: list[str], place: int) -> "Words":
        part = Words("", self.style, self.node, *((self.before, 0.0) if place == 0 else (0.0, self.after)))
        part.bullet, part.bookmark = (self.bullet, self.bookmark) if place == 0 else (None, "")
        part.lines, part.width, part.indent = lines, self.width, self.indent
        return part

    def least(self, width: float) -> float:
        self.wrap(width, 0)
        lines = len(self.lines or [])
        return self.style.leading * (lines if lines < 4 else 2)

    def draw(self) -> None:
        canvas: Any = self.canv
        if self.bookmark:
            canvas.bookmarkHorizontal(self.bookmark, 0, self.height + 12)
            canvas.addOutlineEntry(self.text, self.bookmark, 0)
        if self.bullet is not None:
            with canvas.content(self.bullet):
                draw_line(canvas, "•", self.style, 4, self.height - first_baseline(self.style))
        with canvas.content(self.node):
            draw_lines(canvas, self.lines or [], self.style, self.indent, self.height)


class Notes:
    """The small print under a table or a chart: with it on its page, or after it where there is much of it."""

    _MOST = 120.0

    def __init__(self, notes: tuple[str, ...], parent: Node, width: float) -> None:
        self.lines = [(lines_of(printable(note), NOTE, width), parent.add("P")) for note in notes if printable(note)]
        self.loose: list[Words] = []
        if sum(len(lines) for lines, _node in self.lines) * NOTE.leading > self._MOST:
            self.loose = [Words(" ".join(lines), NOTE, node) for lines, node in self.lines]
            self.loose[-1].after = 16
            self.lines = []

    @property
    def height(self) -> float:
        """Points, with the air above."""
        return sum(len(lines) for lines, _node in self.lines) * NOTE.leading + (4 if self.lines else 0)

    def draw(self, canvas: Any, top: float) -> None:
        """Downwards from ``top``."""
        top -= 4
        for lines, node in self.lines:
            with canvas.content(node):
                draw_lines(canvas, lines, NOTE, 0, top)
            top -= len(lines) * NOTE.leading


def bullet_items(items: tuple[str, ...], parent: Node) -> list[Words]:
    """One block an item, together one list in the structure."""
    made = []
    whole = parent.add("L")
    for text in items:
        item = whole.add("LI")
        bullet, body = item.add("Lbl"), item.add("LBody")
        words = Words(text, BODY, body.add("P"), after=4)
        words.bullet, words.indent = bullet, 16
        made.append(words)
    if made:
        made[-1].after = 10
    return made


class Cards(Block):
    """One row of key figures: the label, the figure large, its basis small beneath."""

    _gap, _padding = 9.0, 10.0
    after = 9.0

    def __init__(self, figures: tuple[KeyFigure, ...], across: int, nodes: list[Node]) -> None:
        super().__init__()
        self.figures, self.across, self.nodes = figures, across, nodes

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        self.width = width
        self.card = (width - self._gap * (self.across - 1)) / self.across
        inner = self.card - 2 * self._padding
        self.set = [
            (
                few_lines(printable(figure.label), CARD_LABEL, inner, 4),
                self._value_style(printable(figure.value), inner),
                few_lines(printable(figure.basis), CARD_BASIS, inner, 8) if figure.basis else [],
            )
            for figure in self.figures
        ]
        self.label_lines = max(len(labels) for labels, _style, _basis in self.set)
        basis_lines = max(len(basis) for _labels, _style, basis in self.set)
        text = self.label_lines * CARD_LABEL.leading + CARD_VALUE.leading + basis_lines * CARD_BASIS.leading
        self.height = text + 2 * self._padding - 2
        return width, self.height

    @staticmethod
    def _value_style(text: str, width: float) -> Style:
        """The figure in the largest size that fits."""
        size = CARD_VALUE.size * min(1.0, width / max(width_of(text, CARD_VALUE), 1))
        return Style(CARD_VALUE.font, size, CARD_VALUE.leading, CARD_VALUE.ink)

    def draw(self) -> None:
        canvas: Any = self.canv
        for place, (figure, (labels, value_style, basis)) in enumerate(zip(self.figures, self.set, strict=True)):
            left = place * (self.card + self._gap)
            with canvas.artifact():
                canvas.setFillColor(colour(LIGHT.ground))
                canvas.roundRect(left, 0, self.card, self.height, 5, stroke=0, fill=1)
            x, top = left + self._padding, self.height - self._padding + 1
            item = self.nodes[place]
            with canvas.content(item.add("Lbl")):
                draw_lines(canvas, labels, CARD_LABEL, x, top)
            body = item.add("LBody")
            top -= self.label_lines * CARD_LABEL.leading
            with canvas.content(body.add("P")):
                baseline = top - first_baseline(CARD_VALUE)
                draw_line(canvas, printable(figure.value), value_style, x, baseline)
            if basis:
                with canvas.content(body.add("P")):
                    draw_lines(canvas, basis, CARD_BASIS, x, top - CARD_VALUE.leading)


def card_rows(figures: tuple[KeyFigure, ...], parent: Node) -> list[Cards]:
    """The figures in rows of equal cards, together one list in the structure."""
    across = next((n for n in (4, 3) if len(figures) % n == 0), 4) if len(figures) > 4 else max(len(figures), 1)
    whole = parent.add("L")
    nodes = [whole.add("LI") for _figure in figures]
    rows = [
        Cards(figures[start : start + across], across, nodes[start : start + across])
        for start in range(0, len(figures), across)
    ]
    if rows:
        rows[-1].after = 16
    return rows
