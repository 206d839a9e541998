"""What stands above every screen: search, the as-at date, undo, publish."""

from collections.abc import Mapping

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QWidget

from suffdesk.core.palette import Palette
from suffdesk.ui.icons import icon
from suffdesk.ui.widgets.date_field import DateField
from suffdesk.ui.widgets.text import ToolButton, button, label


class TopBar(QFrame):
    """Search at the left, the date and what to do with it at the right."""

    searched = Signal(str)

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "topbar")
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 9, 20, 9)
        row.setSpacing(6)
        self.search = QLineEdit()
        self.search.setProperty("role", "search")
        self.search.setPlaceholderText("Search children, homes, records…   Ctrl+K")
        self.search.setAccessibleName("Search children, homes, providers and records")
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(160)
        self.search.setMaximumWidth(430)
        self._glass = self.search.addAction(QIcon(), QLineEdit.ActionPosition.LeadingPosition)
        self.search.textChanged.connect(self.searched)
        row.addWidget(self.search, 1)
        row.addStretch()
        for name in ("undo", "redo"):
            tool = ToolButton()
            tool.setDefaultAction(actions[name])
            tool.setIconSize(QSize(18, 18))
            tool.setAccessibleName(actions[name].text().replace("&", ""))
            row.addWidget(tool)
        row.addSpacing(10)
        words = label("As at")
        row.addWidget(words)
        self.as_at = DateField("As-at date, which every screen follows")
        words.setBuddy(self.as_at)
        row.addWidget(self.as_at)
        row.addSpacing(6)
        self.publish = button("Publish…", "primary", actions["publish"].toolTip())
        self.publish.clicked.connect(actions["publish"].trigger)
        row.addWidget(self.publish)

    def set_theme(self, palette: Palette) -> None:
        """Draw the icons again."""
        self._glass.setIcon(icon("search", palette.muted))
