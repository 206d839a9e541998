"""The collection year: as the dates in the files tell it, or as somebody who knows better says."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from suffdesk.core.dates import financial_year_end, financial_year_label, this_day
from suffdesk.ui.widgets.text import label, muted

_EARLIEST = 1993
"""The first year of the return that the code sets know of."""


class YearField(QWidget):
    """One list: told by the dates, or a year, the latest first."""

    chosen = Signal(object)
    """The year of the 31 March, or None for what the dates tell."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        words = label("Year of the return")
        self.box = QComboBox()
        self.box.setAccessibleName("Year of the return")
        self.box.addItem("As the dates in the files tell it", None)
        for year in range(financial_year_end(this_day()) + 1, _EARLIEST - 1, -1):
            self.box.addItem(f"{financial_year_label(year)} (to 31 March {year})", year)
        self.box.setMaxVisibleItems(16)
        self.box.activated.connect(lambda place: self.chosen.emit(self.box.itemData(place)))
        words.setBuddy(self.box)
        row.addWidget(words)
        row.addWidget(self.box)
        row.addWidget(muted("Choose one where the dates cannot tell it, or tell it wrongly; every row is then of it."))
        row.addStretch()

    def show_year(self, year: int | None) -> None:
        """Show a year, telling nobody."""
        self.box.setCurrentIndex(max(0, self.box.findData(year)))
