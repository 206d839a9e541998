"""Step 3: what is wrong with the rows, and what to do about it."""

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton

from suffdesk.core.text import plural
from suffdesk.ui.import_wizard.faults_panel import FaultsPanel
from suffdesk.ui.import_wizard.page import ImportPage
from suffdesk.ui.import_wizard.state import WizardState
from suffdesk.ui.widgets.text import label


class CheckPage(ImportPage):
    """Faults by severity and kind, and whether to go on in spite of them."""

    name = "Check"

    def __init__(self, state: WizardState, file_name: str) -> None:
        """``file_name`` is offered for the faults."""
        super().__init__("Checks", "")
        self.state = state
        self.faults = FaultsPanel(state.session, file_name)
        self.column.addWidget(self.faults, 1)
        row = QHBoxLayout()
        row.addWidget(label("Rows that cannot be stored:"))
        self.leave_out = QRadioButton("Leave out faulty rows")
        self.refuse = QRadioButton("Refuse the whole import")
        self._choice = QButtonGroup(self)
        for option in (self.leave_out, self.refuse):
            self._choice.addButton(option)
            row.addWidget(option)
        self.leave_out.setChecked(True)
        self.refuse.toggled.connect(self._refuse_toggled)
        row.addStretch()
        self.column.addLayout(row)
        self._refused = label("", "warning", wrap=True)
        self.column.addWidget(self._refused)

    @property
    def next_words(self) -> str:
        return "Preview"

    def enter(self) -> None:
        problems = self.state.plan.problems if self.state.plan else ()
        self.faults.show_problems(problems)
        out, listed = self.faults.model.count("left out"), self.faults.model.count("listed")
        if problems:
            self.about.setText(
                f"{plural(out, 'fault')} in rows that cannot be stored, {plural(listed, 'fault')} in rows that are "
                "stored all the same. Mend them where the return is made, and import it again at any time."
            )
        else:
            self.about.setText("Nothing was found wrong.")
        self._refuse_toggled(self.refuse.isChecked())

    @property
    def ready(self) -> bool:
        return not (self.refuse.isChecked() and self._left_out())

    def _left_out(self) -> int:
        plan = self.state.plan
        return max(plan.left_out, self.faults.model.count("left out")) if plan else 0

    def _refuse_toggled(self, refuse: bool) -> None:
        self.state.strict = refuse
        out = self._left_out()
        self._refused.setText(
            f"{plural(out, 'row')} cannot be stored, so nothing is imported: mend them and choose the files again."
            if refuse and out
            else ""
        )
        self._refused.setVisible(bool(self._refused.text()))
        self.ready_changed.emit()
