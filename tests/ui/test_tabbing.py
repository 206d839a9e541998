"""Tab reaches everything, in every form, dialog and screen; Enter presses nothing that loses work."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QTabWidget, QWidget
from pytestqt.qtbot import QtBot

from suffdesk.domain.entering import NOT_TYPED
from suffdesk.domain.registry import ENTITIES
from suffdesk.ui.dialogs.authority import AuthorityDialog
from suffdesk.ui.dialogs.dialog import Dialog
from suffdesk.ui.dialogs.message import ask
from suffdesk.ui.dialogs.reason import ReasonDialog
from suffdesk.ui.forms.record_form import RecordForm
from suffdesk.ui.main_window import MainWindow
from suffdesk.ui.register.save_view import SaveView
from suffdesk.ui.sidebar import PLACES
from tests.small_homes import Homes
from tests.ui.tabbing import dialogs_of, is_harmless, pressed_by_enter, unreached, walk


@pytest.fixture
def window(homes_window: MainWindow) -> MainWindow:
    return homes_window


@pytest.mark.parametrize("entity", [one.name for one in ENTITIES if one.name not in NOT_TYPED])
def test_a_form_of_each_entity(qtbot: QtBot, homes: Homes, entity: str) -> None:
    form = RecordForm(None, homes.store, entity)
    form.show()
    assert unreached(qtbot, form) == []
    assert pressed_by_enter(form) == "Save"
    form.put_away()


def kinds_of(kind: type) -> set[type]:
    """A class, and every one made from it."""
    return {kind, *(made for one in kind.__subclasses__() for made in kinds_of(one))}


def test_every_dialog(qtbot: QtBot, window: MainWindow, homes: Homes, tmp_path: Path) -> None:
    faults: dict[str, object] = {}
    walked: set[type] = {RecordForm}
    for dialog in dialogs_of(window, homes, tmp_path):
        dialog.show()
        walked.update(type(dialog).__mro__)
        qtbot.waitUntil(lambda: not window.tasks.busy)
        if left := unreached(qtbot, dialog):
            faults[f"{type(dialog).__name__}: Tab"] = left
        if not is_harmless(words := pressed_by_enter(dialog)):
            faults[f"{type(dialog).__name__}: Enter"] = words
        QDialog.done(dialog, QDialog.DialogCode.Rejected)
        dialog.deleteLater()
        qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    assert faults == {}
    assert kinds_of(Dialog) - walked == set()  # a new dialog joins tests/ui/tabbing.py


def test_every_screen_and_each_of_its_tabs(qtbot: QtBot, window: MainWindow, homes: Homes) -> None:
    child = str(homes.store.rows("SELECT id FROM child LIMIT 1")[0][0])
    places = [place.name for place in PLACES]
    faults: dict[str, list[str]] = {}
    pages = [("child", child), ("setting", homes.meadows), ("provider", homes.meadow)]
    for name, row_id in [*((name, "") for name in places), *pages]:
        if row_id:
            window.going.show(name, row_id)
        else:
            window.go(name)
        qtbot.waitUntil(lambda: not window.tasks.busy)
        screen = window.screen_shown
        assert screen is not None
        bars: list[QTabWidget | None] = [*screen.findChildren(QTabWidget)] or [None]
        for place in range(bars[0].count() if bars[0] is not None else 1):
            if bars[0] is not None:
                bars[0].setCurrentIndex(place)
            if left := unreached(qtbot, window):
                faults[f"{name} {place}"] = left
    assert faults == {}


@pytest.mark.parametrize("field", ["name", "why", "authority"])
def test_a_dialog_that_asks_for_a_name_opens_with_the_keyboard_in_it(qtbot: QtBot, owner: QWidget, field: str) -> None:
    made: QDialog = {
        "name": lambda: SaveView(owner, [], []), "why": lambda: ReasonDialog(owner, "A concern", lambda _: None),
        "authority": lambda: AuthorityDialog(owner, "", lambda _: ""),
    }[field]()  # fmt: skip
    made.show()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is made)
    assert QApplication.focusWidget() is getattr(made, field)
    order = walk(qtbot, made)
    assert isinstance(order[0], QLineEdit)
    assert [one.text() for one in order[1:]][:1] == ["Cancel"]  # type: ignore[attr-defined]


def test_enter_presses_the_button_that_has_the_keyboard_and_no_is_the_default(qtbot: QtBot, owner: QWidget) -> None:
    done: list[str] = []
    box = ask(owner, "Throw away what you typed?", "Throw it away", lambda: done.append("gone"))
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert done == []
    assert not box.isVisible()
    dialog = SaveView(owner, [], [])
    dialog.show()
    dialog.cancel.setFocus()
    qtbot.keyClick(dialog.cancel, Qt.Key.Key_Return)
    assert not dialog.isVisible()
