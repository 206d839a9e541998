"""A panel with a hairline around it."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from suffdesk.ui.widgets.text import heading, muted


class Card(QFrame):
    """A calm surface for one subject. ``body`` is its layout; a title and an aside stand above it."""

    def __init__(self, title: str = "", aside: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.setAccessibleName(title)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(14, 12, 14, 12)
        outer.setSpacing(8)
        self.title_label: QLabel | None = None
        self.aside_label: QLabel | None = None
        if title:
            top = QHBoxLayout()
            self.title_label, self.aside_label = heading(title), muted(aside)
            top.addWidget(self.title_label)
            top.addStretch()
            top.addWidget(self.aside_label)
            outer.addLayout(top)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(0, 0, 0, 0)
        outer.addLayout(self.body, 1)
