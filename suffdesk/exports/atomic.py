"""A file is replaced whole or left as it was (RELIABILITY.md, promises 3 and 5), and a killed export leaves nothing.

What leaves the store is plain. It is made in memory, and written to a file that has no name until it is whole: the
system takes that away with the program, however it ends. Where there are no such files (Windows, macOS, some shares)
it has a name of its own for as long as the writing takes, and the next start removes one that was left.
"""

import contextlib
import errno
import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TypeAlias

from suffdesk.core.errors import UserError
from suffdesk.store import durable, leftovers

Target: TypeAlias = Path | IO[bytes]
"""Where an export goes: a file by its path, or one that is open, in memory."""
_NO_UNNAMED = (errno.EOPNOTSUPP, errno.EISDIR, errno.EINVAL, errno.ENOSYS)
_OWN_FILES = Path("/proc/self/fd")
_MODE = 0o600


@contextlib.contextmanager
def replacing(target: Target) -> Iterator[IO[bytes]]:
    """Give a file in memory to write to, and put it in the place of ``target`` at the end.

    On any failure a path is as it was; a file that is open already is written to as it is. Raises UserError where
    the folder is missing, may not be written to or is full, or where another program holds the path open.
    """
    if not isinstance(target, Path):
        yield target
        return
    made = io.BytesIO()
    yield made
    try:
        if not _put_unnamed(made.getbuffer(), target):
            _put_named(made.getbuffer(), target)
        durable.flush_folder(target.parent)
    except OSError as error:
        raise UserError(_sentence(target, error)) from error


def _put_unnamed(data: memoryview, path: Path) -> bool:
    """Write a file without a name, then give it that of ``path``; whether the system has such files there."""
    if not hasattr(os, "O_TMPFILE") or not _OWN_FILES.is_dir():
        return False
    try:
        handle = os.open(path.parent, os.O_TMPFILE | os.O_RDWR, _MODE)
    except OSError as error:
        if error.errno in _NO_UNNAMED:
            return False
        raise
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(handle)
        try:
            _name(handle, path)
        except FileExistsError:
            part = durable.part_of(path)
            with _removed(part):
                _name(handle, part)
                durable.patiently(lambda: part.replace(path))
    return True


def _name(handle: int, path: Path) -> None:
    """Give an open file without a name one. Raises FileExistsError where the name is taken."""
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.link(_OWN_FILES / str(handle), path.name, dst_dir_fd=folder, follow_symlinks=True)
    finally:
        os.close(folder)


def _put_named(data: memoryview, path: Path) -> None:
    part = durable.part_of(path)
    with _removed(part):
        handle = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), _MODE)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        durable.put(part, path)


@contextlib.contextmanager
def _removed(part: Path) -> Iterator[None]:
    with leftovers.unfinished(part):
        try:
            yield
        finally:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)


def _sentence(path: Path, error: OSError) -> str:
    if isinstance(error, PermissionError):
        if path.exists():
            return (
                f"“{path.name}” could not be replaced: close it in any other program that has it open, "
                f"or save to another folder than {path.parent}."
            )
        return f"“{path.name}” could not be written: {path.parent} does not allow it, so choose another folder."
    if isinstance(error, IsADirectoryError) or path.is_dir():
        return f"“{path.name}” could not be written: a folder has that name in {path.parent}, so choose another name."
    if isinstance(error, FileNotFoundError | NotADirectoryError) and not path.parent.is_dir():
        return f"“{path.name}” could not be written: the folder {path.parent} does not exist."
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return f"“{path.name}” could not be written: there is no room left in {path.parent}."
    if error.errno in (errno.ENAMETOOLONG, errno.EINVAL):
        return f"“{path.name}” could not be written: {path.parent} does not take that name, so choose a shorter one."
    return f"“{path.name}” could not be written to {path.parent}: {error.strerror or error}."
