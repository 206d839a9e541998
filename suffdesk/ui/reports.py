"""Reports of faults of ours: what happened and where in the program, and no word of anyone's data.

The message of an exception may hold a value, and so may the text of a line; both are left out.
"""

import platform
import traceback
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication

from suffdesk import __version__
from suffdesk.core.paths import config_dir

KEPT = 20
_STAMP = "%Y-%m-%d %H%M%S.%f"


def facts() -> str:
    """Versions and platform, one a line."""
    application = QGuiApplication.instance()
    screen = QGuiApplication.platformName() if application else "none"
    return "\n".join((
        f"SuffDesk {__version__}",
        f"Python {platform.python_version()}, Qt {qVersion()} ({screen})",
        f"{platform.system()} {platform.release()} {platform.machine()}",
    ))  # fmt: skip


def in_words(error: BaseException, trace: TracebackType | None) -> str:
    """The kind of fault, and the places in the program that led to it, those of its causes included."""
    lines: list[str] = []
    link: BaseException | None = error
    steps = trace
    while link is not None:
        lines.append(f"{type(link).__module__}.{type(link).__qualname__}")
        lines += [
            f"  {Path(frame.filename).parent.name}/{Path(frame.filename).name}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(steps, limit=60)
        ]
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
        steps = link.__traceback__ if link else None
        if link:
            lines.append("caused by")
    return "\n".join(lines)


def folder() -> Path:
    """Where reports lie; made when missing."""
    path = config_dir() / "reports"
    path.mkdir(parents=True, exist_ok=True)
    return path


def save(text: str) -> Path:
    """Write a report, thin older ones, and return where it is."""
    path = folder() / f"fault {datetime.now(UTC).strftime(_STAMP)}.txt"
    path.write_text(f"{facts()}\n\n{text}\n", encoding="utf-8")
    for old in sorted(folder().glob("fault *.txt"))[:-KEPT]:
        old.unlink(missing_ok=True)
    return path


def latest() -> str:
    """The newest report; empty for none."""
    found = sorted(folder().glob("fault *.txt"))
    return found[-1].read_text(encoding="utf-8") if found else ""


def since(moment: datetime) -> list[Path]:
    """Reports saved at a moment (UTC) or later, the oldest first."""
    return [path for path in sorted(folder().glob("fault *.txt")) if path.stem >= f"fault {moment.strftime(_STAMP)}"]
