"""Keys in memory: held once, and cleared as they are let go.

Python copies what it is given and clears nothing that it frees, so a key would stand in the memory of a program whose
store was locked long ago. A :class:`RawKey` clears itself when nothing refers to it any more; what is made of it for a
moment is cleared by :func:`wipe`. That reaches what Python holds, not what libraries copied on the way (``engine``
covers the copies of the database's), nor what the system wrote to its page file.
"""

import ctypes
import sys
from collections.abc import Callable

_IN_PLACE = sys.implementation.name == "cpython"
"""Whether objects lie where their identity says, with their content at the end."""


def wipe(
    secret: bytes | str,
    _in_place: bool = _IN_PLACE,
    _clear: Callable[..., int] = ctypes.memset,
    _size: Callable[[object], int] = sys.getsizeof,
) -> None:
    """Overwrite what only the caller holds: afterwards it is of no use. Text has to be ASCII.

    What it needs it holds itself, as keys are also let go while the program ends.
    """
    if not _in_place or len(secret) < 2:  # the shortest are shared by everyone
        return
    if isinstance(secret, str):
        assert secret.isascii(), "other texts lie in memory in other ways"
        before = _size(secret) - len(secret) - 1
    else:
        before = bytes.__basicsize__ - 1
    _clear(id(secret) + before, 0, len(secret))


class RawKey(bytes):
    """A raw key that is cleared when it is let go. A slice of it is no longer one."""

    def __del__(self, _wipe: Callable[[bytes | str], None] = wipe) -> None:  # by then the module may have gone
        _wipe(self)
