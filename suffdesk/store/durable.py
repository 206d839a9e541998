"""Files that are whole or as they were, and on the disk once that is said (RELIABILITY.md, promises 3 and 7)."""

import contextlib
import errno
import os
import re
import secrets
import socket
import sys
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from suffdesk.core.private import as_readable_as

_HELD = (errno.EBUSY, errno.EAGAIN, errno.ETXTBSY)
_HELD_ON_WINDOWS = (5, 32, 33)
"""Access denied, sharing violation, lock violation: what a virus scanner or OneDrive causes for a moment."""
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""The disk is full, or what it allots to this user or to one file."""
_PART = re.compile(r"\.(?:(?P<machine>[0-9a-f]{8})-(?P<process>\d+)-)?[0-9a-f]{12}\.part(?:-journal|-wal|-shm)?\Z")
_FORGOTTEN = 24 * 60 * 60
"""Seconds after which an unfinished file is nobody's work any more, whoever is said to be at it."""
_LONGEST_STEM = 100
"""Bytes. A disk takes 255 in a name, and SQLite 512 in a path: that of a backup has the name of the store twice."""
_WAITS = (0.05, 0.1, 0.2, 0.4, 0.5, 0.75)
"""Seconds; 2 in all."""

_T = TypeVar("_T")


def patiently(action: Callable[[], _T], held: Callable[[Exception], bool] | None = None) -> _T:
    """Do ``action``, again for about 2 seconds while another program holds the file; then raise what it raises."""
    held = held or is_held
    for wait in _WAITS:
        try:
            return action()
        except Exception as error:
            if not held(error):
                raise
        time.sleep(wait)
    return action()


def is_held(error: Exception) -> bool:
    """Whether an error is of the sort that passes when another program lets go of the file."""
    if not isinstance(error, OSError):
        return False
    return error.errno in _HELD or getattr(error, "winerror", None) in _HELD_ON_WINDOWS


def flush(path: Path) -> None:
    """Wait until the content of a file is on the disk. Raises OSError."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def flush_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk; Windows does that by itself."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError:
        pass  # some shares cannot; the content was flushed all the same
    finally:
        os.close(handle)


def put(part: Path, path: Path) -> None:
    """Give a finished file its name, in the place of whatever has it, for whoever may use that. Raises OSError."""
    if path.exists():
        as_readable_as(part, path)
    flush(part)
    patiently(lambda: part.replace(path))
    flush_folder(path.parent)


def part_of(path: Path) -> Path:
    """A name beside ``path`` for what is not finished yet; it says whose work it is (machine and process)."""
    return path.with_name(f".{_machine()}-{os.getpid()}-{secrets.token_hex(6)}.part")


def short(stem: str) -> str:
    """The name of a store without its ending, cut where the names of its copies would be too long for the disk."""
    whole = os.fsencode(stem)
    if len(whole) <= _LONGEST_STEM:
        return stem
    try:
        whole.decode("utf-8")
    except UnicodeDecodeError:
        return os.fsdecode(whole[:_LONGEST_STEM])
    return whole[:_LONGEST_STEM].decode("utf-8", "ignore")


def is_part(name: str) -> bool:
    """Whether a file of this name is one that was not finished."""
    return _PART.fullmatch(name) is not None


def sweep(folder: Path) -> None:
    """Remove unfinished files of work that was killed; those of programs that still run are left alone."""
    with contextlib.suppress(OSError):
        for file in list(folder.iterdir()):
            match = _PART.fullmatch(file.name)
            if match and _is_forgotten(file, match["machine"], int(match["process"] or 0)):
                with contextlib.suppress(OSError):
                    file.unlink()


def _is_forgotten(file: Path, machine: str | None, process: int) -> bool:
    if machine == _machine() and process != os.getpid() and not _runs(process):
        return True
    with contextlib.suppress(OSError):
        return time.time() - file.stat().st_mtime > _FORGOTTEN
    return False


def _machine() -> str:
    return f"{zlib.crc32(socket.gethostname().encode()):08x}"


if sys.platform == "win32":

    def _runs(process: int) -> bool:
        import ctypes

        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        handle = kernel.OpenProcess(0x1000, False, process)  # PROCESS_QUERY_LIMITED_INFORMATION
        if not handle:
            return bool(ctypes.get_last_error() == 5)  # access denied: there, and another user's
        code = ctypes.c_ulong()
        kernel.GetExitCodeProcess(handle, ctypes.byref(code))
        kernel.CloseHandle(handle)
        return code.value == 259  # STILL_ACTIVE
else:

    def _runs(process: int) -> bool:
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return False
        except OSError:  # another user's
            return True
        return True


def write(path: Path, data: bytes) -> None:
    """Write a small file whole or not at all. Raises OSError."""
    part = part_of(path)
    try:
        part.write_bytes(data)
        put(part, path)
    finally:
        part.unlink(missing_ok=True)
