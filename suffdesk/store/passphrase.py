"""Changing the passphrase, and resetting it by the recovery key.

The file is written again under the new key, in one transaction: killed at any moment it opens with the old
passphrase or with the new. The file that the recovery key opens holds both keys meanwhile. Keys that backups were
made under stay in the store, so that it can still read them.
"""

import hmac
import json
import shutil
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from sqlite_utils import Database

from suffdesk.core.errors import UserError
from suffdesk.store import attempts, key_slots, keyring_slot, keys
from suffdesk.store.backup import backup_before
from suffdesk.store.engine import DatabaseError, set_key
from suffdesk.store.events import write_event
from suffdesk.store.opening import check_passphrase, open_store
from suffdesk.store.recovery_key import forget_recovery_keys, publics_of, renew_slots, write_publics
from suffdesk.store.refusals import RecoveryKeyFailed, WrongPassphrase
from suffdesk.store.session import Store
from suffdesk.store.sqlite_errors import in_words

_FORMER = "former_keys"


def change_passphrase(store: Store, old: str, new: str) -> None:
    """Encrypt the store under another passphrase, after a backup.

    Raises WrongPassphrase where ``old`` is not the present one, TooSoon where one failed a moment ago, UserError for a
    weak new one, a plain or read-only store, or a full disk; Refused while another task or program has the store open.
    """
    key = _key_of(store)
    salt = key[-keys.SALT_BYTES :]
    check_passphrase(new)
    fits = partial(hmac.compare_digest, key)
    with attempts.one_try(store.path):
        if not fits(keys.fitting_key(old, salt, fits)):
            raise WrongPassphrase(f"That is not the passphrase of {store.path.name}; nothing was changed")
    backup_before(store.db, store.path, key, "passphrase change")
    _write_under(store, keys.raw_key(new, salt), "passphrase changed", "The passphrase was changed")


def reset_passphrase(path: Path, recovery_key: str, new_passphrase: str, *, who: str = "Somebody") -> None:
    """Give a store a new passphrase by its recovery key, which is then used up: another has to be made.

    Raises RecoveryKeyFailed saying what is wrong with the key or the file beside the store, and what
    ``open_store`` raises.
    """
    check_passphrase(new_passphrase)
    with _open_by_recovery_key(path, recovery_key, who) as store:
        key = _key_of(store)
        backup_before(store.db, path, key, "passphrase change")
        new = keys.raw_key(new_passphrase, key[-keys.SALT_BYTES :])
        _write_under(store, new, "passphrase reset", "The passphrase was reset by the recovery key, which is used up")
        forget_recovery_keys(store)


def _open_by_recovery_key(path: Path, recovery_key: str, who: str) -> Store:
    for key in key_slots.keys_locked_to(path, recovery_key):
        try:
            return open_store(path, key=key, who=who)
        except WrongPassphrase:
            continue  # the file holds two keys where a change of passphrase was cut short
    raise RecoveryKeyFailed(
        f"{key_slots.keys_path(path).name} belongs to another state of {path.name} than the one beside it; copy the "
        "file from a backup, or open the store with its passphrase"
    )


def known_keys(store: Store) -> tuple[bytes | None, ...]:
    """The key of the store and those that it had before: what its backups may be encrypted under."""
    return (store.raw_key, *(key for key in former_keys_of(store.db) if key != store.raw_key))


def former_keys_of(db: Database) -> tuple[bytes, ...]:
    """Keys that a store was encrypted under before. Raises DatabaseError."""
    found = db.conn.execute("SELECT value FROM meta WHERE name = ?", (_FORMER,)).fetchall()
    return tuple(bytes.fromhex(text) for text in json.loads(found[0][0] or "[]")) if found else ()


def keep_former_keys(store: Store, former: Sequence[bytes | None]) -> None:
    """Remember keys that backups of the store may be encrypted under, beside those it knows."""
    held = dict.fromkeys(key.hex() for key in (*known_keys(store)[1:], *former) if key and key != store.raw_key)
    store.set_meta(_FORMER, json.dumps(list(held)))


def _key_of(store: Store) -> bytes:
    if store.raw_key is None:
        raise UserError(f"{store.path.name} is not encrypted, so it has no passphrase and needs no recovery key")
    return store.raw_key


def _write_under(store: Store, new: bytes, kind: str, words: str) -> None:
    old = _key_of(store)
    publics = publics_of(store)
    former = [key.hex() for key in known_keys(store) if key and key != new]
    store.set_meta(_FORMER, json.dumps(former))  # before the key is changed: backups were made under the old one
    if publics:
        write_publics(store, publics, [old, new])
    rekey(store, new)
    with store.writing("Change the passphrase"):
        write_event(store.db, store.who, kind, words)
    renew_slots(store)
    if keyring_slot.recall(store.path) == old:
        keyring_slot.remember(store.path, new)


def rekey(store: Store, new: bytes) -> None:
    """Write the whole file again under another key (48 bytes, the same salt), kept whole or not at all.

    With the rollback journal: under a write-ahead log, a kill would leave a file under one key and its log under
    the other, and neither the file alone nor ``cipher_integrity_check`` could be made sense of.
    """
    with store.alone("Change the passphrase"):
        _refuse_without_room(store.path)
        failure: DatabaseError | None = None
        try:
            set_key(store.db.conn, "rekey", new)
        except DatabaseError as error:
            failure = error
        # whatever was said: the file tells which key it is under
        try:
            store.reconnect(new)
        except DatabaseError as error:
            words = in_words(failure or error, store.path)
            if not isinstance(words, UserError):
                words = UserError(
                    f"{store.path.name} could not be written again under another passphrase; it has the one it had. "
                    "Look whether its disk has room for twice the file, and try again"
                )
            raise words from error


def _refuse_without_room(path: Path) -> None:
    """Every page goes into the journal before it is written again, so a second file of the size has to fit."""
    needed, free = path.stat().st_size, shutil.disk_usage(path.parent).free
    if free < needed:
        raise UserError(
            f"There is no room on the disk that holds {path.name} to change its passphrase; it has the one it had. "
            f"Free {needed / 1024 / 1024:,.0f} MB there and try again"
        )
