"""What the pages of single records have in common: a way back, a heading, facts, tabs of records."""

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QTabWidget, QVBoxLayout, QWidget

from suffdesk.core.changes import Changes
from suffdesk.operations.record_table import Records
from suffdesk.ui.records.tab import RecordsTab
from suffdesk.ui.screen import Screen
from suffdesk.ui.session import Session
from suffdesk.ui.widgets.text import button, label, title

_LONGEST = 46
"""Letters of a fact that fit; the rest is in its tooltip."""
_HEADING = 32
"""Letters of a heading that fit beside the buttons."""


class RecordPage(Screen):
    """One record of ``entity``. ``show_record`` says which."""

    entity = ""
    """Which kind of record."""

    def __init__(self) -> None:
        super().__init__()
        self.session: Session | None = None
        self.row_id = ""
        self._tabs: dict[str, RecordsTab] = {}
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(20, 10, 20, 10)
        self.column.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(8)
        self.back = button("← Back", "quiet", "Go back to where you came from (Esc)")
        self.back.setAccessibleName("Back")
        self.back.clicked.connect(self.back_wanted)
        head.addWidget(self.back)
        self.heading = title("")
        head.addWidget(self.heading)
        self.about = label("", "caption")
        head.addWidget(self.about)
        head.addStretch()
        self.head_buttons = QHBoxLayout()
        head.addLayout(self.head_buttons)
        self.change_button = button("Change facts…")
        self.change_button.clicked.connect(lambda: self.ask("edit", self.entity, self.row_id))
        self.history_button = button("History")
        self.history_button.clicked.connect(lambda: self.ask("history", self.entity, self.row_id))
        self.earlier_button = button("Earlier versions…", "", "What the backups hold of it, and putting it back")
        self.earlier_button.clicked.connect(lambda: self.ask("earlier", self.entity, self.row_id))
        for part in (self.change_button, self.history_button, self.earlier_button):
            self.head_buttons.addWidget(part)
        self.column.addLayout(head)
        self._facts_place = QWidget()
        self._facts = QGridLayout(self._facts_place)
        self._facts.setContentsMargins(4, 0, 0, 0)
        self._facts.setHorizontalSpacing(14)
        self._facts.setVerticalSpacing(3)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.back_wanted)

    def ask(self, verb: str, entity: str, what: object) -> None:
        """Ask the window to do something with a record."""
        self.record_asked.emit(verb, entity, what)

    def add_tab(self, name: str, tab: RecordsTab) -> RecordsTab:
        """One more tab of records."""
        tab.asked.connect(self.record_asked)
        self._tabs[name] = tab
        self.tabs.addTab(tab, name)
        return tab

    def tab(self, name: str) -> RecordsTab:
        """A tab by its name."""
        return self._tabs[name]

    def fill_tab(self, name: str, records: Records | None, given: Mapping[str, str] | None = None) -> None:
        """Show records in a tab, and their number in its name."""
        tab = self._tabs[name]
        may_write = self.session is not None and not self.session.store.read_only
        tab.show_records(records, given or {}, may_write=may_write)
        number = f" {records.count:,}" if records and records.count else ""
        self.tabs.setTabText(self.tabs.indexOf(tab), f"{name}{number}")

    def show_facts(self, facts: Sequence[tuple[str, str]], across: int = 3) -> None:
        """Label and words, side by side; long words are cut and whole in their tooltip."""
        while (item := self._facts.takeAt(0)) is not None:
            if (part := item.widget()) is not None:
                part.hide()
                part.deleteLater()
        down = -(-len(facts) // across)
        for place, (name, words) in enumerate(facts):
            value = label(words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…")
            value.setToolTip(words)
            value.setAccessibleName(f"{name}: {words}")
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            row, column = place % down, place // down * 2
            self._facts.addWidget(label(name, "caption"), row, column)
            self._facts.addWidget(value, row, column + 1)
        self._facts.setColumnStretch(across * 2, 1)

    def say_heading(self, words: str, about: str = "") -> None:
        """The name of the record; a long one is cut and whole in its tooltip."""
        self.heading.setText(words if len(words) <= _HEADING else f"{words[: _HEADING - 1]}…")
        self.heading.setToolTip(words)
        self.heading.setAccessibleName(words)
        self.about.setText(about)
        self.setAccessibleName(words)

    # What is shown

    def show_record(self, row_id: str) -> None:
        """Show another record."""
        if row_id != self.row_id:
            self.tabs.setCurrentIndex(0)
        self.row_id = row_id
        self.fill()

    def set_session(self, session: Session | None) -> None:
        self.session = session
        self.row_id = ""
        self.drop()

    def set_as_at(self, day: date) -> None:
        self.fill()

    def refresh(self, changes: Changes) -> None:
        if changes:
            self.fill()

    def fill(self) -> None:
        """Read the record and show it."""
        if self.session is None or not self.row_id:
            return
        self.change_button.setEnabled(not self.session.store.read_only)
        if not self.read(self.session):
            self.drop()
            self.say_heading("No longer in the store", "It was removed or erased; Undo brings back what was removed.")
            self.change_button.setEnabled(False)

    def read(self, session: Session) -> bool:
        """Show what is held; False where the record is not there."""
        raise NotImplementedError

    def drop(self) -> None:
        """Keep nothing of any record."""
        self.say_heading("")
        self.show_facts(())
        for name, tab in self._tabs.items():
            tab.say_above([])
            self.fill_tab(name, None)
