"""Text pairs hold 4.5:1, shapes 3:1, in both themes."""

import re
from dataclasses import fields

import pytest

from suffdesk.core.palette import DARK, LIGHT, Palette, contrast

TEXT = [
    *((text, ground) for text in ("ink", "accent", "warning", "positive") for ground in ("panel", "ground", "hover")),
    ("ink", "selection"),
    ("muted", "panel"),
    ("muted", "ground"),
    ("muted", "hover"),
    ("muted", "selection"),
    ("warning", "selection"),
    ("on_accent", "accent"),
    ("on_sidebar", "sidebar"),
    ("on_sidebar", "sidebar_chosen"),
    ("on_sidebar_muted", "sidebar"),
]
SHAPES = [
    ("outline", "panel"),
    ("outline", "ground"),
    ("focus", "panel"),
    ("focus", "ground"),
    ("focus", "sidebar"),
]


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=lambda palette: palette.name)
@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_text_can_be_read(palette: Palette, text: str, ground: str) -> None:
    assert contrast(getattr(palette, text), getattr(palette, ground)) >= 4.5


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=lambda palette: palette.name)
@pytest.mark.parametrize(("shape", "ground"), SHAPES)
def test_shapes_can_be_seen(palette: Palette, shape: str, ground: str) -> None:
    assert contrast(getattr(palette, shape), getattr(palette, ground)) >= 3


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=lambda palette: palette.name)
def test_chart_colours_stand_out_from_the_panel_and_differ(palette: Palette) -> None:
    assert all(contrast(colour, palette.panel) >= 3 for colour in palette.series)
    assert len(set(palette.series)) == 4


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=lambda palette: palette.name)
def test_every_colour_is_written_the_same_way(palette: Palette) -> None:
    values = [getattr(palette, item.name) for item in fields(palette) if item.name not in ("name", "series")]
    for value in [*values, *palette.series]:
        assert re.fullmatch(r"#[0-9a-f]{6}", value)


def test_the_chart_colours_are_the_government_ones() -> None:
    assert LIGHT.series == ("#12436d", "#28a197", "#801650", "#f46a25")


def test_contrast_is_the_published_formula() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
