"""What an error of the database means for the user, by its code (https://sqlite.org/rescode.html)."""

import shutil
from pathlib import Path
from typing import NoReturn

from suffdesk.core.errors import UserError
from suffdesk.store.engine import DatabaseError
from suffdesk.store.refusals import DamagedStore

_BUSY, _LOCKED, _READ_ONLY, _IO, _CORRUPT, _FULL, _CANNOT_OPEN, _NOT_A_DATABASE = 5, 6, 8, 10, 11, 13, 14, 26
_IO_READ, _IO_SHORT_READ, _IO_SIZE_OF_SHARED_MEMORY, _IO_FILE_SYSTEM_CORRUPT = (
    _IO | number << 8 for number in (1, 2, 19, 33)
)
FAULT = "A part of the file is not as it was written"
_SPARE = 64 * 1024
"""Bytes: a disk with less to spare is full for a database, whatever it said went wrong."""


def code_of(error: BaseException) -> int:
    """The extended code of an error of the database; 0 for an error of another kind."""
    return int(getattr(error, "sqlite_errorcode", None) or 0) if isinstance(error, DatabaseError) else 0


def says_damaged(error: BaseException) -> bool:
    """Whether the file is not as it was written (or, on its first page, the key is wrong)."""
    code = code_of(error)
    return code & 0xFF in (_CORRUPT, _NOT_A_DATABASE) or code in (_IO_SHORT_READ, _IO_FILE_SYSTEM_CORRUPT)


def says_full(error: BaseException, path: Path) -> bool:
    """Whether the disk that holds ``path`` is full, so that reading may go on and writing cannot."""
    code = code_of(error)
    if code & 0xFF == _FULL or code == _IO_SIZE_OF_SHARED_MEMORY:
        return True
    return code & 0xFF in (_IO, _CANNOT_OPEN) and not says_damaged(error) and code != _IO_READ and _is_full(path.parent)


def says_held(error: BaseException) -> bool:
    """Whether another program has the file."""
    return code_of(error) & 0xFF in (_BUSY, _LOCKED)


def says_cannot_open(error: BaseException) -> bool:
    """Whether the file, or what has to lie beside it, could not be opened."""
    return code_of(error) & 0xFF == _CANNOT_OPEN


def short_words(error: BaseException) -> str:
    """What went wrong in making a file, for a sentence that says which."""
    primary = code_of(error) & 0xFF
    if primary == _FULL:
        return "the disk is full"
    return "the disk took no more of it" if primary == _IO else str(error)


def _is_full(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < _SPARE
    except OSError:
        return False


def raise_in_words(error: Exception, path: Path) -> NoReturn:
    """Raise what an error of the database means for the user, or the error as it is."""
    words = in_words(error, path)
    if words is error:
        raise error
    raise words from error


def in_words(error: Exception, path: Path) -> Exception:
    """What an error of the database means for the user; the error itself where that is a fault of the program's."""
    code = code_of(error)
    if not code:
        return error
    if says_damaged(error):
        return DamagedStore(
            f"{path.name} is damaged: a part of it could not be read; close it and restore a backup",
            (FAULT,),
        )
    if says_full(error, path):
        return UserError(
            f"There is no room on the disk that holds {path.name}; free some and try again: nothing was changed"
        )
    if code == _IO_READ:
        return UserError(
            f"The disk that holds {path.name} did not give back a part of it; try again, and if it fails again, "
            "restore a backup to another disk"
        )
    if code & 0xFF == _IO:
        return UserError(
            f"The disk that holds {path.name} took no more: there is no room for a larger file, or the "
            "disk is at fault; look at it and try again: nothing was changed"
        )
    if says_held(error):
        return UserError(f"{path.name} is held by another program; try again in a moment: nothing was changed")
    if code & 0xFF == _READ_ONLY:
        return UserError(f"{path.name} cannot be written to; nothing was changed")
    if says_cannot_open(error):
        return UserError(f"{path.name} cannot be opened; another program may hold it, or its folder cannot be written")
    return error
