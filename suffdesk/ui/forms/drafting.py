"""Keeping what is being typed: inside the store, every few seconds, until it is saved or thrown away."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, QTimer

from suffdesk.core.errors import UserError
from suffdesk.operations.drafts import Draft, discard_draft, draft_of, save_draft
from suffdesk.store.opening import Store

EVERY = 3_000
"""Milliseconds between what somebody types and its being kept."""


class Drafting(QObject):
    """The draft of one form. ``about`` is the record, or what a new one hangs on, or empty."""

    def __init__(
        self, parent: QObject, store: Store, entity: str, about: str, typed: Callable[[], Mapping[str, str]]
    ) -> None:
        super().__init__(parent)
        self._store, self._entity, self._about, self._typed = store, entity, about, typed
        self._kept = self.found is not None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(EVERY)
        self._timer.timeout.connect(self.keep)

    @property
    def found(self) -> Draft | None:
        """What was left of an earlier form for the same record."""
        return draft_of(self._store, self._entity, self._about)

    def touch(self) -> None:
        """Something was typed."""
        if not self._timer.isActive():
            self._timer.start()

    def keep(self) -> None:
        """Keep it now. While another change is being written it is tried again a little later."""
        self._timer.stop()
        typed = self._typed()
        if not typed:
            self.discard()
            return
        try:
            save_draft(self._store, self._entity, self._about, typed)
        except UserError:
            self._timer.start()
        else:
            self._kept = True

    def discard(self) -> None:
        """It was saved, or is not wanted."""
        self._timer.stop()
        if not self._kept:
            return
        try:
            discard_draft(self._store, self._entity, self._about)
        except UserError:
            return  # offered again, then: rather once too often than lost
        self._kept = False

    def stop(self) -> None:
        """The store is about to be closed: keep what there is, and touch it no more."""
        if self._timer.isActive():
            self.keep()
        self._timer.stop()
