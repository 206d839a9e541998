"""Commands by name, shortcuts, reports, and what this program is."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from suffdesk.ui.main_window import MainWindow


class Help:
    """What the Help menu opens."""

    def __init__(self, window: "MainWindow") -> None:
        self._window = window

    def commands(self) -> None:
        """Everything that can be done now, found by its name."""
        from suffdesk.ui.dialogs.commands import CommandsDialog

        screen = self._window.screen_shown
        extra = [action for action in (screen.actions() if screen else []) if action.text()]
        CommandsDialog(self._window, [*self._window.actions_by_name.values(), *extra]).open()

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
