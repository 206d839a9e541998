"""Reading a CSV or tab-separated file: encoding, separator, header, and rows, none of it taken on trust."""

import codecs
import csv
import hashlib
import io
from collections.abc import Iterator

from suffdesk.imports.sources.grid import Grid, GridBuilder, IsHeader
from suffdesk.imports.sources.source import HEADER_WITHIN_ROWS, MAX_COLUMNS, NoHeader, Source, SourceFault

_SEPARATORS = (",", ";", "\t", "|")
_MAX_LINE = 2_000_000
"""Characters. Far above any line of a return, and small enough that a file without line ends is refused early."""
_MAX_LINES = 2_000_000
"""Eight times the most rows: empty lines, and those inside quotation marks, are no rows but take as long to pass over."""
_BLOCK = 1 << 20


def read_text(source: Source, is_header: IsHeader) -> Grid:
    """The table in a text file. Raises SourceFault, or NoHeader where no header is among its first rows."""
    encoding, digest = _encoding(source)
    with source.opened() as raw, io.TextIOWrapper(raw, encoding=encoding, newline="") as text:
        lines = _lines(text)
        seen: list[list[str]] = []
        places: list[tuple[str, int]] = []
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            for separator in _SEPARATORS:
                cells = _cells(line, separator)
                if cells is not None and is_header(cells):
                    grid = Grid(source.name, source.folder, source.stem, tuple(cells), number, digest)
                    grid.encoding = "Windows (cp1252)" if encoding == "cp1252" else ""
                    return _rows(lines, separator, grid)
            seen.append(_cells(line, _likely_separator(line)) or [])
            places.append(("", number))
            if len(seen) == HEADER_WITHIN_ROWS:
                break
    if not seen:
        raise SourceFault("it is empty", "choose a file with rows")
    widest = max(map(len, seen))
    if widest > MAX_COLUMNS:
        raise SourceFault(f"a row has {widest:,} columns and the most is {MAX_COLUMNS:,}", "choose the right file")
    raise NoHeader(seen, places)


def _encoding(source: Source) -> tuple[str, str]:
    """The encoding that fits the whole file, and its SHA-256. Reads the file once, in blocks."""
    digest = hashlib.sha256()
    fitting: dict[str, codecs.IncrementalDecoder] = {}
    with source.opened() as raw:
        block = raw.read(_BLOCK)
        if block.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            names: tuple[str, ...] = ("utf-16",)
        else:
            names = ("utf-8-sig", "cp1252")
        fitting = {name: codecs.getincrementaldecoder(name)() for name in names}
        while True:
            digest.update(block)
            if "utf-16" not in fitting and b"\0" in block:
                raise SourceFault(
                    "it holds NUL characters, so it is not a plain text table",
                    "save it again as “CSV UTF-8”, or as a workbook",
                )
            for name in list(fitting):
                try:
                    text = fitting[name].decode(block, final=not block)
                except UnicodeDecodeError:
                    del fitting[name]
                else:
                    if "\0" in text:
                        raise SourceFault(
                            "it holds NUL characters, so it is not a plain text table",
                            "save it again as “CSV UTF-8”, or as a workbook",
                        )
            if not fitting:
                raise SourceFault(
                    "its letters are neither Unicode (UTF-8) nor Windows (cp1252)", "save it again as “CSV UTF-8”"
                )
            if not block:
                return next(iter(fitting)), digest.hexdigest()
            block = raw.read(_BLOCK)


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    number = 0
    while line := text.readline(_MAX_LINE + 1):
        number += 1
        if number > _MAX_LINES:
            raise SourceFault(
                f"it has more than {_MAX_LINES:,} lines, most of which must be empty",
                "remove the empty lines, or divide it by year",
            )
        if len(line) > _MAX_LINE:
            raise SourceFault(
                f"line {number:,} is over {_MAX_LINE:,} characters long, so it has too many columns or no line ends",
                "choose the right file",
            )
        yield line


def _cells(line: str, separator: str) -> list[str] | None:
    try:
        return next(csv.reader([line], delimiter=separator, strict=True), [])
    except csv.Error:
        return None


def _likely_separator(line: str) -> str:
    return max(_SEPARATORS, key=line.count)


def _rows(lines: Iterator[str], separator: str, grid: Grid) -> Grid:
    if len(grid.header) > MAX_COLUMNS:
        raise SourceFault(
            f"it has {len(grid.header):,} columns and the most is {MAX_COLUMNS:,}", "choose the right file"
        )
    builder = GridBuilder(grid)
    reader = csv.reader(lines, delimiter=separator, strict=True)
    number, line = grid.header_row, 0
    try:
        for number, cells in enumerate(reader, start=grid.header_row + 1):
            builder.add(number, cells)
            line = reader.line_num
    except csv.Error as error:
        # A mark that is never closed makes one long value of the lines below it; on one line, the value is the fault.
        if "field limit" in str(error) and reader.line_num == line + 1:
            raise SourceFault(
                f"row {number + 1:,} has a value of over {csv.field_size_limit():,} characters",
                "mend that row, or save the file again from the system that made it",
            ) from None
        raise SourceFault(
            f"row {number + 1:,} has a quotation mark out of place, or one that is never closed ({error})",
            "mend that row, or save the file again from the system that made it",
        ) from None
    return builder.finish()
