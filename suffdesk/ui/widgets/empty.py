"""What stands where there is nothing to show yet: why, and what to do about it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from suffdesk.ui.widgets.text import button, heading, label


class EmptyState(QWidget):
    """A heading, a sentence, and a button where something can be done."""

    acted = Signal()

    def __init__(self, title: str, text: str, action: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.setSpacing(8)
        self._title = heading(title)
        self._text = label(text, "muted", wrap=True)
        self._text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._text.setFixedWidth(420)
        column.addWidget(self._title, 0, Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self._text, 0, Qt.AlignmentFlag.AlignCenter)
        if action:
            press = button(action, "primary")
            press.clicked.connect(self.acted)
            column.addSpacing(6)
            column.addWidget(press, 0, Qt.AlignmentFlag.AlignCenter)
        self.setAccessibleName(f"{title}. {text}")
