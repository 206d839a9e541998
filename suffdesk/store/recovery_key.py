"""Which recovery keys open a store: the one that was handed over, and those made since that were not yet.

A new key takes the place of an earlier one only once it is known to be on paper or in a file: a disk that is full, a
program that is killed or a window that is locked in between must not leave a team with a printed key that is dead and
a new one that nobody has seen. Until then both open the store.
"""

import contextlib
import json
from collections.abc import Sequence

from suffdesk.core.errors import UserError
from suffdesk.store import key_slots
from suffdesk.store.events import write_event
from suffdesk.store.session import Store
from suffdesk.store.sqlite_errors import short_words

_HANDED_OVER = "recovery_public"
"""Fact about a store: the public half of the recovery key that was handed over, in hexadecimal."""
_OFFERED = "recovery_offered"
"""The public halves of those made since, which may or may not have reached paper: a list as JSON."""


def publics_of(store: Store) -> list[bytes]:
    """The public halves of every key that opens the store, the one that was handed over first."""
    handed_over, offered = store.meta(_HANDED_OVER), store.meta(_OFFERED)
    found = [*([handed_over] if handed_over else []), *(json.loads(offered) if offered else [])]
    return [bytes.fromhex(text) for text in dict.fromkeys(found)]


def has_recovery_key(store: Store) -> bool:
    """Whether a recovery key that was handed over is still to be used."""
    return store.meta(_HANDED_OVER) is not None


def offer_recovery_key(store: Store) -> str:
    """A new recovery key, as it is to be printed; it is kept nowhere. One that was made earlier works as before.

    Raises UserError for a plain or read-only store, or where the file beside the store cannot be written.
    """
    if store.raw_key is None:
        raise UserError(f"{store.path.name} is not encrypted, so it has no passphrase and needs no recovery key")
    secret = key_slots.new_secret()
    publics = [*publics_of(store), key_slots.public_of(secret)]
    write_publics(store, publics, [store.raw_key])
    with store.writing("Make a recovery key"):
        _keep(store, publics, handed_over=store.meta(_HANDED_OVER))
    return key_slots.printed(secret)


def confirm_recovery_key(store: Store, key: str) -> None:
    """The key was handed over: from now on it alone opens the store. ``key`` is what ``offer_recovery_key`` gave.

    Backups made before keep the keys that they were made with. Raises UserError where that cannot be recorded: then
    the earlier key works as well.
    """
    public = key_slots.public_of(key_slots.secret_of(key))
    with store.writing("Make a recovery key"):
        _keep(store, [public], handed_over=public.hex())
        write_event(store.db, store.who, "recovery key made", "A recovery key was made")
    renew_slots(store)


def forget_recovery_keys(store: Store) -> None:
    """The recovery key was used up: no key opens the store until another is made."""
    with store.writing("Use up the recovery key"):
        _keep(store, [], handed_over=None)
    key_slots.keys_path(store.path).unlink(missing_ok=True)


def take_over(store: Store, publics: Sequence[bytes]) -> None:
    """Keep the keys in this order, the first as the one that was handed over: a backup knew others."""
    with store.writing("Take over the recovery key"):
        _keep(store, publics, handed_over=publics[0].hex() if publics else None)


def renew_slots(store: Store) -> None:
    """Make the file that the recovery key opens again where it is missing, damaged, exchanged or out of date.

    Where the disk does not take it now, the next opening tries again.
    """
    publics = publics_of(store)
    if publics and store.raw_key and not key_slots.standing(store.path, publics, store.raw_key):
        with contextlib.suppress(OSError):
            key_slots.write_slots(store.path, publics, [store.raw_key])


def write_publics(store: Store, publics: Sequence[bytes], raw_keys: Sequence[bytes]) -> None:
    """Lock every raw key to every public half in the file beside the store. Raises UserError."""
    if store.read_only:
        with store.writing("Make a recovery key"):
            pass  # refuses, with the reason
    try:
        key_slots.write_slots(store.path, publics, raw_keys)
    except OSError as error:
        name = key_slots.keys_path(store.path).name
        why = short_words(error)
        raise UserError(f"{name} cannot be written beside the store: {why}; nothing was changed") from error


def _keep(store: Store, publics: Sequence[bytes], *, handed_over: str | None) -> None:
    offered = [public.hex() for public in publics if public.hex() != handed_over]
    store.set_meta(_HANDED_OVER, handed_over)
    store.set_meta(_OFFERED, json.dumps(offered) if offered else None)
