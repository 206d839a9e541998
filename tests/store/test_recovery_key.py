"""A new recovery key takes the place of an earlier one only once it has been handed over."""

import errno
from pathlib import Path

import pytest

from suffdesk.core.errors import Refused
from suffdesk.store import durable, key_slots
from suffdesk.store.events import events
from suffdesk.store.opening import create_store, open_store
from suffdesk.store.passphrase import change_passphrase, reset_passphrase
from suffdesk.store.recovery_key import confirm_recovery_key, has_recovery_key, offer_recovery_key
from suffdesk.store.refusals import RecoveryKeyFailed

pytestmark = pytest.mark.usefixtures("cheap_keys")
OLD, NEW = "correct horse battery", "another horse battery"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "a.suffdesk"
    create_store(made, passphrase=OLD).close()
    return made


def opens(path: Path, recovery_key: str) -> bool:
    try:
        (key,) = key_slots.keys_locked_to(path, recovery_key)
    except RecoveryKeyFailed:
        return False
    open_store(path, key=key, read_only=True).close()
    return True


def test_both_open_the_store_until_the_new_one_is_confirmed(path: Path) -> None:
    with open_store(path, passphrase=OLD) as store:
        assert not has_recovery_key(store)
        first = offer_recovery_key(store)
        assert not has_recovery_key(store)
        confirm_recovery_key(store, first)
        assert has_recovery_key(store)
        lost = offer_recovery_key(store)  # the program was killed before it was seen
    with open_store(path, passphrase=OLD) as store:  # which makes the file of the keys again where it does not stand
        assert has_recovery_key(store)
    assert opens(path, first)
    assert opens(path, lost)
    with open_store(path, passphrase=OLD) as store:
        second = offer_recovery_key(store)
        change_passphrase(store, OLD, NEW)
    assert opens(path, first)
    assert opens(path, lost)  # it may be on paper all the same
    assert opens(path, second)
    with open_store(path, passphrase=NEW) as store:
        confirm_recovery_key(store, second)
        assert [event.kind for event in events(store)] == [
            "recovery key made", "passphrase changed", "recovery key made",
        ]  # fmt: skip
    assert [opens(path, key) for key in (first, lost, second)] == [False, False, True]
    reset_passphrase(path, second, OLD)
    with open_store(path, passphrase=OLD) as store:
        assert not has_recovery_key(store)


def test_any_key_that_opens_the_store_resets_it_and_uses_up_all(path: Path) -> None:
    with open_store(path, passphrase=OLD) as store:
        first = offer_recovery_key(store)
        confirm_recovery_key(store, first)
        second = offer_recovery_key(store)
    reset_passphrase(path, first, NEW)
    assert [opens(path, key) for key in (first, second)] == [False, False]
    with open_store(path, passphrase=NEW) as store:
        assert not has_recovery_key(store)
    assert not key_slots.keys_path(path).exists()


def test_a_full_disk_while_it_is_confirmed_leaves_a_key_that_works(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_store(path, passphrase=OLD) as store:
        first = offer_recovery_key(store)
        confirm_recovery_key(store, first)
        second = offer_recovery_key(store)

        def full(_path: Path, _data: bytes) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        with monkeypatch.context() as patch:
            patch.setattr(durable, "write", full)
            confirm_recovery_key(store, second)
        assert opens(path, second)
    open_store(path, passphrase=OLD).close()
    assert [opens(path, key) for key in (first, second)] == [False, True]


def test_a_store_that_is_read_only_gets_no_key(path: Path) -> None:
    with open_store(path, passphrase=OLD, read_only=True) as store, pytest.raises(Refused, match="reading only"):
        offer_recovery_key(store)
    assert not key_slots.keys_path(path).exists()
