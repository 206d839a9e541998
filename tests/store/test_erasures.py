"""A backup or a copy made before an erasure does not bring the child back."""

from pathlib import Path

import pytest

from suffdesk.core.errors import Refused
from suffdesk.operations import edit
from suffdesk.operations.certificates import certificate, write_certificate
from suffdesk.operations.erasure import erase_child, erasures_made
from suffdesk.operations.export_log import exports_made
from suffdesk.store.backup import backup_before
from suffdesk.store.belonging import held_of
from suffdesk.store.check import check
from suffdesk.store.erasures import recorded_erasures
from suffdesk.store.events import events
from suffdesk.store.opening import Store, create_store, open_store
from suffdesk.store.restore import restore_record, restore_store

pytestmark = pytest.mark.usefixtures("cheap_keys")
WORDS = "correct horse battery"


def child(store: Store, identifier: str) -> str:
    row = edit.add(store, "child", {"identifier": identifier, "date_of_birth": "01/01/2010"}).row_id
    edit.add(store, "episode", {"child": identifier, "started": "01/01/2020", "reason_new": "S", "legal_status": "C2",
                                "place": "U6", "provider": "PR1"})  # fmt: skip
    edit.add(store, "note", {"entity": "child", "row_id": row, "text": f"CANARY{identifier}"})
    return row


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.suffdesk"


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    (tmp_path / "usb").mkdir()
    return tmp_path / "usb" / "copy.suffdesk"


def test_an_older_copy_comes_back_without_who_was_erased_since(path: Path, elsewhere: Path) -> None:
    with create_store(path, passphrase=WORDS, who="Ann") as store:
        gone, stays = child(store, "1"), child(store, "2")
        backup_before(store.db, path, store.raw_key, "import").replace(elsewhere)
        later = child(store, "3")
        latest = backup_before(store.db, path, store.raw_key, "update").replace(elsewhere.with_stem("latest"))
        made = erase_child(store, gone, "mistake")
        write_certificate(store, made, path.with_name("certificate.pdf"))
        erase_child(store, later, "mistake")
        numbers = [one.number for one in erasures_made(store)]
    restored = restore_store(path, elsewhere, passphrase=WORDS, who="Ben")
    assert restored.erased_again == 1
    assert restored.words == (
        "1 record that was erased since was not brought back. copy.suffdesk itself still holds what was erased: "
        "delete it"
    )
    assert restored.kept is not None
    with open_store(path, passphrase=WORDS) as store:
        assert check(store).whole
        assert not held_of(store.db, gone)
        assert held_of(store.db, stays)
        assert edit.next_reference(store) == "C-0004"
        assert {one.child_id for one in recorded_erasures(store.db)} == {gone, later}
        made = erasures_made(store)
        assert len(made) == len(numbers)
        assert all(one.erasure.earlier_history for one in made)
        assert "had before an older backup took its place" in str(certificate(store, made[0].erasure))
        assert "not brought back" in events(store)[0].words
        assert [one.file_name for one in exports_made(store)] == ["certificate.pdf"]
        for row in (gone, later):
            with pytest.raises(Refused, match="was erased"):
                restore_record(store, elsewhere if row == gone else latest, "child", row)


def test_nothing_of_the_child_lies_in_the_restored_file(path: Path, elsewhere: Path) -> None:
    with create_store(path, passphrase=None, who="Ann") as store:
        gone = child(store, "77")
        backup_before(store.db, path, None, "import").replace(elsewhere)
        erase_child(store, gone, "mistake")
    assert b"CANARY77" in elsewhere.read_bytes()
    restore_store(path, elsewhere)
    with open_store(path) as store:
        assert store.rows("SELECT count(*) FROM child") == [(0,)]
    assert b"CANARY77" not in path.read_bytes()


def test_where_the_store_is_damaged_its_latest_backup_tells(path: Path, elsewhere: Path) -> None:
    with create_store(path, passphrase=None, who="Ann") as store:
        gone = child(store, "1")
        backup_before(store.db, path, None, "import").replace(elsewhere)
        erase_child(store, gone, "mistake")
        backup_before(store.db, path, None, "closing")
    path.write_bytes(b"no store" * 2_000)
    restored = restore_store(path, elsewhere)
    assert restored.erased_again == 1
    assert "it is not known whether a child was erased after the latest backup" in restored.words
    with open_store(path) as store:
        assert not held_of(store.db, gone)


def test_a_fresh_place_says_that_nothing_is_known(path: Path, elsewhere: Path) -> None:
    with create_store(path, passphrase=None, who="Ann") as store:
        child(store, "1")
        backup_before(store.db, path, None, "import").replace(elsewhere)
    restored = restore_store(path.with_name("fresh.suffdesk"), elsewhere)
    assert (restored.erased_again, restored.kept) == (0, None)
    assert restored.words.startswith("No readable store was there before")


def test_restoring_one_record_of_an_erased_child_is_refused(path: Path, elsewhere: Path) -> None:
    with create_store(path, passphrase=None, who="Ann") as store:
        gone, stays = child(store, "1"), child(store, "2")
        ((episode,),) = store.rows("SELECT id FROM episode WHERE child_id = ?", (gone,))
        ((note,),) = store.rows("SELECT id FROM note WHERE child_id = ?", (stays,))
        backup_before(store.db, path, None, "import").replace(elsewhere)
        with open_store(elsewhere, who="Eve") as copy:  # worked on elsewhere: a record that this store never saw
            new = edit.add(copy, "note", {"entity": "child", "row_id": gone, "text": "later"}).row_id
        erase_child(store, gone, "mistake")
        for entity, row in (("child", gone), ("episode", str(episode)), ("note", new)):
            with pytest.raises(Refused, match="was erased with all that is held of its child"):
                restore_record(store, elsewhere, entity, row)
        edit.remove(store, "note", str(note))
        assert restore_record(store, elsewhere, "note", str(note)).added == 1
