"""Whose children the store holds."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from suffdesk.core.changes import Changes
from suffdesk.core.errors import UserError
from suffdesk.core.text import ended
from suffdesk.ui.dialogs.form import FormDialog
from suffdesk.ui.widgets.authority_field import AuthorityField


class AuthorityDialog(FormDialog):
    """``setter`` takes what was typed and does it, or raises UserError."""

    chosen = Signal(object)
    """The :class:`Changes`."""

    def __init__(self, parent: QWidget | None, current: str, setter: Callable[[str], Changes]) -> None:
        super().__init__(
            parent, "Authority", "Save",
            "In borough, out of area and the rate per 10,000 are worked out for this authority.",
        )  # fmt: skip
        self._setter = setter
        self.authority = AuthorityField(current)
        self.add("Authority", self.authority, help="A name, an ONS code or DfE's three digits.")

    def go(self) -> None:
        try:
            changes = self._setter(self.authority.text())
        except UserError as error:
            self.say_fault(ended(str(error)))
            self.authority.setFocus()
            return
        self.chosen.emit(changes)
        self.accept()
