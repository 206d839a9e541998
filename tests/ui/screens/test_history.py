import re
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from suffdesk.core.changes import Changes
from suffdesk.operations.export_log import exports_made, record_export
from suffdesk.operations.stores import new_store, open_store
from suffdesk.store.seals import mark
from suffdesk.ui.main_window import MainWindow
from suffdesk.ui.screens.history import HistoryScreen
from tests.ui.conftest import add_child


@pytest.fixture
def store_path(tmp_path: Path) -> Path:
    """Two people's changes: three children, one of them changed."""
    path = tmp_path / "Stockport.suffdesk"
    with new_store(path, passphrase=None, authority="Stockport", who="Ada") as store:
        for identifier in ("1", "2"):
            add_child(store, identifier)
    with open_store(path, who="Grace") as store:
        add_child(store, "3")
        ((row_id,),) = store.rows("SELECT id FROM child WHERE identifier = '1'")
        with store.change("Change child 1") as result:
            result.change.update("child", str(row_id), {"reference": "C-one"})
    return path


@pytest.fixture
def screen(qtbot: QtBot, window: MainWindow, store_path: Path) -> HistoryScreen:
    window.stores.open_path(store_path)
    window.go("history")
    made = window._screens["history"]
    assert isinstance(made, HistoryScreen)
    qtbot.waitUntil(lambda: not window.tasks.busy)
    return made


def labels(screen: HistoryScreen) -> list[str]:
    return [line.label for line in screen.model.lines]


def test_every_change_is_listed_in_words_the_latest_first(screen: HistoryScreen) -> None:
    assert labels(screen) == ["Change child 1", "Add child 3", "Add child 2", "Add child 1"]
    assert "C-1 → C-one" in screen.model.index(0, 4).data()
    assert "Changed by Grace" in screen.detail.toPlainText()
    assert "“Change child 1”" in screen.detail.toPlainText()
    assert screen.count.text() == "4 lines shown"


def test_by_person_by_kind_by_date_and_by_words(qtbot: QtBot, screen: HistoryScreen) -> None:
    screen.person.setCurrentText("Grace")
    screen.person.activated.emit(screen.person.currentIndex())
    assert labels(screen) == ["Change child 1", "Add child 3"]
    screen.kind.setCurrentText("Episodes")
    screen.kind.activated.emit(screen.kind.currentIndex())
    assert labels(screen) == []
    assert screen.count.text() == "No change answers to this."
    screen.clear.click()
    assert len(labels(screen)) == 4
    screen.last.setText("1.1.2001")
    screen.last.editingFinished.emit()
    assert labels(screen) == []
    screen.clear.click()
    screen.words.setText("c-one changed")
    qtbot.waitUntil(lambda: labels(screen) == ["Change child 1"])


def test_a_date_that_is_none_is_said(qtbot: QtBot, screen: HistoryScreen) -> None:
    screen.first.setText("soon")
    with qtbot.waitSignal(screen.told) as heard:
        screen.first.editingFinished.emit()
    assert "“soon” is not a date" in heard.args[0]


def test_one_record_alone_from_anywhere_in_the_window(window: MainWindow, screen: HistoryScreen) -> None:
    assert window.session
    ((row_id,),) = window.session.store.rows("SELECT id FROM child WHERE identifier = '1'")
    window.go("data")
    window.show_history("child", str(row_id))
    assert window.screen_shown is screen
    assert labels(screen) == ["Change child 1", "Add child 1"]
    assert screen.only.isVisible()
    assert screen.only.text.startswith("Only ")
    screen.only.acted.emit()
    assert len(labels(screen)) == 4
    assert not screen.only.isVisible()


def test_a_step_is_taken_back_and_one_that_cannot_be_says_why(
    qtbot: QtBot, window: MainWindow, screen: HistoryScreen
) -> None:
    assert [row[1] for row in screen.steps.rows] == ["Change child 1", "Add child 3", "Add child 2", "Add child 1"]
    screen.steps_view.selectRow(3)
    assert not screen.undo.isEnabled()
    assert "“Change child 1” (Grace); undo that first" in screen.reason.text()
    screen.steps_view.selectRow(1)
    assert screen.undo.isEnabled()
    screen.undo.click()
    qtbot.waitUntil(lambda: labels(screen)[:1] == ["Undo: Add child 3"])
    qtbot.waitUntil(lambda: len(screen.steps.rows) == 3)
    assert window.session
    assert window.session.store.rows("SELECT count(*) FROM child") == [(2,)]


def test_the_chain_is_checked(qtbot: QtBot, window: MainWindow, screen: HistoryScreen) -> None:
    assert re.fullmatch(r"State of the store: \d+(-[0-9a-f]{4}){3}", screen.chain.text())
    screen.verify.click()
    qtbot.waitUntil(lambda: screen.chain.text().startswith("Whole: every change is linked"))
    assert window.session
    store = window.session.store
    triggers = store.rows("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'journal_image'")
    for (name,) in triggers:
        store.db.conn.execute(f"DROP TRIGGER {name}")
    store.db.conn.execute("UPDATE journal_image SET after = replace(after, 'C-2', 'C-9') WHERE seq = 2")
    store.db.conn.commit()
    screen.verify.click()
    qtbot.waitUntil(lambda: screen.chain.text().startswith("Not whole: Change 2 of the history"))


def test_the_state_that_is_shown_is_that_of_the_store_now(
    qtbot: QtBot, window: MainWindow, screen: HistoryScreen
) -> None:
    assert window.session
    store = window.session.store
    before = screen.chain.text()
    screen.steps_view.selectRow(1)
    screen.undo.click()
    qtbot.waitUntil(lambda: len(screen.steps.rows) == 3)
    assert screen.chain.text() == f"State of the store: {mark(store.db)}" != before
    screen.verify.click()
    qtbot.waitUntil(lambda: screen.chain.text().startswith("Whole: "))
    window.go("data")
    window.go("history")
    assert screen.chain.text().startswith("Whole: ")  # of this state still
    window.go("data")
    record_export(store, "History", [Path("History.xlsx")])
    window.go("history")
    assert screen.chain.text() == f"State of the store: {mark(store.db)}"


def test_lines_are_copied_and_exported_and_the_export_is_recorded(
    qtbot: QtBot, window: MainWindow, screen: HistoryScreen, tmp_path: Path
) -> None:
    screen.view.clearSelection()
    screen.copy.click()
    assert QGuiApplication.clipboard().text().count("\n") == 5
    screen.words.setText("Add")
    qtbot.waitUntil(lambda: len(labels(screen)) == 3)
    screen.export_to(tmp_path / "history.xlsx")
    qtbot.waitUntil(lambda: not window.tasks.busy)
    book = load_workbook(tmp_path / "history.xlsx", read_only=True)
    words = [str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row]
    book.close()
    assert "Add child 3" in words
    assert "Change child 1" not in words
    assert window.session
    assert [(one.what, one.rows) for one in exports_made(window.session.store)] == [("History", 3)]


def test_it_reads_on_as_it_is_scrolled(qtbot: QtBot, window: MainWindow, plain_store: Path) -> None:
    with open_store(plain_store, who="Ada") as store, store.change("Many") as result:
        for number in range(450):
            result.change.insert("child", {"reference": f"C-m{number}", "identifier": f"m{number}"})
    window.stores.open_path(plain_store)
    window.go("history")
    screen = window._screens["history"]
    assert isinstance(screen, HistoryScreen)
    assert screen.count.text() == "200 lines shown; more follow as you scroll"
    screen.view.scrollToBottom()
    qtbot.waitUntil(lambda: screen.model.rowCount() == 400)
    screen.view.scrollToBottom()
    qtbot.waitUntil(lambda: screen.count.text() == "451 lines shown")


def test_what_was_changed_on_another_screen_is_there_when_one_comes_back(
    window: MainWindow, screen: HistoryScreen
) -> None:
    window.go("data")
    assert window.session
    add_child(window.session.store, "4")
    window.changed(Changes("Add child 4", 5, frozenset({"child"}), added=1))
    window.go("history")
    assert labels(screen)[0] == "Add child 4"


def test_closing_keeps_nothing(window: MainWindow, screen: HistoryScreen) -> None:
    window.stores.close()
    assert screen.model.lines == []
    assert screen.detail.toPlainText() == ""
    assert screen.chain.text() == ""
    assert len(screen.steps.rows) == 0
    assert screen.person.count() <= 1
