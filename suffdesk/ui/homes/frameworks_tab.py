"""Frameworks, the lots of the chosen one, and who is on the chosen lot and which placements use it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QTabWidget, QVBoxLayout, QWidget

from suffdesk.operations.contracting import coverage, frameworks, lots, places_on_lots, tiers
from suffdesk.ui.records.tab import RecordsTab
from suffdesk.ui.session import Session

_MEMBERS, _TIERS, _PLACEMENTS = "Providers on the lot", "Tiers", "Placements"


class FrameworksTab(QWidget):
    """Three tables, each about the chosen row of the one before."""

    asked = Signal(str, str, object)

    def __init__(self) -> None:
        super().__init__()
        self._session: Session | None = None
        self.frameworks = RecordsTab("Frameworks", "framework", add="Add a framework…")
        self.lots = RecordsTab("Lots", "lot", add="Add a lot…", empty="No lot of this framework is recorded.")
        self.members = RecordsTab(_MEMBERS, "lot_membership", add="Add a provider…",
                                  empty="No provider on this lot is recorded.")  # fmt: skip
        self.tiers = RecordsTab(_TIERS, "tier", add="Add a tier…", empty="This lot has no tiers.")
        self.placements = RecordsTab(_PLACEMENTS, empty="No child of ours is placed under this lot.", changes=False)
        self.beneath = QTabWidget()
        self.beneath.setDocumentMode(True)
        for tab in (self.members, self.tiers, self.placements):
            self.beneath.addTab(tab, tab.table.accessibleName())
        for tab in (self.frameworks, self.lots, self.members, self.tiers, self.placements):
            tab.asked.connect(self.asked)
        self.frameworks.chosen_changed.connect(self._show_lots)
        self.lots.chosen_changed.connect(self._show_lot)
        lower = QSplitter(Qt.Orientation.Horizontal)
        lower.addWidget(self.lots)
        lower.addWidget(self.beneath)
        lower.setChildrenCollapsible(False)
        lower.setSizes([520, 620])
        whole = QSplitter(Qt.Orientation.Vertical)
        whole.addWidget(self.frameworks)
        whole.addWidget(lower)
        whole.setChildrenCollapsible(False)
        whole.setSizes([260, 380])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(whole)

    @property
    def records_tab(self) -> RecordsTab:
        """What an export takes: who is on the chosen lot, or the frameworks where none is chosen."""
        return self.members if self.members.records and self.members.records.count else self.frameworks

    def show_session(self, session: Session | None) -> None:
        """Show what this store holds; None drops everything."""
        self._session = session
        records = frameworks(session.store, session.as_at) if session else None
        self.frameworks.show_records(records, {}, may_write=self._may_write)

    @property
    def _may_write(self) -> bool:
        return self._session is not None and not self._session.store.read_only

    def _show_lots(self) -> None:
        session, chosen = self._session, self.frameworks.chosen
        framework = chosen[1] if chosen else ""
        records = lots(session.store, framework, session.as_at) if session and framework else None
        self.lots.show_records(records, {"framework_id": framework}, may_write=self._may_write and bool(framework))

    def _show_lot(self) -> None:
        session, chosen = self._session, self.lots.chosen
        lot = chosen[1] if chosen else ""
        for tab, name, read in (
            (self.members, _MEMBERS, lambda store, day: places_on_lots(store, day, lot_id=lot)),
            (self.tiers, _TIERS, lambda store, _: tiers(store, lot)),
            (self.placements, _PLACEMENTS, lambda store, day: coverage(store, day, lot_id=lot)),
        ):  # fmt: skip
            records = read(session.store, session.as_at) if session and lot else None
            tab.show_records(records, {"lot_id": lot}, may_write=self._may_write and bool(lot))
            number = f" {records.count:,}" if records and records.count else ""
            self.beneath.setTabText(self.beneath.indexOf(tab), f"{name}{number}")
