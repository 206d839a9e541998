from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from suffdesk.core.errors import UserError
from suffdesk.ui import main_window
from suffdesk.ui.pictures import save_pictures, store_in
from suffdesk.ui.screen import Screen

SHOWN = (
    "start", "placements", "providers", "quality", "own_homes", "publications", "data", "history", "retention",
    "import-recognise", "import-check", "import-preview",
)  # fmt: skip
"""Of a store without children; one with them has the working of a figure, a child's page and a form too."""


def test_every_screen_light_and_dark(
    qapp: QApplication, plain_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(main_window._SCREENS, "placements", lambda _settings: Screen())
    saved = list(save_pictures(qapp, tmp_path / "out", plain_store))
    assert [path.stem for path in saved] == [f"{name}-{scheme}" for name in SHOWN for scheme in ("light", "dark")]
    light, dark = (QImage(str(path)) for path in saved[4:6])
    assert (light.width(), light.height()) == (1440, 900)
    assert light.pixelColor(1200, 880).lightness() > 200 > 60 > dark.pixelColor(1200, 880).lightness()
    assert sorted(path.suffix for path in (tmp_path / "out" / "pictures").iterdir()) == [".png"] * 2 * len(SHOWN)


@pytest.mark.parametrize("names", [[], ["a.suffdesk", "b.suffdesk"]])
def test_which_store_must_be_plain(tmp_path: Path, names: list[str]) -> None:
    for name in names:
        (tmp_path / name).touch()
    with pytest.raises(UserError, match="name one with --store"):
        store_in(tmp_path)
    (tmp_path / "demo.suffdesk").touch()
    assert store_in(tmp_path).name == "demo.suffdesk"
