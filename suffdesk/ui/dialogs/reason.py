"""Asking why somebody looks at a restricted record, before it is shown."""

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit, QWidget

from suffdesk.core.errors import UserError
from suffdesk.core.text import ended
from suffdesk.ui.dialogs.form import FormDialog


class ReasonDialog(FormDialog):
    """``look`` is given the reason, records it, and may raise UserError; the dialog is accepted once it has."""

    def __init__(self, parent: QWidget | None, about: str, look: Callable[[str], None]) -> None:
        super().__init__(
            parent, "Restricted record", "Show it",
            f"{about}. What it says is for those who need to know. Your name, the time and the reason are kept.",
        )  # fmt: skip
        self._look = look
        self.why = QLineEdit()
        self.add("Reason", self.why, help="Such as: review before a new placement; called by the LADO. No names.")
        self.why.setFocus()

    def go(self) -> None:
        try:
            self._look(self.why.text())
        except UserError as error:
            self.say_fault(ended(str(error)))
            self.why.setFocus()
            return
        self.accept()
