"""The real window on a new, plain store of Stockport's."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from suffdesk.operations.stores import new_store
from suffdesk.ui.main_window import MainWindow
from suffdesk.ui.settings import Settings
from suffdesk.ui.theme import Theme, load_fonts


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    load_fonts()
    settings = Settings(tmp_path / "window.ini")
    settings.who = "Ada"
    theme = Theme(qapp, "light")
    made = MainWindow(theme, settings)
    qtbot.addWidget(made)
    made.show()
    made.stores.take(new_store(tmp_path / "Team.suffdesk", passphrase=None, authority="Stockport", who="Ada"))
    yield made
    made.close()
    theme.deleteLater()
