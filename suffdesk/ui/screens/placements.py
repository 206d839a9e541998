"""The Placements screen: figures, charts, and the register of every child looked after on the as-at date."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QMenu, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from suffdesk.core.changes import Changes
from suffdesk.core.chart import ChartSpec
from suffdesk.core.dates import show_date
from suffdesk.core.measure import Measure
from suffdesk.core.palette import LIGHT, Palette
from suffdesk.core.text import plural
from suffdesk.operations.export_log import record_export
from suffdesk.operations.overview import Overview, measure_of_key, measures_for, overview
from suffdesk.store.opening import Store
from suffdesk.ui.charts.card import ChartCard
from suffdesk.ui.faults import show_fault
from suffdesk.ui.register.chips import keep_room
from suffdesk.ui.register.figure_cards import FigureCards
from suffdesk.ui.register.memory import RegisterMemory
from suffdesk.ui.register.panel import RegisterPanel
from suffdesk.ui.screen import Screen
from suffdesk.ui.session import Session
from suffdesk.ui.settings import Settings
from suffdesk.ui.soon import is_large, soon
from suffdesk.ui.widgets.text import button, label, muted, title

_Result = TypeVar("_Result")
_CHART_PAIRS = (("first", "Trend and homes", (0, 1)), ("second", "Ages and stability", (2, 3)))
_CHART_HEIGHT = 172
_TALL = 41
"""Lines of text that the screen needs to show figures, charts and some rows at once."""
_TWO_ABREAST = 720
_FOUR_ABREAST = 1_850


class PlacementsScreen(Screen):
    """Follows the as-at date. Figures and charts open to the children behind them."""

    title = "Placements"
    guide = "records"

    def __init__(self, settings: Settings | None = None) -> None:
        super().__init__()
        self._session: Session | None = None
        self._palette: Palette = LIGHT
        self._overview: Overview | None = None
        self._asked = 0
        self._memory = RegisterMemory(settings or Settings())
        self._pair = self._memory.charts
        self._by_hand = False
        self._painted = False
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(20, 10, 20, 10)
        self._column.setSpacing(8)
        self._column.addLayout(self._make_head())
        self.note = label("", "warning", wrap=True)
        self.note.hide()
        self._column.addWidget(self.note)
        self.figures = FigureCards()
        self.figures.opened.connect(self.open_measure)
        self._column.addWidget(self.figures)
        self._column.addWidget(self._make_charts())
        self.register = RegisterPanel(self._memory)
        self.register.told.connect(self.told)
        self.register.record_asked.connect(self.record_asked)
        self.register.import_wanted.connect(partial(self.asked_for.emit, "import"))
        self.register.search_cleared.connect(self.search_cleared)
        self._column.addWidget(self.register, 1)
        self._fill_later = QTimer(self)
        self._fill_later.setSingleShot(True)
        self._fill_later.setInterval(0)
        self._fill_later.timeout.connect(self._show_charts)

    def _make_head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(title(self.title))
        row.addSpacing(10)
        self.about = muted("")
        self.about.setMinimumWidth(1)  # cut short before the window would have to be wider
        row.addWidget(self.about)
        row.addStretch()
        self.add_button = button("Add", "quiet")
        menu = QMenu(self.add_button)
        menu.addAction("A child…", partial(self.asked_for.emit, "add_child"))
        menu.addAction("A placement…", partial(self.asked_for.emit, "add_placement"))
        self.add_button.setMenu(menu)
        row.addWidget(self.add_button)
        self.pair_buttons: dict[str, QPushButton] = {}
        for name, words, _ in _CHART_PAIRS:
            chip = button(words, "chip", "Show these charts; press again to close them")
            chip.setCheckable(True)
            chip.clicked.connect(partial(self._choose_charts, name))
            keep_room(chip)
            row.addWidget(chip)
            self.pair_buttons[name] = chip
        return row

    def _make_charts(self) -> QWidget:
        self.charts_row = QWidget()
        row = QHBoxLayout(self.charts_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        self.charts: list[ChartCard] = []
        for _ in range(4):
            card = ChartCard()
            card.opened.connect(self.open_key)
            card.told.connect(self.told)
            card.saved.connect(self._picture_saved)
            card.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            row.addWidget(card, 1)
            self.charts.append(card)
        return self.charts_row

    # The store and the date

    def set_session(self, session: Session | None) -> None:
        self._session = session
        self.add_button.setEnabled(session is not None and not session.store.read_only)
        for dialog in self.findChildren(QDialog):
            dialog.close()  # a dialog holds rows, and none may outlive the store's being open
        self.register.set_session(session)
        self._work_out()

    def set_as_at(self, day: date) -> None:
        self.register.reload()
        self._work_out()

    def refresh(self, changes: Changes) -> None:
        if changes and self._session is not None:
            self.register.reload()
            self._work_out()

    def search(self, text: str) -> None:
        self.register.search(text)

    @property
    def child_chosen(self) -> str:
        chosen = self.register.table.chosen_ids()
        return chosen[0] if len(chosen) == 1 else ""

    def set_theme(self, palette: Palette) -> None:
        self._palette = palette
        self.register.set_theme(palette)
        for card in self.charts:
            card.set_theme(palette)

    # Figures and charts

    def _soon(self, label: str, work: Callable[[Store], _Result], done: Callable[[_Result], None]) -> None:
        """Read something of this session; a result that comes after it has ended is dropped."""
        session = self._session
        assert session is not None
        soon(session, self, label, work, lambda result: done(result) if self._session is session else None)

    def _work_out(self) -> None:
        self._asked += 1
        asked, session = self._asked, self._session
        if session is None or not session.store.rows("SELECT 1 FROM child LIMIT 1"):
            self._show_overview(None)
            return

        def done(found: Overview) -> None:
            if asked == self._asked:
                self._show_overview(found)

        as_at = session.as_at
        if is_large(session) and self._overview is not None and self._overview_at != as_at:
            self._show_overview(None)  # rather nothing than figures of another date
        self._soon("Working out the figures", lambda store: overview(store, as_at), done)

    def _show_overview(self, found: Overview | None) -> None:
        session = self._session
        self._overview = found
        self._overview_at = session.as_at if session else None
        self.note.setText(found.note if found else "")
        self.note.setVisible(bool(found and found.note))
        self.figures.show_figures(found.figures if found else ())
        words = "" if not (found and session) else " · ".join(
            (plural(found.children, "child", "children"), show_date(session.as_at), "short breaks left out")
        )  # fmt: skip
        self.about.setText(words)
        self.about.setToolTip(words)
        for card in self.charts if found is None else ():
            card.show_spec(None)
        self._arrange_charts()

    def _picture_saved(self, title: str, path: str) -> None:
        """Record the export on the worker, where it waits for whatever is being written."""
        session = self._session
        if session is None:
            return
        what, as_at = f"Picture: {title}", session.as_at
        session.tasks.run(
            "Recording the export", lambda store, _: record_export(store, what, [Path(path)], as_at),
            done=lambda _: None, failed=partial(show_fault, self), store=session.store,
        )  # fmt: skip

    def _choose_charts(self, name: str) -> None:
        self._by_hand = True
        self._pair = "" if self._pair == name and self.charts_row.isVisibleTo(self) else name
        self._memory.charts = self._pair
        self._arrange_charts()

    def _places(self) -> Sequence[int]:
        """Which charts are open now."""
        if self._overview is None or not self._pair:
            return ()
        if not self._tall and not self._by_hand:
            return ()
        if self.width() >= _FOUR_ABREAST:
            return (0, 1, 2, 3)
        places = next((places for name, _, places in _CHART_PAIRS if name == self._pair), ())
        return places if self.width() >= _TWO_ABREAST else places[:1]

    @property
    def _tall(self) -> bool:
        return self.height_in_sight >= self.fontMetrics().height() * _TALL

    def _arrange_charts(self) -> None:
        places = self._places()
        # on a low screen charts stand in the place of the figures, so that rows can be seen
        self.figures.setVisible(self._overview is not None and (self._tall or not places))
        self.charts_row.setVisible(bool(places))
        self.charts_row.setFixedHeight(max(_CHART_HEIGHT, self.fontMetrics().height() * 10))
        for place, card in enumerate(self.charts):
            card.setVisible(place in places)
        for name, chip in self.pair_buttons.items():
            chip.setVisible(self._overview is not None)
            chip.setChecked(bool(places) and (name == self._pair or len(places) > 2))
        if self._painted:
            self._fill_later.start()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:  # figures and rows come before pyqtgraph, which takes long to load
            self._painted = True
            self._fill_later.start()

    def _show_charts(self) -> None:
        if self._overview is None:
            return
        specs: Sequence[ChartSpec] = self._overview.charts
        for place in self._places():
            if self.charts[place].spec is not specs[place]:
                self.charts[place].show_spec(specs[place])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange_charts()

    # Opening a figure

    def open_measure(self, measure: Measure) -> None:
        """Open the working of a figure, with its variants."""
        if self._session is None:
            return
        shown = self._overview.figures if self._overview else ()
        name = next((one.label for one in shown if one.measure is measure), "")
        if measure.breakdown is not None:
            self._open((measure,), name)
            return
        found = partial(measures_for, code=measure.code, as_at=measure.as_at)
        self._soon("Reading the figure", lambda store: found(store), lambda all_: self._open(all_, name))

    def open_key(self, key: str) -> None:
        """Open what a point of a chart stands for."""
        if self._session is None:
            return
        as_at = self._session.as_at

        def done(found: Measure | None) -> None:
            if found is not None:
                self.open_measure(found)

        self._soon("Reading the figure", lambda store: measure_of_key(store, key, as_at), done)

    def _open(self, measures: Sequence[Measure], name: str) -> None:
        if self._session is None or not measures:
            return
        from suffdesk.ui.dialogs.working import WorkingDialog

        dialog = WorkingDialog(self, self._session, measures, self._palette, name)
        dialog.told.connect(self.told)
        dialog.child_wanted.connect(partial(self.record_asked.emit, "open", "child"))
        dialog.show_wanted.connect(self.register.show_children)
        dialog.open()
