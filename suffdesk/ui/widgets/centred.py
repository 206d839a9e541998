"""A column in the middle of a page, a little above its centre."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget


def centred_column(page: QWidget) -> QVBoxLayout:
    """Lay out a page that has nothing else on it, and return the column to fill."""
    outer = QVBoxLayout(page)
    outer.setContentsMargins(24, 24, 24, 24)
    outer.addStretch(2)
    middle = QHBoxLayout()
    middle.addStretch()
    column = QVBoxLayout()
    column.setSpacing(6)
    middle.addLayout(column)
    middle.addStretch()
    outer.addLayout(middle)
    outer.addStretch(3)
    return column
