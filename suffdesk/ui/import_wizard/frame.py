"""The frame of every import wizard: steps, one page at a time, and work on the worker with progress and a way to stop.

Nothing is stored before the step that says so.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from suffdesk.core.progress import Progress
from suffdesk.operations import history
from suffdesk.store.opening import Store
from suffdesk.ui.faults import show_fault
from suffdesk.ui.import_wizard.choose_page import ChoosePage
from suffdesk.ui.import_wizard.page import ImportPage
from suffdesk.ui.import_wizard.report_page import DonePage
from suffdesk.ui.session import Session
from suffdesk.ui.tasks import Task
from suffdesk.ui.widgets.text import button, label, set_role


class WizardFrame(QDialog):
    """One import, from the choice of files (the first page) to the report (the last)."""

    imported = Signal(object)
    """:class:`Changes`, after the import and again after its undo."""

    def __init__(self, parent: QWidget | None, session: Session, heading: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(heading)
        self.setModal(True)
        self.resize(980, 660)
        self._session = session
        self._task: Task | None = None
        self._closing = False

    def lay_out(self, choose: ChoosePage, between: Sequence[ImportPage], report: DonePage) -> None:
        """Put the pages in their order and show the first."""
        self.choose, self.report = choose, report
        self._pages: tuple[ImportPage, ...] = (choose, *between, report)
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
        report.undo_asked.connect(self._undo)
        self._session.tasks.progressed.connect(self._progress)
        self._show(0)

    # Steps

    def start(self, paths: Sequence[Path]) -> None:
        """Take these files and read them."""
        self.choose.take(paths)
        self._go_on()

    @property
    def step(self) -> int:
        return self.stack.currentIndex()

    def go_on_from(self, step: int) -> None:
        """The main button was pressed on a step: show the next, or begin what leads there."""
        raise NotImplementedError

    def step_before(self, step: int) -> int:
        """Where *Back* leads."""
        return step - 1

    def _show(self, step: int) -> None:
        last = len(self._pages) - 1
        self.stack.setCurrentIndex(step)
        self._pages[step].enter()
        for number, words in enumerate(self._steps):
            set_role(words, "heading" if number == step else "muted")
        self.next.setText(self._pages[step].next_words)
        self.back.setVisible(0 < step < last)
        self.cancel.setVisible(step < last)
        self._show_ready()
        self.next.setFocus()  # while something ran it could not have it, and Cancel has taken it

    def _show_ready(self) -> None:
        idle = self._task is None
        self.next.setEnabled(idle and self._pages[self.step].ready)
        self.back.setEnabled(idle)

    def _go_back(self) -> None:
        self._show(self.step_before(self.step))

    def _go_on(self) -> None:
        if self._task is None:
            self.go_on_from(self.step)

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

        self._task = self._session.tasks.run(label, work, done=finished, failed=failed, store=self._session.store)
        self._show_ready()

    def _failed(self, error: Exception) -> None:
        self._show(self.step)
        show_fault(self, error)

    def _progress(self, task: Task, what: str, part: float | None) -> None:
        if task is not self._task:
            return
        self.doing.setText(what)
        self._bar.setRange(0, 0 if part is None else 1000)
        if part is not None:
            self._bar.setValue(round(part * 1000))

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
