"""Reading a CSV or tab-separated file: encoding, separator, header, and rows, none of it taken on trust."""

import codecs
import csv
import hashlib
import io
from collections import deque
from collections.abc import Iterator

from suffdesk.imports.sources.grid import Grid, GridBuilder, IsHeader
from suffdesk.imports.sources.source import HEADER_WITHIN_ROWS, MAX_COLUMNS, MAX_LINES, NoHeader, Source, SourceFault

_SEPARATORS = (",", ";", "\t", "|")
_MAX_LINE = 2_000_000
"""Characters. Far above any line of a return, and small enough that a file without line ends is refused early."""
_LINES_OF_HEADER = 200
"""Lines over which the values of a first row may run: Ofsted's headings have line breaks in them."""
_BLOCK = 1 << 20


def read_text(source: Source, is_header: IsHeader) -> Grid:
    """The table in a text file. Raises SourceFault, or NoHeader where no header is among its first rows.

    Rows are counted as a spreadsheet counts them: a line break between quotation marks is part of a value, also in
    the header.
    """
    encoding, digest = _encoding(source)
    with source.opened() as raw, io.TextIOWrapper(raw, encoding=encoding, newline="") as text:
        lines = _Ahead(_lines(text))
        seen: list[list[str]] = []
        places: list[tuple[str, int]] = []
        number = 0
        while len(seen) < HEADER_WITHIN_ROWS and (line := lines.first()) is not None:
            number += 1
            if number > MAX_LINES:
                raise SourceFault(f"its first {MAX_LINES:,} rows are blank", "choose a file with rows")
            if not line.strip():
                lines.drop(1)
                continue
            records = {separator: _record(lines, separator) for separator in _SEPARATORS}
            for separator, (cells, length) in records.items():
                if cells and is_header(cells):
                    lines.drop(length)
                    above = tuple(tuple(row) for row in seen)
                    grid = Grid(source.name, source.folder, source.stem, tuple(cells), number, digest, above=above)
                    grid.encoding = "Windows (cp1252)" if encoding == "cp1252" else ""
                    return _rows(lines, separator, grid)
            cells, length = records[_likely_separator(line)]
            lines.drop(length)
            seen.append(cells)
            places.append(("", number))
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
        if len(line) > _MAX_LINE:
            raise SourceFault(
                f"line {number:,} is over {_MAX_LINE:,} characters long, so it has too many columns or no line ends",
                "choose the right file",
            )
        yield line


class _Ahead:
    """Lines of which the next ones can be looked at, as often as is needed, before they are dropped."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._held: deque[str] = deque()

    def first(self) -> str | None:
        """The next line; None at the end."""
        return next(self.ahead(), None)

    def ahead(self) -> Iterator[str]:
        """The next lines, as many as the first row may have."""
        for place in range(_LINES_OF_HEADER):
            if place == len(self._held):
                line = next(self._lines, None)
                if line is None:
                    return
                self._held.append(line)
            yield self._held[place]

    def drop(self, number: int) -> None:
        for _ in range(number):
            self._held.popleft()

    def rest(self) -> Iterator[str]:
        """Every line that is left."""
        while self._held:
            yield self._held.popleft()
        yield from self._lines


def _record(lines: _Ahead, separator: str) -> tuple[list[str], int]:
    """The cells of the next row, and of how many lines it is; no cells where a quotation mark is out of place."""
    reader = csv.reader(lines.ahead(), delimiter=separator, strict=True)
    try:
        return next(reader, []), reader.line_num
    except csv.Error:
        return [], 1


def _likely_separator(line: str) -> str:
    return max(_SEPARATORS, key=line.count)


def _rows(lines: _Ahead, separator: str, grid: Grid) -> Grid:
    if len(grid.header) > MAX_COLUMNS:
        raise SourceFault(
            f"it has {len(grid.header):,} columns and the most is {MAX_COLUMNS:,}", "choose the right file"
        )
    builder = GridBuilder(grid)
    reader = csv.reader(lines.rest(), delimiter=separator, strict=True)
    number, line = grid.header_row, 0
    try:
        for number, cells in enumerate(reader, start=grid.header_row + 1):
            if number > MAX_LINES:
                raise SourceFault(f"it has more than {MAX_LINES:,} rows, blank ones included", "choose the right file")
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
