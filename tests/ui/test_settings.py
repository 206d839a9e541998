from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray

from suffdesk.ui.settings import RECENT_KEPT, Settings


def reopened(settings: Settings, tmp_path: Path) -> Settings:
    settings.save()
    return Settings(tmp_path / "window.ini")


def test_what_is_set_is_remembered(settings: Settings, tmp_path: Path) -> None:
    settings.scheme, settings.text_size, settings.who = "dark", 125, "Zoë Ørsted"
    settings.set_folder("stores", tmp_path)
    settings.set_state("window", QByteArray(b"\x00\x01"))
    again = reopened(settings, tmp_path)
    assert (again.scheme, again.text_size, again.who) == ("dark", 125, "Zoë Ørsted")
    assert again.folder("stores") == str(tmp_path)
    assert again.state("window") == QByteArray(b"\x00\x01")


def test_nonsense_in_the_file_falls_back(tmp_path: Path) -> None:
    (tmp_path / "window.ini").write_text("recent={{{\n[look]\nscheme=pink\ntext_size=900\n", encoding="utf-8")
    settings = Settings(tmp_path / "window.ini")
    assert (settings.scheme, settings.text_size, settings.recent()) == ("system", 100, [])


def test_recent_stores_come_latest_first_once_each_and_not_for_ever(settings: Settings) -> None:
    for number in range(RECENT_KEPT + 3):
        settings.opened(Path(f"/data/{number}.suffdesk"), "2024-04-01T10:00:00+00:00")
    settings.opened(Path("/data/5.suffdesk"), "2024-04-02T10:00:00+00:00")
    paths = [store.path.stem for store in settings.recent()]
    assert paths[:2] == ["5", str(RECENT_KEPT + 2)]
    assert len(paths) == len(set(paths)) == RECENT_KEPT
    settings.forget(Path("/data/5.suffdesk"))
    assert "5" not in [store.path.stem for store in settings.recent()]


@pytest.mark.parametrize("gone", ["missing", "import"])
def test_a_folder_that_has_gone_is_not_offered(settings: Settings, tmp_path: Path, gone: str) -> None:
    settings.set_folder(gone, tmp_path / "gone")
    assert settings.folder(gone) == ""
