"""The register's table: whole rows, right-aligned numbers, exceptions in colour as well as in words."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableView,
    QWidget,
)

from suffdesk.core.palette import Palette
from suffdesk.core.report import Table
from suffdesk.models.query_table import QueryTable
from suffdesk.models.roles import Role
from suffdesk.ui.widgets.clipboard import copy_table
from suffdesk.ui.widgets.exceptions import ExceptionDelegate

_ROW = 30
"""Pixels at the usual text size."""
_PADDING = 18
_MAY_SHRINK = 0.18
"""Part of their width that columns of words give up before the table scrolls sideways."""
_KEEP_CHOSEN = 1_000
"""More chosen rows than this are let go when the table is sorted: to find each again takes too long."""


class RegisterTable(QTableView):
    """A view over a :class:`QueryTable`. Columns are as wide as their usual values, the rest is shared out."""

    opened = Signal(str)
    """Id of a row: double click or Enter."""
    sort_wanted = Signal(int)
    """A click on the heading of a column."""
    columns_moved = Signal(list)
    """Names of the columns in the order into which the user has dragged them."""
    copied = Signal(int)
    """As many rows were put on the clipboard."""

    def __init__(self, model: QueryTable, name: str, table_of: Callable[[list[str]], Table],
                 parent: QWidget | None = None) -> None:  # fmt: skip
        """``table_of`` gives rows by their ids, with the columns that are shown, as they are copied."""
        super().__init__(parent)
        self._table_of = table_of
        self._by_hand: dict[str, int] = {}
        self._fitting = False
        self._delegate = ExceptionDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setCornerButtonEnabled(False)
        vertical = self.verticalHeader()
        vertical.hide()
        vertical.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsMovable(True)
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setMinimumSectionSize(44)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.sectionClicked.connect(self.sort_wanted)
        header.sectionResized.connect(self._resized)
        header.sectionMoved.connect(self._moved)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.data(Role.ID)))
        self.setModel(model)
        model.modelReset.connect(self.fit)
        self._fit_rows()

    @property
    def rows(self) -> QueryTable:
        model = self.model()
        assert isinstance(model, QueryTable)
        return model

    def set_theme(self, palette: Palette) -> None:
        """Colours of what the style sheet does not reach."""
        self._delegate.palette_ = palette
        self.viewport().update()

    # Sizes

    def _fit_rows(self) -> None:
        self.verticalHeader().setDefaultSectionSize(max(_ROW, self.fontMetrics().height() + 12))

    def fit(self) -> None:
        """Set the widths again: usual values fit, and columns of words share what is left over."""
        model, header = self.rows, self.horizontalHeader()
        columns = model.shown
        if not columns:
            return
        letter = self.fontMetrics().averageCharWidth() * 1.08
        head = header.fontMetrics()
        wanted = [
            self._by_hand.get(column.name)
            or int(max(letter * column.width + _PADDING, head.horizontalAdvance(column.title) * 1.05 + 34))
            for column in columns
        ]
        spare = self.viewport().width() - sum(wanted)
        growing = [
            place for place, column in enumerate(columns) if column.align == "left" and column.name not in self._by_hand
        ]
        share = sum(wanted[place] for place in growing)
        if share and -spare <= share * _MAY_SHRINK:
            for place in growing:
                wanted[place] += int(spare * wanted[place] / share)
            wanted[growing[-1]] += self.viewport().width() - sum(wanted)
        self._fitting = True
        for place, width in enumerate(wanted):
            self.setColumnWidth(place, width)
        self._fitting = False

    def _resized(self, section: int, _before: int, now: int) -> None:
        if not self._fitting and section < len(self.rows.column_names):
            self._by_hand[self.rows.column_names[section]] = now

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and self.model() is not None:
            self._fit_rows()
            self.fit()

    # Order

    def _moved(self, *_: int) -> None:
        header = self.horizontalHeader()
        names = self.rows.column_names
        order = [names[header.logicalIndex(place)] for place in range(header.count())]
        if order == names:
            return
        # the model takes the order over, and the header goes back to showing columns as they stand
        state = header.blockSignals(True)
        for place in range(header.count()):
            header.moveSection(header.visualIndex(place), place)
        header.blockSignals(state)
        self.columns_moved.emit(order)

    def show_sort(self) -> None:
        """Set the arrow in the heading to how the rows are sorted."""
        column, descending = self.rows.sort_section(), self.rows.sorted_by[1]
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self.horizontalHeader().setSortIndicator(column, order)

    def sort_rows(self, section: int, order: Qt.SortOrder) -> None:
        """Sort, keeping a choice of few rows and the place of the current one."""
        selection = self.selectionModel()
        if len(self._chosen_rows()) > _KEEP_CHOSEN:
            selection.clearSelection()
        self.rows.sort(section, order)
        self.show_sort()
        if not selection.hasSelection():
            self.scrollToTop()

    # Rows

    def chosen_ids(self) -> list[str]:
        """Ids of the chosen rows, in the order in which they stand."""
        return [self.rows.id_at(row) for row in sorted(self._chosen_rows())]

    def _chosen_rows(self) -> set[int]:
        chosen = self.selectionModel().selection()
        parts = [chosen.at(place) for place in range(chosen.count())]
        return {row for part in parts for row in range(part.top(), part.bottom() + 1)}

    def choose(self, ids: list[str]) -> None:
        """Choose rows again by their ids, as far as they are there; the first becomes the current one."""
        flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        selection = self.selectionModel()
        for number, row_id in enumerate(ids):
            row = self.rows.row_of(row_id)
            if row >= 0:
                index = self.rows.index(row, 0)
                if number == 0:
                    selection.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
                selection.select(index, flags)

    def copy(self) -> None:
        """Put the chosen rows on the clipboard, or all that are shown."""
        ids = self.chosen_ids() or list(self.rows.ids)
        if ids:
            table = self._table_of(ids)
            copy_table(table)
            self.copied.emit(len(table.rows))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex().data(Role.ID))
        else:
            super().keyPressEvent(event)
