"""A commissioner records a new provider, its home, a block contract and a check, and sees what follows from them."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from suffdesk.operations import history
from suffdesk.ui.forms.record_form import RecordForm
from suffdesk.ui.main_window import MainWindow
from suffdesk.ui.records.home_pages import ProviderScreen, SettingScreen
from suffdesk.ui.screens.providers import ProvidersScreen
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
def window(qtbot: QtBot, qapp: object, homes: Homes, tmp_path: Path) -> Iterator[MainWindow]:
    load_fonts()
    made = MainWindow(Theme(qapp, "light"), Settings(tmp_path / "window.ini"))  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.show()
    made.set_session(Session(homes.store, AS_AT, "Stockport", False, made.tasks))
    yield made
    qtbot.waitUntil(lambda: not made.tasks.busy)
    made.set_session(None)


def fill(window: MainWindow, texts: Mapping[str, str]) -> None:
    """Fill in the form that is open, and save it."""
    form = next(form for form in window.findChildren(RecordForm) if form.isVisible())
    for name, text in texts.items():
        form.rows.rows[name].input.set_text(text)
    form.go()
    assert form.faults == []


def test_from_a_new_provider_to_a_contract_in_place(window: MainWindow, homes: Homes) -> None:
    store = homes.store
    window.actions_by_name["go_providers"].trigger()
    screen = window.screen_shown
    assert isinstance(screen, ProvidersScreen)
    screen.tabs.setCurrentWidget(screen.providers)
    screen.providers.add_button.click()
    fill(window, {"name": "Oak Care", "sector": "Private (PR4)"})
    screen.providers.find_line.setText("oak")
    (oak,) = screen.providers.rows.ids
    screen.providers.table.opened.emit(oak)
    page = window.screen_shown
    assert isinstance(page, ProviderScreen)
    page.tab("Settings").add()
    fill(window, {"name": "Acorn", "kind": "Children's home", "sector": "Private (PR4)", "postcode": "SK1 3XE"})
    assert page.tabs.tabText(0) == "Settings 1"
    page.tab("Checks").add()
    fill(window, {"kind": "Financial check", "checked_on": "01/04/2023", "until": "20/04/2024"})
    assert page.tab("Checks").table.rows_model.rows[0][4] == "Expires in 20 days"
    page.tab("Settings").asked.emit("open", *page.tab("Settings").records.rows[0])  # type: ignore[union-attr]
    home = window.screen_shown
    assert isinstance(home, SettingScreen)
    home.tab("Contracts").add()
    fill(window, {"reference": "B-9", "kind": "Block", "started": "01/01/2024", "beds": "2", "weekly_price": "3,500"})
    assert home.tabs.tabText(home.tabs.indexOf(home.tab("Contracts"))) == "Contracts 1"
    window.actions_by_name["go_providers"].trigger()
    screen.tabs.setCurrentWidget(screen.contracts)
    screen.contracts.chips[2].click()
    (row,) = screen.contracts.blocks.table.rows_model.rows
    # 91 nights in 2 beds, all of them void: 182 x 500 pounds
    assert (row[0], *row[6:]) == ("B-9", 182, 0, 182, 9_100_000, 9_100_000)
    with store.change("Move in") as result:
        ((placement,),) = store.rows(
            "SELECT p.id FROM child c JOIN placement p ON p.child_id = c.id WHERE c.reference = 'C-0005'"
        )
        result.change.update("placement", str(placement), {"setting_id": home.row_id})
    window.changed(result.changes)
    (row,) = screen.contracts.blocks.table.rows_model.rows
    assert row[6:9] == (182, 91, 91)
    covered = {row[0]: row[6] for row in screen.contracts.placements.table.rows_model.rows}
    assert covered["C-0005"] == "B-9"
    window.changed(history.undo(store))
    covered = {row[0]: row[6] for row in screen.contracts.placements.table.rows_model.rows}
    assert covered["C-0005"] == ""
