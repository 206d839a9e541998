"""Opening a store that needs a passphrase, or a name for the changes made in it."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from suffdesk.core.errors import UserError
from suffdesk.store.lock import StoreLocked
from suffdesk.store.opening import Store, WrongPassphrase
from suffdesk.ui.dialogs.form import FormDialog
from suffdesk.ui.widgets.passphrase import PassphraseField
from suffdesk.ui.widgets.text import button

Opener = Callable[[str | None, str, bool], Store]
"""Passphrase, name, reading only → the store, or a UserError."""
_FIRST_WAIT, _LONGEST_WAIT = 500, 16_000
"""Milliseconds after a wrong passphrase; doubled with each."""


class UnlockDialog(FormDialog):
    """Asks for the passphrase and the name, and opens the store itself, so that a fault is shown in place."""

    opened = Signal(object, str)
    """The store, and the name it was opened under."""

    def __init__(self, parent: QWidget | None, path: Path, opener: Opener, *, passphrase: bool, who: str,
                 read_only: bool = False) -> None:  # fmt: skip
        super().__init__(parent, f"Open {path.stem}", "Open", f"In {path.parent}")
        self._opener, self._read_only = opener, read_only
        self._wait = _FIRST_WAIT
        self.passphrase: PassphraseField | None = None
        self.who = QLineEdit(who)
        if passphrase:
            self.passphrase = PassphraseField()
            self.add("Passphrase", self.passphrase)
        self.add("Your name", self.who, help="Changes that you make are recorded under it.")
        self.reading = button("Open for reading only")
        self.reading.hide()
        self.reading.clicked.connect(self._open_for_reading)
        self.buttons.insertWidget(1, self.reading)
        (self.passphrase or self.who).setFocus()

    def go(self) -> None:
        if not self.who.text().strip():
            self.say_fault("Type your name, so that others can see who changed what.")
            self.who.setFocus()
            return
        passphrase = self.passphrase.text() if self.passphrase else None
        try:
            store = self._opener(passphrase, self.who.text().strip(), self._read_only)
        except WrongPassphrase as error:
            self.say_fault(f"{error}.")
            self._hold()
        except StoreLocked as error:
            self.say_fault(f"{error}, or open it for reading only.")
            self.reading.show()
        except UserError as error:
            self.say_fault(f"{error}.")
        else:
            self.opened.emit(store, self.who.text().strip())
            self.accept()

    def _open_for_reading(self) -> None:
        self._read_only = True
        self.go()

    def _hold(self) -> None:
        """Guessing gets slower with every guess."""
        self.press.setEnabled(False)
        QTimer.singleShot(self._wait, self, self._release)
        self._wait = min(self._wait * 2, _LONGEST_WAIT)
        if self.passphrase:
            self.passphrase.selectAll()
            self.passphrase.setFocus()

    def _release(self) -> None:
        self.press.setEnabled(True)
