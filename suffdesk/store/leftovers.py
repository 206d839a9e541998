"""Files that bear a name before they are finished, so that the next start takes away what a killed program left.

Exports are made in memory and, where the system can, written to a file without a name (``exports.atomic``); a copy of a
store that cannot be opened where it lies has a folder of its own (``opening``). For as long as one of these has a name,
it is noted in the settings folder in a file that its program holds locked: a lock that is free is a program that has
gone. The note is taken away with the file, as the path may name people.
"""

import contextlib
import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from suffdesk.core.paths import config_dir
from suffdesk.store.durable import is_part
from suffdesk.store.os_lock import try_lock, unlock

_COPY = "suffdesk-"
_SETTLED = 10.0
"""Seconds after which a note without a word in it is one whose program was killed as it made it."""


def _folder() -> Path:
    folder = config_dir() / "unfinished"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


class _Note:
    """That a file or folder has to go where the program is killed meanwhile.

    Settings that cannot be written must not keep anyone from their work: then nothing is noted.
    """

    def __init__(self, path: Path) -> None:
        self._file: IO[bytes] | None = None
        with contextlib.suppress(OSError):
            self._note = _folder() / secrets.token_hex(8)
            self._file = self._note.open("xb")
            try_lock(self._file)
            self._file.seek(0)
            self._file.write(os.fsencode(path.absolute()))
            self._file.flush()

    def end(self) -> None:
        """It is finished, or gone."""
        if self._file is None or self._file.closed:
            return
        with contextlib.suppress(OSError):
            unlock(self._file)
        self._file.close()
        with contextlib.suppress(OSError):
            self._note.unlink(missing_ok=True)


@contextmanager
def unfinished(part: Path) -> Iterator[None]:
    """A file that bears this name until it is finished, or was removed because it could not be."""
    note = _Note(part)
    try:
        yield
    finally:
        note.end()


class FolderOfCopy:
    """A folder that only this user may look into, for a copy of a store. Raises OSError."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix=_COPY))
        self._note = _Note(self.path)

    def remove(self) -> None:
        """The copy is no longer needed."""
        shutil.rmtree(self.path, ignore_errors=True)
        self._note.end()


def sweep() -> None:
    """Remove what programs that were killed left unfinished; those that still run are left alone."""
    with contextlib.suppress(OSError):
        for note in _folder().iterdir():
            with contextlib.suppress(OSError):
                _take_away(note)


def _take_away(note: Path) -> None:
    with note.open("r+b") as file:
        try_lock(file)
        file.seek(0)
        noted = file.read()
        if not noted and time.time() - note.stat().st_mtime < _SETTLED:
            return
        path = Path(os.fsdecode(noted))
        if noted and is_part(path.name):
            path.unlink(missing_ok=True)
        elif noted and path.name.startswith(_COPY) and path.parent == Path(tempfile.gettempdir()):
            shutil.rmtree(path, ignore_errors=True)
        unlock(file)
    note.unlink(missing_ok=True)
