"""Asks for the name of a view."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from suffdesk.ui.dialogs.form import FormDialog


class SaveView(FormDialog):
    """``conditions`` say what the view will keep; names in ``taken`` are refused."""

    named = Signal(str)

    def __init__(self, parent: QWidget | None, taken: Sequence[str], conditions: Sequence[str]) -> None:
        about = "; ".join(conditions) if conditions else "every child"
        super().__init__(parent, "Save view", "Save", f"Keeps the filter ({about}), the columns and the order.")
        self._taken = {name.casefold() for name in taken}
        self.name = QLineEdit()
        self.name.setMaxLength(40)
        self.add("Name", self.name)

    def go(self) -> None:
        name = self.name.text().strip()
        if not name:
            self.say_fault("Type a name for the view")
        elif name.casefold() in self._taken:
            self.say_fault(f"There is always a view “{name}”; choose another name")
        else:
            self.named.emit(name)
            self.accept()
