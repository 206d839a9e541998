"""Journeys round what stands between a user and a store: other openers, damage, a forgotten passphrase, backups."""

import json
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtWidgets import QDialog, QMessageBox
from pytestqt.qtbot import QtBot

from suffdesk.operations.stores import close_store, new_store, open_store
from suffdesk.store import attempts, key_slots
from suffdesk.store.backup import backups_of
from suffdesk.store.events import events
from suffdesk.store.lock import lock_path
from suffdesk.store.refusals import RecoveryKeyFailed
from suffdesk.ui.dialogs.backups import BackupsDialog
from suffdesk.ui.dialogs.break_lock import BreakLockDialog
from suffdesk.ui.dialogs.check_report import CheckDialog
from suffdesk.ui.dialogs.in_use import InUseDialog
from suffdesk.ui.dialogs.new_passphrase import ChangePassphraseDialog, RecoverDialog, RecoveryKeyDialog
from suffdesk.ui.dialogs.unlock import UnlockDialog
from suffdesk.ui.main_window import MainWindow
from tests.recovery_keys import make_recovery_key
from tests.ui.conftest import add_child

Kind = TypeVar("Kind", bound=QDialog)
PASSPHRASE, OTHER = "otters under the bridge", "herons above the weir"


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    """An encrypted store with one child, closed after a backup."""
    made = tmp_path / "Team.suffdesk"
    store = new_store(made, passphrase=PASSPHRASE, authority="Stockport", who="Ada")
    add_child(store, "1")
    close_store(store)
    yield made
    attempts.succeeded(made)


def shown(window: MainWindow, kind: type[Kind]) -> Kind:
    return next(found for found in window.findChildren(kind) if found.isVisible())


def ask_to_open(window: MainWindow, path: Path, passphrase: str = PASSPHRASE) -> None:
    window.stores.open_path(path)
    form = shown(window, UnlockDialog).unlock
    assert form.passphrase
    form.passphrase.setText(passphrase)
    form.press.click()


def children(window: MainWindow) -> int:
    assert window.session
    return int(str(window.session.store.rows("SELECT count(*) FROM child")[0][0]))


def test_the_second_opener_is_told_who_and_reads_the_latest_backup(window: MainWindow, path: Path) -> None:
    with open_store(path, passphrase=PASSPHRASE, who="Grace") as held:
        add_child(held, "2")
        ask_to_open(window, path)
        dialog = shown(window, InUseDialog)
        assert "Grace opened it on " in dialog.about.text()
        assert not dialog.open_anyway.isVisible()
        dialog.open_backup.click()
        assert children(window) == 1  # as it was when the backup was made
        assert window.session
        assert window.session.store.read_only
        assert window.banner.text.startswith("A backup, open for reading only")
        assert not window.actions_by_name["passphrase"].isEnabled()
        assert path not in [recent.path for recent in window.settings.recent()]
        window.stores.close()


def test_a_lock_left_by_another_machine_is_broken_with_a_reason_that_is_kept(window: MainWindow, path: Path) -> None:
    about = {"who": "Grace", "machine": "PC-77", "process": 1, "since": "2024-05-03T09:30:00+00:00"}
    lock_path(path).write_text(json.dumps(about))
    ask_to_open(window, path)
    dialog = shown(window, InUseDialog)
    assert "PC-77" in dialog.about.text()
    dialog.open_anyway.click()
    reason = shown(window, BreakLockDialog)
    reason.press.click()
    assert reason.fault.startswith("Say why")
    reason.why.setText("The laptop was lost")
    reason.press.click()
    assert window.session
    act = events(window.session.store)[0]
    assert act.kind == "lock broken"
    assert "The laptop was lost" in act.words


def test_a_damaged_store_is_named_and_restored_and_the_damaged_file_is_kept(
    qtbot: QtBot, window: MainWindow, path: Path
) -> None:
    whole = bytearray(path.read_bytes())
    whole[3000] ^= 1  # on the first page, so that not even its erasures can be read
    path.write_bytes(whole)
    lock_path(path).write_text(
        json.dumps({"who": "Ada", "machine": socket.gethostname(), "since": "2024-05-03T09:30:00+00:00"})
    )
    ask_to_open(window, path)
    qtbot.waitUntil(lambda: bool(window.findChildren(BackupsDialog)))
    dialog = shown(window, BackupsDialog)
    assert dialog.windowTitle() == "Team is damaged"
    assert "•" in dialog.faults.text()
    assert dialog.model.rows[0][3] == 1
    dialog.press.click()
    qtbot.waitUntil(lambda: window.session is not None)
    assert children(window) == 1
    kept = list(path.parent.glob("Team before restore *.suffdesk"))
    assert [file.read_bytes() for file in kept] == [bytes(whole)]
    assert "kept as" in window.progress_line.words
    assert "not known whether a child was erased" in shown(window, QMessageBox).text()


def question(window: MainWindow, words: str) -> QMessageBox:
    return next(box for box in window.findChildren(QMessageBox) if box.isVisible() and words in box.text())


def answer(window: MainWindow, words: str, press: str) -> None:
    next(found for found in question(window, words).buttons() if found.text() == press).click()


def test_a_plain_file_where_the_encrypted_store_was_is_asked_about(window: MainWindow, path: Path) -> None:
    plain = path.parent / "elsewhere.suffdesk"
    new_store(plain, passphrase=None, authority="Stockport").close()
    path.write_bytes(plain.read_bytes())
    window.stores.open_path(path)
    answer(window, "is not encrypted, and the store that was here was", "Cancel")
    assert window.session is None
    window.stores.open_path(path)
    answer(window, "Is a store without encryption meant here?", "Open it without encryption")
    assert window.session
    assert not window.session.store.encrypted
    window.stores.close()
    window.stores.open_path(path)  # it is meant, and not asked again
    assert window.session


def test_a_plain_backup_over_the_encrypted_store_is_asked_about(qtbot: QtBot, window: MainWindow, path: Path) -> None:
    plain = path.parent / "elsewhere.suffdesk"
    new_store(plain, passphrase=None, authority="Stockport").close()
    whole = path.read_bytes()
    window.keeping.put_back(path, plain, PASSPHRASE, "Ada", None)
    qtbot.waitUntil(lambda: not window.tasks.busy)
    answer(window, "elsewhere.suffdesk is not encrypted", "Cancel")
    assert path.read_bytes() == whole
    window.keeping.put_back(path, plain, PASSPHRASE, "Ada", None)
    qtbot.waitUntil(lambda: not window.tasks.busy)
    answer(window, "anyone could read it", "Restore without encryption")
    qtbot.waitUntil(lambda: window.session is not None)
    assert window.session
    assert not window.session.store.encrypted
    (kept,) = path.parent.glob("Team before restore *.suffdesk")
    assert kept.read_bytes() == whole


def test_a_store_whose_file_was_deleted_is_said_and_kept(window: MainWindow, path: Path) -> None:
    if os.name == "nt":
        pytest.skip("Windows lets nobody delete a file that is open")
    window.stores.take(open_store(path, passphrase=PASSPHRASE, who="Ada"))
    path.unlink()
    window.stores.close()
    assert "was deleted by another program while it was open" in question(window, "is kept in Team kept ").text()
    (kept,) = path.parent.glob("Team kept *.suffdesk")
    with open_store(kept, passphrase=PASSPHRASE) as store:
        assert store.rows("SELECT count(*) FROM child") == [(1,)]


@pytest.mark.parametrize("passphrase", [PASSPHRASE, None])
def test_a_store_that_is_not_there_any_more_leads_to_its_backups(
    qtbot: QtBot, window: MainWindow, path: Path, passphrase: str | None, tmp_path: Path
) -> None:
    if passphrase is None:
        path = tmp_path / "Plain.suffdesk"
        store = new_store(path, passphrase=None, authority="Stockport", who="Ada")
        add_child(store, "1")
        close_store(store)
        window.settings.who = "Ada"
    path.unlink()
    if passphrase is None:
        window.stores.open_path(path)
    else:
        ask_to_open(window, path)
    qtbot.waitUntil(lambda: not window.tasks.busy)
    dialog = shown(window, BackupsDialog)
    assert dialog.windowTitle() == f"{path.stem} was not found"
    assert [row[3] for row in dialog.model.rows] == [1]
    dialog.view.selectRow(0)
    dialog.press.click()
    qtbot.waitUntil(lambda: window.session is not None)
    assert children(window) == 1
    assert window.session
    assert window.session.store.path == path
    assert window.session.store.encrypted == (passphrase is not None)


def test_backups_say_what_they_hold_and_one_takes_the_place_of_the_store(
    qtbot: QtBot, window: MainWindow, path: Path
) -> None:
    window.stores.take(open_store(path, passphrase=PASSPHRASE, who="Ada"))
    assert window.session
    add_child(window.session.store, "2")
    window.keeping.browse()
    qtbot.waitUntil(lambda: bool(window.findChildren(BackupsDialog)))
    dialog = shown(window, BackupsDialog)
    assert dialog.model.rows[0][1] == "On closing"
    assert dialog.model.rows[0][3] == 1
    assert dialog.model.rows[0][5] == "Add child 1"
    qtbot.waitUntil(lambda: dialog.differs.text() == "Since then: Children: 1 added.")
    dialog.press.click()
    box = next(found for found in dialog.findChildren(QMessageBox) if found.isVisible())
    assert "nothing of it is lost" in box.text()
    next(press for press in box.buttons() if press.text() == "Restore").click()
    qtbot.waitUntil(lambda: window.session is not None and not window.tasks.busy)
    assert children(window) == 1
    assert events(window.session.store)[0].kind == "store restored"
    assert len(list(path.parent.glob("Team before restore *.suffdesk"))) == 1
    assert len(backups_of(path)) == 2  # what was there was backed up as well


def test_a_forgotten_passphrase_is_reset_by_the_recovery_key(window: MainWindow, path: Path) -> None:
    with open_store(path, passphrase=PASSPHRASE, who="Ada") as store:
        key = make_recovery_key(store)
    window.stores.open_path(path)
    shown(window, UnlockDialog).unlock.forgotten.click()
    dialog = shown(window, RecoverDialog)
    dialog.proof.setText("ABCDE-12345")
    dialog.new.setText(OTHER)
    dialog.again.setText(OTHER)
    dialog.press.click()
    assert dialog.fault
    assert window.session is None
    dialog.proof.setText(key.lower().replace("-", " "))
    dialog.press.click()
    assert children(window) == 1
    window.stores.close()
    with open_store(path, passphrase=OTHER):
        pass


def test_a_recovery_key_is_shown_once_and_saved(window: MainWindow, path: Path, tmp_path: Path) -> None:
    window.stores.take(open_store(path, passphrase=PASSPHRASE, who="Ada"))
    window.keeping.recovery_key()
    dialog = shown(window, RecoveryKeyDialog)
    dialog.press.click()
    groups = dialog.key.split("-")
    assert len(groups) == 8
    assert all(group in dialog.shown.text() for group in groups)
    assert dialog.shown.height() >= dialog.shown.sizeHint().height()  # every line of it is seen
    dialog.close_button.click()
    assert dialog.isVisible()  # not saved: it asks first
    box = next(found for found in dialog.findChildren(QMessageBox) if found.isVisible())
    assert "written it down" in box.text()
    box.reject()
    dialog.save_to(tmp_path / "key.pdf")
    assert (tmp_path / "key.pdf").read_bytes().startswith(b"%PDF")
    dialog.close_button.click()
    assert not [found for found in window.findChildren(RecoveryKeyDialog) if found.isVisible()]


def test_an_earlier_recovery_key_works_until_the_new_one_is_saved_or_written_down(
    window: MainWindow, path: Path, tmp_path: Path
) -> None:
    with open_store(path, passphrase=PASSPHRASE, who="Ada") as store:
        earlier = make_recovery_key(store)
    window.stores.take(open_store(path, passphrase=PASSPHRASE, who="Ada"))
    window.keeping.recovery_key()
    dialog = shown(window, RecoveryKeyDialog)
    dialog.press.click()
    dialog.save_to(tmp_path / "no folder" / "key.pdf")
    assert "no folder" in dialog.fault
    assert key_slots.keys_locked_to(path, earlier) == key_slots.keys_locked_to(path, dialog.key)
    new = dialog.key
    dialog.close_button.click()
    box = next(found for found in dialog.findChildren(QMessageBox) if found.isVisible())
    next(button for button in box.buttons() if "written it down" in button.text()).click()
    assert key_slots.keys_locked_to(path, new)
    with pytest.raises(RecoveryKeyFailed, match="not the recovery key"):
        key_slots.keys_locked_to(path, earlier)


def test_the_passphrase_is_changed(window: MainWindow, path: Path) -> None:
    window.stores.take(open_store(path, passphrase=PASSPHRASE, who="Ada"))
    window.go("history")
    window.keeping.change_passphrase()
    dialog = shown(window, ChangePassphraseDialog)
    dialog.proof.setText("not this one")
    dialog.new.setText(OTHER)
    dialog.press.click()
    assert dialog.fault == "Type the same new passphrase twice."
    dialog.again.setText(OTHER)
    dialog.press.click()
    assert "is not the passphrase" in dialog.fault
    dialog.press.click()
    assert "wait 1 second" in dialog.fault
    attempts.succeeded(path)
    dialog.proof.setText(PASSPHRASE)
    dialog.press.click()
    assert window.progress_line.words == "The passphrase was changed"
    window.stores.close()
    with open_store(path, passphrase=OTHER):
        pass


def test_a_backup_can_be_put_elsewhere(qtbot: QtBot, window: MainWindow, path: Path, tmp_path: Path) -> None:
    window.stores.take(open_store(path, passphrase=PASSPHRASE, who="Ada"))
    place = tmp_path / "stick"
    place.mkdir()
    window.keeping.back_up_to(place)
    qtbot.waitUntil(lambda: not window.tasks.busy)
    assert "Backed up and checked" in window.progress_line.words
    (made,) = place.glob("*.suffdesk")
    with open_store(made, passphrase=PASSPHRASE) as copy:
        assert copy.rows("SELECT count(*) FROM child") == [(1,)]


def test_the_check_says_that_the_store_is_whole(qtbot: QtBot, window: MainWindow, path: Path) -> None:
    window.stores.take(open_store(path, passphrase=PASSPHRASE, who="Ada"))
    window.actions_by_name["check"].trigger()
    qtbot.waitUntil(lambda: not window.tasks.busy)
    dialog = shown(window, CheckDialog)
    assert dialog.banner.text.startswith("Team.suffdesk is whole: 1 change")
    assert "children 1" in dialog.facts.toPlainText()
