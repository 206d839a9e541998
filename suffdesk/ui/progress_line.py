"""What the worker is doing, along the bottom of the window; and short news."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QWidget

from suffdesk.ui.tasks import Task, TaskRunner
from suffdesk.ui.widgets.text import button, label

_NEWS_FOR = 6000
"""Milliseconds."""


class ProgressLine(QFrame):
    """Hidden while there is nothing to say."""

    def __init__(self, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "strip")
        self._tasks = tasks
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 5, 20, 5)
        row.setSpacing(12)
        self._words = label("", wrap=True)  # a long sentence must not widen the window beyond the screen
        row.addWidget(self._words, 3)
        self._bar = QProgressBar()
        self._bar.setAccessibleName("Progress")
        self._bar.setTextVisible(False)
        self._bar.setMaximumWidth(260)
        row.addWidget(self._bar, 1)
        self._stop = button("Stop", "link", "Stop what is being done; nothing of it is stored")
        self._stop.clicked.connect(self._cancel)
        row.addWidget(self._stop)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_NEWS_FOR)
        self._timer.timeout.connect(lambda: self._rest())
        tasks.started.connect(self._begin)
        tasks.progressed.connect(self._progress)
        tasks.ended.connect(self._rest)
        self.hide()

    def tell(self, sentence: str) -> None:
        """Show a sentence for some seconds."""
        if self._tasks.current:
            return
        self._words.setText(sentence)
        self._bar.hide()
        self._stop.hide()
        self.show()
        self._timer.start()

    @property
    def words(self) -> str:
        """What is said now; empty while hidden."""
        return "" if self.isHidden() else self._words.text()

    def _begin(self, task: Task) -> None:
        if task.quiet:
            return
        self._timer.stop()
        self._progress(task, task.label, None)
        self._stop.setEnabled(True)
        for part in (self._bar, self._stop, self):
            part.show()

    def _progress(self, task: Task, what: str, part: float | None) -> None:
        if task.quiet:
            return
        self._words.setText(what)
        self._bar.setRange(0, 0 if part is None else 1000)
        if part is not None:
            self._bar.setValue(round(part * 1000))

    def _cancel(self) -> None:
        self._stop.setEnabled(False)
        self._words.setText("Stopping…")
        if self._tasks.current:
            self._tasks.current.cancel()

    def _rest(self, task: Task | None = None) -> None:
        if not (task and task.quiet) and not self._tasks.current:
            self.hide()
