"""How wide the columns of a printed table are, in what size, and whether it needs a page lying down."""

from collections.abc import Sequence
from dataclasses import dataclass

from suffdesk.core.palette import LIGHT
from suffdesk.core.report import Column
from suffdesk.exports.pdf.type import REGULAR, SEMIBOLD, Style, width_of

PADDING = 5.0
"""Points on either side of a cell."""
_LOOKED_AT = 400
"""Rows that settle the widths; longer text further down wraps."""

_MOST = 0.85
"""Part of a column's cells that counts as usual."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A table as it will be set: widths in points, padding included."""

    widths: tuple[float, ...]
    body: Style
    header: Style
    landscape: bool


def setting(columns: Sequence[Column], rows: Sequence[Sequence[str]], portrait: float, landscape: float) -> Setting:
    """The largest type in which every column has room, upright if that can be, else lying down.

    ``portrait`` and ``landscape`` are the widths of the two pages in points.
    """
    for size, width, easy in ((9.0, portrait, 0.6), (8.5, portrait, 0.5), (8.0, portrait, 0.4)):
        if widths := _widths(columns, rows, size, width, easy):
            return _set(widths, size, width == landscape)
    for size, easy in ((9.0, 0.5), (8.0, 0.4), (7.0, 0.2), (6.0, 0.0)):
        if widths := _widths(columns, rows, size, landscape, easy):
            return _set(widths, size, True)
    # More columns than a page can hold: in proportion, with words broken where they must be.
    shares = [min(max(column.width, 4), 20) for column in columns]
    return _set([landscape * share / sum(shares) for share in shares], 6.0, True)


def _set(widths: Sequence[float], size: float, landscape: bool) -> Setting:
    body = Style(REGULAR, size, size * 1.3)
    return Setting(tuple(widths), body, Style(SEMIBOLD, size, size * 1.2, LIGHT.muted), landscape)


def _widths(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], size: float, page: float, easy: float
) -> list[float] | None:
    """Widths that fill ``page`` (half of it where there is little to show), or None where that is too narrow.

    ``easy`` is the part of a text column's usual cell that should fit on one line: the one that is longer
    than most, so that a few very long names wrap and do not squeeze every other column.
    """
    body, header = Style(REGULAR, size, size), Style(SEMIBOLD, size, size)
    least: list[float] = []
    usual: list[float] = []
    full: list[float] = []
    for place, column in enumerate(columns):
        texts = [row[place] for row in rows[:_LOOKED_AT]]
        lengths = sorted(width_of(text, body) for text in texts) or [0.0]
        longest, most = lengths[-1], lengths[int((len(lengths) - 1) * _MOST)]
        title = max((width_of(word, header) for word in column.title.split()), default=0.0)
        if column.format == "text":
            word = max((width_of(word, body) for text in set(texts) for word in text.split()), default=0.0)
            floor = max(min(word, 14 * size), title, min(most, 30 * size) * easy)
        else:
            most, floor = longest, max(title, longest)
        two_lines = max(title, width_of(column.title, header) * 0.6)
        least.append(floor + 2 * PADDING)
        usual.append(max(min(most, 34 * size), two_lines, floor) + 2 * PADDING)
        full.append(max(min(longest, 60 * size), usual[-1] - 2 * PADDING) + 2 * PADDING)
    if sum(least) > page:
        return None
    if sum(usual) > page:
        return _between(least, usual, page)
    if sum(full) > page:
        return _between(usual, full, page)
    wide = min(page, max(sum(full) * 1.6, page / 2))  # a number far from its name is hard to follow
    return [width * wide / sum(full) for width in full]


def _between(low: Sequence[float], high: Sequence[float], page: float) -> list[float]:
    """Widths that fill ``page``, between ``low`` and ``high``: the narrow columns get all they ask for first."""
    bottom, top = 0.0, max(high)
    for _step in range(40):
        level = (bottom + top) / 2
        bottom, top = (bottom, level) if sum(_levelled(low, high, level)) > page else (level, top)
    return _levelled(low, high, bottom)


def _levelled(low: Sequence[float], high: Sequence[float], level: float) -> list[float]:
    return [max(small, min(large, level)) for small, large in zip(low, high, strict=True)]
