"""Reading workbooks (xlsx, xls, ods) through a child process with limits of memory and time."""

import contextlib
import hashlib
import io
import json
import os
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from typing import Any

from suffdesk.imports.sources.archive import check_sizes
from suffdesk.imports.sources.grid import Grid, GridBuilder, IsHeader
from suffdesk.imports.sources.source import (
    HEADER_WITHIN_ROWS,
    MAX_COLUMNS,
    MAX_ROWS,
    MAX_WORKBOOK_BYTES,
    NoHeader,
    Source,
    SourceFault,
    faults_of_reading,
)

CHILD_FLAG = "--read-workbook"
"""Sole argument with which the frozen program is to call :func:`workbook_child.main`."""
_SECONDS = 15
_SAVE_AS_CSV = "save each of its sheets as “CSV UTF-8” instead"
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
"""How an xlsx file under a password begins, and the part of it that holds the workbook (MS-OFFCRYPTO)."""


def read_workbook(source: Source, is_header: IsHeader) -> tuple[list[Grid], list[str], list[tuple[str, SourceFault]]]:
    """The sheets that have the header; names of the sheets that have not; and the sheets that are too big.

    Raises SourceFault where the workbook cannot be read, NoHeader where none of its sheets has the header.
    """
    with source.opened() as raw:
        data = raw.read(MAX_WORKBOOK_BYTES + 1)
    if len(data) > MAX_WORKBOOK_BYTES:
        raise SourceFault(f"it is over {MAX_WORKBOOK_BYTES // 1_000_000} MB", _SAVE_AS_CSV)
    if data.startswith(_COMPOUND) and _LOCKED in data:  # calamine takes it for an old workbook that is damaged
        raise _fault("password")
    if data.startswith(b"PK"):
        with faults_of_reading(), zipfile.ZipFile(io.BytesIO(data)) as parts:
            check_sizes(parts, len(data))
    digest = hashlib.sha256(data).hexdigest()
    sheets = _Sheets(source, digest, is_header)
    for message in _messages(data):
        sheets.take(message)
    sheets.close()
    if not sheets.grids and not sheets.too_big:
        if not sheets.first_rows:
            raise SourceFault("it is empty", "choose a workbook with rows")
        raise NoHeader(sheets.first_rows, sheets.places)
    return sheets.grids, sheets.ignored, sheets.too_big


class _Sheets:
    """Gathers what the child sends."""

    def __init__(self, source: Source, digest: str, is_header: IsHeader) -> None:
        self.grids: list[Grid] = []
        self.ignored: list[str] = []
        self.too_big: list[tuple[str, SourceFault]] = []
        self.first_rows: list[list[str]] = []
        self.places: list[tuple[str, int]] = []
        self._source = source
        self._digest = digest
        self._is_header = is_header
        self._name = ""
        self._number = 0
        self._seen = 0
        self._first = 0
        """Where the rows of this sheet begin among the first rows."""
        self._builder: GridBuilder | None = None

    def take(self, message: list[Any]) -> None:
        match message:
            case ["sheet", str(name)]:
                self.close()
                self._name, self._number, self._seen, self._first = name, 0, 0, len(self.first_rows)
            case ["rows", list(rows)]:
                for cells in rows:
                    self._row(cells)
            case ["too big", str(name), int(rows), int(columns)]:
                self.close()
                reason = f"it has {rows:,} rows and {columns:,} columns; the most is {MAX_ROWS:,} and {MAX_COLUMNS:,}"
                fault = SourceFault(reason.replace("; the", ", and the"), "remove what is beyond the table")
                self.too_big.append((f"{self._source.name}, sheet {name}", fault))

    def close(self) -> None:
        """The sheet being read is at its end."""
        if self._builder:
            self.grids.append(self._builder.finish())
        elif self._name:
            self.ignored.append(f"{self._source.name}, sheet {self._name}")
        self._builder, self._name = None, ""

    def _row(self, cells: list[str]) -> None:
        self._number += 1
        if self._builder:
            self._builder.add(self._number, cells)
        elif self._seen < HEADER_WITHIN_ROWS and any(map(str.strip, cells)):
            self._seen += 1
            if self._is_header(cells):
                name = f"{self._source.name}, sheet {self._name}"
                stem = f"{self._source.stem} {self._name}"
                above = tuple(tuple(row) for row in self.first_rows[self._first :])
                self._builder = GridBuilder(
                    Grid(
                        name, self._source.folder, stem, tuple(cells), self._number, self._digest, sheet=self._name,
                        above=above,
                    )
                )  # fmt: skip
            else:
                self.first_rows.append(cells)
                self.places.append((self._name, self._number))


def _messages(data: bytes) -> Iterator[list[Any]]:
    """What the child sends, until its end. Raises SourceFault where it dies, finds a fault or takes too long."""
    child = subprocess.Popen(
        _command(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # the library prints there when it runs out of memory; the user is told better
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONIOENCODING": "utf-8"},
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    late = threading.Event()

    def stop() -> None:
        late.set()
        child.kill()

    watch = threading.Timer(_SECONDS, stop)
    watch.start()
    ended = False
    try:
        with child, contextlib.suppress(BrokenPipeError, ConnectionError):
            assert child.stdin is not None, "it is a pipe"
            assert child.stdout is not None, "it is a pipe"
            child.stdin.write(data)
            child.stdin.close()
            for line in child.stdout:
                message = _message(line)
                if message[0] == "fault":
                    raise _fault(message[1])
                ended = message[0] == "end"
                yield message
    finally:
        watch.cancel()
        child.kill()
        child.wait()
    if late.is_set():
        raise SourceFault(f"it takes over {_SECONDS} seconds to open", _SAVE_AS_CSV)
    if not ended:
        raise SourceFault("it is damaged, or needs more memory than is allowed", _SAVE_AS_CSV)


def _command() -> list[str]:
    """The frozen program answers to a flag of its own, since it takes no ``-m``."""
    if getattr(sys, "frozen", False):
        return [sys.executable, CHILD_FLAG]
    return [sys.executable, "-P", "-m", "suffdesk.imports.sources.workbook_child"]


def _message(line: bytes) -> list[Any]:
    try:
        message: list[Any] = json.loads(line)
    except ValueError:  # the child was killed while it wrote
        return ["cut"]
    return message


def _fault(text: str) -> SourceFault:
    if text == "password":
        return SourceFault("it is locked with a password", "remove the password and choose the copy")
    return SourceFault("it is not a workbook that can be read, or it is damaged", _SAVE_AS_CSV)
