"""A date that is typed as people type it, or chosen from a list."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from suffdesk.core.dates import parse_date, show_date

_LIST_PADDING = 40
"""Pixels beside the words of the list, for its margins and a scroll bar."""


class DateField(QComboBox):
    """``03/04/2025``, ``3.4.25`` or ``3 April 2025``; Escape puts the old date back."""

    chosen = Signal(object)
    """Another :class:`datetime.date`."""
    refused = Signal(str)
    """What was typed is no date: a sentence."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._line = QLineEdit()
        for part in (self, self._line):
            part.setAccessibleName(name)
        self.setLineEdit(self._line)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setCompleter(None)  # type: ignore[arg-type]  # None takes it away
        self.setMaxVisibleItems(20)
        self.setMinimumContentsLength(16)
        self._day = date(2000, 3, 31)
        self._offered: list[date] = []
        self.activated.connect(self._pick)
        self._line.editingFinished.connect(self._read)

    @property
    def day(self) -> date:
        return self._day

    def set_day(self, day: date) -> None:
        """Show another date without telling anyone."""
        self._day = day
        self.setCurrentIndex(self._offered.index(day) if day in self._offered else -1)
        self.setEditText(show_date(day))
        self._mark("")

    def select_all(self) -> None:
        """Mark what stands there, so that typing takes its place."""
        self._line.selectAll()

    def offer(self, days: Sequence[tuple[str, date]]) -> None:
        """The list: words and dates."""
        self.clear()
        self._offered = [day for _, day in days]
        for words, day in days:
            self.addItem(words, day)
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + _LIST_PADDING)
        self.set_day(self._day)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.set_day(self._day)
            self._line.selectAll()
            return
        super().keyPressEvent(event)

    def _pick(self, index: int) -> None:
        if 0 <= index < len(self._offered):
            self._take(self._offered[index])

    def _read(self) -> None:
        text = self.currentText()
        if text == show_date(self._day):
            self._mark("")
            return
        try:
            day = parse_date(text)
        except ValueError as error:
            self._mark(str(error))
            self.refused.emit(str(error))
        else:
            self._take(day)

    def _take(self, day: date) -> None:
        moved = day != self._day
        self.set_day(day)
        if moved:
            self.chosen.emit(day)

    def _mark(self, fault: str) -> None:
        self.setToolTip(fault)
        if bool(self.property("wrong")) != bool(fault):
            self.setProperty("wrong", "true" if fault else None)
            self.style().unpolish(self)
            self.style().polish(self)
