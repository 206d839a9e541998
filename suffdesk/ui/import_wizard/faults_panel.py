"""Faults in a table, filtered by severity and kind, each readable in full, saved as a workbook."""

from collections.abc import Sequence
from pathlib import Path
from typing import cast

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from suffdesk.core.problem import Problem, Severity
from suffdesk.core.text import plural
from suffdesk.domain.fault_words import fault_words
from suffdesk.models.problems import ProblemsModel
from suffdesk.ui.dialogs.files import FileDialog
from suffdesk.ui.dialogs.message import tell
from suffdesk.ui.faults import show_fault
from suffdesk.ui.session import Session
from suffdesk.ui.widgets.table import PlainTable
from suffdesk.ui.widgets.text import button, label


class FaultsPanel(QWidget):
    """What is wrong with the rows of a file. ``file_name`` is offered for the workbook."""

    def __init__(self, session: Session, file_name: str) -> None:
        super().__init__()
        self._session, self._file_name = session, file_name
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
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
        column.addLayout(filters)
        self.model = ProblemsModel(self)
        self.table = PlainTable(
            self.model, "Faults found", widths={0: 6, 1: 11, 2: 33, 3: 40, 4: 12, 5: 12, 6: 60, 7: 13, 8: 20}
        )
        column.addWidget(self.table, 1)
        self.whole = label("", "", wrap=True)
        self.whole.setAccessibleName("The chosen fault in full")
        column.addWidget(self.whole)
        self.table.selectionModel().currentRowChanged.connect(self._show_whole)

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """List these, all kinds of them."""
        self.model.set_problems(problems)
        out, listed = self.model.count("left out"), self.model.count("listed")
        self.severity.blockSignals(True)
        self.severity.clear()
        self.severity.addItem(f"All faults ({len(problems):,})", None)
        self.severity.addItem(f"Left out ({out:,})", "left out")
        self.severity.addItem(f"Stored, listed ({listed:,})", "listed")
        self.severity.blockSignals(False)
        for part in (self.severity, self.rule, self.save, self.table):
            part.setEnabled(bool(problems))
        self._severity_chosen()

    def _severity_chosen(self) -> None:
        self.rule.blockSignals(True)
        self.rule.clear()
        self.rule.addItem("All kinds", None)
        for rule, count in self.model.rules(self._severity()):
            self.rule.addItem(f"{fault_words(rule)} ({count:,})", rule)
        self.rule.blockSignals(False)
        self._filter()

    def _severity(self) -> Severity | None:
        return cast("Severity | None", self.severity.currentData())

    def _filter(self) -> None:
        self.model.set_filter(self._severity(), self.rule.currentData())
        if self.model.problems:
            self.table.selectRow(0)
        self._show_whole()

    def _show_whole(self) -> None:
        """The chosen fault in words, longer than its row."""
        row = self.table.currentIndex().row()
        chosen = self.model.problems[row] if 0 <= row < len(self.model.problems) else None
        self.whole.setText(str(chosen) if chosen else "Choose a row to read it in full." if self.model.problems else "")

    def _choose_file(self) -> None:
        dialog = FileDialog(self, "Save the faults as a workbook", self._file_name, "Workbooks (*.xlsx)")
        dialog.setAcceptMode(FileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("xlsx")
        dialog.fileSelected.connect(lambda name: self.save_to(Path(name)))
        dialog.open()

    def save_to(self, path: Path) -> None:
        """Save the faults shown, on the worker."""
        from suffdesk.operations.import_return import save_problems

        problems, window = tuple(self.model.problems), self.window()

        def saved(_: None) -> None:
            tell(window, f"{plural(len(problems), 'fault')} saved in {path.name}.")

        self._session.tasks.run(
            f"Saving {path.name}",
            lambda store, _: save_problems(store, problems, path),
            done=saved,
            failed=lambda error: show_fault(window, error),
            store=self._session.store,
        )
