"""The recovery key, and the file beside a store that locks the store's key to it.

A recovery key is 160 random bits, printed as eight groups of five characters (Crockford's base 32: no I, L, O or
U), each group ending in a check character, so that a mistake in copying is found and its group named. An X25519
key pair is made from it. ``STORE.keys`` holds the store's raw key encrypted to the public half (X25519,
HKDF-SHA256, ChaCha20-Poly1305), so that a change of passphrase can renew it without the recovery key. Whoever
has that file and the store but not the recovery key can do nothing with it. A seal under the raw key lets the store
notice that it was exchanged.
"""

import base64
import hashlib
import hmac
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from suffdesk.core.private import as_readable_as
from suffdesk.store import durable
from suffdesk.store.refusals import RecoveryKeyFailed

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans("OIL", "011", " -–—\t\n\r")
_GROUPS, _IN_GROUP = 8, 5
_SECRET_BYTES = 20
_NONCE = bytes(12)
"""Each wrapping key encrypts one message, so the nonce may be fixed."""
_VERSION = 1


def keys_path(store: Path) -> Path:
    """The file beside a store that its recovery key opens."""
    return store.with_name(store.name + ".keys")


# The recovery key as printed


def new_secret() -> bytes:
    """The random bits of a new recovery key."""
    return os.urandom(_SECRET_BYTES)


def _check_character(number: int, characters: str) -> str:
    return _ALPHABET[hashlib.sha256(f"SuffDesk {number} {characters}".encode()).digest()[0] & 31]


def printed(secret: bytes) -> str:
    """The secret as it is printed: eight groups of five characters, joined by hyphens."""
    number = int.from_bytes(secret)
    characters = "".join(_ALPHABET[number >> shift & 31] for shift in range(_SECRET_BYTES * 8 - 5, -1, -5))
    groups = [characters[start : start + _IN_GROUP - 1] for start in range(0, len(characters), _IN_GROUP - 1)]
    return "-".join(group + _check_character(place, group) for place, group in enumerate(groups, start=1))


def secret_of(text: str) -> bytes:
    """The secret of a recovery key as typed: small letters, spaces and O for 0 are taken as meant.

    Raises RecoveryKeyFailed that names the group with a mistake in it.
    """
    characters = text.upper().translate(_READ_AS)
    strange = sorted(set(characters) - set(_ALPHABET))
    if strange:
        raise RecoveryKeyFailed(f"A recovery key has no “{strange[0]}” in it; compare it with the printed one")
    if len(characters) != _GROUPS * _IN_GROUP:
        raise RecoveryKeyFailed(
            f"A recovery key has {_GROUPS} groups of {_IN_GROUP} characters, and this has {len(characters)} "
            f"characters instead of {_GROUPS * _IN_GROUP}; compare it with the printed one"
        )
    number = 0
    for place in range(1, _GROUPS + 1):
        group = characters[(place - 1) * _IN_GROUP : place * _IN_GROUP]
        if _check_character(place, group[:-1]) != group[-1]:
            raise RecoveryKeyFailed(
                f"There is a mistake in group {place} of the recovery key ({group}); compare it with the printed one"
            )
        for character in group[:-1]:
            number = number << 5 | _ALPHABET.index(character)
    return number.to_bytes(_SECRET_BYTES)


# The key pair, and what is locked to it


def _derived(material: bytes, salt: bytes, use: str) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=salt, info=f"SuffDesk {use}".encode()).derive(material)


def _private(secret: bytes) -> X25519PrivateKey:
    return X25519PrivateKey.from_private_bytes(_derived(secret, b"", "recovery key"))


def public_of(secret: bytes) -> bytes:
    """The public half of a recovery key: 32 bytes, which the store keeps."""
    return _private(secret).public_key().public_bytes_raw()


def _wrap(public: bytes, raw_key: bytes) -> dict[str, str]:
    once = X25519PrivateKey.generate()
    sender = once.public_key().public_bytes_raw()
    key = _derived(once.exchange(X25519PublicKey.from_public_bytes(public)), sender + public, "slot")
    sealed = ChaCha20Poly1305(key).encrypt(_NONCE, raw_key, sender + public)
    return {"public": _text(public), "sender": _text(sender), "sealed": _text(sealed)}


def _unwrap(private: X25519PrivateKey, slot: dict[str, Any]) -> bytes:
    public, sender = private.public_key().public_bytes_raw(), _bytes(slot["sender"])
    key = _derived(private.exchange(X25519PublicKey.from_public_bytes(sender)), sender + public, "slot")
    return ChaCha20Poly1305(key).decrypt(_NONCE, _bytes(slot["sealed"]), sender + public)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def _seal(raw_key: bytes, slots: Sequence[dict[str, str]]) -> str:
    key = _derived(raw_key, b"", "seal of the slots")
    return _text(hmac.new(key, json.dumps(slots, sort_keys=True).encode(), hashlib.sha256).digest())


# The file


def write_slots(store: Path, publics: Sequence[bytes], raw_keys: Sequence[bytes]) -> None:
    """Lock every key to every public half and write the file whole. Raises OSError.

    More than one of either only while one takes the place of another: whichever stands after a kill is there.
    """
    slots = [_wrap(public, raw_key) for public in publics for raw_key in raw_keys]
    seals = [_seal(raw_key, slots) for raw_key in raw_keys]
    document = {
        "what": "The key of a SuffDesk store, locked to its printed recovery key. Keep it beside the store.",
        "version": _VERSION,
        "slots": slots,
        "seals": seals,
    }
    durable.write(keys_path(store), json.dumps(document, indent=1).encode("utf-8"))
    as_readable_as(keys_path(store), store)


def _read(store: Path) -> dict[str, Any]:
    path = keys_path(store)
    try:
        document = json.loads(path.read_bytes())
        if document["version"] > _VERSION:
            raise RecoveryKeyFailed(f"{path.name} was made by a newer SuffDesk; open it with that release")
        for slot in document["slots"]:
            for name in ("public", "sender", "sealed"):
                _bytes(slot[name])
        [str(seal) for seal in document["seals"]]
    except FileNotFoundError:
        raise RecoveryKeyFailed(
            f"{path.name} is missing: a recovery key works only with that file beside the store, so copy it there "
            "from a backup, or open the store with its passphrase"
        ) from None
    except OSError as error:
        raise RecoveryKeyFailed(f"{path.name} cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError):
        raise RecoveryKeyFailed(
            f"{path.name} is damaged; copy it from a backup, or open the store with its passphrase, which makes it anew"
        ) from None
    return dict(document)


def standing(store: Path, publics: Sequence[bytes], raw_key: bytes) -> bool:
    """Whether the file is there, is the store's own, and locks exactly this key to exactly these public halves."""
    try:
        document = _read(store)
    except RecoveryKeyFailed:
        return False
    slots = document["slots"]
    sealed = any(hmac.compare_digest(str(seal), _seal(raw_key, slots)) for seal in document["seals"])
    return sealed and len(document["seals"]) == 1 and [slot["public"] for slot in slots] == list(map(_text, publics))


def publics_sealed_by(store: Path, raw_key: bytes) -> list[bytes]:
    """Public halves in the file, where it bears the seal of this key; none otherwise."""
    try:
        document = _read(store)
    except RecoveryKeyFailed:
        return []
    slots = document["slots"]
    if not any(hmac.compare_digest(str(seal), _seal(raw_key, slots)) for seal in document["seals"]):
        return []
    return [_bytes(text) for text in dict.fromkeys(slot["public"] for slot in slots)]


def keys_locked_to(store: Path, recovery_key: str) -> list[bytes]:
    """Raw keys that a recovery key opens; the store takes one of them. Raises RecoveryKeyFailed saying what is wrong.

    ``recovery_key`` is the text as printed.
    """
    secret = secret_of(recovery_key)
    private = _private(secret)
    public = _text(private.public_key().public_bytes_raw())
    slots = _read(store)["slots"]
    own = [slot for slot in slots if slot["public"] == public]
    if not own:
        raise RecoveryKeyFailed(
            f"That is not the recovery key of {store.name}: it was used up, another was made after it, or it has a "
            "mistake in it"
        )
    try:
        return [_unwrap(private, slot) for slot in own]
    except (InvalidTag, ValueError):
        raise RecoveryKeyFailed(
            f"{keys_path(store).name} is damaged; copy it from a backup, or open the store with its passphrase"
        ) from None
