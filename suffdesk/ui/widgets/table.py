"""A table to look at: whole rows, no grid, lines of a comfortable height, copied as spreadsheets take it."""

from collections.abc import Mapping

from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from suffdesk.core.report import Column, Table
from suffdesk.models.report_table import ReportTable
from suffdesk.ui.widgets.clipboard import copy_table

_PADDING = 13
"""Pixels added to the height of the text."""


class PlainTable(QTableView):
    """Shows a model as it is. ``widths`` maps a column to its width in characters; ``stretch`` takes the rest."""

    def __init__(self, model: QAbstractItemModel, name: str, *, widths: Mapping[int, int] | None = None,
                 stretch: int | None = None, parent: QWidget | None = None) -> None:  # fmt: skip
        super().__init__(parent)
        self.setModel(model)
        self.setAccessibleName(name)
        self._widths = dict(widths or {})
        self._stretch = stretch
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._fit()

    def _fit(self) -> None:
        letter = self.fontMetrics().averageCharWidth()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + _PADDING)
        header = self.horizontalHeader()
        for column in range(self.model().columnCount()):
            if column == self._stretch:
                header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
            else:
                self.setColumnWidth(column, letter * self._widths.get(column, 12) + 16)

    def fit_rows(self, most: int) -> None:
        """Be as high as the rows need, up to ``most`` of them."""
        rows = min(self.model().rowCount(), most)
        self.setFixedHeight(
            self.horizontalHeader().sizeHint().height() + rows * self.verticalHeader().defaultSectionSize() + 4
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
            return
        super().keyPressEvent(event)

    def copy(self) -> None:
        """Put the chosen rows on the clipboard, every row where none is chosen."""
        copy_table(self.chosen_table())

    def chosen_table(self) -> Table:
        """The chosen rows under their headings, every row where none is chosen."""
        model = self.model()
        rows = sorted({index.row() for index in self.selectionModel().selectedRows()}) or range(model.rowCount())
        if isinstance(model, ReportTable):
            return Table(model.table.title, model.table.columns, [model.table.rows[row] for row in rows])
        columns = range(model.columnCount())
        heads = tuple(Column(str(model.headerData(column, Qt.Orientation.Horizontal) or "")) for column in columns)
        return Table("", heads, [tuple(model.index(row, column).data() for column in columns) for row in rows])
