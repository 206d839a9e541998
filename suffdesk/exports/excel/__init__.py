"""The working form in Excel: real dates and numbers, filters, frozen headers, native charts (DOMAIN.md)."""

from suffdesk.exports.excel.single import write_table
from suffdesk.exports.excel.workbook import write_workbook

__all__ = ["write_table", "write_workbook"]
