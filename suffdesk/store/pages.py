"""Whether a key belongs to a file, told without its first page; and whether that page can be what was written.

SQLCipher says of a damaged first page and of a wrong key alike that the file is no database. Every page bears its
own seal, so one that verifies shows that the key is right and that it is the file that was damaged.
Layout and derivation: SQLCipher 4, https://www.zetetic.net/sqlcipher/design/ (page 4096, HMAC-SHA512 over the
content, the initialisation vector and the page number; its key is PBKDF2-SHA512, 2 rounds, of the raw key with
every byte of the salt xored with 0x3a; the first page begins with the salt, which its seal leaves out).
"""

import hashlib
import hmac
import re
from pathlib import Path

from suffdesk.store.secret import wipe

PAGE_BYTES = 4096
_HMAC_BYTES = 64
_KEY_BYTES = 32
_SALT_BYTES = 16
_SALT_MASK = 0x3A
_LOOKED_AT = 1024
"""Pages, spread over the whole file: any of them could be a damaged one."""
_LEAST_DISTINCT = 200
"""Of 256 values, a page of random bytes lacks none but by chance; text and tables lack most."""
_REPEATED = re.compile(rb"(.)\1{15}", re.DOTALL)


def key_fits(path: Path, raw_key: bytes) -> bool:
    """Whether any of many pages of the file was written under this key (48 bytes). Raises OSError."""
    key, salt = raw_key[:_KEY_BYTES], raw_key[_KEY_BYTES:]
    seal_key = hashlib.pbkdf2_hmac("sha512", key, bytes(byte ^ _SALT_MASK for byte in salt), 2, _KEY_BYTES)
    wipe(key)
    with path.open("rb") as file:
        pages = path.stat().st_size // PAGE_BYTES
        for page in range(1, pages + 1, max(1, pages // _LOOKED_AT)):
            file.seek((page - 1) * PAGE_BYTES)
            if _verifies(file.read(PAGE_BYTES), page, seal_key):
                return True
    return False


def beginning_is_whole(path: Path) -> bool:
    """Whether the file begins with a page that could be of an encrypted store, as random bytes. Raises OSError."""
    with path.open("rb") as file:
        first = file.read(PAGE_BYTES)
    return len(first) == PAGE_BYTES and len(set(first)) > _LEAST_DISTINCT and not _REPEATED.search(first)


def _verifies(content: bytes, page: int, seal_key: bytes) -> bool:
    if len(content) != PAGE_BYTES:
        return False
    start = _SALT_BYTES if page == 1 else 0
    body, seal = content[start:-_HMAC_BYTES], content[-_HMAC_BYTES:]
    made = hmac.new(seal_key, body + page.to_bytes(4, "little"), hashlib.sha512).digest()
    return hmac.compare_digest(made, seal)
