"""The last step of every import wizard: what was done, what it leaves to look at, and the way back."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from suffdesk.ui.import_wizard.merging_line import MergingLine
from suffdesk.ui.import_wizard.page import ImportPage
from suffdesk.ui.widgets.text import button, label


class OutcomePage(ImportPage):
    """What was stored, line by line. What enters it fills in ``heading``, ``about`` and ``lines``."""

    name = "Report"
    undo_asked = Signal()
    merging_asked = Signal()

    def __init__(self) -> None:
        super().__init__("Imported", "")
        self.lines = label("", wrap=True)
        self.column.addWidget(self.lines)
        self.merging = MergingLine()
        self.merging.asked.connect(self.merging_asked)
        self.column.addWidget(self.merging)
        row = QHBoxLayout()
        self.undo = button("Undo this import")
        self.undo.clicked.connect(self.undo_asked)
        row.addWidget(self.undo)
        row.addStretch()
        self.column.addSpacing(8)
        self.column.addLayout(row)
        self.column.addStretch()

    @property
    def next_words(self) -> str:
        return "Done"

    def undone(self) -> None:
        """The import was taken back."""
        self.heading.setText("Undone")
        self.about.setText("The import was taken back; the store is as it was before.")
        self.lines.setText("")
        self.undo.hide()
        self.merging.hide()
