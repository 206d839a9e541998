"""The Own homes screen: how full our own homes are, night by night, and the lists that it rests on."""

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QTabWidget, QVBoxLayout

from suffdesk.core.changes import Changes
from suffdesk.core.dates import show_date
from suffdesk.core.measure import Measure
from suffdesk.core.palette import LIGHT, Palette
from suffdesk.core.report import Table
from suffdesk.domain.provider import OWN_PROVISION
from suffdesk.figures.occupancy import occupancy_measures
from suffdesk.operations import own_home_lists as lists
from suffdesk.operations import own_homes
from suffdesk.operations.record_table import Records
from suffdesk.store.opening import Store
from suffdesk.ui.charts.card import ChartCard
from suffdesk.ui.exporting import ExportButton
from suffdesk.ui.faults import show_fault
from suffdesk.ui.records.tab import RecordsTab
from suffdesk.ui.register.chips import keep_room
from suffdesk.ui.register.figure_cards import FigureCards
from suffdesk.ui.screen import Screen
from suffdesk.ui.session import Session
from suffdesk.ui.widgets.text import button, label, muted, title

_HOMES, _BEDS, _CLOSED, _WHO, _WAITING, _STAFFING, _NEW, _MILESTONES, _UNIT, _COSTS, _CROWDED = (
    "Homes", "Beds", "Closed beds", "Who is here", "Waiting list", "Staffing", "New homes", "Milestones", "Unit cost",
    "Costs", "Over capacity",
)  # fmt: skip
_TAB_OF = {
    own_homes.BEDS_REGISTERED: _BEDS, own_homes.BEDS_USABLE: _BEDS, own_homes.BEDS_OCCUPIED: _WHO,
    own_homes.BEDS_EMPTY: _HOMES, own_homes.WAITING: _WAITING,
}  # fmt: skip
"""The tab to which a card that is no indicator leads."""
_READERS: dict[str, Callable[[Store, date], Records]] = {
    _BEDS: lists.beds, _CLOSED: lists.closures, _WHO: lists.who_is_here, _WAITING: lists.waiting,
    _STAFFING: lists.staffing, _NEW: lists.new_homes, _MILESTONES: lists.milestones, _UNIT: own_homes.unit_costs,
    _COSTS: lists.costs, _CROWDED: own_homes.crowding,
}  # fmt: skip
_CHART_HEIGHT = 178
_TALL = 38
"""Lines of text that the screen needs to show the chart and some rows at once."""


class OwnHomesScreen(Screen):
    """Follows the as-at date. Cards lead to the children or the list behind them."""

    title = "Own homes"
    guide = "own-homes"

    def __init__(self) -> None:
        super().__init__()
        self._session: Session | None = None
        self._palette: Palette = LIGHT
        self._stale = True
        self._tables: dict[str, Table] = {}
        self._waits: Records | None = None
        self._span = "quarter"
        self._by_hand = False
        self.setAccessibleName(self.title)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 10, 20, 10)
        column.setSpacing(8)
        column.addLayout(self._make_head())
        self.notes = QVBoxLayout()
        column.addLayout(self.notes)
        self.figures = FigureCards()
        self.figures.opened.connect(self.open_measure)
        column.addWidget(self.figures)
        self.chart = ChartCard()
        self.chart.told.connect(self.told)
        self.chart.setFixedHeight(_CHART_HEIGHT)
        column.addWidget(self.chart)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName("Lists of our own homes")
        self._tabs: dict[str, RecordsTab] = {}
        self._make_tabs()
        column.addWidget(self.tabs, 1)

    def _make_head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(title(self.title))
        row.addSpacing(10)
        self.about = muted("")
        self.about.setMinimumWidth(1)
        row.addWidget(self.about)
        row.addStretch()
        self.span_buttons: dict[str, QPushButton] = {}
        for name, words in (("quarter", "Quarter by night"), ("year", "Year by night")):
            chip = button(words, "chip", "Show this chart; press again to close it")
            chip.setCheckable(True)
            chip.clicked.connect(partial(self._choose_span, name))
            keep_room(chip)
            row.addWidget(chip)
            self.span_buttons[name] = chip
        row.addSpacing(8)
        self.export_button = ExportButton("Own homes", {"occupancy": "Occupancy"}, self._shown_table)
        self.export_button.told.connect(self.told)
        row.addWidget(self.export_button)
        return row

    def _make_tabs(self) -> None:
        for name, tab in (
            (_HOMES, RecordsTab(_HOMES, "setting", add="Add a home of our own…",
                                empty="No home of our own has a bed.", changes=False)),
            (_BEDS, RecordsTab(_BEDS, "bed", add="Add a bed…", empty="No bed is registered on the as-at date.")),
            (_CLOSED, RecordsTab(_CLOSED, "bed_closure", add="Close a bed…",
                                 empty="No bed was closed in the year to the as-at date.")),
            (_WHO, RecordsTab(_WHO, "other_stay", add="Add a stay of another authority…",
                              empty="Nobody sleeps in our own homes on the as-at date.", changes=False)),
            (_WAITING, RecordsTab(_WAITING, "waiting", add="Add a wait…", empty="Nobody waits for a bed.")),
            (_STAFFING, RecordsTab(_STAFFING, "staffing", add="Add a count of staff…")),
            (_NEW, RecordsTab(_NEW, "home_project", add="Add a new home…", empty="No new home is planned.")),
            (_MILESTONES, RecordsTab(_MILESTONES, "milestone", add="Add a milestone…")),
            (_UNIT, RecordsTab(_UNIT, "setting", empty="No home of our own has a bed.", changes=False)),
            (_COSTS, RecordsTab(_COSTS, "home_cost", add="Add a cost…")),
            (_CROWDED, RecordsTab(
                _CROWDED, "setting", empty="On no night of the year were there more children than usable beds.",
                changes=False,
            )),
        ):  # fmt: skip
            tab.asked.connect(self.record_asked)
            self._tabs[name] = tab
            self.tabs.addTab(tab, name)
        self.placed_button = button("Placed here", "", "The chosen wait ends on the as-at date, as the child has a bed")
        self.placed_button.clicked.connect(self._placed_here)
        self._tabs[_WAITING].buttons.insertWidget(1, self.placed_button)

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
        if changes:
            self._fill()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._fill()

    def set_theme(self, palette: Palette) -> None:
        self._palette = palette
        self.chart.set_theme(palette)

    def _fill(self) -> None:
        """Show the store at the date; where the screen is not seen, once it is."""
        session = self._session
        self._stale = session is not None and not self.isVisible()
        if session is None or self._stale:
            self._drop()
            return
        store, as_at = session.store, session.as_at
        page = own_homes.own_homes_page(store, as_at)
        self.about.setText(f"the night of {show_date(as_at)}, whoever placed the child")
        self._say(page.notes)
        self.figures.show_figures(page.figures)
        for card in self.figures.cards:
            if card.figure is not None and card.figure.measure.code in _TAB_OF:
                card.setAccessibleDescription("Enter shows the list behind it")
        self._show_tab(_HOMES, page.homes)
        for name, read in _READERS.items():
            self._show_tab(name, read(store, as_at))
        self._tabs[_CLOSED].say_above(own_homes.lost_words(store, as_at))
        self._tabs[_NEW].say_above(lists.pipeline_words(store, as_at))
        self.placed_button.setEnabled(not store.read_only and bool(self._waits and self._waits.count))
        self.export_button.setEnabled(bool(page.homes.count))
        self._show_chart()

    def _drop(self) -> None:
        """Keep nothing of any store."""
        self._tables, self._waits = {}, None
        self.about.setText("")
        self._say(())
        self.figures.show_figures(())
        self.chart.show_spec(None)
        for name, tab in self._tabs.items():
            tab.say_above([])
            tab.show_records(None, {}, may_write=False)
            self.tabs.setTabText(self.tabs.indexOf(tab), name)

    def _show_tab(self, name: str, records: Records) -> None:
        tab, session = self._tabs[name], self._session
        self._tables[name] = records.table
        if name == _WAITING:
            self._waits = records
        given = {"sector": OWN_PROVISION} if name == _HOMES else {}
        tab.show_records(records, given, may_write=session is not None and not session.store.read_only)
        number = f" {records.count:,}" if records.count and name not in (_UNIT, _COSTS) else ""
        self.tabs.setTabText(self.tabs.indexOf(tab), f"{name}{number}")

    def _say(self, notes: tuple[tuple[str, bool], ...]) -> None:
        while (item := self.notes.takeAt(0)) is not None:
            if (line := item.widget()) is not None:
                line.hide()
                line.deleteLater()
        for words, wrong in notes:
            self.notes.addWidget(label(words, "warning" if wrong else "", wrap=True))

    # The chart

    def _choose_span(self, name: str, *_: object) -> None:
        self._by_hand = True
        self._span = "" if self._span == name and self.chart.isVisibleTo(self) else name
        self._show_chart()

    def _show_chart(self) -> None:
        session = self._session
        roomy = self._by_hand or self.height_in_sight >= self.fontMetrics().height() * _TALL
        spec = None
        if session is not None and not self._stale and self._span and roomy:
            spec = own_homes.chart_of(session.store, session.as_at, year=self._span == "year")
        self.chart.setVisible(spec is not None)
        self.chart.show_spec(spec)
        for name, chip in self.span_buttons.items():
            chip.setChecked(spec is not None and name == self._span)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        roomy = self.height_in_sight >= self.fontMetrics().height() * _TALL
        if not self._by_hand and self._session is not None and roomy != self.chart.isVisibleTo(self):
            self._show_chart()

    # What is done

    def open_measure(self, measure: Measure) -> None:
        """The children behind the occupancy, or the list behind another card."""
        if measure.code in _TAB_OF:
            tab = self._tabs[_TAB_OF[measure.code]]
            self.tabs.setCurrentWidget(tab)
            tab.table.setFocus()
            return
        session = self._session
        if session is None:
            return
        from suffdesk.ui.dialogs.working import WorkingDialog

        dialog = WorkingDialog(self, session, occupancy_measures(session.store, session.as_at), self._palette)
        dialog.show_button.hide()  # not all of them are in the register: it leaves out short breaks and over-18s
        dialog.told.connect(self.told)
        dialog.child_wanted.connect(lambda child: self.record_asked.emit("open", "child", child))
        dialog.open()

    def _placed_here(self) -> None:
        session, row = self._session, self._tabs[_WAITING].table.currentIndex().row()
        if session is None or self._waits is None or not 0 <= row < self._waits.count:
            return
        try:
            saved = own_homes.placed_here(session.store, self._waits.rows[row][1], session.as_at)
        except Exception as error:
            show_fault(self.window(), error)
            return
        self.changed.emit(saved.changes)
        self.told.emit(f"The wait ended on {show_date(session.as_at)}: placed here. Undo brings it back.")

    def _shown_table(self) -> Table | None:
        return next((self._tables.get(name) for name, tab in self._tabs.items() if tab is self.tabs.currentWidget()),
                    None)  # fmt: skip
