"""A small store whose every row is known, and a screen over it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from suffdesk.store.opening import Store
from suffdesk.ui.screens.placements import PlacementsScreen
from suffdesk.ui.session import Session
from suffdesk.ui.settings import Settings
from suffdesk.ui.tasks import TaskRunner
from suffdesk.ui.theme import Theme
from tests.small_register import AS_AT, small_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = small_store(tmp_path / "small.suffdesk")
    yield made
    made.close()


@pytest.fixture
def session(qtbot: QtBot, store: Store) -> Iterator[Session]:
    tasks = TaskRunner()
    yield Session(store, AS_AT, "Stockport", False, tasks)
    tasks.close()


@pytest.fixture
def screen(qtbot: QtBot, theme: Theme, settings: Settings, session: Session) -> PlacementsScreen:
    made = PlacementsScreen(settings)
    qtbot.addWidget(made)
    made.set_theme(theme.palette)
    made.resize(1230, 830)
    made.show()
    made.set_session(session)
    qtbot.waitUntil(lambda: made.charts[0].plot is not None)
    return made


@pytest.fixture
def earlier() -> date:
    """A day on which only some of the children were in care."""
    return date(2022, 3, 31)
