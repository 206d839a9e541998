"""A field for the name of an authority, which completes what is typed."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from suffdesk.domain.authorities import authorities


class AuthorityField(QLineEdit):
    """A name in any usual form, an ONS code or DfE's number."""

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        completer = QCompleter([authority.name for authority in authorities()], self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCompleter(completer)
        self.setPlaceholderText("Stockport")
        self.setAccessibleName("Authority")
