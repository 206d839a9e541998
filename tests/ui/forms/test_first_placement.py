"""One form for a child and its first placement; the setting that is picked fills in what it tells; a report's file."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from suffdesk.operations.documents import documents_of
from suffdesk.operations.edit import held_row
from suffdesk.ui.forms.end_form import EndForm
from suffdesk.ui.forms.record_form import RecordForm
from suffdesk.ui.main_window import MainWindow
from suffdesk.ui.records.child_page import ChildScreen
from suffdesk.ui.screens.placements import PlacementsScreen
from suffdesk.ui.screens.quality import QualityScreen
from suffdesk.ui.session import Session
from suffdesk.ui.settings import Settings
from suffdesk.ui.theme import Theme
from tests.small_homes import AS_AT, Homes, small_homes


@pytest.fixture
def homes(tmp_path: Path) -> Iterator[Homes]:
    made = small_homes(tmp_path / "homes.suffdesk")
    with made.store.change("Postcode") as result:
        result.change.update("setting", made.meadows, {"postcode": "SK1 3XE"})
    yield made
    made.store.close()


@pytest.fixture
def window(qtbot: QtBot, theme: Theme, settings: Settings, homes: Homes) -> Iterator[MainWindow]:
    made = MainWindow(theme, settings)
    qtbot.addWidget(made)
    made.show()
    made.set_session(Session(homes.store, AS_AT, "Stockport", False, made.tasks))
    yield made
    qtbot.waitUntil(lambda: not made.tasks.busy)
    made.set_session(None)


def form_of(window: MainWindow, entity: str) -> RecordForm:
    return next(form for form in window.findChildren(RecordForm) if form.entity == entity and form.isVisible())


def pick(form: RecordForm, setting: str) -> None:
    row = form.rows.rows["setting_id"].input
    row.set_text(setting)
    row.edited.emit()


def child_of(homes: Homes, reference: str) -> str:
    return str(homes.store.rows("SELECT id FROM child WHERE reference = ?", (reference,))[0][0])


def test_what_the_setting_tells_is_in_sight_and_what_was_typed_stays(owner: QWidget, homes: Homes) -> None:
    form = RecordForm(owner, homes.store, "placement")
    pick(form, homes.meadows)
    texts = form.rows.texts()
    assert texts["urn"] == "SC000001"
    assert texts["placement_postcode"] == "SK1 3XE"
    assert texts["provider"].endswith("(PR4)")
    pick(form, homes.our_home)
    texts = form.rows.texts()
    assert (texts["urn"], texts["placement_postcode"]) == ("SC000004", "")
    assert texts["provider"].endswith("(PR1)")
    form.rows.show_texts({"placement_postcode": "M1 1AE"})
    pick(form, homes.meadows)
    assert form.rows.texts()["placement_postcode"] == "M1 1AE"
    assert form.rows.texts()["urn"] == "SC000001"
    form.put_away()


def test_a_child_with_its_first_placement_from_one_form(window: MainWindow, homes: Homes) -> None:
    window.entering.add_child()
    form = form_of(window, "child")
    form.rows.show_texts({"identifier": "4711", "started": "04/03/2024", "legal_status": "C2", "need": "N1",
                          "place": "K2"})  # fmt: skip
    pick(form, homes.meadows)
    form.go()
    page = window.screen_shown
    assert isinstance(page, ChildScreen)
    assert page.page is not None
    assert page.page.looked_after
    assert page.tabs.tabText(0) == "Episodes 1"
    assert homes.store.rows("SELECT setting_id FROM placement WHERE child_id = ?", (page.row_id,)) == [(homes.meadows,)]


def test_from_the_page_of_a_child_a_new_record_is_of_that_child(window: MainWindow, homes: Homes) -> None:
    child = child_of(homes, "C-0001")
    window.going.show("child", child)
    for action in ("add_placement", "move_child"):
        window.actions_by_name[action].trigger()
        form = form_of(window, "placement")
        assert "child_id" not in form.rows.rows
        assert form._values()["child_id"] == child
        assert form._about() == "Of C-0001"
        form.put_away()
    window.actions_by_name["end_placement"].trigger()
    (ending,) = window.findChildren(EndForm)
    placement = homes.store.rows("SELECT id FROM placement WHERE child_id = ?", (child,))
    assert [(ending._row_id,)] == placement
    ending.close()


def test_move_and_end_stand_at_the_row_of_the_register(qtbot: QtBot, window: MainWindow, homes: Homes) -> None:
    screen = window.screen_shown
    assert isinstance(screen, PlacementsScreen)
    table = screen.register.table
    assert screen.child_chosen == ""
    table.selectRow(2)
    assert screen.child_chosen == child_of(homes, "C-0003")
    screen.register._open_row_menu(table.visualRect(table.rows.index(2, 0)).center())
    (menu,) = [one for one in screen.register.findChildren(QMenu) if one.isVisible()]
    words = [action.text() for action in menu.actions()]
    assert words[:3] == ["Open C-0003\tEnter", "Move…", "End the placement…"]
    menu.actions()[1].trigger()
    menu.close()
    form = form_of(window, "placement")
    assert form._values()["child_id"] == child_of(homes, "C-0003")
    form.put_away()


def test_the_acts_of_a_row_are_in_its_menu(window: MainWindow, homes: Homes) -> None:
    window.going.show("child", child_of(homes, "C-0001"))
    page = window.screen_shown
    assert isinstance(page, ChildScreen)
    page.tabs.setCurrentIndex(1)
    placements = page.tab("Placements")
    menu = placements.acts_menu()
    words = [action.text() for action in menu.actions() if action.text()]
    assert words == ["Add a placement…", "Move…", "Open…", "End…", "Remove…", "History", "Copy\tCtrl+C"]
    menu.deleteLater()


def test_a_regulation_44_report_is_of_the_chosen_home_and_month_and_takes_its_file(
    qtbot: QtBot, window: MainWindow, homes: Homes, tmp_path: Path
) -> None:
    window.go("quality")
    screen = window.screen_shown
    assert isinstance(screen, QualityScreen)
    qtbot.waitUntil(lambda: not window.tasks.busy)
    tab = screen.tab("Regulation 44")
    screen.tabs.setCurrentWidget(tab)
    assert tab.records is not None
    row = [one[0] for one in tab.records.table.rows].index("The Meadows")
    heading = [one.title for one in tab.records.table.columns].index("Jan 24")
    tab.table.setCurrentIndex(tab.table.rows_model.index(row, heading))
    screen.report_button.click()
    form = form_of(window, "quality_report")
    assert form._about() == "Of The Meadows · Kind: Regulation 44 report · Month reported on: 1 Jan 2024"
    assert not {"setting_id", "kind", "month"} & form.rows.rows.keys()
    file = tmp_path / "January.pdf"
    file.write_bytes(b"%PDF-1.7 report")
    form.take_file(file)
    form.rows.show_texts({"received_on": "20/02/2024"})
    QTest.keyClick(form, "\r")
    ((report,),) = homes.store.rows("SELECT id FROM quality_report")
    held = held_row(homes.store, "quality_report", str(report))
    assert str(held["month"]) == "2024-01-01"
    assert [one.name for one in documents_of(homes.store, "quality_report", str(report))] == ["January.pdf"]
    assert window.actions_by_name["undo"].text() == "Undo “Add report with its file”"
