"""Backups are whole, stay encrypted, and are thinned only after a new one was checked."""

import time
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

import pytest

from suffdesk.core.errors import UserError
from suffdesk.operations.backups import latest_made, listing_for, show_made
from suffdesk.operations.stores import close_store
from suffdesk.store import backup
from suffdesk.store.backup import backup_before, backup_files, backup_folder, backups_of, copy_to
from suffdesk.store.check import Fault, database_faults
from suffdesk.store.engine import is_plain
from suffdesk.store.key_slots import keys_path
from suffdesk.store.opening import create_store, damaged, open_store
from suffdesk.store.thinning import LATEST
from tests.recovery_keys import make_recovery_key

pytestmark = pytest.mark.usefixtures("cheap_keys")


@pytest.mark.parametrize("passphrase", [None, "correct horse battery"])
def test_backup_opens_like_the_store(tmp_path: Path, passphrase: str | None) -> None:
    path = tmp_path / "a.suffdesk"
    with create_store(path, passphrase=passphrase) as store:
        with store.change("Add") as result:
            result.change.insert("child", {"reference": "C-1", "identifier": "1"})
        made = backup_before(store.db, path, store.raw_key, "import")
    assert is_plain(made) == (passphrase is None)
    with open_store(made, passphrase=passphrase) as copy:
        assert copy.rows("SELECT identifier FROM child") == [("1",)]
        assert database_faults(copy.db) == []


def test_backup_that_is_not_whole_stops_what_it_was_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.suffdesk"
    with create_store(path, passphrase=None) as store:
        monkeypatch.setattr(backup, "database_faults", lambda _db: [Fault("structure", "page 7")])
        with pytest.raises(UserError, match="not whole"):
            backup_before(store.db, path, None, "import")
    assert backups_of(path) == []


def test_damage_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.suffdesk"
    with create_store(path, passphrase="correct horse battery") as store:
        with store.change("Add") as result:
            result.change.insert_many("child", [{"reference": f"C-{n}", "identifier": f"{n}"} for n in range(500)])
        store.db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        whole = path.read_bytes()
        damaged = bytearray(whole)
        damaged[len(damaged) // 2] ^= 1
        path.write_bytes(bytes(damaged))
        assert database_faults(store.db)[0].kind == "page"
        path.write_bytes(whole)


def test_a_day_keeps_a_limited_number_and_the_newest_is_last_whatever_the_clock_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.suffdesk"
    with create_store(path, passphrase=None) as store:
        made = [backup_before(store.db, path, None, "import") for _ in range(12)]
        assert backups_of(path) == made[-LATEST:]
        set_clock(monkeypatch, datetime(2019, 1, 1, tzinfo=UTC))
        earlier = backup_before(store.db, path, None, "import")
        assert backups_of(path) == [*made[-LATEST:], earlier]
        set_clock(monkeypatch, datetime(2199, 1, 1, tzinfo=UTC))
        later = backup_before(store.db, path, None, "import")
    assert backups_of(path) == [*made[-LATEST:], earlier, later]


@pytest.mark.parametrize("now", [datetime.min, datetime.max])
def test_a_clock_at_either_end_of_the_calendar_breaks_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    path = tmp_path / "a.suffdesk"
    monkeypatch.setenv("TZ", "EST5" if now == datetime.min else "EAT-3")
    time.tzset()
    try:
        set_clock(monkeypatch, now.replace(tzinfo=UTC))
        with create_store(path, passphrase=None) as store:
            made = [backup_before(store.db, path, None, "import") for _ in range(2)]
        assert backups_of(path) == made
        assert [info.readable for info in listing_for(path, None)] == [True, True]
        assert latest_made(path) == now.replace(tzinfo=UTC)
        assert str(now.year) in show_made(now.replace(tzinfo=UTC))
        assert "restore a backup (the latest was made at" in str(damaged(path, ("Page 7",)))
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_name_that_is_no_date_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.suffdesk"
    with create_store(path, passphrase=None) as store:
        made = backup_before(store.db, path, None, "import")
    (made.parent / "a 00007 2024-99-99 250000.000000 before import.suffdesk").write_text("of somebody else")
    assert backups_of(path) == [made]


def test_older_ones_are_thinned_with_what_lies_beside_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.suffdesk"
    with create_store(path, passphrase="correct horse battery") as store:
        make_recovery_key(store)
        made = []
        for minute in range(LATEST + 1):
            set_clock(monkeypatch, datetime(2024, 5, 3, 9, minute, tzinfo=UTC))
            made.append(backup_before(store.db, path, store.raw_key, "import"))
        assert keys_path(made[-1]).exists()
    assert backups_of(path) == made[1:]
    assert sorted(path.name for path in made[0].parent.iterdir()) == sorted(
        file.name for kept in made[1:] for file in (kept, keys_path(kept))
    )


def test_closing_backs_up_what_has_changed_and_only_that(tmp_path: Path) -> None:
    path = tmp_path / "a.suffdesk"
    close_store(create_store(path, passphrase=None))
    assert backups_of(path) == []
    store = open_store(path)
    with store.change("Add") as result:
        result.change.insert("child", {"reference": "C-1", "identifier": "1"})
    made = close_store(store)
    assert made is not None
    assert made.name.endswith(" on closing.suffdesk")
    assert close_store(open_store(path)) is None
    assert close_store(open_store(path, read_only=True)) is None
    store = open_store(path)
    store.set_meta("authority", "E08000007")
    assert close_store(store) is not None
    assert len(backups_of(path)) == 2


def test_many_small_edits_copy_the_store_every_ten_minutes_at_most(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a script does: each edit opens the store and closes it."""
    path = tmp_path / "a.suffdesk"
    create_store(path, passphrase=None).close()
    start = datetime(2024, 5, 3, 9, tzinfo=UTC)
    for minute in range(25):
        set_clock(monkeypatch, start + timedelta(minutes=minute))
        store = open_store(path)
        with store.change("Add") as result:
            result.change.insert("child", {"reference": f"C-{minute}", "identifier": f"{minute}"})
        close_store(store, one_of_many=True)
    assert [file.made_at.minute for file in backup_files(path)] == [0, 10, 20]
    store = open_store(path)
    with store.change("Import") as result:  # more than a little is not left to the next closing
        result.change.insert_many("child", [{"reference": f"D-{n}", "identifier": f"D{n}"} for n in range(101)])
    assert close_store(store, one_of_many=True) is not None
    set_clock(monkeypatch, start - timedelta(days=1))  # put back: what seems to be made in time to come is no reason
    store = open_store(path)
    store.set_meta("authority", "E08000007")
    assert close_store(store, one_of_many=True) is not None


def test_a_backup_that_fails_on_closing_leaves_the_store_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.suffdesk"
    store = create_store(path, passphrase=None)
    with store.change("Add") as result:
        result.change.insert("child", {"reference": "C-1", "identifier": "1"})
    backup_folder(path).write_text("in the way")
    with pytest.raises(UserError, match=r"No backup of a\.suffdesk could be made"):
        close_store(store)
    with open_store(path) as again:
        assert again.rows("SELECT count(*) FROM child") == [(1,)]


def test_copying_refuses_to_overwrite(tmp_path: Path) -> None:
    path, target = tmp_path / "a.suffdesk", tmp_path / "b.suffdesk"
    with create_store(path, passphrase="correct horse battery") as store:
        copy_to(store, target)
        before = target.read_bytes()
        with pytest.raises(UserError, match="is there already"):
            copy_to(store, target)
        with pytest.raises(UserError, match="no folder"):
            copy_to(store, tmp_path / "no" / "b.suffdesk")
    assert target.read_bytes() == before
    with open_store(target, passphrase="correct horse battery"):
        pass


def set_clock(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return now.astimezone(tz)

    monkeypatch.setattr(backup, "datetime", Clock)
