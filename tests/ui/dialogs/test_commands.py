"""The command palette: whatever there is, found by a few letters; what cannot be done now says so."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QTabWidget, QWidget
from pytestqt.qtbot import QtBot

from suffdesk.domain.entering import fields_to_fill
from suffdesk.domain.registry import ENTITIES
from suffdesk.ui.dialogs.authority import AuthorityDialog
from suffdesk.ui.dialogs.commands import CommandsDialog
from suffdesk.ui.forms.record_form import RecordForm
from suffdesk.ui.main_window import MainWindow
from suffdesk.ui.palette import LISTS, of_action
from suffdesk.ui.session import Session
from suffdesk.ui.settings import Settings
from suffdesk.ui.sidebar import PLACES
from suffdesk.ui.theme import Theme
from tests.small_homes import AS_AT, small_homes

NOTHING = "Nothing is called so. Try another word, or press F1 for the guide"


@pytest.fixture
def done() -> list[str]:
    return []


@pytest.fixture
def dialog(owner: QWidget, done: list[str]) -> CommandsDialog:
    actions = []
    for text in ("&Open store…", "&Import a return…", "Re&port a fault…", "Undo"):
        action = QAction(text, owner)
        action.setEnabled(text != "Undo")
        action.triggered.connect(lambda _=False, text=text: done.append(text))
        actions.append(action)
    made = CommandsDialog(owner, [of_action(action) for action in actions])
    made.show()
    return made


def listed(dialog: CommandsDialog) -> list[str]:
    return [dialog.list.item(row).text() for row in range(dialog.list.count())]


def test_at_first_only_what_can_be_done_now(dialog: CommandsDialog) -> None:
    assert listed(dialog) == ["Open store", "Import a return", "Report a fault"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("re", ["Report a fault", "Import a return", "Open store"]),
        ("port", ["Import a return", "Report a fault"]),
        ("iar", ["Import a return"]),
        ("return imp", ["Import a return"]),
        ("undo", ["Undo  (not now)"]),
        ("xyz", [NOTHING]),
    ],
)
def test_a_few_letters_find_it_the_best_first(dialog: CommandsDialog, typed: str, found: list[str]) -> None:
    dialog.field.setText(typed)
    assert listed(dialog) == found


def test_enter_does_the_one_that_is_marked(dialog: CommandsDialog, done: list[str], press: Callable[..., None]) -> None:
    press(dialog.field, "o", Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert done == ["&Import a return…"]


def test_what_cannot_be_done_now_is_not_done(
    dialog: CommandsDialog, done: list[str], press: Callable[..., None]
) -> None:
    press(dialog.field, "undo", Qt.Key.Key_Return)
    assert done == []
    assert dialog.isVisible()


@pytest.fixture
def full(qtbot: QtBot, theme: Theme, settings: Settings, tmp_path: Path) -> Iterator[MainWindow]:
    homes = small_homes(tmp_path / "homes.suffdesk")
    made = MainWindow(theme, settings)
    qtbot.addWidget(made)
    made.show()
    made.set_session(Session(homes.store, AS_AT, "Stockport", False, made.tasks))
    yield made
    qtbot.waitUntil(lambda: not made.tasks.busy)
    made.set_session(None)
    homes.store.close()


def palette(window: MainWindow, typed: str) -> CommandsDialog:
    window.do("commands")
    made = next(one for one in window.findChildren(CommandsDialog) if one.isVisible())
    made.field.setText(typed)
    return made


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("add visit", "Add visit"),
        ("placements list", "Placements list (Placements)"),
        ("visits", "Visits list (Quality)"),
        ("waiting", "Waiting list (Own homes)"),
        ("dark", "Appearance: Dark"),
        ("lock when idle: after 30", "Lock when idle: After 30 minutes"),
        ("authority", "Change the authority"),
        ("guide", "Guide    F1"),
        ("add judgement", "Add judgement"),
        ("xyzzy", NOTHING),
    ],
)
def test_everything_is_found(full: MainWindow, typed: str, first: str) -> None:
    dialog = palette(full, typed)
    assert listed(dialog)[0] == first
    dialog.reject()


def test_every_action_screen_list_and_record_is_there(full: MainWindow) -> None:
    dialog = palette(full, "")
    words = {command.words for command in dialog._commands}
    for name, action in full.actions_by_name.items():
        plain = action.text().replace("&", "").rstrip("…")
        assert name == "commands" or any(one.endswith(plain) for one in words), name
    for place in PLACES:
        assert place.title in words
    for entity in ENTITIES:
        if fields_to_fill(entity.name) and entity.name != "note":
            assert f"Add {entity.label.lower()}" in words
    dialog.reject()


def test_the_lists_are_those_of_the_screens(full: MainWindow, qtbot: QtBot) -> None:
    for screen, names in LISTS.items():
        for name in names:
            full.go(screen)
            shown = full.screen_shown
            assert shown is not None
            shown.show_list(name)
            if tabs := shown.findChild(QTabWidget):
                assert tabs.tabText(tabs.currentIndex()).startswith(name)
                assert tabs.count() == len(names)
            qtbot.waitUntil(lambda: not full.tasks.busy)


def test_enter_opens_the_form_the_list_and_the_setting(full: MainWindow, press: Callable[..., None]) -> None:
    press(palette(full, "add provider").field, Qt.Key.Key_Return)
    form = next(one for one in full.findChildren(RecordForm) if one.isVisible())
    assert form.entity == "provider"
    form.reject()
    press(palette(full, "beds list").field, Qt.Key.Key_Return)
    assert full.current_name == "own_homes"
    press(palette(full, "change the authority").field, Qt.Key.Key_Return)
    asked = next(one for one in full.findChildren(AuthorityDialog) if one.isVisible())
    asked.authority.setText("Manchester")
    asked.press.click()
    assert full.session is not None
    assert full.session.authority_name == "Manchester"
