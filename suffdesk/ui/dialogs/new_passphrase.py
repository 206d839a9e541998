"""Choosing a new passphrase: with the present one, or with the recovery key when that is forgotten."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from suffdesk.core.errors import UserError
from suffdesk.core.text import ended
from suffdesk.ui.dialogs.files import FileDialog
from suffdesk.ui.dialogs.form import FormDialog
from suffdesk.ui.widgets.passphrase import PassphraseField, StrengthMeter
from suffdesk.ui.widgets.text import button, label

Act = Callable[[str, str], None]
"""Present passphrase or recovery key, new passphrase; may raise UserError."""


class _NewPassphraseDialog(FormDialog):
    """The new passphrase twice, under whatever proves that it may be changed."""

    guide = "stores"
    done_with = Signal(str)
    """The new passphrase, which holds now."""

    def __init__(self, parent: QWidget | None, heading: str, press: str, about: str, proof: QLineEdit, words: str,
                 act: Act, *, missing: str) -> None:  # fmt: skip
        super().__init__(parent, heading, press, about)
        self._act, self._missing = act, missing
        self.proof = proof
        self.add(words, proof)
        self.new = PassphraseField("New passphrase")
        self.meter = StrengthMeter(_KEEP)
        self.new.textChanged.connect(self.meter.judge)
        self.add("New passphrase", self.new)
        self.again = PassphraseField("New passphrase again")
        self.add("Again", self.again)
        self.form.addRow("", self.meter)
        proof.setFocus()

    def go(self) -> None:
        if not self.proof.text().strip():
            self.say_fault(self._missing)
            self.proof.setFocus()
            return
        if not self.new.text() or self.new.text() != self.again.text():
            self.say_fault("Type the same new passphrase twice.")
            (self.again if self.new.text() else self.new).setFocus()
            return
        QApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        try:
            self._act(self.proof.text(), self.new.text())
        except UserError as error:
            self.say_fault(ended(str(error)))
            return
        finally:
            QApplication.restoreOverrideCursor()
        self.done_with.emit(self.new.text())
        self.accept()


class ChangePassphraseDialog(_NewPassphraseDialog):
    """For the store that is open."""

    def __init__(self, parent: QWidget | None, act: Act) -> None:
        super().__init__(
            parent, "Change the passphrase", "Change it",
            "A backup is made first, and the store is written again under the new passphrase. Backups made before "
            "stay under the old one; this store can still read them.",
            PassphraseField("Present passphrase"), "Present passphrase", act, missing="Type the present passphrase.",
        )  # fmt: skip


class RecoverDialog(_NewPassphraseDialog):
    """For a store whose passphrase is forgotten."""

    def __init__(self, parent: QWidget | None, path: Path, act: Act) -> None:
        super().__init__(
            parent, "Use the recovery key", "Set the new passphrase",
            f"Type the key that was printed for {path.stem}. It works once: make another afterwards.",
            QLineEdit(), "Recovery key", act, missing="Type the recovery key: eight groups of five characters.",
        )  # fmt: skip
        self.proof.setAccessibleDescription("Spaces, hyphens and small letters do not matter")


class RecoveryKeyDialog(FormDialog):
    """Makes a recovery key, shows it this once, and saves it as a PDF."""

    guide = "stores"

    def __init__(self, parent: QWidget | None, make: Callable[[], str], save: Callable[[str, Path], None],
                 written_down: Callable[[str], None], *, earlier: bool, folder: str) -> None:  # fmt: skip
        super().__init__(
            parent, "Recovery key", "Make a recovery key",
            "A key on paper that sets a new passphrase when the present one is forgotten. It is shown once and kept "
            "nowhere else: print it, and put it in a safe."
            + (" The key made earlier works until this one is saved or written down." if earlier else ""),
        )  # fmt: skip
        self._make, self._save, self._written_down, self._folder = make, save, written_down, folder
        self._key, self.saved = "", False
        self.shown = label("", "large")
        self.shown.setAccessibleName("The recovery key")
        self.shown.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.shown.hide()
        self.form.addRow(self.shown)
        self._told = label("", "caption", wrap=True)
        self._told.hide()
        self.form.addRow(self._told)
        self.close_button = button("Close")
        self.close_button.hide()
        self.close_button.clicked.connect(self.reject)
        self.buttons.addWidget(self.close_button)

    @property
    def key(self) -> str:
        """The key that was made; empty before."""
        return self._key

    def go(self) -> None:
        if self._key:
            self._choose_file()
            return
        try:
            self._key = self._make()
        except UserError as error:
            self.say_fault(ended(str(error)))
            return
        self.say_fault("")
        groups = self._key.split("-")
        self.shown.setText("\n".join("  ".join(groups[at : at + 4]) for at in range(0, len(groups), 4)))
        self.shown.show()
        self._told.setText("This is the only time that it is shown. Save it, print it, then delete the PDF.")
        self._told.show()
        self.press.setText("Save as PDF…")
        self.cancel.hide()
        self.close_button.show()
        self.adjustSize()

    def _choose_file(self) -> None:
        dialog = FileDialog(self, "Save the recovery key", self._folder, "PDF (*.pdf)")
        dialog.setAcceptMode(FileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.selectFile("Recovery key.pdf")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda chosen: self.save_to(Path(chosen)))
        dialog.open()

    def save_to(self, path: Path) -> None:
        """Write the key as a PDF."""
        try:
            self._save(self._key, path)
        except UserError as error:
            self.say_fault(ended(str(error)))
            return
        self.saved = True
        self.say_fault("")
        self._told.setText(f"Saved as {path.name} in {path.parent}. Print it, then delete the PDF and empty the bin.")

    def reject(self) -> None:
        """Leaving with a key that is neither saved nor written down asks first."""
        if not self._key or self.saved:
            super().reject()
            return
        from suffdesk.ui.dialogs.message import ask

        ask(
            self, "The key was not saved, and will not be shown again. Have you written it down?",
            "I have written it down", self._confirm,
        )  # fmt: skip

    def _confirm(self) -> None:
        try:
            self._written_down(self._key)
        except UserError as error:
            self.say_fault(ended(str(error)))
            return
        super().reject()


_KEEP = "Nobody can open the store without it, nor find it out: keep it where your team can find it."
