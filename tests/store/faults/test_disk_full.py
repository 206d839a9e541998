"""Promise 5: a full disk refuses the change and says so; the store is whole and goes on."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from suffdesk.store.check import check
from suffdesk.store.opening import create_store, open_store

if os.name == "nt":
    pytest.skip("Windows sets no limit to the size of a file", allow_module_level=True)

_CHILD = """
import resource, signal, sys
from pathlib import Path
from suffdesk.core.errors import UserError
from suffdesk.store import opening
from suffdesk.store.backup import backup_before, backups_of
from suffdesk.store.passphrase import change_passphrase

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
path, passphrase, disk = Path(sys.argv[1]), sys.argv[2] or None, sys.argv[3]
opening.is_network = lambda path: disk == "share"
store = opening.open_store(path, passphrase=passphrase)
def limit(size):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
def rows(name, number):
    return ({"reference": f"{name}-{n}", "identifier": f"{name}-{n}"} for n in range(number))
def refused(action):
    try:
        action()
    except UserError as error:
        print(error)
def add(name, number):
    with store.change("Add") as result:
        result.change.insert_many("child", rows(name, number))
for size in (1_200_000, 1_600_000, 2_000_000):
    limit(size)
    refused(lambda: add("big", 8_000))
limit(100_000)
refused(lambda: backup_before(store.db, path, store.raw_key, "import"))
if passphrase:
    limit(700_000)
    refused(lambda: change_passphrase(store, passphrase, "another horse battery"))
limit(resource.RLIM_INFINITY)
add("small", 10)
print(store.rows("SELECT count(*) FROM child")[0][0], len(backups_of(path)))
store.close()
"""


@pytest.mark.parametrize("disk", ["local", "share"])
@pytest.mark.parametrize("passphrase", [None, "correct horse battery"])
def test_disk_full_during_an_import(tmp_path: Path, passphrase: str | None, disk: str) -> None:
    path = tmp_path / "a.suffdesk"
    with create_store(path, passphrase=passphrase) as store, store.change("Add") as result:
        rows = [{"reference": f"C-{n}", "identifier": f"{n}"} for n in range(500)]
        result.change.insert_many("child", rows)
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, str(path), passphrase or "", disk],
        capture_output=True, text=True, encoding="utf-8", cwd=root, check=False,
    )  # fmt: skip
    assert done.stderr == ""
    *told, counted = done.stdout.splitlines()
    assert counted == "510 0"
    took_no_more = (  # a limit to one file, which is not the disk being full
        "The disk that holds a.suffdesk took no more: there is no room for a larger file, or the disk is at fault; "
        "look at it and try again: nothing was changed"
    )
    assert told[:3] == [took_no_more] * 3
    assert told[3].startswith("No backup of a.suffdesk could be made in ")
    assert told[3].endswith("(the disk took no more of it), so nothing was changed")
    assert len(told) == (5 if passphrase else 4)
    with open_store(path, passphrase=passphrase) as store:
        assert check(store).whole
        assert store.rows("SELECT count(*) FROM child") == [(510,)]
    assert not list(path.parent.glob("**/.*.part"))
