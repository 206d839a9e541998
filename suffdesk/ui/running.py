"""Whether the program ended as it should the last time, and what is known where it did not.

While it runs, each program keeps a mark in the folder of reports: a lock that says which process holds it, and a file
into which Python writes where every thread was, should the process end by a fault in native code. Neither holds a word
of anyone's data.
"""

import contextlib
import faulthandler
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from PySide6.QtCore import QLockFile

from suffdesk.ui import reports

_MARK = "running "
_PLACE = re.compile(r'File "(?:.*[\\/])?([^\\/"]+[\\/][^\\/"]+)", line (\d+) in (.+)')
"""A line of a trace: of its path only the last folder and the file are kept, as the rest may hold a person's name."""


@dataclass(frozen=True, slots=True)
class Ended:
    """A program that was not closed. ``trace`` is empty where it was stopped from outside, as by a loss of power."""

    started: datetime
    trace: str

    @property
    def words(self) -> str:
        """The text of a report."""
        return f"Started {self.started:%Y-%m-%d %H:%M} UTC, and ended by a fault.\n\n{self.trace}"


class Running:
    """The mark of this program, from its start to its end."""

    def __init__(self) -> None:
        self._path = reports.folder() / f"{_MARK}{uuid4().hex}.txt"
        self._lock = QLockFile(str(_lock_of(self._path)))
        self._lock.tryLock(0)
        self._file = self._path.open("w", encoding="utf-8")
        self._file.write(f"{datetime.now(UTC).isoformat()}\n")
        self._file.flush()
        faulthandler.enable(self._file)

    def end(self) -> None:
        """The program was closed as it should be."""
        faulthandler.disable()
        self._file.close()
        self._path.unlink(missing_ok=True)
        self._lock.unlock()


def left_behind() -> list[Ended]:
    """Programs that were not closed, each told once; their marks go. Those that still run are left alone."""
    found = []
    for path in sorted(reports.folder().glob(f"{_MARK}*.txt")):
        lock = QLockFile(str(_lock_of(path)))
        lock.setStaleLockTime(0)  # however old: whether its process is there decides
        if not lock.tryLock(0):
            continue
        with contextlib.suppress(OSError, ValueError):  # of two programs that start at once, one tells
            found.append(_ended(path))
        path.unlink(missing_ok=True)
        lock.unlock()
    return found


def _lock_of(path: Path) -> Path:
    return path.with_suffix(".lock")


def _ended(path: Path) -> Ended:
    """What Python wrote as the process ended, and the reports of faults since it began."""
    first, *rest = path.read_text("utf-8", errors="replace").splitlines() or [""]
    started = datetime.fromisoformat(first)
    lines = [_PLACE.sub(r"\1:\2 \3", line) for line in rest]
    faults = [report.read_text("utf-8") for report in reports.since(started)]
    return Ended(started, "\n\n".join(part for part in ("\n".join(lines).strip(), *faults) if part))
