"""Step 1: which files."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QVBoxLayout

from suffdesk.ui.dialogs.files import FileDialog
from suffdesk.ui.import_wizard.page import ImportPage
from suffdesk.ui.import_wizard.state import ImportState, WizardState
from suffdesk.ui.import_wizard.year_field import YearField
from suffdesk.ui.settings import Settings
from suffdesk.ui.widgets.card import Card
from suffdesk.ui.widgets.text import button, label

_FILTER = "Tables (*.csv *.xml *.xlsx *.xls *.ods *.zip);;All files (*)"


class ChoosePage(ImportPage):
    """A folder, files or a zip, or one file; dropped or chosen."""

    name = "Choose"
    next_words = "Read the files"

    def __init__(self, state: WizardState, settings: Settings, heading: str, about: str, *, one: bool = False) -> None:
        """``one``: a single file is imported at a time."""
        super().__init__(heading, about)
        self.state = state
        self._settings, self._one = settings, one
        self.setAcceptDrops(True)
        card = Card()
        inside = QVBoxLayout()
        inside.setAlignment(Qt.AlignmentFlag.AlignCenter)
        inside.setContentsMargins(10, 22, 10, 22)
        inside.setSpacing(10)
        words = "Drop the file here, or" if one else "Drop files or a folder here, or"
        inside.addWidget(label(words, "caption"), 0, Qt.AlignmentFlag.AlignCenter)
        row = QHBoxLayout()
        folder = button("Choose a folder…")
        folder.clicked.connect(self._choose_folder)
        folder.setVisible(not one)
        files = button("Choose the file…" if one else "Choose files…")
        files.clicked.connect(self._choose_files)
        row.addWidget(folder)
        row.addWidget(files)
        inside.addLayout(row)
        card.body.addLayout(inside)
        self.column.addWidget(card)
        self.list = QListWidget()
        self.list.setAccessibleName("Chosen files and folders")
        self.column.addWidget(self.list, 100)
        self.asked = QVBoxLayout()
        self.column.addLayout(self.asked)
        below = QHBoxLayout()
        self._clear = button("Take all off the list", "link")
        self._clear.clicked.connect(lambda: self.take(()))
        below.addWidget(self._clear)
        below.addStretch()
        self.column.addLayout(below)
        self.column.addStretch(1)

    def enter(self) -> None:
        self.show_chosen()

    @property
    def ready(self) -> bool:
        return bool(self.state.paths)

    def take(self, paths: Sequence[Path]) -> None:
        """Import these and no others."""
        self.state.take(paths)
        self.show_chosen()
        self.ready_changed.emit()

    def _add(self, names: Sequence[str]) -> None:
        if names:
            first = Path(names[0])
            self._settings.set_folder("import", first if first.is_dir() else first.parent)
            self.take([*self.state.paths, *(Path(name) for name in names)])
            self.settled.emit()

    def show_chosen(self) -> None:
        """Show what the state holds."""
        self.list.clear()
        self.list.addItems([str(path) for path in self.state.paths])
        self.list.setVisible(bool(self.state.paths))
        self._clear.setVisible(bool(self.state.paths))

    def _choose_folder(self) -> None:
        dialog = FileDialog(self, "Folder to import", self._settings.folder("import"))
        dialog.setFileMode(FileDialog.FileMode.Directory)
        dialog.fileSelected.connect(lambda name: self._add([name]))
        dialog.open()

    def _choose_files(self) -> None:
        dialog = FileDialog(self, "File to import" if self._one else "Files to import",
                             self._settings.folder("import"), _FILTER)  # fmt: skip
        many = FileDialog.FileMode.ExistingFile if self._one else FileDialog.FileMode.ExistingFiles
        dialog.setFileMode(many)
        dialog.filesSelected.connect(self._add)
        dialog.open()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self._add([url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()])


class ChooseReturnPage(ChoosePage):
    """The files of a return, and their year where the dates do not tell it."""

    state: ImportState

    def __init__(self, state: ImportState, settings: Settings) -> None:
        super().__init__(
            state, settings, "Import an SSDA903 return",
            "Choose the folder that your system exported, single files, or a zip; several years at once are fine. "
            "Tables are recognised by their columns, whatever the files are called.",
        )  # fmt: skip
        self.year = YearField()
        self.year.chosen.connect(self._choose_year)
        self.asked.addWidget(self.year)

    def show_chosen(self) -> None:
        self.year.show_year(self.state.year)
        super().show_chosen()

    def _choose_year(self, year: int | None) -> None:
        self.state.year = year
        self.state.forget_reading()
