"""A window with settings of its own, and a screen that notes what it is told."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from suffdesk.core.changes import Changes
from suffdesk.operations.stores import new_store
from suffdesk.store.opening import Store
from suffdesk.ui import main_window
from suffdesk.ui.main_window import MainWindow
from suffdesk.ui.screen import Screen
from suffdesk.ui.session import Session
from suffdesk.ui.settings import Settings
from suffdesk.ui.theme import Theme, load_fonts
from tests.small_homes import AS_AT, Homes, small_homes

Press = Callable[..., None]


class NotingScreen(Screen):
    """Stands in for Placements: what the window told it, in order."""

    title = "Placements"

    def __init__(self) -> None:
        super().__init__()
        self.told_of: list[object] = []

    def set_session(self, session: Session | None) -> None:
        self.told_of.append("session" if session else "closed")

    def set_as_at(self, day: date) -> None:
        self.told_of.append(day)

    def refresh(self, changes: Changes) -> None:
        self.told_of.append(changes.label)

    def search(self, text: str) -> None:
        self.told_of.append(f"search {text}")


@pytest.fixture(scope="session")
def theme(qapp: QApplication) -> Theme:
    load_fonts()
    return Theme(qapp, "light")


@pytest.fixture(scope="session", autouse=True)
def _clipboard_left_empty(qapp: QApplication) -> Iterator[None]:
    """Without a screen Qt keeps what was copied until Python has gone, and then crashes over it."""
    yield
    qapp.clipboard().clear()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(tmp_path / "window.ini")
    made.who = "Ada"
    return made


@pytest.fixture
def window(qtbot: QtBot, theme: Theme, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    monkeypatch.setitem(main_window._SCREENS, "placements", lambda _settings: NotingScreen())
    made = MainWindow(theme, settings)
    qtbot.addWidget(made)
    made.show()
    yield made
    qtbot.waitUntil(lambda: not made.tasks.busy)
    made.close()


@pytest.fixture
def placements(window: MainWindow) -> Callable[[], NotingScreen]:
    def get() -> NotingScreen:
        screen = window._screens["placements"]
        assert isinstance(screen, NotingScreen)
        return screen

    return get


@pytest.fixture
def plain_store(tmp_path: Path) -> Path:
    """A store without a passphrase, closed, with one child in it."""
    path = tmp_path / "Stockport.suffdesk"
    with new_store(path, passphrase=None, authority="Stockport", who="Ada") as store:
        add_child(store, "1")
    return path


def add_child(store: Store, identifier: str) -> None:
    """One change: a child."""
    with store.change(f"Add child {identifier}") as result:
        result.change.insert("child", {"reference": f"C-{identifier}", "identifier": identifier})


@pytest.fixture
def owner(qtbot: QtBot) -> QWidget:
    """Parent of dialogs, which delete themselves when they are closed."""
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def press() -> Press:
    """Post key presses, as a keyboard would; letters beyond ASCII too (QTest.keyClicks asserts on those)."""

    def send(widget: QWidget, *keys: Qt.Key | str) -> None:
        for key in keys:
            letters = [(Qt.Key.Key_unknown, letter) for letter in key] if isinstance(key, str) else [(key, "")]
            for code, text in letters:
                for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                    QCoreApplication.postEvent(widget, QKeyEvent(kind, code, Qt.KeyboardModifier.NoModifier, text))
        QCoreApplication.processEvents()

    return send


@pytest.fixture
def homes(tmp_path: Path) -> Iterator[Homes]:
    made = small_homes(tmp_path / "homes.suffdesk")
    yield made
    made.store.close()


@pytest.fixture
def homes_window(qtbot: QtBot, theme: Theme, settings: Settings, homes: Homes) -> Iterator[MainWindow]:
    """The real window over the store of small_homes, as it stands on its date."""
    made = MainWindow(theme, settings)
    qtbot.addWidget(made)
    made.resize(1280, 820)
    made.show()
    made.set_session(Session(homes.store, AS_AT, "Stockport", False, made.tasks))
    yield made
    qtbot.waitUntil(lambda: not made.tasks.busy)
    made.set_session(None)
