"""Journeys from a backup, and from the page of a record, to one record that is put back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QDialog, QMessageBox
from pytestqt.qtbot import QtBot

from suffdesk.operations import history
from suffdesk.operations.stores import close_store, new_store, open_store
from suffdesk.ui.dialogs.backups import BackupsDialog
from suffdesk.ui.dialogs.earlier_versions import EarlierVersionsDialog
from suffdesk.ui.dialogs.inside_backup import InsideBackupDialog
from suffdesk.ui.main_window import MainWindow
from suffdesk.ui.opening import close_dialogs
from suffdesk.ui.records.page import RecordPage

LONG = "The Sunrise and Riverside Children's Home for Young People of the Borough, North"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store with settings, closed after a backup, and changed since."""
    made = tmp_path / "Team.suffdesk"
    store = new_store(made, passphrase=None, authority="Stockport", who="Ada")
    with store.change("Add") as result:
        result.change.insert("provider", {"id": "p", "name": "Otters Ltd"})
        result.change.insert("setting", {"id": "s", "name": LONG, "provider_id": "p", "postcode": "SK1 3XE"})
        result.change.insert("setting", {"id": "t", "name": "Bridge House", "provider_id": "p"})
    close_store(store)
    return made


def take(window: MainWindow, path: Path, *, read_only: bool = False) -> None:
    with open_store(path, passphrase=None, who="Ada") as store, store.change("Work") as result:
        result.change.update("setting", "s", {"name": "New House"})
        result.change.delete_many("setting", ["t"])
        result.change.insert("provider", {"id": "q", "name": "Herons Ltd"})
    window.stores.take(open_store(path, passphrase=None, who="Ada", read_only=read_only))


def look_inside(qtbot: QtBot, window: MainWindow) -> InsideBackupDialog:
    window.actions_by_name["backups"].trigger()
    qtbot.waitUntil(lambda: bool(window.findChildren(BackupsDialog)))
    (browser,) = window.findChildren(BackupsDialog)
    qtbot.waitUntil(browser.inside.isEnabled)
    browser.inside.click()
    (dialog,) = browser.findChildren(InsideBackupDialog)
    QAbstractItemModelTester(dialog.model, QAbstractItemModelTester.FailureReportingMode.QtTest, dialog)
    QAbstractItemModelTester(dialog.sides.model, QAbstractItemModelTester.FailureReportingMode.QtTest, dialog)
    qtbot.waitUntil(lambda: bool(dialog.model.rows))
    return dialog


def names(window: MainWindow) -> set[str]:
    assert window.session
    return {str(row[0]) for row in window.session.store.rows("SELECT name FROM setting")}


@pytest.fixture(autouse=True)
def _closed(window: MainWindow) -> Iterator[None]:
    yield
    for dialog in reversed(window.findChildren(QDialog)):
        QDialog.done(dialog, QDialog.DialogCode.Rejected)


def test_a_removed_record_is_found_in_a_backup_and_put_back(qtbot: QtBot, window: MainWindow, path: Path) -> None:
    take(window, path)
    dialog = look_inside(qtbot, window)
    assert dialog.about.text() == "3 records differ from now: since the backup 1 added, 1 changed, 1 removed."
    dialog.kind.setCurrentIndex(dialog.kind.findData("setting"))
    assert {(row[1], row[2]) for row in dialog.model.rows} == {("New House", "Changed"), ("Bridge House", "Removed")}
    dialog.search.setText("bridge")
    assert [row[1] for row in dialog.model.rows] == ["Bridge House"]
    assert ("Bridge House", "–") in [row[1:] for row in dialog.sides.model.rows]
    assert dialog.sides.press.isEnabled()
    dialog.sides.press.click()
    qtbot.waitUntil(lambda: dialog.about.text().startswith("2 records differ"))
    assert names(window) == {"New House", "Bridge House"}
    assert window.actions_by_name["undo"].text() == "Undo “Restore setting from a backup”"


def test_what_was_added_since_has_nothing_to_put_back(qtbot: QtBot, window: MainWindow, path: Path) -> None:
    take(window, path)
    dialog = look_inside(qtbot, window)
    dialog.search.setText("Herons")
    assert not dialog.sides.press.isEnabled()
    assert "nothing to put back" in dialog.sides.about.text()


def test_reading_only_a_backup_may_be_looked_into(qtbot: QtBot, window: MainWindow, path: Path) -> None:
    take(window, path, read_only=True)
    dialog = look_inside(qtbot, window)
    dialog.search.setText("Bridge")
    assert dialog.sides.model.rows
    assert not dialog.sides.press.isEnabled()
    assert "reading only" in dialog.sides.about.text()


def test_closing_the_store_takes_the_dialogs_away(qtbot: QtBot, window: MainWindow, path: Path) -> None:
    take(window, path)
    look_inside(qtbot, window).compare()
    close_dialogs(window)
    window.stores.close()
    qtbot.waitUntil(lambda: not window.findChildren(InsideBackupDialog))
    assert not window.findChildren(QMessageBox)


def test_an_earlier_version_is_put_back_from_the_page(qtbot: QtBot, window: MainWindow, path: Path) -> None:
    take(window, path)
    window.entering.open("setting", "s")
    page = window.screen_shown
    assert isinstance(page, RecordPage)
    page.earlier_button.click()
    (dialog,) = window.findChildren(EarlierVersionsDialog)
    QAbstractItemModelTester(dialog.model, QAbstractItemModelTester.FailureReportingMode.QtTest, dialog)
    qtbot.waitUntil(lambda: bool(dialog.model.rows))
    assert dialog.model.rows[0][1] == "On closing"
    assert dialog.sides.model.rows[0][1:] == (LONG, "New House")
    dialog.sides.press.click()
    qtbot.waitUntil(lambda: "the same as now" in dialog.about.text() and not dialog.model.rows)
    assert page.heading.toolTip() == LONG
    assert window.session
    history.undo(window.session.store)
    assert "New House" in names(window)


def test_a_refusal_is_said_in_words(qtbot: QtBot, window: MainWindow, path: Path) -> None:
    take(window, path)
    dialog = look_inside(qtbot, window)
    dialog.search.setText("Bridge")
    assert window.session
    store = window.session.store
    store.db.conn.execute("UPDATE journal_image SET salt = NULL, before = NULL, after = NULL")
    dialog.sides.press.click()
    qtbot.waitUntil(lambda: bool(dialog.findChildren(QMessageBox)))
    assert "was erased" in dialog.findChildren(QMessageBox)[0].text()
    assert names(window) == {"New House"}
    assert dialog.sides.press.isEnabled()
