"""The import wizard: choose, recognise, check, preview, apply, report. Nothing is stored before “Import”."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from suffdesk.core.progress import Progress
from suffdesk.operations import history, import_return
from suffdesk.store.opening import Store
from suffdesk.ui.faults import show_fault
from suffdesk.ui.import_wizard.check_page import CheckPage
from suffdesk.ui.import_wizard.choose_page import ChoosePage
from suffdesk.ui.import_wizard.page import ImportPage
from suffdesk.ui.import_wizard.preview_page import PreviewPage
from suffdesk.ui.import_wizard.recognise_page import RecognisePage
from suffdesk.ui.import_wizard.report_page import ReportPage
from suffdesk.ui.import_wizard.state import ImportState
from suffdesk.ui.session import Session
from suffdesk.ui.settings import Settings
from suffdesk.ui.tasks import Task
from suffdesk.ui.widgets.text import button, label, set_role

_CHOOSE, _RECOGNISE, _CHECK, _PREVIEW, _REPORT = range(5)


class ImportWizard(QDialog):
    """One import. Reading, planning and storing run on the worker, with progress and a way to stop."""

    imported = Signal(object)
    """:class:`Changes`, after the import and again after its undo."""

    def __init__(self, parent: QWidget | None, session: Session, settings: Settings) -> None:
        super().__init__(parent)
        self.setWindowTitle("Import a return")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)  # what was read of children goes with it
        self.setModal(True)
        self.resize(980, 660)
        self.state = ImportState(session)
        self._task: Task | None = None
        self._closing = False
        self.choose, self.recognise = ChoosePage(self.state, settings), RecognisePage(self.state)
        self.check, self.preview = CheckPage(self.state), PreviewPage(self.state)
        self.report = ReportPage(self.state)
        self._pages: tuple[ImportPage, ...] = (self.choose, self.recognise, self.check, self.preview, self.report)
        self._lay_out()
        self.preview.plan_again.connect(lambda: self._plan(_PREVIEW))
        self.report.undo_asked.connect(self._undo)
        session.tasks.progressed.connect(self._progress)
        self._show(_CHOOSE)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(26, 18, 26, 18)
        column.setSpacing(12)
        steps = QHBoxLayout()
        steps.setSpacing(18)
        self._steps: list[QLabel] = []
        for number, page in enumerate(self._pages, start=1):
            step = label(f"{number}  {page.name}", "muted")
            self._steps.append(step)
            steps.addWidget(step)
        steps.addStretch()
        column.addLayout(steps)
        self.stack = QStackedWidget()
        for page in self._pages:
            self.stack.addWidget(page)
            page.ready_changed.connect(self._show_ready)
        column.addWidget(self.stack, 1)
        self._busy = QWidget()
        busy = QHBoxLayout(self._busy)
        busy.setContentsMargins(0, 0, 0, 0)
        self.doing = label("")
        self._bar = QProgressBar()
        self._bar.setAccessibleName("Progress of the import")
        self._bar.setTextVisible(False)
        busy.addWidget(self.doing)
        busy.addWidget(self._bar, 1)
        column.addWidget(self._busy)
        self._busy.hide()
        row = QHBoxLayout()
        self.cancel = button("Cancel", "", "Leave; nothing is stored")
        self.cancel.clicked.connect(self.reject)
        self.back = button("Back")
        self.back.clicked.connect(self._go_back)
        self.next = button("Next", "primary")
        self.next.setDefault(True)
        self.next.clicked.connect(self._go_on)
        row.addWidget(self.cancel)
        row.addStretch()
        row.addWidget(self.back)
        row.addWidget(self.next)
        column.addLayout(row)

    # Steps

    def start(self, paths: Sequence[Path]) -> None:
        """Take these files and read them."""
        self.choose.take(paths)
        self._go_on()

    @property
    def step(self) -> int:
        return self.stack.currentIndex()

    def _show(self, step: int) -> None:
        self.stack.setCurrentIndex(step)
        self._pages[step].enter()
        for number, words in enumerate(self._steps):
            set_role(words, "heading" if number == step else "muted")
        self.next.setText(self._pages[step].next_words)
        self.back.setVisible(_CHOOSE < step < _REPORT)
        self.cancel.setVisible(step < _REPORT)
        self._show_ready()

    def _show_ready(self) -> None:
        idle = self._task is None
        self.next.setEnabled(idle and self._pages[self.step].ready)
        self.back.setEnabled(idle)

    def _go_back(self) -> None:
        self._show(self.step - 1)

    def _go_on(self) -> None:
        if self._task is not None:
            return
        match self.step:
            case 0:
                self._show(_RECOGNISE) if self.state.returned else self._read()
            case 1 if self.state.returned is None:
                self._read()
            case 1:
                self._show(_CHECK) if self.state.plan else self._plan(_CHECK)
            case 2:
                self._show(_PREVIEW)
            case 3:
                self._apply()
            case _:
                self.accept()

    # Work

    def _run(self, label: str, work: Callable[[Store, Progress], Any], done: Callable[[Any], None]) -> None:
        self._busy.show()
        self.doing.setText(label)
        self._bar.setRange(0, 0)
        self.stack.setEnabled(False)

        def ended() -> None:
            self._task = None
            self._busy.hide()
            self.stack.setEnabled(True)
            self.cancel.setEnabled(True)
            self._show_ready()

        def finished(result: Any) -> None:
            ended()
            done(result)
            if self._closing:
                self.reject()

        def failed(error: Exception) -> None:
            ended()
            if self._closing:
                self.reject()
            else:
                self._failed(error)

        self._task = self.state.session.tasks.run(
            label, work, done=finished, failed=failed, store=self.state.session.store
        )
        self._show_ready()

    def _failed(self, error: Exception) -> None:
        if isinstance(error, import_return.SeveralAuthorities):
            self.state.authorities = error.names
            self._show(_RECOGNISE)
            return
        self._show(self.step)
        show_fault(self, error)

    def _progress(self, task: Task, what: str, part: float | None) -> None:
        if task is not self._task:
            return
        self.doing.setText(what)
        self._bar.setRange(0, 0 if part is None else 1000)
        if part is not None:
            self._bar.setValue(round(part * 1000))

    def _read(self) -> None:
        paths, authority = tuple(self.state.paths), self.state.authority

        def done(returned: Any) -> None:
            self.state.returned = returned
            self._show(_RECOGNISE)

        self._run(
            "Reading the files",
            lambda _, progress: import_return.read(paths, authority=authority, progress=progress),
            done,
        )

    def _plan(self, then: int) -> None:
        returned, authority = self.state.returned, self.state.authority
        remove = self.state.remove_no_longer_returned
        if returned is None:
            return

        def done(plan: Any) -> None:
            self.state.plan = plan
            self._show(then)

        self._run(
            "Comparing with the store",
            lambda store, progress: import_return.plan(
                store, returned, authority=authority, remove_no_longer_returned=remove, progress=progress
            ),
            done,
        )

    def _apply(self) -> None:
        plan, strict = self.state.plan, self.state.strict
        if plan is None:
            return

        def done(outcome: Any) -> None:
            self.state.outcome = outcome
            self._show(_REPORT)
            self.imported.emit(outcome.changes)

        self._run(
            "Storing",
            lambda store, progress: import_return.apply(store, plan, strict=strict, progress=progress),
            done,
        )

    def _undo(self) -> None:
        def done(changes: Any) -> None:
            self.report.undone()
            self.imported.emit(changes)

        self._run("Taking the import back", lambda store, _: history.undo(store), done)

    # Leaving

    def reject(self) -> None:
        """Stop what runs, then leave; a task that is already storing is let finish."""
        if self._task is not None:
            self._closing = True
            self._task.cancel()
            self.doing.setText("Stopping…")
            self.cancel.setEnabled(False)
            return
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._task is not None:
            event.ignore()
            self.reject()
            return
        super().closeEvent(event)
