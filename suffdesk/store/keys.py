"""From a passphrase to the key of a store.

The key is Argon2id of the passphrase with the 16 bytes that open the encrypted file as salt, so that the
one file and its passphrase are enough: nothing beside it has to be copied for it to open elsewhere.
Cost: 64 MiB, 3 passes (0.13 s, RELIABILITY.md).

The same words reach the program in more than one spelling: an é as one letter or as e with an accent, a space that
does not break, a file with a mark at its beginning. A new key is made from one spelling of them, whatever came, and a
store opens with any: those made by earlier releases are under the letters as they came.
"""

import os
import unicodedata
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from suffdesk.store.secret import RawKey, wipe

SALT_BYTES = 16
_KEY_BYTES = 32
_MARK = "\ufeff"
"""At the beginning of a text file it says that the file is Unicode; it is no part of the text."""
_PASSES, _LANES, _MEMORY_KIB = 3, 4, 64 * 1024


def new_salt() -> bytes:
    """Random salt for a new store."""
    return os.urandom(SALT_BYTES)


def salt_of(path: Path) -> bytes:
    """The salt of an encrypted store: its first 16 bytes. Raises OSError."""
    with path.open("rb") as file:
        return file.read(SALT_BYTES)


def settled(passphrase: str) -> str:
    """The spelling that new keys are made from: composed letters (NFC), every kind of space as a space, no mark."""
    composed = unicodedata.normalize("NFC", passphrase.removeprefix(_MARK))
    return "".join(" " if unicodedata.category(letter) == "Zs" else letter for letter in composed)


def spellings(passphrase: str) -> tuple[str, ...]:
    """How the same words may have been spelled when a key was made from them, the present way first.

    Earlier releases took a passphrase as it came: composed or not, with no-break spaces, with the mark of a file
    that has one, or only up to a character that Python takes for the end of a line (U+2028, form feed).
    """
    words, plain = settled(passphrase), passphrase.removeprefix(_MARK)
    cut = next(iter(plain.splitlines()), "")
    found = (
        words, passphrase, plain, unicodedata.normalize("NFC", plain), unicodedata.normalize("NFD", plain),
        _MARK + plain, words.replace(" ", "\u00a0"), cut,
    )  # fmt: skip
    return tuple(dict.fromkeys(one for one in found if one.strip()))


def raw_key(passphrase: str, salt: bytes) -> RawKey:
    """Key and salt as SQLCipher takes them: 48 bytes."""
    return _derived(settled(passphrase), salt)


def fitting_key(passphrase: str, salt: bytes, fits: Callable[[bytes], bool]) -> RawKey:
    """The key from that spelling of a passphrase which ``fits``; from the present one where none does."""
    first, *older = spellings(passphrase) or (passphrase,)
    key = _derived(first, salt)
    if fits(key):
        return key
    return next((other for other in (_derived(one, salt) for one in older) if fits(other)), key)


def _derived(words: str, salt: bytes) -> RawKey:
    spelled = words.encode("utf-8")
    derived = Argon2id(salt=salt, length=_KEY_BYTES, iterations=_PASSES, lanes=_LANES, memory_cost=_MEMORY_KIB).derive(
        spelled
    )
    joined = derived + salt
    key = RawKey(joined)
    for passing in (spelled, derived, joined):
        wipe(passing)
    return key
