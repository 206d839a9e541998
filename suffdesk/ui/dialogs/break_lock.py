"""Opening a store that another machine did not close: an act that is recorded with its reason."""

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit, QWidget

from suffdesk.core.errors import UserError
from suffdesk.core.text import ended
from suffdesk.ui.dialogs.form import FormDialog


class BreakLockDialog(FormDialog):
    """Asks why; ``breaker`` is given the name and the reason, and may raise UserError."""

    guide = "stores"

    def __init__(self, parent: QWidget | None, holder: str, breaker: Callable[[str, str], None], *, who: str) -> None:
        super().__init__(
            parent, "Open all the same", "Open all the same",
            f"It was opened {holder}. Go on only when you know that it is not open there any more. Your name and the "
            "reason are kept in the store.", harmless=False,
        )  # fmt: skip
        self._breaker = breaker
        self.why = QLineEdit()
        self.add("Reason", self.why, help="Such as: the laptop was replaced; Ann has shut it down.")
        self.who = QLineEdit(who)
        self.add("Your name", self.who)
        self.why.setFocus()

    def go(self) -> None:
        who, why = self.who.text().strip(), self.why.text().strip()
        if not why:
            self.say_fault("Say why, so that others can see what was done.")
            self.why.setFocus()
            return
        if not who:
            self.say_fault("Type your name, so that others can see who did this.")
            self.who.setFocus()
            return
        try:
            self._breaker(who, why)
        except UserError as error:
            self.say_fault(ended(str(error)))
            return
        self.accept()
