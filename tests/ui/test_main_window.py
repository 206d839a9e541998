from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, QStandardPaths, Qt, QUrl
from PySide6.QtGui import QAccessible, QDropEvent
from PySide6.QtWidgets import QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from suffdesk.core.changes import Changes
from suffdesk.operations import history
from suffdesk.operations.stores import new_store, open_store
from suffdesk.ui.dialogs.in_use import InUseDialog
from suffdesk.ui.dialogs.unlock import UnlockDialog
from suffdesk.ui.main_window import MainWindow
from suffdesk.ui.settings import Settings
from suffdesk.ui.theme import Theme
from tests.ui.conftest import NotingScreen, add_child

Placements = Callable[[], NotingScreen]


def message(window: MainWindow) -> QMessageBox:
    return next(box for box in window.findChildren(QMessageBox) if box.isVisible())


def test_begins_with_the_start_page(window: MainWindow) -> None:
    assert window.pages.currentWidget() is window.start_page
    assert not window.sidebar.isVisible()
    assert window.windowTitle() == "SuffDesk"
    assert not window.actions_by_name["import"].isEnabled()


def test_an_open_store_is_shown_with_its_state(window: MainWindow, plain_store: Path, placements: Placements) -> None:
    window.stores.open_path(plain_store)
    assert window.windowTitle() == "Stockport.suffdesk"
    assert window.sidebar.status == "Stockport · saved · not encrypted"
    assert placements().told_of == ["session"]
    assert window.settings.recent()[0].path == plain_store
    assert window.actions_by_name["undo"].text() == "Undo “Add child 1”"


def test_closing_the_store_drops_it_everywhere(window: MainWindow, plain_store: Path, placements: Placements) -> None:
    window.stores.open_path(plain_store)
    window.actions_by_name["close"].trigger()
    assert placements().told_of[-1] == "closed"
    assert window.session is None
    with open_store(plain_store):  # the lock has been given up
        pass


def test_every_screen_follows_the_date(
    window: MainWindow, plain_store: Path, placements: Placements, press: Callable[..., None]
) -> None:
    window.stores.open_path(plain_store)
    window.go("publications")
    window.edit_as_at()
    press(window.top_bar.as_at.lineEdit(), "31.3.24", Qt.Key.Key_Return)
    assert window.session
    assert window.session.as_at == date(2024, 3, 31)
    assert placements().told_of[-1] == date(2024, 3, 31)
    assert "31 March 2024" in window._screens["publications"].make.text()
    window.actions_by_name["as_at_earlier"].trigger()
    assert placements().told_of[-1] == date(2023, 3, 31)
    assert window.top_bar.as_at.currentText() == "31 March 2023"


def test_a_date_that_is_none_is_said(window: MainWindow, plain_store: Path, press: Callable[..., None]) -> None:
    window.stores.open_path(plain_store)
    window.edit_as_at()
    press(window.top_bar.as_at.lineEdit(), "soon", Qt.Key.Key_Return)
    assert "“soon” is not a date" in window.progress_line.words


def test_the_register_follows_the_search_where_it_is_in_sight_and_is_asked_for_elsewhere(
    window: MainWindow, plain_store: Path, placements: Placements, press: Callable[..., None]
) -> None:
    window.stores.open_path(plain_store)
    window.go("data")
    window.actions_by_name["find"].trigger()
    press(window.top_bar.search, "Łódź")
    assert placements().told_of[-1] == "session"
    assert window.current_name == "data"
    window.search_register()
    assert placements().told_of[-1] == "search Łódź"
    assert window.screen_shown is placements()
    press(window.top_bar.search, "x")
    assert placements().told_of[-1] == "search Łódźx"


def test_undo_and_redo_refresh_the_screens(
    qtbot: QtBot, window: MainWindow, plain_store: Path, placements: Placements
) -> None:
    window.stores.open_path(plain_store)
    assert window.session
    window.actions_by_name["undo"].trigger()
    qtbot.waitUntil(lambda: placements().told_of[-1] == "Undo: Add child 1")
    assert window.session.store.rows("SELECT count(*) FROM child") == [(0,)]
    assert not window.actions_by_name["undo"].isEnabled()
    assert window.actions_by_name["redo"].text() == "Redo “Add child 1”"
    window.actions_by_name["redo"].trigger()
    qtbot.waitUntil(lambda: placements().told_of[-1] == "Redo: Add child 1")
    assert window.session.store.rows("SELECT count(*) FROM child") == [(1,)]


def test_what_a_screen_changed_reaches_the_others(
    window: MainWindow, plain_store: Path, placements: Placements
) -> None:
    window.stores.open_path(plain_store)
    assert window.session
    add_child(window.session.store, "2")
    window.go("data")
    window._screens["data"].changed.emit(Changes("Add child 2", 2, frozenset({"child"}), added=1))
    assert placements().told_of[-1] == "Add child 2"
    assert window.actions_by_name["undo"].text() == "Undo “Add child 2”"


def test_nothing_is_closed_under_a_running_task(qtbot: QtBot, window: MainWindow, plain_store: Path) -> None:
    import threading

    window.stores.open_path(plain_store)
    assert window.session
    go_on = threading.Event()
    window.tasks.run("Counting", lambda _, __: go_on.wait(5), done=lambda _: None, failed=pytest.fail,
                     store=window.session.store)  # fmt: skip
    window.stores.close()
    assert window.session is not None
    assert "Counting" in message(window).text()
    message(window).reject()
    assert not window.close()
    message(window).reject()
    go_on.set()
    qtbot.waitUntil(lambda: not window.tasks.busy)


def test_a_locked_store_is_offered_for_reading(window: MainWindow, plain_store: Path) -> None:
    with open_store(plain_store, who="Grace"):
        window.stores.open_path(plain_store)
        dialog = next(found for found in window.findChildren(InUseDialog) if found.isVisible())
        assert "Grace" in dialog.about.text()
        assert not dialog.open_anyway.isVisible()
        dialog.open_reading.click()
        assert window.session
        assert window.session.store.read_only
        assert "reading only" in window.sidebar.status
        assert not window.actions_by_name["import"].isEnabled()
        assert "reading only" in window.banner.text
        window.stores.close()


def test_an_encrypted_store_asks_and_locks(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "Team.suffdesk"
    new_store(path, passphrase="otters under the bridge", who="Ada").close()
    window.stores.open_path(path)
    dialog = window.findChild(UnlockDialog)
    assert dialog.unlock.passphrase
    dialog.unlock.passphrase.setText("otters under the bridge")
    dialog.unlock.press.click()
    assert window.session
    assert window.session.store.encrypted
    window.actions_by_name["lock"].trigger()
    assert window.session is None
    assert window.lock_page.isVisible()
    assert window.lock_page.form


def test_a_missing_store_is_said_and_can_be_taken_off_the_list(window: MainWindow, tmp_path: Path) -> None:
    gone = tmp_path / "gone.suffdesk"
    window.settings.opened(gone, "2024-04-01T10:00:00+00:00")
    window.stores.open_path(gone)
    assert "There is no store" in message(window).text()
    window.start_page.forget.emit(gone)
    assert window.settings.recent() == []


def test_the_demo_says_so(window: MainWindow, plain_store: Path) -> None:
    with open_store(plain_store) as store:
        store.set_meta("demo", "1")
    window.stores.open_path(plain_store)
    assert window.banner.text.startswith("The demo: an invented borough at ")
    assert window.sidebar.status.startswith("Stockport demo")


def dropped(window: MainWindow, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    button, no_keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    window.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, button, no_keys))


def test_a_dropped_store_is_opened(window: MainWindow, plain_store: Path) -> None:
    dropped(window, plain_store)
    assert window.session
    assert window.session.store.path == plain_store


def test_a_dropped_file_needs_a_store_first(window: MainWindow, tmp_path: Path) -> None:
    (tmp_path / "header.csv").touch()
    dropped(window, tmp_path / "header.csv")
    assert "Open a store first" in window.progress_line.words


def test_text_size_and_looks_are_remembered(window: MainWindow, theme: Theme, settings: Settings) -> None:
    try:
        window.actions_by_name["text_larger"].trigger()
        window.actions_by_name["scheme_dark"].trigger()
        assert (settings.text_size, settings.scheme) == (110, "dark")
        assert window.actions_by_name["scheme_dark"].isChecked()
        assert theme.palette.name == "dark"
    finally:
        window.actions_by_name["text_usual"].trigger()
        window.actions_by_name["scheme_light"].trigger()


def test_everything_with_the_keyboard_has_a_name(window: MainWindow, plain_store: Path) -> None:
    nameless = unnamed(window)
    window.stores.open_path(plain_store)
    for name in ("publications", "data"):
        window.go(name)
        nameless += unnamed(window)
    assert nameless == []


def unnamed(window: MainWindow) -> list[str]:
    return [
        f"{type(widget).__name__} {widget.objectName()}"
        for widget in window.findChildren(QWidget)
        if widget.isVisible()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
    ]


def test_the_demo_is_made_once_and_then_opened(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Path] = []

    def make_demo(folder: Path, _: object) -> Path:
        folder.mkdir()
        made.append(folder / "demo.suffdesk")
        new_store(made[-1], passphrase=None, who="Demo").close()
        return made[-1]

    monkeypatch.setattr("suffdesk.operations.demo.make_demo", make_demo)
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _: str(tmp_path))
    for _ in range(2):
        window.stores.demo()
        qtbot.waitUntil(lambda: window.session is not None)
        assert window.session
        assert window.session.store.path == tmp_path / "SuffDesk demo" / "demo.suffdesk"
        window.stores.close()
    assert len(made) == 1


def test_the_window_remembers_its_size(window: MainWindow, theme: Theme, settings: Settings, qtbot: QtBot) -> None:
    window.resize(720, 600)
    window.close()
    again = MainWindow(theme, settings)
    qtbot.addWidget(again)
    assert (again.width(), again.height()) == (720, 600)


def test_history_is_what_the_data_screen_lists(window: MainWindow, plain_store: Path) -> None:
    window.stores.open_path(plain_store)
    window.go("data")
    assert window.session
    assert history.recent(window.session.store)[0].label == "Add child 1"
    assert window._screens["data"].changes.rows[0][1] == "Add child 1"
