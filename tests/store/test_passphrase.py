"""Changing a passphrase and resetting it by the recovery key."""

import shutil
from pathlib import Path

import pytest

from suffdesk.core.errors import Refused, UserError
from suffdesk.store import attempts, key_slots
from suffdesk.store.backup import backups_of
from suffdesk.store.backup_contents import backups
from suffdesk.store.events import events
from suffdesk.store.opening import create_store, open_store
from suffdesk.store.passphrase import (
    change_passphrase,
    known_keys,
    reset_passphrase,
)
from suffdesk.store.recovery_key import has_recovery_key
from suffdesk.store.refusals import RecoveryKeyFailed, WrongPassphrase
from tests.recovery_keys import make_recovery_key

pytestmark = pytest.mark.usefixtures("cheap_keys")
OLD, NEW = "correct horse battery", "another horse battery"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "a.suffdesk"
    with create_store(made, passphrase=OLD, who="Ann") as store, store.change("Add") as result:
        rows = [{"reference": f"C-{n}", "identifier": f"CANARY-{n}"} for n in range(300)]
        result.change.insert_many("child", rows)
    return made


def test_changed_passphrase_opens_and_the_old_one_does_not(path: Path, tmp_path: Path) -> None:
    with open_store(path, passphrase=OLD) as store:
        state = store.state()
        change_passphrase(store, OLD, NEW)
        assert store.state() != state
        with store.change("Add") as result:
            result.change.insert("child", {"reference": "C-new", "identifier": "new"})
        with store.second() as worker:
            assert worker.rows("SELECT count(*) FROM child") == [(301,)]
    with pytest.raises(WrongPassphrase):
        open_store(path, passphrase=OLD)
    copy = tmp_path / "elsewhere" / "b.suffdesk"
    copy.parent.mkdir()
    shutil.copyfile(path, copy)  # the one file and the passphrase are enough
    with open_store(copy, passphrase=NEW) as store:
        assert store.rows("SELECT count(*) FROM child") == [(301,)]
        assert [event.kind for event in events(store)] == ["passphrase changed"]


def test_backups_made_before_stay_readable_to_the_store(path: Path) -> None:
    with open_store(path, passphrase=OLD) as store:
        change_passphrase(store, OLD, NEW)
        change_passphrase(store, NEW, "third horse battery")
        found = backups(path, *known_keys(store))
        assert [(backup.readable, backup.counts["child"]) for backup in found] == [(True, 300), (True, 300)]
        assert [backup.readable for backup in backups(path, store.raw_key)] == [False, False]
    open_store(backups_of(path)[0], passphrase=OLD, read_only=True).close()


def test_what_is_refused_changes_nothing(path: Path) -> None:
    with open_store(path, passphrase=OLD) as store:
        with pytest.raises(WrongPassphrase, match="not the passphrase"):
            change_passphrase(store, NEW, NEW)
        with pytest.raises(UserError, match="too short"):
            change_passphrase(store, OLD, "short")
        attempts.succeeded(path)
        with store.second(), pytest.raises(Refused, match="Another task"):
            change_passphrase(store, OLD, NEW)
        with open_store(path, passphrase=OLD, read_only=True) as reader:
            reader.rows("SELECT 1 FROM child")
            with pytest.raises(Refused, match="Another program is reading"):
                change_passphrase(store, OLD, NEW)
            with pytest.raises(Refused, match="reading only"):
                change_passphrase(reader, OLD, NEW)
        assert store.rows("SELECT count(*) FROM child") == [(300,)]
    open_store(path, passphrase=OLD).close()


def test_plain_store_has_nothing_to_change(tmp_path: Path) -> None:
    with create_store(tmp_path / "a.suffdesk", passphrase=None) as store:
        with pytest.raises(UserError, match="not encrypted"):
            change_passphrase(store, OLD, NEW)
        with pytest.raises(UserError, match="not encrypted"):
            make_recovery_key(store)


def test_recovery_key_resets_the_passphrase_once(path: Path) -> None:
    with open_store(path, passphrase=OLD) as store:
        key = make_recovery_key(store)
        change_passphrase(store, OLD, NEW)  # renewed without the key being known
        assert has_recovery_key(store)
    reset_passphrase(path, key.lower(), "third horse battery", who="Ben")
    with pytest.raises(WrongPassphrase):
        open_store(path, passphrase=NEW)
    with open_store(path, passphrase="third horse battery") as store:
        assert not has_recovery_key(store)
        assert store.rows("SELECT count(*) FROM child") == [(300,)]
        assert [(event.who, event.kind) for event in events(store)][:2] == [
            ("Ben", "passphrase reset"), ("Somebody", "passphrase changed"),
        ]  # fmt: skip
    with pytest.raises(RecoveryKeyFailed, match="is missing"):
        reset_passphrase(path, key, NEW)
    assert path.read_bytes().count(b"CANARY") == 0


def test_a_newer_key_takes_the_place_of_an_earlier_one(path: Path) -> None:
    with open_store(path, passphrase=OLD) as store:
        first, second = make_recovery_key(store), make_recovery_key(store)
    with pytest.raises(RecoveryKeyFailed, match="not the recovery key"):
        reset_passphrase(path, first, NEW)
    reset_passphrase(path, second, NEW)


@pytest.mark.parametrize("damage", ["missing", "damaged", "exchanged"])
def test_opening_makes_the_file_of_the_recovery_key_again(path: Path, damage: str) -> None:
    with open_store(path, passphrase=OLD) as store:
        key = make_recovery_key(store)
    file = key_slots.keys_path(path)
    if damage == "missing":
        file.unlink()
    elif damage == "damaged":
        file.write_bytes(b"{}")
    else:
        key_slots.write_slots(path, [key_slots.public_of(bytes(20))], [bytes(48)])
    with pytest.raises(RecoveryKeyFailed):
        reset_passphrase(path, key, NEW)
    open_store(path, passphrase=OLD).close()
    reset_passphrase(path, key, NEW)
    open_store(path, passphrase=NEW).close()


def test_a_backup_is_reset_by_the_key_that_it_was_made_with(path: Path, tmp_path: Path) -> None:
    with open_store(path, passphrase=OLD) as store:
        key = make_recovery_key(store)
        change_passphrase(store, OLD, NEW)
    backup = backups_of(path)[-1]
    reset_passphrase(backup, key, "third horse battery")
    open_store(backup, passphrase="third horse battery").close()
    open_store(path, passphrase=NEW).close()


def test_file_of_another_state_of_the_store_is_said(path: Path) -> None:
    with open_store(path, passphrase=OLD) as store:
        key = make_recovery_key(store)
    file = key_slots.keys_path(path)
    before = file.read_bytes()
    with open_store(path, passphrase=OLD) as store:
        change_passphrase(store, OLD, NEW)
    file.write_bytes(before)
    with pytest.raises(RecoveryKeyFailed, match="belongs to another state"):
        reset_passphrase(path, key, NEW)
