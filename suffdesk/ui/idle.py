"""Locking a store that nobody is working with."""

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QAction, QGuiApplication, QWindow

from suffdesk.ui.settings import IDLE_MINUTES

if TYPE_CHECKING:
    from suffdesk.ui.main_window import MainWindow

_LOOK_EVERY = 5_000
"""Milliseconds."""
_SIGNS = frozenset({
    QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel,
    QEvent.Type.TouchBegin, QEvent.Type.TouchUpdate,
})  # fmt: skip


class IdleLock(QObject):
    """Watches the windows that have the keyboard, and locks an encrypted store once nothing was done for long enough.

    Watching windows instead of the application keeps the many events of widgets out of Python. ``clock`` goes on
    while the computer sleeps, so that a laptop opened again after a while is locked before a key reaches the store.
    """

    def __init__(self, window: "MainWindow", clock: Callable[[], float] = time.time) -> None:
        super().__init__(window)
        self._window = window
        self.clock = clock
        self._seen = clock()
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EVERY)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusWindowChanged.connect(self._watch)

    def _watch(self, window: QWindow | None) -> None:
        if window is not None:
            window.installEventFilter(self)

    def eventFilter(self, _: QObject, event: QEvent) -> bool:
        if event.type() not in _SIGNS:
            return False
        if self.look():
            return True
        self._seen = self.clock()
        return False

    def look(self) -> bool:
        """Lock if it is time; whether it was. A running task is let finish first."""
        now = self.clock()
        self._seen = min(self._seen, now)  # a clock that was put back
        session = self._window.session
        minutes = self._window.settings.idle_minutes
        if session is None or not session.store.encrypted or not minutes:
            self._seen = now
            return False
        if now - self._seen < minutes * 60 or self._window.tasks.current:
            return False
        self._seen = now
        self._window.stores.lock_now(f"Nothing was done for {minutes} minutes, so it was closed.")
        return True

    # The choices of the menu

    def off(self) -> None:
        """Never lock by itself."""
        self._choose(0)

    def five(self) -> None:
        self._choose(5)

    def ten(self) -> None:
        self._choose(10)

    def fifteen(self) -> None:
        self._choose(15)

    def thirty(self) -> None:
        self._choose(30)

    def show_in(self, actions: Mapping[str, QAction]) -> None:
        """Tick the choice that holds."""
        for minutes in IDLE_MINUTES:
            actions[f"idle_{minutes}"].setChecked(minutes == self._window.settings.idle_minutes)

    def _choose(self, minutes: int) -> None:
        self._window.settings.idle_minutes = minutes
        self.show_in(self._window.actions_by_name)
