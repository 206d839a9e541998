from collections.abc import Iterator
from pathlib import Path

import pytest
import python_calamine
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from suffdesk.core.palette import LIGHT
from suffdesk.operations.overview import measures_for
from suffdesk.store.opening import Store
from suffdesk.ui.dialogs.working import WorkingDialog
from suffdesk.ui.screen import Screen
from suffdesk.ui.session import Session
from suffdesk.ui.tasks import TaskRunner
from suffdesk.ui.theme import Theme
from tests.small_register import AS_AT, small_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = small_store(tmp_path / "small.suffdesk")
    yield made
    made.close()


@pytest.fixture
def session(qtbot: QtBot, store: Store) -> Iterator[Session]:
    tasks = TaskRunner()
    yield Session(store, AS_AT, "Stockport", False, tasks)
    tasks.close()


@pytest.fixture
def dialog(owner: QWidget, theme: Theme, session: Session) -> WorkingDialog:
    made = WorkingDialog(owner, session, measures_for(session.store, "over_20_miles", AS_AT), LIGHT, "Over 20 miles")
    made.open()
    return made


def listed(dialog: WorkingDialog) -> list[str]:
    return [dialog.rows.index(row, 0).data() for row in range(dialog.rows.rowCount())]


def test_says_what_the_figure_is_and_who_is_counted(dialog: WorkingDialog) -> None:
    assert dialog.value.text() == "20.0%"
    assert dialog.basis.text() == "1 of 5 · 31 March 2024"
    assert "over 20 miles from home" in dialog.definition.text()
    assert "Not known for" in dialog.note.text()
    assert listed(dialog) == ["C-2"]
    assert [chip.text() for chip in dialog.sides.values()] == ["Counted 1", "Whole denominator 5", "Not counted 4"]


def test_lists_the_whole_denominator_and_those_not_counted(dialog: WorkingDialog, qtbot: QtBot) -> None:
    qtbot.mouseClick(dialog.sides["Not counted"], Qt.MouseButton.LeftButton)
    assert listed(dialog) == ["C-1", "C-3", "C-4", "C-5"]
    qtbot.mouseClick(dialog.sides["Whole denominator"], Qt.MouseButton.LeftButton)
    assert len(listed(dialog)) == 5
    dialog._sort_by(dialog.rows.column_names.index("miles"))
    assert listed(dialog) == ["C-1", "C-3", "C-4", "C-2", "C-5"]
    dialog._sort_by(dialog.rows.column_names.index("miles"))
    assert listed(dialog)[0] == "C-2"


def test_a_variant_changes_value_definition_and_children(dialog: WorkingDialog) -> None:
    assert [dialog.variant.itemText(place) for place in range(dialog.variant.count())] == [
        "the usual way", "by the variant “known only”",
    ]  # fmt: skip
    dialog.variant.setCurrentIndex(1)
    assert dialog.value.text() == "33.3%"
    assert dialog.basis.text() == "1 of 3 · 31 March 2024"
    assert "Variant:" in dialog.definition.text()
    assert dialog.sides["Not counted"].text() == "Not counted 2"


def test_copies_and_exports_the_list(dialog: WorkingDialog, tmp_path: Path, qtbot: QtBot) -> None:
    dialog.table.copy()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[:4] == ["Child", "Age", "Sex", "Placement"]
    assert lines[1].split("\t")[:4] == ["C-2", "16", "Female", "Children's home"]
    with qtbot.waitSignal(dialog.told) as told:
        dialog.export(tmp_path / "Far.xlsx")
    assert told.args == ["Saved 1 row to Far.xlsx"]
    book = python_calamine.CalamineWorkbook.from_path(tmp_path / "Far.xlsx")
    about = {row[0]: row[1] for row in book.get_sheet_by_index(1).to_python()}
    assert about["Figure"] == "Over 20 miles: 20.0%"
    assert about["Basis"] == "1 of 5"


def test_shows_the_children_in_the_register(dialog: WorkingDialog, qtbot: QtBot) -> None:
    dialog.sides["Not counted"].click()
    with qtbot.waitSignal(dialog.show_wanted) as wanted:
        dialog.show_button.click()
    assert wanted.args is not None
    assert (len(wanted.args[0]), wanted.args[1]) == (4, "Over 20 miles: not counted")


def test_a_child_opens(dialog: WorkingDialog, qtbot: QtBot) -> None:
    child = dialog.rows.id_at(0)
    with qtbot.waitSignal(dialog.child_wanted) as wanted:
        dialog.table.opened.emit(child)
    assert wanted.args == [child]


def test_a_figure_without_a_value_says_why(owner: QWidget, theme: Theme, session: Session) -> None:
    session.store.db.conn.execute("DELETE FROM return_table")
    session.store.db.conn.execute("DELETE FROM uasc_status")
    made = WorkingDialog(owner, session, measures_for(session.store, "uasc", AS_AT), LIGHT)
    assert made.value.text() == "no value"
    assert "No UASC table" in made.note.text()
    assert listed(made) == []
    assert not made.show_button.isEnabled()


def test_a_figure_of_another_date_is_not_shown_in_the_register(owner: QWidget, theme: Theme, session: Session) -> None:
    made = WorkingDialog(owner, session, measures_for(session.store, "cla", AS_AT.replace(year=2023)), LIGHT)
    assert listed(made) == ["C-1", "C-2", "C-4", "C-6"]
    assert not made.show_button.isEnabled()
    assert "another date" in made.show_button.toolTip()


def test_closed_while_its_list_is_saved_the_screen_says_so(
    theme: Theme, session: Session, tmp_path: Path, qtbot: QtBot
) -> None:
    screen = Screen()
    qtbot.addWidget(screen)
    made = WorkingDialog(screen, session, measures_for(session.store, "cla", AS_AT), LIGHT)
    made.open()
    with qtbot.waitSignal(screen.told) as told:
        made.export(tmp_path / "All.xlsx")
        made.close()
        QCoreApplication.sendPostedEvents(made, QEvent.Type.DeferredDelete)
    assert told.args == ["Saved 5 rows to All.xlsx"]
