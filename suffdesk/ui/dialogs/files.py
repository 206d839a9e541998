"""The one dialog in which a file or a folder is chosen: neither Qt nor the system keeps where that was.

A folder may be named after a child. Qt's dialogs write the folders that were visited into the user's settings
(QtProject.conf, or the registry), and those of Windows and of Linux desktops keep lists of their own, so these are not
used; what Qt would write is taken back before it does, and again after.
"""

from pathlib import Path

from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QFileDialog, QWidget


class FileDialog(QFileDialog):
    """Qt's own dialog, which goes when it is closed."""

    def __init__(self, parent: QWidget | None, title: str, start: str = "", kinds: str = "") -> None:
        super().__init__(parent, title, start, kinds)
        self.setOption(QFileDialog.Option.DontUseNativeDialog)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setHistory([])
        self.finished.connect(self._leave)
        self.destroyed.connect(forget_history)

    def _leave(self) -> None:
        """Where it looked last is what it writes down as it goes."""
        self.setHistory([])
        self.setDirectory(str(Path.home()))


def forget_history(*_: object) -> None:
    """Take out of Qt's settings what its dialogs wrote down: also those of earlier releases."""
    settings = QSettings(QSettings.Scope.UserScope, "QtProject")
    for name in ("FileDialog/history", "FileDialog/lastVisited"):
        if settings.contains(name):
            settings.remove(name)
    settings.sync()
