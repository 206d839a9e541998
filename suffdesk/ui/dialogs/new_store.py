"""Making a store: where, whose, and under which passphrase."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QWidget

from suffdesk.core.errors import UserError
from suffdesk.core.text import ended
from suffdesk.store.opening import SUFFIX, Store
from suffdesk.ui.dialogs.files import FileDialog
from suffdesk.ui.dialogs.form import FormDialog
from suffdesk.ui.widgets.authority_field import AuthorityField
from suffdesk.ui.widgets.passphrase import PassphraseField, StrengthMeter
from suffdesk.ui.widgets.text import button

Maker = Callable[[Path, str | None, str | None, str], Store]
"""Path, passphrase, authority, name → the store, or a UserError."""
_FORBIDDEN = frozenset('<>:"/\\|?*')
"""Not allowed in file names on Windows, and the store may be carried there."""


class NewStoreDialog(FormDialog):
    """Makes the store itself, so that a fault is shown in place."""

    guide = "first-day"
    made = Signal(object, str)
    """The store, and the name it was made under."""

    def __init__(self, parent: QWidget | None, maker: Maker, *, who: str = "", folder: str = "") -> None:
        super().__init__(
            parent, "New store", "Make the store",
            "A store is one file that holds everything about your children in care.",
        )  # fmt: skip
        self._maker = maker
        self.name = QLineEdit("Children in care")
        self.add("Name", self.name)
        documents = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
        self.folder = QLineEdit(folder or str(documents if documents.is_dir() else Path.home()))
        choose = button("Choose…")
        choose.setAccessibleName("Choose the folder")
        choose.clicked.connect(self._choose_folder)
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.folder, 1)
        row.addWidget(choose)
        self.folder.setAccessibleName("Folder")
        self.add("Folder", both)
        self.authority = AuthorityField()
        self.add("Authority", self.authority, help="May be left empty: the first return usually tells.")
        self.who = QLineEdit(who)
        self.add("Your name", self.who, help="Changes that you make are recorded under it.")
        self.passphrase = PassphraseField()
        self.meter = StrengthMeter(
            "Nobody can open the store without it, nor find it out: keep it where your team can find it."
        )
        self.passphrase.textChanged.connect(self.meter.judge)
        self.add("Passphrase", self.passphrase)
        self.again = PassphraseField("Passphrase again")
        self.add("Again", self.again)
        self.form.addRow("", self.meter)
        self.plain = QCheckBox("Do not encrypt (not advised)")
        self.plain.toggled.connect(self._plain_toggled)
        self.form.addRow("", self.plain)
        self.name.selectAll()

    def _plain_toggled(self, plain: bool) -> None:
        for field in (self.passphrase, self.again):
            field.setEnabled(not plain)
        if plain:
            self.meter.say("Whoever has the file can read everything about every child in it.")
        else:
            self.meter.judge(self.passphrase.text())

    def _choose_folder(self) -> None:
        dialog = FileDialog(self, "Folder for the store", self.folder.text())
        dialog.setFileMode(FileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.folder.setText)
        dialog.open()

    def go(self) -> None:
        fault, field = self._first_fault()
        if fault:
            self.say_fault(fault)
            field.setFocus()
            return
        path = Path(self.folder.text().strip()) / (self.name.text().strip() + SUFFIX)
        passphrase = None if self.plain.isChecked() else self.passphrase.text()
        who = self.who.text().strip()
        try:
            store = self._maker(path, passphrase, self.authority.text().strip() or None, who)
        except UserError as error:
            self.say_fault(ended(str(error)))
            return
        self.made.emit(store, who)
        self.accept()

    def _first_fault(self) -> tuple[str, QLineEdit]:
        name = self.name.text().strip()
        if not name:
            return "Give the store a name.", self.name
        if _FORBIDDEN & set(name):
            return 'A name of a store has none of < > : " / \\ | ? * in it.', self.name
        if not self.who.text().strip():
            return "Type your name, so that others can see who changed what.", self.who
        if not self.plain.isChecked():
            if not self.passphrase.text():
                return "Type a passphrase, or tick “Do not encrypt”.", self.passphrase
            if self.passphrase.text() != self.again.text():
                return "The two passphrases differ: type the same one twice.", self.again
        return "", self.name
