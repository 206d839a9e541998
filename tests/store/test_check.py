"""What is wrong with a store is named, and a damaged one is left as it is."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlite_utils import Database

from suffdesk.store import keys, replay
from suffdesk.store.backup import backup_before
from suffdesk.store.check import check
from suffdesk.store.journal import head
from suffdesk.store.lock import lock_path
from suffdesk.store.opening import create_store, open_store
from suffdesk.store.refusals import DamagedStore, WrongPassphrase

pytestmark = pytest.mark.usefixtures("cheap_keys")
PASSPHRASE = "correct horse battery"
ROWS = [{"reference": f"C-{n}", "identifier": f"CANARY-{n}"} for n in range(400)]


def make(path: Path, passphrase: str | None = PASSPHRASE) -> Path:
    with create_store(path, passphrase=passphrase, who="Ann") as store:
        with store.change("Add") as result:
            ids = result.change.insert_many("child", ROWS)
        with store.change("Say") as result:
            result.change.update("child", ids[0], {"sex": "1"})
    return path


def key_of(path: Path) -> str:
    return keys.raw_key(PASSPHRASE, keys.salt_of(path)).hex()


def flip(path: Path, at: int) -> None:
    with path.open("rb+") as file:
        file.seek(at)
        byte = file.read(1)[0]
        file.seek(at)
        file.write(bytes([byte ^ 1]))


def left_open(path: Path) -> None:
    """As a program that died leaves it."""
    lock_path(path).write_text(json.dumps({"who": "Ann"}))


def test_whole_store(tmp_path: Path) -> None:
    with open_store(make(tmp_path / "a.suffdesk"), passphrase=PASSPHRASE, read_only=True) as store:
        report = check(store)
        assert report.whole
        assert (report.changes, report.counts["child"], report.counts["episode"]) == (2, 400, 0)
        assert report.journal_head == head(store.db).hex()


def test_each_sort_of_fault_is_named(tmp_path: Path) -> None:
    with open_store(make(tmp_path / "a.suffdesk", None)) as store:
        execute = store.db.conn.execute
        execute("DROP TRIGGER change_log_no_update")
        execute("UPDATE change_log SET label = 'Something else' WHERE seq = 2")
        execute("PRAGMA foreign_keys = OFF")
        execute(
            "INSERT INTO review (id, row_version, child_id, reviewed_on, collection_year) "
            "VALUES ('r', 1, 'gone', '2024-01-01', 2024)"
        )
        report = check(store)
    assert {fault.kind for fault in report.faults} == {"history", "record", "reference", "structure"}
    words = " ".join(fault.words for fault in report.faults)
    assert "Change 2 of the history" in words
    assert "Reviews: 1 without the child" in words
    assert "Reviews: 1 is there that no change added" in words
    assert "The trigger change_log_no_update is missing" in words
    assert "CANARY" not in words


def test_damaged_page_is_named_by_number(tmp_path: Path) -> None:
    path = make(tmp_path / "a.suffdesk")
    flip(path, 4096 * 6 + 100)
    with pytest.raises(DamagedStore, match="Page 7 of the file is not as it was written"):
        open_store(path, passphrase=PASSPHRASE, read_only=True)


@pytest.mark.parametrize("passphrase", [None, PASSPHRASE])
def test_damage_is_found_after_an_unclean_end_and_the_file_left(tmp_path: Path, passphrase: str | None) -> None:
    path = make(tmp_path / "a.suffdesk", passphrase)
    with open_store(path, passphrase=passphrase) as store:
        backup_before(store.db, path, store.raw_key, "import")
    damaged = path.read_bytes()
    middle = len(damaged) // 2 // 4096 * 4096
    damaged = damaged[:middle] + bytes(4096) + damaged[middle + 4096 :]
    path.write_bytes(damaged)
    left_open(path)
    for _ in range(2):  # it is not forgotten
        with pytest.raises(DamagedStore, match=r"is damaged and was left as it is .*restore a backup \(the latest was"):
            open_store(path, passphrase=passphrase)
        assert path.read_bytes() == damaged
        assert not path.with_name(path.name + "-wal").exists()


def test_whole_store_opens_after_an_unclean_end_and_the_next_end_is_clean(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make(tmp_path / "a.suffdesk")
    left_open(path)
    checked = []
    from suffdesk.store import opening

    real = opening.check_database
    monkeypatch.setattr(opening, "check_database", lambda db, log: checked.append(1) or real(db, log=log))
    open_store(path, passphrase=PASSPHRASE).close()
    assert checked == [1]
    open_store(path, passphrase=PASSPHRASE).close()
    assert checked == [1]


def test_damaged_log_of_a_killed_program_is_seen(tmp_path: Path) -> None:
    """A log is cut where its sums fail, so no half of a change comes of it; what comes is checked all the same."""
    path = tmp_path / "a.suffdesk"
    make(path)
    script = (
        "import os, sys; from pathlib import Path; from suffdesk.store.opening import open_store\n"
        "store = open_store(Path(sys.argv[1]), key=bytes.fromhex(sys.argv[2]))\n"
        "for n in range(3):\n"
        "    with store.change('Add') as r: r.change.insert('child', {'reference': f'D-{n}', 'identifier': f'D-{n}'})\n"
        "os._exit(9)"
    )
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    subprocess.run([sys.executable, "-c", script, str(path), key_of(path)], check=False, env=env)
    log = path.with_name(path.name + "-wal")
    flip(log, log.stat().st_size - 2000)
    with open_store(path, passphrase=PASSPHRASE) as store:
        assert check(store).whole
        number = store.rows("SELECT count(*) FROM child WHERE reference LIKE 'D-%'")[0][0]
        assert store.rows("SELECT count(*) FROM change_log")[0][0] == 2 + int(str(number))
        assert number == 2


def test_damage_found_while_reading_is_no_fault_of_the_program(tmp_path: Path) -> None:
    path = make(tmp_path / "a.suffdesk")
    with open_store(path, passphrase=PASSPHRASE, read_only=True) as store:
        root = int(str(store.rows("SELECT rootpage FROM sqlite_master WHERE name = 'child'")[0][0]))
    told: list[DamagedStore] = []
    with open_store(path, passphrase=PASSPHRASE, read_only=True) as store:
        store.on_damage(told.append)
        flip(path, (root - 1) * 4096 + 50)
        with pytest.raises(DamagedStore, match="restore"):
            store.rows("SELECT sex FROM child")
        with store.second() as second, pytest.raises(DamagedStore):
            second.rows("SELECT sex FROM child")
    assert len(told) == 2


def test_damaged_beginning_is_not_taken_for_a_wrong_passphrase(tmp_path: Path) -> None:
    path = make(tmp_path / "a.suffdesk")
    flip(path, 3000)
    with pytest.raises(DamagedStore, match="describes its tables"):
        open_store(path, passphrase=PASSPHRASE)
    with pytest.raises(WrongPassphrase):
        open_store(path, passphrase="wrong horse battery")
    flip(path, 3000)
    with open_store(path, passphrase=PASSPHRASE) as store:
        backup_before(store.db, path, store.raw_key, "import")
    flip(path, 5)  # the salt: a backup has it
    with pytest.raises(DamagedStore, match="beginning of the file"):
        open_store(path, passphrase=PASSPHRASE)
    with pytest.raises(WrongPassphrase):
        open_store(path, passphrase="wrong horse battery")


def test_page_half_copied_from_the_log_is_no_damage_but_the_log_is_needed(tmp_path: Path) -> None:
    """As when the power fails while the log is taken into the file."""
    path = make(tmp_path / "a.suffdesk")
    script = (
        "import os, sys; from pathlib import Path; from suffdesk.store.opening import open_store\n"
        "store = open_store(Path(sys.argv[1]), key=bytes.fromhex(sys.argv[2]))\n"
        "with store.change('Add') as r:\n"
        "    ids = [row[0] for row in store.rows('SELECT id FROM child')]\n"
        "    r.change.update_many('child', {one: {'sex': '2'} for one in ids})\n"
        "print(store.rows(\"SELECT rootpage FROM sqlite_master WHERE name = 'change_log'\")[0][0], flush=True)\n"
        "os._exit(9)"
    )
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(
        [sys.executable, "-c", script, str(path), key_of(path)], check=False, env=env, stdout=subprocess.PIPE
    )
    flip(path, (int(done.stdout) - 1) * 4096 + 100)
    with open_store(path, passphrase=PASSPHRASE, read_only=True) as store:
        assert check(store).whole
    with open_store(path, passphrase=PASSPHRASE) as store:
        assert check(store).whole
        assert store.rows("SELECT count(*) FROM child WHERE sex = '2'") == [(400,)]


def test_what_is_written_meanwhile_is_no_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The window checks on a connection of its own while somebody types."""
    with open_store(make(tmp_path / "a.suffdesk", None)) as store:
        other = store.second()
        real = replay.differing_rows

        def typed_first(db: Database) -> list[str]:
            with store.change("Type") as result:
                result.change.insert("child", {"reference": "C-new", "identifier": "new"})
            return real(db)

        monkeypatch.setattr(replay, "differing_rows", typed_first)
        before = check(other)
        monkeypatch.undo()
        assert before.whole
        assert (before.changes, check(other).changes) == (2, 3)
        other.close()
