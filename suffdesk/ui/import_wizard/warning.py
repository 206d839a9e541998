"""What an import warns of, to which a person says yes before anything is stored."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from suffdesk.core.text import ended
from suffdesk.ui.widgets.banner import Banner


class ImportWarning(QWidget):
    """The sentences, and a box to tick under them; not seen where there is nothing to warn of."""

    answered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.banner = Banner(kind="warning")
        self.yes = QCheckBox("Import them all the same")
        self.yes.toggled.connect(lambda _: self.answered.emit())
        column.addWidget(self.banner)
        column.addWidget(self.yes)
        self.hide()

    def ask(self, warnings: Sequence[str]) -> None:
        """Show these; what was said to others counts no more."""
        words = " ".join(ended(warning) for warning in warnings)
        if words != self.banner.text:
            self.yes.setChecked(False)
            self.banner.say(words, "warning")
        self.setVisible(bool(warnings))

    @property
    def said_yes(self) -> bool:
        """Whether there is nothing to warn of, or a person has said yes to it."""
        return not self.banner.text or self.yes.isChecked()
