"""Promise 6: killed at any moment, what was confirmed is there, and nothing is there in part.

Each child says when it has begun; then it is killed (SIGKILL) after a moment that no two tries share.
"""

import random
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from suffdesk.store import key_slots, keys, opening
from suffdesk.store.backup import backup_before
from suffdesk.store.check import check
from suffdesk.store.opening import create_store, open_store
from suffdesk.store.passphrase import reset_passphrase
from suffdesk.store.refusals import WrongPassphrase
from tests.recovery_keys import make_recovery_key
from tests.store.faults.killing import CHILDREN, HERE, ROOT, kill_again_and_again, kill_while_erasing, killed

BOTH = ("correct horse battery", "another horse battery")

if not hasattr(signal, "SIGKILL"):
    pytest.skip("Windows has no signal that a program cannot see", allow_module_level=True)


@pytest.mark.parametrize(("disk", "kills"), [("local", 14), ("share", 6)])
def test_twenty_kills_in_the_middle_of_edits_and_imports(tmp_path: Path, disk: str, kills: int) -> None:
    """Of a store of 20,000 children."""
    assert CHILDREN == 20_000
    assert kill_again_and_again(tmp_path, disk, kills, seed=903) >= kills


@pytest.mark.parametrize(("disk", "kills"), [("local", 4), ("share", 4)])
def test_killed_while_the_passphrase_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, disk: str, kills: int
) -> None:
    """One of the two passphrases opens it, never both, and the recovery key always does."""
    path = tmp_path / "a.suffdesk"
    with create_store(path, passphrase=BOTH[0]) as store:
        with store.change("Add") as result:
            rows = [{"reference": f"C-{n}", "identifier": f"{n}"} for n in range(4000)]
            result.change.insert_many("child", rows)
        recovery = make_recovery_key(store)
    both = [keys.raw_key(passphrase, keys.salt_of(path)) for passphrase in BOTH]
    monkeypatch.setattr(opening, "is_network", lambda _path: disk == "share")
    for number in range(kills):
        killed("child_passphrases.py", path, disk, after=0.02 + 0.04 * number)
        copy = tmp_path / f"copy {number}" / path.name
        copy.parent.mkdir()
        for end in ("", "-wal", "-journal", ".keys"):
            source = path.with_name(path.name + end)
            if source.exists():
                shutil.copyfile(source, copy.with_name(copy.name + end))
        (key, *more) = [key for key in both if opens(copy, key)]
        assert not more
        assert key in key_slots.keys_locked_to(copy, recovery)
        with open_store(path, key=key) as store:
            assert check(store).whole
            assert store.rows("SELECT count(*) FROM child") == [(4000,)]
            public = bytes.fromhex(store.meta("recovery_public") or "")
            assert key_slots.standing(path, [public], key)
        for leftover in path.parent.glob("a backups/*"):
            leftover.unlink()
    reset_passphrase(copy, recovery, "third horse battery")
    with open_store(copy, passphrase="third horse battery") as store:
        assert store.rows("SELECT count(*) FROM child") == [(4000,)]


def opens(path: Path, key: bytes) -> bool:
    try:
        open_store(path, key=key, read_only=True).close()
    except WrongPassphrase:
        return False
    return True


def test_killed_while_restoring(tmp_path: Path) -> None:
    """The store is that of one backup or of the other."""
    path = tmp_path / "a.suffdesk"
    made = []
    with create_store(path, passphrase=BOTH[0]) as store:
        key = store.raw_key
        assert key is not None
        for number in (1000, 2000):
            with store.change("Add") as result:
                rows = [{"reference": f"{number}-{n}", "identifier": f"{number}-{n}"} for n in range(1000)]
                result.change.insert_many("child", rows)
            made.append(backup_before(store.db, path, key, "import"))
    seen = set()
    moments = random.Random(5)
    for _ in range(6):
        killed("child_restores.py", path, key.hex(), *made, after=moments.uniform(0.02, 0.4))
        with open_store(path, key=key) as store:
            assert check(store).whole
            seen.add(store.rows("SELECT count(*) FROM child")[0][0])
    assert seen <= {1000, 2000}


def test_an_erasure_is_whole_or_says_what_is_left(tmp_path: Path) -> None:
    """Promises 6 and 14."""
    assert kill_while_erasing(tmp_path, kills=4, seed=7) > 0


@pytest.mark.parametrize(("place", "steps"), [("first", 0), ("between", 0), ("second", 0), ("after", 2)])
def test_migration_cut_short_is_of_the_old_release_or_of_the_new(tmp_path: Path, place: str, steps: int) -> None:
    """Promise 10."""
    path = tmp_path / "a.suffdesk"
    with create_store(path, passphrase=None) as store, store.change("Add") as result:
        rows = [{"reference": f"C-{n}", "identifier": f"{n}"} for n in range(300)]
        result.change.insert_many("child", rows)
    done = subprocess.run(
        [sys.executable, str(HERE / "child_migrates.py"), str(path), place],
        capture_output=True, cwd=ROOT, env={"PYTHONPATH": str(ROOT), "PATH": ""}, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (-signal.SIGKILL, b"")
    assert len(list((tmp_path / "a backups").glob("*before update.suffdesk"))) == 1
    if steps:
        with pytest.raises(Exception, match="newer SuffDesk"):
            open_store(path)
    else:
        with open_store(path) as store:
            assert check(store).whole
            assert store.rows("SELECT count(*) FROM child") == [(300,)]
            assert store.rows("SELECT count(*) FROM sqlite_master WHERE name IN ('first', 'second')") == [(0,)]
