"""What every dialog of ours is: never larger than the screen it is on, and scrolled where its contents are."""

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QLayout, QVBoxLayout, QWidget

from suffdesk.ui.widgets.scrolling import Scroller

_FRAME = QSize(16, 40)
"""Pixels that the edge and the title of a window take at most."""


def room_for(dialog: QWidget) -> QSize:
    """As large as a window may be on the screen that it is on."""
    return dialog.screen().availableSize() - _FRAME


class Dialog(QDialog):
    """Fits itself into the screen when it is shown, and when what it holds has grown."""

    _scroller: Scroller | None = None

    def showEvent(self, event: QShowEvent) -> None:
        if not event.spontaneous():
            self._fit()
        super().showEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self._fit()
        return super().event(event)

    def _fit(self) -> None:
        layout, room = self.layout(), room_for(self)
        if layout is None:
            return
        self.setMinimumSize(self.minimumSize().boundedTo(room))
        if self._scroller is None:
            needed = layout.totalMinimumSize()
            if layout.hasHeightForWidth():
                width = min(max(self.width(), needed.width()), room.width())
                needed.setHeight(max(needed.height(), layout.totalMinimumHeightForWidth(width)))
            if needed.width() > room.width() or needed.height() > room.height():
                self._scroll(layout)
            elif layout.hasHeightForWidth():  # Qt squeezes words that wrap where something more is shown
                self.resize(self.size().expandedTo(needed))
        if self.size().boundedTo(room) != self.size():
            self.resize(self.size().boundedTo(room))

    def _scroll(self, layout: QLayout) -> None:
        """Put everything into an area that scrolls; the widgets stay the same."""
        inside = QWidget(self)
        had_keyboard = self.focusWidget()
        inside.setLayout(layout)
        self._scroller = Scroller(inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._scroller)
        if had_keyboard is not None:
            had_keyboard.setFocus()
