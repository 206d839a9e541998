"""The Providers screen and the pages of homes, as they are used in the window."""

from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from suffdesk.operations import history
from suffdesk.operations.edit import add
from suffdesk.operations.export_log import exports_made
from suffdesk.ui.forms.record_form import RecordForm
from suffdesk.ui.homes.list_panel import HomeListPanel
from suffdesk.ui.main_window import MainWindow
from suffdesk.ui.records.home_pages import ProviderScreen, SettingScreen
from suffdesk.ui.records.tab import RecordsTab
from suffdesk.ui.screens.providers import ProvidersScreen
from tests.small_homes import Homes


@pytest.fixture
def window(homes_window: MainWindow) -> MainWindow:
    return homes_window


@pytest.fixture
def screen(window: MainWindow) -> ProvidersScreen:
    window.go("providers")
    shown = window.screen_shown
    assert isinstance(shown, ProvidersScreen)
    return shown


def column(panel: HomeListPanel, place: int = 0) -> list[str]:
    return [panel.rows.index(row, place).data() for row in range(panel.rows.rowCount())]


def cells(tab: RecordsTab) -> list[tuple[object, ...]]:
    return [tuple(row) for row in tab.table.rows_model.rows]


def form_of(window: MainWindow) -> RecordForm:
    form = next(form for form in window.findChildren(RecordForm) if form.isVisible())
    assert isinstance(form, RecordForm)
    return form


def test_settings_are_searched_viewed_and_sorted(screen: ProvidersScreen, qtbot: QtBot) -> None:
    panel = screen.settings
    QAbstractItemModelTester(panel.rows, QAbstractItemModelTester.FailureReportingMode.Fatal, panel)
    assert column(panel) == ["Elm House", "Fostering agency SC000003", "Oak Lodge", "The Meadows"]
    qtbot.waitUntil(lambda: panel.view_chips.chips[0].text() == "All open 4")
    panel.find_line.setText("meadow")
    assert column(panel) == ["Elm House", "The Meadows"]
    assert panel.count.text() == "2 settings"
    panel.table.sort_wanted.emit(0)
    assert column(panel) == ["The Meadows", "Elm House"]
    panel.find_line.clear()
    panel.view_chips.chips[3].click()
    assert column(panel) == ["Fostering agency SC000003"]
    panel.filter_chips.taken_away.emit(("uncovered",))
    assert len(column(panel)) == 4
    panel.checklists["bands"].ticked.emit(("In borough",))
    assert sorted(column(panel)) == ["Oak Lodge", "The Meadows"]


def test_lists_follow_the_date_and_the_changes(window: MainWindow, screen: ProvidersScreen, homes: Homes) -> None:
    panel = screen.settings
    panel.show_view(panel._views[1])
    assert len(column(panel)) == 4
    window.set_as_at(date(2024, 3, 14))
    assert "Elm House" not in column(panel)
    window.changed(add(homes.store, "provider", {"name": "New Care"}).changes)
    screen.tabs.setCurrentIndex(1)
    assert column(screen.providers) == ["Agency Ltd", "Meadow Care", "New Care", "The Council"]
    window.changed(history.undo(homes.store))
    assert column(screen.providers) == ["Agency Ltd", "Meadow Care", "The Council"]


def test_frameworks_are_added_to_from_their_parents(window: MainWindow, screen: ProvidersScreen) -> None:
    screen.tabs.setCurrentWidget(screen.frameworks)
    part = screen.frameworks
    assert cells(part.members)[0][:3] == ("Meadow Care", "Every setting", "Tier 1")
    assert [row[0] for row in cells(part.placements)] == ["C-0001", "C-0002"]
    part.lots.add()
    form = form_of(window)
    assert "framework_id" not in form.rows.rows
    form.rows.show_texts({"number": "Lot 2", "name": "Therapeutic"})
    form.go()
    assert [row[0] for row in cells(part.lots)] == ["Lot 1", "Lot 2"]
    part.lots.table.selectRow(1)
    assert cells(part.members) == []
    part.tiers.add()
    form = form_of(window)
    form.rows.show_texts({"number": "7"})
    form.go()
    part.members.add()
    form = form_of(window)
    assert "lot_id" not in form.rows.rows
    picker = form.rows.rows["tier_id"].input.part
    QTest.keyClicks(picker, "Lot")  # no tier is called so
    picker.clear()
    QTest.keyClicks(picker, "7")
    assert picker.offered == ["Tier 7 · Lot 2 Therapeutic"]
    picker.clear()
    QTest.keyClicks(picker, "1")
    assert picker.offered == []  # a tier of the other lot
    form.reject()


def test_contracts_checks_and_unregistered(window: MainWindow, screen: ProvidersScreen, homes: Homes) -> None:
    screen.tabs.setCurrentWidget(screen.contracts)
    assert [row[0] for row in cells(screen.contracts.placements)] == ["C-0003", "C-0005", "C-0001", "C-0002"]
    screen.contracts.chips[1].click()
    assert screen.contracts.records_tab is screen.contracts.contracts
    assert cells(screen.contracts.contracts)[0][0] == "K-1"
    screen.tabs.setCurrentWidget(screen.checks)
    window.changed(add(homes.store, "provider_check", {
        "provider_id": homes.meadow, "kind": "Financial check", "checked_on": "01/04/2023", "until": "30/03/2024",
    }).changes)  # fmt: skip
    assert ("Meadow Care", "Financial check", "Expired 1 day ago") in [row[:3] for row in cells(screen.checks)]
    assert screen.tabs.tabText(4) == "Checks due 2"
    window.changed(add(homes.store, "registration", {"setting_id": homes.elm_house, "status": "Not registered",
                                                     "started": "15/03/2024"}).changes)  # fmt: skip
    screen.tabs.setCurrentWidget(screen.unregistered)
    assert [row[0] for row in cells(screen.unregistered)] == ["Elm House"]
    screen.unregistered.table.setFocus()
    QTest.keyClick(screen.unregistered.table, Qt.Key.Key_Return)
    page = window.screen_shown
    assert isinstance(page, SettingScreen)
    assert page.banner.isVisible()
    assert "with 1 child of ours placed" in page.banner.text
    window.set_as_at(date(2024, 3, 14))
    assert not page.banner.isVisible()


def test_what_is_shown_is_saved_as_a_workbook(
    window: MainWindow, screen: ProvidersScreen, homes: Homes, qtbot: QtBot, tmp_path: Path
) -> None:
    screen.settings.find_line.setText("elm")
    for place, name, first in ((0, "settings", "Elm House"), (3, "contracts", "C-0003")):
        screen.tabs.setCurrentIndex(place)
        screen.export(tmp_path / f"{name}.xlsx")
        qtbot.waitUntil(lambda: not window.tasks.busy)
        sheet = load_workbook(tmp_path / f"{name}.xlsx").worksheets[0]
        assert sheet["A2"].value == first
    assert {one.what for one in exports_made(homes.store)} == {"Settings", "Contracts in place"}


def test_a_setting_with_its_judgements(window: MainWindow, homes: Homes) -> None:
    grade = {"setting_id": homes.meadows, "regulator": "Ofsted", "kind": "Full inspection"}
    add(homes.store, "grade", {**grade, "inspected_on": "01/05/2021", "judgement": "Good"})
    window.entering.open("setting", homes.meadows)
    page = window.screen_shown
    assert isinstance(page, SettingScreen)
    assert page.chart.isVisible()
    page.tab("Judgements").add()
    form = form_of(window)
    assert "setting_id" not in form.rows.rows
    form.reject()
    window.changed(
        add(homes.store, "grade", {**grade, "inspected_on": "01/03/2024", "judgement": "Inadequate"}).changes
    )
    assert [row[1] for row in cells(page.tab("Judgements"))] == ["Inadequate", "Good"]
    assert page.chart.spec is not None
    assert page.chart.spec.series[0].values[-1] == 1.0
    window.set_session(None)
    assert page.chart.spec is None
    assert page.tab("Judgements").records is None


def test_the_profile_of_a_provider(window: MainWindow, homes: Homes, qtbot: QtBot, tmp_path: Path) -> None:
    window.entering.open("provider", homes.meadow)
    page = window.screen_shown
    assert isinstance(page, ProviderScreen)
    assert [row[0] for row in cells(page.tab("Settings"))] == ["Elm House", "The Meadows"]
    assert cells(page.tab("Lots"))[0][:4] == ("Residential", "Lot 1 Mainstream", "Every setting", "Tier 1")
    page.save_profile(tmp_path / "profile.pdf")
    qtbot.waitUntil(lambda: not window.tasks.busy)
    assert (tmp_path / "profile.pdf").read_bytes().startswith(b"%PDF")


def test_a_tab_keeps_no_number_of_another_date(window: MainWindow, screen: ProvidersScreen, homes: Homes) -> None:
    screen.tabs.setCurrentWidget(screen.checks)
    window.changed(add(homes.store, "provider_check", {
        "provider_id": homes.meadow, "kind": "Financial check", "checked_on": "01/04/2023", "until": "30/03/2024",
    }).changes)  # fmt: skip
    assert screen.tabs.tabText(4) == "Checks due 2"
    screen.tabs.setCurrentWidget(screen.settings)
    window.set_as_at(date(2020, 3, 31))
    assert screen.tabs.tabText(4) == "Checks due"
    window.set_as_at(date(2090, 1, 1))
    assert "1 January 2090 has not come yet" in window.progress_line.words


def test_closing_the_store_drops_everything(window: MainWindow, screen: ProvidersScreen) -> None:
    for place in range(6):
        screen.tabs.setCurrentIndex(place)
    window.set_session(None)
    assert screen.settings.rows.rowCount() == screen.providers.rows.rowCount() == 0
    assert screen.frameworks.frameworks.records is None
    assert cells(screen.frameworks.members) == []
    assert screen.contracts.placements.records is None
    assert screen.checks.records is screen.unregistered.records is None
    assert screen.tabs.tabText(4) == "Checks due"
