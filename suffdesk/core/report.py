"""A report as blocks, made once by exports/reports and rendered to Excel, PDF and HTML."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from suffdesk.core.chart import ChartSpec

Cell = str | int | float | date | None
Align = Literal["left", "right"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table. ``format`` says what the values are, not how a spreadsheet writes it."""

    title: str
    format: Literal["text", "number", "decimal", "percent", "date", "money"] = "text"
    width: int = 12
    """Characters that a usual value takes."""

    @property
    def align(self) -> Align:
        return "left" if self.format in ("text", "date") else "right"


@dataclass(frozen=True, slots=True)
class Table:
    """A titled table. Percent values are 0-100, money is pence, dates are dates."""

    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Cell]]
    notes: tuple[str, ...] = ()
    sheet: str = ""
    """Name of its Excel sheet (at most 31 characters); the title where empty."""
    total: bool = False
    """Whether the last row holds the totals of the columns of numbers above it."""
    on_paper: bool = True
    """Whether it stands in the PDF too; False for rows by the thousand, which only a workbook makes use of."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 (a section) or 2; level 1 headings become PDF bookmarks and Excel sheets."""

    text: str
    level: Literal[1, 2] = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    text: str


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of short statements."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One headline figure: ``label``, ``value`` as text, and its ``basis`` small beneath."""

    label: str
    value: str
    basis: str


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """Headline figures, shown as cards."""

    figures: tuple[KeyFigure, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart in its place among the blocks."""

    spec: ChartSpec


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows starts a page, where there are pages."""


Block = Heading | Paragraph | Bullets | KeyFigures | Table | Chart | PageBreak


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a renderer needs. ``facts`` are cover lines (label, text): as-at date, data held, made when."""

    title: str
    subtitle: str
    authority: str
    as_at: date
    blocks: tuple[Block, ...]
    facts: tuple[tuple[str, str], ...] = ()
    marking: str = ""
    """Handling marking printed on every page, such as “Official: sensitive”."""
    language: str = "en-GB"
    keywords: tuple[str, ...] = field(default=())
