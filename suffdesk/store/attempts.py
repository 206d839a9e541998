"""Passphrases that failed: each makes the next try wait longer, 1, 2, 4, ... 60 seconds.

Kept in the user's settings under a hash of where the store lies: a number and a time, nothing that says whose
store it is. It slows down someone at this program; it is no hindrance to who has copied the file, against whom
only the cost of the key derivation and the passphrase itself stand.
"""

import contextlib
import hashlib
import json
import math
import time
from pathlib import Path

from suffdesk.core.paths import config_dir
from suffdesk.store import durable
from suffdesk.store.refusals import TooSoon

LONGEST = 60.0
"""Seconds."""


def _file() -> Path:
    return config_dir() / "attempts.json"


def _name(store: Path) -> str:
    return hashlib.sha256(str(store.resolve()).encode("utf-8", "surrogateescape")).hexdigest()[:32]


def _read() -> dict[str, tuple[int, float]]:
    try:
        held = json.loads(_file().read_text(encoding="utf-8"))
        return {str(name): (int(failures), float(last)) for name, (failures, last) in held.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _write(held: dict[str, tuple[int, float]]) -> None:
    with contextlib.suppress(OSError):  # settings that cannot be written must not keep anyone from their store
        durable.write(_file(), json.dumps(held).encode("utf-8"))


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
