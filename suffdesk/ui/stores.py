"""Opening, making, locking and closing stores from the window."""

import getpass
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QApplication, QFileDialog

from suffdesk.core.errors import UserError
from suffdesk.core.paths import resource
from suffdesk.operations import stores
from suffdesk.store.lock import StoreLocked
from suffdesk.store.opening import SUFFIX, PassphraseNeeded, Store
from suffdesk.ui.dialogs.message import ask, tell
from suffdesk.ui.faults import show_fault
from suffdesk.ui.session import Session
from suffdesk.ui.start_page import StartPage

if TYPE_CHECKING:
    from suffdesk.core.progress import Progress
    from suffdesk.ui.main_window import MainWindow

_FILTER = f"SuffDesk stores (*{SUFFIX});;All files (*)"


class Stores:
    """What the store actions of the menus do."""

    def __init__(self, window: "MainWindow") -> None:
        self._window = window

    def serve(self, page: StartPage) -> None:
        """Do what the start page asks for."""
        page.open_recent.connect(self.open_path)
        page.forget.connect(self.forget)
        page.open_other.connect(self.choose)
        page.new.connect(self.new)
        page.demo.connect(self.demo)
        page.offer_demo(self.demo_is_there())

    # Opening

    def choose(self) -> None:
        """Ask for the file, then open it."""
        if not self._window.work.may_stop():
            return
        dialog = QFileDialog(self._window, "Open a store", self._window.settings.folder("stores"), _FILTER)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda chosen: self.open_path(Path(chosen)))
        dialog.open()

    def open_path(self, path: Path, *, read_only: bool = False, who: str = "") -> None:
        """Open a store, asking for its passphrase and the user's name where they are needed."""
        if not self._window.work.may_stop():
            return
        path = path.resolve()
        if self._window.session and self._window.session.store.path == path:
            return
        known = who or self._window.settings.who
        try:
            store = self._opened(path, None, known or _login_name(), read_only)
        except PassphraseNeeded:
            self._ask(path, passphrase=True, read_only=read_only)
        except StoreLocked as error:
            ask(
                self._window,
                f"{error}, or open it for reading only.",
                "Open for reading only",
                lambda: self.open_path(path, read_only=True, who=who),
            )
        except UserError as error:
            tell(self._window, str(error))
            self._show_recent()
        else:
            if known or read_only or stores.is_demo(store):
                self.take(store)
            else:
                store.close()
                self._ask(path, passphrase=False, read_only=False)

    def _opened(self, path: Path, passphrase: str | None, who: str, read_only: bool) -> Store:
        QApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        try:
            return stores.open_store(path, passphrase=passphrase, who=who, read_only=read_only)
        finally:
            QApplication.restoreOverrideCursor()

    def _ask(self, path: Path, *, passphrase: bool, read_only: bool) -> None:
        from suffdesk.ui.dialogs.unlock import UnlockDialog

        dialog = UnlockDialog(
            self._window,
            path,
            lambda words, who, reading: self._opened(path, words, who, reading),
            passphrase=passphrase,
            who=self._window.settings.who or _login_name(),
            read_only=read_only,
        )
        dialog.opened.connect(self._opened_under)
        dialog.open()

    def _opened_under(self, store: Store, who: str) -> None:
        self._window.settings.who = who
        self.take(store)

    def take(self, store: Store) -> None:
        """Show a store that has just been opened, and close the one that was."""
        self.close()
        settings = self._window.settings
        settings.opened(store.path, datetime.now(UTC).isoformat(timespec="seconds"))
        settings.set_folder("stores", store.path.parent)
        as_at, whose = stores.default_as_at(store), stores.authority_name(store)
        self._window.set_session(Session(store, as_at, whose, stores.is_demo(store), self._window.tasks))

    # Making

    def new(self) -> None:
        """Ask what the store shall be, and make it."""
        if not self._window.work.may_stop():
            return
        from suffdesk.ui.dialogs.new_store import NewStoreDialog

        settings = self._window.settings
        dialog = NewStoreDialog(
            self._window,
            lambda path, passphrase, authority, who: stores.new_store(
                path, passphrase=passphrase, authority=authority, who=who
            ),
            who=settings.who or _login_name(),
            folder=settings.folder("stores"),
        )
        dialog.made.connect(self._made_under)
        dialog.open()

    def _made_under(self, store: Store, who: str) -> None:
        self._opened_under(store, who)
        self._window.go("data")

    def demo_is_there(self) -> bool:
        """Whether the demo's returns came with the program."""
        return resource("demo", "ssda903").is_dir()

    def demo(self) -> None:
        """Open the demo, made on the worker the first time."""
        if not self._window.work.may_stop():
            return
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        folder = Path(documents or Path.home()) / "SuffDesk demo"
        there = folder / f"demo{SUFFIX}"
        if there.is_file():
            self.open_path(there)
            return

        def make(_: None, progress: "Progress") -> Path:
            from suffdesk.operations.demo import make_demo

            return make_demo(folder, progress)

        self._window.tasks.run_without_store(
            "Making the demo", make, done=self.open_path, failed=lambda error: show_fault(self._window, error)
        )

    # Closing

    def close(self) -> None:
        """Close the store and show the start page."""
        session = self._window.session
        if session is None or not self._window.work.may_stop():
            return
        self._window.set_session(None)
        self._window.tasks.release_store()
        session.store.close()

    def lock(self) -> None:
        """Close the store, and ask for its passphrase again."""
        session = self._window.session
        if session is None or not self._window.work.may_stop():
            return
        path, read_only = session.store.path, session.store.read_only
        self.close()
        self._ask(path, passphrase=True, read_only=read_only)

    # Recent ones, and what is dropped

    def forget(self, path: Path) -> None:
        """Take a store off the list of recent ones."""
        self._window.settings.forget(path)
        self._show_recent()

    def _show_recent(self) -> None:
        self._window.start_page.show_recent(self._window.settings.recent())

    def fill_recent_menu(self) -> None:
        """Stores that can still be found, by name."""
        menu = self._window.menus["Open recent"]
        menu.clear()
        there = [store.path for store in self._window.settings.recent() if store.path.is_file()]
        for path in there:
            action = menu.addAction(path.stem.replace("&", "&&"))
            action.setToolTip(str(path))
            action.triggered.connect(lambda _=False, path=path: self.open_path(path))
        if not there:
            menu.addAction("None yet").setEnabled(False)

    def take_dropped(self, names: Sequence[str]) -> None:
        """A store is opened; anything else goes into the import wizard."""
        paths = [Path(name) for name in names]
        found = next((path for path in paths if path.suffix.lower() == SUFFIX and path.is_file()), None)
        if found:
            self.open_path(found)
        elif paths and self._window.session:
            self._window.work.import_paths(paths)
        elif paths:
            self._window.tell("Open a store first, then drop the return onto it.")


def _login_name() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # no such user, or no way to ask
        return "Somebody"
