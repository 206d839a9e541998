"""Somebody who presses anything at random: seeded events on the real window over an encrypted store with data.

``python -m tests.journeys.wandering SEED EVENTS FOLDER`` prints one JSON document of what was found and measured,
and writes each event to FOLDER/events.txt before it happens, so that even a crash leaves them. A process of its own:
its memory is this window's alone, and a crash of Qt's ends nothing else. Files that a dialog chooses lie in FOLDER.
"""

import ctypes
import gc
import json
import logging
import os
import random
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QEventLoop,
    QObject,
    QPoint,
    QPointF,
    Qt,
    QThread,
    QTimer,
    qInstallMessageHandler,
)
from PySide6.QtGui import QDesktopServices, QKeyEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMessageBox, QWidget
from shiboken6 import isValid

from suffdesk.core.kinds import Day
from suffdesk.domain.entering import ENDS, NOT_TYPED
from suffdesk.domain.registry import BY_NAME, ENTITIES
from suffdesk.operations import import_return
from suffdesk.operations.stores import new_store, open_store
from suffdesk.store import attempts, keyring_slot
from suffdesk.store.check import check
from suffdesk.ui.dialogs.unlock import UnlockDialog
from suffdesk.ui.forms.end_form import EndForm
from suffdesk.ui.forms.record_form import RecordForm
from suffdesk.ui.main_window import MainWindow
from suffdesk.ui.settings import Settings
from suffdesk.ui.sidebar import PLACES
from suffdesk.ui.theme import Theme, load_fonts
from suffdesk.ui.widgets.unlock_form import UnlockForm

PASSPHRASE = "otters under the bridge"
RETURN = Path(__file__).parents[1] / "data" / "ssda903_synthetic_500_children"
_NOT_PRESSED = frozenset({"quit", "demo"})
"""The first ends the test, the second takes longer than the test."""
_SCREENS = tuple(place.name for place in PLACES)
_UNSAID = ("propagateSizeHints", "raise()", "grabbing the keyboard", "grabbing the mouse")
"""What the platform without a screen says of itself."""
WORDS = (
    "C-1", "U6", "stock", "M1 1AE", "zzzz", "%_\\", "' OR 1=1 --", "=1+1", "31/02/2024", "31/03/2024", "1.2.2015", "0",
    "Zoë Łódź 🦦", "بيت", "x" * 3_000, "\u202eabc", "\ud7ff", " ", "-5", "99999999999999999999", "SK1 3XE", "K2",
)  # fmt: skip
_KEYS = tuple(
    getattr(Qt.Key, f"Key_{name}")
    for name in ("Tab", "Backtab", "Return", "Enter", "Escape", "Space", "Up", "Down", "Left", "Right", "PageUp",
                 "PageDown", "Home", "End", "Delete", "Backspace", "F1", "F2", "F5", "F10", "Menu", *"ACFZX")
)  # fmt: skip
_MODIFIERS = (Qt.KeyboardModifier.NoModifier,) * 5 + (
    Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
)  # fmt: skip


@dataclass
class Measured:
    """Memory in MB and objects of Qt's under the window, after so many events."""

    events: int
    megabytes: float
    objects: int


@dataclass
class Found:
    """What a walk came to."""

    seed: int
    events: int = 0
    seconds: float = 0.0
    faults: list[str] = field(default_factory=list)
    measured: list[Measured] = field(default_factory=list)
    changes: int = 0
    store_faults: list[str] = field(default_factory=list)


def make_store(path: Path) -> None:
    """Two years of a return, journalled as an import, in an encrypted store; and files for dialogs to choose."""
    with new_store(path, passphrase=PASSPHRASE, authority="Stockport", who="Ada") as store:
        plan = import_return.plan(store, import_return.read([RETURN / "2024", RETURN / "2025"]))
        import_return.apply(store, plan)
    files = path.parent / "files"
    files.mkdir()
    (files / "letter.txt").write_text("A letter.", encoding="utf-8")
    (files / "photo.csv").write_bytes(b"\x00\x01\x02binary")
    for name in ("header", "episodes"):
        (files / f"{name}.csv").write_bytes((RETURN / "2026" / f"{name}.csv").read_bytes())


def megabytes() -> float:
    """Memory of this process that is in use now, with what was freed given back first."""
    gc.collect()
    if sys.platform == "linux":
        ctypes.CDLL(None).malloc_trim(0)
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)


class Wanderer:
    """One walk over one window."""

    def __init__(self, window: MainWindow, path: Path, seed: int, log: Path) -> None:
        self.window, self.path = window, path
        self.found = Found(seed)
        self._chance = random.Random(seed)
        self._files = path.parent / "files"
        self._log = log.open("w", encoding="utf-8")
        self._parts: list[QWidget] = []
        self._held = QTimer()
        self._held.setSingleShot(True)
        self._held.setInterval(30)
        self._held.timeout.connect(self._press_in_menu)
        self._does: list[tuple[Callable[[], None], int]] = [
            (self._key, 26), (self._type, 10), (self._click, 26), (self._wheel, 6), (self._resize, 2),
            (self._act, 8), (self._as_at, 3), (self._search, 4), (self._undo_or_redo, 4), (self._go, 4),
            (self._record, 6), (self._fill, 5), (self._leave, 9), (self._lock, 1), (self._idle, 1), (self._wait, 2),
        ]  # fmt: skip

    # What is done with what comes of it

    def fault(self, words: str) -> None:
        """Keep a fault with the number of the event it came with."""
        self.found.faults.append(f"event {self.found.events}: {words}")

    def walk(self, events: int, measure_every: int) -> None:
        """So many events; stops at the first fault.

        Each begins in an event loop, as it does in the program: outside of one Qt deletes what was closed too soon.
        """
        begun = time.monotonic()
        loop = QEventLoop()

        def step() -> None:
            if QThread.currentThread().loopLevel() > 1:  # the store is being closed: nothing can be pressed
                QTimer.singleShot(5, step)
                return
            if self.found.events % measure_every == 0:
                self._measure()
            self._do_one()
            if self.found.faults or self.found.events >= events:
                loop.quit()
            else:
                QTimer.singleShot(0, step)

        QTimer.singleShot(0, step)
        loop.exec()
        self._settle()
        self._measure()
        self.found.seconds = time.monotonic() - begun

    def _do_one(self) -> None:
        self.found.events += 1
        doings, shares = zip(*self._does, strict=True)
        (doing,) = self._chance.choices(doings, shares)
        try:
            if self.window.session is None:
                self._come_back()
            self._held.start()
            doing()
            QApplication.processEvents()
            self._held.stop()
        except Exception:
            self.fault(traceback.format_exc())
        if not self.window.isVisible():
            self.fault("the window has gone")

    def _note(self, words: str) -> None:
        self._log.write(f"{self.found.events} {words}\n")
        self._log.flush()

    def _settle(self, seconds: float = 60) -> None:
        end = time.monotonic() + seconds
        while self.window.tasks.busy and time.monotonic() < end:
            QTest.qWait(5)
        if self.window.tasks.busy:
            self.fault(f"a task did not end in {seconds} s: {self.window.tasks.current}")

    def _measure(self) -> None:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        self.found.measured.append(
            Measured(self.found.events, round(megabytes(), 1), len(self.window.findChildren(QObject)))
        )

    def _come_back(self) -> None:
        """The store was locked or closed: open it again, as somebody would who knows the passphrase."""
        self._settle()
        for dialog in reversed(self.window.findChildren(QDialog)):
            if dialog.isVisible() and not isinstance(dialog, UnlockDialog):
                QDialog.done(dialog, 0)
        if self.window.session is not None:
            return
        self._note("come back")
        attempts.succeeded(self.path)  # the wait after wrong ones is tested elsewhere
        if self.window.lock_page.form is None and not self._asked():
            self.window.stores.open_path(self.path)
        form = self.window.lock_page.form or self._asked()
        if isinstance(form, UnlockForm):
            attempts.succeeded(form._path)  # it may ask for another store than the one that was locked
            if form._timer.isActive():
                form._wait()
            form.who.setText("Ada")
            if form.passphrase:
                form.passphrase.setText(PASSPHRASE)
            form.go()
        if self.window.session is None:
            self.fault(f"the store does not open again: {form.fault if form else 'not asked for a passphrase'}")

    def _asked(self) -> UnlockForm | None:
        return next((dialog.unlock for dialog in self.window.findChildren(UnlockDialog) if dialog.isVisible()), None)

    # Where

    def _top(self) -> QWidget:
        return QApplication.activePopupWidget() or QApplication.activeModalWidget() or self.window

    def _somewhere(self) -> QWidget:
        top = self._top()
        parts = [part for part in top.findChildren(QWidget) if isValid(part) and part.isVisible() and part.isEnabled()]
        self._parts = [top, *parts]  # PySide lets go of a part together with the wrapper of what it stands in
        return self._chance.choice(parts) if parts else top

    def _focused(self) -> QWidget:
        return QApplication.focusWidget() or self._top()

    @staticmethod
    def _name(part: QWidget) -> str:
        return f"{type(part).__name__} {part.accessibleName() or part.objectName()}"

    # What

    def _key(self) -> None:
        part, key, held = self._focused(), self._chance.choice(_KEYS), self._chance.choice(_MODIFIERS)
        self._note(f"key {key.name} {held.value} on {self._name(part)}")
        QTest.keyClick(part, key, held)

    def _type(self) -> None:
        part, text = self._focused(), self._chance.choice(WORDS)
        self._note(f"type {text[:20]!r} into {self._name(part)}")
        for letter in text[:40]:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QCoreApplication.postEvent(
                    part, QKeyEvent(kind, Qt.Key.Key_unknown, Qt.KeyboardModifier.NoModifier, letter)
                )

    def _click(self) -> None:
        part = self._somewhere()
        at = QPoint(self._chance.randrange(max(part.width(), 1)), self._chance.randrange(max(part.height(), 1)))
        how = self._chance.choice(("left", "left", "left", "left", "right", "double"))
        self._note(f"click {how} at {at.x()},{at.y()} of {self._name(part)}")
        if how == "double":
            QTest.mouseDClick(part, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
        else:
            button = Qt.MouseButton.RightButton if how == "right" else Qt.MouseButton.LeftButton
            QTest.mouseClick(part, button, Qt.KeyboardModifier.NoModifier, at)

    def _wheel(self) -> None:
        part, by = self._somewhere(), self._chance.choice((-1200, -120, 120, 1200))
        held = self._chance.choice((Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier))
        self._note(f"wheel {by} over {self._name(part)}")
        at = QPointF(part.rect().center())
        event = QWheelEvent(at, QPointF(part.mapToGlobal(at)), QPoint(), QPoint(0, by), Qt.MouseButton.NoButton, held,
                            Qt.ScrollPhase.NoScrollPhase, False)  # fmt: skip
        QApplication.sendEvent(part, event)

    def _resize(self) -> None:
        width, height = self._chance.randint(200, 2400), self._chance.randint(150, 1600)
        self._note(f"resize to {width} x {height}")
        self.window.resize(width, height)

    def _act(self) -> None:
        actions = self.window.actions_by_name
        there = [name for name in sorted(actions) if actions[name].isEnabled() and name not in _NOT_PRESSED]
        self._note(f"action {(name := self._chance.choice(there))}")
        self.window.do(name)

    def _as_at(self) -> None:
        day = date(2024, 3, 31) + timedelta(days=self._chance.randint(-1500, 1500))
        if self._chance.random() < 0.1:
            day = self._chance.choice((date(1900, 1, 1), date(2200, 12, 31), date(2024, 2, 29)))
        self._note(f"as at {day}")
        self.window.set_as_at(day)

    def _search(self) -> None:
        self._note(f"search {(text := self._chance.choice(WORDS))[:20]!r}")
        self.window.top_bar.search.setText(text)

    def _undo_or_redo(self) -> None:
        self._note(name := self._chance.choice(("undo", "undo", "redo")))
        self.window.do(name)

    def _go(self) -> None:
        self._note(f"go to {(name := self._chance.choice(_SCREENS))}")
        self.window.go(name)

    def _record(self) -> None:
        entity = self._chance.choice(ENTITIES).name
        verb = self._chance.choice(("open", "open", "edit", "add", "end", "remove", "history"))
        session = self.window.session
        if session is None or QApplication.activeModalWidget():
            return
        rows = session.store.rows(f"SELECT id FROM {entity} ORDER BY id")
        if verb == "end" and entity not in (*ENDS, "care_period"):
            verb = "open"
        if verb == "add" or not rows:
            self._note(f"add {entity}")
            if entity not in NOT_TYPED:
                self.window.entering.do("add", entity, self._given(entity))
            return
        number = self._chance.randrange(len(rows))
        self._note(f"{verb} {entity} {number}")
        self.window.entering.do(verb, entity, str(rows[number][0]))

    def _given(self, entity: str) -> dict[str, str]:
        """What the page of a child gives to the form of a new record."""
        children = self.window.session.store.rows("SELECT id FROM child ORDER BY id") if self.window.session else []
        if not children or entity == "child" or "child_id" not in BY_NAME[entity].by_name:
            return {}
        child = str(self._chance.choice(children)[0])
        return {"entity": "child", "row_id": child} if entity == "note" else {"child_id": child}

    def _fill(self) -> None:
        """Fill fields of a form that is open, and save."""
        form = next(
            (form for kind in (EndForm, RecordForm) for form in self.window.findChildren(kind) if form.isVisible()),
            None,
        )
        if form is None:
            return
        names = sorted(form.rows.rows)
        chosen = {name: self._value(form.rows.rows[name].field) for name in self._chance.sample(names, len(names) // 2)}
        self._note(f"fill {type(form).__name__} with {chosen}"[:300])
        form.rows.show_texts(chosen)
        if self._chance.random() < 0.7:
            form.go()

    def _value(self, described: Any) -> str:
        if self._chance.random() < 0.3:
            return self._chance.choice(WORDS)
        if described.choices:
            return str(self._chance.choice(described.choices).label)
        if isinstance(described.kind, Day):
            return (date(2024, 3, 31) + timedelta(days=self._chance.randint(-3000, 300))).strftime("%d/%m/%Y")
        return str(self._chance.randint(0, 99_999))

    def _leave(self) -> None:
        """Close what is open over the window, so that no dialog takes the whole walk."""
        top = self._top()
        self._note(f"leave {self._name(top)}")
        if isinstance(top, QMessageBox):
            self._chance.choice(top.buttons()).click()
        elif top is not self.window:
            QTest.keyClick(top, Qt.Key.Key_Escape)

    def _lock(self) -> None:
        self._note("lock")
        self.window.stores.lock()

    def _idle(self) -> None:
        """The clock moves on by a quarter of an hour in which nobody did anything, or back."""
        by = self._chance.choice((900, 3_600, -86_400))
        self._note(f"the clock moves by {by} s")
        self.window.idle.clock = lambda: time.time() + by
        self.window.idle.look()
        self.window.idle.clock = time.time

    def _wait(self) -> None:
        self._note("wait")
        QTest.qWait(20)

    def _press_in_menu(self) -> None:
        """A button's menu holds whoever pressed it until something is chosen in it, or it is left."""
        menu = QApplication.activePopupWidget()
        if menu is not None:
            key = self._chance.choice((Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Escape))
            self._note(f"key {key.name} in {self._name(menu)}")
            self._held.start()
            QTest.keyClick(menu, key)

    # What a dialog for files chooses

    def choose(self, dialog: QFileDialog) -> None:
        """In place of the dialog for files: one of the folder, or a name to write to, or nothing."""
        if dialog.testAttribute(Qt.WidgetAttribute.WA_DeleteOnClose):
            dialog.deleteLater()
        if self._chance.random() < 0.2:
            return
        if dialog.acceptMode() == QFileDialog.AcceptMode.AcceptSave:
            chosen = self._files / f"saved {self._chance.randint(1, 3)}"
        elif dialog.fileMode() == QFileDialog.FileMode.Directory:
            chosen = self._files
        else:
            chosen = self._chance.choice(sorted(path for path in self._files.iterdir() if path.is_file()))
        self._note(f"choose {chosen.name}")
        dialog.fileSelected.emit(str(chosen))
        dialog.filesSelected.emit([str(chosen)])


class _Heard(logging.Handler):
    def __init__(self, tell: Callable[[str], None]) -> None:
        super().__init__(logging.WARNING)
        self._tell = tell

    def emit(self, record: logging.LogRecord) -> None:
        self._tell(f"logged {record.name}: {record.getMessage()}")


def wander(seed: int, events: int, folder: Path, measure_every: int = 500) -> Found:
    """Walk over a new window, and look at what is left."""
    path = folder / "Team.suffdesk"
    make_store(path)
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    load_fonts()
    settings = Settings(folder / "window.ini")
    settings.who = "Ada"
    window = MainWindow(Theme(application, "light"), settings)
    window.actions_by_name["quit"].triggered.disconnect()
    window.actions_by_name["demo"].triggered.disconnect()
    walker = Wanderer(window, path, seed, folder / "events.txt")
    sys.excepthook = lambda kind, error, trace: walker.fault("".join(traceback.format_exception(kind, error, trace)))

    def heard(_kind: object, _where: object, message: str) -> None:
        if not any(words in message for words in _UNSAID):
            walker.fault(f"Qt said: {message}")

    qInstallMessageHandler(heard)
    logging.getLogger().addHandler(_Heard(walker.fault))
    QFileDialog.open = lambda dialog: walker.choose(dialog)  # type: ignore[method-assign,assignment]
    QDesktopServices.openUrl = lambda _url: True  # type: ignore[method-assign,assignment]
    keyring_slot.available = lambda: False
    window.show()
    window.stores.take(open_store(path, passphrase=PASSPHRASE, who="Ada"))
    QApplication.processEvents()
    walker.walk(events, measure_every)
    window.close()
    QApplication.clipboard().clear()
    QApplication.processEvents()
    with open_store(path, passphrase=PASSPHRASE) as store:
        report = check(store)
        walker.found.store_faults = [fault.words for fault in report.faults]
        walker.found.changes = report.changes
    qInstallMessageHandler(None)
    return walker.found


if __name__ == "__main__":
    found = wander(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
    print(json.dumps(found, default=vars))
    sys.stdout.flush()
    os._exit(0)  # what Qt says while Python ends is no part of the walk
