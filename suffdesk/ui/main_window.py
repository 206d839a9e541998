"""The window: sidebar, top bar, one screen at a time, over one store at a time."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QIcon
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QMenuBar, QVBoxLayout, QWidget

from suffdesk.core.changes import Changes
from suffdesk.core.dates import add_months, show_date, this_day
from suffdesk.core.palette import Palette
from suffdesk.operations import backups, history, stores
from suffdesk.ui.actions import BY_NAME, build_actions, enable, set_icons, with_keys
from suffdesk.ui.as_at import in_words
from suffdesk.ui.damage import Damage
from suffdesk.ui.entering import Entering
from suffdesk.ui.finding import Finding
from suffdesk.ui.going import Going
from suffdesk.ui.help import Help
from suffdesk.ui.icons import icon
from suffdesk.ui.idle import IdleLock
from suffdesk.ui.keeping import Keeping
from suffdesk.ui.lock_page import LockPage
from suffdesk.ui.look import Look
from suffdesk.ui.losing import Losing
from suffdesk.ui.menus import build_menus
from suffdesk.ui.opening import Opening
from suffdesk.ui.over_dialogs import OverDialogs
from suffdesk.ui.progress_line import ProgressLine
from suffdesk.ui.screen import Screen
from suffdesk.ui.session import Session
from suffdesk.ui.settings import Settings
from suffdesk.ui.sidebar import Sidebar
from suffdesk.ui.start_page import StartPage
from suffdesk.ui.stores import Stores
from suffdesk.ui.tasks import TaskRunner
from suffdesk.ui.theme import Theme
from suffdesk.ui.topbar import TopBar
from suffdesk.ui.widgets.banner import Banner
from suffdesk.ui.widgets.scrolling import OnePage, Scroller
from suffdesk.ui.widgets.unlock_form import UnlockForm
from suffdesk.ui.work import Work


def _placements(settings: Settings) -> Screen:
    from suffdesk.ui.screens.placements import PlacementsScreen

    return PlacementsScreen(settings)


def _publications(_settings: Settings) -> Screen:
    from suffdesk.ui.screens.publications import PublicationsScreen

    return PublicationsScreen()


def _data(_settings: Settings) -> Screen:
    from suffdesk.ui.screens.data import DataScreen

    return DataScreen()


def _history(_settings: Settings) -> Screen:
    from suffdesk.ui.screens.history import HistoryScreen

    return HistoryScreen()


def _retention(_settings: Settings) -> Screen:
    from suffdesk.ui.screens.retention import RetentionScreen

    return RetentionScreen()


def _providers(_settings: Settings) -> Screen:
    from suffdesk.ui.screens.providers import ProvidersScreen

    return ProvidersScreen()


def _quality(_settings: Settings) -> Screen:
    from suffdesk.ui.screens.quality import QualityScreen

    return QualityScreen()


def _own_homes(_settings: Settings) -> Screen:
    from suffdesk.ui.screens.own_homes import OwnHomesScreen

    return OwnHomesScreen()


def _child(_settings: Settings) -> Screen:
    from suffdesk.ui.records.child_page import ChildScreen

    return ChildScreen()


def _setting(_settings: Settings) -> Screen:
    from suffdesk.ui.records.home_pages import SettingScreen

    return SettingScreen()


def _provider(_settings: Settings) -> Screen:
    from suffdesk.ui.records.home_pages import ProviderScreen

    return ProviderScreen()


_SCREENS: dict[str, Callable[[Settings], Screen]] = {
    "providers": _providers,
    "quality": _quality,
    "own_homes": _own_homes,
    "child": _child,
    "setting": _setting,
    "provider": _provider,
    "placements": _placements,
    "publications": _publications,
    "data": _data,
    "history": _history,
    "retention": _retention,
}
"""Made when they are first shown, so that the window is there at once."""


class MainWindow(QMainWindow):
    """One window over one store; the start page where none is open."""

    about_to_lock = Signal()
    """The store is closed next: whoever holds something typed and not stored should keep it as a draft now."""

    def __init__(self, theme: Theme, settings: Settings) -> None:
        super().__init__()
        self.theme, self.settings = theme, settings
        self.session: Session | None = None
        self.tasks = TaskRunner(self)
        self._screens: dict[str, Screen] = {}
        self._current = "placements"
        self.look, self.stores, self.work = Look(theme, settings), Stores(self), Work(self)
        self.help, self.opening, self.keeping, self.idle = Help(self), Opening(self), Keeping(self), IdleLock(self)
        self.damage = Damage(self)
        self.entering, self.losing, self.going = Entering(self), Losing(self), Going(self)
        self.over_dialogs = OverDialogs(self)
        self.about_to_lock.connect(self.entering.put_away)
        self.actions_by_name = build_actions(
            self,
            {
                "window": self,
                "stores": self.stores,
                "work": self.work,
                "look": self.look,
                "help": self.help,
                "keeping": self.keeping,
                "idle": self.idle,
                "entering": self.entering,
                "going": self.going,
            },
        )
        self._lay_out()
        self.setAcceptDrops(True)
        theme.changed.connect(self._theme_changed)
        self._theme_changed(theme.palette)
        self.resize(QSize(1280, 820).boundedTo(self.screen().availableSize()))
        if geometry := settings.state("window"):
            self.restoreGeometry(geometry)
        self.set_session(None)

    def _lay_out(self) -> None:
        whole = QWidget()
        whole.setProperty("role", "page")
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.sidebar = Sidebar()
        self.sidebar.chosen.connect(self.go)
        row.addWidget(self.sidebar)
        column = QVBoxLayout()
        column.setSpacing(0)
        row.addLayout(column, 1)
        self.menu_bar = QMenuBar()
        self.menus = build_menus(self.menu_bar, self.actions_by_name)
        self.menus["Open recent"].aboutToShow.connect(self.stores.fill_recent_menu)
        column.addWidget(self.menu_bar)
        self.top_bar = TopBar(self.actions_by_name)
        self.top_bar.searched.connect(self._search)
        self.finding = Finding(self, self.top_bar.search)
        self.top_bar.as_at.chosen.connect(self.set_as_at)
        self.top_bar.as_at.refused.connect(self.tell)
        column.addWidget(self.top_bar)
        self.banner = Banner()
        self.banner.hide()
        around = QVBoxLayout()
        around.setContentsMargins(20, 10, 20, 0)
        around.addWidget(self.banner)
        self._banner_place = QWidget()
        self._banner_place.setLayout(around)
        column.addWidget(self._banner_place)
        self.pages = OnePage()
        self.start_page = StartPage()
        self.stores.serve(self.start_page)
        self.pages.addWidget(self.start_page)
        self.lock_page = LockPage()
        self.pages.addWidget(self.lock_page)
        around_pages = Scroller(self.pages)
        self.pages.currentChanged.connect(lambda _: around_pages.to_start())
        column.addWidget(around_pages, 1)
        self.progress_line = ProgressLine(self.tasks)
        column.addWidget(self.progress_line)
        self.setCentralWidget(whole)

    # The store

    def set_session(self, session: Session | None) -> None:
        """Show another store, or the start page. Closing the old store is for the caller."""
        self.entering.put_away()
        self.session = session
        if session:
            self.damage.watch(session.store)
        self._current = self.going.start_again(self._current)
        for screen in self._screens.values():
            screen.set_session(session)
        open_now = session is not None
        for part in (self.sidebar, self.top_bar):
            part.setVisible(open_now)
        self._banner_place.hide()
        self.top_bar.search.clear()
        self.lock_page.clear()
        if session is None:
            self.setWindowTitle("SuffDesk")
            self.show_start()
            self.state_changed()
            return
        self.setWindowTitle(session.store.path.name)  # the name of the program is added to every title
        if session.demo:
            reading = " Open for reading only." if session.store.read_only else ""
            self.banner.say(
                f"The demo: an invented borough at {show_date(session.as_at)}. No child in it is real.{reading}"
            )
            self._banner_place.show()
        elif session.store.read_only:
            self.banner.say(_why_reading_only(session))
            self._banner_place.show()
        self._offer_dates()
        self.state_changed()
        self.go(self._current)
        self._screens[self._current].setFocus()  # else the sidebar takes it, as the first in line
        self.entering.offer_drafts()
        self.losing.offer_to_finish()

    def show_start(self) -> None:
        """The start page, in place of the page of a locked store."""
        self.lock_page.clear()
        self.start_page.show_recent(self.settings.recent())
        self.pages.setCurrentWidget(self.start_page)

    def show_locked(self, name: str, why: str, form: UnlockForm) -> None:
        """The page that asks for the passphrase of the store that was just closed."""
        self.setWindowTitle(f"{name} (locked)")
        self.lock_page.ask(name, why, form)
        self.pages.setCurrentWidget(self.lock_page)
        form.setFocus()

    def state_changed(self) -> None:
        """Read again what the actions, the sidebar and the tooltips say about the store."""
        facts: set[str] = {"demo"} if self.stores.demo_is_there() else set()
        undo_words, redo_words = "Undo", "Redo"
        if self.session:
            store = self.session.store
            facts.add("store")
            if store.encrypted:
                facts.add("encrypted")
            if not store.read_only:
                facts.add("writable")
                if step := history.next_undo(store):
                    facts.add("undo")
                    undo_words = f"Undo “{step.label}”"
                if step := history.next_redo(store):
                    facts.add("redo")
                    redo_words = f"Redo “{step.label}”"
            self.sidebar.set_status(_status(self.session))
        enable(self.actions_by_name, facts)
        self.actions_by_name["undo"].setText(undo_words)
        self.actions_by_name["redo"].setText(redo_words)
        for name, words in (("undo", undo_words), ("redo", redo_words)):
            self.actions_by_name[name].setToolTip(with_keys(words, self.actions_by_name[name]))

    def changed(self, changes: Changes) -> None:
        """Something was written: every screen that is there shows it."""
        if not self.session or not (changes or changes.entities):
            return
        if "authority" in changes.facts:
            self.session.authority_name = stores.authority_name(self.session.store)
        for screen in self._screens.values():
            screen.refresh(changes)
        self._offer_dates()
        self.state_changed()

    # Going about

    def go(self, name: str) -> None:
        """Show a screen."""
        if not self.session:
            return
        self.going.leave(name)
        self.finding.put_away()
        if name not in self._screens:
            self._screens[name] = self._made(name)
        self._current = name
        self.sidebar.choose(name)
        focused = self.focusWidget()
        from_page = focused is not None and self.pages.isAncestorOf(focused)
        self.pages.setCurrentWidget(self._screens[name])
        if from_page:  # a field of the new page would look as if it asked for something
            self._screens[name].setFocus()

    def _made(self, name: str) -> Screen:
        screen = _SCREENS[name](self.settings)
        self.pages.addWidget(screen)
        screen.told.connect(self.tell)
        screen.asked_for.connect(self.do)
        screen.changed.connect(self.changed)
        screen.record_asked.connect(self.entering.do)
        screen.back_wanted.connect(self.going.back)
        screen.search_cleared.connect(self.top_bar.search.clear)
        screen.set_theme(self.theme.palette)
        screen.set_session(self.session)
        return screen

    @property
    def screen_shown(self) -> Screen | None:
        return self._screens.get(self._current) if self.session else None

    @property
    def child_in_sight(self) -> str:
        """The id of the one child that is shown or chosen on the screen in sight; empty for none."""
        return self.screen_shown.child_chosen if self.screen_shown is not None else ""

    @property
    def current_name(self) -> str:
        """Name of the screen that is shown."""
        return self._current

    def go_providers(self) -> None:
        self.go("providers")

    def go_quality(self) -> None:
        self.go("quality")

    def go_own_homes(self) -> None:
        self.go("own_homes")

    def go_placements(self) -> None:
        self.go("placements")

    def go_publications(self) -> None:
        self.go("publications")

    def go_data(self) -> None:
        self.go("data")

    def go_history(self) -> None:
        self.go("history")

    def go_retention(self) -> None:
        self.go("retention")

    def show_history(self, entity: str, row_id: str) -> None:
        """The trail of one record, on the history screen."""
        from suffdesk.ui.screens.history import HistoryScreen

        self.go("history")
        screen = self._screens.get("history")
        if isinstance(screen, HistoryScreen):
            screen.show_record(entity, row_id)

    def do(self, name: str) -> None:
        """Run an action by its name, if it can be done now."""
        if name in BY_NAME:
            self.actions_by_name[name].trigger()

    def tell(self, sentence: str) -> None:
        """A line at the bottom, for some seconds."""
        self.progress_line.tell(sentence)

    def start_search(self) -> None:
        """Put the cursor into the quick search."""
        self.top_bar.search.setFocus()
        self.top_bar.search.selectAll()

    def _search(self, text: str) -> None:
        if self.session and (screen := self._screens.get("placements")) and (screen is self.screen_shown or not text):
            screen.search(text)
        self.finding.look(text)

    def search_register(self) -> None:
        """Show in the register the children who match what is searched for."""
        self.go("placements")
        self._screens["placements"].search(self.top_bar.search.text())

    def full_screen(self) -> None:
        """Fill the screen, or stop doing so."""
        if self.isFullScreen():
            self.showNormal()
        else:
            self.showFullScreen()

    # The date

    def set_as_at(self, day: date) -> None:
        """Move every screen to another date."""
        if not self.session or day == self.session.as_at:
            return
        self.session.as_at = day
        self.top_bar.as_at.set_day(day)
        for screen in self._screens.values():
            screen.set_as_at(day)
        if day > this_day():
            self.tell(f"{show_date(day)} has not come yet: what is recorded so far is shown as if nothing changed")

    def edit_as_at(self) -> None:
        """Put the cursor into the date."""
        self.top_bar.as_at.setFocus()
        self.top_bar.as_at.select_all()

    def year_earlier(self) -> None:
        """The same day a year before."""
        self._move_as_at(-12)

    def year_later(self) -> None:
        """The same day a year after."""
        self._move_as_at(12)

    def _move_as_at(self, months: int) -> None:
        if self.session:
            self.set_as_at(add_months(self.session.as_at, months))

    def _offer_dates(self) -> None:
        if self.session:
            today = this_day()
            self.top_bar.as_at.offer(in_words(stores.as_at_choices(self.session.store, today), today))
            self.top_bar.as_at.set_day(self.session.as_at)

    # Looks and ends

    def _theme_changed(self, palette: Palette) -> None:
        set_icons(self.actions_by_name, self._icon)
        for part in (self.sidebar, self.top_bar, self.start_page, self.lock_page):
            part.set_theme(palette)
        for screen in self._screens.values():
            screen.set_theme(palette)
        self.look.show_in(self.actions_by_name)
        self.idle.show_in(self.actions_by_name)

    def _icon(self, name: str) -> QIcon:
        palette = self.theme.palette
        return icon(name, palette.muted, disabled=palette.line)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.stores.take_dropped([url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()])

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.work.may_stop():
            event.ignore()
            return
        self.settings.set_state("window", self.saveGeometry())
        self.settings.save()
        self.stores.close()
        if self.session:  # damage was met in closing it
            event.ignore()
            return
        self.tasks.close()
        event.accept()


def _why_reading_only(session: Session) -> str:
    store = session.store
    if backups.is_backup(store.path):
        return "A backup, open for reading only: nothing can be imported or changed here."
    because = f" ({store.why_read_only})" if store.why_read_only else ""
    return f"Open for reading only{because}: nothing can be imported or changed here."


def _status(session: Session) -> str:
    name = session.authority_name or session.store.path.stem
    words = [
        f"{name} demo" if session.demo and "demo" not in name.lower() else name,
        "reading only" if session.store.read_only else "saved",
        "encrypted" if session.store.encrypted else "not encrypted",
    ]
    made = None if session.store.read_only or session.demo else backups.latest_made(session.store.path)
    if made is not None:
        words.append(f"backed up {made:%H:%M}" if made.date() == this_day() else f"backed up {show_date(made.date())}")
    return " · ".join(words)
