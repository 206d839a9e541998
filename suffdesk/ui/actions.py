"""Everything the window can do, as data. Menus, shortcuts, the command palette and buttons are made from it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from PySide6.QtGui import QAction, QIcon, QKeySequence
from PySide6.QtWidgets import QWidget


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One thing to do. ``handler`` is ``part.method`` of what the builder is given."""

    name: str
    text: str
    """As in a menu; ``&`` marks the letter to press."""
    handler: str
    shortcuts: tuple[str, ...] = ()
    icon: str = ""
    """Name of a file of resources/icons."""
    tip: str = ""
    enabled_when: frozenset[str] = frozenset()
    """Facts that must all hold: ``store`` open, ``writable``, ``undo`` and ``redo`` possible, ``demo`` there."""
    choice_of: str = ""
    """Actions with the same word here are choices of which one holds."""
    group: str = ""
    """Heading in the list of shortcuts."""

    @property
    def words(self) -> str:
        """The text without its mark."""
        return self.text.replace("&&", "\0").replace("&", "").replace("\0", "&")


_STORE = frozenset({"store"})
_WRITABLE = frozenset({"store", "writable"})

ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec("new", "&New store…", "stores.new", ("Ctrl+N",), "new", "Make a store for an authority", group="Stores"),
    ActionSpec("open", "&Open store…", "stores.choose", ("Ctrl+O",), "open", "Open a store", group="Stores"),
    ActionSpec("demo", "Open the &demo", "stores.demo", (), "people", "An invented borough to try things on",
               frozenset({"demo"}), group="Stores"),
    ActionSpec("close", "&Close store", "stores.close", ("Ctrl+W",), "close", "Go to the start page",
               _STORE, group="Stores"),
    ActionSpec("lock", "&Lock", "stores.lock", ("Ctrl+L",), "lock", "Close until the passphrase is typed again",
               frozenset({"store", "encrypted"}), group="Stores"),
    ActionSpec("idle_0", "&Never", "idle.off", choice_of="idle", group="Stores"),
    ActionSpec("idle_5", "After &5 minutes", "idle.five", choice_of="idle", group="Stores"),
    ActionSpec("idle_10", "After &10 minutes", "idle.ten", choice_of="idle", group="Stores"),
    ActionSpec("idle_15", "After 15 &minutes", "idle.fifteen", choice_of="idle", group="Stores"),
    ActionSpec("idle_30", "After &30 minutes", "idle.thirty", choice_of="idle", group="Stores"),
    ActionSpec("passphrase", "Change p&assphrase…", "keeping.change_passphrase", (), "", "Choose another passphrase",
               frozenset({"store", "writable", "encrypted"}), group="Stores"),
    ActionSpec("recovery_key", "Reco&very key…", "keeping.recovery_key", (), "",
               "Make a key on paper for when the passphrase is forgotten",
               frozenset({"store", "writable", "encrypted"}), group="Stores"),
    ActionSpec("back_up", "&Back up now…", "keeping.back_up", (), "", "Copy the store to another place, and check it",
               _STORE, group="Stores"),
    ActionSpec("backups", "Bac&kups…", "keeping.browse", (), "",
               "What each backup holds and how it differs from now; restore one", _STORE, group="Stores"),
    ActionSpec("check", "C&heck the store", "keeping.check", (), "", "Read all of it, and say whether it is whole",
               _STORE, group="Stores"),
    ActionSpec("import", "&Import a return…", "work.import_return", ("Ctrl+I",), "import",
               "Import SSDA903 files: a folder, single files or a zip", _WRITABLE, group="Data"),
    ActionSpec("import_ofsted", "Import an O&fsted list…", "work.import_ofsted", (), "import",
               "Import Ofsted's list of homes, agencies and schools, and see what changed", _WRITABLE, group="Data"),
    ActionSpec("import_extract", "Import an e&xtract…", "work.import_extract", ("Ctrl+Shift+I",), "import",
               "Import a monthly list of your case system, between two returns", _WRITABLE, group="Data"),
    ActionSpec("mappings", "Import &mappings…", "work.show_mappings", (), "",
               "How extracts are read: kept mappings, renamed or removed", _STORE, group="Data"),
    ActionSpec("merge_offers", "&Typed and imported placements…", "work.show_merge_offers", (), "",
               "Placements that were typed and then imported: merge them, or say that they are different", _STORE,
               group="Data"),
    ActionSpec("publish", "&Publish…", "work.publish", ("Ctrl+P",), "publications",
               "Make the board pack for the as-at date", _STORE, group="Data"),
    ActionSpec("authority", "Change the a&uthority…", "work.change_authority", (), "",
               "Whose children these are: out of borough and the rate are worked out for it", _WRITABLE, group="Data"),
    ActionSpec("quit", "&Quit", "window.close", ("Ctrl+Q",), group="Stores"),
    ActionSpec("undo", "&Undo", "work.undo", ("Ctrl+Z",), "undo", "Undo", frozenset({"undo"}), group="Editing"),
    ActionSpec("redo", "&Redo", "work.redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "redo", "Redo", frozenset({"redo"}),
               group="Editing"),
    ActionSpec("add_child", "Add a &child…", "entering.add_child", ("Ctrl+Shift+N",), "new",
               "Type in a child before the return arrives", _WRITABLE, group="Editing"),
    ActionSpec("add_placement", "Add a &placement…", "entering.add_placement", ("Ctrl+Shift+A",), "new",
               "Type in a placement before the return arrives, a stay after 18 or a short break", _WRITABLE,
               group="Editing"),
    ActionSpec("move_child", "&Move the child…", "entering.move_child", ("Ctrl+Shift+M",), "",
               "A new placement of the child in sight, as the one before ends", _WRITABLE, group="Editing"),
    ActionSpec("end_placement", "&End the placement…", "entering.end_placement", ("Ctrl+Shift+E",), "",
               "On which day, and why, the placement of the child in sight ended", _WRITABLE, group="Editing"),
    ActionSpec("find", "&Find…", "window.start_search", ("Ctrl+K", "Ctrl+F"), "search",
               "Find children, homes, providers and records by their names and numbers", _STORE, group="Editing"),
    ActionSpec("go_placements", "&Placements", "window.go_placements", ("Ctrl+1",), "placements",
               "Children, placements and figures", _STORE, group="Going about"),
    ActionSpec("go_publications", "P&ublications", "window.go_publications", ("Ctrl+2",), "publications",
               "The board pack", _STORE, group="Going about"),
    ActionSpec("go_data", "&Data", "window.go_data", ("Ctrl+3",), "data", "Returns held, and what was changed", _STORE,
               group="Going about"),
    ActionSpec("go_history", "&History", "window.go_history", ("Ctrl+4",), "history",
               "Who changed what, and when; taking changes back", _STORE, group="Going about"),
    ActionSpec("go_providers", "Pr&oviders", "window.go_providers", ("Ctrl+5",), "home",
               "Settings and providers, frameworks, contracts, and checks due", _STORE, group="Going about"),
    ActionSpec("go_quality", "&Quality", "window.go_quality", ("Ctrl+6",), "shield",
               "Visits, Regulation 44, reports, judgements, actions and concerns", _STORE, group="Going about"),
    ActionSpec("go_own_homes", "O&wn homes", "window.go_own_homes", ("Ctrl+8",), "bed",
               "Beds, occupancy, waiting list, staff and homes to come", _STORE, group="Going about"),
    ActionSpec("go_retention", "Retentio&n", "window.go_retention", ("Ctrl+7",), "retention",
               "Records that need not be kept, the archive, erasures and exports", _STORE, group="Going about"),
    ActionSpec("back", "&Back", "going.back", ("Alt+Left",), "", "To what was shown before", _STORE,
               group="Going about"),
    ActionSpec("as_at", "Change the as-at da&te", "window.edit_as_at", ("Ctrl+D",), "calendar",
               "Every screen, figure and export follows this date", _STORE, group="Going about"),
    ActionSpec("as_at_earlier", "A year &earlier", "window.year_earlier", ("Alt+Shift+Left",), "", "", _STORE,
               group="Going about"),
    ActionSpec("as_at_later", "A year late&r", "window.year_later", ("Alt+Shift+Right",), "", "", _STORE,
               group="Going about"),
    ActionSpec("scheme_system", "As the &system", "look.system", choice_of="scheme", group="Looks"),
    ActionSpec("scheme_light", "&Light", "look.light", choice_of="scheme", group="Looks"),
    ActionSpec("scheme_dark", "&Dark", "look.dark", choice_of="scheme", group="Looks"),
    ActionSpec("text_larger", "&Larger text", "look.larger", ("Ctrl++", "Ctrl+="), group="Looks"),
    ActionSpec("text_smaller", "&Smaller text", "look.smaller", ("Ctrl+-",), group="Looks"),
    ActionSpec("text_usual", "Usual te&xt size", "look.usual", ("Ctrl+0",), group="Looks"),
    ActionSpec("full_screen", "&Full screen", "window.full_screen", ("F11",), group="Looks"),
    ActionSpec("commands", "&Commands…", "help.commands", ("Ctrl+Shift+P",), "commands",
               "Find anything the program can do by its name", group="Help"),
    ActionSpec("guide", "&Guide", "help.guide", ("F1",), "help", "How things are done, at the page of what is in sight",
               group="Help"),
    ActionSpec("shortcuts", "&Keyboard shortcuts", "help.shortcuts", ("Ctrl+F1",), "", "Every key that does something",
               group="Help"),
    ActionSpec("report_problem", "&Report a fault…", "help.report_problem", group="Help"),
    ActionSpec("about", "&About SuffDesk", "help.about", group="Help"),
)  # fmt: skip
BY_NAME: Mapping[str, ActionSpec] = {spec.name: spec for spec in ACTIONS}


def build_actions(owner: QWidget, parts: Mapping[str, object]) -> dict[str, QAction]:
    """Make every action and add it to ``owner``, so that its shortcuts work there."""
    made: dict[str, QAction] = {}
    for spec in ACTIONS:
        action = QAction(spec.text, owner)
        action.setObjectName(spec.name)
        action.setShortcuts([QKeySequence(keys) for keys in spec.shortcuts])
        if spec.tip:
            action.setToolTip(with_keys(spec.tip, action))
            action.setStatusTip(spec.tip)
        action.setCheckable(bool(spec.choice_of))
        action.triggered.connect(_caller(parts, spec.handler))
        owner.addAction(action)
        made[spec.name] = action
    return made


def _caller(parts: Mapping[str, object], handler: str) -> Callable[[], None]:
    part, _, method = handler.partition(".")
    call = getattr(parts[part], method)
    return lambda *_: call()


def with_keys(tip: str, action: QAction) -> str:
    """``Undo “Import” (Ctrl+Z)``."""
    keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    return f"{tip} ({keys})" if keys else tip


def enable(actions: Mapping[str, QAction], facts: Iterable[str]) -> None:
    """Let through what the facts allow."""
    known = frozenset(facts)
    for name, action in actions.items():
        action.setEnabled(BY_NAME[name].enabled_when <= known)


def set_icons(actions: Mapping[str, QAction], make: Callable[[str], QIcon]) -> None:
    """Draw the icons again, in the colours of the theme."""
    for name, action in actions.items():
        if BY_NAME[name].icon:
            action.setIcon(make(BY_NAME[name].icon))
