"""Promise 4: a store on a place that cannot be written to opens for reading, whatever state it was left in."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from suffdesk.core.errors import Refused, UserError
from suffdesk.store import lock, opening
from suffdesk.store.lock import ReadOnlyPlace
from suffdesk.store.opening import create_store, open_store

PASSPHRASE = "correct horse battery"

_READ = """
import os, sys
from pathlib import Path
from suffdesk.store.opening import create_store, open_store
from suffdesk.core.errors import Refused
create_store(Path(sys.argv[3]), passphrase=sys.argv[2] or None).close()  # loads all that another user may not read
if os.getuid() == 0:
    os.setgid(65534); os.setuid(65534)
passphrase = sys.argv[2] or None
with open_store(Path(sys.argv[1]), passphrase=passphrase) as store:
    print(store.read_only, bool(store.why_read_only), store.rows("SELECT count(*) FROM child")[0][0])
    with store.second() as worker:
        print(worker.rows("SELECT count(*) FROM child")[0][0])
    try:
        with store.change("Add"):
            pass
    except Refused as error:
        print("cannot be written to" in str(error))
"""

_KILLED = """
import os, sys
from pathlib import Path
from suffdesk.store import opening
if sys.argv[3] == "share":
    opening.is_network = lambda path: True
store = opening.open_store(Path(sys.argv[1]), passphrase=sys.argv[2] or None)
with store.change("Add") as r: r.change.insert("child", {"reference": "D", "identifier": "D"})
store.db.conn.execute("PRAGMA cache_size = 5")
with store.change("Add") as r:
    r.change.insert_many("child", [{"reference": f"E-{n}", "identifier": f"E-{n}"} for n in range(2000)])
    os._exit(9)
"""


@pytest.fixture
def place():
    """A folder that anybody may pass through, which pytest's own is not."""
    folder = Path(tempfile.mkdtemp(prefix="suffdesk-read-only-"))
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def freeze(place: Path) -> dict[str, bytes]:
    for file in place.iterdir():
        file.chmod(0o444)
    place.chmod(0o555)
    return {file.name: file.read_bytes() for file in place.iterdir()}


def read_there(path: Path, passphrase: str | None, warm: Path) -> list[str]:
    if os.name == "nt":
        pytest.skip("Windows has no folder that its owner cannot write to")
    environment = {**os.environ, "SUFFDESK_CONFIG_DIR": "/nonexistent", "TMPDIR": "/tmp"}
    done = subprocess.run(
        [sys.executable, "-c", _READ, str(path), passphrase or "", str(warm / "w.suffdesk")],
        capture_output=True, text=True, check=False, env=environment, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert done.stderr == ""
    return done.stdout.split()


@pytest.mark.parametrize("passphrase", [None, PASSPHRASE])
def test_closed_store_opens_for_reading(place: Path, passphrase: str | None, tmp_path: Path) -> None:
    path = place / "a.suffdesk"
    with create_store(path, passphrase=passphrase) as store, store.change("Add") as result:
        result.change.insert("child", {"reference": "C-1", "identifier": "1"})
    before = freeze(place)
    assert read_there(path, passphrase, tmp_path) == ["True", "True", "1", "1", "True"]
    assert {file.name: file.read_bytes() for file in place.iterdir()} == before


@pytest.mark.parametrize("passphrase", [None, PASSPHRASE])
@pytest.mark.parametrize("disk", ["local", "share"])
def test_killed_store_opens_with_what_was_confirmed_and_nothing_half_done(
    place: Path, passphrase: str | None, disk: str, tmp_path: Path
) -> None:
    """On a local disk the log holds what was confirmed; on a share the journal holds what must be taken back."""
    path = place / "a.suffdesk"
    with create_store(path, passphrase=passphrase) as store, store.change("Add") as result:
        result.change.insert("child", {"reference": "C-1", "identifier": "1"})
    subprocess.run([sys.executable, "-c", _KILLED, str(path), passphrase or "", disk], check=False)
    assert path.with_name(path.name + ("-wal" if disk == "local" else "-journal")).stat().st_size > 0
    path.with_name(path.name + "-shm").unlink(missing_ok=True)
    before = freeze(place)
    scratch = set(Path(tempfile.gettempdir()).glob("suffdesk-*"))
    assert read_there(path, passphrase, tmp_path) == ["True", "True", "2", "2", "True"]
    assert {file.name: file.read_bytes() for file in place.iterdir()} == before
    assert set(Path(tempfile.gettempdir()).glob("suffdesk-*")) <= scratch  # the copy is gone


def test_reading_after_a_kill_on_a_share_takes_nothing_half_done(tmp_path: Path) -> None:
    path = tmp_path / "a.suffdesk"
    create_store(path, passphrase=PASSPHRASE).close()
    subprocess.run([sys.executable, "-c", _KILLED, str(path), PASSPHRASE, "share"], check=False)
    with open_store(path, passphrase=PASSPHRASE, read_only=True) as store:
        assert store.rows("SELECT count(*) FROM child") == [(1,)]
    with open_store(path, passphrase=PASSPHRASE) as store:
        assert store.rows("SELECT count(*) FROM child") == [(1,)]


def test_folder_that_cannot_be_written_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same without another user, as on Windows."""
    path = tmp_path / "a.suffdesk"
    create_store(path, passphrase=None).close()

    def refuses(store: Path, *_: object) -> None:
        raise ReadOnlyPlace(f"{store.parent} cannot be written to")

    monkeypatch.setattr(opening, "StoreLock", refuses)
    with open_store(path) as store:
        assert store.read_only
        with pytest.raises(Refused, match="cannot be written to"):
            store.set_meta("authority", "E08000007")
    with pytest.raises(UserError, match="choose another folder"):
        create_store(tmp_path / "b.suffdesk", passphrase=None)


def test_lock_file_that_may_not_be_written_is_a_read_only_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.suffdesk"
    create_store(path, passphrase=None).close()

    def denied(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(lock, "patiently", denied)
    with open_store(path) as store:
        assert store.read_only


def test_held_by_another_program_is_said_after_two_seconds(tmp_path: Path) -> None:
    """Promise 3: a program that holds the file, as a virus scanner does, only longer."""
    path = tmp_path / "a.suffdesk"
    create_store(path, passphrase=None).close()
    script = (
        "import sqlite3, sys, time\n"
        "held = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "held.execute('BEGIN EXCLUSIVE')\n"
        "print('held', flush=True)\n"
        "time.sleep(float(sys.argv[2]))\n"
    )
    before = path.read_bytes()
    for seconds, opens in ((30.0, False), (0.7, True)):
        holder = subprocess.Popen([sys.executable, "-c", script, str(path), str(seconds)], stdout=subprocess.PIPE)
        try:
            assert holder.stdout is not None
            holder.stdout.readline()
            if opens:
                open_store(path).close()
            else:
                with pytest.raises(UserError, match="held by another program"):
                    open_store(path)
                assert path.read_bytes() == before
        finally:
            holder.kill()
            holder.communicate()
