"""Opening a store that needs a passphrase, or a name for the changes made in it."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from suffdesk.ui.dialogs.dialog import Dialog
from suffdesk.ui.widgets.text import label, title
from suffdesk.ui.widgets.unlock_form import UnlockForm


class UnlockDialog(Dialog):
    """A form in a window of its own."""

    guide = "stores"

    def __init__(self, parent: QWidget | None, path: Path, form: UnlockForm) -> None:
        super().__init__(parent)
        self.unlock = form
        self.setWindowTitle(f"Open {path.stem}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(480)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 18)
        column.setSpacing(10)
        column.addWidget(title(f"Open {path.stem}"))
        column.addWidget(label(f"In {path.parent}", "caption", wrap=True))
        column.addSpacing(4)
        column.addWidget(form)
        form.opened.connect(self.accept)
        form.refused.connect(self.accept)
        form.recover.connect(self.accept)
        form.left.connect(self.reject)
        form.setFocus()
