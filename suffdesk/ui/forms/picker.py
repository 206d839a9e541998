"""A line in which another record is found by part of its name, reference or number."""

from collections.abc import Callable

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from suffdesk.operations.picking import find_records, name_to_pick
from suffdesk.store.opening import Store

_TOLD = {
    "child": "Type a reference or 903 identifier",
    "setting": "Type part of a name, number or postcode",
    "provider": "Type part of a name",
    "tier": "Type its number",
}


class RecordPicker(QLineEdit):
    """Lists what matches while somebody types; what they leave unpicked is taken as they typed it."""

    picked = Signal()

    def __init__(self, store: Store, entity: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store, self._entity = store, entity
        self._id = ""
        self._found: dict[str, str] = {}
        self.within: Callable[[], tuple[str, str] | None] = lambda: None
        """Asked at each search: a reference and an id, where only records of that one may be picked."""
        self._names = QStringListModel(self)
        self.setPlaceholderText(_TOLD.get(entity, ""))
        self.setClearButtonEnabled(True)
        self.search = QCompleter(self._names, self)
        self.search.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.search.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setCompleter(self.search)
        self.textEdited.connect(self._look)
        self.search.activated.connect(self._pick)

    def value(self) -> str:
        """The id of what was picked, else the text."""
        return self._id or self.text().strip()

    def set_value(self, value: str) -> None:
        """Show the record of an id, or text as it is."""
        name = name_to_pick(self._store, self._entity, value) if value else ""
        self._id = value if name else ""
        self.setText(name or value)
        self.setCursorPosition(0)

    @property
    def offered(self) -> list[str]:
        """Names in the list."""
        return self._names.stringList()

    def _look(self, text: str) -> None:
        self._id = ""
        found = find_records(self._store, self._entity, text, within=self.within()) if text.strip() else []
        self._found = {name: row_id for row_id, name in found}
        self._names.setStringList([name for _, name in found])
        self._id = self._found.get(text.strip(), "")

    def _pick(self, name: str) -> None:
        self._id = self._found.get(name, "")
        self.picked.emit()
