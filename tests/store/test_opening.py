"""Opening, making, refusing; what a wrong passphrase or a foreign file does to the bytes (nothing)."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from suffdesk.core.errors import Refused, UserError
from suffdesk.store import opening
from suffdesk.store.engine import is_plain
from suffdesk.store.lock import StoreLocked, lock_path
from suffdesk.store.opening import PassphraseNeeded, WrongPassphrase, create_store, open_store
from suffdesk.store.schema import MIGRATIONS

PASSPHRASE = "correct horse battery"


@pytest.fixture
def encrypted(tmp_path: Path) -> Path:
    path = tmp_path / "a.suffdesk"
    with create_store(path, passphrase=PASSPHRASE, who="Ann") as store, store.change("Add") as result:
        result.change.insert("child", {"reference": "C-0001", "identifier": "CANARY-7731"})
    return path


def test_encrypted_store_opens_with_its_passphrase_and_hides_what_it_holds(encrypted: Path) -> None:
    assert not is_plain(encrypted)
    for file in encrypted.parent.iterdir():
        if file.is_file():
            assert b"CANARY-7731" not in file.read_bytes()
    with open_store(encrypted, passphrase=PASSPHRASE) as store:
        assert store.encrypted
        assert store.rows("SELECT identifier FROM child") == [("CANARY-7731",)]


def test_wrong_passphrase_has_its_own_error_and_changes_no_byte(encrypted: Path) -> None:
    before = encrypted.read_bytes()
    with pytest.raises(WrongPassphrase, match=r"does not open a\.suffdesk"):
        open_store(encrypted, passphrase="wrong horse battery")
    with pytest.raises(PassphraseNeeded):
        open_store(encrypted)
    assert encrypted.read_bytes() == before
    assert not lock_path(encrypted).exists() or lock_path(encrypted).read_bytes() == b""


def test_one_file_and_its_passphrase_are_enough(encrypted: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "stick"
    elsewhere.mkdir()
    copy = elsewhere / "b.suffdesk"
    copy.write_bytes(encrypted.read_bytes())
    with open_store(copy, passphrase=PASSPHRASE) as store:
        assert store.rows("SELECT count(*) FROM child") == [(1,)]


@pytest.mark.parametrize("weak", ["", "   ", "short"])
def test_weak_passphrase_is_refused_and_leaves_no_file(tmp_path: Path, weak: str) -> None:
    with pytest.raises(UserError, match="passphrase"):
        create_store(tmp_path / "a.suffdesk", passphrase=weak)
    assert list(tmp_path.iterdir()) == []


def test_making_over_a_file_is_refused(encrypted: Path) -> None:
    before = encrypted.read_bytes()
    with pytest.raises(UserError, match="is there already"):
        create_store(encrypted, passphrase=None)
    assert encrypted.read_bytes() == before


def test_missing_folder_and_missing_file_are_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="There is no folder"):
        create_store(tmp_path / "no" / "a.suffdesk", passphrase=None)
    with pytest.raises(UserError, match="There is no store"):
        open_store(tmp_path / "none.suffdesk")


def test_foreign_files_are_refused_untouched(tmp_path: Path) -> None:
    database = tmp_path / "other.db"
    connection = sqlite3.connect(database)
    connection.execute("CREATE TABLE t (x)")
    connection.commit()
    connection.close()
    text = tmp_path / "text.suffdesk"
    text.write_text("not a store at all " * 100)
    tiny = tmp_path / "tiny.suffdesk"
    tiny.write_bytes(b"")
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(UserError, match="another program"):
        open_store(database)
    with pytest.raises(UserError, match="not a SuffDesk store"):
        open_store(text, passphrase=PASSPHRASE)
    with pytest.raises(UserError, match="not a SuffDesk store"):
        open_store(tiny, passphrase=PASSPHRASE)
    assert {path: path.read_bytes() for path in before} == before


def test_store_of_a_newer_release_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "a.suffdesk"
    with create_store(path, passphrase=None) as store:
        store.set_meta("release", "9.9.0")
        store.db.conn.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('suffdesk', 'm999_later', '')"
        )
    with pytest.raises(UserError, match=r"newer SuffDesk \(9\.9\.0\)"):
        open_store(path)


def test_the_file_says_how_many_steps_it_has_had(tmp_path: Path) -> None:
    path = tmp_path / "a.suffdesk"
    with create_store(path, passphrase=None) as store:
        assert store.rows("PRAGMA user_version") == [(len(MIGRATIONS._migrations),)]


@pytest.mark.parametrize("passphrase", [None, PASSPHRASE])
def test_more_steps_than_this_release_knows_are_a_newer_release(tmp_path: Path, passphrase: str | None) -> None:
    path = tmp_path / "a.suffdesk"
    with create_store(path, passphrase=passphrase, facts={"release": "9.9.0"}) as store:
        store.db.conn.execute(f"PRAGMA user_version = {len(MIGRATIONS._migrations) + 1}")
    for read_only in (False, True):
        with pytest.raises(UserError, match=r"newer SuffDesk \(9\.9\.0\)"):
            open_store(path, passphrase=passphrase, read_only=read_only)


@pytest.mark.parametrize("room", [0, 1, 20, 200])
@pytest.mark.parametrize("passphrase", [None, PASSPHRASE])
def test_a_store_for_which_the_disk_has_no_room_leaves_no_file(
    tmp_path: Path, room: int, passphrase: str | None
) -> None:
    pytest.importorskip("resource")
    script = (
        "import resource, sys; from pathlib import Path; from suffdesk.core.errors import UserError\n"
        "from suffdesk.store.opening import create_store\n"
        "room = int(sys.argv[2]) * 1024; resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))\n"
        "try: create_store(Path(sys.argv[1]), passphrase=sys.argv[3] or None, facts={'authority': 'E08000007'})\n"
        "except UserError as error: print(error)"
    )
    done = subprocess.run(
        [sys.executable, "-B", "-W", "ignore", "-c", script, str(tmp_path / "a.suffdesk"), str(room), passphrase or ""],
        capture_output=True, text=True, check=False, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "room" in done.stdout
    assert done.stdout.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_second_opener_in_another_process_is_told_who(tmp_path: Path) -> None:
    path = tmp_path / "a.suffdesk"
    with create_store(path, passphrase=None, who="Ann Example"):
        script = (
            "import sys; from pathlib import Path; from suffdesk.store.opening import open_store\n"
            "try: open_store(Path(sys.argv[1]))\n"
            "except Exception as error: print(type(error).__name__, error)"
        )
        told = subprocess.run(
            [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True, encoding="utf-8"
        ).stdout
    assert told.startswith("StoreLocked a.suffdesk is open by Ann Example on ")
    with open_store(path) as store:  # the lock went with its holder
        assert store.rows("SELECT 1") == [(1,)]


def test_lock_of_a_killed_program_clears_itself(tmp_path: Path) -> None:
    path = tmp_path / "a.suffdesk"
    script = (
        "import os, sys; from pathlib import Path; from suffdesk.store.opening import create_store\n"
        "store = create_store(Path(sys.argv[1]), passphrase=None)\n"
        "with store.change('Add') as r: r.change.insert('child', {'reference': 'C-1', 'identifier': '1'})\n"
        "os._exit(9)"
    )
    assert subprocess.run([sys.executable, "-c", script, str(path)], check=False).returncode == 9
    with open_store(path) as store:
        assert store.rows("SELECT identifier FROM child") == [("1",)]


def test_reading_only_refuses_changes_and_needs_no_lock(tmp_path: Path) -> None:
    path = tmp_path / "a.suffdesk"
    with create_store(path, passphrase=None), open_store(path, read_only=True) as reader:
        with pytest.raises(Refused, match="reading only"), reader.change("Add"):
            pass
        with pytest.raises(Refused):
            reader.set_meta("authority", "E08000007")


def test_older_store_is_brought_up_to_date_after_a_checked_backup(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.suffdesk"
    create_store(path, passphrase=None).close()
    newer = opening.MIGRATIONS
    later = type(newer)(newer.name)
    for migration in newer._migrations:
        later(name=migration.name)(migration.fn)
    later(name="m999_test")(lambda db: db.execute("CREATE TABLE added (x TEXT) STRICT"))
    monkeypatch.setattr(opening, "MIGRATIONS", later)
    with open_store(path) as store:
        assert store.rows("SELECT count(*) FROM added") == [(0,)]
        assert store.rows("PRAGMA user_version") == [(len(later._migrations),)]
    backups = list((tmp_path / "a backups").glob("*before update.suffdesk"))
    assert len(backups) == 1
    monkeypatch.setattr(opening, "MIGRATIONS", MIGRATIONS)
    with open_store(backups[0]) as old:
        assert old.rows("SELECT count(*) FROM sqlite_master WHERE name = 'added'") == [(0,)]


def test_failed_migration_leaves_the_store_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.suffdesk"
    create_store(path, passphrase=None).close()
    later = type(MIGRATIONS)(MIGRATIONS.name)
    for migration in MIGRATIONS._migrations:
        later(name=migration.name)(migration.fn)

    @later(name="m999_test")
    def breaks(db: object) -> None:
        db.execute("CREATE TABLE half (x TEXT) STRICT")  # type: ignore[attr-defined]
        raise RuntimeError("stop")

    with monkeypatch.context() as patched:
        patched.setattr(opening, "MIGRATIONS", later)
        with pytest.raises(RuntimeError):
            open_store(path)
    with open_store(path) as store:
        assert store.rows("SELECT count(*) FROM sqlite_master WHERE name = 'half'") == [(0,)]


def test_locked_error_is_of_its_own_kind(tmp_path: Path) -> None:
    path = tmp_path / "a.suffdesk"
    with create_store(path, passphrase=None), pytest.raises(StoreLocked):
        open_store(path)
