"""What goes on working while a dialog is open: locking the store, and the guide."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtWidgets import QApplication, QDialog

if TYPE_CHECKING:
    from suffdesk.ui.main_window import MainWindow

_NAMES = ("lock", "guide")
"""Actions whose keys every dialog takes: Qt gives a key to the window that has the keyboard, and to no other."""


class OverDialogs(QObject):
    """Gives these actions to every dialog that gets the keyboard. Forms keep their drafts when the store locks."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusWindowChanged.connect(self._came)

    def _came(self, window: QWindow | None) -> None:
        for dialog in QApplication.topLevelWidgets() if window is not None else ():
            if isinstance(dialog, QDialog) and dialog.windowHandle() is window:
                dialog.addActions([self._window.actions_by_name[name] for name in _NAMES])
