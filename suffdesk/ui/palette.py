"""What the command palette finds: actions, screens, their lists, a form for each kind of record, and settings."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QIcon, QKeySequence

from suffdesk.core.text import with_article
from suffdesk.domain.entering import fields_to_fill
from suffdesk.domain.registry import ENTITIES
from suffdesk.ui.menus import MENUS, Item
from suffdesk.ui.sidebar import PLACES

if TYPE_CHECKING:
    from suffdesk.ui.main_window import MainWindow

LISTS: Mapping[str, tuple[str, ...]] = {
    "placements": ("Children", "Placements"),
    "providers": ("Settings", "Providers", "Frameworks", "Contracts", "Checks due", "Not registered"),
    "quality": ("Visits", "Regulation 44", "Reports", "Judgements", "Actions", "Concerns", "Looks at concerns"),
    "own_homes": ("Homes", "Beds", "Closed beds", "Who is here", "Waiting list", "Staffing", "New homes", "Milestones",
                  "Unit cost", "Costs", "Over capacity"),
}  # fmt: skip
"""The lists of each screen, as their tabs are called; the register is one of children and of placements."""
_NEEDS_A_RECORD = frozenset({"note"})
"""What is added on the page of the record that it is about."""


@dataclass(frozen=True, slots=True)
class Command:
    """One line of the palette. ``also`` are words by which it is found and that are not shown."""

    words: str
    do: Callable[[], object]
    keys: str = ""
    tip: str = ""
    icon: QIcon | None = None
    enabled: bool = True
    also: str = ""


def of_action(action: QAction, within: str = "") -> Command:
    """The command that an action is; ``within`` is the menu whose choices it is one of."""
    words = _unmarked(action.text())
    return Command(
        f"{within}: {words}" if within else words, action.trigger,
        action.shortcut().toString(QKeySequence.SequenceFormat.NativeText), action.toolTip(),
        None if action.icon().isNull() else action.icon(), action.isEnabled(), action.statusTip(),
    )  # fmt: skip


def commands_of(window: "MainWindow") -> list[Command]:
    """Everything that can be found in this window, whether or not it can be done now."""
    within = dict(_submenus())
    screen = window.screen_shown
    found = [
        of_action(action, within.get(name, "")) for name, action in window.actions_by_name.items() if name != "commands"
    ]
    found += [of_action(action) for action in (screen.actions() if screen else []) if action.text()]
    return [*found, *_lists(window), *_records(window)]


def _submenus(items: Sequence[Item] | None = None, title: str = "") -> Iterator[tuple[str, str]]:
    """The names of actions that are choices of a menu within a menu, with its title."""
    for item in items if items is not None else [part for _, parts in MENUS for part in parts]:
        if isinstance(item, tuple):
            yield from _submenus(item[1], _unmarked(item[0]))
        elif item and title:
            yield item, title


def _lists(window: "MainWindow") -> Iterator[Command]:
    titles = {place.name: place.title for place in PLACES}
    for screen, names in LISTS.items():
        for name in names:
            words = name if name.endswith("list") else f"{name} list"
            yield Command(
                f"{words} ({titles[screen]})", partial(_show_list, window, screen, name),
                tip=f"The list {name} of the screen {titles[screen]}", enabled=window.session is not None,
            )  # fmt: skip


def _show_list(window: "MainWindow", screen: str, name: str) -> None:
    window.go(screen)
    if (shown := window.screen_shown) is not None:
        shown.show_list(name)


def _records(window: "MainWindow") -> Iterator[Command]:
    session = window.session
    writable = session is not None and not session.store.read_only
    for entity in ENTITIES:
        if fields_to_fill(entity.name) and entity.name not in _NEEDS_A_RECORD:
            label = entity.label.lower()
            yield Command(
                f"Add {label}", partial(window.entering.add, entity.name, {}), tip=f"Type in {with_article(label)}",
                enabled=writable, also=entity.label_many,
            )  # fmt: skip


def _unmarked(text: str) -> str:
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&").rstrip("…")
