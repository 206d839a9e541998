"""Step 5: what the import did."""

from suffdesk.core.dates import show_date
from suffdesk.core.text import plural
from suffdesk.ui.extract_wizard.state import ExtractState
from suffdesk.ui.import_wizard.outcome_page import OutcomePage


class ExtractReportPage(OutcomePage):
    """What was stored, and the way back."""

    def __init__(self, state: ExtractState) -> None:
        super().__init__()
        self.state = state

    def enter(self) -> None:
        outcome = self.state.outcome
        if outcome is None:
            return
        plan, stored = outcome.plan, bool(outcome.changes)
        self.heading.setText("Imported" if stored else "Nothing to import")
        self.about.setText(
            f"{plan.file} of {show_date(plan.as_at)} is in the store. The whole import is one step, and can be "
            "undone as one."
            if stored
            else "The store held all of it already, or you left it; nothing was changed."
        )
        counts, done = plan.counts, [item for item in plan.items if item.applied]
        lines = [
            f"{plural(sum(item.change == 'new' for item in done), 'thing')} new, "
            f"{sum(item.change == 'changed' for item in done):,} changed, "
            f"{sum(item.change in ('ended', 'ended?') for item in done):,} ended, "
            f"{counts['unchanged']:,} left alone as they were."
        ]
        left = sum(not item.applied and item.change not in ("unchanged", "left out") for item in plan.items)
        if left:
            lines.append(f"{plural(left, 'change')} left undone, as you decided or did not say.")
        if out := plan.rows_left_out + counts["left out"]:
            lines.append(f"{plural(out, 'row')} left out, because they cannot be stored.")
        if plan.problems:
            lines.append(f"{plural(len(plan.problems), 'fault')} listed.")
        self.lines.setText("\n".join(lines))
        self.undo.setVisible(stored)
        self.merging.count(self.state.session.store)
