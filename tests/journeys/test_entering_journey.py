"""From the window: a child and a placement typed in, a fault mended, a placement ended, a form left by a crash."""

from pathlib import Path

from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from suffdesk.operations.edit import held_row
from suffdesk.operations.stores import open_store
from suffdesk.ui.forms.end_form import EndForm
from suffdesk.ui.forms.record_form import RecordForm
from suffdesk.ui.main_window import MainWindow
from suffdesk.ui.records.child_page import ChildScreen


def form_of(window: MainWindow, entity: str) -> RecordForm:
    return next(form for form in window.findChildren(RecordForm) if form.entity == entity and form.isVisible())


def test_a_child_typed_in_placed_moved_and_ended(window: MainWindow) -> None:
    assert window.session is not None
    store = window.session.store
    window.actions_by_name["add_child"].trigger()
    form = form_of(window, "child")
    form.rows.show_texts({"identifier": "777", "date_of_birth": "1.2.2015"})
    form.go()
    page = window.screen_shown
    assert isinstance(page, ChildScreen)
    assert page.heading.text() == "C-0008"

    page.tab("Episodes").add()
    form = form_of(window, "episode")
    form.rows.show_texts({"started": "04/01/2024", "reason_new": "S", "legal_status": "C1", "place": "U6",
                          "provider": "PR1", "home_postcode": "SK1"})  # fmt: skip
    form.go()
    assert form.rows.rows["home_postcode"].fault.text() == "“SK1” is not a whole postcode; type it as SK1 3XE."
    form.rows.show_texts({"home_postcode": "SK1 3XE"})
    form.go()
    assert page.tabs.tabText(0) == "Episodes 1"
    assert page.page is not None
    assert page.page.looked_after

    window.actions_by_name["add_placement"].trigger()
    form = form_of(window, "placement")
    form.rows.show_texts({"child_id": "777", "started": "01/02/2024", "place": "K2", "provider": "PR4",
                          "placement_postcode": "M1 1AE", "reason_change": "CHILD"})  # fmt: skip
    form.go()
    assert page.tab("Placements").table.rows_model.rowCount() == 2
    assert page.moves.rows_model.rows[0][3] == "Child's request"

    placement = str(store.rows("SELECT id FROM placement WHERE child_id = ? AND until IS NULL", (page.row_id,))[0][0])
    window.entering.end("placement", placement)
    ending = next(form for form in window.findChildren(EndForm) if form.isVisible())
    ending.rows.show_texts({"until": "01/03/2024", "reason_ceased": "E4A"})
    ending.go()
    assert page.page is not None
    assert not page.page.looked_after


def test_a_stay_after_18_and_a_short_break(window: MainWindow) -> None:
    assert window.session is not None
    store = window.session.store
    for child, basis in (("C-4", "After 18"), ("C-7", "Short break")):
        window.actions_by_name["add_placement"].trigger()
        form = form_of(window, "placement")
        form.rows.show_texts({"child_id": child, "basis": basis, "started": "15/03/2024", "place": "K3"})
        form.rows.edited.emit("basis")
        assert form.rows.texts()["reason_change"] == ""
        form.go()
        assert form.faults == []
    found = store.rows("SELECT basis FROM placement WHERE source = 'typed' ORDER BY basis")
    assert [row[0] for row in found] == ["post-18", "short break"]


def test_a_form_left_by_a_crash_is_offered_again(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    assert window.session is not None
    window.actions_by_name["add_child"].trigger()
    form = form_of(window, "child")
    form.rows.show_texts({"identifier": "778"})
    form.drafting.keep()  # as its timer does every few seconds
    form._done = True  # the window is dropped without anything being closed
    window.session.store.close()
    window.session = None
    later = MainWindow(window.theme, window.settings)
    qtbot.addWidget(later)
    later.show()
    later.stores.take(open_store(tmp_path / "small.suffdesk", who="Ada"))
    box = next(box for box in later.findChildren(QMessageBox) if box.isVisible())
    assert "without saving" in box.text()
    next(button for button in box.buttons() if button.text() == "Go on").click()
    again = form_of(later, "child")
    assert again.rows.rows["identifier"].input.text() == "778"
    again.go()
    assert later.session is not None
    page = later.screen_shown
    assert isinstance(page, ChildScreen)
    assert held_row(later.session.store, "child", page.row_id)["identifier"] == "778"
    qtbot.waitUntil(lambda: not later.tasks.busy)
    later.close()
