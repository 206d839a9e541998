"""From the window: a visit planned and made, a Regulation 44 report received, and what is due after each."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from suffdesk.ui.forms.record_form import RecordForm
from suffdesk.ui.main_window import MainWindow
from suffdesk.ui.screens.quality import QualityScreen
from suffdesk.ui.session import Session
from suffdesk.ui.settings import Settings
from suffdesk.ui.theme import Theme, load_fonts
from tests.small_homes import AS_AT, Homes, small_homes


@pytest.fixture
def homes(tmp_path: Path) -> Iterator[Homes]:
    made = small_homes(tmp_path / "homes.suffdesk")
    yield made
    made.store.close()


@pytest.fixture
def over_homes(qtbot: QtBot, qapp: QApplication, tmp_path: Path, homes: Homes) -> Iterator[MainWindow]:
    load_fonts()
    made = MainWindow(Theme(qapp, "light"), Settings(tmp_path / "window.ini"))
    qtbot.addWidget(made)
    made.resize(1280, 820)
    made.show()
    made.set_session(Session(homes.store, AS_AT, "Stockport", False, made.tasks))
    yield made
    qtbot.waitUntil(lambda: not made.tasks.busy)
    made.set_session(None)


def filled(window: MainWindow, entity: str, texts: dict[str, str]) -> None:
    form = next(form for form in window.findChildren(RecordForm) if form.entity == entity and form.isVisible())
    form.rows.show_texts(texts)
    form.go()
    assert form.faults == []


def line(screen: QualityScreen, tab: str, name: str) -> list[object]:
    table = screen.tab(tab).table
    place = [row[0] for row in table.rows_model.rows].index(name)
    table.selectRow(place)
    return list(table.rows_model.rows[place])


def shown_files(window: MainWindow) -> list[QFileDialog]:
    return [one for one in window.findChildren(QFileDialog) if one.isVisible()]


def test_a_visit_from_its_plan_and_a_report_that_came(over_homes: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window = over_homes
    window.actions_by_name["go_quality"].trigger()
    screen = window.screen_shown
    assert isinstance(screen, QualityScreen)
    assert line(screen, "Visits", "The Meadows")[5:7] == [date(2023, 6, 29), "No visit recorded"]

    screen.plan_button.click()
    filled(window, "visit", {"kind": "Unannounced visit", "planned_on": "28/03/2024", "who": "Grace"})
    assert line(screen, "Visits", "The Meadows")[8] == "Grace"
    screen.record_button.click()
    filled(window, "visit", {"visited_on": "28/03/2024", "outcome": "No concerns", "next_due": "20/04/2024"})
    assert line(screen, "Visits", "The Meadows")[6:] == ["Due in 20 days", None, ""]
    assert [card.value.text() for card in screen.figures.cards][:2] == ["25.0%", "1"]

    assert line(screen, "Regulation 44", "The Meadows")[2:6] == [
        8, "Due by 30 Apr", "Due by 31 Mar", "No visit recorded",
    ]  # fmt: skip
    screen.report_button.click()
    filled(window, "quality_report", {"month": "31/01/2024", "received_on": "30/03/2024"})
    assert line(screen, "Regulation 44", "The Meadows")[2:6] == [7, "Due by 30 Apr", "Due by 31 Mar", "Received"]
    assert screen.tab("Reports").records is not None
    assert line(screen, "Reports", "The Meadows")[5] == "Not told yet"

    assert not screen.file_button.isEnabled()
    chosen = screen.tab("Reports").chosen
    assert chosen is not None
    screen.attach_button.click()
    (asking,) = shown_files(window)
    asking.reject()
    file = tmp_path / "January.pdf"
    file.write_bytes(b"%PDF-1.7 report")
    window.entering.keep_document(*chosen, file)
    assert line(screen, "Reports", "The Meadows")[7] == "January.pdf"
    screen.file_button.click()
    (asking,) = shown_files(window)
    assert "not encrypted" in asking.windowTitle()
    asking.reject()
    window.actions_by_name["undo"].trigger()
    qtbot.waitUntil(lambda: not screen.file_button.isEnabled())

    window.actions_by_name["undo"].trigger()
    qtbot.waitUntil(lambda: screen.tab("Reports").table.rows_model.rowCount() == 0)
    screen.tab("Visits").open_button.click()
    assert window.current_name == "setting"
