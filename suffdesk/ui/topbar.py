"""What stands above every screen: search, the as-at date, undo, publish."""

from collections.abc import Mapping

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QAction, QIcon, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLineEdit, QWidget

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
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(20, 9, 20, 9)
        self._row.setSpacing(6)
        self.search = QLineEdit()
        self.search.setProperty("role", "search")
        self.search.setPlaceholderText("Search children, homes, records…   Ctrl+K")
        self.search.setAccessibleName("Search children, homes, providers and records")
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(160)
        self.search.setMaximumWidth(430)
        self._glass = self.search.addAction(QIcon(), QLineEdit.ActionPosition.LeadingPosition)
        self.search.textChanged.connect(self.searched)
        self._row.addWidget(self.search, 1)
        self._row.addStretch()
        self._tools = QWidget()
        self._row.addWidget(self._tools)
        row = QHBoxLayout(self._tools)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
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

    def minimumSizeHint(self) -> QSize:
        """As narrow as the tools alone: where both do not fit, the search stands above them."""
        margins = self._row.contentsMargins()
        return QSize(self._tools.minimumSizeHint().width() + margins.left() + margins.right(), self._height())

    def _height(self) -> int:
        return self._row.totalMinimumSize().height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        margins = self._row.contentsMargins()
        both = self.search.minimumWidth() + self._tools.minimumSizeHint().width() + 3 * self._row.spacing()
        wide = event.size().width() >= both + margins.left() + margins.right()
        wanted = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        if self._row.direction() != wanted:
            self._row.setDirection(wanted)
            self.updateGeometry()

    def set_theme(self, palette: Palette) -> None:
        """Draw the icons again."""
        self._glass.setIcon(icon("search", palette.muted))
