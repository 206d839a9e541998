"""Step 2: what the files are."""

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from suffdesk.core.dates import financial_year_label
from suffdesk.core.report import Column
from suffdesk.core.text import plural
from suffdesk.models.rows import RowsModel
from suffdesk.ui.import_wizard.page import ImportPage
from suffdesk.ui.import_wizard.state import ImportState
from suffdesk.ui.import_wizard.year_field import YearField
from suffdesk.ui.widgets.table import PlainTable
from suffdesk.ui.widgets.text import label

_COLUMNS = (
    Column("Year", width=10),
    Column("Table", width=24),
    Column("File", width=30),
    Column("Rows read", "number", 10),
    Column("Cannot be stored", "number", 15),
    Column("With a fault", "number", 12),
)


class RecognisePage(ImportPage):
    """Tables by year; columns and files that were left aside; the authority where there are several."""

    name = "Recognise"

    @property
    def next_words(self) -> str:
        return "Check" if self.state.returned is not None else "Read the files"

    state: ImportState

    def __init__(self, state: ImportState) -> None:
        super().__init__("What was recognised", "")
        self.state = state
        self._ask = QWidget()
        row = QHBoxLayout(self._ask)
        row.setContentsMargins(0, 0, 0, 0)
        words = label("The files hold several authorities. Import the rows of")
        row.addWidget(words)
        self.authority = QComboBox()
        self.authority.setAccessibleName("Authority whose rows are imported")
        self.authority.setPlaceholderText("choose one")
        words.setBuddy(self.authority)
        self.authority.activated.connect(self._choose)
        row.addWidget(self.authority)
        row.addStretch()
        self.column.addWidget(self._ask)
        self.year = YearField()
        self.year.chosen.connect(self._choose_year)
        self.column.addWidget(self.year)
        self.model = RowsModel(_COLUMNS, self)
        self.table = PlainTable(self.model, "Recognised tables", widths={0: 9, 1: 32, 3: 11, 4: 17, 5: 13}, stretch=2)
        self.column.addWidget(self.table, 1)
        self._aside = label("", "muted", wrap=True)
        self.column.addWidget(self._aside)

    def enter(self) -> None:
        state = self.state
        self.year.show_year(state.year)
        self._ask.setVisible(bool(state.authorities))
        if [self.authority.itemText(place) for place in range(self.authority.count())] != list(state.authorities):
            self.authority.clear()
            self.authority.addItems(list(state.authorities))
        self.authority.setCurrentIndex(self.authority.findText(state.authority or "") if state.authority else -1)
        returned = state.returned
        self.table.setVisible(returned is not None)
        if returned is None:
            self.about.setText(
                "Choose the authority first, then go on."
                if state.authorities and state.authority is None
                else "Go on to read the files with what was chosen."
            )
            self._aside.setText("")
            return
        years = [financial_year_label(year) for year in returned.years]
        rows = sum(table.rows_read for table in returned.tables)
        self.about.setText(
            f"{plural(len(returned.tables), 'table')} with {plural(rows, 'row')}, of "
            f"{plural(len(years), 'year')}: {', '.join(years)}. "
            + ("You chose the year." if state.year else "The year comes from the dates in the files.")
        )
        self.model.set_rows([
            (financial_year_label(table.year), table.format.title, table.file, table.rows_read, table.rows_left_out,
             table.rows_listed)
            for table in sorted(returned.tables, key=lambda table: table.year)
        ])  # fmt: skip
        aside = [
            f"Columns of {file} that the return does not have, left aside: {', '.join(columns)}."
            for file, columns in returned.columns_ignored.items()
            if columns
        ]
        if returned.files_ignored:
            aside.append(f"Files without a table of the return, left aside: {', '.join(returned.files_ignored)}.")
        self._aside.setText(" ".join(aside[:6]) + (" …" if len(aside) > 6 else ""))
        self._aside.setToolTip("\n".join(aside))

    @property
    def ready(self) -> bool:
        return self.state.authority is not None or not self.state.authorities or self.state.returned is not None

    def _choose_year(self, year: int | None) -> None:
        if year != self.state.year:
            self.state.year = year
            self.state.forget_reading()
            self.enter()
            self.ready_changed.emit()

    def _choose(self, index: int) -> None:
        name = self.authority.itemText(index)
        if name != self.state.authority:
            self.state.authority = name
            self.state.forget_reading()
            self.enter()
        self.ready_changed.emit()
