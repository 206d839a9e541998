"""What is larger than its place scrolls, so that nothing is out of reach on a small screen or with large letters."""

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QStackedWidget, QWidget


class Scroller(QScrollArea):
    """Shows a widget as large as its place, and scrolls where that is too small; follows the keyboard."""

    def __init__(self, inside: QWidget, *, across: bool = True) -> None:
        """``across``: whether it may be scrolled sideways too."""
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        if not across:
            self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(inside)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow)

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        inside = self.widget()
        if now is None or inside is None or not inside.isAncestorOf(now):
            return
        if now.height() <= self.viewport().height():
            self.ensureWidgetVisible(now, 12, 12)
        else:  # its beginning, and not its middle
            start = now.mapTo(inside, QPoint(1, 1))
            self.ensureVisible(start.x(), start.y(), 12, 12)

    def to_start(self) -> None:
        """Show the beginning."""
        self.verticalScrollBar().setValue(0)
        self.horizontalScrollBar().setValue(0)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, 60)


class OnePage(QStackedWidget):
    """Pages one at a time, as large as the page in sight needs: the others ask for no room."""

    def __init__(self) -> None:
        super().__init__()
        self.currentChanged.connect(lambda _: self.updateGeometry())

    def minimumSizeHint(self) -> QSize:
        page = self.currentWidget()
        return page.minimumSizeHint() if page is not None else super().minimumSizeHint()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        """The least height: what can be made smaller is, before anything has to be scrolled."""
        page = self.currentWidget()
        layout = page.layout() if page is not None else None
        least = self.minimumSizeHint().height()
        return max(least, layout.totalMinimumHeightForWidth(width)) if layout is not None else least
