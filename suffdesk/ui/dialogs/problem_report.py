"""Telling whoever looks after the program what went wrong."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from suffdesk.ui import reports
from suffdesk.ui.dialogs.dialog import Dialog
from suffdesk.ui.widgets.text import button, label, title


class ReportDialog(Dialog):
    """A text to read and copy; nothing is sent by the program itself."""

    def __init__(self, parent: QWidget | None, heading: str, about: str, text: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(heading)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(620, 460)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 18)
        column.setSpacing(10)
        column.addWidget(title(heading))
        column.addWidget(label(about, "caption", wrap=True))
        self.text = QPlainTextEdit(text)
        self.text.setAccessibleName("The report")
        self.text.setTabChangesFocus(True)
        column.addWidget(self.text)
        row = QHBoxLayout()
        row.addStretch()
        copy = button("Copy the text")
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.text.toPlainText()))
        row.addWidget(copy)
        self.buttons = row
        close = button("Close", "primary")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        row.addWidget(close)
        column.addLayout(row)


class ProblemReportDialog(ReportDialog):
    """The frame of a report: what was done, what came of it, and the newest crash report."""

    def __init__(self, parent: QWidget | None) -> None:
        newest = reports.latest()
        super().__init__(
            parent,
            "Report a fault",
            "Say what happened, without names or dates of birth, then copy the text and send it to whoever looks "
            "after SuffDesk for you. Nothing is sent by the program.",
            "What I did:\n\nWhat I expected:\n\nWhat happened:\n\n"
            f"{reports.facts()}\n" + (f"\nThe latest crash:\n{newest}" if newest else ""),
        )


class CrashDialog(ReportDialog):
    """Shown after a fault of ours."""

    def __init__(self, parent: QWidget | None, text: str, where: str) -> None:
        super().__init__(
            parent,
            "Something went wrong in SuffDesk",
            "This is a fault of the program, not yours. What was stored before is whole. A report without any "
            f"personal data was saved as {where}; please send it to whoever looks after SuffDesk for you.",
            text,
        )


class LastTimeDialog(ReportDialog):
    """Shown once, at the start after a program that ended by a fault. ``path`` is where the report was saved."""

    def __init__(self, parent: QWidget | None, text: str, path: Path) -> None:
        super().__init__(
            parent,
            "SuffDesk ended by a fault last time",
            "What was stored before is whole, and forms that were open kept what was typed. The report below says "
            "where in the program it happened and holds no personal data; please send it to whoever looks after "
            f"SuffDesk for you. It is kept as {path}.",
            text,
        )
        self._path = path
        self.remove = button("Delete the report")
        self.remove.clicked.connect(self._remove)
        self.buttons.insertWidget(0, self.remove)

    def _remove(self) -> None:
        self._path.unlink(missing_ok=True)
        self.accept()
