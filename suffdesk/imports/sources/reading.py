"""The tables of one source, whatever its form."""

from dataclasses import dataclass

from suffdesk.imports.sources.grid import Grid, IsHeader
from suffdesk.imports.sources.source import Source, SourceFault
from suffdesk.imports.sources.text_table import read_text
from suffdesk.imports.sources.workbook import read_workbook


@dataclass(frozen=True)
class Grids:
    """Tables with the header looked for; names of sheets without it; sheets that were refused, and why."""

    grids: tuple[Grid, ...]
    ignored: tuple[str, ...] = ()
    refused: tuple[tuple[str, SourceFault], ...] = ()


def read_grids(source: Source, is_header: IsHeader) -> Grids:
    """Read one source. Raises SourceFault, NoHeader among them, and for XML, which has no rows."""
    if source.shape == "xml":
        raise SourceFault("it is XML or a web page, not a table", "save it as “CSV UTF-8”, or as a workbook")
    if source.shape == "workbook":
        grids, ignored, refused = read_workbook(source, is_header)
        return Grids(tuple(grids), tuple(ignored), tuple(refused))
    return Grids((read_text(source, is_header),))
