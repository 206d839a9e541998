"""Which files there are to read in what the user chose."""

import codecs
import os
import stat
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from suffdesk.core.errors import UserError
from suffdesk.imports.sources import archive
from suffdesk.imports.sources.source import MAX_FILE_BYTES, Shape, Source, SourceFault, faults_of_reading

_READABLE = {".csv", ".txt", ".tsv", ".tab", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".xml", ".zip"}
_ZIP_MARKS = (b"PK\x03\x04", b"PK\x05\x06")
_OLD_WORKBOOK_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOOKED_AT = 256
"""Bytes at the start of a file that tell its form."""
_MAX_FILES = 5_000
_NESTED = SourceFault("it is an archive inside an archive", "unpack it and choose the files in it")


def _shape(start: bytes) -> Shape:
    """The form of a file that is no archive, from its first bytes; its ending says nothing."""
    if start.startswith(_OLD_WORKBOOK_MARK):
        return "workbook"
    for mark in (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        start = start.removeprefix(mark)
    return "xml" if start.replace(b"\0", b"").lstrip().startswith(b"<") else "text"


@dataclass
class Found:
    """Sources to read, files that cannot be (with why), and files of no readable kind."""

    sources: list[Source] = field(default_factory=list)
    faults: list[tuple[str, SourceFault]] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)


@contextmanager
def sources_in(paths: Sequence[Path]) -> Iterator[Found]:
    """Look through folders (with those in them), files and archives; sources can be read inside the ``with`` block.

    Hidden files are passed over. Raises UserError where there is no path, or a folder holds too many files.
    """
    if not paths:
        raise UserError("No file was chosen; choose a folder, a file or a zip archive")
    with ExitStack() as open_archives:
        look = _Look(open_archives)
        base = _shared_folder(paths)
        for path in paths:
            look.at(path, base)
        yield look.found


def _shared_folder(paths: Sequence[Path]) -> Path | None:
    """The folder from which names are shown when several things were chosen."""
    if len(paths) == 1:
        return None
    try:
        return Path(os.path.commonpath([path.absolute().parent for path in paths]))
    except ValueError:  # on different drives
        return None


class _Look:
    def __init__(self, open_archives: ExitStack) -> None:
        self.found = Found()
        self._open_archives = open_archives
        self._seen: set[str] = set()

    def at(self, path: Path, base: Path | None) -> None:
        """One thing that the user chose."""
        name = path.absolute().relative_to(base).as_posix() if base else path.name or str(path)
        try:
            is_folder = path.is_dir()
        except (OSError, ValueError):
            is_folder = False
        if is_folder:
            for file in self._walk(path):
                inside = file.relative_to(path).as_posix()
                self._file(file, f"{name}/{inside}" if base else inside, inside_name=None)
        else:
            self._file(path, name, inside_name=name if base else "")

    def _walk(self, folder: Path) -> Iterator[Path]:
        count = 0

        def refused(error: OSError) -> None:
            name = Path(os.fsdecode(error.filename or folder)).name
            self.found.faults.append((name, SourceFault("the folder may not be opened", "ask for access to it")))

        for parent, folders, names in os.walk(folder, onerror=refused):
            folders[:] = sorted(name for name in folders if not name.startswith((".", "__MACOSX")))
            for name in sorted(names):
                if name.startswith((".", "~$")):
                    continue
                count += 1
                if count > _MAX_FILES:
                    raise UserError(
                        f"The folder {folder.name or folder} holds more than {_MAX_FILES:,} files; choose the folder "
                        "that holds the return"
                    )
                file = Path(parent, name)
                if file.suffix.lower() in _READABLE:
                    yield file
                else:
                    self.found.ignored.append(file.relative_to(folder).as_posix())

    def _file(self, path: Path, name: str, inside_name: str | None) -> None:
        """One file; ``inside_name`` is put before the names in an archive, None to put ``name`` there."""
        try:
            with faults_of_reading():
                real = os.path.realpath(path)  # unlike resolve(), it leaves a link to itself for stat() to refuse
                if real in self._seen:
                    return
                self._seen.add(real)
                status = path.stat()
                if not stat.S_ISREG(status.st_mode):
                    raise SourceFault("it is not a file", "choose a file")
                if status.st_size > MAX_FILE_BYTES:
                    raise SourceFault(f"it is over {MAX_FILE_BYTES // 1_000_000} MB", "divide it by year")
                with path.open("rb") as stream:
                    start = stream.read(_LOOKED_AT)
                if start.startswith(_ZIP_MARKS):
                    self._archive(path, name, name if inside_name is None else inside_name)
                else:
                    self.found.sources.append(Source(name, status.st_size, _shape(start), lambda: path.open("rb")))
        except SourceFault as fault:
            self.found.faults.append((name, fault))

    def _archive(self, path: Path, name: str, inside_name: str) -> None:
        opened = archive.open_checked(path)
        if archive.is_workbook(opened):
            opened.close()
            self.found.sources.append(Source(name, path.stat().st_size, "workbook", lambda: path.open("rb")))
            return
        self._open_archives.enter_context(opened)
        for inside, info in archive.files(opened):
            shown = f"{inside_name}/{inside}" if inside_name else inside
            if Path(inside).suffix.lower() not in _READABLE:
                self.found.ignored.append(shown)
                continue
            try:
                with faults_of_reading():
                    self._member(opened, info, shown)
            except SourceFault as fault:
                self.found.faults.append((shown, fault))

    def _member(self, opened: zipfile.ZipFile, info: zipfile.ZipInfo, shown: str) -> None:
        with opened.open(info) as stream:
            start = stream.read(_LOOKED_AT)
        if start.startswith(_ZIP_MARKS) and Path(shown).suffix.lower() == ".zip":
            raise _NESTED
        shape = "workbook" if start.startswith(_ZIP_MARKS) else _shape(start)
        self.found.sources.append(Source(shown, info.file_size, shape, lambda: opened.open(info)))
