"""Text is text: nothing that the program shows is read as markup, wherever it came from.

Qt takes a label or a tooltip that looks like HTML for HTML, and opens the pictures that it names: on Windows a path of
a share sends the user's password hash to whoever wrote it. Every label, and the label that shows a tooltip of whatever
kind (of a widget, a cell, a heading, a menu, a chart), is polished by the style before it lays out or is given its
text: here, and only here, it is told that its text is plain.
"""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QProxyStyle


class PlainTextStyle(QProxyStyle):
    """A style of Qt's by its name, in which labels and tooltips show text as it is."""

    def polish(self, what: Any) -> Any:
        """As Qt's own, for a widget, a palette or the application."""
        if isinstance(what, QLabel):
            what.setTextFormat(Qt.TextFormat.PlainText)
        return super().polish(what)
