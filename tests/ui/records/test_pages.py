"""The pages of a child, a setting and a provider, and the way to them and back."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from suffdesk.operations import documents, history
from suffdesk.operations.drafts import drafts, save_draft
from suffdesk.operations.edit import add
from suffdesk.store.opening import Store
from suffdesk.ui.forms.record_form import RecordForm
from suffdesk.ui.main_window import MainWindow
from suffdesk.ui.records.child_page import ChildScreen
from suffdesk.ui.records.home_pages import ProviderScreen, SettingScreen
from suffdesk.ui.screens.providers import ProvidersScreen
from tests.small_register import LONG_NAME


def id_of(store: Store, reference: str) -> str:
    return str(store.rows("SELECT id FROM child WHERE reference = ?", (reference,))[0][0])


def child_screen(window: MainWindow, store: Store, reference: str) -> ChildScreen:
    window.entering.open("child", id_of(store, reference))
    page = window.screen_shown
    assert isinstance(page, ChildScreen)
    return page


def test_a_child_with_everything_that_hangs_on_it(window: MainWindow, store: Store) -> None:
    page = child_screen(window, store, "C-2")
    assert page.heading.text() == "C-2"
    assert page.about.text() == "looked after on 31 March 2024"
    names = [page.tabs.tabText(place) for place in range(page.tabs.count())]
    assert [name.split(" ")[0] for name in names] == [
        "Episodes", "Placements", "Reviews", "Health", "Missing", "Documents", "Notes", "All",
    ]  # fmt: skip
    assert names[0] == "Episodes 1"
    for name in ("Episodes", "Placements", "Reviews", "Health", "All records"):
        QAbstractItemModelTester(page.tab(name).table.rows_model)
    assert [span.lane for span in page.page.spans] == ["Placement", "Legal status"] if page.page else False
    page.as_table.click()
    assert page.span_table.rows_model.rows[0][0] == "Placement"
    table = page.tab("All records").table
    page.tabs.setCurrentWidget(page.tab("All records"))
    assert table.isVisible()
    assert sum(table.columnWidth(place) for place in range(2)) == table.viewport().width()
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert window.current_name == "placements"


def test_what_is_overdue_is_said_in_words(window: MainWindow, store: Store) -> None:
    page = child_screen(window, store, "C-3")
    lines = [page.due.itemAt(place).widget() for place in range(page.due.count() - 1)]
    review = next(line for line in lines if line is not None and "Review" in line.text())  # type: ignore[attr-defined]
    assert "Due in" in review.text() or "Overdue" in review.text()  # type: ignore[attr-defined]
    window.set_as_at(date(2025, 3, 31))
    texts = [
        (part.text(), part.property("role"))  # type: ignore[union-attr]
        for part in (page.due.itemAt(place).widget() for place in range(page.due.count() - 1))
    ]
    assert any(text.startswith("Review: Overdue") and role == "warning" for text, role in texts)


def test_a_hundred_episodes(window: MainWindow, store: Store) -> None:
    child = id_of(store, "C-1")
    start = date(2010, 1, 1)
    with store.change("Fill") as result:
        for number in range(100):
            began = start + timedelta(days=30 * number)
            row = {"child_id": child, "started": began, "until": began + timedelta(days=30), "position": 0,
                   "reason_new": "P", "legal_status": "C1" if number % 2 else "C2", "place": "U6"}  # fmt: skip
            result.change.insert("episode", row)
    page = child_screen(window, store, "C-1")
    assert page.tabs.tabText(0) == "Episodes 101"
    assert not page.timeline.grab().isNull()
    assert page.timeline.width() <= page.width()
    page.tab("Episodes").table.selectRow(100)
    with_row = page.tab("Episodes")
    QTest.keyClick(with_row.table, Qt.Key.Key_Return)
    form = window.findChild(RecordForm)
    assert form is not None
    assert form.rows.rows["started"].input.text() == "1 Jan 2010"
    form.reject()


def test_a_setting_with_a_very_long_name(window: MainWindow, store: Store) -> None:
    assert len(LONG_NAME) >= 80
    page = child_screen(window, store, "C-2")
    page.setting_menu.actions()[0].trigger()
    home = window.screen_shown
    assert isinstance(home, SettingScreen)
    assert home.heading.toolTip() == LONG_NAME
    assert home.heading.text().endswith("…")
    assert home.minimumSizeHint().width() < 1000
    assert [name for name in map(home.tabs.tabText, range(home.tabs.count())) if "now" in name] == ["Children now 1"]
    home.back.click()
    assert window.screen_shown is page
    page.back.click()
    assert window.current_name == "placements"


def test_settings_and_providers_are_found(window: MainWindow, store: Store) -> None:
    provider = add(store, "provider", {"name": "Oak Care"}).row_id
    add(
        store, "setting", {"name": "Elm House", "kind": "Children's home", "provider": "Oak Care", "postcode": "M1 1AE"}
    )
    window.go("providers")
    screen = window.screen_shown
    assert isinstance(screen, ProvidersScreen)
    rows = screen.settings.rows
    assert [rows.index(place, 0).data() for place in range(rows.rowCount())] == ["Elm House", LONG_NAME]
    screen.settings.find_line.setText("oak")
    assert [rows.index(place, 0).data() for place in range(rows.rowCount())] == ["Elm House"]
    screen.settings.find_line.setText("100%")
    assert rows.rowCount() == 0
    window.entering.open("provider", provider)
    page = window.screen_shown
    assert isinstance(page, ProviderScreen)
    assert page.tabs.tabText(0) == "Settings 1"
    page.remove_button.click()
    said = next(box for box in window.findChildren(QMessageBox) if box.isVisible())
    assert "remove what hangs on it first" in said.text()
    said.close()


def test_removing_asks_and_can_be_undone(window: MainWindow, store: Store) -> None:
    review = add(store, "review", {"child": "900100", "reviewed_on": "03/04/2023"}).row_id
    page = child_screen(window, store, "C-1")
    before = page.tab("Reviews").table.rows_model.rowCount()
    window.entering.remove("review", review)
    box = next(box for box in window.findChildren(QMessageBox) if box.isVisible())
    next(button for button in box.buttons() if button.text() == "Remove").click()
    assert page.tab("Reviews").table.rows_model.rowCount() == before - 1
    window.changed(history.undo(store))
    assert page.tab("Reviews").table.rows_model.rowCount() == before


def test_a_document_goes_in_and_a_copy_comes_out(window: MainWindow, store: Store, tmp_path: Path) -> None:
    page = child_screen(window, store, "C-1")
    source = tmp_path / "plan.txt"
    source.write_text("A plan", encoding="utf-8")
    window.entering.keep_document("child", page.row_id, source)
    assert page.tab("Documents").table.rows_model.rows[0][0] == "plan.txt"
    ((document,),) = store.rows("SELECT id FROM document")
    window.entering.write_document(str(document), tmp_path / "copy.txt")
    assert (tmp_path / "copy.txt").read_text(encoding="utf-8") == "A plan"
    assert documents.documents_of(store, "child", page.row_id)[0].name == "plan.txt"


def test_notes_are_added_from_the_page(window: MainWindow, store: Store) -> None:
    page = child_screen(window, store, "C-1")
    page.tab("Notes").add()
    form = window.findChild(RecordForm)
    assert form is not None
    assert list(form.rows.rows) == ["text"]
    form.rows.show_texts({"text": "Met the carer"})
    form.go()
    assert page.tab("Notes").table.rows_model.rows[0][3] == "Met the carer"


def test_closing_the_store_keeps_nothing(window: MainWindow, store: Store) -> None:
    page = child_screen(window, store, "C-1")
    window.set_session(None)
    assert page.page is None
    assert page.row_id == ""
    assert all(page.tab(name).table.rows_model.rowCount() == 0 for name in page._tabs)
    assert page.heading.text() == ""


def test_a_child_that_is_removed_is_left(window: MainWindow, store: Store) -> None:
    made = add(store, "child", {"identifier": "1"}).row_id
    window.entering.open("child", made)
    window.entering.remove("child", made)
    box = next(box for box in window.findChildren(QMessageBox) if box.isVisible())
    next(button for button in box.buttons() if button.text() == "Remove").click()
    assert window.current_name == "placements"


@pytest.mark.parametrize("reference", ["C-1", "C-5", "C-7"])
def test_any_child_can_be_shown(window: MainWindow, store: Store, reference: str, qtbot: QtBot) -> None:
    page = child_screen(window, store, reference)
    assert page.heading.text() == reference


def test_a_draft_of_a_record_that_is_gone_is_let_go(window: MainWindow, store: Store) -> None:
    save_draft(store, "review", "gone", {"participation": "PN1"})
    window.entering.offer_drafts()
    box = next(box for box in window.findChildren(QMessageBox) if box.isVisible())
    next(button for button in box.buttons() if button.text() == "Go on").click()
    assert any("no longer there" in box.text() for box in window.findChildren(QMessageBox))
    assert drafts(store) == []
