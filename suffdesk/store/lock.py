"""One program at a time: an operating-system lock on ``STORE.lock``, which says who holds it.

The system drops the lock when its program dies, so a lock left behind on this machine clears itself.
"""

import json
import os
import socket
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from suffdesk.core.dates import show_date
from suffdesk.core.errors import UserError

_LOCKED_BYTE = 1 << 20
"""Windows locks bytes and keeps others from reading them, so a byte far past the text is locked."""

if sys.platform == "win32":
    import msvcrt

    def _try_lock(file: IO[bytes]) -> None:
        file.seek(_LOCKED_BYTE)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

    def _unlock(file: IO[bytes]) -> None:
        file.seek(_LOCKED_BYTE)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)
else:
    import fcntl

    def _try_lock(file: IO[bytes]) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _unlock(file: IO[bytes]) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_UN)


class StoreLocked(UserError):
    """Another program has the store open."""


def lock_path(store: Path) -> Path:
    """The lock file beside a store."""
    return store.with_name(store.name + ".lock")


class StoreLock:
    """Held from opening to closing. Raises StoreLocked when another program holds it."""

    def __init__(self, store: Path, who: str) -> None:
        self._path = lock_path(store)
        try:
            self._file = self._path.open("a+b")
        except OSError as error:
            raise UserError(
                f"{store.name} cannot be opened for changing: {error.strerror} in {store.parent}; "
                "choose a folder that you may write to"
            ) from error
        try:
            _try_lock(self._file)
        except OSError:
            holder = self._holder()
            self._file.close()
            raise StoreLocked(f"{store.name} is open {holder}; close it there first") from None
        self._file.seek(0)
        self._file.truncate()
        about = {
            "who": who,
            "machine": socket.gethostname(),
            "process": os.getpid(),
            "since": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        self._file.write(json.dumps(about).encode("utf-8"))
        self._file.flush()

    def _holder(self) -> str:
        try:
            about: dict[str, Any] = json.loads(self._path.read_text(encoding="utf-8"))
            since = datetime.fromisoformat(about["since"]).astimezone()
            return f"by {about['who']} on {about['machine']} since {since:%H:%M} on {show_date(since.date())}"
        except (OSError, ValueError, KeyError, TypeError):
            return "in another program"

    def release(self) -> None:
        """Let the next one in, and take the lock file away."""
        if self._file.closed:
            return
        self._file.seek(0)
        self._file.truncate()
        _unlock(self._file)
        self._file.close()
        # The file stays: removing it could take a lock away from someone who has just taken it.
