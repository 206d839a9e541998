"""Saves a workbook: the same bytes for the same content, nothing in temporary files, charts described.

openpyxl writes each sheet to a temporary file, which would hold children's names in plain text
(RELIABILITY.md, promise 14), stamps the time into the archive, and has no place for alternative text.
"""

import contextlib
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias
from xml.sax.saxutils import quoteattr

from openpyxl import Workbook
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter

from suffdesk.exports.atomic import Target, replacing
from suffdesk.exports.cells import fit_for_xml

Sheet: TypeAlias = Any
"""A streaming sheet of openpyxl, whose type stubs lack most of what it has."""

_EARLIEST = (1980, 1, 1, 0, 0, 0)
_STAMP = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>")
_FRAME_NAME = re.compile(rb'<(?:xdr:)?cNvPr id="\d+" name="Chart \d+"')


_UNFILLED = re.compile(rb"<f>([^<]*)</f><v ?(?:/>|></v>)")
"""A formula as openpyxl writes it, which has no place for its result."""


class _SheetXml(io.BytesIO):
    """The XML of a sheet. ``results`` holds what each formula comes to."""

    def __init__(self) -> None:
        super().__init__()
        self.results: dict[bytes, bytes] = {}

    def whole(self) -> bytes | memoryview:
        """With the results of the formulas, for readers that do not calculate."""
        if not self.results:
            return self.getbuffer()
        return _UNFILLED.sub(lambda found: b"<f>%b</f><v>%b</v>" % (found[1], self.results[found[1]]), self.getvalue())


class _MemoryWriter(WorksheetWriter):
    """Holds the sheet's XML in memory."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet, out=_SheetXml())

    def cleanup(self) -> None:
        """Nothing lies on the disk."""


class _Archive(zipfile.ZipFile):
    """Takes what openpyxl writes; ``alternative_texts`` go to the charts of the only drawing, in order."""

    alternative_texts: Sequence[str] = ()

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_args: Any, **_options: Any) -> None:
        name = str(zinfo_or_arcname)
        content = data.encode() if isinstance(data, str) else bytes(data)
        if name == "docProps/core.xml":
            content = _STAMP.sub(b"", content)
        elif name.startswith("xl/drawings/drawing"):
            content = _described(content, self.alternative_texts)
        super().writestr(_entry(name), content)

    def write(self, filename: Any, arcname: Any = None, *_args: Any, **_options: Any) -> None:
        """``filename`` is the memory in which :class:`_MemoryWriter` left a sheet."""
        super().writestr(_entry(str(arcname)), filename.whole())


def new_sheet(workbook: Workbook, name: str) -> Sheet:
    """A streaming sheet. Set its widths, panes, filter and print options before the first row."""
    return workbook.create_sheet(name)


def begin_rows(sheet: Sheet) -> None:
    """Call once, when the sheet is set up and before its first row; rows are then of cells and None only."""
    sheet._writer = _MemoryWriter(sheet)
    sheet._writer.write_top()
    sheet._values_to_row = _placed


def set_formula(sheet: Sheet, cell: Any, formula: str) -> None:
    """Make a cell that holds a number one that works it out. Call after :func:`begin_rows`.

    ``formula`` comes without its = and is of the program's own making: never anybody's text.
    """
    sheet._writer.out.results[formula.encode()] = repr(cell._value).encode()
    cell._value, cell.data_type = f"={formula}", "f"


def _placed(cells: Sequence[Any], row: int) -> Iterator[Any]:
    """Tell each cell where it stands. openpyxl's own way first tries each as a plain value: half of all its time."""
    for column, cell in enumerate(cells, start=1):
        if cell is not None:
            cell.column, cell.row = column, row
            yield cell


def save(workbook: Workbook, path: Target, alternative_texts: Sequence[str] = ()) -> None:
    """Put ``workbook`` in the place of ``path``, whole or not at all. Raises UserError where it cannot."""
    with replacing(path) as part, _Archive(part, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
        archive.alternative_texts = alternative_texts
        ExcelWriter(workbook, archive).write_data()


@contextlib.contextmanager
def streaming_workbook() -> Iterator[Workbook]:
    """A workbook whose sheets are closed at the end, saved or not: left open they complain when collected."""
    workbook = Workbook(write_only=True)
    try:
        yield workbook
    finally:
        for sheet in workbook.worksheets:
            with contextlib.suppress(Exception):
                sheet.close()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _EARLIEST)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry._compresslevel = 4  # type: ignore[attr-defined]
    entry.external_attr = 0o600 << 16
    return entry


def _described(drawing: bytes, texts: Sequence[str]) -> bytes:
    remaining = iter(texts)
    return _FRAME_NAME.sub(
        lambda found: found.group() + b" descr=" + quoteattr(fit_for_xml(next(remaining))).encode(), drawing
    )
