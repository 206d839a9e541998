"""Promise 5, on a disk of its own that has no byte free: what only reads works, and what changes says why it cannot.

The disk is a small tmpfs, which takes the right to mount; elsewhere the same is shown of the lock and of the errors.
"""

import errno
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from suffdesk import cli
from suffdesk.core.errors import Refused, UserError
from suffdesk.operations.stores import close_store
from suffdesk.store import lock, passphrase
from suffdesk.store.backup import backups_of, copy_to
from suffdesk.store.engine import DatabaseError
from suffdesk.store.lock import lock_path
from suffdesk.store.opening import Store, create_store, open_store
from suffdesk.store.passphrase import change_passphrase
from suffdesk.store.restore import restore_store
from suffdesk.store.sqlite_errors import in_words, says_damaged, says_full

pytestmark = pytest.mark.usefixtures("cheap_keys")
PASSPHRASE = "correct horse battery"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "disk"
    place.mkdir()
    try:
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(place)], check=False, capture_output=True
        )
    except OSError:
        pytest.skip("no mount here")
    if mounted.returncode:
        pytest.skip("only root may mount a disk")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def fill(disk: Path, leave: int = 0) -> None:
    free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
    (disk / "filler").write_bytes(bytes(free - leave))


def made(path: Path) -> Path:
    store = create_store(path, passphrase=PASSPHRASE, facts={"authority": "E08000007"})
    with store.change("Add") as result:
        rows = [{"reference": f"C-{n}", "identifier": f"{n}"} for n in range(300)]
        result.change.insert_many("child", rows)
    close_store(store)
    return path


def test_a_full_disk_is_read_and_refuses_changes_by_its_name(disk: Path, tmp_path: Path) -> None:
    path = made(disk / "a.suffdesk")
    before = path.read_bytes()
    fill(disk)
    with open_store(path, passphrase=PASSPHRASE) as store:
        assert store.rows("SELECT count(*) FROM child") == [(300,)]
        with pytest.raises(Refused, match=r"reading only \(the disk that holds a\.suffdesk is full\)"):
            store.set_meta("demo", "1")
    with pytest.raises(UserError, match=r"cannot be restored: the disk that holds a\.suffdesk is full"):
        restore_store(path, backups_of(path)[0], passphrase=PASSPHRASE)
    with pytest.raises(UserError, match=r"the disk that holds b\.suffdesk is full; make room there"):
        create_store(disk / "b.suffdesk", passphrase=None)
    assert path.read_bytes() == before
    assert sorted(file.name for file in disk.iterdir()) == ["a backups", "a.suffdesk", "a.suffdesk.lock", "filler"]


def test_every_command_that_only_reads_works_there(
    disk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    store = str(made(disk / "a.suffdesk"))
    fill(disk)
    (tmp_path / "pw").write_text(PASSPHRASE)
    monkeypatch.setenv("SUFFDESK_PASSPHRASE_FILE", str(tmp_path / "pw"))
    reading = (
        ["check", store], ["list", "child", "--store", store], ["backup", store, str(tmp_path / "rescue.suffdesk")],
        ["export", "occupancy", "--as-at", "2024-03-31", "--out", str(tmp_path / "o.xlsx"), "--store", store],
    )  # fmt: skip
    for words in reading:
        assert cli.main(words) == 0, words
    capsys.readouterr()
    assert cli.main(["add", "child", "identifier=y", "--store", store]) == 2
    assert "the disk that holds a.suffdesk is full" in capsys.readouterr().err
    monkeypatch.delenv("SUFFDESK_PASSPHRASE_FILE")
    with open_store(tmp_path / "rescue.suffdesk", passphrase=PASSPHRASE) as rescued:
        assert rescued.rows("SELECT count(*) FROM child") == [(300,)]


def test_a_passphrase_change_without_room_says_so_and_changes_nothing(
    disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = made(disk / "a.suffdesk")
    size = path.stat().st_size
    fill(disk, leave=size * 3 // 2)  # enough for the backup, and not for the journal
    with open_store(path, passphrase=PASSPHRASE) as store:
        with pytest.raises(UserError, match=r"no room on the disk that holds a\.suffdesk to change its passphrase"):
            change_passphrase(store, PASSPHRASE, "another horse battery")
        monkeypatch.setattr(passphrase, "_refuse_without_room", lambda _: None)  # another program was quicker
        with pytest.raises(UserError, match=r"no room|room for twice|No backup"):
            change_passphrase(store, PASSPHRASE, "another horse battery")
    with open_store(path, passphrase=PASSPHRASE) as store:
        assert store.rows("SELECT count(*) FROM child") == [(300,)]


@pytest.mark.parametrize("part", [0.1, 0.6, 0.95])
def test_restoring_says_that_the_disk_is_full(disk: Path, tmp_path: Path, part: float) -> None:
    """Whoever meets it, the system in writing a file or the database: not that the backup cannot be read."""
    path = made(disk / "a.suffdesk")
    backup = tmp_path / "b.suffdesk"
    with open_store(path, passphrase=PASSPHRASE) as store:
        copy_to(store, backup)
    before = path.read_bytes()
    fill(disk, leave=int(path.stat().st_size * part))
    with pytest.raises(UserError, match=r"a\.suffdesk could not be restored: the disk is full; nothing was changed"):
        restore_store(path, backup, passphrase=PASSPHRASE)
    assert path.read_bytes() == before


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_lock_that_finds_no_room_leaves_what_it_said(
    tmp_path: Path, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mark of an unclean end must not be lost with the room for another."""
    path = made(tmp_path / "a.suffdesk")
    lock_path(path).write_bytes(b'{"half": ')

    def full(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(lock, "_write", full)
    with open_store(path, passphrase=PASSPHRASE) as store:
        assert store.why_read_only == "the disk that holds a.suffdesk is full"
    assert lock_path(path).read_bytes() == b'{"half": '


def error(code: int) -> DatabaseError:
    made = DatabaseError("what is said is not looked at: disk I/O error, malformed, locked, full")
    made.sqlite_errorcode = code
    return made


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (13, "There is no room on the disk"), (10 | 19 << 8, "There is no room on the disk"),
        (10 | 3 << 8, "took no more"), (10 | 4 << 8, "took no more"), (10 | 1 << 8, "did not give back a part of it"),
        (10 | 2 << 8, "is damaged"), (11, "is damaged"), (11 | 1 << 8, "is damaged"), (26, "is damaged"),
        (5, "held by another program"), (6 | 1 << 8, "held by another program"), (8, "cannot be written to"),
        (14, "cannot be opened"), (1, "what is said is not looked at"),
    ],
)  # fmt: skip
def test_errors_are_told_by_their_code(tmp_path: Path, code: int, words: str) -> None:
    told = in_words(error(code), tmp_path / "a.suffdesk")
    assert words in str(told)
    assert says_full(error(code), tmp_path / "a.suffdesk") == ("no room on" in words)
    assert says_damaged(error(code)) == (words == "is damaged")


def test_a_store_closed_meanwhile_is_read(disk: Path) -> None:
    """One that opens before the disk fills goes on reading, and closes whole."""
    path = made(disk / "a.suffdesk")
    store: Store = open_store(path, passphrase=PASSPHRASE)
    fill(disk)
    with pytest.raises(UserError, match="no room"), store.change("Add") as result:
        result.change.insert_many("child", [{"reference": f"D-{n}", "identifier": f"D-{n}"} for n in range(2000)])
    assert store.rows("SELECT count(*) FROM child") == [(300,)]
    store.close()
    with open_store(path, passphrase=PASSPHRASE) as again:
        assert again.rows("SELECT count(*) FROM child") == [(300,)]
