"""What item models say beyond Qt's own roles."""

from enum import IntEnum

from PySide6.QtCore import Qt


class Role(IntEnum):
    """Roles of ours."""

    ID = Qt.ItemDataRole.UserRole + 1
    """Id of the row's record."""
    VALUE = Qt.ItemDataRole.UserRole + 2
    """The value behind the words: a date, a number, or None."""
    WRONG = Qt.ItemDataRole.UserRole + 3
    """Whether the cell shows something that ought not to be; its words say what."""
