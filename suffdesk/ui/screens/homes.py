"""The Settings and Providers screens: every one of them, found by part of its name, number or postcode."""

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout

from suffdesk.core.changes import Changes
from suffdesk.core.text import plural
from suffdesk.operations.homes import providers_list, settings_list
from suffdesk.operations.record_table import Records
from suffdesk.ui.records.tab import RecordsTab
from suffdesk.ui.screen import Screen
from suffdesk.ui.session import Session
from suffdesk.ui.widgets.text import muted, title

_Reader = Callable[[Session, str], Records]


class HomesScreen(Screen):
    """A list of settings or of providers, as at the date."""

    def __init__(self, heading: str, entity: str, read: _Reader) -> None:
        super().__init__()
        self._session: Session | None = None
        self._read, self._one, self._many = read, entity, heading.lower()
        self.setAccessibleName(heading)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 10, 20, 10)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(title(heading))
        self.count = muted("")
        head.addWidget(self.count)
        head.addStretch()
        self.find_line = QLineEdit()
        self.find_line.setPlaceholderText("Name, number or postcode" if entity == "setting" else "Name")
        self.find_line.setAccessibleName(f"Find {heading.lower()}")
        self.find_line.setClearButtonEnabled(True)
        self.find_line.setMinimumWidth(280)
        self.find_line.textChanged.connect(self._fill)
        head.addWidget(self.find_line)
        column.addLayout(head)
        self.tab = RecordsTab(heading, entity, add=f"Add a {entity}…", empty=f"No {heading.lower()} found.")
        self.tab.asked.connect(self.record_asked)
        column.addWidget(self.tab, 1)

    def set_session(self, session: Session | None) -> None:
        self._session = session
        self.find_line.clear()
        self._fill()

    def set_as_at(self, day: date) -> None:
        self._fill()

    def refresh(self, changes: Changes) -> None:
        if changes:
            self._fill()

    def _fill(self) -> None:
        session = self._session
        records = self._read(session, self.find_line.text()) if session else None
        may_write = session is not None and not session.store.read_only
        self.tab.show_records(records, {}, may_write=may_write)
        self.count.setText(plural(records.count, self._one, self._many) if records else "")


def settings_screen() -> HomesScreen:
    """Every setting, with the children placed there."""
    return HomesScreen("Settings", "setting", lambda session, text: settings_list(session.store, session.as_at, text))


def providers_screen() -> HomesScreen:
    """Every provider, with the number of its settings."""
    return HomesScreen("Providers", "provider", lambda session, text: providers_list(session.store, text))
