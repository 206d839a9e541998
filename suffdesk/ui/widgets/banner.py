"""A line across a screen that says something about all of it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from suffdesk.ui.widgets.text import button, label, set_role


class Banner(QFrame):
    """One sentence, an optional button, and a cross where it may be put away.

    ``kind``: ``note`` (calm), ``warning``, ``done``.
    """

    acted = Signal()
    """The button was pressed."""

    def __init__(self, text: str = "", kind: str = "note", *, action: str = "", closable: bool = False,
                 parent: QWidget | None = None) -> None:  # fmt: skip
        super().__init__(parent)
        self.setProperty("role", f"banner-{kind}")
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 7, 10, 7)
        self._label = label(text, wrap=True)
        row.addWidget(self._label, 1)
        self._button = button(action, "link")
        self._button.setVisible(bool(action))
        self._button.clicked.connect(self.acted)
        row.addWidget(self._button)
        if closable:
            close = button("Hide", "link", "Put this line away")
            close.setAccessibleName("Hide this message")
            close.clicked.connect(self.hide)
            row.addWidget(close)
        self.setAccessibleName(text)

    def say(self, text: str, kind: str = "note", action: str = "") -> None:
        """Say something else, and be seen."""
        self._label.setText(text)
        self._button.setText(action)
        self._button.setVisible(bool(action))
        self.setAccessibleName(text)
        set_role(self, f"banner-{kind}")
        self.show()

    @property
    def text(self) -> str:
        return self._label.text()
