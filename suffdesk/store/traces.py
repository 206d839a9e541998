"""What lies beside a file and says that a store was there, and whether it was encrypted: its backups, keys and lock."""

from pathlib import Path

from suffdesk.store import keys
from suffdesk.store.backup import backup_files
from suffdesk.store.engine import is_plain
from suffdesk.store.key_slots import keys_path
from suffdesk.store.lock import lock_path
from suffdesk.store.pages import beginning_is_whole, key_fits

_LATEST = 3
"""Backups that are looked at: a key is derived for every salt among them."""
_KEYS = "keys"


def was_store(path: Path) -> bool:
    """Whether a store was at this place."""
    return _is_there(lock_path(path)) or _is_there(keys_path(path)) or bool(backup_files(path))


def has_backups(path: Path) -> bool:
    """Whether backups of a store lie beside this place, whatever is at the place itself."""
    try:
        return bool(backup_files(path))
    except OSError:  # a name that is too long for one
        return False


def encrypted_before(path: Path) -> str:
    """A mark of the encrypted store that was at this place the last that is known; empty where none was."""
    files = backup_files(path)
    for file in reversed(files):
        if salt := _salt(file.path):
            return salt.hex()
        if _is_plain(file.path):
            return ""
    return _KEYS if _is_there(keys_path(path)) else ""


def salts(path: Path) -> list[bytes]:
    """The salts of the latest encrypted backups, each once, the latest last."""
    found = (_salt(file.path) for file in reversed(backup_files(path)[-_LATEST:]))
    return list(dict.fromkeys(salt for salt in found if salt))[::-1]


def opens_a_backup(path: Path, raw_key: bytes) -> bool:
    """Whether a key (48 bytes) is that of one of the latest backups."""
    return any(
        _salt(file.path) == raw_key[-keys.SALT_BYTES :] and key_fits(file.path, raw_key)
        for file in backup_files(path)[-_LATEST:]
    )


def _is_there(file: Path) -> bool:
    try:
        return file.exists()
    except OSError:  # a name that is too long for one
        return False


def _salt(backup: Path) -> bytes:
    """The salt of an encrypted backup; empty for one that is plain, or damaged from its beginning on."""
    try:
        return b"" if _is_plain(backup) or not beginning_is_whole(backup) else keys.salt_of(backup)
    except OSError:
        return b""


def _is_plain(backup: Path) -> bool:
    try:
        return is_plain(backup)
    except OSError:
        return False
