from collections import Counter

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from suffdesk.core.paths import resource
from suffdesk.ui.actions import ACTIONS, BY_NAME, enable
from suffdesk.ui.main_window import MainWindow
from suffdesk.ui.menus import MENUS, Item


def names(items: tuple[Item, ...]) -> list[str]:
    found: list[str] = []
    for item in items:
        if isinstance(item, str):
            found.append(item)
        elif item is not None:
            found += names(tuple(item[1]))
    return found


def test_every_action_is_in_the_menus_once() -> None:
    in_menus = [name for _, items in MENUS for name in names(items)]
    assert sorted(in_menus) == sorted(BY_NAME)


def test_no_shortcut_is_used_twice() -> None:
    used = Counter(keys for spec in ACTIONS for keys in spec.shortcuts)
    assert [keys for keys, count in used.items() if count > 1] == []


def test_every_icon_is_there_and_every_action_has_a_group() -> None:
    for spec in ACTIONS:
        assert spec.group
        assert not spec.icon or resource("icons", f"{spec.icon}.svg").is_file()


def test_what_an_action_needs_is_what_lets_it_through(qtbot: object) -> None:
    owner = QWidget()
    actions = {name: QAction(owner) for name in BY_NAME}
    enable(actions, {"store"})
    assert actions["publish"].isEnabled()
    assert not actions["import"].isEnabled()
    enable(actions, {"store", "writable"})
    assert actions["import"].isEnabled()
    assert not actions["undo"].isEnabled()


def test_menu_letters_differ_within_a_menu(window: MainWindow) -> None:
    for menu in window.menus.values():
        letters = [text[text.index("&") + 1].lower() for action in menu.actions() if "&" in (text := action.text())]
        assert len(letters) == len(set(letters)), menu.title()
