"""A table of records on a page: Enter opens one, and buttons add, end, remove or trace it."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from suffdesk.core.palette import Palette
from suffdesk.core.report import Column
from suffdesk.domain.entering import ENDS, NOT_TYPED
from suffdesk.models.rows import RowsModel
from suffdesk.operations.record_table import Records
from suffdesk.ui.widgets.exceptions import ExceptionDelegate
from suffdesk.ui.widgets.table import PlainTable
from suffdesk.ui.widgets.text import button, label, muted


class RecordTable(PlainTable):
    """Rows of records."""

    opened = Signal(int)
    """A row: double click or Enter."""

    def __init__(self, name: str) -> None:
        self.rows_model = RowsModel((Column(""),))
        self._shown: tuple[tuple[str, str], ...] = ()
        super().__init__(self.rows_model, name)
        self.rows_model.setParent(self)
        self._delegate = ExceptionDelegate(self)
        self.setItemDelegate(self._delegate)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row()))

    def set_theme(self, palette: Palette) -> None:
        """The colours in which exceptions are shown."""
        self._delegate.palette_ = palette
        self.viewport().update()

    def show_records(self, records: Records) -> None:
        """Show these rows under their columns, and stay on the record that was chosen, wherever it stands now.

        Where it went, or rows stand for no record, stay at the same height.
        """
        row, column = self.currentIndex().row(), max(self.currentIndex().column(), 0)
        if 0 <= row < len(self._shown) and self._shown[row] in records.rows:
            row = records.rows.index(self._shown[row])
        self._shown = tuple(records.rows)
        self.rows_model.set_rows(records.table.rows, records.table.columns, records.exceptions)
        self._widths = {place: column.width for place, column in enumerate(records.table.columns)}
        self._share_room()
        if records.count:
            row = min(max(row, 0), records.count - 1)
            self.selectRow(row)
            self.setCurrentIndex(self.rows_model.index(row, min(column, self.rows_model.columnCount() - 1)))

    def _share_room(self) -> None:
        """The widest column of words takes what the others leave."""
        self._fit()
        columns = self.rows_model.table.columns
        words = [place for place, column in enumerate(columns) if column.format == "text"]
        spare = self.viewport().width() - sum(self.columnWidth(place) for place in range(len(columns)))
        if words and spare > 0:
            widest = max(words, key=self.columnWidth)
            self.setColumnWidth(widest, self.columnWidth(widest) + spare)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_room()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex().row())
            return
        super().keyPressEvent(event)


class RecordsTab(QWidget):
    """Records of one kind (``entity``), or of several (empty)."""

    asked = Signal(str, str, object)
    """Verb, entity, and an id or what a new record is given: see ``Screen.record_asked``."""
    chosen_changed = Signal()
    """Another row was chosen, or other records are shown."""

    def __init__(self, name: str, entity: str = "", *, add: str = "", empty: str = "", open_words: str = "Open",
                 changes: bool = True, opens: bool = True) -> None:  # fmt: skip
        """``opens`` is whether a row stands for a record that can be opened and has a history."""
        super().__init__()
        self.entity = entity
        self._changes = changes
        self._records: Records | None = None
        self._given: Mapping[str, str] = {}
        self._may_write = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(6)
        self.above = QVBoxLayout()
        column.addLayout(self.above)
        self.table = RecordTable(name)
        if opens:
            self.table.opened.connect(self._open_row)
        column.addWidget(self.table, 1)
        self.empty = muted(empty or f"No {name.lower()} recorded.")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.empty, 1)
        self.beneath = QVBoxLayout()
        column.addLayout(self.beneath)
        self.buttons = QHBoxLayout()
        self.add_button: QPushButton = button(add or "Add…")
        self.add_button.clicked.connect(self.add)
        self.add_button.setVisible(bool(add))
        self._adds = bool(add)
        self.open_button = button(f"{open_words}…")
        self.open_button.clicked.connect(lambda: self._open_row(self.table.currentIndex().row()))
        self.end_button, self.remove_button = button("End…"), button("Remove…")
        self.end_button.clicked.connect(lambda: self._ask("end"))
        self.remove_button.clicked.connect(lambda: self._ask("remove"))
        self.history_button = button("History")
        self.history_button.clicked.connect(lambda: self._ask("history"))
        for part in (self.add_button, self.open_button, self.end_button, self.remove_button, self.history_button):
            self.buttons.addWidget(part)
        for part in (self.open_button, self.history_button):
            part.setVisible(opens)
        self.buttons.addStretch()
        column.addLayout(self.buttons)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._offer())
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(
            lambda at: self.acts_menu().popup(self.table.viewport().mapToGlobal(at))
        )

    def acts_menu(self) -> QMenu:
        """What the buttons beneath do now, and copying, as a menu at the row."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for place in range(self.buttons.count()):
            item = self.buttons.itemAt(place)
            act = item.widget() if item is not None else None
            if isinstance(act, QPushButton) and act.isVisibleTo(self) and act.isEnabled() and act.menu() is None:
                menu.addAction(act.text(), act.click)
        menu.addSeparator()
        menu.addAction("Copy\tCtrl+C", self.table.copy)
        return menu

    def show_records(self, records: Records | None, given: Mapping[str, str], *, may_write: bool) -> None:
        """Show these; ``given`` is what a record added here has settled already. None drops everything."""
        self._records, self._given, self._may_write = records, given, may_write
        if records is not None:
            self.table.show_records(records)
        else:
            self.table.rows_model.set_rows([])
        self.table.setVisible(bool(records and records.count))
        self.empty.setVisible(not (records and records.count))
        self._offer()

    @property
    def chosen(self) -> tuple[str, str] | None:
        """Entity and id of the chosen row."""
        row = self.table.currentIndex().row()
        return self._records.rows[row] if self._records and 0 <= row < self._records.count else None

    def _offer(self) -> None:
        chosen = self.chosen
        entity = chosen[0] if chosen else self.entity
        self.add_button.setEnabled(self._may_write)
        for part in (self.open_button, self.history_button, self.end_button, self.remove_button):
            part.setEnabled(chosen is not None)
        writes = self._may_write and self._changes
        self.end_button.setVisible(writes and (entity in ENDS or entity == "care_period"))
        self.remove_button.setVisible(writes and (entity not in NOT_TYPED or entity == "document"))
        self.chosen_changed.emit()

    @property
    def records(self) -> Records | None:
        """What is shown."""
        return self._records

    def add(self) -> None:
        """The form of a new record."""
        if self.entity == "document":
            self.asked.emit("attach", self._given["entity"], self._given["row_id"])
        else:
            self.asked.emit("add", self.entity, dict(self._given))

    def _open_row(self, row: int) -> None:
        if self._records and 0 <= row < self._records.count:
            self.asked.emit("open", *self._records.rows[row])

    def _ask(self, verb: str) -> None:
        if chosen := self.chosen:
            self.asked.emit(verb, *chosen)

    def say_above(self, lines: list[tuple[str, bool]]) -> None:
        """Sentences over the table; True where one says that something is overdue."""
        while (item := self.above.takeAt(0)) is not None:
            if (line := item.widget()) is not None:
                line.deleteLater()
        for words, wrong in lines:
            self.above.addWidget(label(words, "warning" if wrong else "", wrap=True))
