"""Exceptions in tables, in colour as well as in words."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from suffdesk.core.palette import LIGHT
from suffdesk.models.roles import Role


class ExceptionDelegate(QStyledItemDelegate):
    """Paints exceptions in the colour of a warning and a heavier letter."""

    palette_ = LIGHT

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        if index.data(Role.WRONG):
            colour = QColor(self.palette_.warning)
            for role in (QPalette.ColorRole.Text, QPalette.ColorRole.HighlightedText):
                option.palette.setColor(role, colour)
            option.font.setWeight(QFont.Weight.DemiBold)
