"""The first page: whose report it is, of what, as at when, and how it may be handled."""

from typing import Any

from suffdesk.core.dates import show_date
from suffdesk.core.palette import LIGHT
from suffdesk.core.report import Report
from suffdesk.exports.pdf.blocks import Block
from suffdesk.exports.pdf.tags import Node, Role
from suffdesk.exports.pdf.type import (
    COVER_AUTHORITY,
    COVER_FACT,
    COVER_LABEL,
    COVER_MARKING,
    COVER_SUBTITLE,
    COVER_TITLE,
    Style,
    colour,
    draw_lines,
    few_lines,
    lines_of,
    printable,
)

_BAND = 0.52
"""Part of the page's height that is dark."""
_LABELS = 110.0
_MOST_FACTS = 8


class Cover(Block):
    """Fills its page, whose whole is its frame; ``margin`` is kept at the sides."""

    def __init__(self, report: Report, parent: Node, margin: float) -> None:
        super().__init__()
        self.report, self.margin = report, margin
        self.parent = parent.add("Sect")  # made now: the rest of the structure follows before this is drawn

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width, self.height = width, height
        return width, height

    def draw(self) -> None:
        canvas: Any = self.canv
        report = self.report
        inner = self.width - 2 * self.margin
        facts = self._set_facts(inner)
        needed = sum(height for _labels, _lines, height in facts) + 40 + 80
        band = min(self.height * _BAND, self.height - needed)
        with canvas.artifact():
            canvas.setFillColor(colour(LIGHT.sidebar))
            canvas.rect(0, self.height - band, self.width, band, stroke=0, fill=1)
            canvas.setFillColor(colour(LIGHT.series[3]))
            canvas.rect(0, self.height - band, self.width, 4, stroke=0, fill=1)
        authority = few_lines(printable(report.authority), COVER_AUTHORITY, inner, 2)
        self._draw(authority, COVER_AUTHORITY, "P", self.height - 62)

        title = few_lines(printable(report.title), COVER_TITLE, inner, 4)
        subtitle = few_lines(printable(report.subtitle), COVER_SUBTITLE, inner, 3) if report.subtitle else []
        under_title = 8 + (len(subtitle) + 1) * COVER_SUBTITLE.leading + 16 + 44
        top = self.height - band + len(title) * COVER_TITLE.leading + under_title
        top = self._draw(title, COVER_TITLE, "Title", top) - 8
        if subtitle:
            top = self._draw(subtitle, COVER_SUBTITLE, "P", top)
        as_at_style = COVER_SUBTITLE.with_ink(LIGHT.on_sidebar_muted)
        self._draw([f"As at {show_date(report.as_at)}"], as_at_style, "P", top - 16)
        self._draw_facts(facts, self.height - band - 40)
        if report.marking:
            self._draw(lines_of(printable(report.marking), COVER_MARKING, inner)[:2], COVER_MARKING, "P", 60)

    def _draw(self, lines: list[str], style: Style, role: Role, top: float) -> float:
        canvas: Any = self.canv
        with canvas.content(self.parent.add(role)):
            draw_lines(canvas, lines, style, self.margin, top)
        return top - len(lines) * style.leading

    def _set_facts(self, width: float) -> list[tuple[list[str], list[str], float]]:
        """Lines of the label, lines of the words, and the height they take; the band says the date already."""
        shown = [fact for fact in self.report.facts if fact[0].casefold() not in ("as at", "authority")]
        facts = []
        for label, words in shown[:_MOST_FACTS]:
            labels = few_lines(printable(label), COVER_LABEL, _LABELS - 10, 2)
            lines = few_lines(printable(words), COVER_FACT, width - _LABELS, 2)
            facts.append((labels, lines, max(len(labels), len(lines)) * COVER_FACT.leading + 7))
        return facts

    def _draw_facts(self, facts: list[tuple[list[str], list[str], float]], top: float) -> None:
        canvas: Any = self.canv
        whole = self.parent.add("L") if facts else self.parent
        for labels, lines, height in facts:
            item = whole.add("LI")
            with canvas.content(item.add("Lbl")):
                draw_lines(canvas, labels, COVER_LABEL, self.margin, top)
            with canvas.content(item.add("LBody")):
                draw_lines(canvas, lines, COVER_FACT, self.margin + _LABELS, top)
            top -= height
