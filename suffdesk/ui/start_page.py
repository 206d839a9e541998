"""Where one begins: stores opened before, another one, a new one, the demo."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from suffdesk.core.dates import local_time, show_date
from suffdesk.core.palette import Palette
from suffdesk.operations.backups import latest_made
from suffdesk.ui.icons import icon
from suffdesk.ui.settings import RecentStore
from suffdesk.ui.widgets.card import Card
from suffdesk.ui.widgets.centred import centred_column
from suffdesk.ui.widgets.text import Button, button, heading, label, muted


class _Row(Button):
    """A store that was opened before: its name, its folder, and when."""

    def __init__(self, store: RecentStore) -> None:
        super().__init__()
        self.setProperty("role", "row")
        there = store.path.is_file()
        backed_up = not there and latest_made(store.path) is not None
        self.setEnabled(there or backed_up)
        when = f"Opened {_day(store.opened_at)}" if there else "Not found"
        if backed_up:
            when = "Not found: open to restore a backup"
        self.setAccessibleName(f"{store.path.stem}, {when}, in {store.path.parent}")
        self.setToolTip(str(store.path))
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 7, 10, 7)
        words = QVBoxLayout()
        words.setSpacing(1)
        name = heading(store.path.stem) if there else label(store.path.stem, "caption")
        folder, at = muted(_shortened(store.path.parent)), muted(when)
        words.addWidget(name)
        words.addWidget(folder)
        row.addLayout(words, 1)
        row.addWidget(at)
        for part in (name, folder, at):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._row = row

    def sizeHint(self) -> QSize:
        return self._row.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class StartPage(QWidget):
    """Shown while no store is open."""

    open_recent = Signal(object)
    forget = Signal(object)
    open_other = Signal()
    new = Signal()
    demo = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = centred_column(self)
        column.addWidget(label("SuffDesk", "title"))
        about = "Homes for children in care: who lives where, and what the figures are made of."
        column.addWidget(label(about, "caption"))
        column.addSpacing(12)
        self._card = Card("Your stores")
        self._card.setFixedWidth(600)
        column.addWidget(self._card)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(2)
        self._card.body.addLayout(self._rows)
        line = QFrame()
        line.setProperty("role", "line")
        self._card.body.addWidget(line)
        buttons = QHBoxLayout()
        self._open = button("Open…")
        self._open.clicked.connect(self.open_other)
        self._new = button("New store…", "primary")
        self._new.clicked.connect(self.new)
        self._demo = button("Open the demo", "", "An invented borough to try things on; no child in it is real")
        self._demo.clicked.connect(self.demo)
        for press in (self._new, self._open, self._demo):
            buttons.addWidget(press)
        buttons.addStretch()
        self._card.body.addSpacing(6)
        self._card.body.addLayout(buttons)
        column.addSpacing(4)
        column.addWidget(muted("Everything stays on this computer. A store or SSDA903 files can also be dropped here."))

    def show_recent(self, stores: Sequence[RecentStore]) -> None:
        """List the stores that were opened before."""
        while item := self._rows.takeAt(0):
            if widget := item.widget():
                widget.deleteLater()
        for store in stores[:6]:
            row = _Row(store)
            row.clicked.connect(lambda _=False, path=store.path: self.open_recent.emit(path))
            if store.path.is_file():
                self._rows.addWidget(row)
                continue
            gone = QWidget()
            line = QHBoxLayout(gone)
            line.setContentsMargins(0, 0, 0, 0)
            line.addWidget(row, 1)
            forget = button("Take off the list", "link")
            forget.setAccessibleName(f"Take {store.path.stem} off the list")
            forget.clicked.connect(lambda _=False, path=store.path: self.forget.emit(path))
            line.addWidget(forget)
            self._rows.addWidget(gone)
        if not stores:
            self._rows.addWidget(muted("None yet. Make one for your authority, or look at the demo first."))

    def offer_demo(self, there: bool) -> None:
        """Whether the demo came with the program."""
        self._demo.setVisible(there)

    def set_theme(self, palette: Palette) -> None:
        """Draw the icons again."""
        self._open.setIcon(icon("open", palette.muted))
        self._new.setIcon(icon("new", palette.on_accent))
        self._demo.setIcon(icon("people", palette.muted))


def _day(iso: str) -> str:
    try:
        return show_date(local_time(datetime.fromisoformat(iso)).date())
    except ValueError:
        return "before"


def _shortened(folder: Path, longest: int = 52) -> str:
    at_home = folder.is_relative_to(Path.home())
    text = f"~/{folder.relative_to(Path.home()).as_posix()}" if at_home else str(folder)
    return text if len(text) <= longest else f"…{text[-longest:]}"
