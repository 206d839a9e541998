"""Whether a key belongs to a file, told without its first page.

SQLCipher says of a damaged first page and of a wrong key alike that the file is no database. Every page bears its
own seal, so one that verifies shows that the key is right and that it is the first page that was damaged.
Layout and derivation: SQLCipher 4, https://www.zetetic.net/sqlcipher/design/ (page 4096, HMAC-SHA512 over the
content, the initialisation vector and the page number; its key is PBKDF2-SHA512, 2 rounds, of the raw key with
every byte of the salt xored with 0x3a).
"""

import hashlib
import hmac
from pathlib import Path

from suffdesk.store.secret import wipe

PAGE_BYTES = 4096
_HMAC_BYTES = 64
_KEY_BYTES = 32
_SALT_MASK = 0x3A
_LOOKED_AT = (2, 3, 5, 8, 13)
"""One page could be the damaged one."""


def key_fits(path: Path, raw_key: bytes) -> bool:
    """Whether any of a few pages after the first was written under this key (48 bytes). Raises OSError."""
    key, salt = raw_key[:_KEY_BYTES], raw_key[_KEY_BYTES:]
    seal_key = hashlib.pbkdf2_hmac("sha512", key, bytes(byte ^ _SALT_MASK for byte in salt), 2, _KEY_BYTES)
    wipe(key)
    with path.open("rb") as file:
        for page in _LOOKED_AT:
            file.seek((page - 1) * PAGE_BYTES)
            if _verifies(file.read(PAGE_BYTES), page, seal_key):
                return True
    return False


def _verifies(content: bytes, page: int, seal_key: bytes) -> bool:
    if len(content) != PAGE_BYTES:
        return False
    body, seal = content[:-_HMAC_BYTES], content[-_HMAC_BYTES:]
    made = hmac.new(seal_key, body + page.to_bytes(4, "little"), hashlib.sha512).digest()
    return hmac.compare_digest(made, seal)
