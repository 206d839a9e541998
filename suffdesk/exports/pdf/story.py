"""The blocks of a report in reading order, with the pages they need."""

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.platypus import CondPageBreak, Flowable, NextPageTemplate
from reportlab.platypus import PageBreak as NewPage

from suffdesk.core.report import Bullets, Chart, Heading, KeyFigures, PageBreak, Paragraph, Report, Table
from suffdesk.exports.pdf.blocks import Block, Words, bullet_items, card_rows
from suffdesk.exports.pdf.charts import Figure
from suffdesk.exports.pdf.cover import Cover
from suffdesk.exports.pdf.tables import Grid
from suffdesk.exports.pdf.tags import Node
from suffdesk.exports.pdf.type import BODY, HEADING_1, HEADING_2


@dataclass(frozen=True, slots=True)
class Pages:
    """Points: the width of the text upright and lying down, the height of the text upright, the margin."""

    upright: float
    lying: float
    height: float
    margin: float


class _FreshPage:
    """Where the report asks for a new page."""


def story(report: Report, root: Node, pages: Pages) -> list[Flowable]:
    """Everything that platypus lays out, cover first; the structure grows under ``root`` in the same order."""
    flow: list[Flowable] = [Cover(report, root, pages.margin)]
    lying = False
    runs = _runs(_laid_out(report, root, pages))
    for number, (run_lies, blocks) in enumerate(runs):
        if number == 0 or run_lies != lying:
            flow += [NextPageTemplate("lying" if run_lies else "upright"), NewPage()]
        lying = run_lies
        flow += _paged(blocks, pages.lying if lying else pages.upright, pages)
    return flow


def _laid_out(report: Report, root: Node, pages: Pages) -> list[Block | _FreshPage]:
    laid: list[Block | _FreshPage] = []
    for number, block in enumerate(report.blocks):
        if isinstance(block, Heading):
            laid.append(_heading(block, root, number))
        elif isinstance(block, Paragraph):
            laid.append(Words(block.text, BODY, root.add("P"), after=8))
        elif isinstance(block, Bullets):
            laid += bullet_items(block.items, root)
        elif isinstance(block, KeyFigures):
            laid += card_rows(block.figures, root)
        elif isinstance(block, Table) and block.on_paper:
            grid = Grid(block, root, pages.upright, pages.lying)
            laid += [grid, *grid.notes.loose]
        elif isinstance(block, Chart):
            figure = Figure(block.spec, root, pages.upright)
            laid += [figure, *figure.notes.loose]
        elif isinstance(block, PageBreak):
            laid.append(_FreshPage())
    return laid


def _heading(block: Heading, root: Node, number: int) -> Words:
    if block.level == 2:
        return Words(block.text, HEADING_2, root.add("H2"), before=10, after=5)
    words = Words(block.text, HEADING_1, root.add("H1"), before=18, after=8)
    words.bookmark = f"section-{number}"
    return words


def _is_heading(block: Block | _FreshPage) -> bool:
    return isinstance(block, Words) and block.node.role in ("H1", "H2")


def _runs(laid: Sequence[Block | _FreshPage]) -> list[tuple[bool, list[Block | _FreshPage]]]:
    """The blocks in runs of upright and lying pages; the headings of a wide table lie with it."""
    runs: list[tuple[bool, list[Block | _FreshPage]]] = [(False, [])]
    for block in laid:
        lies = isinstance(block, Grid) and block.setting.landscape
        if lies != runs[-1][0]:
            moved: list[Block | _FreshPage] = []
            while lies and runs[-1][1] and _is_heading(runs[-1][1][-1]):
                moved.insert(0, runs[-1][1].pop())
            if not runs[-1][1] or all(isinstance(other, _FreshPage) for other in runs[-1][1]):
                runs.pop()
            if runs and runs[-1][0] == lies:
                runs[-1][1].extend(moved)
            else:
                runs.append((lies, moved))
        runs[-1][1].append(block)
    return [(lies, _trimmed(blocks)) for lies, blocks in runs if _trimmed(blocks)]


def _trimmed(blocks: list[Block | _FreshPage]) -> list[Block | _FreshPage]:
    """Without page breaks at the ends, where a new page comes anyway."""
    start, end = 0, len(blocks)
    while start < end and isinstance(blocks[start], _FreshPage):
        start += 1
    while end > start and isinstance(blocks[end - 1], _FreshPage):
        end -= 1
    return blocks[start:end]


def _paged(blocks: Sequence[Block | _FreshPage], width: float, pages: Pages) -> list[Flowable]:
    """A heading goes to the next page unless the beginning of what it heads fits under it."""
    flow: list[Flowable] = []
    needed = 0.0
    for block in reversed(blocks):
        if isinstance(block, _FreshPage):
            flow.append(CondPageBreak(pages.height - 1))
            needed = 0.0
            continue
        flow.append(block)
        least = block.before + block.least(width)
        if _is_heading(block):
            needed += least + block.after
            flow.append(CondPageBreak(min(needed, pages.height - 1)))
        else:
            needed = least
    return flow[::-1]
