"""Reading any workbook or CSV of a case system through a mapping, and proposing a mapping for a new one."""

from suffdesk.imports.mapped.headers import SheetHeader, read_headers
from suffdesk.imports.mapped.proposing import Proposal, ProposedColumn, ProposedValue, propose
from suffdesk.imports.mapped.reading import read_extract

__all__ = ["Proposal", "ProposedColumn", "ProposedValue", "SheetHeader", "propose", "read_extract", "read_headers"]
