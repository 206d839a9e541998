import re

import pytest
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QApplication, QLabel

from suffdesk.core.palette import DARK, LIGHT, Palette
from suffdesk.core.paths import resource
from suffdesk.ui.icons import icon, pixmap
from suffdesk.ui.theme import FAMILY, Theme, qt_palette, shown_palette, style_sheet, with_contrast


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=lambda palette: palette.name)
def test_style_sheet_is_filled_in_from_the_palette(qapp: QApplication, palette: Palette) -> None:
    sheet = style_sheet(palette)
    assert "$" not in sheet
    assert palette.accent in sheet
    other = DARK if palette is LIGHT else LIGHT
    assert other.panel not in sheet


def test_style_sheet_holds_no_colour_of_its_own() -> None:
    template = resource("styles", "suffdesk.qss").read_text(encoding="utf-8")
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(", template) == []


def test_text_size_scales_every_text(qapp: QApplication) -> None:
    def sizes(scale: float) -> list[float]:
        return [float(size) for size in re.findall(r"font-size: ([\d.]+)pt", style_sheet(LIGHT, scale))]

    assert sizes(2.0) == pytest.approx([2 * size for size in sizes(1.0)], abs=0.02)


def test_schemes_change_the_whole_program(theme: Theme) -> None:
    heard: list[Palette] = []
    theme.changed.connect(heard.append)
    try:
        theme.set_scheme("dark")
        assert heard[-1] is DARK
        assert shown_palette() is DARK
        theme.set_scheme("light")
        assert heard[-1] is LIGHT
        assert shown_palette() is LIGHT
    finally:
        theme.changed.disconnect(heard.append)
        theme.set_scheme("light")


def test_the_programs_font_is_used_with_figures_of_one_width(theme: Theme) -> None:
    shown = QLabel("1")
    shown.ensurePolished()
    assert shown.fontInfo().family() == FAMILY
    metrics = shown.fontMetrics()
    assert {metrics.horizontalAdvance(figure) for figure in "0123456789"} == {metrics.horizontalAdvance("0")}
    assert isinstance(shown.font(), QFont)


def test_high_contrast_leaves_nothing_quiet() -> None:
    strong = with_contrast(LIGHT)
    assert strong.muted == strong.line == strong.outline == LIGHT.ink


def test_disabled_text_differs(qapp: QApplication) -> None:
    made = qt_palette(LIGHT)
    assert made.color(made.ColorGroup.Active, made.ColorRole.Text) == QColor(LIGHT.ink)
    assert made.color(made.ColorGroup.Disabled, made.ColorRole.Text) == QColor(LIGHT.outline)


@pytest.mark.parametrize("path", sorted(resource("icons").glob("*.svg")), ids=lambda path: path.stem)
def test_every_icon_draws_something(qapp: QApplication, path: object) -> None:
    name = getattr(path, "stem", "")
    picture = pixmap(name, "#12436d", 24).toImage()
    drawn = sum(picture.pixelColor(x, y).alpha() > 0 for x in range(24) for y in range(24))
    assert 10 < drawn < 24 * 24
    assert not icon(name, "#12436d").isNull()
