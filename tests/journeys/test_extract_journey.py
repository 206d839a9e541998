"""A month between two returns, on the real window: an extract read, kept by name, brought in, merged, taken back."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QComboBox, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from suffdesk.operations import edit, import_return, mappings, merging
from suffdesk.operations.stores import new_store
from suffdesk.store.opening import Store
from suffdesk.ui.dialogs.mappings import MappingsDialog
from suffdesk.ui.dialogs.merge_offers import MergeOffersDialog
from suffdesk.ui.extract_wizard.wizard import ExtractWizard
from suffdesk.ui.import_wizard.wizard import ImportWizard
from suffdesk.ui.main_window import MainWindow
from suffdesk.ui.screens.data import DataScreen
from suffdesk.ui.settings import Settings
from suffdesk.ui.theme import Theme, load_fonts

RETURN = {
    "header.csv": "CHILD,SEX,DOB,ETHNIC\nA,1,05/05/2012,WBRI\nB,2,05/05/2013,WBRI\nC,1,05/05/2014,WBRI\n",
    "episodes.csv": (
        "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n"
        "A,01/06/2023,S,C2,N1,U6,PR1,,,,SK1 3XE,M1 1AE,\n"
        "B,01/06/2023,S,C2,N1,U6,PR1,,,,SK1 3XE,M1 1AE,\n"
        "C,01/06/2023,S,C2,N1,U6,PR1,,,,SK1 3XE,SK4 1AA,\n"
    ),
}
HEADINGS = ["Child ID", "Date of Birth", "Gender", "Placement start date", "Placement type", "Placement provider",
            "Placement postcode", "Our remarks"]  # fmt: skip
ROWS = [
    ["A", "05/05/2012", "Male", "01/06/2023", "U6", "PR1", "M1 1AE", "as before"],
    ["B", "05/05/2013", "Female", "10/07/2024", "Big house", "PR4", "B1 1AA", "moved"],
    ["D", "01/02/2015", "Female", "02/09/2024", "U6", "PR1", "SK4 1AA", "new"],
    ["", "01/02/2016", "Female", "02/09/2024", "U6", "PR1", "SK4 1AA", "whose?"],
]  # fmt: skip


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    load_fonts()
    settings = Settings(tmp_path / "window.ini")
    settings.who = "Ada"
    theme = Theme(qapp, "light")
    made = MainWindow(theme, settings)
    qtbot.addWidget(made)
    made.show()
    store = new_store(tmp_path / "Team.suffdesk", passphrase=None, authority="Stockport", who="Ada")
    (tmp_path / "return").mkdir()
    for name, text in RETURN.items():
        (tmp_path / "return" / name).write_text(text, encoding="utf-8")
    import_return.apply(store, import_return.plan(store, import_return.read([tmp_path / "return"])))
    made.stores.take(store)
    yield made
    made.close()
    theme.deleteLater()


@pytest.fixture
def store(window: MainWindow) -> Store:
    assert window.session
    return window.session.store


@pytest.fixture
def extract(tmp_path: Path) -> Path:
    path = tmp_path / "october.csv"
    with path.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows([HEADINGS, *ROWS])
    return path


@pytest.fixture
def wizard(window: MainWindow) -> ExtractWizard:
    return opened(window)


def opened(window: MainWindow) -> ExtractWizard:
    window.actions_by_name["import_extract"].trigger()
    made = next(one for one in window.findChildren(ExtractWizard) if one.isVisible())
    made.choose.day.chosen.emit(date(2024, 10, 31))
    made.choose.day.set_day(date(2024, 10, 31))
    return made


def go_on(qtbot: QtBot, wizard: ExtractWizard | ImportWizard, words: str) -> None:
    assert wizard.next.text() == words
    assert wizard.next.isEnabled()
    wizard.next.click()
    qtbot.waitUntil(lambda: wizard._task is None, timeout=120_000)


def choose(page_model: object, heading: str, words: str) -> None:
    """Choose those words in the row of a heading, as the list in it would."""
    row = next(place for place, cells in enumerate(page_model.table.rows) if cells[0] == heading)  # type: ignore[attr-defined]
    place = list(page_model.choices(row)).index(words)  # type: ignore[attr-defined]
    assert page_model.setData(page_model.index(row, page_model.columnCount() - 1), place)  # type: ignore[attr-defined]


def number(store: Store, table: str) -> int:
    return int(str(store.rows(f"SELECT count(*) FROM {table}")[0][0]))


def to_preview(qtbot: QtBot, wizard: ExtractWizard, extract: Path, name: str = "") -> None:
    wizard.start(extract)
    go_on(qtbot, wizard, "Read the file")
    go_on(qtbot, wizard, "Next")
    choose(wizard.values.model, "Big house", "Children's home")
    wizard.values.keep.setChecked(bool(name))
    wizard.values.named.setText(name or "none")
    go_on(qtbot, wizard, "Preview")


def test_from_an_unknown_file_to_the_store_and_back(
    qtbot: QtBot, window: MainWindow, store: Store, wizard: ExtractWizard, extract: Path
) -> None:
    assert not wizard.next.isEnabled()
    wizard.start(extract)
    go_on(qtbot, wizard, "Read the file")
    columns = wizard.columns
    QAbstractItemModelTester(columns.model, QAbstractItemModelTester.FailureReportingMode.Warning)
    means = {cells[0]: cells[3] for cells in columns.model.table.rows}
    assert means["Child ID"] == "903 identifier of the child"
    assert means["Placement type"] == "Placement"
    assert means["Our remarks"] == "Not used"
    assert "Need" in columns.missing.text()
    choose(columns.model, "Child ID", "Not used")
    assert "No column says which child" in columns.faults.text()
    assert not wizard.next.isEnabled()
    choose(columns.model, "Child ID", "903 identifier of the child")
    choose(columns.model, "Our remarks", "Sex")
    assert "filled from Gender and Our remarks" in columns.faults.text()
    choose(columns.model, "Our remarks", "Not used")
    go_on(qtbot, wizard, "Next")
    values = wizard.values
    QAbstractItemModelTester(values.model, QAbstractItemModelTester.FailureReportingMode.Warning)
    assert values.model.table.rows[0][0] == "Big house"  # what nobody could tell comes first
    assert "1 word of" in values.about.text()
    choose(values.model, "Big house", "Children's home")
    assert "has a meaning" in values.about.text()
    values.named.setText("Monthly list")
    go_on(qtbot, wizard, "Preview")
    assert next(one.name for one in mappings.kept(store)) == "Monthly list"
    assert number(store, "child") == 3
    preview = wizard.preview
    done = {(cells[0], cells[1]): cells[6] for cells in preview.model.rows}
    assert done["New", "D"] == "Yes"
    assert done["Ended?", "C-0003"] == "Left"
    assert [problem.row for problem in preview.faults.model.problems] == [5]
    assert preview._figures["left out"][0].text() == "1"
    go_on(qtbot, wizard, "Import")
    assert "left out" in wizard.report.lines.text()
    assert number(store, "child") == 4
    assert window.actions_by_name["undo"].text() == "Undo “Import extract october.csv”"
    wizard.report.undo.click()
    qtbot.waitUntil(lambda: wizard._task is None)
    assert wizard.report.heading.text() == "Undone"
    assert number(store, "child") == 3
    go_on(qtbot, wizard, "Done")
    assert not wizard.isVisible()


def test_what_is_decided_in_the_preview_is_done(
    qtbot: QtBot, store: Store, wizard: ExtractWizard, extract: Path
) -> None:
    to_preview(qtbot, wizard, extract)
    preview = wizard.preview

    def choose_row(what: str, child: str) -> None:
        preview.table.selectRow(next(
            place for place, cells in enumerate(preview.model.rows) if (cells[0], cells[1]) == (what, child)
        ))  # fmt: skip

    choose_row("New", "D")
    assert not preview._ending.isVisible()
    preview.leave.click()
    choose_row("Ended?", "C-0003")
    assert "not in the extract" in preview.whole.text()
    preview.ended_on.set_day(date(2024, 10, 1))
    preview.reason.setCurrentIndex(preview.reason.findText("Died"))
    preview.end.click()
    go_on(qtbot, wizard, "Preview again")
    assert {(cells[0], cells[1]): cells[6] for cells in preview.model.rows}["Ended?", "C-0003"] == "01/10/2024"
    go_on(qtbot, wizard, "Import")
    assert number(store, "child") == 3
    assert store.rows("SELECT e.until, e.reason_ceased FROM episode e JOIN child c ON c.id = e.child_id "
                      "WHERE c.reference = 'C-0003'") == [("2024-10-01", "E2")]  # fmt: skip
    wizard.accept()


def test_an_ending_that_cannot_be_is_refused_in_a_sentence(qtbot: QtBot, wizard: ExtractWizard, extract: Path) -> None:
    to_preview(qtbot, wizard, extract)
    preview = wizard.preview
    ended = next(place for place, cells in enumerate(preview.model.rows) if cells[0] == "Ended?")
    preview.table.selectRow(ended)
    preview.ended_on.set_day(date(2025, 10, 1))
    preview.end.click()
    go_on(qtbot, wizard, "Preview again")
    box = next(box for box in wizard.findChildren(QMessageBox) if box.isVisible())
    assert "cannot end on 1 October 2025" in box.text()
    box.accept()
    preview.table.selectRow(ended)
    preview.leave.click()
    go_on(qtbot, wizard, "Preview again")
    assert wizard.next.text() == "Import"
    wizard.reject()


def test_a_kept_mapping_goes_straight_to_the_preview_and_can_be_looked_through(
    qtbot: QtBot, window: MainWindow, store: Store, wizard: ExtractWizard, extract: Path
) -> None:
    to_preview(qtbot, wizard, extract, "Monthly list")
    go_on(qtbot, wizard, "Import")
    wizard.accept()
    again = opened(window)
    again.choose.mapping.setCurrentIndex(again.choose.mapping.findText("Monthly list"))
    again.choose.mapping.activated.emit(again.choose.mapping.currentIndex())
    again.start(extract)
    go_on(qtbot, again, "Read the file")
    assert again.next.text() == "Import"
    assert "Nothing in october.csv" in again.preview.about.text()
    again.back.click()
    assert {cells[0]: cells[4] for cells in again.values.model.table.rows}["Big house"] == "Children's home"
    choose(again.values.model, "Big house", "Not known: left empty and listed")
    row = next(place for place, cells in enumerate(again.values.model.table.rows) if cells[0] == "PR4")
    assert "Not known: left empty and listed" not in again.values.model.choices(row)  # a code is read whatever one says
    go_on(qtbot, again, "Preview")
    assert [problem.rule for problem in again.preview.faults.model.problems].count("value_unknown") == 1
    again.back.click()
    again.back.click()
    again.back.click()
    again.choose.day.chosen.emit(date(2024, 11, 30))
    go_on(qtbot, again, "Read the file")
    assert "of 30 November 2024" in again.preview.about.text()
    assert [problem.rule for problem in again.preview.faults.model.problems].count("value_unknown") == 1
    again.reject()
    held = mappings.find(store, "Monthly list").column("place")
    assert held
    assert dict(held.values)["Big house"] == {"place": "K2"}  # it was not kept anew


def test_a_name_that_is_taken_is_said_in_place(
    qtbot: QtBot, store: Store, wizard: ExtractWizard, extract: Path
) -> None:
    to_preview(qtbot, wizard, extract, "Monthly list")
    wizard.choose.take(extract)
    wizard.show_step(0)
    wizard.choose.mapping.setCurrentIndex(0)
    wizard.choose.mapping.activated.emit(0)
    go_on(qtbot, wizard, "Read the file")
    go_on(qtbot, wizard, "Next")
    wizard.values.keep.setChecked(True)
    wizard.values.named.setText("monthly LIST")
    go_on(qtbot, wizard, "Preview")
    assert "“Monthly list” already" in wizard.values._why.text()
    assert wizard.step == 2
    wizard.reject()


def test_another_row_names_the_columns(qtbot: QtBot, wizard: ExtractWizard, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    with path.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows([["Team list", "October", "", "", "", "", "", ""], HEADINGS, *ROWS])
    wizard.start(path)
    go_on(qtbot, wizard, "Read the file")
    assert wizard.columns.row.value() == 2
    wizard.columns.row.setValue(1)
    qtbot.waitUntil(lambda: wizard._task is None)
    assert wizard.columns.model.table.rows[0][0] == "Team list"
    assert not wizard.next.isEnabled()
    wizard.reject()


def test_a_list_in_the_table_can_be_reached_and_chosen_from_by_key(
    qtbot: QtBot, wizard: ExtractWizard, extract: Path
) -> None:
    wizard.start(extract)
    go_on(qtbot, wizard, "Read the file")
    box = next(box for box in wizard.columns.table.findChildren(QComboBox) if "Our remarks" in box.accessibleName())
    box.setFocus()
    qtbot.keyClicks(box, "Need")
    box.activated.emit(box.currentIndex())
    assert wizard.columns.model.table.rows[7][3] == "Need"
    wizard.reject()


def test_dropped_files_go_to_the_wizard_that_they_are_for(
    qtbot: QtBot, window: MainWindow, extract: Path, tmp_path: Path
) -> None:
    for path, kind in ((extract, ExtractWizard), (tmp_path / "return" / "episodes.csv", ImportWizard)):
        window.stores.take_dropped([str(path)])
        qtbot.waitUntil(lambda kind=kind: any(one.isVisible() for one in window.findChildren(kind)))  # type: ignore[misc]
        made = next(one for one in window.findChildren(kind) if one.isVisible())
        qtbot.waitUntil(lambda made=made: made._task is None)  # type: ignore[misc]
        made.reject()


def test_mappings_are_renamed_and_removed(
    qtbot: QtBot, window: MainWindow, store: Store, wizard: ExtractWizard, extract: Path, tmp_path: Path
) -> None:
    to_preview(qtbot, wizard, extract, "Monthly list")
    wizard.reject()
    window.actions_by_name["mappings"].trigger()
    dialog = window.findChild(MappingsDialog)
    QAbstractItemModelTester(dialog.model, QAbstractItemModelTester.FailureReportingMode.Warning)
    assert [cells[0] for cells in dialog.model.rows] == ["Monthly list", "Annex A: children looked after"]
    dialog.save_to(tmp_path / "saved.json")
    dialog.named.setText("Case system, monthly")
    dialog._enable()
    dialog.rename.click()
    assert mappings.find(store, "case system, monthly").name == "Case system, monthly"
    dialog.add_from(tmp_path / "saved.json")
    assert len(dialog.model.rows) == 3
    dialog.remove.click()
    box = next(box for box in dialog.findChildren(QMessageBox) if box.isVisible())
    next(press for press in box.findChildren(QPushButton) if press.text() == "Remove").click()
    assert [one.name for one in mappings.kept(store)] == ["Case system, monthly", "Annex A: children looked after"]
    dialog.view.selectRow(1)
    assert not dialog.rename.isEnabled()
    assert not dialog.remove.isEnabled()
    dialog.accept()
    assert window.actions_by_name["undo"].text() == "Undo “Delete import mapping “Monthly list””"


def test_a_file_that_tells_no_year_is_read_with_the_year_that_one_says(
    qtbot: QtBot, window: MainWindow, store: Store, tmp_path: Path
) -> None:
    alone = tmp_path / "children.xml"
    alone.write_text(
        "<Message><Children><CHILD><HEADER><CHILDID>Z</CHILDID><SEX>1</SEX><DOB>2012-05-05</DOB><ETHNIC>WBRI</ETHNIC>"
        "</HEADER></CHILD></Children></Message>",
        encoding="utf-8",
    )
    window.actions_by_name["import"].trigger()
    wizard = window.findChild(ImportWizard)
    wizard.start([alone])
    qtbot.waitUntil(lambda: wizard._task is None, timeout=120_000)
    box = next(box for box in wizard.findChildren(QMessageBox) if box.isVisible())
    assert "give the year" in box.text()
    box.accept()
    year = wizard.choose.year.box
    year.setCurrentIndex(year.findData(2024))
    year.activated.emit(year.currentIndex())
    go_on(qtbot, wizard, "Read the files")
    assert wizard.recognise.model.rows[0][0] == "2023-24"
    year = wizard.recognise.year.box
    assert year.currentData() == 2024
    year.setCurrentIndex(year.findData(2023))
    year.activated.emit(year.currentIndex())
    go_on(qtbot, wizard, "Read the files")
    assert wizard.recognise.model.rows[0][0] == "2022-23"
    for words in ("Check", "Preview", "Import"):
        go_on(qtbot, wizard, words)
    assert store.rows("SELECT collection_year FROM child WHERE identifier = 'Z'") == [(2023,)]
    wizard.accept()


def test_the_xml_form_goes_through_the_wizard(qtbot: QtBot, window: MainWindow, store: Store) -> None:
    window.actions_by_name["import"].trigger()
    wizard = window.findChild(ImportWizard)
    wizard.start([Path(__file__).parents[1] / "data" / "fake_903.xml"])
    qtbot.waitUntil(lambda: wizard._task is None, timeout=120_000)
    assert ("2017-18", "Episodes", 459) in [(row[0], row[1], row[3]) for row in wizard.recognise.model.rows]
    for words in ("Check", "Preview", "Import"):
        go_on(qtbot, wizard, words)
    assert number(store, "child") == 3 + 253
    wizard.report.undo.click()
    qtbot.waitUntil(lambda: wizard._task is None, timeout=120_000)
    assert number(store, "child") == 3
    wizard.accept()


def offer_something(store: Store, folder: Path) -> None:
    """A move that was typed on 12 July 2024, and comes in the return as 10 July."""
    edit.add(store, "placement", {"child": "C-0001", "basis": "looked after", "started": "12/07/2024", "place": "K2",
                                  "provider": "PR4", "placement_postcode": "B1 1AA"})  # fmt: skip
    text = RETURN["episodes.csv"].replace(
        "A,01/06/2023,S,C2,N1,U6,PR1,,,,SK1 3XE,M1 1AE,\n",
        "A,01/06/2023,S,C2,N1,U6,PR1,10/07/2024,X1,PLAN,SK1 3XE,M1 1AE,\n"
        "A,10/07/2024,P,C2,N1,K2,PR4,,,,SK1 3XE,B1 1AA,SC111111\n",
    )
    (folder / "episodes.csv").write_text(text, encoding="utf-8")


def test_a_typed_placement_is_merged_with_the_imported_one(
    qtbot: QtBot, window: MainWindow, store: Store, tmp_path: Path
) -> None:
    offer_something(store, tmp_path / "return")
    window.actions_by_name["import"].trigger()
    wizard = window.findChild(ImportWizard)
    wizard.start([tmp_path / "return"])
    qtbot.waitUntil(lambda: wizard._task is None, timeout=120_000)
    for words in ("Check", "Preview", "Import"):
        go_on(qtbot, wizard, words)
    assert "1 typed placement may be the same" in wizard.report.merging.words.text()
    wizard.report.merging.press.click()
    assert not wizard.isVisible()
    dialog = window.findChild(MergeOffersDialog)
    QAbstractItemModelTester(dialog.model, QAbstractItemModelTester.FailureReportingMode.Warning)
    sides = {cells[0]: cells[1:] for cells in dialog.facts.rows}
    assert sides["Since (differs)"] == ("12 Jul 2024", "10 Jul 2024", "10 Jul 2024")
    assert sides["Placement"][0] == sides["Placement"][1] == "Children's home (K2)"
    before = number(store, "placement")
    assert sides["Ceased (differs)"][2] == "Worked out anew"
    dialog.merge.click()
    assert number(store, "placement") == before - 1
    assert store.rows("SELECT started, until, place, urn FROM placement ORDER BY started DESC LIMIT 1") == [
        ("2024-07-10", None, "K2", "SC111111")
    ]  # fmt: skip
    assert not dialog.merge.isEnabled()
    assert "nothing to merge" in dialog.about.text()
    dialog.undo.click()
    assert number(store, "placement") == before
    assert len(dialog.model.rows) == 1
    dialog.accept()


def test_what_is_different_is_not_offered_again_until_that_is_undone(
    qtbot: QtBot, window: MainWindow, store: Store, tmp_path: Path
) -> None:
    offer_something(store, tmp_path / "return")
    import_return.apply(store, import_return.plan(store, import_return.read([tmp_path / "return"])))
    window.go_data()
    data = window.screen_shown
    assert isinstance(data, DataScreen)
    assert "1 typed placement" in data.between.text()
    data.merging_button.click()
    dialog = window.findChild(MergeOffersDialog)
    dialog.different.click()
    assert merging.merge_offers(store) == []
    assert "no typed placement" in data.between.text()
    dialog.accept()
    window.actions_by_name["undo"].trigger()
    qtbot.waitUntil(lambda: not window.tasks.busy)
    assert len(merging.merge_offers(store)) == 1
    assert "1 typed placement" in data.between.text()
