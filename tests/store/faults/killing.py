"""Kills a program that edits and imports, and looks each time whether all that it had confirmed is there."""

import random
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from unittest import mock

from sqlite_utils import Database

from suffdesk.operations import edit
from suffdesk.operations.erasure import finish_erasure, unfinished_erasures
from suffdesk.store import opening
from suffdesk.store.backup import backup_before
from suffdesk.store.belonging import held_of
from suffdesk.store.check import check
from suffdesk.store.copies import copies_of, marks_of_store, unfinished_of
from suffdesk.store.engine import connect
from suffdesk.store.erasures import told_erasures
from suffdesk.store.opening import Store, create_store, open_store
from tests.store.faults.child_edits import IMPORTED

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
PASSPHRASE = "correct horse battery"
CHILDREN = 20_000
"""Children of the store before the first kill."""


def killed(child: str, *words: object, after: float) -> None:
    """Start a child, wait until it has begun, and kill it ``after`` seconds."""
    process = subprocess.Popen(
        [sys.executable, str(HERE / child), *map(str, words)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, env={"PYTHONPATH": str(ROOT), "PATH": ""},
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.readline(), process.stderr.read().decode()
    try:
        process.wait(timeout=after)
    except subprocess.TimeoutExpired:
        process.kill()
    _, errors = process.communicate()
    assert errors == b""
    assert process.returncode == -signal.SIGKILL


def kill_again_and_again(folder: Path, disk: str, kills: int, seed: int, children: int = CHILDREN) -> int:
    """Make a store of so many children and kill whoever changes it so often; the changes that were confirmed.

    ``disk`` is ``local`` or ``share``. Asserts that no confirmed change is lost, and none is there in part.
    """
    path, confirmed = folder / "a.suffdesk", folder / "confirmed"
    with create_store(path, passphrase=PASSPHRASE) as store:
        store.set_meta("authority", "E08000007")
        with store.change("Fill") as result:
            rows = ({"reference": f"F-{n}", "identifier": f"first/{n}"} for n in range(children))
            result.change.insert_many("child", rows)
        key = store.raw_key
    assert key is not None
    moments = random.Random(seed)
    before = 1
    with mock.patch.object(opening, "is_network", return_value=disk == "share"):
        for _ in range(kills):
            killed("child_edits.py", path, key.hex(), confirmed, disk, after=moments.uniform(0.01, 0.7))
            acknowledged = [int(line) for line in confirmed.read_text().split()]
            with open_store(path, key=key) as store:  # which checks all of it, as its last user was killed
                newest = int(str(store.rows("SELECT max(seq) FROM change_log")[0][0]))
                assert acknowledged[-1] <= newest <= acknowledged[-1] + 1
                assert newest > before
                before = newest
                _assert_whole_changes(store, newest, children)
        with open_store(path, key=key) as store:
            assert check(store).whole
    return len(acknowledged)


def _assert_whole_changes(store: Store, newest: int, children: int) -> None:
    found = {
        str(group): int(str(count))
        for group, count in store.rows(
            "SELECT substr(identifier, 1, instr(identifier, '/') - 1), count(*) FROM child GROUP BY 1"
        )
    }
    wanted = {"first": children}
    wanted |= {str(n): IMPORTED if n % 3 == 0 else 1 for n in range(2, newest + 1) if n % 3 != 2}
    assert found == wanted
    assert store.rows("SELECT count(*) FROM episode") == [(IMPORTED * sum(n % 3 == 0 for n in range(2, newest + 1)),)]
    changed = store.rows("SELECT upn FROM child WHERE identifier LIKE 'first/%' AND upn IS NOT NULL")
    assert sorted(int(str(upn)) for (upn,) in changed) == list(range(2, newest + 1, 3))


def kill_while_erasing(folder: Path, kills: int, seed: int) -> int:
    """Kill a program that erases children; the number erased. Asserts that each is there whole or gone everywhere.

    Gone is said by what is left to do, and that can be finished: then no copy of the store holds the child.
    """
    path = folder / "a.suffdesk"
    with create_store(path, passphrase=PASSPHRASE) as store:
        for number in range(4 * kills):
            child = edit.add(store, "child", {"identifier": f"{number}"}).row_id
            edit.add(store, "note", {"entity": "child", "row_id": child, "text": f"CANARY{number}"})
            if number % 8 == 0:
                backup_before(store.db, path, store.raw_key, "import")
        every = {str(row[0]) for row in store.rows("SELECT id FROM child")}
        key = store.raw_key
    assert key is not None
    moments = random.Random(seed)
    for _ in range(kills):
        killed("child_erases.py", path, key.hex(), after=moments.uniform(0.01, 0.6))
        with open_store(path, key=key) as store:
            assert check(store).whole
            there = {str(row[0]) for row in store.rows("SELECT id FROM child")}
            notes = {str(row[0]) for row in store.rows("SELECT child_id FROM note")}
            erased = set(told_erasures(store.db))
            assert there == notes == every - erased
            for number in unfinished_erasures(store):
                assert finish_erasure(store, number).complete
            marks = marks_of_store(store.db, key)
            assert unfinished_of(path, marks) == []
            for copy in (path, *copies_of(path, marks)):
                with closing(connect(copy, key, read_only=True).conn) as opened:
                    assert not any(held_of(Database(opened), child) for child in erased)
    return len(erased)
