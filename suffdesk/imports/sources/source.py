"""One file to read, wherever it lies, and what is said of one that cannot be read."""

import errno
import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MAX_FILE_BYTES = 300_000_000
MAX_WORKBOOK_BYTES = 100_000_000
MAX_ROWS = 250_000
"""Rows of one table. Five years of reviews of 20,000 children are under two thirds of it."""
MAX_COLUMNS = 1_000
_BLOCK = 1 << 20
MAX_LINES = 1_048_576
"""Rows of a file, blank ones included: as many as a sheet of a workbook can have."""
HEADER_WITHIN_ROWS = 20
"""The header is looked for in so many rows that are not blank."""

Shape = Literal["text", "workbook", "xml"]


class SourceFault(Exception):
    """A file, or a sheet of it, that cannot be read. ``reason`` is a clause in lower case, ``mend`` another."""

    def __init__(self, reason: str, mend: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.mend = mend

    def sentence(self, file: str) -> str:
        """One sentence for the user: which file, what is wrong, what to do."""
        return f"{file} cannot be read: {self.reason}; {self.mend}"


class NoHeader(SourceFault):
    """Readable, but none of the first rows is the header that was looked for.

    ``first_rows`` holds those that are not blank, ``places`` the sheet (empty for a text file) and number of each.
    """

    def __init__(self, first_rows: Sequence[Sequence[str]], places: Sequence[tuple[str, int]] = ()) -> None:
        super().__init__("none of its first rows names the columns that are needed", "choose the right file")
        self.first_rows = first_rows
        self.places = places


@dataclass(frozen=True, slots=True)
class Source:
    """``name`` is its path as the user sees it, relative to what was chosen; ``folder`` the part before the last
    slash, an archive counting as a folder; ``size`` is in bytes."""

    name: str
    size: int
    shape: Shape
    opener: Callable[[], IO[bytes]]

    def opened(self) -> io.BufferedReader:
        """The file's bytes. Opening and reading raise SourceFault and nothing else."""
        with faults_of_reading():
            return io.BufferedReader(_Guarded(self.opener()), _BLOCK)

    @property
    def folder(self) -> str:
        return self.name.rpartition("/")[0]

    @property
    def stem(self) -> str:
        """The name without its folder and ending."""
        return self.name.rpartition("/")[2].rpartition(".")[0] or self.name.rpartition("/")[2]


class _Guarded(io.RawIOBase):
    """A stream of which the errors are faults of the file."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        with faults_of_reading(), memoryview(buffer) as view:
            block = self._stream.read(len(view))
            view[: len(block)] = block
            return len(block)

    def close(self) -> None:
        self._stream.close()
        super().close()


_ARCHIVE_ERRORS = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, RuntimeError, struct.error,
    ValueError, IndexError, KeyError, OverflowError,
)  # fmt: skip
"""What Python's zip reader is known to raise on damaged and on hostile archives."""


@contextmanager
def faults_of_reading() -> Iterator[None]:
    """Turn what the system and the zip reader raise into a :class:`SourceFault`."""
    try:
        yield
    except SourceFault:
        raise
    except MemoryError:
        raise SourceFault("it needs more memory than there is", "choose a smaller file") from None
    except FileNotFoundError:
        raise SourceFault("it is not there", "check the path, or that the drive is connected") from None
    except PermissionError:
        raise SourceFault(
            "it may not be opened (no permission, or another program holds it)",
            "close the other program or ask for access",
        ) from None
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise SourceFault("it is a link that leads back to itself", "choose the file that was meant") from None
        raise SourceFault(f"the system says “{error.strerror or error}”", "copy the file again and retry") from None
    except _ARCHIVE_ERRORS as error:
        if isinstance(error, RuntimeError) and "password" in str(error):
            raise SourceFault("it is locked with a password", "unlock it and choose the copy") from None
        raise SourceFault("the archive is damaged or made in an unknown way", "make it again") from None
