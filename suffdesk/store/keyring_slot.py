"""The key of a store in the system's keyring, where the user asked for that and the system has one.

Nothing here raises: a keyring that is absent, locked or broken is the same as one that holds nothing, and the
passphrase is asked for.
"""

import contextlib
import hashlib
import sys
import threading
from pathlib import Path
from typing import Any

from suffdesk.store.secret import RawKey

_SERVICE = "SuffDesk"
_KEY_BYTES = 48


def _name(store: Path) -> str:
    return hashlib.sha256(str(store.resolve()).encode("utf-8", "surrogateescape")).hexdigest()[:32]


def _backend() -> Any:
    if "keyring" not in sys.modules:  # looks for backends on disk: only where it is asked for
        # keyring keeps the exceptions of backends that are not there, and so the frames of whoever called it, with
        # the store that these were about: a thread of its own has none
        thread = threading.Thread(target=_look_for_backends, name="keyring")
        thread.start()
        thread.join()
    import keyring

    return keyring


def _look_for_backends() -> None:
    with contextlib.suppress(Exception):
        import keyring

        keyring.get_keyring()


def available() -> bool:
    """Whether the system has a keyring that could keep anything."""
    try:
        return float(_backend().get_keyring().priority) >= 1
    except Exception:
        return False


def remember(store: Path, raw_key: bytes) -> bool:
    """Keep the key of a store; whether the keyring took it."""
    try:
        _backend().set_password(_SERVICE, _name(store), raw_key.hex())
    except Exception:
        return False
    return recall(store) == raw_key


def recall(store: Path) -> bytes | None:
    """The key kept for a store, 48 bytes; None where there is none, or no keyring."""
    try:
        held = _backend().get_password(_SERVICE, _name(store))
        key = RawKey(bytes.fromhex(held)) if held else b""
    except Exception:
        return None
    return key if len(key) == _KEY_BYTES else None


def forget(store: Path) -> None:
    """Take the key of a store out of the keyring."""
    try:
        _backend().delete_password(_SERVICE, _name(store))
    except Exception:
        return
