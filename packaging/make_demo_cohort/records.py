"""Records as rows of CSV files, one file an entity, which refer to one another by key."""

from collections.abc import Iterator
from datetime import date

_KEYED = {"provider", "setting", "lot", "tier", "framework", "visit", "grade", "concern", "bed", "home_project"}
"""Entities that others refer to; their files have a column ``key``."""


class Records:
    """Collects records in the order in which they are added."""

    def __init__(self) -> None:
        self._rows: dict[str, list[dict[str, object]]] = {}

    def add(self, entity: str, key: str = "", **values: object) -> str:
        """Add a record and return its key: the one given, else a number within its file."""
        rows = self._rows.setdefault(entity, [])
        key = key or f"{entity}-{len(rows) + 1}"
        rows.append(({"key": key} if entity in _KEYED else {}) | values)
        return key

    def files(self) -> Iterator[tuple[str, list[str], list[list[object]]]]:
        """Of each entity: its name, columns and rows."""
        for entity, rows in self._rows.items():
            columns = list(dict.fromkeys(name for row in rows for name in row))
            yield entity, columns, [[_text(row.get(name)) for name in columns] for row in rows]


def _text(value: object) -> object:
    return "" if value is None else value.isoformat() if isinstance(value, date) else str(value)
