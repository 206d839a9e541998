"""Figures and charts above the lists of homes: how bought homes are judged, bought and visited, against the targets."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import TypeVar

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from suffdesk.core.chart import ChartSpec
from suffdesk.core.measure import Measure
from suffdesk.core.palette import LIGHT, Palette
from suffdesk.figures.home_charts import judgements_over_time, lots_in_use
from suffdesk.operations.overview import KeyFigure, measure_of_key, measures_for
from suffdesk.operations.quality_figures import quality_figures
from suffdesk.store.opening import Store
from suffdesk.ui.charts.card import ChartCard
from suffdesk.ui.register.chips import keep_room
from suffdesk.ui.register.figure_cards import FigureCards
from suffdesk.ui.session import Session
from suffdesk.ui.soon import soon
from suffdesk.ui.widgets.text import button

_Result = TypeVar("_Result")
_CHART_HEIGHT = 250
_BAR, _AROUND = 30, 50
"""Pixels that a bar and its words take, and what stands about all of them."""
CHARTS: dict[str, tuple[str, Callable[[Store, date], ChartSpec | None], str]] = {
    "judgements": ("Judgements over time", judgements_over_time, "No setting of ours has been judged."),
    "lots": ("Lots in use", lots_in_use, "No child is in a commissioned placement."),
}
"""Name → what its button says, what draws it, and what is said where there is nothing to draw."""


class QualityStrip(QWidget):
    """Cards that open to their working and children; the buttons of the charts stand in :attr:`chips`."""

    told = Signal(str)
    child_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._session: Session | None = None
        self._palette: Palette = LIGHT
        self._asked = 0
        self._stale = True
        self._chosen = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 4)
        column.setSpacing(6)
        self.figures = FigureCards()
        self.figures.opened.connect(self.open_measure)
        column.addWidget(self.figures)
        self.chart = ChartCard()
        self.chart.opened.connect(self.open_key)
        self.chart.told.connect(self.told)
        self.chart.hide()
        column.addWidget(self.chart)
        self.chips = QWidget()
        row = QHBoxLayout(self.chips)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self.chart_buttons: dict[str, QPushButton] = {}
        for name, (words, _, _) in CHARTS.items():
            chip = button(words, "chip", "Show this chart; press again to close it")
            chip.setCheckable(True)
            chip.clicked.connect(partial(self.choose, name))
            keep_room(chip)
            row.addWidget(chip)
            self.chart_buttons[name] = chip

    def set_session(self, session: Session | None) -> None:
        """Show what this store holds; None drops everything."""
        self._session = session
        for dialog in self.findChildren(QDialog):
            dialog.close()  # a dialog holds rows, and none may outlive the store's being open
        self.chips.setEnabled(session is not None)
        self._close_chart()
        self.reload()

    def reload(self) -> None:
        """Work out again what is shown, at the session's date, when it is looked at."""
        self._stale = True
        self._asked += 1
        if self._session is None or self.isVisible():
            self._work_out()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._work_out()

    def _work_out(self) -> None:
        self._stale = False
        asked, session = self._asked, self._session
        if session is None:
            self._show((), None)
            return
        as_at, chosen = session.as_at, self._chosen

        def work(store: Store) -> tuple[Sequence[KeyFigure], ChartSpec | None]:
            return quality_figures(store, as_at), CHARTS[chosen][1](store, as_at) if chosen else None

        def done(found: tuple[Sequence[KeyFigure], ChartSpec | None]) -> None:
            if asked == self._asked:
                self._show(*found)

        self._soon("Working out the figures of homes", work, done)

    def _show(self, figures: Sequence[KeyFigure], spec: ChartSpec | None) -> None:
        self.figures.show_figures(figures)
        if self._chosen and spec is None and figures:
            self.told.emit(CHARTS[self._chosen][2])
            self._chosen = ""
        self.chart.show_spec(spec)
        bars = len(spec.categories) if spec is not None and spec.kind == "bar" else 0
        self.chart.setFixedHeight(max(_CHART_HEIGHT, _AROUND + _BAR * bars))
        self.chart.setVisible(spec is not None)
        for name, chip in self.chart_buttons.items():
            chip.setChecked(name == self._chosen)

    def choose(self, name: str) -> None:
        """Show a chart, or close it where it is shown."""
        self._chosen = "" if self._chosen == name else name
        self.reload()

    def _close_chart(self) -> None:
        self._chosen = ""
        self.chart.show_spec(None)
        self.chart.hide()

    def _soon(self, label: str, work: Callable[[Store], _Result], done: Callable[[_Result], None]) -> None:
        """Read something of this session; a result that comes after it has ended is dropped."""
        session = self._session
        assert session is not None
        soon(session, self, label, work, lambda result: done(result) if self._session is session else None)

    # Opening a figure

    def open_measure(self, measure: Measure) -> None:
        """Open the working of a figure, with its variants."""
        if self._session is not None:
            found = partial(measures_for, code=measure.code, as_at=measure.as_at)
            self._soon("Reading the figure", lambda store: found(store), self._open)

    def open_key(self, key: str) -> None:
        """Open what a point of a chart stands for."""
        if self._session is None:
            return
        as_at = self._session.as_at

        def done(found: Measure | None) -> None:
            if found is not None:
                self.open_measure(found)

        self._soon("Reading the figure", lambda store: measure_of_key(store, key, as_at), done)

    def _open(self, measures: Sequence[Measure]) -> None:
        if self._session is None or not measures:
            return
        from suffdesk.ui.dialogs.working import WorkingDialog

        dialog = WorkingDialog(self, self._session, measures, self._palette)
        dialog.show_button.hide()  # the register is on another screen
        dialog.told.connect(self.told)
        dialog.child_wanted.connect(self.child_wanted)
        dialog.open()

    def set_theme(self, palette: Palette) -> None:
        self._palette = palette
        self.chart.set_theme(palette)
