"""What the register remembers between two runs: columns, order, saved views, which charts are open."""

import json
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QByteArray

from suffdesk.operations.register import BY_NAME, USUAL, View, view_as_json, view_from_json
from suffdesk.store.queries.register import Sort
from suffdesk.ui.settings import Settings

_KEY = "register"


class RegisterMemory:
    """Reads and writes one entry of the settings. What cannot be understood counts as not there."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._held: dict[str, Any] = {}
        kept = settings.state(_KEY)
        if kept is not None:
            try:
                found = json.loads(bytes(kept.data()).decode("utf-8"))
                self._held = found if isinstance(found, dict) else {}
            except ValueError:
                self._held = {}

    def _keep(self, name: str, value: Any) -> None:
        self._held[name] = value
        self._settings.set_state(_KEY, QByteArray(json.dumps(self._held).encode("utf-8")))

    @property
    def columns(self) -> list[str]:
        """Names of the columns shown, in order."""
        kept = self._held.get("columns")
        names = [name for name in kept if name in BY_NAME] if isinstance(kept, list) else []
        return names or list(USUAL)

    @columns.setter
    def columns(self, names: Sequence[str]) -> None:
        self._keep("columns", list(names))

    @property
    def sort(self) -> Sort:
        kept = self._held.get("sort")
        if isinstance(kept, dict) and kept.get("column") in BY_NAME:
            return Sort(str(kept["column"]), bool(kept.get("descending")))
        return Sort()

    @sort.setter
    def sort(self, sort: Sort) -> None:
        self._keep("sort", {"column": sort.column, "descending": sort.descending})

    @property
    def views(self) -> list[View]:
        """Views that the user has saved, the oldest first."""
        kept = self._held.get("views")
        found = [view_from_json(one) for one in kept if isinstance(one, dict)] if isinstance(kept, list) else []
        return [view for view in found if view is not None]

    @views.setter
    def views(self, views: Sequence[View]) -> None:
        self._keep("views", [view_as_json(view) for view in views])

    @property
    def charts(self) -> str:
        """Name of the pair of charts that is open; empty for none."""
        return str(self._held.get("charts", "first"))

    @charts.setter
    def charts(self, name: str) -> None:
        self._keep("charts", name)
