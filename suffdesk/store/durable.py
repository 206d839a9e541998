"""Files that are whole or as they were, and on the disk once that is said (RELIABILITY.md, promises 3 and 7)."""

import errno
import os
import secrets
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from suffdesk.core.private import as_readable_as

_HELD = (errno.EBUSY, errno.EAGAIN, errno.ETXTBSY)
_HELD_ON_WINDOWS = (5, 32, 33)
"""Access denied, sharing violation, lock violation: what a virus scanner or OneDrive causes for a moment."""
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
    """A name beside ``path`` for what is not finished yet."""
    return path.with_name(f".{secrets.token_hex(6)}.part")


def write(path: Path, data: bytes) -> None:
    """Write a small file whole or not at all. Raises OSError."""
    part = part_of(path)
    try:
        part.write_bytes(data)
        put(part, path)
    finally:
        part.unlink(missing_ok=True)
