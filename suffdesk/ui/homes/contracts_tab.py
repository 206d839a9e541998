"""Contracts in place: what covers each placement, the contracts themselves, and block beds."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from suffdesk.operations.contracting import blocks, contracts, contracts_words, coverage, coverage_words
from suffdesk.ui.records.tab import RecordsTab
from suffdesk.ui.register.chips import keep_room
from suffdesk.ui.session import Session
from suffdesk.ui.widgets.text import button


class ContractsTab(QWidget):
    """Three tables, one at a time."""

    asked = Signal(str, str, object)

    def __init__(self) -> None:
        super().__init__()
        self.placements = RecordsTab("Placements", changes=False, empty="No child is in a commissioned placement.")
        self.contracts = RecordsTab("Contracts", "contract", add="Add a contract…")
        self.blocks = RecordsTab("Block beds", "contract", empty="No block contract holds in the year to the date.")
        self.chips: list[QPushButton] = []
        row = QHBoxLayout()
        row.setSpacing(6)
        self.pages = QStackedWidget()
        for tab in (self.placements, self.contracts, self.blocks):
            tab.asked.connect(self.asked)
            chip = button(tab.table.accessibleName(), "chip")
            chip.setCheckable(True)
            chip.clicked.connect(lambda _=False, tab=tab: self.choose(tab))
            keep_room(chip)
            row.addWidget(chip)
            self.chips.append(chip)
            self.pages.addWidget(tab)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.pages, 1)
        self.choose(self.placements)

    def choose(self, tab: RecordsTab) -> None:
        """Show one of the tables."""
        self.pages.setCurrentWidget(tab)
        for place, chip in enumerate(self.chips):
            chip.setChecked(place == self.pages.currentIndex())

    @property
    def records_tab(self) -> RecordsTab:
        """The table that is shown."""
        shown = self.pages.currentWidget()
        assert isinstance(shown, RecordsTab)
        return shown

    def show_session(self, session: Session | None) -> None:
        """Show what this store holds; None drops everything."""
        if session is None:
            for tab in (self.placements, self.contracts, self.blocks):
                tab.say_above([])
                tab.show_records(None, {}, may_write=False)
            return
        store, day, may_write = session.store, session.as_at, not session.store.read_only
        self.placements.say_above(coverage_words(store, day))
        self.placements.show_records(coverage(store, day), {}, may_write=may_write)
        self.contracts.say_above(contracts_words(store, day))
        self.contracts.show_records(contracts(store, day), {}, may_write=may_write)
        found = blocks(store, day)
        self.blocks.say_above([(note, False) for note in found.table.notes] if found.count else [])
        self.blocks.show_records(found, {}, may_write=may_write)
