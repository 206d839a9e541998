"""A printed table: its header comes again on every page, long cells wrap, rows stay whole."""

import copy
from collections.abc import Sequence
from typing import Any, Literal

from reportlab.platypus import Flowable

from suffdesk.core.palette import LIGHT
from suffdesk.core.report import Column, Table
from suffdesk.exports.cells import shown_rows
from suffdesk.exports.pdf.blocks import Block, Notes
from suffdesk.exports.pdf.columns import PADDING, Setting, setting
from suffdesk.exports.pdf.tags import Node
from suffdesk.exports.pdf.type import CAPTION, colour, draw_lines, few_lines, lines_of, printable

_ABOVE = 3.0
"""Points over and under the words of a cell."""
_TALLEST = 180.0
"""Points that one piece of a row may take; a longer cell goes on in a piece of its own."""
_NO_VALUE = "–"

Row = tuple[list[list[str]], list[Node]]
"""The lines of each cell, and the cell in the structure."""


class Grid(Block):
    """One table, or the part of it that fits on a page."""

    before = 6.0
    after = 16.0

    def __init__(self, table: Table, parent: Node, portrait: float, landscape: float) -> None:
        super().__init__()
        self.columns: Sequence[Column] = [
            Column(printable(column.title), column.format, column.width) for column in table.columns
        ]
        texts = [[printable(text) or _NO_VALUE for text in row] for row in shown_rows(table)]
        self.setting: Setting = setting(self.columns, texts, portrait, landscape)
        self.width = landscape if self.setting.landscape else portrait
        self.title, self.continued = printable(table.title), False
        whole = parent.add("Table")
        self.caption = whole.add("Caption")
        head = whole.add("THead").add("TR")
        self.head = [head.add("TH", scope="Column") for _column in self.columns]
        self.header = [
            few_lines(column.title, self.setting.header, self._room(place), 8)
            for place, column in enumerate(self.columns)
        ]
        self.rows = self._rows(texts, whole.add("TBody")) if texts else []
        self.notes = Notes(table.notes, parent, self.width)
        self.last = True

    def _room(self, place: int) -> float:
        return self.setting.widths[place] - 2 * PADDING + 0.01

    def _rows(self, texts: list[list[str]], body: Node) -> list[Row]:
        """Each row in one piece, or in several where a cell is longer than part of a page."""
        first: Literal["TH", "TD"] = "TH" if self.columns[0].format == "text" else "TD"
        most = int(_TALLEST / self.setting.body.leading)
        rows: list[Row] = []
        for text in texts:
            node = body.add("TR")
            nodes = [node.add(first, scope="Row" if first == "TH" else ""), *(node.add("TD") for _cell in text[1:])]
            cells = [lines_of(cell, self.setting.body, self._room(place)) for place, cell in enumerate(text)]
            for start in range(0, max(map(len, cells)), most):
                rows.append(([lines[start : start + most] for lines in cells], nodes))
        return rows

    # ---- height

    def _row_height(self, row: Row) -> float:
        return max(map(len, row[0])) * self.setting.body.leading + 2 * _ABOVE

    @property
    def _top_height(self) -> float:
        header = max(map(len, self.header)) * self.setting.header.leading + 2 * _ABOVE + 1
        return CAPTION.leading * len(self._title_lines()) + 4 + header

    def _title_lines(self) -> list[str]:
        words = f"{self.title}, continued" if self.continued else self.title
        return few_lines(words, CAPTION, self.width, 4)

    @property
    def _notes_height(self) -> float:
        return self.notes.height if self.last else 0.0

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        self.height = self._top_height + sum(map(self._row_height, self.rows)) + self._notes_height
        return self.width, self.height

    def least(self, _width: float) -> float:
        """Title, header and three rows; the whole of a small table."""
        whole = len(self.rows) <= 12
        rows = sum(map(self._row_height, self.rows if whole else self.rows[:3]))
        return self._top_height + min(rows + (self._notes_height if whole else 0.0), _TALLEST)

    # ---- pages

    def split(self, width: float, height: float) -> list[Flowable]:
        """As many rows as fit, leaving at least two for the next page to go with the notes."""
        if height < self.least(width):
            return []
        room, fitting = height - self._top_height, 0
        for row in self.rows:
            room -= self._row_height(row)
            if room < 0:
                break
            fitting += 1
        fitting = min(fitting, max(len(self.rows) - 2, 1))
        if not 0 < fitting < len(self.rows):
            return []
        return [self._part(slice(0, fitting), first=True), self._part(slice(fitting, None), first=False)]

    def _part(self, rows: slice, first: bool) -> "Grid":
        part = copy.copy(self)
        part.__dict__.pop("_postponed", None)  # platypus marks what it put off once, and would refuse the part
        part.rows = self.rows[rows]
        if first:
            part.last, part.after = False, 0.0
        else:
            part.continued, part.before = True, 0.0
        return part

    # ---- drawing

    def draw(self) -> None:
        canvas: Any = self.canv
        top = self.height
        lines = self._title_lines()
        with canvas.artifact("Pagination") if self.continued else canvas.content(self.caption):
            draw_lines(canvas, lines, CAPTION.with_ink(LIGHT.muted) if self.continued else CAPTION, 0, top)
        top -= CAPTION.leading * len(lines) + 4
        top = self._draw_header(canvas, top)
        for row in self.rows:
            height = self._row_height(row)
            self._draw_row(canvas, row, top)
            top -= height
            self._rule(canvas, top, LIGHT.line, 0.5)
        if self.last:
            self.notes.draw(canvas, top)

    def _draw_header(self, canvas: Any, top: float) -> float:
        """The header stands on its rule: short titles go down to the longest's last line."""
        style = self.setting.header
        most = max(map(len, self.header))
        left = 0.0
        for place, lines in enumerate(self.header):
            lowered = top - _ABOVE - (most - len(lines)) * style.leading
            with canvas.artifact("Pagination") if self.continued else canvas.content(self.head[place]):
                self._draw_cell(canvas, lines, style, place, left, lowered)
            left += self.setting.widths[place]
        top -= most * style.leading + 2 * _ABOVE
        self._rule(canvas, top, LIGHT.accent, 1)
        return top - 1

    def _draw_row(self, canvas: Any, row: Row, top: float) -> None:
        left = 0.0
        style = self.setting.body
        for place, (lines, node) in enumerate(zip(*row, strict=True)):
            if lines:
                with canvas.content(node):
                    ink = LIGHT.muted if lines == [_NO_VALUE] else style.ink
                    self._draw_cell(canvas, lines, style.with_ink(ink), place, left, top - _ABOVE)
            left += self.setting.widths[place]

    def _draw_cell(self, canvas: Any, lines: list[str], style: Any, place: int, left: float, top: float) -> None:
        if self.columns[place].align == "right":
            # Numbers in the last column, and words in the first, stand flush with the text of the page.
            gap = 0.0 if place == len(self.columns) - 1 else PADDING
            draw_lines(canvas, lines, style, left + self.setting.widths[place] - gap, top, "right")
        else:
            draw_lines(canvas, lines, style, left + (PADDING if place else 0.0), top)

    def _rule(self, canvas: Any, height: float, ink: str, weight: float) -> None:
        with canvas.artifact():
            canvas.setStrokeColor(colour(ink))
            canvas.setLineWidth(weight)
            canvas.line(0, height, sum(self.setting.widths), height)
