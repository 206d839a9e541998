"""A window over a store of seven children."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from suffdesk.store.opening import Store
from suffdesk.ui.main_window import MainWindow
from suffdesk.ui.session import Session
from suffdesk.ui.settings import Settings
from suffdesk.ui.theme import Theme
from tests.small_register import AS_AT, small_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = small_store(tmp_path / "small.suffdesk")
    yield made
    made.close()


@pytest.fixture
def window(qtbot: QtBot, theme: Theme, settings: Settings, store: Store) -> Iterator[MainWindow]:
    made = MainWindow(theme, settings)
    qtbot.addWidget(made)
    made.resize(1280, 820)
    made.show()
    made.set_session(Session(store, AS_AT, "Stockport", False, made.tasks))
    yield made
    qtbot.waitUntil(lambda: not made.tasks.busy)
    made.set_session(None)
