"""What a preview counts for each table of each year."""

from dataclasses import dataclass


@dataclass
class TableCounts:
    """Rows of one table of one collection year, by what becomes of them."""

    year: int
    table: str
    title: str
    file: str
    rows_read: int = 0
    added: int = 0
    changed: int = 0
    left_alone: int = 0
    left_out: int = 0
    no_longer_returned: int = 0
    removed: int = 0
