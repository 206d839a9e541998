"""The passphrase and the name that open a store, asked for in a dialog or on the page of a locked store."""

import math
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QFormLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from suffdesk.core.errors import UserError
from suffdesk.core.text import ended, plural
from suffdesk.store import attempts
from suffdesk.store.lock import StoreLocked
from suffdesk.store.opening import Store
from suffdesk.store.refusals import DamagedStore, StoreMissing, TooSoon, WrongPassphrase
from suffdesk.ui.widgets.passphrase import PassphraseField
from suffdesk.ui.widgets.text import button, label, muted

Opener = Callable[[str | None, str, bool], Store]
"""Passphrase, name, reading only → the store, or a UserError."""
_TICK = 250
"""Milliseconds between two looks at how long the next try has to wait."""


class UnlockForm(QWidget):
    """Opens the store itself, so that a fault is shown in place. ``remember`` is None without a system keyring."""

    opened = Signal(object, str)
    """The store, and the name it was opened under."""
    refused = Signal(object, object, str)
    """StoreLocked or DamagedStore, the passphrase (None where none is needed) and the name."""
    recover = Signal()
    """The passphrase is forgotten."""
    left = Signal()

    def __init__(self, path: Path, opener: Opener, *, passphrase: bool, who: str, read_only: bool = False,
                 remember: bool | None = None, leave: str = "Cancel") -> None:  # fmt: skip
        super().__init__()
        self._path, self._opener, self._read_only = path, opener, read_only
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        self.form = QFormLayout()
        self.form.setVerticalSpacing(10)
        self.form.setHorizontalSpacing(14)
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        column.addLayout(self.form)
        self.passphrase = PassphraseField() if passphrase else None
        if self.passphrase:
            self._row("Passphrase", self.passphrase)
        self.who = QLineEdit(who)
        self._row("Your name", self.who, "Changes that you make are recorded under it.")
        self.remember = QCheckBox("Remember on this computer")
        self.remember.setToolTip("Keep the key in this computer's keyring, and open without asking")
        self.remember.setChecked(bool(remember))
        self.form.addRow("", self.remember)
        self.form.setRowVisible(self.remember, passphrase and remember is not None)
        self._fault = label("", "warning", wrap=True)
        self._fault.setAccessibleName("What is wrong")
        self._fault.hide()
        column.addWidget(self._fault)
        row = QHBoxLayout()
        self.forgotten = button("Use the recovery key…", "link", "Choose a new passphrase when it is forgotten")
        self.forgotten.setVisible(passphrase)
        self.forgotten.clicked.connect(self.recover)
        row.addWidget(self.forgotten)
        row.addStretch()
        self.leave = button(leave)
        self.leave.clicked.connect(self.left)
        self.press = button("Open", "primary")
        self.press.clicked.connect(self.go)
        row.addWidget(self.leave)
        row.addWidget(self.press)
        column.addLayout(row)
        self.setFocusProxy(self.passphrase or self.who)
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK)
        self._timer.timeout.connect(self._wait)
        if passphrase and attempts.wait_needed(path) > 0:
            self._hold("A passphrase failed a moment ago.")

    def _row(self, words: str, field: QLineEdit, help: str = "") -> None:
        before = label(words)
        before.setBuddy(field)
        field.setAccessibleName(words)
        before.setAlignment(Qt.AlignmentFlag.AlignTop)
        before.setContentsMargins(0, 7, 0, 0)
        both = QWidget()
        column = QVBoxLayout(both)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addWidget(field)
        if help:
            column.addWidget(muted(help, wrap=True))
            field.setAccessibleDescription(help)
        self.form.addRow(before, both)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens from every field, on a page as in a dialog: only a dialog presses its default button."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.press.isEnabled():
                self.go()
            return
        super().keyPressEvent(event)

    @property
    def fault(self) -> str:
        return self._fault.text()

    def say_fault(self, sentence: str) -> None:
        """Show what is wrong, in place; an empty sentence takes it away."""
        self._fault.setText(sentence)
        self._fault.setVisible(bool(sentence))

    def go(self) -> None:
        """Try to open the store."""
        who = self.who.text().strip()
        if not who:
            self.say_fault("Type your name, so that others can see who changed what.")
            self.who.setFocus()
            return
        passphrase = self.passphrase.text() if self.passphrase else None
        try:
            store = self._opener(passphrase, who, self._read_only)
        except WrongPassphrase as error:
            self._hold(ended(str(error)))
        except TooSoon:
            self._hold("A passphrase failed a moment ago.")
        except (StoreLocked, DamagedStore, StoreMissing) as error:
            if self.passphrase:
                self.passphrase.clear()
            self.refused.emit(error, passphrase, who)
        except UserError as error:
            self.say_fault(ended(str(error)))
        else:
            if self.passphrase:
                self.passphrase.clear()
            self.opened.emit(store, who)

    def _hold(self, why: str) -> None:
        """Guessing gets slower with every guess, and the wait outlives the program."""
        self._why = why
        self.press.setEnabled(False)
        self._wait()
        self._timer.start()
        if self.passphrase:
            self.passphrase.selectAll()
            self.passphrase.setFocus()

    def _wait(self) -> None:
        seconds = math.ceil(attempts.wait_needed(self._path))
        if seconds > 0:
            self.say_fault(f"{self._why} Wait {plural(seconds, 'second')} before the next try.")
            return
        self._timer.stop()
        self.say_fault(self._why if "does not open" in self._why else "")
        self.press.setEnabled(True)
