"""What every step of the wizard is."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from suffdesk.ui.widgets.text import label, title


class ImportPage(QWidget):
    """A heading, a sentence, and what this step asks or shows."""

    name = ""
    """In the list of steps."""
    ready_changed = Signal()
    settled = Signal()
    """What the page asks for was given: the keyboard goes to the main button."""

    def __init__(self, heading: str, about: str) -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(10)
        self.heading = title(heading)
        self.about = label(about, "caption", wrap=True)
        self.column.addWidget(self.heading)
        self.column.addWidget(self.about)
        self.column.addSpacing(4)

    def enter(self) -> None:
        """The step comes into sight: show what the state holds."""

    @property
    def next_words(self) -> str:
        """On the main button."""
        return "Next"

    @property
    def ready(self) -> bool:
        """Whether one may go on from here."""
        return True
