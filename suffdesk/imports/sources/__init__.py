"""Where rows come from: folders, files, archives and workbooks, read as tables of text and never trusted.

Nothing here knows what a table means; each importer says which row is its header.
"""

from suffdesk.imports.sources.finding import Found, sources_in
from suffdesk.imports.sources.grid import Grid, GridBuilder, IsHeader
from suffdesk.imports.sources.reading import Grids, read_grids
from suffdesk.imports.sources.source import NoHeader, Source, SourceFault
from suffdesk.imports.sources.xml_events import walk_xml

__all__ = [
    "Found", "Grid", "GridBuilder", "Grids", "IsHeader", "NoHeader", "Source", "SourceFault", "read_grids",
    "sources_in", "walk_xml",
]  # fmt: skip
