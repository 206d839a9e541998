"""A chart as a picture, at twice the density of the screen, so that it prints well."""

from pathlib import Path

from PySide6.QtCore import QPoint, QSize
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QWidget

from suffdesk.core.errors import UserError

_DENSITY = 2


def picture_of(widget: QWidget, ground: str) -> QImage:
    """What the widget shows, on a ground of colour ``#rrggbb``."""
    size: QSize = widget.size() * _DENSITY
    image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(_DENSITY)
    image.fill(QColor(ground))
    painter = QPainter(image)
    widget.render(painter, QPoint(0, 0))
    painter.end()
    return image


def save_picture(image: QImage, path: Path) -> None:
    """Write a PNG. Raises UserError where it cannot be written."""
    if not image.save(str(path)):
        raise UserError(f"The picture cannot be written to {path}; choose another folder, or close the file")
