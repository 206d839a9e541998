"""A commissioner brings in Ofsted's lists in the window: dropped, matched, previewed, stored, looked at, taken back."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from suffdesk.operations import edit
from suffdesk.ui.import_wizard.ofsted_wizard import OfstedWizard
from suffdesk.ui.main_window import MainWindow
from suffdesk.ui.quality.list_changes import ListChangesCard
from suffdesk.ui.screens.data import DataScreen
from tests.ofsted_lists import AS_AT, LATER, home, write_list

FIRST = [home("2700001", "Good"), home("2700002", "Good"), home("2700003"), home("2700004")]
SECOND = [home("2700001", "Inadequate", "05/02/2024"), home("2700002", "Good"), home("2700003", Places="7")]


@pytest.fixture
def drop(qtbot: QtBot, new_window: MainWindow) -> Callable[[Path], OfstedWizard]:
    """Drop a file onto the window; the wizard that comes of it, once it has read the file."""

    def dropped(path: Path) -> OfstedWizard:
        new_window.stores.take_dropped([str(path)])
        qtbot.waitUntil(lambda: any(one.step == 1 for one in wizards(new_window)), timeout=30_000)
        return wizards(new_window)[-1]

    return dropped


def wizards(new_window: MainWindow) -> list[OfstedWizard]:
    return [one for one in new_window.findChildren(OfstedWizard) if one.isVisible()]


def go_on(qtbot: QtBot, wizard: OfstedWizard, words: str) -> None:
    assert wizard.next.text() == words
    assert wizard.next.isEnabled()
    qtbot.mouseClick(wizard.next, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: wizard._task is None, timeout=30_000)


def through(qtbot: QtBot, wizard: OfstedWizard) -> None:
    for words in ("Compare", "Preview", "Import"):
        go_on(qtbot, wizard, words)


def count(new_window: MainWindow, table: str) -> int:
    assert new_window.session
    return int(str(new_window.session.store.rows(f"SELECT count(*) FROM {table}")[0][0]))


def place_child(new_window: MainWindow, urn: str) -> None:
    assert new_window.session
    store = new_window.session.store
    with store.change("Place a child") as result:
        child = result.change.insert("child", {"reference": "C-1", "identifier": "91"})
        ((setting,),) = store.rows("SELECT id FROM setting WHERE urn = ?", (urn,))
        result.change.insert("placement", {
            "child_id": child, "setting_id": setting, "basis": "looked after", "source": "typed", "counted": 1,
            "started": date(2021, 1, 1), "urn": urn,
        })  # fmt: skip


def card_of(qtbot: QtBot, new_window: MainWindow) -> ListChangesCard:
    new_window.go("data")
    screen = new_window.screen_shown
    assert isinstance(screen, DataScreen)
    qtbot.waitUntil(lambda: not new_window.tasks.busy)
    return screen.lists


def test_two_lists_from_drop_to_undo(
    qtbot: QtBot, new_window: MainWindow, drop: Callable[[Path], OfstedWizard], tmp_path: Path
) -> None:
    wizard = drop(write_list(tmp_path / "first.csv", FIRST, AS_AT))
    assert wizard.recognise.day.text() == "31 March 2023"
    assert [tuple(row) for row in wizard.recognise.model.rows] == [("Children's home", 4, 2)]
    through(qtbot, wizard)
    assert "New: 4 settings" in wizard.report.lines.text()
    go_on(qtbot, wizard, "Done")
    place_child(new_window, "2700001")

    wizard = drop(write_list(tmp_path / "second.csv", SECOND, LATER))
    for words in ("Compare", "Preview"):
        go_on(qtbot, wizard, words)
    assert count(new_window, "published_list") == 1, "nothing is stored before “Import”"
    view = wizard.preview.view
    assert [one.kind for one in view.changes] == ["grade_down"], "settings with children of ours come first"
    assert "1 checklist" in wizard.preview.about.text()
    view.chips["all"].click()
    assert [(one.urn, one.kind) for one in view.changes] == [
        ("2700001", "grade_down"), ("2700004", "closed"), ("2700003", "places"),
    ]  # fmt: skip
    assert not view.chips["grade_up"].isVisible()
    view.chips["closed"].click()
    assert view.table.rows_model.rows[0][:2] == ("Closed", "2700004")
    go_on(qtbot, wizard, "Import")
    assert "1 checklist opened" in wizard.report.lines.text()
    assert count(new_window, "quality_action") == 8

    card = card_of(qtbot, new_window)
    assert [card.lists.itemText(place)[:13] for place in range(card.lists.count())] == [
        "31 March 2024", "31 March 2023",
    ]  # fmt: skip
    assert [one.urn for one in card.view.changes] == ["2700001"]
    wizard.report.undo.click()
    qtbot.waitUntil(lambda: wizard._task is None)
    assert count(new_window, "quality_action") == 0
    qtbot.waitUntil(lambda: not new_window.tasks.busy)
    assert [card.lists.itemText(place)[:13] for place in range(card.lists.count())] == ["31 March 2023"]
    go_on(qtbot, wizard, "Done")


def test_what_a_list_changed_is_looked_at_and_exported_later(
    qtbot: QtBot, new_window: MainWindow, drop: Callable[[Path], OfstedWizard], tmp_path: Path
) -> None:
    for name, rows, day in (("first", FIRST, AS_AT), ("second", SECOND, LATER)):
        wizard = drop(write_list(tmp_path / f"{name}.csv", rows, day))
        through(qtbot, wizard)
        go_on(qtbot, wizard, "Done")
    card = card_of(qtbot, new_window)
    QAbstractItemModelTester(card.view.table.rows_model, QAbstractItemModelTester.FailureReportingMode.Warning)
    assert len(card.view.changes) == 3
    card.lists.setCurrentIndex(1)
    card.lists.activated.emit(1)
    qtbot.waitUntil(lambda: len(card.view.changes) == 4)
    with qtbot.waitSignal(card.told, timeout=30_000) as heard:
        card.export_to(tmp_path / "changes.xlsx")
    assert heard.args == ["4 changes in changes.xlsx"]
    assert (tmp_path / "changes.xlsx").stat().st_size > 1_000
    assert count(new_window, "export_log") == 1
    with qtbot.waitSignal(card.setting_opened):
        card.view.table.opened.emit(0)
    assert new_window.current_name == "setting"


def test_a_typed_home_is_matched_in_the_wizard(
    qtbot: QtBot, new_window: MainWindow, drop: Callable[[Path], OfstedWizard], tmp_path: Path
) -> None:
    assert new_window.session
    typed = edit.add(
        new_window.session.store, "setting", {"name": "Dial House", "kind": "Children's home", "postcode": "SK1 3XE"}
    )
    wizard = drop(write_list(tmp_path / "one.csv", [home("2700001", Name="Dial House"), home("2700002")]))
    go_on(qtbot, wizard, "Compare")
    page = wizard.match
    assert [row[2] for row in page.model.rows] == ["Not said yet"]
    go_on(qtbot, wizard, "Check")
    assert wizard.check.faults.model.count("left out") == 1
    wizard.back.click()
    assert wizard.step == 2
    page.answer.setCurrentIndex(2)
    page.answer.activated.emit(2)
    assert "2700001" in str(page.model.rows[0][2])
    for words in ("Check", "Preview", "Import"):
        go_on(qtbot, wizard, words)
    ((urn,),) = new_window.session.store.rows("SELECT urn FROM setting WHERE id = ?", (typed.row_id,))
    assert urn == "2700001"
    assert count(new_window, "setting") == 2
    go_on(qtbot, wizard, "Done")


def test_a_list_without_a_date_waits_for_one(
    qtbot: QtBot, new_window: MainWindow, drop: Callable[[Path], OfstedWizard], tmp_path: Path
) -> None:
    wizard = drop(write_list(tmp_path / "list.csv", [home("2700001")], None))
    assert not wizard.next.isEnabled()
    wizard.recognise.day.setText("32/13/2024")
    assert not wizard.next.isEnabled()
    wizard.recognise.day.setText("31/03/2024")
    through(qtbot, wizard)
    assert new_window.session
    assert new_window.session.store.rows("SELECT as_at FROM published_list") == [("2024-03-31",)]
    go_on(qtbot, wizard, "Done")


def test_a_list_that_is_said_to_be_a_part_closes_nothing(
    qtbot: QtBot, new_window: MainWindow, drop: Callable[[Path], OfstedWizard], tmp_path: Path
) -> None:
    for name, rows, day in (("first", FIRST, AS_AT), ("second", SECOND, LATER)):
        wizard = drop(write_list(tmp_path / f"{name}.csv", rows, day))
        wizard.recognise.complete.setChecked(False)
        through(qtbot, wizard)
        go_on(qtbot, wizard, "Done")
    assert new_window.session
    assert not new_window.session.store.rows("SELECT 1 FROM setting WHERE until IS NOT NULL")


def test_a_file_that_is_no_list_is_refused_in_a_sentence(qtbot: QtBot, new_window: MainWindow, tmp_path: Path) -> None:
    (tmp_path / "photo.csv").write_bytes(b"\x00\x01\x02")
    new_window.actions_by_name["import_ofsted"].trigger()
    (wizard,) = wizards(new_window)
    assert not wizard.next.isEnabled()
    wizard.start([tmp_path / "photo.csv"])
    qtbot.waitUntil(lambda: wizard._task is None)
    box = next(box for box in wizard.findChildren(QMessageBox) if box.isVisible())
    assert "photo.csv" in box.text()
    box.reject()
    assert wizard.step == 0
    wizard.reject()
    assert count(new_window, "setting") == 0


def test_leaving_stores_nothing(
    qtbot: QtBot, new_window: MainWindow, drop: Callable[[Path], OfstedWizard], tmp_path: Path
) -> None:
    wizard = drop(write_list(tmp_path / "first.csv", FIRST))
    for words in ("Compare", "Preview"):
        go_on(qtbot, wizard, words)
    wizard.cancel.click()
    assert not wizards(new_window)
    assert count(new_window, "setting") == 0
    assert not new_window.actions_by_name["undo"].isEnabled()
