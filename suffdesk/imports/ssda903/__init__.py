"""Reading an SSDA903 return: tables known by their columns, years by their dates, every fault named."""

from suffdesk.imports.ssda903.authorities import SeveralAuthorities
from suffdesk.imports.ssda903.reading import read_return

__all__ = ["SeveralAuthorities", "read_return"]
