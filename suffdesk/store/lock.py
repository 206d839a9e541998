"""One program at a time: an operating-system lock on ``STORE.lock``, which says who holds it.

The system drops the lock when its program dies, so a lock left behind on this machine clears itself. What it said
stays, and tells the next opener that the store was not closed. Between machines a share may hand out the lock
twice, so a lock that another machine left is broken only by ``break_lock``, which the next opening records.
"""

import contextlib
import errno
import json
import os
import socket
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from suffdesk.core.dates import local_time, show_date
from suffdesk.core.errors import UserError
from suffdesk.core.private import as_readable_as
from suffdesk.store.durable import NO_ROOM, patiently
from suffdesk.store.os_lock import BYTE, try_lock, unlock

_READ_ONLY = (errno.EROFS, errno.EACCES, errno.EPERM)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has, or had, a store open. ``since`` is UTC. ``broken_by`` is who broke the lock, and ``why``."""

    who: str
    machine: str
    since: datetime
    broken_by: str = ""
    why: str = ""
    broken: str = ""
    """Whose lock was broken, where that was the one before this."""

    @property
    def words(self) -> str:
        """``by Ann on PC-12 since 09:30 on 3 May 2024``, in the time of this machine."""
        since = local_time(self.since)
        return f"by {self.who} on {self.machine} since {since:%H:%M} on {show_date(since.date())}"


class StoreLocked(UserError):
    """Another program has the store open, or another machine did not close it.

    ``holder`` says who, where it is known. ``breakable`` is whether ``break_lock`` would help.
    """

    def __init__(self, message: str, holder: Holder | None = None, *, breakable: bool = False) -> None:
        super().__init__(message)
        self.holder, self.breakable = holder, breakable


class ReadOnlyPlace(UserError):
    """The store cannot be written to where it lies: its folder, the file itself, or a disk without room."""


def lock_path(store: Path) -> Path:
    """The lock file beside a store: beside the file itself, where ``store`` is a link to it."""
    real = store.resolve() if store.is_symlink() else store
    return real.with_name(real.name + ".lock")


def left_by(store: Path) -> Holder | None:
    """What the lock file says: who has the store open, or did not close it; None where it was closed."""
    try:
        about: dict[str, Any] = json.loads(lock_path(store).read_text(encoding="utf-8"))
        since = datetime.fromisoformat(about["since"])
        told = (str(about.get(name, "")) for name in ("broken_by", "why", "broken"))
        return Holder(str(about["who"]), str(about["machine"]), since, *told)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _making(path: Path) -> IO[bytes]:
    """The file, made where it is missing and not cut short where it is there; what is written is written at once."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
    return os.fdopen(handle, "r+b", buffering=0)


def _opened(store: Path) -> IO[bytes]:
    try:
        file: IO[bytes] = patiently(lambda: _making(lock_path(store)))
        if store.exists():
            as_readable_as(lock_path(store), store)
    except OSError as error:
        if error.errno in _READ_ONLY:
            raise ReadOnlyPlace(f"{store.parent} cannot be written to") from error
        if error.errno in NO_ROOM:
            raise ReadOnlyPlace(f"the disk that holds {store.name} is full") from error
        if error.errno == errno.ENAMETOOLONG:
            raise ReadOnlyPlace(f"the name {store.name} is too long for the files that are kept beside it") from error
        raise UserError(
            f"{store.name} cannot be opened for changing: {error.strerror} in {store.parent}; "
            "choose a folder that you may write to"
        ) from error
    try:
        try_lock(file)
    except OSError:
        file.close()
        holder = left_by(store)
        place = holder.words if holder else "in another program"
        raise StoreLocked(f"{store.name} is open {place}; close it there first", holder) from None
    return file


def _let_go(file: IO[bytes]) -> None:
    unlock(file)
    file.close()


def _write(file: IO[bytes], content: bytes) -> None:
    """Put other content into a lock file, over what is there: on a full disk, what it said stays. Raises OSError."""
    size = os.fstat(file.fileno()).st_size
    file.seek(0)
    try:
        if file.write(content) < len(content):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    except OSError:
        file.truncate(size)
        raise
    file.truncate(len(content))


def _text(about: dict[str, object]) -> bytes:
    return json.dumps(about).encode("utf-8")


class StoreLock:
    """Held from opening to closing.

    ``unclean`` is whether the store was not closed before; ``broken`` is whose lock was broken, and by whom, as long
    as that is not ``settled``. Raises StoreLocked when another program holds it or another machine left it,
    ReadOnlyPlace where no lock can be made.
    """

    def __init__(self, store: Path, who: str) -> None:
        self._file = _opened(store)
        self._file.seek(0)
        self._earlier = self._file.read(BYTE)
        here = socket.gethostname()
        left = left_by(store)
        if left and left.machine != here and not left.broken_by:
            _let_go(self._file)
            raise StoreLocked(
                f"{store.name} was opened {left.words} and not closed there; make sure that it is closed on "
                "that machine, then break the lock",
                left,
                breakable=True,
            )
        self.unclean = bool(self._earlier)
        self.broken = left if left and left.broken_by else None
        self._about: dict[str, object] = {
            "who": who,
            "machine": here,
            "process": os.getpid(),
            "since": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        # said until it is recorded in the store, so that a kill in between does not lose it
        try:
            _write(self._file, _text({**self._about, **(_broken(self.broken) if self.broken else {})}))
        except OSError as error:
            _let_go(self._file)
            if error.errno in NO_ROOM:
                raise ReadOnlyPlace(f"the disk that holds {store.name} is full") from error
            raise ReadOnlyPlace(f"{store.parent} cannot be written to ({error.strerror})") from error

    def settled(self) -> None:
        """The broken lock is recorded in the store."""
        self.broken = None
        _write(self._file, _text(self._about))

    def release(self, *, clean: bool = True) -> None:
        """Let the next one in; after an end that was not clean it is told so."""
        if self._file.closed:
            return
        if clean:
            _write(self._file, b"")
        # The file stays: removing it could take a lock away from someone who has just taken it.
        _let_go(self._file)

    def release_as_found(self) -> None:
        """Let the next one in where the store was not opened after all: it is told of the same unclean end."""
        if self._file.closed:
            return
        with contextlib.suppress(OSError):  # on a full disk it says that it is open, which is as unclean an end
            _write(self._file, self._earlier)
        _let_go(self._file)


def _broken(holder: Holder) -> dict[str, object]:
    return {"broken_by": holder.broken_by, "why": holder.why, "broken": holder.broken or holder.words}


def break_lock(store: Path, who: str, why: str) -> None:
    """Say that the lock which another machine left may be passed by; the next opening records it in the store.

    Raises StoreLocked where a program has the store open now, UserError where there is no lock or no reason.
    """
    if not why.strip():
        raise UserError("Say why the lock is broken: the reason is kept in the store")
    file = _opened(store)
    try:
        left = left_by(store)
        if left is None:
            raise UserError(f"{store.name} is not locked; open it")
        about: dict[str, object] = {
            "who": left.who,
            "machine": left.machine,
            "since": left.since.isoformat(timespec="seconds"),
            "broken_by": who,
            "why": why.strip(),
        }
        _write(file, _text(about))
    finally:
        _let_go(file)
