"""Reading any workbook or CSV of a case system through a mapping, and proposing a mapping for a new one."""

from suffdesk.imports.mapped.headers import SheetHeader, read_headers
from suffdesk.imports.mapped.meanings import as_it_stands, code_in_front
from suffdesk.imports.mapped.proposing import (
    LookedAt,
    Proposal,
    ProposedColumn,
    ProposedValue,
    look_at,
    look_through,
    propose,
    propose_for,
    values_of,
)
from suffdesk.imports.mapped.reading import places_of, read_extract

__all__ = [
    "LookedAt", "Proposal", "ProposedColumn", "ProposedValue", "SheetHeader", "as_it_stands", "code_in_front",
    "look_at", "look_through", "places_of", "propose", "propose_for", "read_extract", "read_headers", "values_of",
]  # fmt: skip
