"""The type of the printed page: the embedded font, its sizes, and how words are broken into lines."""

import functools
import unicodedata
from dataclasses import dataclass
from typing import Any, Final

from reportlab.lib.colors import Color, HexColor
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from suffdesk.core.palette import LIGHT
from suffdesk.core.paths import resource
from suffdesk.exports.cells import one_line

REGULAR: Final = "SuffDeskRegular"
SEMIBOLD: Final = "SuffDeskSemibold"
_BREAK_AFTER: Final = frozenset("-/_@.")
_FILES: Final = {REGULAR: "Regular", SEMIBOLD: "Semibold"}


@dataclass(frozen=True, slots=True)
class Style:
    """How a run of words is set; sizes are in points."""

    font: str
    size: float
    leading: float
    ink: str = LIGHT.ink

    def with_ink(self, ink: str) -> "Style":
        """The same in another colour."""
        return Style(self.font, self.size, self.leading, ink)


COVER_AUTHORITY: Final = Style(SEMIBOLD, 12, 16, LIGHT.on_sidebar_muted)
COVER_TITLE: Final = Style(SEMIBOLD, 36, 41, LIGHT.on_sidebar)
COVER_SUBTITLE: Final = Style(REGULAR, 15, 20, LIGHT.on_sidebar)
COVER_LABEL: Final = Style(REGULAR, 10, 15, LIGHT.muted)
COVER_FACT: Final = Style(REGULAR, 11, 15)
COVER_MARKING: Final = Style(SEMIBOLD, 11, 15)
HEADING_1: Final = Style(SEMIBOLD, 20, 25)
HEADING_2: Final = Style(SEMIBOLD, 13.5, 18)
BODY: Final = Style(REGULAR, 10.5, 15)
CAPTION: Final = Style(SEMIBOLD, 10.5, 14)
NOTE: Final = Style(REGULAR, 8.5, 11.5, LIGHT.muted)
CARD_LABEL: Final = Style(REGULAR, 8.5, 11, LIGHT.muted)
CARD_VALUE: Final = Style(SEMIBOLD, 21, 25)
CARD_BASIS: Final = Style(REGULAR, 8, 10, LIGHT.muted)
RUNNING: Final = Style(REGULAR, 8, 10, LIGHT.muted)


def register_fonts() -> None:
    """Make the font known to reportlab; does nothing the second time."""
    for name, file in _FILES.items():
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, str(resource("fonts", f"SourceSansPro-{file}.ttf"))))


@functools.cache
def colour(value: str) -> Color:
    """``#rrggbb`` as reportlab takes it."""
    return HexColor(value)


def printable(text: str) -> str:
    """``text`` on one line, with only characters that the font can draw.

    An accented letter that it lacks loses its accent; anything else becomes a question mark, since a page
    that shows an empty box for a letter is no PDF/UA.
    """
    text = unicodedata.normalize("NFC", one_line(text)).strip()
    held = _glyphs()
    if held.issuperset(map(ord, text)):
        return text
    # again, as what is left may join into letters that the font lacks
    return printable("".join(letter if ord(letter) in held else _nearest(letter, held) for letter in text))


def width_of(text: str, style: Style) -> float:
    """Points that ``text`` takes on one line."""
    return float(pdfmetrics.stringWidth(text, style.font, style.size))


def lines_of(text: str, style: Style, width: float) -> list[str]:
    """``text`` broken into lines of at most ``width`` points; a word that is longer is broken inside."""
    if width_of(text, style) <= width:
        return [text]
    lines: list[str] = []
    line, used = "", 0.0
    space = width_of(" ", style)
    for word in text.split(" "):
        taken = width_of(word, style)
        if line and used + space + taken <= width:
            line, used = f"{line} {word}", used + space + taken
            continue
        if line:
            lines.append(line)
        *whole, line = _pieces(word, style, width) if taken > width else [word]
        lines += whole
        used = width_of(line, style)
    return [*lines, line]


def few_lines(text: str, style: Style, width: float, most: int) -> list[str]:
    """As :func:`lines_of`, but at most ``most`` of them, the last ending in … where words were left out."""
    lines = lines_of(text, style, width)
    if len(lines) <= most:
        return lines
    last = f"{lines[most - 1].rstrip()}…"
    while width_of(last, style) > width and len(last) > 1:
        last = f"{last[:-2].rstrip()}…"
    return [*lines[: most - 1], last]


def draw_line(canvas: Any, text: str, style: Style, x: float, baseline: float, align: str = "left") -> None:
    """Draw one line; ``x`` is its left edge, or its right edge where it is aligned right."""
    canvas.setFont(style.font, style.size)
    canvas.setFillColor(colour(style.ink))
    if align == "right":
        canvas.drawRightString(x, baseline, text)
    else:
        canvas.drawString(x, baseline, text)


def draw_lines(canvas: Any, lines: list[str], style: Style, x: float, top: float, align: str = "left") -> None:
    """Draw ``lines`` downwards, the first one's top at ``top``."""
    for number, line in enumerate(lines):
        draw_line(canvas, line, style, x, top - first_baseline(style) - number * style.leading, align)


def first_baseline(style: Style) -> float:
    """Points from the top of a line to its baseline: half the leading above and half below the letters."""
    return (style.leading - style.size) / 2 + style.size * 0.78


def _pieces(word: str, style: Style, width: float) -> list[str]:
    """``word`` cut into pieces that fit, after a hyphen or slash where there is one in the second half.

    Each letter is measured once, so that the work grows with the length of the word and not with its square.
    """
    room = width * 1000 / style.size
    pieces: list[str] = []
    start, used, mark = 0, 0, 0
    for end, letter in enumerate(word):
        taken = _thousandths(letter, style.font)
        while used + taken > room and end > start:
            cut = mark if mark > start + (end - start) // 2 else end
            pieces.append(word[start:cut])
            used = sum(_thousandths(kept, style.font) for kept in word[cut:end])
            start = cut
        if letter in _BREAK_AFTER:
            mark = end + 1
        used += taken
    return [*pieces, word[start:]]


@functools.cache
def _thousandths(letter: str, font: str) -> int:
    """Width of a letter in thousandths of the size: whole numbers, whose sums are exact."""
    return round(pdfmetrics.stringWidth(letter, font, 1000))


@functools.cache
def _glyphs() -> frozenset[int]:
    register_fonts()
    return frozenset.intersection(*(frozenset(_face(name).charToGlyph) for name in _FILES))


def _face(name: str) -> Any:
    font: Any = pdfmetrics.getFont(name)
    return font.face


def _nearest(letter: str, held: frozenset[int]) -> str:
    plain = "".join(part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part))
    return plain if plain and held.issuperset(map(ord, plain)) else "" if unicodedata.combining(letter) else "?"
