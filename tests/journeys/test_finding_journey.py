"""From the search of the top bar to any record, with keys alone, from whatever screen."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from suffdesk.operations.edit import add
from suffdesk.ui.main_window import MainWindow
from suffdesk.ui.records.child_page import ChildScreen
from suffdesk.ui.records.home_pages import SettingScreen
from suffdesk.ui.screens.placements import PlacementsScreen


def typed(qtbot: QtBot, window: MainWindow, text: str) -> list[str]:
    """Ctrl+K, and letters as of a keyboard; what the list then shows."""
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(window.top_bar.search.hasFocus)
    QTest.keyClicks(window.top_bar.search, text)
    qtbot.waitUntil(lambda: window.finding.list.isVisible() or not window.top_bar.search.text())
    return [window.finding.list.item(row).text() for row in range(window.finding.list.count())]


def test_a_child_who_left_and_one_without_an_episode_are_found_from_any_screen(
    qtbot: QtBot, window: MainWindow
) -> None:
    assert window.session is not None
    add(window.session.store, "child", {"identifier": "4711"})
    window.go("quality")
    assert typed(qtbot, window, "C-6") == [
        "C-6  –  Child, not in care on the date, left 31 Mar 2024",
        "Show in the register the children in care who match",
    ]
    QTest.keyClick(window.top_bar.search, Qt.Key.Key_Return)
    page = window.screen_shown
    assert isinstance(page, ChildScreen)
    assert page.heading.text() == "C-6"
    assert window.top_bar.search.text() == ""
    assert typed(qtbot, window, "4711")[0] == "C-0008  –  Child, no episode yet"
    QTest.keyClick(window.top_bar.search, Qt.Key.Key_Return)
    assert page.heading.text() == "C-0008"
    QTest.keyClick(page, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert page.heading.text() == "C-6"


def test_down_goes_into_the_list_and_escape_out_of_it_step_by_step(qtbot: QtBot, window: MainWindow) -> None:
    window.go("quality")
    typed(qtbot, window, "C-")
    line, listed = window.top_bar.search, window.finding.list
    QTest.keyClick(line, Qt.Key.Key_Down)
    assert listed.hasFocus()
    QTest.keyClick(listed, Qt.Key.Key_Down)
    assert listed.currentRow() == 1
    QTest.keyClick(listed, Qt.Key.Key_Escape)
    assert line.hasFocus()
    assert line.text() == "C-"
    QTest.keyClick(line, Qt.Key.Key_Escape)
    assert line.text() == ""
    assert not listed.isVisible()
    assert listed.count() == 0
    QTest.keyClick(line, Qt.Key.Key_Escape)
    assert not line.hasFocus()


def test_a_home_is_opened_from_the_list(qtbot: QtBot, window: MainWindow) -> None:
    (first, *_) = typed(qtbot, window, "sc123456")
    assert first.endswith("Setting, Children's home")
    QTest.keyClick(window.top_bar.search, Qt.Key.Key_Down)
    QTest.keyClick(window.finding.list, Qt.Key.Key_Return)
    assert isinstance(window.screen_shown, SettingScreen)


def test_the_register_shows_who_matches(qtbot: QtBot, window: MainWindow) -> None:
    window.go("data")
    lines = typed(qtbot, window, "birmingham")
    assert lines[0].startswith("Nothing is called so")
    window.finding.list.setCurrentRow(1)
    QTest.keyClick(window.top_bar.search, Qt.Key.Key_Return)
    screen = window.screen_shown
    assert isinstance(screen, PlacementsScreen)
    assert len(screen.register.rows.ids) == 2


def test_the_list_goes_with_the_screen_over_which_it_stood(qtbot: QtBot, window: MainWindow) -> None:
    window.go("quality")
    typed(qtbot, window, "C-")
    QTest.keyClick(window.top_bar.search, Qt.Key.Key_8, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.current_name == "own_homes")
    assert not window.finding.list.isVisible()


def test_nothing_that_was_found_outlives_the_store(qtbot: QtBot, window: MainWindow) -> None:
    typed(qtbot, window, "C-1")
    session = window.session
    assert session is not None
    window.set_session(None)
    assert window.finding.list.count() == 0
    assert window.finding.found == []
    assert window.top_bar.search.text() == ""
    session.store.close()
