"""Step 2: what each column means."""

from dataclasses import replace
from typing import cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QSpinBox

from suffdesk.core.report import Column
from suffdesk.domain.formats.mapping import Blanks, Dates
from suffdesk.models.choices import ChoicesModel
from suffdesk.operations.mapping_draft import facts
from suffdesk.ui.extract_wizard.state import ExtractState
from suffdesk.ui.import_wizard.page import ImportPage
from suffdesk.ui.widgets.choice_table import ChoiceTable
from suffdesk.ui.widgets.text import label, muted

_COLUMNS = (Column("Column"), Column("Some of its values"), Column("Why"), Column("What it means"))
_NOT_USED = "Not used"
_LAST_ROW = 60
_DATES: tuple[tuple[str, Dates], ...] = (
    ("as found in the file", "as found"), ("day first", "day first"), ("month first", "month first"),
    ("year first", "year first"),
)  # fmt: skip
_BLANKS: tuple[tuple[str, Blanks], ...] = (("keeps what is held", "keep"), ("clears what is held", "clear"))


class ColumnsPage(ImportPage):
    """Sheet and row of the headings, the columns, and how dates and empty cells are read."""

    name = "Columns"
    look_again = Signal(str, int)
    """Another sheet, or another row (0: the likeliest), names the columns."""

    def __init__(self, state: ExtractState) -> None:
        super().__init__(
            "What each column means",
            "This is what the columns most likely are. Look through it, choose what could not be told, and set to "
            f"“{_NOT_USED}” what is not to be read.",
        )
        self.state = state
        where = QHBoxLayout()
        self.sheet, self.row = QComboBox(), QSpinBox()
        self.sheet.setAccessibleName("Sheet")
        self.sheet.activated.connect(lambda _: self.look_again.emit(self.sheet.currentData(), 0))
        self.row.setRange(1, _LAST_ROW)
        self.row.setKeyboardTracking(False)
        self.row.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.row.setAccessibleName("Row that names the columns")
        self.row.valueChanged.connect(lambda row: self.look_again.emit(self.sheet.currentData(), row))
        for words, part in (("Sheet", self.sheet), ("Row that names the columns", self.row)):
            before = label(words)
            before.setBuddy(part)
            where.addWidget(before)
            where.addWidget(part)
        where.addStretch()
        self.column.addLayout(where)
        self.model = ChoicesModel(_COLUMNS, self)
        self.model.chose.connect(self._chose)
        self.table = ChoiceTable(self.model, "Columns of the extract", widths={0: 30, 2: 26, 3: 34}, stretch=1)
        self.column.addWidget(self.table, 1)
        self.faults = label("", "warning", wrap=True)
        self.faults.setAccessibleName("What is missing")
        self.missing = muted("", wrap=True)
        self.column.addWidget(self.faults)
        self.column.addWidget(self.missing)
        how = QHBoxLayout()
        self.dates, self.blanks = QComboBox(), QComboBox()
        for words, part, choices in (
            ("Dates are written", self.dates, _DATES), ("An empty cell", self.blanks, _BLANKS),
        ):  # fmt: skip
            before = label(words)
            before.setBuddy(part)
            part.setAccessibleName(words)
            for said, value in choices:
                part.addItem(said, value)
            part.activated.connect(self._how_chosen)
            how.addWidget(before)
            how.addWidget(part)
        self.complete = QCheckBox("The file holds every child looked after that day")
        self.complete.setToolTip("A child who is looked after in the store and not in the file is then asked about.")
        self.complete.clicked.connect(self._how_chosen)
        how.addSpacing(10)
        how.addWidget(self.complete)
        how.addStretch()
        self.column.addLayout(how)

    def enter(self) -> None:
        draft = self.state.draft
        if draft is None:
            return
        self.sheet.clear()
        for header in self.state.headers:
            self.sheet.addItem(header.sheet or "The file", header.sheet)
        self.sheet.setCurrentIndex(self.sheet.findData(draft.looked.header.sheet))
        self.sheet.setEnabled(self.sheet.count() > 1)
        self.row.blockSignals(True)
        self.row.setValue(draft.looked.header.row)
        self.row.blockSignals(False)
        self._names = ["", *(name for _, name in facts())]
        words = [_NOT_USED, *(said for said, _ in facts())]
        self.model.set_rows(
            [
                (heading or f"(column {place + 1}, no heading)", ", ".join(draft.samples(place)),
                 draft.why.get(place, ""))
                for place, heading in enumerate(draft.headings)
            ],
            [words] * len(draft.headings),
            [self._names.index(draft.chosen.get(place, "")) for place in range(len(draft.headings))],
        )  # fmt: skip
        self.dates.setCurrentIndex(self.dates.findData(draft.base.dates))
        self.blanks.setCurrentIndex(self.blanks.findData(draft.base.blanks))
        self.complete.setChecked(draft.base.complete)
        self._say()

    @property
    def ready(self) -> bool:
        return self.state.draft is not None and not self.state.draft.faults()

    def _chose(self, row: int, place: int) -> None:
        draft = self.state.draft
        if draft is None:
            return
        if place:
            draft.chosen[row] = self._names[place]
        else:
            draft.chosen.pop(row, None)
        self.state.forget_mapping()
        self._say()

    def _how_chosen(self) -> None:
        if self.state.draft:
            self.state.draft.base = replace(
                self.state.draft.base, dates=cast("Dates", self.dates.currentData()),
                blanks=cast("Blanks", self.blanks.currentData()), complete=self.complete.isChecked(),
            )  # fmt: skip
            self.state.forget_mapping()

    def _say(self) -> None:
        draft = self.state.draft
        if draft is None:
            return
        faults, missing = draft.faults(), draft.missing()
        self.faults.setText("\n".join(faults))
        self.faults.setVisible(bool(faults))
        self.missing.setText(f"No column fills: {', '.join(missing)}. What is held of these stays." if missing else "")
        self.missing.setVisible(bool(missing))
        self.ready_changed.emit()
