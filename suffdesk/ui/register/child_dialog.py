"""One child: facts, placements, episodes, periods of care, reviews. To read, not to change."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFormLayout, QHBoxLayout, QTabWidget, QVBoxLayout, QWidget

from suffdesk.models.report_table import ReportTable
from suffdesk.operations.child_record import ChildRecord
from suffdesk.ui.register.clipboard import copy_table
from suffdesk.ui.widgets.table import PlainTable
from suffdesk.ui.widgets.text import button, label, muted, title


class ChildDialog(QDialog):
    """Shows a :class:`ChildRecord`. It holds what it shows, so it must be closed with the store."""

    def __init__(self, parent: QWidget | None, record: ChildRecord) -> None:
        super().__init__(parent)
        self.record = record
        self.setWindowTitle(record.reference)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(1040, 620)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 18)
        column.setSpacing(12)
        column.addWidget(title(record.reference))
        column.addLayout(self._facts(record))
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tables: list[PlainTable] = []
        for table in record.tables:
            widths = {place: head.width for place, head in enumerate(table.columns)}
            view = PlainTable(ReportTable(table, self), table.title, widths=widths)
            self.tables.append(view)
            self.tabs.addTab(view, f"{table.title} {len(table.rows):,}")
        column.addWidget(self.tabs, 1)
        row = QHBoxLayout()
        row.addWidget(muted("As returned; changed by the next return, not here"))
        row.addStretch()
        copy = button("Copy this table")
        copy.clicked.connect(self.copy)
        close = button("Close", "primary")
        close.clicked.connect(self.accept)
        row.addWidget(copy)
        row.addWidget(close)
        column.addLayout(row)
        if self.tables:
            self.tables[0].setFocus()

    def _facts(self, record: ChildRecord) -> QHBoxLayout:
        """Facts in two columns, so that the tables keep the room."""
        row = QHBoxLayout()
        row.setSpacing(40)
        half = (len(record.facts) + 1) // 2
        for part in (record.facts[:half], record.facts[half:]):
            form = QFormLayout()
            form.setHorizontalSpacing(16)
            form.setVerticalSpacing(4)
            for name, words in part:
                value = label(words, wrap=True)
                value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                form.addRow(label(name, "caption"), value)
            row.addLayout(form, 1)
        return row

    def copy(self) -> None:
        """Put the table that is shown on the clipboard."""
        if self.record.tables:
            copy_table(self.record.tables[self.tabs.currentIndex()])
