"""Step 1: which file, of which day, and through which mapping it is read."""

from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout

from suffdesk.core.dates import this_day
from suffdesk.operations import mappings
from suffdesk.ui.dialogs.files import FileDialog
from suffdesk.ui.extract_wizard.state import ExtractState
from suffdesk.ui.import_wizard.page import ImportPage
from suffdesk.ui.settings import Settings
from suffdesk.ui.widgets.card import Card
from suffdesk.ui.widgets.date_field import DateField
from suffdesk.ui.widgets.text import button, label, muted

_FILTER = "Extracts (*.csv *.xlsx *.xls *.ods *.zip);;All files (*)"
_NEW = "A new one, proposed from the headings"


class ChooseExtractPage(ImportPage):
    """One file, dropped or chosen."""

    name = "Choose"

    def __init__(self, state: ExtractState, settings: Settings) -> None:
        super().__init__(
            "Import an extract",
            "Choose a workbook or CSV file that your case system made: the children looked after on one day, a row for "
            "each child or for each placement.",
        )
        self.state, self._settings = state, settings
        self.setAcceptDrops(True)
        card = Card()
        row = QHBoxLayout()
        row.setContentsMargins(10, 18, 10, 18)
        self._file = label("Drop the file here, or", "caption", wrap=True)
        row.addWidget(self._file, 1)
        choose = button("Choose a file…")
        choose.clicked.connect(self._choose)
        row.addWidget(choose)
        card.body.addLayout(row)
        self.column.addWidget(card)
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(2, 1)
        self.day = DateField("Day of the extract")
        self.day.offer([("Today", this_day()), ("The as-at date", state.session.as_at)])
        self.day.set_day(state.as_at)
        self.day.chosen.connect(self._day_chosen)
        self.mapping = QComboBox()
        self.mapping.setAccessibleName("Mapping")
        self.mapping.setMinimumContentsLength(34)
        self.mapping.activated.connect(self._mapping_chosen)
        for place, (words, part, why) in enumerate((
            ("Day of the extract", self.day, "The day on which the extract is true."),
            ("Mapping", self.mapping, "Says which column is what. With a kept one you go straight to the preview."),
        )):  # fmt: skip
            before = label(words)
            before.setBuddy(part)
            grid.addWidget(before, place, 0)
            grid.addWidget(part, place, 1)
            grid.addWidget(muted(why, wrap=True), place, 2)
        self.column.addLayout(grid)
        self.column.addStretch(1)

    @property
    def next_words(self) -> str:
        return "Read the file"

    def enter(self) -> None:
        self.mapping.clear()
        self.mapping.addItem(_NEW, "")
        for one in mappings.kept(self.state.session.store):
            self.mapping.addItem(one.name, one.name)
        self.mapping.setCurrentIndex(max(0, self.mapping.findData(self.state.kept)))
        self._show()

    @property
    def ready(self) -> bool:
        return self.state.path is not None

    def take(self, path: Path) -> None:
        """Import this file."""
        self.state.path = path
        self.state.forget_reading()
        self._show()
        self.ready_changed.emit()
        self.settled.emit()

    def _show(self) -> None:
        path = self.state.path
        self._file.setText(str(path) if path else "Drop the file here, or")
        self._file.setAlignment(
            Qt.AlignmentFlag.AlignVCenter | (Qt.AlignmentFlag.AlignLeft if path else Qt.AlignmentFlag.AlignRight)
        )

    def _day_chosen(self, day: date) -> None:
        self.state.as_at = day
        self.state.forget_plan()

    def _mapping_chosen(self, place: int) -> None:
        self.state.kept = self.mapping.itemData(place)
        self.state.forget_reading()

    def _choose(self) -> None:
        dialog = FileDialog(self, "The extract", self._settings.folder("import"), _FILTER)
        dialog.setFileMode(FileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._chosen)
        dialog.open()

    def _chosen(self, name: str) -> None:
        self._settings.set_folder("import", Path(name).parent)
        self.take(Path(name))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        urls = event.mimeData().urls()
        if len(urls) == 1 and urls[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self._chosen(event.mimeData().urls()[0].toLocalFile())
