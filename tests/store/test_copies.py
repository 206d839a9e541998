"""Copies beside a store are found whatever they are called, and other stores are left alone."""

import errno
import shutil
import time
from pathlib import Path

import pytest

from suffdesk.operations import edit
from suffdesk.operations.backups import is_backup
from suffdesk.operations.erasure import Erasure, erase_child, finish_erasure
from suffdesk.store import copies
from suffdesk.store.backup import backup_before, backup_folder, backups_of
from suffdesk.store.engine import APPLICATION_ID, connect
from suffdesk.store.lock import StoreLock
from suffdesk.store.opening import create_store, open_store
from suffdesk.store.restore import restore_store
from suffdesk.store.schema import MIGRATIONS

pytestmark = pytest.mark.usefixtures("cheap_keys")
WORDS = "correct horse battery"
KEY = bytes(range(48))
PART = ".64c0d72bad7b.part"


def make(path: Path, passphrase: str | None = WORDS) -> None:
    """A store with a backup that holds the child 77."""
    path.parent.mkdir(exist_ok=True)
    with create_store(path, passphrase=passphrase, who="Ann") as store:
        edit.add(store, "child", {"identifier": "77"})
        backup_before(store.db, store.path, store.raw_key, "import")
        edit.add(store, "child", {"identifier": "78"})


def erase(path: Path, passphrase: str | None = WORDS) -> Erasure:
    with open_store(path, passphrase=passphrase) as store:
        ((child,),) = store.rows("SELECT id FROM child WHERE identifier = '77'")
        return erase_child(store, str(child), "mistake")


def holds(copy: Path, passphrase: str | None = WORDS) -> bool:
    with open_store(copy, passphrase=passphrase, read_only=True) as store:
        journal = "SELECT count(*) FROM journal_image WHERE instr(coalesce(before, after), '\"77\"') > 0"
        return bool(store.rows("SELECT 1 FROM child WHERE identifier = '77'")) or store.rows(journal) != [(0,)]


@pytest.mark.parametrize("name", ["a [2024].suffdesk", "a", "a.b.[c]", "[a]*?.suffdesk", "a.suffdesk"])
def test_backups_and_what_restoring_kept_are_found_under_any_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    make(path)
    (backup,) = backups_of(path)
    assert is_backup(backup)
    assert not is_backup(path)
    kept = restore_store(path, backup, passphrase=WORDS).kept
    assert kept is not None
    assert holds(kept)
    made = erase(path)
    assert made.complete
    assert set(made.copies.remade) == {backup.name, kept.name}
    assert not holds(kept)
    assert not holds(backup)


@pytest.mark.parametrize("passphrase", [WORDS, None])
def test_backups_under_an_earlier_name_and_copies_by_hand_are_found(tmp_path: Path, passphrase: str | None) -> None:
    old, new = tmp_path / "a.suffdesk", tmp_path / "b.suffdesk"
    make(old, passphrase)
    (backup,) = backups_of(old)
    old.rename(new)
    by_hand = tmp_path / "copy of it"
    shutil.copyfile(new, by_hand)
    make(tmp_path / "other.suffdesk", passphrase)  # another store, with a child of the same number
    (others,) = backups_of(tmp_path / "other.suffdesk")
    as_it_was = others.read_bytes()
    made = erase(new, passphrase)
    assert made.complete
    assert set(made.copies.remade) == {backup.name, by_hand.name}
    assert not holds(backup, passphrase)
    assert not holds(by_hand, passphrase)
    assert others.read_bytes() == as_it_was
    assert holds(tmp_path / "other.suffdesk", passphrase)


def test_a_plain_copy_beside_an_encrypted_store_is_found(tmp_path: Path) -> None:
    path, plain = tmp_path / "a.suffdesk", tmp_path / "plain.suffdesk"
    make(plain, None)
    restored = restore_store(path, plain)  # plain, and then encrypted as somebody may do with other tools
    assert restored.kept is None
    with open_store(path) as store:
        store.db.conn.execute(f"ATTACH DATABASE ? AS locked KEY \"x'{KEY.hex()}'\"", (str(tmp_path / "b"),))
        store.db.conn.execute("SELECT sqlcipher_export('locked')").fetchall()
        store.db.conn.execute(f"PRAGMA locked.application_id = {APPLICATION_ID}").fetchall()
        store.db.conn.execute(f"PRAGMA locked.user_version = {len(MIGRATIONS._migrations)}").fetchall()
        store.db.conn.execute("DETACH DATABASE locked")
    path.unlink()
    with open_store(tmp_path / "b", key=KEY) as store:
        ((child,),) = store.rows("SELECT id FROM child WHERE identifier = '77'")
        made = erase_child(store, str(child), "mistake")
    assert plain.name in made.copies.remade
    assert not holds(plain, None)


@pytest.mark.parametrize("passphrase", [WORDS, None])
def test_unfinished_copies_are_deleted(tmp_path: Path, passphrase: str | None) -> None:
    path = tmp_path / "a.suffdesk"
    make(path, passphrase)
    (backup,) = backups_of(path)
    part, journal, beside = backup.with_name(PART), backup.with_name(f"{PART}-journal"), tmp_path / PART
    shutil.copyfile(backup, part)
    journal.write_bytes(b"what a killed program left")
    shutil.copyfile(backup, beside)
    strange = tmp_path / ".0123456789ab.part"
    strange.write_bytes(b"of another program")
    made = erase(path, passphrase)
    assert made.complete
    assert set(made.copies.removed) == {part.name, journal.name, beside.name}
    assert not any(file.exists() for file in (part, journal, beside))
    assert strange.exists()


def test_a_copy_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.suffdesk"
    make(path)
    (backup,) = backups_of(path)
    damaged = backup_folder(path) / "strange name"
    damaged.write_bytes(backup.read_bytes()[:16] + b"\0" * 8192)
    elsewhere = tmp_path / "z backups" / "z"
    elsewhere.parent.mkdir()
    shutil.copyfile(damaged, elsewhere)
    made = erase(path)
    assert not made.complete
    assert set(made.copies.left) == {damaged.name, elsewhere.name}


def test_a_copy_that_is_open_is_left_and_gone_through_later(tmp_path: Path) -> None:
    path, copy = tmp_path / "a.suffdesk", tmp_path / "training.suffdesk"
    make(path)
    shutil.copyfile(path, copy)
    lock = StoreLock(copy, "Ben")
    try:
        assert erase(path).copies.left == (copy.name,)
    finally:
        lock.release()
    assert holds(copy)
    with open_store(path, passphrase=WORDS) as store:
        assert finish_erasure(store, 1).complete
    assert not holds(copy)


def test_a_backup_of_the_first_release_is_gone_through(tmp_path: Path) -> None:
    """It has no documents, notes, erasures or homes, and the record in it is older than the link to the child."""
    path = tmp_path / "a.suffdesk"
    make(path, None)
    (backup,) = backups_of(path)
    with open_store(path) as store:
        home = edit.add(store, "setting", {"name": "Oak", "kind": "Children's home"}).row_id
        values = {"setting_id": home, "kind": "Quality assurance visit", "planned_on": "01/06/2024", "child_id": "77"}
        edit.add(store, "note", {"entity": "visit", "row_id": edit.add(store, "visit", values).row_id, "text": "said"})
    db = connect(backup, None, wal=False)
    db.conn.execute("PRAGMA foreign_keys = OFF").fetchall()
    for name in ("quality_action", "concern", "visit", "note", "document", "document_content", "draft", "erasure",
                 "told_apart"):  # fmt: skip
        db.conn.execute(f"DROP TABLE {name}").fetchall()
    db.conn.execute("VACUUM").fetchall()
    db.conn.close()
    made = erase(path, None)
    assert made.complete
    assert backup.name in made.copies.remade
    db = connect(backup, None, read_only=True)
    assert db.conn.execute("SELECT identifier FROM child").fetchall() == []
    db.conn.close()


def test_what_found_no_room_beside_another_is_tried_again_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.suffdesk"
    make(path, None)
    with open_store(path) as store:
        for _ in range(3):
            backup_before(store.db, path, None, "import")
    there: set[Path] = set()
    copied = copies.shutil.copyfile

    def small_disk(source: Path, target: Path) -> None:
        """Has room for one copy more."""
        there.intersection_update(part for part in there if part.exists())
        if there:
            raise OSError(errno.ENOSPC, "No space left on device")
        there.add(target)
        copied(source, target)
        time.sleep(0.05)

    monkeypatch.setattr(copies.shutil, "copyfile", small_disk)
    said: list[str] = []
    with open_store(path) as store:
        ((child,),) = store.rows("SELECT id FROM child WHERE identifier = '77'")
        made = erase_child(store, str(child), "mistake", progress=lambda what, _: said.append(what))
    assert made.complete
    assert len(made.copies.remade) == len(backups_of(path)) > 3
    assert said[-1] == f"Making backup {len(made.copies.remade)} of {len(made.copies.remade)} again"
