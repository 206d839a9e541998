"""The guide, commands by name, shortcuts, reports, and what this program is."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

if TYPE_CHECKING:
    from suffdesk.ui.dialogs.guide import GuideDialog
    from suffdesk.ui.main_window import MainWindow


class Help:
    """What the Help menu opens."""

    def __init__(self, window: "MainWindow") -> None:
        self._window = window
        self._guide: GuideDialog | None = None

    def guide(self) -> None:
        """The guide, at the page about the dialog or the screen in sight; where it is open it turns to that page."""
        from suffdesk.ui.dialogs.guide import GuideDialog

        over = QApplication.activeModalWidget() or self._window
        if self._guide is None or not isValid(self._guide) or self._guide.parent() is not over:
            if self._guide is not None and isValid(self._guide):
                self._guide.close()
            self._guide = GuideDialog(over)
        self._guide.show_page(self._page())
        self._guide.show()
        self._guide.raise_()
        self._guide.activateWindow()

    def _page(self) -> str:
        dialog, screen = QApplication.activeModalWidget(), self._window.screen_shown
        if page := getattr(dialog, "guide", ""):
            return str(page)
        if screen is not None:
            return screen.guide
        return "stores" if self._window.pages.currentWidget() is self._window.lock_page else "first-day"

    def commands(self) -> None:
        """Everything there is, found by its name: actions, screens, lists, records to add, settings."""
        from suffdesk.ui.dialogs.commands import CommandsDialog
        from suffdesk.ui.palette import commands_of

        CommandsDialog(self._window, commands_of(self._window)).open()

    def shortcuts(self) -> None:
        """Every shortcut, in groups."""
        from suffdesk.ui.dialogs.shortcuts import ShortcutsDialog

        ShortcutsDialog(self._window, self._window.actions_by_name).open()

    def report_problem(self) -> None:
        """Text to send to whoever looks after the program."""
        from suffdesk.ui.dialogs.problem_report import ProblemReportDialog

        ProblemReportDialog(self._window).open()

    def about(self) -> None:
        """Version, licence, where settings lie."""
        from suffdesk.ui.dialogs.about import AboutDialog

        AboutDialog(self._window).open()
