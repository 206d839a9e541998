"""What is in a zip archive. Sizes are added up first; nothing is ever written to disk, so names do no harm."""

import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from suffdesk.imports.sources.source import SourceFault

MAX_ARCHIVE_BYTES = 100_000_000
MAX_RATIO = 50
SMALL_BYTES = 1_000_000
"""Below it the ratio does not matter: short files of one repeated row do compress well."""
MAX_MEMBERS = 5_000
_ENTRY_MARK = b"PK\x01\x02"
_BLOCK = 1 << 20
_WORKBOOK_PARTS = ("xl/workbook.xml", "xl/workbook.bin", "content.xml")


def open_checked(path: Path) -> zipfile.ZipFile:
    """Open an archive (a workbook is one too) whose contents are of a size that can be read.

    Raises SourceFault, or whatever ``zipfile`` raises on a damaged one.
    """
    too_big = "unpack it and choose the files that are needed"
    if path.stat().st_size > MAX_ARCHIVE_BYTES:
        raise SourceFault(f"it is over {MAX_ARCHIVE_BYTES // 1_000_000} MB", too_big)
    if _entries(path) > MAX_MEMBERS:
        raise SourceFault(f"it holds more than {MAX_MEMBERS:,} files", too_big)
    archive = zipfile.ZipFile(path)
    try:
        check_sizes(archive, path.stat().st_size)
    except SourceFault:
        archive.close()
        raise
    return archive


def check_sizes(archive: zipfile.ZipFile, packed: int) -> None:
    """Raise SourceFault for an archive of ``packed`` bytes that would unpack to more than a return can be."""
    total = sum(info.file_size for info in archive.infolist())
    if total > MAX_ARCHIVE_BYTES or (total > SMALL_BYTES and total > MAX_RATIO * packed):
        raise SourceFault(
            f"unpacked it would be {total / 1e6:,.0f} MB, far more than a return",
            "unpack it and choose the files that are needed",
        )


def is_workbook(archive: zipfile.ZipFile) -> bool:
    """Whether the archive is an xlsx, xlsb or ods file."""
    return any(name in _WORKBOOK_PARTS for name in archive.namelist())


def files(archive: zipfile.ZipFile) -> Iterator[tuple[str, zipfile.ZipInfo]]:
    """Name and entry of each file, hidden ones left out."""
    for info in archive.infolist():
        parts = PurePosixPath(info.filename.replace("\\", "/")).parts
        named = [part for part in parts if part not in ("/", "..", ".")]
        if info.is_dir() or not named or any(part.startswith((".", "~$", "__MACOSX")) for part in named):
            continue
        yield "/".join(named), info


def _entries(path: Path) -> int:
    """Entries of the archive, counted by their mark before the zip reader makes an object of each."""
    count, tail = 0, b""
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            count += (tail + block).count(_ENTRY_MARK)
            tail = block[-len(_ENTRY_MARK) + 1 :]
    return count
