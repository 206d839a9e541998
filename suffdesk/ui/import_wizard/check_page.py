"""Step 3: what is wrong with the rows, and what to do about it."""

from pathlib import Path
from typing import cast

from PySide6.QtWidgets import QButtonGroup, QComboBox, QFileDialog, QHBoxLayout, QRadioButton

from suffdesk.core.problem import Severity
from suffdesk.core.text import plural
from suffdesk.models.problems import ProblemsModel, rule_words
from suffdesk.ui.dialogs.message import tell
from suffdesk.ui.faults import show_fault
from suffdesk.ui.import_wizard.page import ImportPage
from suffdesk.ui.import_wizard.state import ImportState
from suffdesk.ui.widgets.table import PlainTable
from suffdesk.ui.widgets.text import button, label


class CheckPage(ImportPage):
    """Faults by severity and kind; saved as a workbook for those who mend them."""

    name = "Check"
    next_words = "Preview"

    def __init__(self, state: ImportState) -> None:
        super().__init__(state, "Checks", "")
        filters = QHBoxLayout()
        self.severity = QComboBox()
        self.severity.setAccessibleName("Which faults")
        self.severity.currentIndexChanged.connect(self._severity_chosen)
        self.rule = QComboBox()
        self.rule.setAccessibleName("Which kind of fault")
        self.rule.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.rule.currentIndexChanged.connect(self._filter)
        filters.addWidget(self.severity)
        filters.addWidget(self.rule)
        filters.addStretch()
        self.save = button("Save as workbook…")
        self.save.clicked.connect(self._choose_file)
        filters.addWidget(self.save)
        self.column.addLayout(filters)
        self.model = ProblemsModel(self)
        self.table = PlainTable(self.model, "Faults found", widths={0: 13, 1: 20, 2: 6, 3: 19, 4: 12, 5: 62, 6: 50})
        self.column.addWidget(self.table, 1)
        self.whole = label("", "", wrap=True)
        self.whole.setAccessibleName("The chosen fault in full")
        self.column.addWidget(self.whole)
        self.table.selectionModel().currentRowChanged.connect(self._show_whole)
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

    def enter(self) -> None:
        problems = self.state.plan.problems if self.state.plan else ()
        self.model.set_problems(problems)
        out, listed = self.model.count("left out"), self.model.count("listed")
        if problems:
            self.about.setText(
                f"{plural(out, 'fault')} in rows that cannot be stored, {plural(listed, 'fault')} in rows that are "
                "stored all the same. Mend them where the return is made, and import it again at any time."
            )
        else:
            self.about.setText("Nothing was found wrong.")
        self.severity.blockSignals(True)
        self.severity.clear()
        self.severity.addItem(f"All faults ({len(problems):,})", None)
        self.severity.addItem(f"Left out ({out:,})", "left out")
        self.severity.addItem(f"Stored, listed ({listed:,})", "listed")
        self.severity.blockSignals(False)
        for part in (self.severity, self.rule, self.save, self.table):
            part.setEnabled(bool(problems))
        self._severity_chosen()
        self._refuse_toggled(self.refuse.isChecked())

    @property
    def ready(self) -> bool:
        return not (self.refuse.isChecked() and self._left_out())

    def _left_out(self) -> int:
        plan = self.state.plan
        return max(plan.left_out, self.model.count("left out")) if plan else 0

    def _severity_chosen(self) -> None:
        self.rule.blockSignals(True)
        self.rule.clear()
        self.rule.addItem("All kinds", None)
        for rule, count in self.model.rules(self._severity()):
            self.rule.addItem(f"{rule_words(rule)} ({count:,})", rule)
        self.rule.blockSignals(False)
        self._filter()

    def _severity(self) -> Severity | None:
        return cast("Severity | None", self.severity.currentData())

    def _filter(self) -> None:
        self.model.set_filter(self._severity(), self.rule.currentData())
        self._show_whole()

    def _show_whole(self) -> None:
        """The chosen fault in words, longer than its row."""
        row = self.table.currentIndex().row()
        chosen = self.model.problems[row] if 0 <= row < len(self.model.problems) else None
        self.whole.setText(str(chosen) if chosen else "Choose a row to read it in full." if self.model.problems else "")

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

    def _choose_file(self) -> None:
        dialog = QFileDialog(self, "Save the faults as a workbook", "SSDA903 faults.xlsx", "Workbooks (*.xlsx)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("xlsx")
        dialog.fileSelected.connect(lambda name: self.save_to(Path(name)))
        dialog.open()

    def save_to(self, path: Path) -> None:
        """Save the faults shown, on the worker."""
        from suffdesk.operations.import_return import save_problems

        problems, window = tuple(self.model.problems), self.window()

        def saved(_: None) -> None:
            tell(window, f"{plural(len(problems), 'fault')} saved in {path.name}.")

        session = self.state.session
        session.tasks.run(
            f"Saving {path.name}",
            lambda store, _: save_problems(store, problems, path),
            done=saved,
            failed=lambda error: show_fault(window, error),
            store=session.store,
        )
