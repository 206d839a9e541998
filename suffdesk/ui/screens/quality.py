"""The Quality screen: visits, Regulation 44, reports, judgements, actions and concerns of homes with our children."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QTabWidget, QVBoxLayout

from suffdesk.core.changes import Changes
from suffdesk.core.dates import show_date
from suffdesk.core.measure import Measure
from suffdesk.core.palette import LIGHT, Palette
from suffdesk.core.report import Table
from suffdesk.domain.quality import REGULATION_44
from suffdesk.operations import quality
from suffdesk.operations.looks import looks
from suffdesk.operations.overview import measures_for
from suffdesk.operations.record_table import Records
from suffdesk.store.opening import Store
from suffdesk.ui.exporting import ExportButton
from suffdesk.ui.faults import show_fault
from suffdesk.ui.records.tab import RecordsTab
from suffdesk.ui.register.figure_cards import FigureCards
from suffdesk.ui.screen import Screen
from suffdesk.ui.session import Session
from suffdesk.ui.soon import soon
from suffdesk.ui.widgets.text import button, muted, title

_VISITS, _MONTHS, _REPORTS, _JUDGEMENTS, _ACTIONS, _CONCERNS, _LOOKS = (
    "Visits", "Regulation 44", "Reports", "Judgements", "Actions", "Concerns", "Looks at concerns",
)  # fmt: skip
_TAB_OF = {
    quality.VISITS_OVERDUE: _VISITS, quality.REPORTS_MISSING: _MONTHS, quality.ACTIONS_OVERDUE: _ACTIONS,
    quality.CONCERNS_OPEN: _CONCERNS,
}  # fmt: skip
"""The tab to which a card that is no indicator leads."""
_READERS: dict[str, Callable[[Store, date], Records]] = {
    _REPORTS: quality.reports, _JUDGEMENTS: quality.judgements, _ACTIONS: quality.actions,
    _CONCERNS: quality.concerns, _LOOKS: lambda store, _: looks(store),
}  # fmt: skip


class QualityScreen(Screen):
    """Follows the as-at date. Cards lead to the children or the list behind them."""

    title = "Quality"
    guide = "quality"

    def __init__(self) -> None:
        super().__init__()
        self._session: Session | None = None
        self._palette: Palette = LIGHT
        self._stale = True
        self._asked = 0
        self._page: quality.QualityPage | None = None
        self.setAccessibleName(self.title)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 10, 20, 10)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(title(self.title))
        self.about = muted("")
        self.about.setMinimumWidth(1)
        head.addWidget(self.about)
        head.addStretch()
        self.export_button = ExportButton(
            "Quality of homes", {"visits-programme": "Visits programme", "reg44-chase": "Regulation 44 chase"},
            self._shown_table,
        )  # fmt: skip
        self.export_button.told.connect(self.told)
        head.addWidget(self.export_button)
        column.addLayout(head)
        self.figures = FigureCards()
        self.figures.opened.connect(self.open_measure)
        column.addWidget(self.figures)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName("Lists on the quality of homes")
        self._tabs: dict[str, RecordsTab] = {}
        self._make_tabs()
        column.addWidget(self.tabs, 1)

    def _make_tabs(self) -> None:
        for name, tab in (
            (_VISITS, RecordsTab(_VISITS, "setting", open_words="Open setting", changes=False,
                                 empty="No child of ours has a bought placement in a known setting.")),
            (_MONTHS, RecordsTab(_MONTHS, "setting", open_words="Open home", changes=False,
                                 empty="No child of ours was placed in a children's home in the last twelve months.")),
            (_REPORTS, RecordsTab(_REPORTS, "quality_report", add="Add a report…",
                                  empty="No report was received in the year to the as-at date.")),
            (_JUDGEMENTS, RecordsTab(_JUDGEMENTS, "setting", open_words="Open setting", changes=False,
                                     empty="No child of ours is placed in a known setting.")),
            (_ACTIONS, RecordsTab(_ACTIONS, "quality_action", add="Add an action…",
                                  empty="No action is open, and none was done in the year.")),
            (_CONCERNS, RecordsTab(_CONCERNS, "concern", add="Add a concern…", changes=False,
                                   empty="No concern was raised up to the as-at date.")),
            (_LOOKS, RecordsTab(_LOOKS, empty="Nobody has looked at a concern yet.", changes=False, opens=False)),
        ):  # fmt: skip
            tab.asked.connect(self.record_asked)
            self._tabs[name] = tab
            self.tabs.addTab(tab, name)
        visits, months, judged, acted = (self._tabs[name] for name in (_VISITS, _MONTHS, _JUDGEMENTS, _ACTIONS))
        self.plan_button = button("Plan a visit…", "", "A visit to the chosen setting")
        self.plan_button.clicked.connect(self._plan_visit)
        self.record_button = button("Record the visit…", "", "Open the visit that is planned, or record one")
        self.record_button.clicked.connect(self._record_visit)
        for place, made in enumerate((self.plan_button, self.record_button)):
            visits.buttons.insertWidget(place, made)
        self.report_button = button(
            "Record a report…", "", "A Regulation 44 report of the chosen home and month, with its file"
        )
        self.report_button.clicked.connect(self._record_report)
        months.buttons.insertWidget(0, self.report_button)
        self.attach_button = button("Attach the file…", "", "Keep a copy of the chosen report inside the store")
        self.attach_button.clicked.connect(self._attach)
        self.file_button = button("Save a copy…", "", "Save the file of the chosen report outside the store")
        self.file_button.clicked.connect(self._save_file)
        for place, made in enumerate((self.attach_button, self.file_button), start=1):
            self._tabs[_REPORTS].buttons.insertWidget(place, made)
        self.judge_button = button("Add a judgement…", "", "A judgement of the chosen setting")
        self.judge_button.clicked.connect(self._add_judgement)
        judged.buttons.insertWidget(0, self.judge_button)
        self.done_button = button("Done", "", "The chosen action was done on the as-at date")
        self.done_button.clicked.connect(self._done)
        acted.buttons.insertWidget(1, self.done_button)
        for tab in (visits, months, self._tabs[_REPORTS], judged, acted):
            tab.chosen_changed.connect(self._offer)

    def tab(self, name: str) -> RecordsTab:
        """A tab by its name."""
        return self._tabs[name]

    def show_list(self, name: str) -> None:
        self.tabs.setCurrentWidget(self._tabs[name])

    # The store and the date

    def set_session(self, session: Session | None) -> None:
        self._session = session
        self.export_button.set_session(session)
        for dialog in self.findChildren(QDialog):
            dialog.close()  # a dialog holds rows, and none may outlive the store's being open
        self._fill()

    def set_as_at(self, day: date) -> None:
        self._fill()

    def refresh(self, changes: Changes) -> None:
        if changes or changes.entities:  # a look at a concern is no change of a record
            self._fill()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._fill()

    def set_theme(self, palette: Palette) -> None:
        self._palette = palette
        for tab in self._tabs.values():
            tab.table.set_theme(palette)

    def _fill(self) -> None:
        """Show the store at the date; where the screen is not seen, once it is."""
        session = self._session
        self._asked += 1
        self._stale = session is not None and not self.isVisible()
        if session is None or self._stale:
            self._drop()
            return
        as_at, asked = session.as_at, self._asked

        def work(store: Store) -> tuple[quality.QualityPage, dict[str, Records]]:
            return quality.quality_page(store, as_at), {name: read(store, as_at) for name, read in _READERS.items()}

        def done(found: tuple[quality.QualityPage, dict[str, Records]]) -> None:
            if asked == self._asked:
                self._show(*found, as_at)

        soon(session, self, "Reading the quality of homes", work, done)

    def _show(self, page: quality.QualityPage, lists: dict[str, Records], as_at: date) -> None:
        self._page = page
        self.about.setText(show_date(as_at))
        self.figures.show_figures(page.figures)
        for card in self.figures.cards:
            if card.figure is not None and card.figure.measure.code in _TAB_OF:
                card.setAccessibleDescription("Enter shows the list behind it")
        self._show_tab(_VISITS, page.visits)
        self._show_tab(_MONTHS, page.regulation_44)
        self._tabs[_VISITS].say_above(list(page.visits_words))
        self._tabs[_MONTHS].say_above(list(page.regulation_44_words))
        for name, records in lists.items():
            self._show_tab(name, records)
        self._tabs[_REPORTS].say_above(quality.reports_words(lists[_REPORTS]))
        self.export_button.setEnabled(True)
        self._offer()

    def _drop(self) -> None:
        """Keep nothing of any store."""
        self._page = None
        self.about.setText("")
        self.figures.show_figures(())
        self.export_button.setEnabled(False)
        for name, tab in self._tabs.items():
            tab.say_above([])
            tab.show_records(None, {}, may_write=False)
            self.tabs.setTabText(self.tabs.indexOf(tab), name)

    def _show_tab(self, name: str, records: Records) -> None:
        tab = self._tabs[name]
        tab.show_records(records, {}, may_write=self._writable)
        number = f" {records.count:,}" if records.count and name != _MONTHS else ""
        self.tabs.setTabText(self.tabs.indexOf(tab), f"{name}{number}")

    @property
    def _writable(self) -> bool:
        return self._session is not None and not self._session.store.read_only

    def _offer(self) -> None:
        """What can be done with the chosen rows."""
        writable = self._writable
        for name, made in (
            (_VISITS, self.plan_button), (_VISITS, self.record_button), (_MONTHS, self.report_button),
            (_REPORTS, self.attach_button), (_JUDGEMENTS, self.judge_button), (_ACTIONS, self.done_button),
        ):  # fmt: skip
            made.setEnabled(writable and self._tabs[name].chosen is not None)
        self.file_button.setEnabled(bool(self._file_of_report()))
        acted = self._tabs[_ACTIONS]
        row = acted.table.currentIndex().row()
        if acted.records is not None and 0 <= row < acted.records.count and acted.records.table.rows[row][-1]:
            self.done_button.setEnabled(False)

    # What is done

    def open_measure(self, measure: Measure) -> None:
        """The children behind an indicator, or the list behind another card."""
        if measure.code in _TAB_OF:
            tab = self._tabs[_TAB_OF[measure.code]]
            self.tabs.setCurrentWidget(tab)
            tab.table.setFocus()
            return
        session = self._session
        if session is None:
            return
        work = partial(measures_for, code=measure.code, as_at=measure.as_at)
        soon(session, self, "Reading the figure", lambda store: work(store),
             lambda found: self._open_working(session, found))  # fmt: skip

    def _open_working(self, session: Session, found: Sequence[Measure]) -> None:
        if session is not self._session or not found:
            return
        from suffdesk.ui.dialogs.working import WorkingDialog

        dialog = WorkingDialog(self, session, found, self._palette)
        dialog.show_button.hide()  # the register is on another screen
        dialog.told.connect(self.told)
        dialog.child_wanted.connect(partial(self.record_asked.emit, "open", "child"))
        dialog.open()

    def _plan_visit(self) -> None:
        if chosen := self._tabs[_VISITS].chosen:
            self.record_asked.emit("add", "visit", {"setting_id": chosen[1]})

    def _record_visit(self) -> None:
        """The visit that is planned, to say when it was made; where none is, a new one."""
        chosen, page = self._tabs[_VISITS].chosen, self._page
        if chosen is None or page is None:
            return
        planned = next(line.planned_id for line in page.programme if line.setting_id == chosen[1])
        if planned:
            self.record_asked.emit("open", "visit", planned)
        else:
            self._plan_visit()

    def _record_report(self) -> None:
        chosen, page = self._tabs[_MONTHS].chosen, self._page
        if chosen is None or page is None:
            return
        line = next(line for line in page.homes if line.setting_id == chosen[1])
        month = quality.month_of_cell(line, self._tabs[_MONTHS].table.currentIndex().column())
        given = {"setting_id": chosen[1], "kind": REGULATION_44}
        if month is not None:
            given["month"] = show_date(month)
        self.record_asked.emit("add", "quality_report", given)

    def _file_of_report(self) -> str:
        chosen = self._tabs[_REPORTS].chosen
        return quality.report_file(self._session.store, chosen[1]) if self._session and chosen else ""

    def _attach(self) -> None:
        if chosen := self._tabs[_REPORTS].chosen:
            self.record_asked.emit("attach", *chosen)

    def _save_file(self) -> None:
        if document := self._file_of_report():
            self.record_asked.emit("open", "document", document)

    def _add_judgement(self) -> None:
        if chosen := self._tabs[_JUDGEMENTS].chosen:
            self.record_asked.emit("add", "grade", {"setting_id": chosen[1]})

    def _done(self) -> None:
        session, chosen = self._session, self._tabs[_ACTIONS].chosen
        if session is None or chosen is None:
            return
        try:
            saved = quality.action_done(session.store, chosen[1], session.as_at)
        except Exception as error:
            show_fault(self.window(), error)
            return
        self.changed.emit(saved.changes)
        self.told.emit(f"The action was done on {show_date(session.as_at)}. Undo brings it back.")

    def _shown_table(self) -> Table | None:
        shown = self.tabs.currentWidget()
        records = shown.records if isinstance(shown, RecordsTab) else None
        return records.table if records is not None and records.count else None
