"""Backups as they are browsed, and bringing back a whole store or one record."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from suffdesk.core.errors import Refused, UserError
from suffdesk.store import attempts, key_slots, undo
from suffdesk.store.backup import backup_before, backup_folder
from suffdesk.store.backup_contents import EntityDifference, backups, difference, record_difference
from suffdesk.store.check import check
from suffdesk.store.events import events
from suffdesk.store.lock import StoreLocked
from suffdesk.store.opening import Store, create_store, open_store
from suffdesk.store.passphrase import change_passphrase, reset_passphrase
from suffdesk.store.refusals import WrongPassphrase
from suffdesk.store.restore import restore_record, restore_store
from tests.recovery_keys import make_recovery_key

pytestmark = pytest.mark.usefixtures("cheap_keys")
OLD, NEW = "correct horse battery", "another horse battery"


def add_child(store: Store, number: int) -> str:
    """A child with a care period, an episode and the placement that it opens."""
    with store.change(f"Add C-{number}") as result:
        child = result.change.insert("child", {"reference": f"C-{number}", "identifier": f"{number}"})
        period = result.change.insert("care_period", {"child_id": child, "started": "2023-01-01", "start_known": 1})
        store.db.conn.execute("PRAGMA defer_foreign_keys = ON").fetchall()
        episode, placement = f"e-{number}", f"p-{number}"
        result.change.insert(
            "episode",
            {"id": episode, "child_id": child, "started": "2023-01-01", "position": 1, "placement_id": placement},
        )
        result.change.insert(
            "placement",
            {
                "id": placement, "child_id": child, "care_period_id": period, "opening_episode_id": episode,
                "basis": "looked after", "source": "typed", "counted": 1, "started": "2023-01-01",
            },
        )  # fmt: skip
    return child


def remove_child(store: Store, child: str) -> None:
    with store.change("Remove") as result:
        store.db.conn.execute("PRAGMA defer_foreign_keys = ON").fetchall()
        for entity in ("episode", "placement", "care_period"):
            ids = [str(row[0]) for row in store.rows(f"SELECT id FROM {entity} WHERE child_id = ?", (child,))]
            result.change.delete_many(entity, ids)
        result.change.delete_many("child", [child])


def counts(store: Store) -> dict[str, int]:
    return {name: number for name, number in check(store).counts.items() if number}


ONE = {"child": 1, "care_period": 1, "episode": 1, "placement": 1}
TWO = dict.fromkeys(ONE, 2)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "a.suffdesk"
    with create_store(made, passphrase=OLD, who="Ann") as store:
        add_child(store, 1)
        add_child(store, 2)
    return made


def test_backups_say_what_they_hold(path: Path) -> None:
    with open_store(path, passphrase=OLD) as store:
        backup_before(store.db, path, store.raw_key, "import")
        add_child(store, 3)
        backup_before(store.db, path, store.raw_key, "update")
        (backup_folder(path) / "a something else.suffdesk").write_bytes(b"not ours")
        damaged = backup_before(store.db, path, store.raw_key, "import")
        damaged.write_bytes(bytes(10_000))
        third, second, first = backups(path, store.raw_key)
    assert [third.readable, second.readable, first.readable] == [False, True, True]
    assert (first.reason, first.change, first.label, first.counts["child"]) == ("before import", 2, "Add C-2", 2)
    assert (second.reason, second.change, second.label, second.counts["child"]) == ("before update", 3, "Add C-3", 3)
    assert first.size == first.path.stat().st_size
    assert abs((first.made_at - datetime.now(UTC)).total_seconds()) < 60


def test_difference_counts_and_shows_fields(path: Path) -> None:
    with open_store(path, passphrase=OLD) as store:
        backup = backup_before(store.db, path, store.raw_key, "import")
        children = [str(row[0]) for row in store.rows("SELECT id FROM child ORDER BY reference")]
        assert set(difference(store, backup).values()) == {EntityDifference(0, 0, 0)}
        with store.change("Say") as result:
            result.change.update("child", children[0], {"sex": "1"})
        remove_child(store, children[1])
        new = add_child(store, 3)
        found = {name: one for name, one in difference(store, backup).items() if one != EntityDifference(0, 0, 0)}
        assert found["child"] == EntityDifference(1, 1, 1)
        assert found["episode"] == EntityDifference(1, 0, 1)
        changed = record_difference(store, backup, "child", children[0])
        assert changed.fields == ("sex",)
        assert changed.now is not None
        assert changed.then is not None
        assert (changed.now["sex"], changed.then["sex"]) == ("1", None)
        assert record_difference(store, backup, "child", new).then is None
        assert record_difference(store, backup, "child", children[1]).now is None


def test_whole_store_comes_back_and_what_was_there_is_kept(path: Path) -> None:
    with open_store(path, passphrase=OLD) as store:
        backup = backup_before(store.db, path, store.raw_key, "import")
        add_child(store, 3)
        with pytest.raises(StoreLocked):
            restore_store(path, backup, passphrase=OLD)
    before = path.read_bytes()
    kept = restore_store(path, backup, passphrase=OLD, who="Ben").kept
    assert kept is not None
    assert kept.name.startswith("a before restore 2")
    assert kept.read_bytes() == before
    with open_store(path, passphrase=OLD) as store:
        assert counts(store) == TWO
        (event,) = events(store)
        assert (event.who, event.kind) == ("Ben", "store restored")
        assert kept.name in event.words
    with open_store(kept, passphrase=OLD) as store:
        assert counts(store)["child"] == 3
    assert [file.name for file in path.parent.glob(".*")] == []


@pytest.mark.parametrize("left", [0, 1, 7, 8, 15, 500])
def test_over_a_store_of_which_almost_nothing_is_left(path: Path, left: int) -> None:
    """Not even its salt is there, of which a key could be made (case restore-over-empty-store)."""
    with open_store(path, passphrase=OLD) as store:
        backup = backup_before(store.db, path, store.raw_key, "import")
        held = counts(store)
    rest = path.read_bytes()[:left]
    path.write_bytes(rest)
    restored = restore_store(path, backup, passphrase=OLD)
    assert restored.kept
    assert restored.kept.read_bytes() == rest
    assert not restored.read_present
    with open_store(path, passphrase=OLD) as store:
        assert counts(store) == held


def test_damaged_store_is_kept_untouched_with_its_log(path: Path) -> None:
    with open_store(path, passphrase=OLD) as store:
        backup = backup_before(store.db, path, store.raw_key, "import")
    damaged = bytearray(path.read_bytes())
    damaged[len(damaged) // 2] ^= 255
    path.write_bytes(damaged)
    path.with_name(path.name + "-wal").write_bytes(b"what is left of a log")
    kept = restore_store(path, backup, passphrase=OLD).kept
    assert kept is not None
    assert kept.read_bytes() == damaged
    assert kept.with_name(kept.name + "-wal").read_bytes() == b"what is left of a log"
    with open_store(path, passphrase=OLD) as store:
        assert check(store).whole
        assert counts(store) == TWO


def test_log_of_a_killed_program_is_not_read_into_what_is_restored(path: Path) -> None:
    with open_store(path, passphrase=OLD) as store:
        backup = backup_before(store.db, path, store.raw_key, "import")
        key = (store.raw_key or b"").hex()
    script = (
        "import os, sys; from pathlib import Path; from suffdesk.store.opening import open_store\n"
        "store = open_store(Path(sys.argv[1]), key=bytes.fromhex(sys.argv[2]))\n"
        "with store.change('Add') as r: r.change.insert('child', {'reference': 'D', 'identifier': 'D'})\n"
        "os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", script, str(path), key], check=False)
    assert path.with_name(path.name + "-wal").stat().st_size > 0
    kept = restore_store(path, backup, passphrase=OLD).kept
    assert kept is not None
    with open_store(path, passphrase=OLD) as store:
        assert counts(store) == TWO
    with open_store(kept, passphrase=OLD) as store:
        assert counts(store) == {**TWO, "child": 3}


def test_passphrase_and_recovery_key_of_today_open_what_is_restored(path: Path) -> None:
    with open_store(path, passphrase=OLD) as store:
        backup = backup_before(store.db, path, store.raw_key, "import")
        change_passphrase(store, OLD, NEW)
        key = make_recovery_key(store)
    with pytest.raises(WrongPassphrase):
        restore_store(path, backup, passphrase="third horse battery")
    attempts.succeeded(path)
    restore_store(path, backup, passphrase=NEW)
    with open_store(path, passphrase=NEW) as store:
        assert counts(store) == TWO
        assert all(info.readable for info in backups(path, store.raw_key, *_former(store)))
    reset_passphrase(path, key, "third horse battery")
    open_store(path, passphrase="third horse battery").close()


def _former(store: Store) -> tuple[bytes | None, ...]:
    from suffdesk.store.passphrase import known_keys

    return known_keys(store)[1:]


def test_restoring_where_there_is_no_store(path: Path, tmp_path: Path) -> None:
    with open_store(path, passphrase=OLD) as store:
        key = make_recovery_key(store)
        backup = backup_before(store.db, path, store.raw_key, "import")
    fresh = tmp_path / "new machine" / "b.suffdesk"
    fresh.parent.mkdir()
    assert restore_store(fresh, backup, passphrase=OLD).kept is None
    reset_passphrase(fresh, key, NEW)
    with open_store(fresh, passphrase=NEW) as store:
        assert counts(store) == TWO


def test_what_cannot_be_restored_changes_nothing(path: Path, tmp_path: Path) -> None:
    with open_store(path, passphrase=OLD) as store:
        backup = backup_before(store.db, path, store.raw_key, "import")
    before = path.read_bytes()
    damaged = tmp_path / "damaged.suffdesk"
    content = bytearray(backup.read_bytes())
    content[-5000] ^= 1
    damaged.write_bytes(content)
    foreign = tmp_path / "foreign.suffdesk"
    foreign.write_bytes(b"nothing of ours" * 1000)
    for file, said in (
        (damaged, "damaged too"), (foreign, "does not open"), (tmp_path / "none", "no backup"), (path, "itself"),
    ):  # fmt: skip
        with pytest.raises(UserError, match=said):
            restore_store(path, file, passphrase=OLD)
    with pytest.raises(WrongPassphrase):
        restore_store(path, backup, passphrase=NEW)
    assert path.read_bytes() == before
    assert not list(tmp_path.glob("*before restore*"))
    assert not list(tmp_path.glob(".*"))
    open_store(path, passphrase=OLD).close()


def test_recovery_file_is_kept_with_what_was_there(path: Path) -> None:
    with open_store(path, passphrase=OLD) as store:
        make_recovery_key(store)
        backup = backup_before(store.db, path, store.raw_key, "import")
    kept = restore_store(path, backup, passphrase=OLD).kept
    assert kept is not None
    assert key_slots.keys_path(kept).is_file()


def test_one_record_comes_back_with_what_it_needs_as_one_change(path: Path) -> None:
    with open_store(path, passphrase=OLD) as store:
        backup = backup_before(store.db, path, store.raw_key, "import")
        child = str(store.rows("SELECT id FROM child WHERE reference = 'C-1'")[0][0])
        remove_child(store, child)
        assert counts(store) == ONE
        changes = restore_record(store, backup, "episode", "e-1")
        assert (changes.added, changes.label) == (4, "Restore episode from a backup")
        assert counts(store) == TWO
        assert check(store).whole
        with pytest.raises(Refused, match="the same now"):
            restore_record(store, backup, "episode", "e-1")
        step = undo.next_undo(store)
        assert step is not None
        undo.undo(store, step)
        assert counts(store) == ONE


def test_a_child_comes_back_with_what_belongs_to_it_where_asked(path: Path) -> None:
    with open_store(path, passphrase=OLD) as store:
        backup = backup_before(store.db, path, store.raw_key, "import")
        child = str(store.rows("SELECT id FROM child WHERE reference = 'C-1'")[0][0])
        remove_child(store, child)
        assert restore_record(store, backup, "child", child).added == 1
        assert restore_record(store, backup, "child", child, with_what_belongs_to_it=True).added == 3
        assert counts(store) == TWO
        assert set(difference(store, backup).values()) == {EntityDifference(0, 0, 0)}


def test_changed_fields_go_back(path: Path) -> None:
    with open_store(path, passphrase=OLD) as store:
        backup = backup_before(store.db, path, store.raw_key, "import")
        child = str(store.rows("SELECT id FROM child WHERE reference = 'C-1'")[0][0])
        with store.change("Say") as result:
            result.change.update("child", child, {"sex": "1", "reference": "C-9"})
        changes = restore_record(store, backup, "child", child)
        assert (changes.added, changes.changed) == (0, 1)
        assert store.rows("SELECT reference, sex FROM child WHERE id = ?", (child,)) == [("C-1", None)]


def test_restoring_a_record_is_refused_with_the_reason(path: Path) -> None:
    with open_store(path, passphrase=OLD) as store:
        backup = backup_before(store.db, path, store.raw_key, "import")
        child = str(store.rows("SELECT id FROM child WHERE reference = 'C-1'")[0][0])
        remove_child(store, child)
        new = add_child(store, 1)
        with pytest.raises(Refused, match="another child now has the same"):
            restore_record(store, backup, "child", child)
        with pytest.raises(Refused, match="is not in"):
            restore_record(store, backup, "child", new)
        remove_child(store, new)
        store.db.conn.execute("UPDATE journal_image SET salt = NULL, before = NULL, after = NULL")
        with pytest.raises(Refused, match="was erased"):
            restore_record(store, backup, "child", child)
        assert counts(store) == ONE


def test_restoring_works_without_hard_links(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_store(path, passphrase=OLD) as store:
        backup = backup_before(store.db, path, store.raw_key, "import")
    before = path.read_bytes()

    def no_links(*_: object) -> None:
        raise PermissionError(1, "no links here")

    monkeypatch.setattr(os, "link", no_links)
    kept = restore_store(path, backup, passphrase=OLD).kept
    assert kept is not None
    assert kept.read_bytes() == before
