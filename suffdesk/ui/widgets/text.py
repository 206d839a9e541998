"""Labels by what they say. The style sheet knows them by the property ``role``."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton, QWidget


def label(text: str, role: str = "", *, wrap: bool = False) -> QLabel:
    """A label of plain text; ``role`` is one of those in resources/styles/suffdesk.qss."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if role:
        made.setProperty("role", role)
    return made


def title(text: str) -> QLabel:
    """Heading of a screen or a dialog."""
    return label(text, "title")


def heading(text: str) -> QLabel:
    """Heading of a card or a group."""
    return label(text, "heading")


def muted(text: str, *, wrap: bool = False) -> QLabel:
    """Small print: the basis of a figure, a caption."""
    return label(text, "muted", wrap=wrap)


def _pressed_by_enter(pressed: QPushButton | QToolButton, event: QKeyEvent) -> bool:
    """Press a button, or show its menu, where the key is Enter; whether it was."""
    if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        return False
    if event.isAutoRepeat():
        return True  # Enter held down presses once
    if pressed.menu() is not None:
        pressed.showMenu()
    else:
        pressed.click()
    return True


class Button(QPushButton):
    """Enter presses it as Space does where it has the keyboard; elsewhere only where it is made the default."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setAutoDefault(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not _pressed_by_enter(self, event):
            super().keyPressEvent(event)


class ToolButton(QToolButton):
    """A button of a picture alone, which Enter presses too."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not _pressed_by_enter(self, event):
            super().keyPressEvent(event)


def button(text: str, role: str = "", tip: str = "") -> QPushButton:
    """A button. Roles: ``primary``, ``chip``, ``link``, ``quiet``; none for the usual kind."""
    made = Button(text)
    if role:
        made.setProperty("role", role)
    if tip:
        made.setToolTip(tip)
    return made


def set_role(widget: QWidget, role: str) -> None:
    """Change what a widget is, and how it looks with that."""
    widget.setProperty("role", role)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
