"""What takes longer than a moment: one worker thread with its own connection, progress and cancel."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot

from suffdesk.core.errors import Cancelled
from suffdesk.core.progress import Progress
from suffdesk.store.opening import Store

_Result = TypeVar("_Result")
_TELL_EVERY = 0.05
"""Seconds between two reports of progress: more would only keep the window busy."""


@dataclass(eq=False)
class Task:
    """One piece of work: waiting, running or over."""

    label: str
    work: Callable[[Any, Progress], Any]
    store: Store | None
    done: Callable[[Any], None]
    failed: Callable[[Exception], None]
    quiet: bool = False
    """Nobody waits for it: it is not shown, and may be cut short without asking."""
    _stop: threading.Event = field(default_factory=threading.Event)

    def cancel(self) -> None:
        """Ask it to stop; it ends as failed with :class:`Cancelled` at its next report of progress."""
        self._stop.set()

    @property
    def cancelled(self) -> bool:
        return self._stop.is_set()


class _Worker(QObject):
    """Lives in the worker thread."""

    progressed = Signal(object, str, object)
    ended = Signal(object, object, object)
    """Task, result, error."""

    def __init__(self) -> None:
        super().__init__()
        self._store: Store | None = None
        self._second: Store | None = None

    def _connection(self, store: Store) -> Store:
        """The worker's own connection, kept from task to task: what one task saw, the next can compare with."""
        if self._second is None or self._store is not store:
            self.release()
            self._store, self._second = store, store.second()
        return self._second

    @Slot()
    def release(self) -> None:
        """Close the connection."""
        if self._second is not None:
            self._second.close()
        self._store = self._second = None

    @Slot(object)
    def take(self, task: Task) -> None:
        last = 0.0

        def progress(what: str, part: float | None) -> None:
            nonlocal last
            if task.cancelled:
                raise Cancelled(f"{task.label}: stopped; nothing was stored")
            now = time.monotonic()
            if now - last >= _TELL_EVERY or part == 1:
                last = now
                self.progressed.emit(task, what, part)

        try:
            progress(task.label, None)
            result = task.work(None if task.store is None else self._connection(task.store), progress)
        except Exception as error:  # whatever it is, the window answers for it
            words = task.store.in_words(error) if task.store else error
            if words is not error:
                words.__cause__ = error
            self.ended.emit(task, None, words)
        else:
            self.ended.emit(task, result, None)


class TaskRunner(QObject):
    """Runs tasks one after another and brings what comes of them back to the GUI thread."""

    started = Signal(object)
    progressed = Signal(object, str, object)
    """Task, what is being done, part done (0-1 or None)."""
    ended = Signal(object)
    _handed = Signal(object)
    _released = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread: QThread | None = None
        self._worker = _Worker()
        self._tasks: list[Task] = []
        self._handed.connect(self._worker.take)
        self._worker.progressed.connect(self._tell)
        self._worker.ended.connect(self._finish)

    def run(self, label: str, work: Callable[[Store, Progress], _Result], *, done: Callable[[_Result], None],
            failed: Callable[[Exception], None], store: Store, quiet: bool = False) -> Task:  # fmt: skip
        """Run ``work(store, progress)`` on the worker, with the worker's own connection to ``store``.

        ``done(result)`` or ``failed(error)`` is called on the GUI thread; Cancelled comes to ``failed``.
        """
        return self._hand(Task(label, work, store, done, failed, quiet))

    def run_without_store(self, label: str, work: Callable[[None, Progress], _Result], *,
                          done: Callable[[_Result], None], failed: Callable[[Exception], None],
                          quiet: bool = False) -> Task:  # fmt: skip
        """As :meth:`run`, for work that no open store has a part in (making the demo)."""
        return self._hand(Task(label, work, None, done, failed, quiet))

    def _hand(self, task: Task) -> Task:
        if self._thread is None:
            self._thread = QThread()
            self._thread.setObjectName("worker")
            self._worker.moveToThread(self._thread)
            self._thread.start()
            self._released.connect(self._worker.release, Qt.ConnectionType.BlockingQueuedConnection)
        self._tasks.append(task)
        self.started.emit(task)
        self._handed.emit(task)
        return task

    @property
    def busy(self) -> bool:
        return bool(self._tasks)

    @property
    def current(self) -> Task | None:
        """The first task that somebody waits for."""
        return next((task for task in self._tasks if not task.quiet), None)

    @Slot(object, str, object)
    def _tell(self, task: Task, what: str, part: float | None) -> None:
        if task in self._tasks:
            self.progressed.emit(task, what, part)

    @Slot(object, object, object)
    def _finish(self, task: Task, result: Any, error: Exception | None) -> None:
        if task not in self._tasks:
            return
        self._tasks.remove(task)
        self.ended.emit(task)
        if error is None:
            task.done(result)
        else:
            task.failed(error)

    def cancel_quiet(self) -> None:
        """Cut short what nobody waits for."""
        for task in self._tasks:
            if task.quiet:
                task.cancel()

    def drop_quiet(self) -> None:
        """Cut short what nobody waits for, and tell nobody how it ended."""
        self.cancel_quiet()
        for task in [task for task in self._tasks if task.quiet]:
            self._tasks.remove(task)
            self.ended.emit(task)

    def release_store(self) -> None:
        """Close the worker's connection, before the store is closed; waits for what runs."""
        if self._thread is not None:
            self._released.emit()

    def close(self) -> None:
        """Stop what runs, wait for it, and call nobody back."""
        for task in self._tasks:
            task.cancel()
        self._tasks.clear()
        if self._thread is not None:
            self._released.emit()
            self._thread.quit()
            self._thread.wait()
            self._thread = None
