"""A short table in a window of its own, to read and to copy."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from suffdesk.core.report import Table
from suffdesk.models.report_table import ReportTable
from suffdesk.ui.dialogs.dialog import Dialog
from suffdesk.ui.widgets.clipboard import copy_table
from suffdesk.ui.widgets.table import PlainTable
from suffdesk.ui.widgets.text import button, muted, title


class TableDialog(Dialog):
    """Shows a table under its title, with a sentence about it."""

    def __init__(self, parent: QWidget | None, table: Table, about: str = "") -> None:
        super().__init__(parent)
        self.table = table
        self.setWindowTitle(table.title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(620, min(640, 230 + 32 * len(table.rows)))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 18)
        column.setSpacing(10)
        column.addWidget(title(table.title))
        if about:
            column.addWidget(muted(about, wrap=True))
        widths = {place: head.width for place, head in enumerate(table.columns)}
        self.view = PlainTable(ReportTable(table, self), table.title, widths=widths, stretch=0)
        column.addWidget(self.view, 1)
        for note in table.notes:
            column.addWidget(muted(note, wrap=True))
        row = QHBoxLayout()
        row.addStretch()
        copy = button("Copy")
        copy.clicked.connect(lambda: copy_table(table))
        close = button("Close", "primary")
        close.clicked.connect(self.accept)
        row.addWidget(copy)
        row.addWidget(close)
        column.addLayout(row)
        close.setDefault(True)
        self.view.setFocus()
