"""The screens of the program, at the left."""

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QPushButton, QVBoxLayout, QWidget

from suffdesk.core.palette import Palette
from suffdesk.ui.icons import icon
from suffdesk.ui.widgets.scrolling import Scroller
from suffdesk.ui.widgets.text import Button, label


@dataclass(frozen=True, slots=True)
class Place:
    """One line of the sidebar."""

    name: str
    title: str
    icon: str
    group: str


PLACES = (
    Place("placements", "Placements", "placements", "CHILDREN"),
    Place("providers", "Providers", "home", "HOMES"),
    Place("quality", "Quality", "shield", "HOMES"),
    Place("own_homes", "Own homes", "bed", "HOMES"),
    Place("publications", "Publications", "publications", "OUT AND IN"),
    Place("data", "Data", "data", "OUT AND IN"),
    Place("history", "History", "history", "RECORDS"),
    Place("retention", "Retention", "retention", "RECORDS"),
)


class _PlaceButton(Button):
    """Up and down move between places, as in a list."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
            return
        super().keyPressEvent(event)


class Sidebar(QFrame):
    """Places in groups; the store's name and state at the bottom."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "sidebar")
        self.setAccessibleName("Screens")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        inside = QWidget()
        outer.addWidget(Scroller(inside, across=False))
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 16, 0, 14)
        column.setSpacing(1)
        name = label("SuffDesk", "name")
        name.setContentsMargins(16, 0, 0, 6)
        column.addWidget(name)
        self._buttons: dict[str, QPushButton] = {}
        self._group = QButtonGroup(self)
        group = ""
        for place in PLACES:
            if place.group != group:
                group = place.group
                above = label(group)
                above.setContentsMargins(15, 14, 0, 4)
                column.addWidget(above)
            made = _PlaceButton(place.title)
            made.setCheckable(True)
            made.setAccessibleName(place.title)
            made.setIconSize(QSize(18, 18))
            made.clicked.connect(lambda _=False, name=place.name: self.chosen.emit(name))
            self._group.addButton(made)
            self._buttons[place.name] = made
            column.addWidget(made)
        column.addStretch()
        self._status = label("", wrap=True)
        self._status.setContentsMargins(15, 0, 10, 0)
        column.addWidget(self._status)

    def choose(self, name: str) -> None:
        """Mark the place that is shown; the page of a record stands under the place it was opened from."""
        if name in self._buttons:
            self._buttons[name].setChecked(True)

    def set_status(self, text: str) -> None:
        """“Stockport demo · saved · encrypted”."""
        self._status.setText(text)
        self._status.setAccessibleName(f"Store: {text}")

    @property
    def status(self) -> str:
        return self._status.text()

    def set_theme(self, palette: Palette) -> None:
        """Draw the icons again; as wide as the text needs."""
        for place in PLACES:
            self._buttons[place.name].setIcon(icon(place.icon, palette.on_sidebar))
        self.setFixedWidth(max(200, self.fontMetrics().averageCharWidth() * 26))
