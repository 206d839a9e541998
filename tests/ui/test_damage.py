"""Promise 8 in the window: whatever reads a damaged page, the program lives on and a backup is offered, once."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QDialog, QMessageBox
from pytestqt.qtbot import QtBot

from suffdesk import app
from suffdesk.operations.stores import close_store, open_store
from suffdesk.store.backup import backup_before
from suffdesk.store.engine import DatabaseError
from suffdesk.store.opening import Store
from suffdesk.ui import damage, reports
from suffdesk.ui.dialogs.backups import BackupsDialog
from suffdesk.ui.faults import show_fault
from suffdesk.ui.main_window import MainWindow
from suffdesk.ui.session import Session
from suffdesk.ui.settings import Settings
from suffdesk.ui.sidebar import PLACES
from suffdesk.ui.theme import Theme
from tests.small_register import AS_AT, small_store


@pytest.fixture
def window(qtbot: QtBot, theme: Theme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    """The real screens over the small store, which has a backup; and what ``app`` does with errors nobody caught."""
    made = MainWindow(theme, Settings(tmp_path / "window.ini"))
    qtbot.addWidget(made)
    monkeypatch.setattr(sys, "excepthook", app._crashed(made))
    made.show()
    store = small_store(tmp_path / "Team.suffdesk")
    backup_before(store.db, store.path, store.raw_key, "import")
    close_store(store)
    reports.folder().mkdir(exist_ok=True)
    for old in reports.folder().glob("fault *"):
        old.unlink()
    yield made
    qtbot.waitUntil(lambda: not made.tasks.busy)
    made.stores.leave()
    made.close()


def shown(window: MainWindow) -> list[QDialog]:
    return [found for found in window.findChildren(QDialog) if found.isVisible()]


def take(window: MainWindow, path: Path) -> Store:
    store = open_store(path, who="Ada")
    store.db.conn.execute("PRAGMA cache_size = 0")  # every page is read from the file again
    window.set_session(Session(store, AS_AT, "Stockport", False, window.tasks))
    return store


def spoil(path: Path, first: int, last: int | None = None) -> None:
    """Zeros in the place of pages, from the first to the last."""
    pages = path.stat().st_size // 4096
    with path.open("r+b") as file:
        for page in range(first, (last or pages) + 1):
            file.seek((page - 1) * 4096)
            file.write(bytes(4096))


def led_out(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: window.session is None and bool(window.findChildren(BackupsDialog)))
    (dialog,) = shown(window)
    assert isinstance(dialog, BackupsDialog)
    assert dialog.windowTitle() == "Team is damaged"
    assert dialog.chosen
    assert not list(reports.folder().glob("fault *"))


@pytest.mark.parametrize("place", [place.name for place in PLACES])
def test_whichever_screen_reads_a_damaged_page_a_backup_is_offered_once(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, place: str
) -> None:
    path = tmp_path / "Team.suffdesk"
    take(window, path)
    spoil(path, 4)
    QTimer.singleShot(0, window, lambda: window.go(place))
    QTimer.singleShot(1, window, window.state_changed)  # two screens read nothing of their own
    qtbot.wait(5)
    window.grab()
    led_out(qtbot, window)


def test_the_backup_takes_the_place_of_the_damaged_store(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "Team.suffdesk"
    before = take(window, path).rows("SELECT count(*) FROM child")
    spoil(path, 4)
    QTimer.singleShot(0, window, lambda: window.go("providers"))
    led_out(qtbot, window)
    (dialog,) = window.findChildren(BackupsDialog)
    dialog.press.click()
    qtbot.waitUntil(lambda: window.session is not None)
    assert window.session
    assert window.session.store.rows("SELECT count(*) FROM child") == before
    assert list(tmp_path.glob("Team before restore *.suffdesk"))


def test_damage_met_in_closing_the_window_keeps_it_open_for_the_backup(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "Team.suffdesk"
    take(window, path)
    spoil(path, 4)
    assert not window.close()
    led_out(qtbot, window)
    assert window.isVisible()


def _work(window: MainWindow, store: Store) -> None:
    window.tasks.run(
        "Reading", lambda second, _: second.db.conn.execute("SELECT * FROM child").fetchall(), done=lambda _: None,
        failed=lambda error: show_fault(window, error), store=store,
    )  # fmt: skip


def _change(window: MainWindow, store: Store) -> None:
    try:
        with store.change("Add") as result:
            result.change.insert("child", {"reference": "C-9", "identifier": "9"})
    except Exception as error:
        show_fault(window, error)


def _slot(window: MainWindow, store: Store) -> None:
    try:
        store.db.conn.execute("SELECT * FROM child").fetchall()
    except DatabaseError as error:
        sys.excepthook(type(error), error, error.__traceback__)


@pytest.mark.parametrize("act", [_work, _change, _slot])
def test_damage_met_by_the_worker_a_change_or_a_slot_ends_there_too(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, act: Callable[[MainWindow, Store], None]
) -> None:
    path = tmp_path / "Team.suffdesk"
    store = take(window, path)
    spoil(path, 4)
    act(window, store)
    led_out(qtbot, window)


def test_a_damaged_file_that_is_not_the_store_leaves_the_store_open(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    store = take(window, tmp_path / "Team.suffdesk")
    error = DatabaseError("database disk image is malformed")
    error.sqlite_errorcode = 11
    show_fault(window, store.in_words(error))
    qtbot.waitUntil(lambda: any("its own pages are whole" in box.text() for box in window.findChildren(QMessageBox)))
    assert window.session
    assert window.session.store is store


def test_what_was_not_seen_as_a_large_store_opened_is_looked_over_later(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(damage, "LOOK_OVER_AFTER", 50)
    path = tmp_path / "Team.suffdesk"
    store = open_store(path, who="Ada")
    store.seen_whole = False
    window.set_session(Session(store, AS_AT, "Stockport", False, window.tasks))
    last = path.stat().st_size // 4096
    spoil(path, last - 3, last)
    led_out(qtbot, window)
