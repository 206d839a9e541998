"""A report as a tagged PDF (ISO 14289-1): structure, alternative text, embedded font, bookmarks."""

from suffdesk.exports.pdf.document import write_pdf

__all__ = ["write_pdf"]
