"""Promise 1: who has the store open, within a second; a lock of another machine is broken only by a recorded act."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from suffdesk.core.errors import UserError
from suffdesk.store import lock
from suffdesk.store.backup import backup_before
from suffdesk.store.backup_contents import open_latest_backup
from suffdesk.store.events import events
from suffdesk.store.lock import StoreLocked, break_lock, left_by, lock_path
from suffdesk.store.opening import create_store, open_store

PASSPHRASE = "correct horse battery"


@contextmanager
def another_machine(monkeypatch: pytest.MonkeyPatch, name: str = "PC-77") -> Iterator[None]:
    with monkeypatch.context() as patched:
        patched.setattr(lock.socket, "gethostname", lambda: name)
        yield


def left_by_another_machine(path: Path) -> None:
    lock_path(path).write_text(
        json.dumps({"who": "Ann", "machine": "PC-77", "process": 1, "since": "2024-05-03T08:30:00+00:00"})
    )


def test_second_opener_is_told_within_a_second_and_gets_the_latest_backup(tmp_path: Path) -> None:
    path = tmp_path / "a.suffdesk"
    with create_store(path, passphrase=PASSPHRASE, who="Ann Example") as store:
        with store.change("Add") as result:
            rows = [{"reference": f"C-{n}", "identifier": f"{n}"} for n in range(20_000)]
            result.change.insert_many("child", rows)
        backup_before(store.db, path, store.raw_key, "import")
        script = (
            "import sys, time; from pathlib import Path\n"
            "from suffdesk.store.opening import open_store\n"
            "from suffdesk.store.backup_contents import open_latest_backup\n"
            "start, path = time.perf_counter(), Path(sys.argv[1])\n"
            "try: open_store(path, passphrase=sys.argv[2])\n"
            "except Exception as error: print(error.holder.who, error.holder.since.tzinfo, error.breakable, sep='|')\n"
            "print(time.perf_counter() - start)\n"
            "with open_latest_backup(path, sys.argv[2]) as store:\n"
            "    print(store.read_only, store.rows('SELECT count(*) FROM child'))\n"
            "print(time.perf_counter() - start)\n"
        )
        words = [sys.executable, "-c", script, str(path), PASSPHRASE]
        told, first, backup, both = subprocess.run(
            words, capture_output=True, text=True, check=True, encoding="utf-8", timeout=60
        ).stdout.splitlines()
    assert told == "Ann Example|UTC|False"
    assert backup == "True [(20000,)]"
    assert float(first) < 1
    assert float(both) < 2


def test_latest_backup_is_for_reading_and_one_that_is_damaged_is_passed_by(tmp_path: Path) -> None:
    path = tmp_path / "a.suffdesk"
    with create_store(path, passphrase=PASSPHRASE) as store:
        with pytest.raises(UserError, match="no backup"):
            open_latest_backup(path, PASSPHRASE)
        good = backup_before(store.db, path, store.raw_key, "import")
        bad = backup_before(store.db, path, store.raw_key, "import")
        bad.write_bytes(b"x" * 8192)
        with open_latest_backup(path, PASSPHRASE) as copy:
            assert (copy.read_only, copy.path) == (True, good)


def test_lock_of_another_machine_is_broken_by_an_act_that_is_recorded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.suffdesk"
    create_store(path, passphrase=PASSPHRASE).close()
    left_by_another_machine(path)
    for _ in range(2):
        with pytest.raises(StoreLocked, match=r"by Ann on PC-77 since .* and not closed there") as refusal:
            open_store(path, passphrase=PASSPHRASE)
        assert refusal.value.breakable
    with pytest.raises(UserError, match="Say why"):
        break_lock(path, "Ben", " ")
    break_lock(path, "Ben", "That laptop was stolen")
    with pytest.MonkeyPatch.context() as patched:  # killed before it was recorded: it is not forgotten
        patched.setattr("suffdesk.store.opening.record_event", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            open_store(path, passphrase=PASSPHRASE)
    with open_store(path, passphrase=PASSPHRASE, who="Cat") as store:
        (event,) = events(store)
        assert (event.who, event.kind) == ("Cat", "lock broken")
        assert event.words.startswith("The lock of the store opened by Ann on PC-77 since ")
        assert event.words.endswith(" was broken by Ben: That laptop was stolen")
        held = left_by(path)
        assert held is not None
        assert (held.who, held.broken_by) == ("Cat", "")
    with open_store(path, passphrase=PASSPHRASE) as store:
        assert len(events(store)) == 1


def test_the_other_machine_itself_comes_back_without_ado(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.suffdesk"
    create_store(path, passphrase=None).close()
    left_by_another_machine(path)
    with another_machine(monkeypatch):
        open_store(path).close()
    open_store(path).close()


def test_a_lock_that_is_held_cannot_be_broken(tmp_path: Path) -> None:
    path = tmp_path / "a.suffdesk"
    with create_store(path, passphrase=None, who="Ann"):
        with pytest.raises(StoreLocked, match="open by Ann"):
            break_lock(path, "Ben", "Impatience")
        said = left_by(path)
        assert said is not None
        assert said.who == "Ann"
    with pytest.raises(UserError, match="not locked"):
        break_lock(path, "Ben", "Impatience")


def test_reading_needs_no_lock_of_anyone(tmp_path: Path) -> None:
    path = tmp_path / "a.suffdesk"
    create_store(path, passphrase=None).close()
    left_by_another_machine(path)
    with open_store(path, read_only=True) as store:
        assert store.rows("SELECT count(*) FROM child") == [(0,)]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"who": "Ann"}', "\x00\x01"])
def test_what_the_lock_file_says_may_be_nonsense(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.suffdesk"
    create_store(path, passphrase=None).close()
    lock_path(path).write_text(text)
    assert left_by(path) is None
    open_store(path).close()


def test_acts_cannot_be_changed_or_removed(tmp_path: Path) -> None:
    path = tmp_path / "a.suffdesk"
    create_store(path, passphrase=None).close()
    left_by_another_machine(path)
    break_lock(path, "Ben", "It was stolen")
    with open_store(path) as store:
        for sql in (
            "UPDATE event SET who = 'x'", "DELETE FROM event",
            "INSERT OR REPLACE INTO event VALUES (1, '', '', '', '')",
        ):  # fmt: skip
            with pytest.raises(Exception, match="append-only"):
                store.db.conn.execute(sql)
        assert len(events(store)) == 1


def test_waiting_for_a_file_that_is_held_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    from suffdesk.store import durable

    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    tries = []

    def held(times: int) -> str:
        tries.append(1)
        if len(tries) <= times:
            raise OSError(16, "busy")
        return "got it"

    assert durable.patiently(lambda: held(3)) == "got it"
    assert len(tries) == 4
    tries.clear()
    with pytest.raises(OSError, match="busy"):
        durable.patiently(lambda: held(100))
    assert 1.9 < sum(slept[3:]) < 2.1
    with pytest.raises(FileNotFoundError):
        durable.patiently(lambda: Path("/no/such").read_bytes())
