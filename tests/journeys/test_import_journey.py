"""A placements officer's first day with the wizard, on the real window: files in, looked at, stored, taken back."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from suffdesk.operations import import_return
from suffdesk.store.belonging import held_of
from suffdesk.store.erasing import erase_rows
from suffdesk.store.erasures import Recorded, digests_of, record_erasure
from suffdesk.ui.dialogs.files import FileDialog
from suffdesk.ui.import_wizard.choose_page import ChoosePage
from suffdesk.ui.import_wizard.wizard import ImportWizard
from suffdesk.ui.main_window import MainWindow

HEADER = "CHILD,SEX,DOB,ETHNIC\n1,1,02/05/2010,WBRI\n2,2,11/11/2015,WBRI\n3,1,01/01/2012,WBRI\n"
EPISODES = (
    "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n"
    "1,10/06/2022,S,C2,N1,U6,PR1,,,,SK1 3XE,SK4 1AA,\n"
    "2,01/02/2024,S,C2,N1,U6,PR1,,,,SK1 3XE,SK4 1AA,\n"
)
FAULTY = "3,not a day,S,C2,N1,U6,PR1,,,,SK1 3XE,SK4 1AA,\n"


@pytest.fixture
def returned(tmp_path: Path) -> Callable[..., Path]:
    def write(episodes: str = EPISODES, header: str = HEADER) -> Path:
        folder = tmp_path / "return"
        folder.mkdir(exist_ok=True)
        (folder / "children.csv").write_text(header, encoding="utf-8")
        (folder / "what happened.csv").write_text(episodes, encoding="utf-8")
        return folder

    return write


@pytest.fixture
def wizard(new_window: MainWindow) -> ImportWizard:
    new_window.actions_by_name["import"].trigger()
    return new_window.findChild(ImportWizard)


def settle(qtbot: QtBot, wizard: ImportWizard) -> None:
    qtbot.waitUntil(lambda: wizard._task is None, timeout=120_000)


def go_on(qtbot: QtBot, wizard: ImportWizard, words: str) -> None:
    assert wizard.next.text() == words
    assert wizard.next.isEnabled()
    wizard.next.click()
    settle(qtbot, wizard)


def children(new_window: MainWindow) -> int:
    assert new_window.session
    return int(str(new_window.session.store.rows("SELECT count(*) FROM child")[0][0]))


def test_enter_reads_the_files_that_were_chosen(
    qtbot: QtBot, wizard: ImportWizard, returned: Callable[..., Path]
) -> None:
    """Choosing again, or taking all off the list, was next in line."""
    page = wizard.findChildren(ChoosePage)[0]
    dialog = page._choose_folder() or page.findChildren(FileDialog)[-1]
    dialog.fileSelected.emit(str(returned()))
    dialog.reject()
    assert wizard.focusWidget() is wizard.next
    assert wizard.next.isEnabled()


def test_from_a_folder_to_the_store_and_back(
    qtbot: QtBot, new_window: MainWindow, wizard: ImportWizard, returned: Callable[..., Path]
) -> None:
    assert not wizard.next.isEnabled()
    wizard.start([returned()])
    settle(qtbot, wizard)
    assert sorted((row[0], row[1], row[3]) for row in wizard.recognise.model.rows) == [
        ("2023-24", "Episodes", 2), ("2023-24", "Header", 3),
    ]  # fmt: skip
    go_on(qtbot, wizard, "Check")
    go_on(qtbot, wizard, "Preview")
    assert wizard.preview.totals["left_out"] == "0"
    assert "Stockport" in wizard.preview.about.text()
    assert children(new_window) == 0
    go_on(qtbot, wizard, "Import")
    assert children(new_window) == 3
    assert new_window.session
    assert new_window.session.as_at.isoformat() == "2024-03-31"
    assert new_window.actions_by_name["undo"].text() == "Undo “Import SSDA903 2023-24”"
    wizard.report.undo.click()
    settle(qtbot, wizard)
    assert wizard.report.heading.text() == "Undone"
    assert children(new_window) == 0
    go_on(qtbot, wizard, "Done")
    assert not wizard.isVisible()


def test_importing_again_changes_nothing(
    qtbot: QtBot, new_window: MainWindow, wizard: ImportWizard, returned: Callable[..., Path]
) -> None:
    folder = returned()
    for turn in range(2):
        if turn:
            wizard = ImportWizard(new_window, new_window.session, new_window.settings)  # type: ignore[arg-type]  # it is open
            wizard.open()
        wizard.start([folder])
        settle(qtbot, wizard)
        for words in ("Check", "Preview"):
            go_on(qtbot, wizard, words)
        if turn:
            assert wizard.preview.totals["added"] == wizard.preview.totals["changed"] == "0"
            assert "changes nothing" in wizard.preview.about.text()
        go_on(qtbot, wizard, "Import")
        wizard.accept()
    assert children(new_window) == 3


def test_faulty_rows_are_left_out_or_the_import_refused(
    qtbot: QtBot, new_window: MainWindow, wizard: ImportWizard, returned: Callable[..., Path], tmp_path: Path
) -> None:
    wizard.start([returned(EPISODES + FAULTY)])
    settle(qtbot, wizard)
    go_on(qtbot, wizard, "Check")
    page = wizard.check
    check = page.faults
    check.severity.setCurrentIndex(check.severity.findData("left out"))
    assert [problem.row for problem in check.model.problems] == [4]
    check.table.selectRow(0)
    assert "not a day" in check.whole.text()
    page.refuse.setChecked(True)
    assert not wizard.next.isEnabled()
    page.leave_out.setChecked(True)
    check.save_to(tmp_path / "faults.xlsx")
    qtbot.waitUntil(lambda: not new_window.tasks.busy)
    assert (tmp_path / "faults.xlsx").stat().st_size > 1000
    next(box for box in wizard.findChildren(QMessageBox) if box.isVisible()).accept()
    go_on(qtbot, wizard, "Preview")
    assert wizard.preview.totals["left_out"] == "1"
    go_on(qtbot, wizard, "Import")
    assert "1 row left out" in wizard.report.lines.text()
    wizard.accept()


def test_several_authorities_are_asked_about(
    qtbot: QtBot, new_window: MainWindow, wizard: ImportWizard, returned: Callable[..., Path]
) -> None:
    def with_authority(text: str) -> str:
        head, *rows = text.splitlines()
        return "\n".join([f"{head},LA", *(f"{row},{'Trafford' if row[0] == '2' else 'Stockport'}" for row in rows)])

    wizard.start([returned(with_authority(EPISODES), with_authority(HEADER))])
    settle(qtbot, wizard)
    page = wizard.recognise
    assert [page.authority.itemText(place) for place in range(page.authority.count())] == ["Stockport", "Trafford"]
    assert not wizard.next.isEnabled()
    page.authority.setCurrentIndex(1)
    page.authority.activated.emit(1)
    go_on(qtbot, wizard, "Read the files")
    assert [row[3] for row in page.model.rows] == [1, 1]
    wizard.reject()


def test_rows_no_longer_returned_are_kept_unless_asked(
    qtbot: QtBot, new_window: MainWindow, wizard: ImportWizard, returned: Callable[..., Path]
) -> None:
    wizard.start([returned()])
    settle(qtbot, wizard)
    for words in ("Check", "Preview", "Import"):
        go_on(qtbot, wizard, words)
    wizard.accept()
    again = ImportWizard(new_window, new_window.session, new_window.settings)  # type: ignore[arg-type]  # it is open
    again.open()
    again.start([returned(EPISODES.replace("1,10/06/2022,S,C2,N1,U6,PR1,,,,SK1 3XE,SK4 1AA,\n", ""))])
    settle(qtbot, again)
    for words in ("Check", "Preview"):
        go_on(qtbot, again, words)
    assert again.preview.totals["no_longer_returned"] == "1"
    again.preview.remove.setChecked(True)
    settle(qtbot, again)
    go_on(qtbot, again, "Import")
    assert "1 row removed" in again.report.lines.text()
    assert new_window.session
    assert new_window.session.store.rows("SELECT count(*) FROM episode") == [(1,)]
    again.accept()


def test_nothing_is_stored_when_one_leaves(
    qtbot: QtBot, new_window: MainWindow, wizard: ImportWizard, returned: Callable[..., Path]
) -> None:
    wizard.start([returned()])
    settle(qtbot, wizard)
    for words in ("Check", "Preview"):
        go_on(qtbot, wizard, words)
    wizard.cancel.click()
    assert not wizard.isVisible()
    assert children(new_window) == 0
    assert not new_window.actions_by_name["undo"].isEnabled()


def test_leaving_while_it_reads_stops_the_reading(
    qtbot: QtBot, new_window: MainWindow, wizard: ImportWizard, returned: Callable[..., Path]
) -> None:
    wizard.start([returned()])
    wizard.cancel.click()
    qtbot.waitUntil(lambda: not isValid(wizard))
    assert not new_window.tasks.busy
    assert children(new_window) == 0


def test_files_that_are_no_return_are_refused_in_a_sentence(
    qtbot: QtBot, new_window: MainWindow, wizard: ImportWizard, tmp_path: Path
) -> None:
    (tmp_path / "photo.csv").write_bytes(b"\x00\x01\x02binary")
    wizard.start([tmp_path / "photo.csv"])
    settle(qtbot, wizard)
    box = next(box for box in wizard.findChildren(QMessageBox) if box.isVisible())
    assert "photo.csv" in box.text()
    assert "Traceback" not in box.text()
    box.reject()
    assert wizard.step == 0
    wizard.reject()


def test_a_child_who_was_erased_is_named_and_comes_in_only_with_the_tick(
    qtbot: QtBot, new_window: MainWindow, wizard: ImportWizard, returned: Callable[..., Path]
) -> None:
    assert new_window.session
    store = new_window.session.store
    import_return.apply(store, import_return.plan(store, import_return.read([returned()])))
    ((child,),) = store.rows("SELECT id FROM child WHERE identifier = '1'")
    with store.change("Erase") as result:
        gone = held_of(store.db, str(child))
        erase_rows(store.db, gone, result.change)
        record_erasure(store.db, Recorded(str(child), {}, gone.ever, digests_of(store.db, gone)))
    wizard.start([returned()])
    settle(qtbot, wizard)
    go_on(qtbot, wizard, "Check")
    go_on(qtbot, wizard, "Preview")
    page = wizard.preview
    assert page.erased.text() == "1 was erased from this store and is left out unless you tick the box below."
    assert (page.totals["added"], page.totals["left_out"]) == ("0", "2")
    page.include_erased.click()
    settle(qtbot, wizard)
    assert page.erased.text() == "1 was erased from this store and comes in again as a new child."
    assert (page.totals["added"], page.totals["left_out"]) == ("2", "0")
    go_on(qtbot, wizard, "Import")
    assert children(new_window) == 3
    assert "1 child erased from this store before, imported again." in wizard.report.lines.text()


def test_homes_in_another_authority_are_asked_about(
    qtbot: QtBot, new_window: MainWindow, wizard: ImportWizard, returned: Callable[..., Path]
) -> None:
    elsewhere = EPISODES.replace("SK1 3XE", "M1 1AE") + "3,01/02/2024,S,C2,N1,U6,PR1,,,,M1 1AE,SK4 1AA,\n"
    wizard.start([returned(elsewhere)])
    settle(qtbot, wizard)
    go_on(qtbot, wizard, "Check")
    go_on(qtbot, wizard, "Preview")
    assert wizard.preview.warning.isVisible()
    assert "3 of 3 children have a home postcode in Manchester" in wizard.preview.warning.banner.text
    assert not wizard.next.isEnabled()
    wizard.preview.warning.yes.click()
    go_on(qtbot, wizard, "Import")
    assert children(new_window) == 3
    wizard.accept()
