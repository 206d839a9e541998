from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from suffdesk.operations.stores import close_store
from suffdesk.store.opening import create_store
from suffdesk.ui.settings import RecentStore
from suffdesk.ui.start_page import StartPage
from tests.ui.conftest import add_child


@pytest.fixture
def page(qtbot: QtBot) -> StartPage:
    made = StartPage()
    qtbot.addWidget(made)
    made.show()
    return made


def press_named(page: StartPage, begins: str) -> QPushButton:
    return next(press for press in page.findChildren(QPushButton) if press.accessibleName().startswith(begins))


def test_recent_stores_open_and_missing_ones_are_greyed(qtbot: QtBot, page: StartPage, tmp_path: Path) -> None:
    there, gone = tmp_path / "Team.suffdesk", tmp_path / "Old.suffdesk"
    there.touch()
    page.show_recent([RecentStore(there, "2024-05-01T10:00:00+00:00"), RecentStore(gone, "nonsense")])
    row = press_named(page, "Team, Opened 1 May 2024")
    with qtbot.waitSignal(page.open_recent) as heard:
        row.click()
    assert heard.args == [there]
    assert not press_named(page, "Old, Not found").isEnabled()
    with qtbot.waitSignal(page.forget) as heard:
        press_named(page, "Take Old off the list").click()
    assert heard.args == [gone]


def test_a_missing_store_with_backups_can_be_opened_to_restore_one(
    page: StartPage, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "Team.suffdesk"
    with create_store(path, passphrase=None) as store:
        add_child(store, "1")
        close_store(store)
    path.unlink()
    page.show_recent([RecentStore(path, "2024-05-01T10:00:00+00:00")])
    with qtbot.waitSignal(page.open_recent) as heard:
        press_named(page, "Team, Not found: open to restore a backup").click()
    assert heard.args == [path]
    with qtbot.waitSignal(page.forget) as heard:
        press_named(page, "Take Team off the list").click()
    assert heard.args == [path]


def test_no_more_than_fit_and_nothing_of_before(page: StartPage, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "Team.suffdesk").touch()
    page.show_recent([RecentStore(tmp_path / "Team.suffdesk", "2024-05-01T10:00:00+00:00")] * 9)
    page.show_recent([])
    qtbot.wait(10)
    assert not [press for press in page.findChildren(QPushButton) if press.accessibleName().startswith("Team")]


def test_the_demo_is_offered_only_where_it_is(page: StartPage) -> None:
    demo = next(press for press in page.findChildren(QPushButton) if press.text() == "Open the demo")
    page.offer_demo(False)
    assert not demo.isVisible()
    page.offer_demo(True)
    assert demo.isVisible()
