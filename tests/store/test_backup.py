"""Backups are whole, stay encrypted, and are thinned only after a new one was checked."""

from pathlib import Path

import pytest

from suffdesk.core.errors import UserError
from suffdesk.store import backup
from suffdesk.store.backup import KEPT, backup_before, backups_of, faults
from suffdesk.store.engine import is_plain
from suffdesk.store.opening import create_store, open_store


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
        assert faults(copy.db) == []


def test_oldest_go_once_there_are_enough(tmp_path: Path) -> None:
    path = tmp_path / "a.suffdesk"
    with create_store(path, passphrase=None) as store:
        made = [backup_before(store.db, path, None, "import") for _ in range(KEPT + 2)]
    assert backups_of(path) == made[2:]


def test_backup_that_is_not_whole_stops_what_it_was_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.suffdesk"
    with create_store(path, passphrase=None) as store:
        monkeypatch.setattr(backup, "faults", lambda _db: ["integrity_check: page 7"])
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
        assert faults(store.db)
        path.write_bytes(whole)
