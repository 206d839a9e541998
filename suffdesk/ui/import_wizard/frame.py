"""What every import wizard is: steps in a row, one page at a time, work on the worker with progress and a way out."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from suffdesk.core.progress import Progress
from suffdesk.operations import history
from suffdesk.store.opening import Store
from suffdesk.ui.dialogs.dialog import Dialog
from suffdesk.ui.faults import show_fault
from suffdesk.ui.import_wizard.page import ImportPage
from suffdesk.ui.session import Session
from suffdesk.ui.tasks import Task
from suffdesk.ui.widgets.text import button, label, set_role


class WizardFrame(Dialog):
    """Pages in order, the last of them the report. Nothing is stored before the last but one is left."""

    guide = "importing"
    imported = Signal(object)
    """:class:`Changes`, after the import and again after its undo."""
    merging_wanted = Signal()
    """Somebody wants to look at what is offered for merging; the wizard has closed."""

    def __init__(self, parent: QWidget | None, session: Session, words: str, pages: tuple[ImportPage, ...]) -> None:
        super().__init__(parent)
        self.setWindowTitle(words)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)  # what was read of children goes with it
        self.setModal(True)
        self.resize(980, 660)
        self.session = session
        self._task: Task | None = None
        self._closing = False
        self._pages = pages
        self._lay_out()
        session.tasks.progressed.connect(self._progress)

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
        self.next = button("Next", "primary")
        for page in self._pages:
            self.stack.addWidget(page)
            page.ready_changed.connect(self._show_ready)
            page.settled.connect(self.next.setFocus)
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
        self.next.setDefault(True)
        self.next.clicked.connect(self._go_on)
        row.addWidget(self.cancel)
        row.addStretch()
        row.addWidget(self.back)
        row.addWidget(self.next)
        column.addLayout(row)

    # Steps

    @property
    def step(self) -> int:
        return self.stack.currentIndex()

    def show_step(self, step: int) -> None:
        """Turn to a page."""
        self.stack.setCurrentIndex(step)
        self._pages[step].enter()
        for number, words in enumerate(self._steps):
            set_role(words, "heading" if number == step else "muted")
        last = len(self._pages) - 1
        self.back.setVisible(0 < step < last)
        self.cancel.setVisible(step < last)
        self._show_ready()
        self.next.setFocus()  # while something ran it could not have it, and Cancel has taken it

    def _show_ready(self) -> None:
        idle = self._task is None
        self.next.setText(self._pages[self.step].next_words)
        self.next.setEnabled(idle and self._pages[self.step].ready)
        self.back.setEnabled(idle)

    def step_before(self, step: int) -> int:
        """Where *Back* leads."""
        return step - 1

    def _go_back(self) -> None:
        self.show_step(self.step_before(self.step))

    def _go_on(self) -> None:
        if self._task is None:
            self.go_on_from(self.step)

    def go_on_from(self, step: int) -> None:
        """Do what the main button of a page promises."""
        raise NotImplementedError

    # Work

    def run(self, label: str, work: Callable[[Store, Progress], Any], done: Callable[[Any], None]) -> None:
        """Run ``work`` on the worker, the page standing still meanwhile; then ``done`` with what came of it."""
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
                self.failed(error)

        self._task = self.session.tasks.run(label, work, done=finished, failed=failed, store=self.session.store)
        self._show_ready()

    def failed(self, error: Exception) -> None:
        """Stay on the page, and say what went wrong."""
        self.show_step(self.step)
        show_fault(self, error)

    def _progress(self, task: Task, what: str, part: float | None) -> None:
        if task is not self._task:
            return
        self.doing.setText(what)
        self._bar.setRange(0, 0 if part is None else 1000)
        if part is not None:
            self._bar.setValue(round(part * 1000))

    def undo(self, undone: Callable[[], None]) -> None:
        """Take back what was just stored."""

        def done(changes: Any) -> None:
            undone()
            self.imported.emit(changes)

        self.run("Taking the import back", lambda store, _: history.undo(store), done)

    # Leaving

    def leave_for_merging(self) -> None:
        """Close, and go on to what is offered for merging."""
        self.accept()
        self.merging_wanted.emit()

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
