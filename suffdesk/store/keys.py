"""From a passphrase to the key of a store.

The key is Argon2id of the passphrase with the 16 bytes that open the encrypted file as salt, so that the
one file and its passphrase are enough: nothing beside it has to be copied for it to open elsewhere.
Cost: 64 MiB, 3 passes (0.13 s, RELIABILITY.md).
"""

import os
from pathlib import Path

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

SALT_BYTES = 16
_KEY_BYTES = 32
_PASSES, _LANES, _MEMORY_KIB = 3, 4, 64 * 1024


def new_salt() -> bytes:
    """Random salt for a new store."""
    return os.urandom(SALT_BYTES)


def salt_of(path: Path) -> bytes:
    """The salt of an encrypted store: its first 16 bytes. Raises OSError."""
    with path.open("rb") as file:
        return file.read(SALT_BYTES)


def raw_key(passphrase: str, salt: bytes) -> bytes:
    """Key and salt as SQLCipher takes them: 48 bytes."""
    derived = Argon2id(salt=salt, length=_KEY_BYTES, iterations=_PASSES, lanes=_LANES, memory_cost=_MEMORY_KIB).derive(
        passphrase.encode("utf-8")
    )
    return derived + salt
