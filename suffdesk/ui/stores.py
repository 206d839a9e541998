"""Opening, making, locking and closing stores from the window."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, QStandardPaths, Qt, QTimer

from suffdesk.core.errors import UserError
from suffdesk.core.paths import resource
from suffdesk.operations import backups, stores
from suffdesk.store.lock import StoreLocked
from suffdesk.store.opening import SUFFIX, DamagedStore, PassphraseNeeded, Store, WrongPassphrase
from suffdesk.store.refusals import EncryptionLost, StoreGone, StoreMissing
from suffdesk.store.traces import encrypted_before
from suffdesk.ui.dialogs.files import FileDialog
from suffdesk.ui.dialogs.message import ask, tell
from suffdesk.ui.faults import show_fault
from suffdesk.ui.opening import close_dialogs
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
        dialog = FileDialog(self._window, "Open a store", self._window.settings.folder("stores"), _FILTER)
        dialog.setFileMode(FileDialog.FileMode.ExistingFile)
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
        opening, key = self._window.opening, self._window.opening.recalled(path)
        name = known or stores.login_name()
        try:
            store = opening.opened(path, None, name, read_only, key)
        except (PassphraseNeeded, WrongPassphrase):
            opening.ask(path, passphrase=True, read_only=read_only)
        except StoreMissing as error:
            if encrypted_before(path):  # its backups are read with the same passphrase
                opening.ask(path, passphrase=True, read_only=False)
            else:
                opening.refused(path, error, None, name, key)
        except (StoreLocked, DamagedStore, EncryptionLost) as error:
            opening.refused(path, error, None, name, key)
        except UserError as error:
            tell(self._window, str(error))
            self._show_recent()
        else:
            if known or read_only or stores.is_demo(store):
                self.take(store)
            else:
                store.close()
                opening.ask(path, passphrase=False, read_only=False)

    def take_under(self, store: Store, who: str, as_at: date | None = None) -> None:
        """Show a store that was opened under a name, which is remembered."""
        self._window.settings.who = who
        self.take(store, as_at)

    def take(self, store: Store, as_at: date | None = None) -> None:
        """Show a store that has just been opened, and close the one that was."""
        self.close()
        if self._window.session:
            store.close()
            return
        settings = self._window.settings
        if not backups.is_backup(store.path):
            settings.opened(store.path, datetime.now(UTC).isoformat(timespec="seconds"))
            settings.set_folder("stores", store.path.parent)
        try:
            day, whose = as_at or stores.default_as_at(store), stores.authority_name(store)
            session = Session(store, day, whose, stores.is_demo(store), self._window.tasks)
        except Exception as error:
            words, key = store.in_words(error), store.raw_key
            store.close()
            if not isinstance(words, DamagedStore):
                raise
            self._window.opening.refused(store.path, words, None, store.who, key)
            return
        self._window.set_session(session)

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
            who=settings.who or stores.login_name(),
            folder=settings.folder("stores"),
        )
        dialog.made.connect(self._made_under)
        dialog.open()

    def _made_under(self, store: Store, who: str) -> None:
        self.take_under(store, who)
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
        """Close the store and show the start page, after a backup where it has changed since the latest.

        It stays open where something runs that would be cut short, or where damage is met.
        """
        session = self._window.session
        if session is None or not self._window.work.may_stop():
            return
        failures: list[Exception] = []
        due = False
        try:
            due = stores.backup_is_due(session.store)
        except StoreGone as gone:
            failures.append(gone)
        except Exception as fault:
            if self._window.damage.explains(fault):
                return  # it is led out of, and closed then
            raise
        self._window.set_session(None)
        self._window.settings.forget_folders()
        tasks = self._window.tasks
        tasks.cancel_quiet()
        if due:
            loop = QEventLoop()

            def failed(error: Exception) -> None:
                failures.append(error)
                loop.quit()

            tasks.run(
                f"Backing up {session.store.path.stem}", lambda second, _: stores.close_store(second),
                done=lambda _: loop.quit(), failed=failed, store=session.store,
            )  # fmt: skip
            # the window goes on painting, and nothing can be pressed until the store is closed
            loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
        tasks.release_store()
        session.store.close()
        for error in failures:
            show_fault(self._window, error)

    def leave(self) -> None:
        """Close the store as it is, without a backup: it is damaged."""
        session = self._window.session
        if session is None:
            return
        self._window.set_session(None)
        self._window.tasks.drop_quiet()
        self._window.tasks.release_store()
        session.store.close()

    def lock(self) -> None:
        """Close the store until its passphrase is typed again; a running task is stopped first, if that is wanted."""
        task = self._window.tasks.current
        if task is None:
            self.lock_now("It was closed, and nothing of it is kept in the window.")
            return
        ask(self._window, f"“{task.label}” is still going on. Stop it, and lock?", "Stop and lock", self._stop_and_lock)

    def _stop_and_lock(self) -> None:
        tasks = self._window.tasks
        if tasks.current:
            tasks.current.cancel()
            tasks.ended.connect(self._lock_after, Qt.ConnectionType.SingleShotConnection)
        else:
            self.lock()

    def _lock_after(self) -> None:
        QTimer.singleShot(0, self._window, self.lock)  # after the task has told how it ended

    def lock_now(self, why: str) -> None:
        """Close the store and every dialog, and show the page that asks for its passphrase."""
        session = self._window.session
        if session is None or not session.store.encrypted or not self._window.work.may_stop():
            return
        path, read_only, as_at = session.store.path, session.store.read_only, session.as_at
        self._window.about_to_lock.emit()
        close_dialogs(self._window)
        self.close()
        if self._window.session:
            return
        self._window.opening.ask_again(path, why, read_only=read_only, as_at=as_at)

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
        """A store is opened; anything else goes into the import wizard that it is for."""
        paths = [Path(name) for name in names]
        found = next((path for path in paths if path.suffix.lower() == SUFFIX and path.is_file()), None)
        if found:
            self.open_path(found)
        elif paths and self._window.session:
            self._window.work.import_dropped(paths)
        elif paths:
            self._window.tell("Open a store first, then drop the return onto it.")
