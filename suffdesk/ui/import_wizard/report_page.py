"""Step 5: what the import did."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from suffdesk.core.dates import financial_year_label
from suffdesk.core.text import listed, plural
from suffdesk.ui.import_wizard.merging_line import MergingLine
from suffdesk.ui.import_wizard.page import ImportPage
from suffdesk.ui.import_wizard.state import ImportState
from suffdesk.ui.widgets.text import button, label


class ReportPage(ImportPage):
    """What was stored, and the way back."""

    name = "Report"
    undo_asked = Signal()
    merging_asked = Signal()

    def __init__(self, state: ImportState) -> None:
        super().__init__("Imported", "")
        self.state = state
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

    def enter(self) -> None:
        outcome = self.state.outcome
        if outcome is None:
            return
        plan = outcome.plan
        years = listed([financial_year_label(year) for year in plan.years])
        stored = bool(outcome.changes)
        self.heading.setText("Imported" if stored else "Nothing to import")
        self.about.setText(
            f"The return for {years} is in the store. The whole import is one step, and can be undone as one."
            if stored
            else f"The store held the return for {years} already; nothing was changed."
        )
        lines = [
            f"{plural(plan.added, 'row')} added, {plan.changed:,} changed, {plan.left_alone:,} left alone as they were."
        ]
        if plan.left_out:
            lines.append(f"{plural(plan.left_out, 'row')} left out, because they cannot be stored.")
        if plan.listed:
            lines.append(f"{plural(plan.listed, 'fault')} listed in rows that were stored.")
        if plan.no_longer_returned:
            done = "removed" if self.state.remove_no_longer_returned else "kept, though no longer returned"
            lines.append(f"{plural(plan.no_longer_returned, 'row')} {done}.")
        self.lines.setText("\n".join(lines))
        self.undo.setVisible(stored)
        self.merging.count(self.state.session.store)

    def undone(self) -> None:
        """The import was taken back."""
        self.heading.setText("Undone")
        self.about.setText("The import was taken back; the store is as it was before.")
        self.lines.setText("")
        self.undo.hide()
        self.merging.hide()
