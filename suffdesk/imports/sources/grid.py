"""A table as text: a header and columns of equal length, built with bounded memory."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from suffdesk.imports.sources.source import MAX_ROWS, SourceFault

IsHeader = Callable[[Sequence[str]], bool]
"""Whether a row of cells is the header that an importer looks for."""

_CHUNK = 8192


@dataclass
class Grid:
    """``columns`` has one list for each cell of ``header``; ``rows`` holds each row's number in the file, counted as a
    spreadsheet does. ``ragged`` says, by position in ``rows``, how many values a row has where that is not the width
    of the header: short rows are filled with empty cells, long ones cut. ``digest`` is the SHA-256 of the file.
    """

    name: str
    folder: str
    stem: str
    header: tuple[str, ...]
    header_row: int
    digest: str = ""
    encoding: str = ""
    """Set for a text file that is not Unicode."""
    sheet: str = ""
    """Name of the sheet of a workbook."""
    above: tuple[tuple[str, ...], ...] = ()
    """The rows above the header that are not blank, those of its own sheet: a title, notes."""
    rows: list[int] = field(default_factory=list)
    columns: list[list[str]] = field(default_factory=list)
    ragged: dict[int, int] = field(default_factory=dict)


class GridBuilder:
    """Takes rows one by one, turns them into columns and keeps each distinct text once."""

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self._width = len(grid.header)
        self._kept: dict[str, str] = {}
        self._chunk: list[Sequence[str]] = []
        self._count = 0
        grid.columns = [[] for _ in grid.header]

    @property
    def header(self) -> tuple[str, ...]:
        return self._grid.header

    def add(self, number: int, cells: Sequence[str]) -> None:
        """Add the row with this number. A blank row is passed over. Raises SourceFault beyond the most rows."""
        first = cells[0] if cells else ""
        if (not first or first.isspace()) and not "".join(cells).strip():
            return
        if self._count == MAX_ROWS:
            raise SourceFault(f"it has more than {MAX_ROWS:,} rows", "divide it by year")
        if len(cells) != self._width:
            cells = self._fitted(cells)
        self._grid.rows.append(number)
        self._count += 1
        self._chunk.append(cells)
        if len(self._chunk) == _CHUNK:
            self._flush()

    def finish(self) -> Grid:
        self._flush()
        return self._grid

    def _fitted(self, cells: Sequence[str]) -> Sequence[str]:
        count = len(cells)
        if count > self._width:
            if any(map(str.strip, cells[self._width :])):
                self._grid.ragged[self._count] = count
            return cells[: self._width]
        self._grid.ragged[self._count] = count
        return [*cells, *[""] * (self._width - count)]

    def _flush(self) -> None:
        keep = self._kept.setdefault
        for column, texts in zip(self._grid.columns, zip(*self._chunk, strict=True), strict=False):
            column.extend(map(keep, texts, texts))
        self._chunk.clear()
