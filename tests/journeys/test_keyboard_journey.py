"""Without the mouse: unlocking, locking from a form, copying, going back, taking an import back after a question."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from suffdesk.operations import history
from suffdesk.operations.stores import new_store, open_store
from suffdesk.ui.dialogs.unlock import UnlockDialog
from suffdesk.ui.forms.record_form import RecordForm
from suffdesk.ui.main_window import MainWindow
from suffdesk.ui.screens.providers import ProvidersScreen

PASSPHRASE = "otters under the bridge"
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def active(qtbot: QtBot, window: QWidget) -> None:
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)


def key(*args: Qt.Key | Qt.KeyboardModifier) -> None:
    """To whatever has the keyboard, through Qt's own map of shortcuts."""
    widget = QApplication.focusWidget() or QApplication.activeWindow()
    assert widget is not None
    QTest.keyClick(widget, *args)  # type: ignore[arg-type]
    QApplication.processEvents()


@pytest.fixture
def encrypted(new_window: MainWindow, tmp_path: Path) -> MainWindow:
    path = tmp_path / "Locked.suffdesk"
    new_store(path, passphrase=PASSPHRASE, authority="Stockport", who="Ada").close()
    new_window.stores.take(open_store(path, passphrase=PASSPHRASE, who="Ada"))
    return new_window


def test_a_locked_store_opens_with_enter(qtbot: QtBot, encrypted: MainWindow) -> None:
    active(qtbot, encrypted)
    key(Qt.Key.Key_L, CTRL)
    assert encrypted.session is None
    form = encrypted.lock_page.form
    assert form is not None
    assert form.passphrase is not None
    active(qtbot, encrypted)  # without a screen the window loses the keyboard as the store is closed
    qtbot.waitUntil(lambda: QApplication.focusWidget() is form.passphrase)
    QTest.keyClicks(form.passphrase, PASSPHRASE)
    key(Qt.Key.Key_Return)
    assert encrypted.session is not None


def test_a_store_of_the_start_page_opens_with_enter(qtbot: QtBot, encrypted: MainWindow, tmp_path: Path) -> None:
    encrypted.stores.close()
    active(qtbot, encrypted)
    encrypted.stores.open_path(tmp_path / "Locked.suffdesk")
    (dialog,) = encrypted.findChildren(UnlockDialog)
    active(qtbot, dialog)
    assert dialog.unlock.passphrase is not None
    QTest.keyClicks(dialog.unlock.passphrase, PASSPHRASE)
    key(Qt.Key.Key_Return)
    assert encrypted.session is not None


def test_the_store_locks_while_a_form_is_open_and_the_form_is_kept(qtbot: QtBot, encrypted: MainWindow) -> None:
    encrypted.entering.add_child()
    (form,) = encrypted.findChildren(RecordForm)
    active(qtbot, form)
    QTest.keyClicks(QApplication.focusWidget(), "4711")
    key(Qt.Key.Key_L, CTRL)
    assert encrypted.session is None
    lock = encrypted.lock_page.form
    assert lock is not None
    assert lock.passphrase is not None
    QTest.keyClicks(lock.passphrase, PASSPHRASE)
    QTest.keyClick(lock.passphrase, Qt.Key.Key_Return)
    box = next(box for box in encrypted.findChildren(QMessageBox) if box.isVisible())
    active(qtbot, box)
    key(Qt.Key.Key_Return)  # to go on with the form loses nothing, so Enter does it
    again = next(form for form in encrypted.findChildren(RecordForm) if form.isVisible())
    assert again.rows.rows["identifier"].input.text() == "4711"
    again.put_away()


def test_throwing_away_is_not_what_enter_does(qtbot: QtBot, window: MainWindow) -> None:
    window.entering.add_child()
    (form,) = window.findChildren(RecordForm)
    active(qtbot, form)
    QTest.keyClicks(QApplication.focusWidget(), "4711")
    key(Qt.Key.Key_Escape)
    box = next(box for box in form.findChildren(QMessageBox) if box.isVisible())
    active(qtbot, box)
    key(Qt.Key.Key_Return)
    assert form.isVisible()
    assert form.typed() == {"identifier": "4711"}
    form.put_away()


def test_every_list_of_providers_is_copied(qtbot: QtBot, window: MainWindow) -> None:
    active(qtbot, window)
    window.go("providers")
    screen = window.screen_shown
    assert isinstance(screen, ProvidersScreen)
    screen.settings.table.setFocus()
    QGuiApplication.clipboard().setText("before")
    key(Qt.Key.Key_C, CTRL)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].startswith("Setting\t")
    assert len(lines) == 2


@pytest.fixture
def press_undo(qtbot: QtBot, window: MainWindow) -> Callable[[], list[QMessageBox]]:
    def press() -> list[QMessageBox]:
        active(qtbot, window)
        window.go("providers")
        window.state_changed()
        key(Qt.Key.Key_Z, CTRL)
        return [box for box in window.findChildren(QMessageBox) if box.isVisible()]

    return press


def test_an_import_is_undone_after_a_question(
    qtbot: QtBot, window: MainWindow, press_undo: Callable[[], list[QMessageBox]]
) -> None:
    assert window.session is not None
    store = window.session.store
    with store.change("Import 2024 return") as result:
        result.change.insert_many("child", [{"reference": f"C-9{at}", "identifier": f"9{at}"} for at in range(3)])
    (box,) = press_undo()
    assert "Undo “Import 2024 return”" in box.text()
    assert "3 records" in box.text()
    active(qtbot, box)
    key(Qt.Key.Key_Return)
    assert history.next_undo(store) is not None
    assert store.rows("SELECT count(*) FROM child") == [(10,)]
    (box,) = press_undo()
    next(button for button in box.buttons() if button.text() == "Undo it").click()
    qtbot.waitUntil(lambda: not window.tasks.busy and store.rows("SELECT count(*) FROM child") == [(7,)])


def test_what_was_typed_is_undone_at_once(
    qtbot: QtBot, window: MainWindow, press_undo: Callable[[], list[QMessageBox]]
) -> None:
    assert window.session is not None
    store = window.session.store
    with store.change("Add child") as result:
        result.change.insert("child", {"reference": "C-90", "identifier": "90"})
    assert press_undo() == []
    qtbot.waitUntil(lambda: not window.tasks.busy and store.rows("SELECT count(*) FROM child") == [(7,)])


def test_alt_and_left_goes_back_over_screens_and_pages(qtbot: QtBot, window: MainWindow) -> None:
    assert window.session is not None
    active(qtbot, window)
    child = str(window.session.store.rows("SELECT id FROM child WHERE reference = 'C-1'")[0][0])
    window.go("quality")
    window.going.show("child", child)
    assert window.current_name == "child"
    day = window.session.as_at
    for expected in ("quality", "placements", "placements"):
        active(qtbot, window)
        key(Qt.Key.Key_Left, ALT)
        assert window.current_name == expected
    assert window.session.as_at == day
    assert window.actions_by_name["as_at_earlier"].shortcut() == QKeySequence("Alt+Shift+Left")
