"""Step 5: what the import did."""

from suffdesk.core.dates import financial_year_label
from suffdesk.core.text import listed, plural
from suffdesk.ui.import_wizard.outcome_page import OutcomePage
from suffdesk.ui.import_wizard.state import ImportState


class ReportPage(OutcomePage):
    """What was stored, and the way back."""

    def __init__(self, state: ImportState) -> None:
        super().__init__()
        self.state = state

    def enter(self) -> None:
        outcome = self.state.outcome
        if outcome is None:
            return
        plan = outcome.plan
        years = listed([financial_year_label(year) for year in plan.years])
        stored = outcome.changes.change_id is not None
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
            removed = sum(min(table.removed, table.no_longer_returned) for table in plan.tables)
            if removed:
                lines.append(f"{plural(removed, 'row')} removed, as no longer returned.")
            if kept := plan.no_longer_returned - removed:
                lines.append(f"{plural(kept, 'row')} kept, though no longer returned.")
        if plan.erased:
            done = "imported again" if self.state.include_erased else "left out"
            lines.append(f"{plural(len(plan.erased), 'child', 'children')} erased from this store before, {done}.")
        self.lines.setText("\n".join(lines))
        self.undo.setVisible(stored)
        self.merging.count(self.state.session.store)
