from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from suffdesk.ui.dialogs.commands import CommandsDialog


@pytest.fixture
def done() -> list[str]:
    return []


@pytest.fixture
def dialog(owner: QWidget, done: list[str]) -> CommandsDialog:
    actions = []
    for text in ("&Open store…", "&Import a return…", "Re&port a problem…", "Undo"):
        action = QAction(text, owner)
        action.setEnabled(text != "Undo")
        action.triggered.connect(lambda _=False, text=text: done.append(text))
        actions.append(action)
    made = CommandsDialog(owner, actions)
    made.show()
    return made


def listed(dialog: CommandsDialog) -> list[str]:
    return [dialog.list.item(row).text() for row in range(dialog.list.count())]


def test_only_what_can_be_done_now(dialog: CommandsDialog) -> None:
    assert listed(dialog) == ["Open store", "Import a return", "Report a problem"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("re", ["Report a problem", "Import a return", "Open store"]),
        ("port", ["Import a return", "Report a problem"]),
        ("iar", ["Import a return"]),
        ("xyz", []),
    ],
)
def test_a_few_letters_find_it_the_best_first(dialog: CommandsDialog, typed: str, found: list[str]) -> None:
    dialog.field.setText(typed)
    assert listed(dialog) == found


def test_enter_does_the_one_that_is_marked(dialog: CommandsDialog, done: list[str], press: Callable[..., None]) -> None:
    press(dialog.field, "o", Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert done == ["&Import a return…"]
