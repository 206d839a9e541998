"""The certificate of an erasure, to read, to copy and to save as a PDF."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from suffdesk.ui.dialogs.dialog import Dialog
from suffdesk.ui.dialogs.files import FileDialog
from suffdesk.ui.widgets.text import button, muted, title


class CertificateDialog(Dialog):
    """Shows the certificate under its title. It names nobody, so it may be kept."""

    guide = "keeping-and-losing"
    save = Signal(str)
    """The PDF to write."""
    finish = Signal()
    """Go again through what was not reached."""

    def __init__(self, parent: QWidget | None, lines: Sequence[str], number: int, folder: str, *,
                 unfinished: bool) -> None:  # fmt: skip
        super().__init__(parent)
        self._name = str(Path(folder) / f"Certificate of erasure {number}.pdf")
        self.setWindowTitle(lines[0])
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(680, 600)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 18)
        column.setSpacing(10)
        column.addWidget(title(lines[0]))
        column.addWidget(muted("It names nobody, so it can be kept. It stays in the list of erasures.", wrap=True))
        self.text = QPlainTextEdit("\n".join(lines[1:]).strip())
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(lines[0])
        column.addWidget(self.text, 1)
        row = QHBoxLayout()
        self.finish_button = button("Finish it", "", "Go again through the file and the backups that were not reached")
        self.finish_button.setVisible(unfinished)
        self.finish_button.clicked.connect(self._finish)
        row.addWidget(self.finish_button)
        row.addStretch()
        self.save_button = button("Save as PDF…")
        self.save_button.clicked.connect(self._ask_where)
        row.addWidget(self.save_button)
        close = button("Close", "primary")
        close.clicked.connect(self.accept)
        close.setDefault(True)
        row.addWidget(close)
        column.addLayout(row)
        close.setFocus()

    def _finish(self) -> None:
        self.accept()
        self.finish.emit()

    def _ask_where(self) -> None:
        dialog = FileDialog(self, "Save the certificate", self._name, "PDF files (*.pdf)")
        dialog.setAcceptMode(FileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.save)
        dialog.open()
