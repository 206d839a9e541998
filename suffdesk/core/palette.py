"""The one table of theme values, from which the style sheet, the charts and the exports are made.

Every pair that is read as text holds 4.5:1 and every shape that carries meaning 3:1 (WCAG 2.1, 1.4.3 and
1.4.11) in both themes; ``tests/core/test_palette.py`` lists the pairs. Colours are ``#rrggbb``.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours of one theme, by what they are for."""

    name: str
    ink: str
    """Text."""
    muted: str
    """Captions, axis labels, the basis under a figure."""
    ground: str
    """The window behind panels; stripes of tables in print."""
    panel: str
    """Cards, tables, dialogs, the paper of a page."""
    line: str
    """Hairlines between rows and around cards; decoration only."""
    outline: str
    """Edges of fields and buttons, which must be seen to be used."""
    accent: str
    """Links, buttons, the chosen thing."""
    on_accent: str
    """Text on ``accent``."""
    sidebar: str
    on_sidebar: str
    on_sidebar_muted: str
    sidebar_chosen: str
    """Background of the chosen page in the sidebar."""
    warning: str
    """Overdue, missing, refused; always with words."""
    positive: str
    """Done, within target; always with words."""
    selection: str
    """Background of chosen rows."""
    hover: str
    focus: str
    """Ring around what has the keyboard."""
    series: tuple[str, str, str, str]
    """Chart colours in the order they are used (DOMAIN.md, "Publishing")."""


LIGHT = Palette(
    name="light",
    ink="#17212b",
    muted="#566575",
    ground="#f4f6f8",
    panel="#ffffff",
    line="#dfe4ea",
    outline="#7d8b99",
    accent="#12436d",
    on_accent="#ffffff",
    sidebar="#12263a",
    on_sidebar="#ffffff",
    on_sidebar_muted="#a9b8c7",
    sidebar_chosen="#1f4e79",
    warning="#b34100",
    positive="#1b6b4a",
    selection="#dbe8f4",
    hover="#edf2f7",
    focus="#d4560f",
    series=("#12436d", "#28a197", "#801650", "#f46a25"),
)

DARK = Palette(
    name="dark",
    ink="#e8edf2",
    muted="#9dabb9",
    ground="#11161d",
    panel="#1b222b",
    line="#2c3642",
    outline="#6b7a8a",
    accent="#6ea8e0",
    on_accent="#0d1620",
    sidebar="#0d1218",
    on_sidebar="#e8edf2",
    on_sidebar_muted="#93a2b1",
    sidebar_chosen="#1f4e79",
    warning="#ff9a5c",
    positive="#5cc79a",
    selection="#22384d",
    hover="#232c37",
    focus="#ffb066",
    series=("#6ea8e0", "#3bb8ad", "#d978ac", "#f58a52"),
)


def luminance(colour: str) -> float:
    """Relative luminance, 0-1, of ``#rrggbb`` (WCAG 2.1)."""
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio, 1-21, of two colours (WCAG 2.1)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)
