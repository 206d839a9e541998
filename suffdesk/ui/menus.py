"""The menus as data: names of actions, None for a line, a pair for a menu within a menu."""

from collections.abc import Mapping, Sequence

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QMenuBar

from suffdesk.ui.actions import BY_NAME

Item = str | None | tuple[str, Sequence["Item"]]

MENUS: tuple[tuple[str, tuple[Item, ...]], ...] = (
    ("&File", (
        "new", "open", ("Open &recent", ()), "demo", None,
        "import", "import_extract", "import_ofsted", "mappings", "merge_offers", "publish", "authority", None,
        "back_up", "backups", "check", None, "passphrase", "recovery_key",
        ("Lock when idl&e", ("idle_0", "idle_5", "idle_10", "idle_15", "idle_30")), "lock", "close", None, "quit",
    )),
    ("&Edit", ("undo", "redo", None, "add_child", "add_placement", "move_child", "end_placement", None, "find")),
    ("&View", (
        "go_placements", "go_providers", "go_quality", "go_own_homes", "go_publications", "go_data", "go_history",
        "go_retention", "back", None,
        "as_at", "as_at_earlier", "as_at_later", None,
        ("&Appearance", ("scheme_system", "scheme_light", "scheme_dark")),
        "text_larger", "text_smaller", "text_usual", None, "full_screen",
    )),
    ("&Help", ("guide", None, "commands", "shortcuts", None, "report_problem", "about")),
)  # fmt: skip


def build_menus(bar: QMenuBar, actions: Mapping[str, QAction]) -> dict[str, QMenu]:
    """Fill the bar; returns every menu by its words, so that recent stores can be put into theirs."""
    menus: dict[str, QMenu] = {}
    groups: dict[str, QActionGroup] = {}

    def fill(menu: QMenu, items: Sequence[Item]) -> None:
        menus[menu.title().replace("&", "")] = menu
        menu.setToolTipsVisible(True)
        for item in items:
            if item is None:
                menu.addSeparator()
            elif isinstance(item, str):
                menu.addAction(actions[item])
                if choice := BY_NAME[item].choice_of:
                    groups.setdefault(choice, QActionGroup(bar)).addAction(actions[item])
            else:
                fill(menu.addMenu(item[0]), item[1])

    for title, items in MENUS:
        fill(bar.addMenu(title), items)
    return menus
