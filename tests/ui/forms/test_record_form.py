"""The form of a record: made from its description, checked in place, kept as a draft, careful with others' changes."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from suffdesk.domain.entering import fields_to_fill
from suffdesk.domain.registry import ENTITIES
from suffdesk.operations.drafts import draft_of, drafts
from suffdesk.operations.edit import add, change, held_row, remove
from suffdesk.store.opening import Store, create_store, open_store
from suffdesk.ui.forms.end_form import EndForm
from suffdesk.ui.forms.inputs import ReferenceInput
from suffdesk.ui.forms.picker import RecordPicker
from suffdesk.ui.forms.record_form import RecordForm
from suffdesk.ui.theme import Theme


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with create_store(tmp_path / "a.suffdesk", passphrase=None, who="Ann") as opened:
        opened.set_meta("authority", "E08000007")
        yield opened
        # forms that a test left open go before the store, so that none keeps a draft in a later test
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def child(store: Store) -> str:
    return add(store, "child", {"identifier": "123", "date_of_birth": "29/02/2012"}).row_id


@pytest.fixture
def review(store: Store, child: str) -> str:
    return add(store, "review", {"child": "123", "reviewed_on": "03/04/2024", "participation": "PN1"}).row_id


def fill(form: RecordForm, **texts: str) -> None:
    """As if somebody typed: every field is edited and left."""
    for name, text in texts.items():
        given = form.rows.rows[name].input
        given.set_text(text)
        given.edited.emit()
        given.left.emit()


def test_every_entity_that_is_filled_in_has_a_form(owner: QWidget, theme: Theme, store: Store) -> None:
    for entity in ENTITIES:
        if not fields_to_fill(entity.name):
            continue
        form = RecordForm(owner, store, entity.name)
        assert form.rows.rows, entity.name
        for row in form.rows.rows.values():
            assert row.input.part.accessibleName().startswith(row.field.label)
        form.reject()


def test_a_fault_is_said_in_place_and_goes_when_it_is_mended(
    owner: QWidget, theme: Theme, store: Store, qtbot: QtBot
) -> None:
    form = RecordForm(owner, store, "child")
    form.show()
    fill(form, date_of_birth="31/02/2012")
    born = form.rows.rows["date_of_birth"]
    assert born.fault.text() == "“31/02/2012” is not a day of the calendar; type it as 03/04/2025."
    form.go()
    assert form.rows.rows["identifier"].fault.text() == "903 identifier is needed."
    assert form.isVisible()
    fill(form, date_of_birth="28.2.12", identifier="77")
    assert form.faults == []
    with qtbot.waitSignal(form.saved) as saved:
        form.go()
    assert saved.args is not None
    assert held_row(store, "child", saved.args[1].row_id)["date_of_birth"] == date(2012, 2, 28)


def test_tab_goes_through_the_fields_in_their_order(owner: QWidget, theme: Theme, store: Store) -> None:
    form = RecordForm(owner, store, "provider")
    form.show()
    form.activateWindow()
    name, sector = form.rows.rows["name"].input.part, form.rows.rows["sector"].input.part
    name.setFocus()
    QTest.keyClick(name, Qt.Key.Key_Tab)
    assert form.focusWidget() is sector


def test_only_what_differs_is_written_and_nothing_where_nothing_does(
    owner: QWidget, theme: Theme, store: Store, review: str
) -> None:
    before = store.state()
    RecordForm(owner, store, "review", review).go()
    assert store.state() == before
    form = RecordForm(owner, store, "review", review)
    fill(form, participation="")
    form.go()
    assert held_row(store, "review", review)["participation"] is None
    assert held_row(store, "review", review)["reviewed_on"] == date(2024, 4, 3)


def test_somebody_else_changed_it_meanwhile(owner: QWidget, theme: Theme, store: Store, review: str) -> None:
    form = RecordForm(owner, store, "review", review)
    fill(form, reviewed_on="05/04/2024")
    change(store, "review", review, {"reviewed_on": "04/04/2024", "participation": "PN2"})
    form.go()
    assert "changed by Ann" in form.faults[-1]
    assert form.rows.rows["reviewed_on"].fault.text().startswith("Changed meanwhile to “4 Apr 2024”")
    assert "(PN2)" in form.rows.rows["participation"].input.text()
    form.go()
    held = held_row(store, "review", review)
    assert (held["reviewed_on"], held["participation"]) == (date(2024, 4, 5), "PN2")


def test_the_record_was_removed_meanwhile(owner: QWidget, theme: Theme, store: Store, review: str) -> None:
    form = RecordForm(owner, store, "review", review)
    remove(store, "review", review)
    fill(form, participation="not at all")  # leaving the field checks it
    assert form.faults == ["The review is no longer there."]
    form.go()
    assert form.faults == ["The review is no longer there."]
    form.put_away()


def test_a_draft_outlives_the_program(owner: QWidget, theme: Theme, store: Store, tmp_path: Path) -> None:
    form = RecordForm(owner, store, "child")
    fill(form, identifier="9", upn="A12345")
    form.drafting.keep()  # what the timer does
    form._done = True  # dropped without being closed, as when the program is killed
    path = store.path
    store.close()
    with open_store(path, passphrase=None, who="Ann") as again:
        later = RecordForm(owner, again, "child")
        assert later.rows.rows["identifier"].input.text() == "9"
        assert "without saving" in later.banner.text
        fill(later, upn="")
        later.go()
        assert [str(row[0]) for row in again.rows("SELECT identifier FROM child")] == ["9"]
        assert drafts(again) == []


def test_the_timer_keeps_a_draft(
    owner: QWidget, theme: Theme, store: Store, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("suffdesk.ui.forms.drafting.EVERY", 10)
    form = RecordForm(owner, store, "child")
    fill(form, identifier="9")
    qtbot.waitUntil(lambda: draft_of(store, "child") is not None)
    form._banner_pressed()
    assert form.rows.rows["identifier"].input.text() == ""
    assert draft_of(store, "child") is None


def test_cancelling_asks_before_it_throws_away(owner: QWidget, theme: Theme, store: Store) -> None:
    form = RecordForm(owner, store, "child")
    form.show()
    fill(form, identifier="9")
    form.drafting.keep()
    form.reject()
    box = form.findChild(QMessageBox)
    assert box is not None
    assert form.isVisible()
    next(button for button in box.buttons() if button.text() == "Throw it away").click()
    assert not form.isVisible()
    assert drafts(store) == []


def test_locking_keeps_what_was_typed(owner: QWidget, theme: Theme, store: Store) -> None:
    form = RecordForm(owner, store, "child")
    fill(form, identifier="9")
    form.put_away()
    kept = draft_of(store, "child")
    assert kept is not None
    assert kept.values == {"identifier": "9"}


def test_a_record_is_found_by_what_it_is_called(owner: QWidget, theme: Theme, store: Store, child: str) -> None:
    form = RecordForm(owner, store, "review")
    given = form.rows.rows["child_id"].input
    assert isinstance(given, ReferenceInput)
    picker = given.part
    assert isinstance(picker, RecordPicker)
    picker.setText("12")
    picker.textEdited.emit("12")
    assert picker.offered == ["C-0001 · 123"]
    picker.search.activated[str].emit("C-0001 · 123")
    assert given.text() == child
    given.set_text(child)
    assert picker.text() == "C-0001 · 123"


def test_a_placement_made_from_episodes_leads_to_the_episode(
    owner: QWidget, theme: Theme, store: Store, child: str, qtbot: QtBot
) -> None:
    values = {"child": "123", "started": "03/04/2024", "reason_new": "S", "legal_status": "C1", "place": "U6"}
    episode = add(store, "episode", {**values, "provider": "PR1", "home_postcode": "SK1 3XE"}).row_id
    ((placement,),) = store.rows("SELECT id FROM placement")
    form = RecordForm(owner, store, "placement", str(placement))
    assert form.save.isHidden()
    assert "made from episodes" in form.banner.text
    with qtbot.waitSignal(form.other_wanted) as wanted:
        form._banner_pressed()
    assert wanted.args == ["episode", episode]


def test_ending_asks_for_the_day_and_the_reason(
    owner: QWidget, theme: Theme, store: Store, child: str, qtbot: QtBot
) -> None:
    values = {"child": "123", "started": "03/04/2024", "reason_new": "S", "legal_status": "C1", "place": "U6"}
    episode = add(store, "episode", {**values, "provider": "PR1", "home_postcode": "SK1 3XE"}).row_id
    ((placement,),) = store.rows("SELECT id FROM placement")
    form = EndForm(owner, store, "placement", str(placement))
    form.go()
    assert form.rows.rows["until"].fault.text() == "Type the day on which it ceased."
    form.rows.show_texts({"until": "01/04/2024"})
    form.go()
    assert held_row(store, "episode", episode)["until"] is None
    form.rows.show_texts({"until": "01/06/2024", "reason_ceased": "E4A"})
    with qtbot.waitSignal(form.saved):
        form.go()
    assert held_row(store, "episode", episode)["until"] == date(2024, 6, 1)


def test_a_postcode_that_nobody_knows_is_doubted_and_kept(
    owner: QWidget, theme: Theme, store: Store, qtbot: QtBot
) -> None:
    form = RecordForm(owner, store, "setting")
    form.show()
    fill(form, name="Elm House", kind="Children's home", postcode="ZZ1 1ZZ")
    row = form.rows.rows["postcode"]
    assert "not in the postcode directory" in row.fault.text()
    assert not row.input.part.property("wrong")
    form.go()
    assert store.rows("SELECT postcode FROM setting") == [("ZZ1 1ZZ",)]


def test_a_name_pasted_over_two_lines_is_one(owner: QWidget, theme: Theme, store: Store) -> None:
    form = RecordForm(owner, store, "provider")
    fill(form, name="Alpha\nCare", notes="One\ntwo")
    form.go()
    assert store.rows("SELECT name, notes FROM provider") == [("Alpha Care", "One\ntwo")]
