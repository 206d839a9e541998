"""From the window: the due list, the archive, everything held, an erasure with its certificate, the log of exports."""

import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from suffdesk.core.changes import Changes
from suffdesk.core.errors import Refused
from suffdesk.operations.access import WARNING
from suffdesk.operations.edit import add, remove
from suffdesk.operations.erasure import erase_child, erasures_made
from suffdesk.operations.export_log import exports_made
from suffdesk.operations.figures import indicators_document
from suffdesk.operations.picking import find_records
from suffdesk.operations.stores import new_store, open_store
from suffdesk.store.backup import backup_before
from suffdesk.store.engine import OperationalError
from suffdesk.store.opening import Store
from suffdesk.ui.dialogs.certificate import CertificateDialog
from suffdesk.ui.dialogs.erase import EraseDialog
from suffdesk.ui.forms.record_form import RecordForm
from suffdesk.ui.main_window import MainWindow
from suffdesk.ui.records.child_page import ChildScreen
from suffdesk.ui.screens.retention import RetentionScreen
from suffdesk.ui.session import Session
from suffdesk.ui.settings import Settings
from suffdesk.ui.theme import Theme, load_fonts
from tests.small_register import AS_AT, small_store


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    load_fonts()
    settings = Settings(tmp_path / "window.ini")
    settings.who = "Ada"
    made = MainWindow(Theme(qapp, "light"), settings)
    qtbot.addWidget(made)
    made.resize(1280, 820)
    made.show()
    store = small_store(tmp_path / "small.suffdesk")
    for identifier, born in (("old", "01/01/1949"), ("older", "01/01/1948")):
        add(store, "child", {"identifier": identifier, "date_of_birth": born})
    made.set_session(Session(store, AS_AT, "Stockport", False, made.tasks))
    yield made
    qtbot.waitUntil(lambda: not made.tasks.busy)
    session = made.session
    made.set_session(None)
    if session:
        session.store.close()


@pytest.fixture
def screen(window: MainWindow) -> RetentionScreen:
    window.actions_by_name["go_retention"].trigger()
    made = window.screen_shown
    assert isinstance(made, RetentionScreen)
    for part in (made.due, made.untold, made.archived, made.erased, made.exports):
        QAbstractItemModelTester(
            part.table.rows_model, QAbstractItemModelTester.FailureReportingMode.Warning, part.table.rows_model
        )
    return made


def store_of(window: MainWindow) -> Store:
    assert window.session is not None
    return window.session.store


def id_of(window: MainWindow, identifier: str) -> str:
    return id_in(store_of(window), identifier)


def id_in(store: Store, identifier: str) -> str:
    ((row_id,),) = store.rows("SELECT id FROM child WHERE identifier = ?", (identifier,))
    return str(row_id)


def page_of(window: MainWindow, row_id: str) -> ChildScreen:
    window.entering.open("child", row_id)
    page = window.screen_shown
    assert isinstance(page, ChildScreen)
    return page


def shown(window: MainWindow, kind: type) -> list:
    return [dialog for dialog in window.findChildren(kind) if dialog.isVisible()]


def answer(window: MainWindow, button: str) -> str:
    (box,) = shown(window, QMessageBox)
    text = box.text()
    next(one for one in box.buttons() if one.text() == button).click()
    return text


def references(part) -> list[str]:
    return [str(row[0]) for row in part.table.rows_model.rows]


def test_the_due_list_follows_the_date(window: MainWindow, screen: RetentionScreen) -> None:
    assert references(screen.due) == ["C-0009", "C-0008"]
    assert screen.due.table.rows_model.rows[0][1:4] == (date(2023, 1, 1), "75 years from birth", 455)
    assert references(screen.untold) == ["C-5"]
    assert screen.tabs.tabText(0) == "Need not be kept 2"
    window.set_as_at(date(2022, 12, 31))
    assert references(screen.due) == []
    assert screen.due.empty.isVisible()
    assert screen.about.text() == "On 31 December 2022 every record has to be kept"
    window.set_as_at(AS_AT)
    screen.due.table.selectRow(0)
    screen.due.buttons["open"].click()
    assert window.current_name == "child"
    page = window.screen_shown
    assert isinstance(page, ChildScreen)
    assert page.state.text == "This record need not be kept since 1 January 2023 (75 years from birth)."


def test_several_are_archived_and_brought_back(qtbot: QtBot, window: MainWindow, screen: RetentionScreen) -> None:
    before = indicators_document(store_of(window), AS_AT)
    screen.due.table.selectAll()
    assert not screen.due.buttons["erase"].isEnabled()
    screen.due.buttons["archive"].click()
    assert sorted(references(screen.archived)) == ["C-0008", "C-0009"]
    assert screen.due.table.rows_model.rows[0][4] == date.today()
    assert find_records(store_of(window), "child", "old") == [
        (id_of(window, "old"), "C-0008 · old · archived")
    ]  # the whole number finds it, a part does not
    assert find_records(store_of(window), "child", "C-0009") == [
        (id_of(window, "older"), "C-0009 · older · archived")
    ]  # fmt: skip
    assert find_records(store_of(window), "child", "olde") == []
    assert indicators_document(store_of(window), AS_AT) == before
    screen.archived.table.selectAll()
    screen.archived.buttons["bring_back"].click()
    assert references(screen.archived) == []
    window.actions_by_name["undo"].trigger()
    qtbot.waitUntil(lambda: len(references(screen.archived)) == 2)


def test_an_archived_child_of_the_date_still_counts(qtbot: QtBot, window: MainWindow) -> None:
    store = store_of(window)
    child = id_of(window, "900600")  # left care: looked after on an earlier date
    ((started,),) = store.rows("SELECT started FROM care_period WHERE child_id = ?", (child,))
    day = date.fromisoformat(str(started))
    before = indicators_document(store, day, ["cla"])
    assert before["indicators"][0]["value"] > 0
    page = page_of(window, child)
    assert not page.state.isVisible()
    page.archive_action.trigger()
    assert page.state.isVisible()
    assert page.state.text.startswith("Archived on ")
    assert "kept until 1 January 2086 (75 years from birth)" in page.state.text
    assert indicators_document(store, day, ["cla"]) == before
    page.state.acted.emit()
    assert not page.state.isVisible()
    page = page_of(window, id_of(window, "900100"))
    page.archive_action.trigger()
    assert "C-1 is looked after" in answer(window, "OK")
    assert not page.state.isVisible()


def test_everything_held_is_written_after_the_warning(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    page = page_of(window, id_of(window, "900200"))
    page.access_action.trigger()
    assert answer(window, "Choose where…") == WARNING
    (dialog,) = shown(window, QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "all.zip"))
    dialog.reject()
    qtbot.waitUntil(lambda: not window.tasks.busy)
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        assert {"record.pdf", "record.xlsx"} <= set(archive.namelist())
    assert [(one.what, one.as_at) for one in exports_made(store_of(window))] == [("Subject access", AS_AT)]


def test_erased_from_store_and_backups_with_a_certificate(
    qtbot: QtBot, window: MainWindow, screen: RetentionScreen, tmp_path: Path
) -> None:
    store = store_of(window)
    path = store.path
    backup_before(store.db, path, None, "import")
    gone = id_of(window, "older")
    screen.due.table.selectRow(0)
    screen.due.buttons["erase"].click()
    qtbot.waitUntil(lambda: len(shown(window, EraseDialog)) == 1)
    (dialog,) = shown(window, EraseDialog)
    assert "Everything held of C-0009 goes: its facts." in [line.text() for line in dialog.said]
    assert any("1 backup beside the store" in line.text() for line in dialog.said)
    assert not dialog.press.isEnabled()
    dialog.typed.setText("C-0008")
    assert not dialog.press.isEnabled()
    dialog.typed.setText("c-0009")
    dialog.decision.setText("DPO 7")
    dialog.press.click()
    qtbot.waitUntil(lambda: len(shown(window, CertificateDialog)) == 1)
    (certificate,) = shown(window, CertificateDialog)
    words = certificate.text.toPlainText()
    assert "Ada erased everything" in words
    assert "C-0009" not in words
    assert not certificate.finish_button.isVisible()
    certificate.save.emit(str(tmp_path / "certificate.pdf"))
    qtbot.waitUntil(lambda: (tmp_path / "certificate.pdf").exists() and not window.tasks.busy)
    certificate.accept()
    assert window.current_name == "retention"
    assert window.session is not None
    assert window.session.as_at == AS_AT
    screen = window.screen_shown
    assert references(screen.due) == ["C-0008"]
    assert screen.erased.table.rows_model.rows[0][4] == "DPO 7"
    screen.erased.table.selectRow(0)
    screen.erased.buttons["certificate"].click()
    (again,) = shown(window, CertificateDialog)
    assert again.text.toPlainText() == words
    again.accept()
    for backup in path.parent.rglob("*.suffdesk"):
        if backup != path:
            with open_store(backup, read_only=True) as opened:
                assert opened.rows("SELECT 1 FROM child WHERE id = ?", (gone,)) == []


def test_an_encrypted_store_is_opened_again_and_what_was_left_is_finished(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.suffdesk"
    new_store(secret, passphrase="correct horse battery", authority="Stockport", who="Ada").close()
    window.stores.close()
    store = open_store(secret, passphrase="correct horse battery", who="Ada")
    gone = add(store, "child", {"identifier": "1", "date_of_birth": "01/01/2015"}).row_id
    left = tmp_path / "secret before restore 2020-01-01 000000.suffdesk"
    left.write_bytes(b"damaged" * 1_000)
    window.stores.take(store, AS_AT)
    assert window.session is not None
    window.losing.erase_now(window.session, gone, "mistake", "")
    qtbot.waitUntil(lambda: len(shown(window, CertificateDialog)) == 1)
    (certificate,) = shown(window, CertificateDialog)
    assert left.name in certificate.text.toPlainText()
    assert certificate.finish_button.isVisible()
    left.unlink()
    certificate.finish_button.click()
    qtbot.waitUntil(lambda: len(shown(window, CertificateDialog)) == 1)
    (certificate,) = shown(window, CertificateDialog)
    assert not certificate.finish_button.isVisible()
    certificate.accept()
    assert store_of(window).encrypted
    assert store_of(window).rows("SELECT 1 FROM child") == []
    window.go("retention")
    screen = window.screen_shown
    assert isinstance(screen, RetentionScreen)
    assert screen.erased.table.rows_model.rows[0][-1] == "Complete"
    screen.erased.table.selectRow(0)
    assert not screen.erased.buttons["finish"].isEnabled()


def test_an_erasure_that_fails_leaves_the_store_open(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise Refused("Another program is reading small.suffdesk")

    monkeypatch.setattr("suffdesk.operations.erasure.erase_child", refuse)
    assert window.session is not None
    window.losing.erase_now(window.session, id_of(window, "old"), "rule", "")
    qtbot.waitUntil(lambda: window.session is not None and not window.tasks.busy)
    assert "Another program is reading" in answer(window, "OK")
    assert store_of(window).rows("SELECT count(*) FROM child") == [(9,)]


def test_what_may_not_be_erased_says_why(qtbot: QtBot, window: MainWindow) -> None:
    page = page_of(window, id_of(window, "900100"))
    page.erase_action.trigger()
    qtbot.waitUntil(lambda: len(shown(window, EraseDialog)) == 1)
    (dialog,) = shown(window, EraseDialog)
    assert dialog.reason.currentData() == "mistake"
    dialog.reason.setCurrentIndex(dialog.reason.findData("request"))
    dialog.typed.setText("C-1")
    assert "looked after" in dialog.fault
    assert not dialog.press.isEnabled()
    dialog.reason.setCurrentIndex(dialog.reason.findData("rule"))
    assert "The record is kept until 1 May 2085" in dialog.fault
    dialog.reject()
    assert store_of(window).rows("SELECT count(*) FROM child") == [(9,)]


def test_the_page_of_an_erased_child_is_left(qtbot: QtBot, window: MainWindow) -> None:
    page = page_of(window, id_of(window, "old"))
    page.erase_action.trigger()
    qtbot.waitUntil(lambda: len(shown(window, EraseDialog)) == 1)
    (dialog,) = shown(window, EraseDialog)
    dialog.typed.setText("C-0008")
    dialog.press.click()
    qtbot.waitUntil(lambda: len(shown(window, CertificateDialog)) == 1)
    shown(window, CertificateDialog)[0].accept()
    assert window.current_name == "placements"
    assert store_of(window).rows("SELECT count(*) FROM child WHERE identifier = 'old'") == [(0,)]


def test_lists_are_exported_and_the_log_shows_it(
    qtbot: QtBot, window: MainWindow, screen: RetentionScreen, tmp_path: Path
) -> None:
    screen.export_to("Need not be kept", tmp_path / "due.xlsx")
    qtbot.waitUntil(lambda: not window.tasks.busy and screen.exports.table.rows_model.rowCount() == 1)
    book = openpyxl.load_workbook(tmp_path / "due.xlsx", read_only=True)
    words = [str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row]
    book.close()
    assert "C-0009" in words
    assert screen.exports.table.rows_model.rows[0][3:5] == ("Records that need not be kept", "due.xlsx")
    screen.export_to("Exports", tmp_path / "log.xlsx")
    qtbot.waitUntil(lambda: screen.exports.table.rows_model.rowCount() == 2)
    window.go("placements")
    placements = window.screen_shown
    placements.register.export(tmp_path / "register.xlsx")
    placements._picture_saved("Homes", str(tmp_path / "homes.png"))
    qtbot.waitUntil(lambda: not window.tasks.busy)
    assert [(one.what, one.file_name) for one in exports_made(store_of(window))][:2] == [
        ("Picture: Homes", "homes.png"), ("Placements at 31 March 2024", "register.xlsx"),
    ]  # fmt: skip


def test_a_store_open_for_reading_offers_nothing_that_writes(window: MainWindow, screen: RetentionScreen) -> None:
    path = store_of(window).path
    window.stores.close()
    window.stores.open_path(path, read_only=True)
    assert window.session is not None
    window.set_as_at(AS_AT)
    screen.due.table.selectRow(0)
    assert screen.due.buttons["open"].isEnabled()
    assert not screen.due.buttons["erase"].isEnabled()
    assert not screen.due.buttons["archive"].isEnabled()
    page = page_of(window, id_of(window, "old"))
    assert page.access_action.isEnabled()
    assert not page.erase_action.isEnabled()


def test_a_removed_child_is_listed_and_erased(qtbot: QtBot, window: MainWindow, screen: RetentionScreen) -> None:
    remove(store_of(window), "child", id_of(window, "old"))
    window.changed(Changes("Remove child", None, frozenset({"child"})))
    assert references(screen.removed) == ["C-0008"]
    assert screen.tabs.tabText(3) == "Removed 1"
    screen.tabs.setCurrentWidget(screen.removed)
    screen.removed.table.selectRow(0)
    screen.removed.buttons["erase"].click()
    qtbot.waitUntil(lambda: len(shown(window, EraseDialog)) == 1)
    (dialog,) = shown(window, EraseDialog)
    assert dialog.said[0].text() == "C-0008 was removed; what the history still says of it goes."
    dialog.reason.setCurrentIndex(dialog.reason.findData("mistake"))
    dialog.typed.setText("C-0008")
    dialog.press.click()
    qtbot.waitUntil(lambda: len(shown(window, CertificateDialog)) == 1)
    shown(window, CertificateDialog)[0].accept()
    window.go("retention")
    screen = window.screen_shown  # type: ignore[assignment]
    assert references(screen.removed) == []
    assert screen.erased.table.rows_model.rows[0][-1] == "Complete"


def test_an_erasure_that_was_cut_short_is_offered_at_the_next_opening(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = store_of(window)
    session = window.session
    assert session is not None
    window.set_session(None)

    def full(*_: object) -> None:
        raise OperationalError("database or disk is full")

    with monkeypatch.context() as patched:
        patched.setattr("suffdesk.operations.erasure.compact", full)
        erase_child(store, id_in(store, "old"), "mistake")
    window.set_session(session)
    assert "Erasure 1 was cut short" in answer(window, "Finish it")
    qtbot.waitUntil(lambda: len(shown(window, CertificateDialog)) == 1)
    shown(window, CertificateDialog)[0].accept()
    assert erasures_made(store_of(window))[0].erasure.complete


def test_a_child_who_was_erased_is_asked_about_when_it_is_typed(qtbot: QtBot, window: MainWindow) -> None:
    session = window.session
    assert session is not None
    window.set_session(None)
    erase_child(session.store, id_in(session.store, "old"), "mistake")
    window.set_session(session)
    window.entering.add("child", {})
    (form,) = shown(window, RecordForm)
    form.rows.show_texts({"identifier": "old"})
    form.go()
    assert "“old” was erased from this store. Shall the child be in it again?" in answer(window, "Cancel")
    assert store_of(window).rows("SELECT 1 FROM child WHERE identifier = 'old'") == []
    form.go()
    answer(window, "Save all the same")
    assert store_of(window).rows("SELECT count(*) FROM child WHERE identifier = 'old'") == [(1,)]
