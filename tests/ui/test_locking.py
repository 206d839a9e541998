"""Journeys of a store that is locked, by hand or by itself, and opened again."""

import gc
import sys
import threading
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox
from pytestqt.qtbot import QtBot

from suffdesk.core.progress import Progress
from suffdesk.operations.stores import new_store, open_store
from suffdesk.store import attempts, keyring_slot
from suffdesk.store.backup import backups_of
from suffdesk.store.opening import Store
from suffdesk.ui.dialogs.about import AboutDialog
from suffdesk.ui.dialogs.unlock import UnlockDialog
from suffdesk.ui.main_window import MainWindow
from tests.ui.conftest import add_child

PASSPHRASE = "otters under the bridge"


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    made = tmp_path / "Team.suffdesk"
    with new_store(made, passphrase=PASSPHRASE, authority="Stockport", who="Ada") as store:
        add_child(store, "1")
    yield made
    attempts.succeeded(made)


@pytest.fixture
def unlocked(window: MainWindow, path: Path) -> MainWindow:
    window.stores.take(open_store(path, passphrase=PASSPHRASE, who="Ada"))
    return window


def unlock(window: MainWindow, passphrase: str) -> None:
    form = window.lock_page.form
    assert form
    assert form.passphrase
    form.passphrase.setText(passphrase)
    form.press.click()


def test_locking_drops_everything_and_the_passphrase_brings_it_back(unlocked: MainWindow, path: Path) -> None:
    window = unlocked
    window.go("history")
    history = window._screens["history"]
    assert history.model.lines
    window.top_bar.search.setText("Łódź")
    assert window.session
    window.year_earlier()
    day = window.session.as_at
    window.actions_by_name["go_history"].trigger()
    window.actions_by_name["lock"].trigger()
    assert window.session is None
    assert window.lock_page.isVisible()
    assert window.lock_page.title == "Team is locked"
    assert window.lock_page.form
    assert window.lock_page.form.passphrase
    assert window.focusWidget() is window.lock_page.form.passphrase
    assert not window.sidebar.isVisible()
    assert history.model.lines == []
    assert history.detail.toPlainText() == ""
    assert window.top_bar.search.text() == ""
    with open_store(path, passphrase=PASSPHRASE):  # closed, its lock given up
        pass
    unlock(window, PASSPHRASE)
    assert window.session
    assert window.session.as_at == day
    assert window.screen_shown is history
    assert history.model.lines


def test_nothing_in_memory_holds_on_to_a_locked_store(
    unlocked: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == "keyring"]:
        monkeypatch.delitem(sys.modules, name)  # it is looked for when the passphrase is asked for again
    assert unlocked.session
    unlocked.set_as_at(unlocked.session.as_at.replace(year=2023))
    qtbot.waitUntil(lambda: not unlocked.tasks.busy)
    held = weakref.ref(unlocked.session.store)
    unlocked.stores.lock()
    assert "keyring" in sys.modules

    def gone() -> bool:
        gc.collect()
        return held() is None

    qtbot.waitUntil(gone, timeout=5_000)


def test_a_wrong_passphrase_keeps_it_locked_and_makes_one_wait(unlocked: MainWindow) -> None:
    unlocked.stores.lock()
    unlock(unlocked, "not this one")
    form = unlocked.lock_page.form
    assert form
    assert "does not open Team.suffdesk" in form.fault
    assert "Wait 1 second before the next try." in form.fault
    assert not form.press.isEnabled()
    assert unlocked.session is None


def test_locking_closes_what_is_open_over_the_window_and_tells_forms_first(unlocked: MainWindow) -> None:
    heard: list[bool] = []
    unlocked.about_to_lock.connect(lambda: heard.append(unlocked.session is not None))
    AboutDialog(unlocked).open()
    unlocked.stores.lock()
    assert [dialog for dialog in unlocked.findChildren(QDialog) if dialog.isVisible()] == []
    assert heard == [True]


def test_the_locked_page_can_be_left_for_the_start_page(unlocked: MainWindow) -> None:
    unlocked.stores.lock()
    assert unlocked.lock_page.form
    unlocked.lock_page.form.leave.click()
    assert unlocked.start_page.isVisible()
    assert unlocked.lock_page.form is None


def test_a_running_task_is_stopped_only_when_that_is_wanted(qtbot: QtBot, unlocked: MainWindow) -> None:
    window = unlocked
    assert window.session
    begun, ended = threading.Event(), []

    def work(_: Store, progress: Progress) -> None:
        begun.set()
        while True:
            progress("Counting", None)

    window.tasks.run("Counting", work, done=pytest.fail, failed=ended.append, store=window.session.store)
    begun.wait(5)
    window.stores.lock()
    box = next(found for found in window.findChildren(QMessageBox) if found.isVisible())
    assert "Counting" in box.text()
    assert window.session
    next(press for press in box.buttons() if press.text() == "Stop and lock").click()
    qtbot.waitUntil(lambda: window.session is None)
    assert window.lock_page.isVisible()
    assert len(ended) == 1


def test_it_locks_by_itself_when_nothing_was_done(unlocked: MainWindow) -> None:
    idle, now = unlocked.idle, [unlocked.idle.clock()]
    idle.clock = lambda: now[0]
    now[0] += 500
    assert not idle.look()
    unlocked.settings.idle_minutes = 5
    assert idle.look()
    assert unlocked.session is None
    assert "5 minutes" in unlocked.lock_page.about


def test_a_running_task_is_let_finish_first(qtbot: QtBot, unlocked: MainWindow) -> None:
    window, go_on = unlocked, threading.Event()
    assert window.session
    window.tasks.run("Counting", lambda _, __: go_on.wait(5), done=lambda _: None, failed=pytest.fail,
                     store=window.session.store)  # fmt: skip
    idle, now = window.idle, [window.idle.clock()]
    idle.clock = lambda: now[0]
    now[0] += 601
    assert not idle.look()
    go_on.set()
    qtbot.waitUntil(lambda: not window.tasks.busy)
    assert idle.look()
    assert window.session is None


def pressed(window: MainWindow) -> None:
    handle = window.windowHandle()
    window.idle._watch(handle)
    key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Shift, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(handle, key)


def test_a_key_puts_it_off_but_not_after_the_computer_slept(unlocked: MainWindow) -> None:
    idle, now = unlocked.idle, [unlocked.idle.clock()]
    idle.clock = lambda: now[0]
    now[0] += 400
    pressed(unlocked)
    now[0] += 400
    assert not idle.look()
    now[0] += 3_600
    pressed(unlocked)  # the first key after waking
    assert unlocked.session is None


def test_it_never_locks_where_that_was_chosen_or_nothing_is_encrypted(unlocked: MainWindow, plain_store: Path) -> None:
    idle, now = unlocked.idle, [unlocked.idle.clock()]
    idle.clock = lambda: now[0]
    unlocked.actions_by_name["idle_0"].trigger()
    assert unlocked.settings.idle_minutes == 0
    now[0] += 100_000
    assert not idle.look()
    unlocked.actions_by_name["idle_30"].trigger()
    unlocked.stores.open_path(plain_store)
    now[0] += 100_000
    assert not idle.look()
    assert unlocked.actions_by_name["idle_30"].isChecked()


def test_closing_makes_a_backup_where_something_changed(window: MainWindow, plain_store: Path) -> None:
    for _ in range(2):
        window.stores.open_path(plain_store)
        window.stores.close()
        assert len(backups_of(plain_store)) == 1
    window.stores.open_path(plain_store)
    assert "backed up" in window.sidebar.status
    assert window.session
    add_child(window.session.store, "2")
    window.close()
    assert len(backups_of(plain_store)) == 2


def test_a_backup_that_fails_is_said_and_the_store_is_closed(window: MainWindow, plain_store: Path) -> None:
    plain_store.with_name("Stockport backups").write_text("in the way")
    window.stores.open_path(plain_store)
    window.stores.close()
    box = next(found for found in window.findChildren(QMessageBox) if found.isVisible())
    assert "No backup of Stockport.suffdesk could be made" in box.text()
    box.reject()
    with open_store(plain_store):
        pass


def test_a_remembered_store_opens_by_itself_but_not_once_it_is_locked(
    window: MainWindow, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: dict[Path, bytes] = {}

    def remember(store: Path, key: bytes) -> bool:
        held[store] = key
        return True

    monkeypatch.setattr(keyring_slot, "available", lambda: True)
    monkeypatch.setattr(keyring_slot, "remember", remember)
    monkeypatch.setattr(keyring_slot, "recall", held.get)
    monkeypatch.setattr(keyring_slot, "forget", lambda store: held.pop(store, None))
    window.stores.open_path(path)
    form = window.findChild(UnlockDialog).unlock
    form.remember.setChecked(True)
    assert form.passphrase
    form.passphrase.setText(PASSPHRASE)
    form.press.click()
    assert list(held) == [path]
    window.stores.close()
    window.stores.open_path(path)
    assert window.session
    window.stores.lock()
    assert window.session is None
    assert window.lock_page.form
    window.lock_page.form.remember.setChecked(False)
    unlock(window, PASSPHRASE)
    assert window.session
    assert held == {}
