"""Kept import mappings: renamed, removed, saved as files and added from files."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from suffdesk.core.changes import Changes
from suffdesk.core.errors import UserError
from suffdesk.core.report import Column
from suffdesk.models.rows import RowsModel
from suffdesk.operations import mappings
from suffdesk.operations.mappings import Kept
from suffdesk.store.opening import Store
from suffdesk.ui.dialogs.dialog import Dialog
from suffdesk.ui.dialogs.files import FileDialog
from suffdesk.ui.dialogs.message import ask
from suffdesk.ui.faults import show_fault
from suffdesk.ui.settings import Settings
from suffdesk.ui.widgets.table import PlainTable
from suffdesk.ui.widgets.text import button, label, title

_COLUMNS = (Column("Name"), Column("Made from"), Column("Columns", "number"), Column("Words", "number"))
_FILES = "Import mappings (*.json)"


class MappingsDialog(Dialog):
    """Lists the mappings that extracts are read through. New ones are made while an extract is imported."""

    guide = "importing"
    changed = Signal(object)
    """:class:`Changes`."""

    def __init__(self, parent: QWidget | None, store: Store, settings: Settings) -> None:
        super().__init__(parent)
        self._store, self._settings = store, settings
        self._kept: list[Kept] = []
        self.setWindowTitle("Import mappings")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.resize(820, 460)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 18)
        column.setSpacing(10)
        column.addWidget(title("Import mappings"))
        column.addWidget(label(
            "A mapping says how the columns and words of an extract are read. It is made while an extract is imported "
            "for the first time. A saved file of one can be used in another store; it holds no child.",
            "caption", wrap=True,
        ))  # fmt: skip
        self.model = RowsModel(_COLUMNS, self)
        self.view = PlainTable(self.model, "Import mappings", widths={0: 44, 2: 9, 3: 9}, stretch=1)
        self.view.selectionModel().currentRowChanged.connect(self._chosen)
        column.addWidget(self.view, 1)
        naming = QHBoxLayout()
        words = label("Name")
        self.named = QLineEdit()
        self.named.setAccessibleName("Name of the chosen mapping")
        self.named.setMaxLength(80)
        self.named.textEdited.connect(lambda _: self._enable())
        self.named.returnPressed.connect(self._rename)
        words.setBuddy(self.named)
        self.rename = button("Rename")
        self.rename.clicked.connect(self._rename)
        for part in (words, self.named, self.rename):
            naming.addWidget(part)
        column.addLayout(naming)
        row = QHBoxLayout()
        self.add, self.save = button("Add from a file…"), button("Save as a file…")
        self.add.clicked.connect(self._choose_file)
        self.save.clicked.connect(self._choose_place)
        self.remove = button("Remove…")
        self.remove.clicked.connect(self._ask_to_remove)
        close = button("Close", "primary")
        close.clicked.connect(self.accept)
        for press in (self.add, self.save, self.remove):
            row.addWidget(press)
        row.addStretch()
        row.addWidget(close)
        column.addLayout(row)
        self._fill("")
        self.view.setFocus()

    @property
    def chosen(self) -> Kept | None:
        """The mapping that is chosen in the list."""
        place = self.view.currentIndex().row()
        return self._kept[place] if 0 <= place < len(self._kept) else None

    def _fill(self, name: str) -> None:
        self._kept = mappings.kept(self._store)
        rows = []
        for one in self._kept:
            mapping = mappings.find(self._store, one.name)
            source = one.source if one.id else f"Ships with SuffDesk: {one.source}"
            rows.append((one.name, source, len(mapping.columns), sum(len(part.values) for part in mapping.columns)))
        self.model.set_rows(rows)
        places = [place for place, one in enumerate(self._kept) if one.name == name]
        self.view.selectRow(places[0] if places else 0)
        self._chosen()

    def _chosen(self) -> None:
        one = self.chosen
        self.named.setText(one.name if one else "")
        self._enable()

    def _enable(self) -> None:
        one = self.chosen
        mine = one is not None and bool(one.id) and not self._store.read_only
        typed = self.named.text().strip()
        self.named.setEnabled(mine)
        self.rename.setEnabled(mine and bool(typed) and one is not None and typed != one.name)
        self.remove.setEnabled(mine)
        self.save.setEnabled(one is not None)
        self.add.setEnabled(not self._store.read_only)

    def _do(self, what: Callable[[], Changes], then: str) -> None:
        try:
            changes = what()
        except UserError as error:
            show_fault(self, error)
        else:
            self._fill(then)
            self.changed.emit(changes)

    def _rename(self) -> None:
        one, to = self.chosen, self.named.text().strip()
        if one and self.rename.isEnabled():
            self._do(lambda: mappings.rename(self._store, one.name, to), to)

    def _ask_to_remove(self) -> None:
        one = self.chosen
        if one:
            ask(
                self,
                f"Remove the import mapping “{one.name}”? What was imported through it stays. It can be undone.",
                "Remove",
                lambda: self._do(lambda: mappings.delete(self._store, one.name), ""),
            )

    def _choose_file(self) -> None:
        dialog = FileDialog(self, "A saved mapping", self._settings.folder("import"), _FILES)
        dialog.setFileMode(FileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.add_from(Path(name)))
        dialog.open()

    def add_from(self, path: Path) -> None:
        """Keep the mapping that a file holds."""
        try:
            name = mappings.read_file(path).name
        except UserError as error:
            show_fault(self, error)
        else:
            self._do(lambda: mappings.import_file(self._store, path), name)

    def _choose_place(self) -> None:
        if self.chosen is None:
            return
        folder = Path(self._settings.folder("import"))
        dialog = FileDialog(self, "Save the mapping", str(folder / f"{self.chosen.name}.json"), _FILES)
        dialog.setAcceptMode(FileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("json")
        dialog.fileSelected.connect(lambda name: self.save_to(Path(name)))
        dialog.open()

    def save_to(self, path: Path) -> None:
        """Save the chosen mapping as a file."""
        if self.chosen is None:
            return
        try:
            mappings.export(self._store, self.chosen.name, path)
        except UserError as error:
            show_fault(self, error)
