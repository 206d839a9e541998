"""The file under the program: deleted, replaced, reached through a link, marked as read-only, half written."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from suffdesk.core.errors import Refused
from suffdesk.operations.stores import backup_is_due, close_store
from suffdesk.store import durable
from suffdesk.store.backup import backup_before
from suffdesk.store.key_slots import keys_locked_to
from suffdesk.store.lock import StoreLocked
from suffdesk.store.opening import Store, create_store, open_store
from suffdesk.store.recovery_key import confirm_recovery_key, offer_recovery_key
from suffdesk.store.refusals import StoreGone
from suffdesk.store.restore import restore_store

pytestmark = pytest.mark.usefixtures("cheap_keys")
PASSPHRASE = "correct horse battery"

if os.name == "nt":
    pytest.skip("Windows lets nobody delete or replace a file that is open", allow_module_level=True)


def add(store: Store, number: int, meanwhile: Callable[[], object] = bool) -> None:
    with store.change("Add") as result:
        result.change.insert("child", {"reference": f"C-{number}", "identifier": f"{number}"})
        meanwhile()


def children(store: Store) -> int:
    return int(str(store.rows("SELECT count(*) FROM child")[0][0]))


@pytest.mark.parametrize("passphrase", [None, PASSPHRASE])
@pytest.mark.parametrize("disk", ["local", "share"])
@pytest.mark.parametrize("what", ["deleted", "replaced"])
def test_what_was_confirmed_is_kept_where_the_file_goes(
    tmp_path: Path, passphrase: str | None, disk: str, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from suffdesk.store import opening

    path, other = tmp_path / "a.suffdesk", tmp_path / "other.suffdesk"
    create_store(other, passphrase=passphrase).close()
    monkeypatch.setattr(opening, "is_network", lambda _: disk == "share")
    store = create_store(path, passphrase=passphrase)
    for number in range(3):
        add(store, number)
    if what == "replaced":
        shutil.copyfile(other, tmp_path / "new")
        (tmp_path / "new").replace(path)
    else:
        path.unlink()
    there = path.read_bytes() if path.exists() else None
    for _ in range(2):  # it stays refused, and is copied once
        with pytest.raises(StoreGone, match="by another program while it was open, so nothing more is stored") as told:
            add(store, 9)
    with pytest.raises(StoreGone):
        store.second()
    with pytest.raises(StoreGone):
        backup_is_due(store)
    with pytest.raises(StoreGone, match="is kept in a kept"):
        close_store(store)
    assert told.value.kept
    assert list(tmp_path.glob("a kept *")) == [told.value.kept]
    with open_store(told.value.kept, passphrase=passphrase) as kept:
        assert children(kept) == 3
    assert (path.read_bytes() if path.exists() else None) == there
    assert not path.with_name(path.name + "-wal").exists()


def test_the_recovery_key_opens_what_was_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.suffdesk"
    store = create_store(path, passphrase=PASSPHRASE)
    key = offer_recovery_key(store)
    confirm_recovery_key(store, key)
    path.unlink()
    with pytest.raises(StoreGone) as told:
        add(store, 1)
    store.close()
    assert told.value.kept
    assert len(keys_locked_to(told.value.kept, key)) == 1


def test_a_file_that_goes_while_a_change_is_written_is_noticed_before_it_is_confirmed(tmp_path: Path) -> None:
    path = tmp_path / "a.suffdesk"
    store = create_store(path, passphrase=PASSPHRASE)
    add(store, 1)
    with pytest.raises(StoreGone) as told:
        add(store, 2, meanwhile=path.unlink)
    store.close()
    assert told.value.kept
    with open_store(told.value.kept, passphrase=PASSPHRASE) as kept:
        assert children(kept) == 1


def test_a_file_that_is_emptied_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "a.suffdesk"
    with create_store(path, passphrase=PASSPHRASE) as store:
        os.truncate(path, 0)
        with pytest.raises(StoreGone, match="was emptied by another program"):
            add(store, 1)


def test_a_file_that_goes_after_the_last_change_is_kept_on_closing(tmp_path: Path) -> None:
    path = tmp_path / "a.suffdesk"
    with create_store(path, passphrase=None) as store:
        add(store, 1)
        path.unlink()
    (kept,) = tmp_path.glob("a kept *.suffdesk")
    with open_store(kept) as again:
        assert children(again) == 1


def test_a_link_takes_the_lock_of_the_file_and_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    path, link = tmp_path / "real" / "a.suffdesk", tmp_path / "link.suffdesk"
    with create_store(path, passphrase=None, who="Ann") as store:
        link.symlink_to(path)
        with pytest.raises(StoreLocked, match="by Ann"):
            open_store(link)
        with pytest.raises(StoreLocked):
            restore_store(link, backup_before(store.db, path, None, "import"))
        backup = backup_before(store.db, path, None, "import")
        add(store, 1)
    with open_store(link) as store:
        assert store.path == path
        with pytest.raises(StoreLocked):
            open_store(path)
    restored = restore_store(link, backup)
    assert link.is_symlink()
    assert restored.kept
    assert restored.kept.parent == path.parent
    with open_store(path) as store:
        assert children(store) == 0
    assert sorted(file.name for file in tmp_path.iterdir()) == ["link.suffdesk", "real"]


def test_a_file_marked_read_only_in_a_folder_that_is_not_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.suffdesk"
    with create_store(path, passphrase=None) as store:
        add(store, 1)
    path.chmod(0o444)
    with open_store(path) as store:
        assert children(store) == 1
        with pytest.raises(Refused, match=r"the file a\.suffdesk is marked as read-only"):
            add(store, 2)
    path.chmod(0o644)
    with open_store(path) as store:
        add(store, 2)


def test_unfinished_files_of_the_dead_are_swept_and_those_of_the_living_are_not(tmp_path: Path) -> None:
    path = tmp_path / "a.suffdesk"
    with create_store(path, passphrase=None) as store:
        backup_before(store.db, path, None, "import")
    folder = tmp_path / "a backups"
    script = (
        "import sys; from pathlib import Path; from suffdesk.store.durable import part_of\n"
        "print(part_of(Path(sys.argv[1])).name)"
    )
    dead = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True
    ).stdout.strip()
    old, young = f".{'0' * 12}.part", f".{'1' * 12}.part"  # an earlier release did not say whose they are
    mine = durable.part_of(path).name
    for place in (tmp_path, folder):
        for name in (dead, dead + "-journal", old, young, mine, "thesis.part"):
            (place / name).write_bytes(b"CANARY")
        os.utime(place / old, (time.time() - 2 * 86_400,) * 2)
    open_store(path).close()
    for place in (tmp_path, folder):
        assert {file.name for file in place.iterdir() if "part" in file.name} == {young, mine, "thesis.part"}
