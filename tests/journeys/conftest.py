"""The real window: over the small store, and on a new, plain store of Stockport's."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from suffdesk.operations.stores import new_store
from suffdesk.ui.main_window import MainWindow
from suffdesk.ui.session import Session
from suffdesk.ui.settings import Settings
from suffdesk.ui.theme import Theme, load_fonts
from tests.small_register import AS_AT, small_store


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    load_fonts()
    made = MainWindow(Theme(qapp, "light"), Settings(tmp_path / "window.ini"))
    qtbot.addWidget(made)
    made.resize(1280, 820)
    made.show()
    store = small_store(tmp_path / "small.suffdesk")
    made.set_session(Session(store, AS_AT, "Stockport", False, made.tasks))
    yield made
    qtbot.waitUntil(lambda: not made.tasks.busy)
    session = made.session
    made.set_session(None)
    if session:
        session.store.close()


@pytest.fixture
def new_window(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    """On an empty store of a file, opened as by a person."""
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
