"""A file is replaced whole or left as it was (RELIABILITY.md, promises 3 and 5)."""

import contextlib
import errno
from collections.abc import Iterator
from pathlib import Path

from suffdesk.core.errors import UserError
from suffdesk.store import durable


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a new file beside ``path`` to write to, and put it in the place of ``path`` at the end.

    On any failure the new file is removed and ``path`` is as it was. Raises UserError where the folder is
    missing, may not be written to or is full, or where another program holds ``path`` open.
    """
    part = durable.part_of(path)
    try:
        yield part
        durable.put(part, path)
    except OSError as error:
        raise UserError(_sentence(path, error)) from error
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
