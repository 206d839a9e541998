"""Figures as cards: the value large, what it rests on small beneath; a click opens the working."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from suffdesk.core.measure import Measure
from suffdesk.operations.overview import KeyFigure
from suffdesk.ui.widgets.text import label

_NARROWEST = 158
"""Pixels that a card needs at the usual text size."""


class _OneLine(QLabel):
    """A line that is cut with an ellipsis where it does not fit; the whole of it is in the tooltip."""

    def minimumSizeHint(self) -> QSize:
        return QSize(20, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        fitting = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        self.setToolTip("" if fitting == self.text() else self.text())
        if fitting == self.text():
            super().paintEvent(event)
            return
        painter = QPainter(self)
        self.style().drawItemText(
            painter, self.rect(), int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), self.palette(),
            self.isEnabled(), fitting, self.foregroundRole(),
        )  # fmt: skip


def _one_line(role: str) -> _OneLine:
    made = _OneLine()
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("role", role)
    return made


class FigureCard(QFrame):
    """One figure. Enter, Space or a click opens it."""

    opened = Signal(object)
    """The :class:`Measure`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.figure: KeyFigure | None = None
        self.setProperty("role", "card")
        self.setProperty("clickable", True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 5, 12, 6)
        column.setSpacing(0)
        self.name, self.value, self.basis = _one_line("muted"), label("", "figure"), _one_line("muted")
        for part in (self.name, self.value, self.basis):
            column.addWidget(part)

    def show_figure(self, figure: KeyFigure | None) -> None:
        """Show another figure; None shows none."""
        self.figure = figure
        self.name.setText(figure.label if figure else "")
        self.value.setText(figure.measure.text if figure else "")
        self.basis.setText(figure.basis if figure else "")
        if figure:
            self.setAccessibleName(f"{figure.label}: {figure.measure.text}, {figure.basis}")
            self.setAccessibleDescription("Enter opens the working and the children")

    def _open(self) -> None:
        if self.figure is not None:
            measure: Measure = self.figure.measure
            self.opened.emit(measure)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self._open()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._open()
        else:
            super().keyPressEvent(event)


class FigureCards(QWidget):
    """Cards in rows of equal width, as many beside one another as there is room for."""

    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cards: list[FigureCard] = []
        self._across = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(8)

    def show_figures(self, figures: Sequence[KeyFigure]) -> None:
        """Show these, in this order."""
        while len(self.cards) < len(figures):
            card = FigureCard(self)
            card.opened.connect(self.opened)
            self.cards.append(card)
        while len(self.cards) > len(figures):
            self.cards.pop().deleteLater()
        for card, figure in zip(self.cards, figures, strict=True):
            card.show_figure(figure)
        self._across = 0
        self._arrange()

    def _arrange(self) -> None:
        if not self.cards:
            return
        narrowest = max(_NARROWEST, self.fontMetrics().averageCharWidth() * 22)
        most = max(1, self.width() // narrowest)
        rows = -(-len(self.cards) // most)
        across = -(-len(self.cards) // rows)  # rows of even length
        if across == self._across:
            return
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, 1 if column < across else 0)
        self._across = across
        for place, card in enumerate(self.cards):
            self._grid.addWidget(card, place // across, place % across)
        for column in range(across):
            self._grid.setColumnStretch(column, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
