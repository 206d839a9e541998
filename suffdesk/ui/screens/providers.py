"""The Providers screen: settings, providers, frameworks, contracts, checks due, and settings not registered."""

from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QTabWidget, QVBoxLayout

from suffdesk.core.changes import Changes
from suffdesk.core.dates import show_date
from suffdesk.core.palette import Palette
from suffdesk.core.progress import Progress
from suffdesk.core.report import Table
from suffdesk.core.text import plural
from suffdesk.operations.contracting import checks_due, checks_words, not_registered
from suffdesk.store.opening import Store
from suffdesk.ui.dialogs.files import FileDialog
from suffdesk.ui.faults import show_fault
from suffdesk.ui.homes.contracts_tab import ContractsTab
from suffdesk.ui.homes.frameworks_tab import FrameworksTab
from suffdesk.ui.homes.list_panel import HomeListPanel, MakeTable
from suffdesk.ui.homes.quality_strip import QualityStrip
from suffdesk.ui.icons import icon
from suffdesk.ui.records.tab import RecordsTab
from suffdesk.ui.screen import Screen
from suffdesk.ui.session import Session
from suffdesk.ui.widgets.text import button, muted, title


class ProvidersScreen(Screen):
    """Every tab follows the as-at date; one is read when it is looked at."""

    title = "Providers"
    guide = "providers"

    def __init__(self) -> None:
        super().__init__()
        self._session: Session | None = None
        self._stale: set[int] = set()
        self.setAccessibleName(self.title)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 10, 20, 10)
        column.setSpacing(4)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(title(self.title))
        self.about = muted("")
        head.addWidget(self.about)
        head.addStretch()
        self.quality = QualityStrip()
        self.quality.told.connect(self.told)
        self.quality.child_wanted.connect(partial(self.record_asked.emit, "open", "child"))
        head.addWidget(self.quality.chips)
        self.export_button = button("Export", "quiet", "Save the table that is shown as an Excel workbook")
        self.export_button.clicked.connect(self._ask_where)
        head.addWidget(self.export_button)
        column.addLayout(head)
        column.addWidget(self.quality)
        self.settings, self.providers = HomeListPanel("setting"), HomeListPanel("provider")
        self.frameworks, self.contracts = FrameworksTab(), ContractsTab()
        self.checks = RecordsTab("Checks due", "provider_check", add="Add a check…",
                                 empty="No check has expired or expires soon.")  # fmt: skip
        self.unregistered = RecordsTab("Not registered", changes=False,
                                       empty="Every setting is registered, so far as is recorded.")  # fmt: skip
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self._parts = (
            (self.settings, "Settings"), (self.providers, "Providers"), (self.frameworks, "Frameworks"),
            (self.contracts, "Contracts"), (self.checks, "Checks due"), (self.unregistered, "Not registered"),
        )  # fmt: skip
        for part, name in self._parts:
            self.tabs.addTab(part, name)
        for panel in (self.settings, self.providers):
            panel.record_asked.connect(self.record_asked)
            panel.told.connect(self.told)
        for tab in (self.frameworks, self.contracts, self.checks, self.unregistered):
            tab.asked.connect(self.record_asked)
        self.tabs.currentChanged.connect(lambda _: self._fill())
        column.addWidget(self.tabs, 1)

    def show_list(self, name: str) -> None:
        self.tabs.setCurrentIndex([words for _, words in self._parts].index(name))

    def set_session(self, session: Session | None) -> None:
        self._session = session
        self.export_button.setEnabled(session is not None)
        self.quality.set_session(session)
        self.settings.set_session(session)
        self.providers.set_session(session)
        self.about.setText(show_date(session.as_at) if session else "")
        if session is None:
            self._stale = set()
            self.frameworks.show_session(None)
            self.contracts.show_session(None)
            for tab in (self.checks, self.unregistered):
                tab.say_above([])
                tab.show_records(None, {}, may_write=False)
            for place, (_, name) in enumerate(self._parts):
                self.tabs.setTabText(place, name)
            return
        self._all_stale()

    def set_as_at(self, day: date) -> None:
        self._read_again()

    def refresh(self, changes: Changes) -> None:
        if changes:
            self._read_again()

    def _read_again(self) -> None:
        if self._session is not None:
            self._stale = {0, 1}
            for place, (_, name) in enumerate(self._parts):  # a number of another date says nothing of this one
                self.tabs.setTabText(place, name)
            self.quality.reload()
            self._all_stale()

    def _all_stale(self) -> None:
        self._stale |= {2, 3, 4, 5}
        self._fill()

    def _fill(self) -> None:
        """Read what is looked at, where it has not been read since something changed."""
        session, place = self._session, self.tabs.currentIndex()
        if session is None or place not in self._stale:
            return
        self._stale.discard(place)
        self.about.setText(show_date(session.as_at))
        part = self._parts[place][0]
        if isinstance(part, HomeListPanel):
            part.reload()
        elif isinstance(part, FrameworksTab | ContractsTab):
            part.show_session(session)
        elif isinstance(part, RecordsTab):
            records = checks_due(session.store, session.as_at) if part is self.checks else not_registered(
                session.store, session.as_at
            )  # fmt: skip
            part.say_above(checks_words(records) if part is self.checks else [])
            part.show_records(records, {}, may_write=not session.store.read_only)
            number = f" {records.count:,}" if records.count else ""
            self.tabs.setTabText(place, f"{self._parts[place][1]}{number}")

    # Export

    def _to_export(self) -> tuple[str, MakeTable, list[tuple[str, str]]] | None:
        session, part = self._session, self.tabs.currentWidget()
        if session is None:
            return None
        if isinstance(part, HomeListPanel):
            found = part.to_export()
            return None if found is None else (self._parts[self.tabs.currentIndex()][1], *found)
        tab = part.records_tab if isinstance(part, FrameworksTab | ContractsTab) else part
        if not (isinstance(tab, RecordsTab) and tab.records and tab.records.count):
            return None
        table: Table = tab.records.table

        def make(_store: Store, _progress: Progress) -> Table:
            return table

        return table.title, make, [("As at", show_date(session.as_at))]

    def _ask_where(self) -> None:
        session, found = self._session, self._to_export()
        if session is None or found is None:
            self.told.emit("There is nothing here to save")
            return
        dialog = FileDialog(
            self, "Save as a workbook", f"{found[0]} {session.as_at.isoformat()}.xlsx", "Excel workbooks (*.xlsx)"
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(FileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("xlsx")
        dialog.fileSelected.connect(lambda path: self.export(Path(path)))
        dialog.open()

    def export(self, path: Path) -> None:
        """Write the table that is shown, as it is filtered and sorted, to a workbook; the store records it."""
        session, found = self._session, self._to_export()
        if session is None or found is None:
            return
        _, make, facts = found
        as_at = session.as_at
        if session.authority_name:
            facts = [("Authority", session.authority_name), *facts]

        def work(store: Store, progress: Progress) -> int:
            from suffdesk.operations.publish import export_table  # brings openpyxl and reportlab: not while starting

            table = make(store, progress)
            progress("Writing the workbook", None)
            export_table(table, path, facts, store=store, as_at=as_at)
            return len(table.rows)

        session.tasks.run(
            f"Saving {path.name}", work,
            done=lambda rows: self.told.emit(f"Saved {plural(rows, 'row')} to {path.name}"),
            failed=partial(show_fault, self), store=session.store,
        )  # fmt: skip

    def set_theme(self, palette: Palette) -> None:
        for panel in (self.settings, self.providers):
            panel.set_theme(palette)
        self.quality.set_theme(palette)
        self.export_button.setIcon(icon("export", palette.muted, disabled=palette.line))
