"""Asks whether everything held of a child shall be erased: says what goes, and wants the reference typed."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from suffdesk.core.text import ended
from suffdesk.operations.erasure import REASONS, WhatGoes, going_lines
from suffdesk.ui.dialogs.form import FormDialog
from suffdesk.ui.widgets.text import label


class EraseDialog(FormDialog):
    """``agreed`` tells the reason and the reference of the decision, once the child's reference was typed."""

    guide = "keeping-and-losing"
    agreed = Signal(str, str)

    def __init__(self, parent: QWidget | None, going: WhatGoes) -> None:
        super().__init__(parent, f"Erase {going.reference}", "Erase for good", "This cannot be undone.", harmless=False)
        self.setMinimumWidth(560)
        self._going = going
        self.said = [label(line, wrap=True) for line in going_lines(going)]
        for line in self.said:
            self.form.addRow(line)
        self.reason = QComboBox()
        for name, words in REASONS.items():
            self.reason.addItem(words, name)
        self.add("Why", self.reason)
        self.decision = QLineEdit()
        self.add("Decision", self.decision, help="Its reference, for the certificate. It must not name anybody.")
        self.typed = QLineEdit()
        self.add(f"Type {going.reference}", self.typed, help="To show that this is the record you mean.")
        allowed = [place for place, name in enumerate(REASONS) if name not in going.refusals]
        self.reason.setCurrentIndex(allowed[0] if allowed else 0)
        self.reason.currentIndexChanged.connect(self._look)
        self.typed.textChanged.connect(self._look)
        self._look()
        self.reason.setFocus()

    def _look(self) -> None:
        refusal = self._going.refusals.get(self.reason.currentData(), "")
        self.say_fault(ended(str(refusal or "")))
        self.press.setEnabled(not refusal and self.typed.text().strip().upper() == self._going.reference.upper())

    def go(self) -> None:
        if self.press.isEnabled():
            self.accept()
            self.agreed.emit(self.reason.currentData(), self.decision.text().strip())
