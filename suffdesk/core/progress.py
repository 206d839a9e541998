"""How a long task tells the window how far it is, and learns that it should stop."""

from collections.abc import Callable

Progress = Callable[[str, float | None], None]
"""Called with what is being done and the part done, 0-1 or None where unknown.

It raises :class:`suffdesk.core.errors.Cancelled` when the user has asked to stop.
"""


def silent(_what: str, _part: float | None) -> None:
    """No one is watching."""
