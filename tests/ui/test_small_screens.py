"""Every button can be reached on a council laptop: with text at 150 %, and at a scale of 2 (683 by 384 pixels)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QAbstractButton, QDialog, QScrollArea, QTabWidget, QWidget
from pytestqt.qtbot import QtBot

from suffdesk.domain.entering import NOT_TYPED
from suffdesk.domain.registry import ENTITIES
from suffdesk.ui.dialogs import dialog as dialogs
from suffdesk.ui.forms.record_form import RecordForm
from suffdesk.ui.main_window import MainWindow
from suffdesk.ui.session import Session
from suffdesk.ui.settings import Settings
from suffdesk.ui.sidebar import PLACES
from suffdesk.ui.theme import Theme
from tests.small_homes import AS_AT, Homes, small_homes
from tests.ui.tabbing import dialogs_of, named

_TRIES = 25
SCREENS = {"scale of 2": (QSize(683, 384), 100), "text at 150 %": (QSize(1366, 768), 150)}


@pytest.fixture(params=list(SCREENS))
def room(request: pytest.FixtureRequest, theme: Theme, monkeypatch: pytest.MonkeyPatch) -> Iterator[QSize]:
    size, percent = SCREENS[request.param]
    monkeypatch.setattr(dialogs, "room_for", lambda _: size)
    theme.set_text_size(percent)
    yield size
    theme.set_text_size(100)


@pytest.fixture
def homes(tmp_path: Path) -> Iterator[Homes]:
    made = small_homes(tmp_path / "homes.suffdesk")
    yield made
    made.store.close()


@pytest.fixture
def window(qtbot: QtBot, theme: Theme, settings: Settings, homes: Homes, room: QSize) -> Iterator[MainWindow]:
    made = MainWindow(theme, settings)
    qtbot.addWidget(made)
    made.show()
    made.set_session(Session(homes.store, AS_AT, "Stockport", False, made.tasks))
    made.resize(room)
    yield made
    qtbot.waitUntil(lambda: not made.tasks.busy)
    made.set_session(None)


def out_of_reach(window: QWidget) -> list[str]:
    """Buttons in sight that are cut off even after everything around them was scrolled to them."""
    left = []
    for button in window.findChildren(QAbstractButton):
        if not button.isVisible() or button.window() is not window or button.objectName().startswith(("qt_", "Scroll")):
            continue
        around = button.parentWidget()
        while around is not None and around is not window:
            if isinstance(around, QScrollArea):
                around.ensureWidgetVisible(button, 0, 0)
            around = around.parentWidget()
        if button.visibleRegion().boundingRect().size() != button.size():
            left.append(
                f"{named(button)} {button.visibleRegion().boundingRect().size().toTuple()} of {button.size().toTuple()}"
            )
    return left


def still_out_of_reach(qtbot: QtBot, window: QWidget) -> list[str]:
    """The same once sizes have settled: what is read on the worker changes them."""
    for _ in range(_TRIES):
        if not out_of_reach(window):
            break
        qtbot.wait(20)
    return out_of_reach(window)


def test_the_buttons_of_every_screen(qtbot: QtBot, window: MainWindow, homes: Homes, room: QSize) -> None:
    child = str(homes.store.rows("SELECT id FROM child LIMIT 1")[0][0])
    pages = [("child", child), ("setting", homes.meadows), ("provider", homes.meadow)]
    faults: dict[str, object] = {}
    for name, row_id in [*((place.name, "") for place in PLACES), *pages]:
        if row_id:
            window.going.show(name, row_id)
        else:
            window.go(name)
        qtbot.waitUntil(lambda: not window.tasks.busy)
        window.resize(room)
        screen = window.screen_shown
        assert screen is not None
        bars: list[QTabWidget | None] = [*screen.findChildren(QTabWidget)] or [None]
        for place in range(bars[0].count() if bars[0] is not None else 1):
            if bars[0] is not None:
                bars[0].setCurrentIndex(place)
            if left := still_out_of_reach(qtbot, window):
                faults[f"{name} {place}"] = left
        if window.size() != room:
            faults[name] = window.size().toTuple()
    assert faults == {}


def test_the_buttons_of_every_dialog(
    qtbot: QtBot, window: MainWindow, homes: Homes, room: QSize, tmp_path: Path
) -> None:
    faults: dict[str, object] = {}
    for dialog in dialogs_of(window, homes, tmp_path):
        dialog.show()
        qtbot.waitUntil(lambda: not window.tasks.busy)
        name = type(dialog).__name__
        if name != "QMessageBox" and dialog.size().boundedTo(room) != dialog.size():
            faults[f"{name}: size"] = dialog.size().toTuple()
        if left := still_out_of_reach(qtbot, dialog):
            faults[name] = left
        QDialog.done(dialog, QDialog.DialogCode.Rejected)
        dialog.deleteLater()
    assert faults == {}


def test_the_buttons_of_every_form(qtbot: QtBot, theme: Theme, homes: Homes, room: QSize) -> None:
    faults: dict[str, object] = {}
    for entity in (one.name for one in ENTITIES if one.name not in NOT_TYPED):
        form = RecordForm(None, homes.store, entity)
        form.show()
        if left := still_out_of_reach(qtbot, form):
            faults[entity] = left
        if form.size().boundedTo(room) != form.size():
            faults[f"{entity}: size"] = form.size().toTuple()
        form.put_away()
    assert faults == {}


def test_the_start_page(qtbot: QtBot, theme: Theme, settings: Settings, room: QSize) -> None:
    made = MainWindow(theme, settings)
    qtbot.addWidget(made)
    made.show()
    made.resize(room)
    assert still_out_of_reach(qtbot, made) == []
    made.tell("SuffDesk was not closed the last time; what was stored is whole, and is checked as it opens. " * 2)
    qtbot.wait(1)
    assert made.size() == room
