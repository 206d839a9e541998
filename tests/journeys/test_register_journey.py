"""From the window: a store with children, down from a figure to one child, and out to a spreadsheet."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from suffdesk.ui.dialogs.working import WorkingDialog
from suffdesk.ui.main_window import MainWindow
from suffdesk.ui.records.child_page import ChildScreen
from suffdesk.ui.screens.placements import PlacementsScreen
from suffdesk.ui.session import Session
from suffdesk.ui.settings import Settings
from suffdesk.ui.theme import Theme, load_fonts
from tests.small_register import AS_AT, small_store


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    load_fonts()
    made = MainWindow(Theme(qapp, "light"), Settings(tmp_path / "window.ini"))
    qtbot.addWidget(made)
    made.resize(1440, 900)
    made.show()
    store = small_store(tmp_path / "small.suffdesk")
    made.set_session(Session(store, AS_AT, "Stockport", False, made.tasks))
    yield made
    qtbot.waitUntil(lambda: not made.tasks.busy)
    made.set_session(None)
    store.close()


def test_from_a_figure_to_a_child_and_out(window: MainWindow, qtbot: QtBot) -> None:
    screen = window.screen_shown
    assert isinstance(screen, PlacementsScreen)
    card = next(card for card in screen.figures.cards if card.name.text() == "Independent provision")
    qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    working = screen.findChild(WorkingDialog)
    assert working is not None
    assert working.value.text() == "60.0%"
    working.show_button.click()
    register = screen.register
    assert [register.rows.index(row, 0).data() for row in range(register.rows.rowCount())] == ["C-2", "C-3", "C-4"]

    window.top_bar.search.setText("birmingham")
    assert [register.rows.index(row, 0).data() for row in range(register.rows.rowCount())] == ["C-2", "C-4"]
    register.table.opened.emit(register.rows.id_at(1))
    page = window.screen_shown
    assert isinstance(page, ChildScreen)
    assert page.heading.text() == "C-4"
    page.back.click()
    assert window.screen_shown is screen

    register.table.selectAll()
    register.table.copy()
    assert [line.split("\t")[0] for line in QGuiApplication.clipboard().text().splitlines()] == ["Child", "C-2", "C-4"]

    window.year_earlier()
    assert screen.about.text() == "4 children · 31 March 2023 · short breaks left out"
    window.set_session(None)
    assert register.rows.rowCount() == 0
