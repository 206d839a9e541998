"""Passphrases that failed: each makes the next try wait longer, 1, 2, 4, ... 60 seconds.

Kept in the user's settings under a hash of the store's salt, which its backups and copies share with it: a number and
a time, nothing that says whose store it is. One try is made at a time, by whatever program of the same user, so that
many at once get no further than one after the other. It slows down someone at this program; it is no hindrance to who
has copied the file, against whom only the cost of the key derivation and the passphrase itself stand.
"""

import contextlib
import hashlib
import json
import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from suffdesk.core.paths import config_dir
from suffdesk.store import durable
from suffdesk.store.engine import PLAIN_HEADER
from suffdesk.store.keys import SALT_BYTES, salt_of
from suffdesk.store.os_lock import try_lock, unlock
from suffdesk.store.refusals import TooSoon, WrongPassphrase

LONGEST = 60.0
"""Seconds."""
_LOOK_AGAIN = 0.02
"""Seconds between two looks at whether another program is done with its try."""


def _file() -> Path:
    return config_dir() / "attempts.json"


def _name(store: Path) -> str:
    """By its salt; by where it lies, where there is none."""
    salt = b""
    with contextlib.suppress(OSError):
        salt = salt_of(store)
    if len(salt) < SALT_BYTES or salt == PLAIN_HEADER:
        salt = str(store.resolve()).encode("utf-8", "surrogateescape")
    return hashlib.sha256(salt).hexdigest()[:32]


def _read() -> dict[str, tuple[int, float]]:
    try:
        held = json.loads(_file().read_text(encoding="utf-8"))
        return {str(name): (int(failures), float(last)) for name, (failures, last) in held.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _write(held: dict[str, tuple[int, float]]) -> None:
    with contextlib.suppress(OSError):  # settings that cannot be written must not keep anyone from their store
        durable.write(_file(), json.dumps(held).encode("utf-8"))


@contextmanager
def alone() -> Iterator[None]:
    """Nobody else of this user tries a passphrase meanwhile, in any program. Raises TooSoon where one goes on trying.

    Settings that cannot be written must not keep anyone from their store: then it is not waited for others.
    """
    try:
        file = (config_dir() / "attempts.lock").open("a+b")
    except OSError:
        yield
        return
    with file:
        _take(file)
        try:
            yield
        finally:
            unlock(file)


def _take(file: IO[bytes]) -> None:
    until = time.monotonic() + LONGEST
    while True:
        try:
            try_lock(file)
        except OSError:
            if time.monotonic() > until:
                raise TooSoon("Another program is trying a passphrase; wait until it is done", 1.0) from None
            time.sleep(_LOOK_AGAIN)
        else:
            return


@contextmanager
def one_try(store: Path) -> Iterator[None]:
    """What is done inside tries a passphrase: refused while it has to wait, and counted where it is the wrong one.

    Raises TooSoon.
    """
    with alone():
        refuse_if_too_soon(store)
        try:
            yield
        except WrongPassphrase:
            failed(store)
            raise
        succeeded(store)


def wait_needed(store: Path) -> float:
    """Seconds until the next passphrase for this store may be tried; 0 where none failed lately.

    A clock that was put back makes nobody wait longer than the delay itself.
    """
    failures, last = _read().get(_name(store), (0, 0.0))
    if failures == 0:
        return 0.0
    delay = min(LONGEST, 2.0 ** min(failures - 1, 10))
    return max(0.0, min(delay, last + delay - time.time()))


def refuse_if_too_soon(store: Path) -> None:
    """Raise TooSoon while a try has to wait."""
    seconds = wait_needed(store)
    if seconds > 0:
        whole = math.ceil(seconds)
        raise TooSoon(
            f"The last passphrase did not open {store.name}; wait {whole} second{'s' if whole != 1 else ''} "
            "before trying another",
            seconds,
        )


def failed(store: Path) -> None:
    """Note that a passphrase did not open the store."""
    held = _read()
    failures, _ = held.get(_name(store), (0, 0.0))
    held[_name(store)] = (failures + 1, time.time())
    _write(held)


def succeeded(store: Path) -> None:
    """Forget what failed before."""
    held = _read()
    if held.pop(_name(store), None) is not None:
        _write(held)
