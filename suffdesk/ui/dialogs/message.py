"""Short messages and questions, in a window of their own that does not hold up the rest."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton, QWidget
from shiboken6 import isValid

from suffdesk.core.text import ended
from suffdesk.ui.icons import pixmap
from suffdesk.ui.theme import shown_palette


def _box(parent: QWidget | None, text: str, icon: str) -> QMessageBox:
    if parent is not None and not isValid(parent):  # closed while the worker was at what is now said
        parent = QApplication.activeWindow()
    box = QMessageBox(QMessageBox.Icon.NoIcon, "SuffDesk", text, QMessageBox.StandardButton.NoButton, parent)
    box.setIconPixmap(pixmap(icon, shown_palette().warning if icon == "warning" else shown_palette().accent, 40))
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return box


def tell(parent: QWidget | None, sentence: str) -> QMessageBox:
    """Say what went wrong."""
    box = _box(parent, ended(sentence), "warning")
    box.addButton("OK", QMessageBox.ButtonRole.AcceptRole)
    box.open()
    return box


def ask(parent: QWidget | None, question: str, yes: str, then: Callable[[], None], *,
        harmless: bool = False) -> QMessageBox:  # fmt: skip
    """Ask, and do ``then`` on the answer whose button says ``yes``. Escape is no.

    Enter is no too, unless ``yes`` is ``harmless``: nothing is lost by an Enter too many.
    """
    box = _box(parent, ended(question), "help")
    agreed: QPushButton = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
    refused = box.addButton("Cancel", QMessageBox.ButtonRole.RejectRole)
    box.setEscapeButton(refused)
    box.setDefaultButton(agreed if harmless else refused)
    agreed.clicked.connect(lambda: then())
    box.open()
    return box
