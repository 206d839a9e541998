"""What the window does when something failed: the user's faults in words, ours as a crash report."""

import sys

from PySide6.QtWidgets import QWidget

from suffdesk.core.errors import Cancelled, UserError
from suffdesk.ui.dialogs.message import tell


def show_fault(parent: QWidget | None, error: Exception) -> None:
    """Say a user's fault, keep quiet about a wish to stop, hand anything else to the crash report."""
    if isinstance(error, Cancelled):
        return
    if isinstance(error, UserError):
        tell(parent, str(error))
        return
    sys.excepthook(type(error), error, error.__traceback__)
