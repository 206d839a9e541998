"""The one place where a model meets what may fail: nothing that a model raises may reach Qt, which could not bear it.

An error raised inside a question of Qt's (``data``, ``fetchMore``, what a delegate asks for) ended the program with a
fault in native code. The cell stays empty instead, and whoever listens to ``failures`` is told.
"""

import sys
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from suffdesk.core.errors import UserError
from suffdesk.store.engine import DatabaseError

_Result = TypeVar("_Result")


class Failures(QObject):
    """What could not be read, as it happens."""

    met = Signal(object)
    """The error: one of the database, or one that is told to users in words."""


failures = Failures()


def read(action: Callable[[], _Result]) -> _Result | None:
    """What ``action`` reads; None where it could not be read, or where the program is at fault."""
    try:
        return action()
    except (DatabaseError, UserError) as error:
        failures.met.emit(error)
    except Exception as error:
        sys.excepthook(type(error), error, error.__traceback__)
    return None
