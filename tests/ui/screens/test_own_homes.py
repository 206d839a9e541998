from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from suffdesk.operations.export_log import exports_made
from suffdesk.operations.stores import new_store
from suffdesk.store.opening import Store
from suffdesk.ui.dialogs.working import WorkingDialog
from suffdesk.ui.screens.own_homes import OwnHomesScreen
from suffdesk.ui.session import Session
from suffdesk.ui.tasks import TaskRunner
from tests.own_homes import AS_AT, ELM, homes_store
from tests.ui.conftest import Press


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with homes_store(tmp_path / "homes.suffdesk") as opened:
        yield opened


@pytest.fixture
def screen(qtbot: QtBot, store: Store) -> Iterator[OwnHomesScreen]:
    tasks = TaskRunner()
    made = OwnHomesScreen()
    qtbot.addWidget(made)
    made.resize(1080, 900)
    made.show()
    made.set_session(Session(store, AS_AT, "Stockport", False, tasks))
    yield made
    made.set_session(None)
    tasks.close()


def cells(screen: OwnHomesScreen, tab: str, title: str) -> list[object]:
    model = screen.tab(tab).table.rows_model
    place = [column.title for column in model.table.columns].index(title)
    return [row[place] for row in model.rows]


def move(screen: OwnHomesScreen, day: date) -> None:
    session = screen._session
    assert session is not None
    session.as_at = day
    screen.set_as_at(day)


def test_shows_figures_chart_and_lists(screen: OwnHomesScreen) -> None:
    assert [card.value.text() for card in screen.figures.cards] == ["4", "3", "2", "1", "64.5%", "2"]
    assert screen.chart.spec is not None
    assert len(screen.chart.spec.categories) == 91
    names = [screen.tabs.tabText(place) for place in range(screen.tabs.count())]
    assert names == [
        "Homes 2", "Beds 5", "Closed beds 3", "Who is here 2", "Waiting list 2", "Staffing 2", "New homes 4",
        "Milestones 3", "Unit cost", "Costs", "Over capacity 2",
    ]  # fmt: skip
    assert all(card.accessibleName() for card in screen.figures.cards)


def test_everything_follows_the_date(screen: OwnHomesScreen) -> None:
    move(screen, date(2024, 1, 17))
    assert [card.value.text() for card in screen.figures.cards][:4] == ["2", "1", "2", "0"]
    notes = screen.notes.itemAt(0).widget()
    assert notes.property("role") == "warning"  # type: ignore[union-attr]
    assert cells(screen, "Homes", "Tonight") == ["2 in 1", "No bed registered"]
    assert cells(screen, "Waiting list", "Days waited") == [16]


def test_chart_of_the_quarter_the_year_or_none(screen: OwnHomesScreen) -> None:
    screen.span_buttons["year"].click()
    assert screen.chart.spec is not None
    assert len(screen.chart.spec.categories) == 366
    screen.span_buttons["year"].click()
    assert not screen.chart.isVisibleTo(screen)
    assert not screen.span_buttons["year"].isChecked()


def test_cards_lead_to_the_list_or_the_working(screen: OwnHomesScreen, press: Press) -> None:
    press(screen.figures.cards[5], Qt.Key.Key_Return)
    assert screen.tabs.currentWidget() is screen.tab("Waiting list")
    press(screen.figures.cards[4], Qt.Key.Key_Return)
    (dialog,) = screen.findChildren(WorkingDialog)
    assert dialog.value.text() == "64.5%"
    assert len(dialog.ids) == 5
    assert dialog.variant.count() == 2
    screen.set_session(None)
    assert not dialog.isVisible()


@pytest.mark.parametrize("name", ["Homes", "Beds", "Who is here", "New homes", "Unit cost", "Over capacity"])
def test_item_models(screen: OwnHomesScreen, name: str) -> None:
    model = screen.tab(name).table.rows_model
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    move(screen, date(2023, 6, 1))
    move(screen, AS_AT)
    assert model.rowCount() > 0


def test_placed_here_ends_the_wait(screen: OwnHomesScreen, store: Store, qtbot: QtBot) -> None:
    screen.tab("Waiting list").table.selectRow(0)
    with qtbot.waitSignal(screen.changed) as heard:
        screen.placed_button.click()
    assert heard.args is not None
    screen.refresh(heard.args[0])
    assert cells(screen, "Waiting list", "Child") == ["C-7"]
    assert screen.figures.cards[5].value.text() == "1"
    held = store.rows("SELECT until, outcome FROM waiting WHERE outcome = 'Placed here'")
    assert [tuple(row) for row in held] == [("2024-03-31", "Placed here")]


def test_a_row_asks_to_open_its_record(screen: OwnHomesScreen, qtbot: QtBot, press: Press) -> None:
    table = screen.tab("Who is here").table
    table.selectRow(1)
    with qtbot.waitSignal(screen.record_asked) as heard:
        press(table, Qt.Key.Key_Return)
    assert heard.args is not None
    assert heard.args[:2] == ["open", "child"]
    with qtbot.waitSignal(screen.record_asked) as heard:
        screen.tab("Homes").add_button.click()
    assert heard.args == ["add", "setting", {"sector": "PR1"}]


def test_exports_the_report_and_the_list_shown(
    screen: OwnHomesScreen, store: Store, qtbot: QtBot, tmp_path: Path
) -> None:
    with qtbot.waitSignal(screen.told, timeout=20_000):
        screen.export_button.save_report("occupancy", tmp_path / "Occupancy.xlsx")
    screen.tabs.setCurrentWidget(screen.tab("Waiting list"))
    with qtbot.waitSignal(screen.told, timeout=20_000):
        screen.export_button.save_list(tmp_path / "Waiting.xlsx")
    book = openpyxl.load_workbook(tmp_path / "Waiting.xlsx")
    values = [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
    assert "C-6" in values
    assert ELM in values
    assert [(item.what, item.file_name, item.rows) for item in exports_made(store)] == [
        ("Waiting list", "Waiting.xlsx", 2), ("Occupancy", "Occupancy.xlsx", None),
    ]  # fmt: skip


def test_a_closed_store_leaves_nothing(screen: OwnHomesScreen) -> None:
    screen.set_session(None)
    assert screen.figures.cards == []
    assert screen.chart.spec is None
    assert all(tab.table.rows_model.rowCount() == 0 for tab in screen._tabs.values())
    assert screen._tables == {}


def test_fills_when_it_comes_into_sight(qtbot: QtBot, store: Store) -> None:
    tasks, made = TaskRunner(), OwnHomesScreen()
    qtbot.addWidget(made)
    made.set_session(Session(store, AS_AT, "Stockport", False, tasks))
    assert made.figures.cards == []
    made.show()
    assert made.figures.cards[0].value.text() == "4"
    tasks.close()


def test_an_empty_store_says_what_to_do(qtbot: QtBot, tmp_path: Path) -> None:
    tasks, made = TaskRunner(), OwnHomesScreen()
    qtbot.addWidget(made)
    made.show()
    with new_store(tmp_path / "empty.suffdesk", passphrase=None) as empty:
        made.set_session(Session(empty, AS_AT, "", False, tasks))
        assert made.notes.count() == 1
        assert not made.export_button.isEnabled()
        assert not made.placed_button.isEnabled()
        assert not made.chart.isVisibleTo(made)
        made.set_session(None)
    tasks.close()
