"""Writes the PDF: paper, running lines, page numbers, document properties."""

from typing import IO, Any

from reportlab.lib.pagesizes import A4, landscape
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate

from suffdesk.core.dates import show_date
from suffdesk.core.palette import LIGHT
from suffdesk.core.progress import Progress, silent
from suffdesk.core.report import Report
from suffdesk.exports.atomic import Target, replacing
from suffdesk.exports.pdf.story import Pages, story
from suffdesk.exports.pdf.tags import Node, TaggedCanvas
from suffdesk.exports.pdf.type import (
    REGULAR,
    RUNNING,
    SEMIBOLD,
    Style,
    colour,
    draw_line,
    few_lines,
    printable,
    register_fonts,
    width_of,
)

_MARGIN = 54.0
_STRONG = Style(SEMIBOLD, RUNNING.size, RUNNING.leading)
_TOP, _FOOT = 62.0, 58.0
"""Points between the paper's edge and the text."""


def write_pdf(report: Report, path: Target, progress: Progress = silent) -> None:
    """Write ``report`` to ``path`` as a tagged PDF on A4, upright but for tables that are too wide.

    The same report gives the same bytes. ``path`` may be a file that is open, in memory. Raises UserError where it
    cannot be written; the file that was there is then as it was.
    """
    register_fonts()
    progress("Laying out the report", None)
    with replacing(path) as part:
        _Document(report, part).write(progress)


class _Document(BaseDocTemplate):
    def __init__(self, report: Report, part: IO[bytes]) -> None:
        wide, high = A4
        long, low = landscape(A4)
        upright = Frame(_MARGIN, _FOOT, wide - 2 * _MARGIN, high - _TOP - _FOOT, 0, 0, 0, 0)
        lying = Frame(_MARGIN, _FOOT, long - 2 * _MARGIN, low - _TOP - _FOOT, 0, 0, 0, 0)
        super().__init__(
            part,
            pagesize=A4,
            title=report.title if report.authority in report.title else f"{report.title}, {report.authority}",
            author=report.authority,
            subject=report.subtitle,
            creator="SuffDesk",
            keywords=list(report.keywords),
            lang=report.language,
            initialFontName=REGULAR,
            pageCompression=1,
            invariant=1,
            pageTemplates=[
                PageTemplate("cover", Frame(0, 0, wide, high, 0, 0, 0, 0), pagesize=A4),
                PageTemplate("upright", upright, onPage=self._running_head, pagesize=A4),
                PageTemplate("lying", lying, onPage=self._running_head, pagesize=landscape(A4)),
            ],
        )
        self.report = report
        self.pages = Pages(wide - 2 * _MARGIN, long - 2 * _MARGIN, high - _TOP - _FOOT, _MARGIN)

    def write(self, progress: Progress) -> None:
        """Lay out and save; ``progress`` hears of every page."""
        root = Node("Document")

        def make_canvas(*args: Any, **options: Any) -> TaggedCanvas:
            canvas = TaggedCanvas(*args, **options)
            canvas.root = root
            canvas.finish_page = self._page_number
            canvas.setPageCallBack(lambda page: progress(f"Page {page}", None))
            return canvas

        self.build(story(self.report, root, self.pages), canvasmaker=make_canvas)

    def _running_head(self, canvas: Any, _document: BaseDocTemplate) -> None:
        """Title and marking over the text of every page but the cover; they are not read out again."""
        width, height = canvas._pagesize
        with canvas.artifact("Pagination"):
            canvas.saveState()
            room = width - 2 * _MARGIN - 24
            marking = few_lines(printable(self.report.marking), _STRONG, room * 0.6, 1)[0]
            words = printable(f"{self.report.authority}: {self.report.title}")
            title = few_lines(words, RUNNING, room - width_of(marking, _STRONG), 1)[0]
            draw_line(canvas, title, RUNNING, _MARGIN, height - 36)
            draw_line(canvas, marking, _STRONG, width - _MARGIN, height - 36, "right")
            canvas.setStrokeColor(colour(LIGHT.line))
            canvas.setLineWidth(0.5)
            canvas.line(_MARGIN, height - 43, width - _MARGIN, height - 43)
            canvas.restoreState()

    def _page_number(self, canvas: TaggedCanvas, number: int, pages: int, width: float) -> None:
        if number == 1:
            return
        with canvas.artifact("Pagination"):
            canvas.saveState()
            draw_line(canvas, f"As at {show_date(self.report.as_at)}", RUNNING, _MARGIN, 32)
            draw_line(canvas, f"Page {number} of {pages}", RUNNING, width - _MARGIN, 32, "right")
            canvas.restoreState()
