"""The Quality screen by itself: what its buttons ask for, cards, exports, and nothing left of a closed store."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from suffdesk.core.kinds import Value
from suffdesk.models.roles import Role
from suffdesk.operations.export_log import exports_made
from suffdesk.ui import soon
from suffdesk.ui.dialogs.working import WorkingDialog
from suffdesk.ui.screens.quality import QualityScreen
from suffdesk.ui.session import Session
from suffdesk.ui.tasks import TaskRunner
from tests.small_homes import AS_AT, Homes, small_homes
from tests.ui.conftest import Press

TABS = ("Visits", "Regulation 44", "Reports", "Judgements", "Actions", "Concerns")


@pytest.fixture
def homes(tmp_path: Path) -> Iterator[Homes]:
    made = small_homes(tmp_path / "homes.suffdesk")
    with made.store.change("Watch") as result:
        rows: tuple[tuple[str, dict[str, Value]], ...] = (
            ("visit", {"kind": "Unannounced visit", "planned_on": date(2024, 4, 20), "who": "Grace"}),
            ("quality_report", {"kind": "Regulation 44 report", "month": date(2024, 1, 1),
                                "received_on": date(2024, 2, 1)}),
            ("quality_action", {"action": "Ask for the plan", "due_on": date(2024, 3, 1)}),
            ("concern", {"raised_on": date(2024, 3, 1), "kind": "Safeguarding", "summary": "Zebra words"}),
        )  # fmt: skip
        for entity, values in rows:
            result.change.insert(entity, {"setting_id": made.meadows, **values})
    yield made
    made.store.close()


@pytest.fixture
def screen(qtbot: QtBot, homes: Homes) -> Iterator[QualityScreen]:
    tasks = TaskRunner()
    made = QualityScreen()
    qtbot.addWidget(made)
    made.resize(1080, 900)
    made.show()
    made.set_session(Session(homes.store, AS_AT, "Stockport", False, tasks))
    yield made
    made.set_session(None)
    tasks.close()


def choose(screen: QualityScreen, tab: str, words: str) -> None:
    table = screen.tab(tab).table
    table.selectRow([str(row[0]) for row in table.rows_model.rows].index(words))


def test_tabs_and_cards(screen: QualityScreen) -> None:
    assert [screen.tabs.tabText(place) for place in range(screen.tabs.count())] == [
        "Visits 3", "Regulation 44", "Reports 1", "Judgements 4", "Actions 1", "Concerns 1",
        "Looks at concerns",
    ]  # fmt: skip
    assert [card.value.text() for card in screen.figures.cards] == ["0.0%", "2", "17", "0", "1", "1"]
    assert all(card.accessibleName() for card in screen.figures.cards)
    assert not any("Zebra" in str(row) for name in TABS for row in screen.tab(name).table.rows_model.rows)


@pytest.mark.parametrize("name", TABS)
def test_item_models(screen: QualityScreen, name: str) -> None:
    model = screen.tab(name).table.rows_model
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    session = screen._session
    assert session is not None
    for day in (date(2019, 6, 1), AS_AT):
        session.as_at = day
        screen.set_as_at(day)
    assert model.rowCount() > 0


def test_exceptions_are_marked_as_well_as_said(screen: QualityScreen) -> None:
    def marked(name: str) -> set[str]:
        model = screen.tab(name).table.rows_model
        cells = [model.index(row, column) for row in range(model.rowCount()) for column in range(model.columnCount())]
        return {str(cell.data()) for cell in cells if cell.data(Role.WRONG)}

    assert marked("Visits") == {"No visit recorded"}
    assert marked("Regulation 44") == {"Missing", "No visit recorded"}
    assert marked("Reports") == {"Not told yet"}
    assert marked("Actions") == {"Overdue 30 days"}
    assert marked("Concerns") == set()


def test_cards_lead_to_the_list_or_the_children(screen: QualityScreen, press: Press) -> None:
    press(screen.figures.cards[4], Qt.Key.Key_Return)
    assert screen.tabs.currentWidget() is screen.tab("Actions")
    press(screen.figures.cards[0], Qt.Key.Key_Return)
    (dialog,) = screen.findChildren(WorkingDialog)
    assert dialog.value.text() == "0.0%"
    screen.set_session(None)
    assert not dialog.isVisible()


def asked(screen: QualityScreen) -> list[tuple[object, ...]]:
    heard: list[tuple[object, ...]] = []
    screen.record_asked.connect(lambda *what: heard.append(what))
    return heard


def test_what_the_buttons_ask_for(screen: QualityScreen, homes: Homes) -> None:
    heard = asked(screen)
    ((planned,),) = homes.store.rows("SELECT id FROM visit")
    choose(screen, "Visits", "The Meadows")
    screen.record_button.click()
    screen.plan_button.click()
    choose(screen, "Visits", "Elm House")
    screen.record_button.click()
    choose(screen, "Regulation 44", "Oak Lodge")
    screen.report_button.click()
    choose(screen, "Judgements", "Elm House")
    screen.judge_button.click()
    assert heard == [
        ("open", "visit", planned), ("add", "visit", {"setting_id": homes.meadows}),
        ("add", "visit", {"setting_id": homes.elm_house}),
        ("add", "quality_report", {"setting_id": homes.our_home, "kind": "Regulation 44 report"}),
        ("add", "grade", {"setting_id": homes.elm_house}),
    ]  # fmt: skip


def test_the_home_stays_chosen_where_its_row_moves(screen: QualityScreen, homes: Homes) -> None:
    """What is recorded next would be of another home."""
    tab = screen.tab("Regulation 44")
    choose(screen, "Regulation 44", "Oak Lodge")
    place = tab.table.currentIndex().row()
    months = [column.title for column in tab.table.rows_model.table.columns]
    tab.table.setCurrentIndex(tab.table.rows_model.index(place, months.index("Dec 23")))
    with homes.store.change("Record reports") as result:
        for month in range(4, 13):
            result.change.insert("quality_report", {
                "setting_id": homes.our_home, "kind": "Regulation 44 report", "month": date(2023, month, 1),
                "received_on": date(2024, 1, 20),
            })  # fmt: skip
    screen.refresh(result.changes)
    assert tab.chosen == ("setting", homes.our_home)
    assert tab.table.currentIndex().row() != place
    assert tab.table.rows_model.table.columns[tab.table.currentIndex().column()].title == "Dec 23"


def test_a_concern_is_opened_and_added_by_the_window(screen: QualityScreen, homes: Homes, press: Press) -> None:
    heard = asked(screen)
    ((concern,),) = homes.store.rows("SELECT id FROM concern")
    tab = screen.tab("Concerns")
    tab.table.selectRow(0)
    press(tab.table, Qt.Key.Key_Return)
    tab.add_button.click()
    assert heard == [("open", "concern", concern), ("add", "concern", {})]
    assert not tab.end_button.isVisibleTo(tab)
    assert not tab.remove_button.isVisibleTo(tab)


def test_done_ends_an_action_on_the_date(screen: QualityScreen, homes: Homes, qtbot: QtBot) -> None:
    screen.tab("Actions").table.selectRow(0)
    with qtbot.waitSignal(screen.changed) as heard:
        screen.done_button.click()
    assert heard.args is not None
    screen.refresh(heard.args[0])
    assert [tuple(row) for row in homes.store.rows("SELECT done_on FROM quality_action")] == [("2024-03-31",)]
    assert screen.figures.cards[4].value.text() == "0"
    assert not screen.done_button.isEnabled()  # it is done


def test_exports_reports_and_the_list_shown(screen: QualityScreen, homes: Homes, qtbot: QtBot, tmp_path: Path) -> None:
    with qtbot.waitSignal(screen.told, timeout=20_000):
        screen.export_button.save_report("reg44-chase", tmp_path / "Chase.pdf")
    screen.tabs.setCurrentWidget(screen.tab("Concerns"))
    with qtbot.waitSignal(screen.told, timeout=20_000):
        screen.export_button.save_list(tmp_path / "Concerns.xlsx")
    book = openpyxl.load_workbook(tmp_path / "Concerns.xlsx")
    values = [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
    assert "The Meadows" in values
    assert not any("Zebra" in str(value) for value in values)
    assert [(made.what, made.file_name, made.rows) for made in exports_made(homes.store)] == [
        ("Concerns", "Concerns.xlsx", 1), ("Regulation 44 chase", "Chase.pdf", None),
    ]  # fmt: skip


def test_a_large_store_is_read_by_the_worker(
    screen: QualityScreen, homes: Homes, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(soon, "LARGE", 1)
    session = screen._session
    assert session is not None
    session.as_at = date(2024, 3, 1)
    screen.set_as_at(session.as_at)
    qtbot.waitUntil(lambda: screen.about.text() == "1 March 2024")
    assert screen.tab("Visits").table.rows_model.rowCount() == 2  # nobody lives in Elm House yet
    screen.set_as_at(session.as_at)
    screen.set_session(None)  # what comes from the worker after this is let go
    qtbot.waitUntil(lambda: not session.tasks.busy)
    assert screen.tab("Visits").table.rows_model.rowCount() == 0


def test_a_closed_store_leaves_nothing(screen: QualityScreen) -> None:
    screen.set_session(None)
    assert screen.figures.cards == []
    assert all(screen.tab(name).table.rows_model.rowCount() == 0 for name in TABS)
    assert not screen.export_button.isEnabled()
