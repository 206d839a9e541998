"""The operating system's own lock on a file: it goes when its program does, however that ends."""

import sys
from typing import IO

BYTE = 1 << 20
"""Windows locks bytes and keeps others from reading them, so a byte far past any text is locked."""

if sys.platform == "win32":
    import msvcrt

    def try_lock(file: IO[bytes]) -> None:
        """Take the lock of an open file. Raises OSError where somebody has it."""
        file.seek(BYTE)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

    def unlock(file: IO[bytes]) -> None:
        """Let the next one have it."""
        file.seek(BYTE)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)
else:
    import fcntl

    def try_lock(file: IO[bytes]) -> None:
        """Take the lock of an open file. Raises OSError where somebody has it."""
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)

    def unlock(file: IO[bytes]) -> None:
        """Let the next one have it."""
        fcntl.flock(file.fileno(), fcntl.LOCK_UN)
