"""Damage that is met while a store is open, wherever that is: the store is closed, and its backups are offered."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from suffdesk.core.errors import UserError
from suffdesk.models.reading import failures
from suffdesk.operations import stores
from suffdesk.store.opening import DamagedStore, Store
from suffdesk.ui.dialogs.message import tell
from suffdesk.ui.faults import show_fault
from suffdesk.ui.opening import close_dialogs

if TYPE_CHECKING:
    from suffdesk.ui.main_window import MainWindow

LOOK_OVER_AFTER = 5_000
"""Milliseconds after which the rest of a large store is looked over: what the screens ask for comes first."""


class Damage(QObject):
    """Listens to the open store, to the models, and to errors that nobody caught."""

    _met = Signal(object, object)
    """Store and error, from whatever thread; taken up when what the window is doing has ended."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._met.connect(self._leave, Qt.ConnectionType.QueuedConnection)
        failures.met.connect(self._could_not_read)

    def watch(self, store: Store) -> None:
        """Be told of damage by every connection of a store, and look over what was not seen of it as it opened."""
        store.on_damage(lambda error: self._met.emit(store, error))
        if not store.seen_whole:
            QTimer.singleShot(LOOK_OVER_AFTER, self, lambda: self._look_over(store))

    def explains(self, error: BaseException) -> bool:
        """Whether an error that nobody caught comes of damage to the open store, which is then led out of."""
        session = self._window.session
        return session is not None and isinstance(error, Exception) and _is_damage(session.store.in_words(error))

    def _look_over(self, store: Store) -> None:
        session = self._window.session
        if session and session.store is store:
            self._window.tasks.run(
                "Looking over the store", lambda second, progress: second.look_over(progress), quiet=True,
                done=lambda _: None, failed=lambda error: show_fault(self._window, error), store=store,
            )  # fmt: skip

    def _could_not_read(self, error: Exception) -> None:
        """A model could not read what it was to show: said at the side, where it is not damage."""
        session = self._window.session
        if session is None:
            return
        words = session.store.in_words(error)
        if not isinstance(words, UserError):
            show_fault(self._window, error)
        elif not _is_damage(words):
            self._window.tell(str(words))

    def _leave(self, store: Store, error: DamagedStore) -> None:
        window, session = self._window, self._window.session
        if session is None or session.store is not store:
            return  # it was left already
        if task := window.tasks.current:
            task.cancel()
            window.tasks.ended.connect(
                lambda: self._met.emit(store, error), Qt.ConnectionType.SingleShotConnection
            )  # fmt: skip
            return
        close_dialogs(window)
        if stores.is_whole(store):  # it was another file, a backup or a copy, that could not be read
            tell(window, "A file that was read is damaged, and it is not this store: its own pages are whole.")
            return
        path, who, key = store.path, store.who, store.raw_key
        window.stores.leave()
        window.opening.refused(path, error, None, who, key)


def _is_damage(error: Exception) -> bool:
    return isinstance(error, DamagedStore)
