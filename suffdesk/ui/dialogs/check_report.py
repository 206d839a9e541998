"""What a check of the store found."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from suffdesk.operations.keeping import CheckReport, check_lines
from suffdesk.ui.dialogs.dialog import Dialog
from suffdesk.ui.widgets.banner import Banner
from suffdesk.ui.widgets.text import button, title


class CheckDialog(Dialog):
    """The result in one line, then every fact, to read and to copy."""

    guide = "stores"
    backups = Signal()

    def __init__(self, parent: QWidget | None, path: Path, report: CheckReport) -> None:
        super().__init__(parent)
        self.setWindowTitle("Check of the store")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(620, 360)
        lines = check_lines(path, report)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 18)
        column.setSpacing(10)
        column.addWidget(title("Check of the store"))
        self.banner = Banner(f"{lines[0]}.", "done" if report.whole else "warning")
        column.addWidget(self.banner)
        self.facts = QPlainTextEdit("\n".join(line.strip() for line in lines[1:]))
        self.facts.setReadOnly(True)
        self.facts.setTabChangesFocus(True)
        self.facts.setAccessibleName("What was found")
        column.addWidget(self.facts, 1)
        row = QHBoxLayout()
        restore = button("Backups…")
        restore.setVisible(not report.whole)
        restore.clicked.connect(self.accept)
        restore.clicked.connect(self.backups)
        copy = button("Copy")
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText("\n".join(lines)))
        close = button("Close", "primary")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        row.addWidget(restore)
        row.addStretch()
        row.addWidget(copy)
        row.addWidget(close)
        column.addLayout(row)
