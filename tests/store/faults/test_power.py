"""Promise 7: when the power fails, what was confirmed is there and nothing is there in part.

With ``synchronous=OFF`` the same test fails, which shows that it would notice; and with ``FULL`` too, where the
removal of a rollback journal need not be on the disk yet: the store asks for ``EXTRA``.
"""

import random
import shutil
from pathlib import Path

import pytest

from suffdesk.core.errors import UserError
from suffdesk.store import opening
from suffdesk.store.check import check
from suffdesk.store.engine import DatabaseError
from suffdesk.store.opening import create_store, open_store
from tests.store.faults.failing_disk import Step, after_failure, connected

pytest.importorskip("apsw")
GROUP = 40
CHANGES = 12
POINTS = 48


def record(path: Path, synchronous: str | None) -> tuple[dict[str, bytes], list[Step]]:
    """Changes made on a recorded disk: what it held before, and every step."""
    create_store(path, passphrase=None).close()
    start = {path.name: path.read_bytes()}
    with connected(synchronous) as steps:
        store = open_store(path)
        for number in range(1, CHANGES + 1):
            with store.change(f"Change {number}") as result:
                rows = [{"reference": f"{number}/{n}", "identifier": f"{number}/{n}"} for n in range(GROUP)]
                result.change.insert_many("child", rows)
            steps.append(Step("confirmed", at=number))
            if number == CHANGES // 2:
                store.db.conn.execute("PRAGMA wal_checkpoint(RESTART)").fetchall()
        store.close()
    return start, steps


def lost(folder: Path, start: dict[str, bytes], steps: list[Step], points: int = POINTS, seed: int = 7) -> list[str]:
    """What was wrong after the power failed, at many points; nothing where the promise holds."""
    chance = random.Random(seed)
    wrong = []
    for number in range(points):
        point = chance.randrange(len(steps) + 1)
        confirmed = max((step.at for step in steps[:point] if step.kind == "confirmed"), default=0)
        place = folder / str(number)
        place.mkdir()
        for name, content in after_failure(start, steps, point, seed * 1_000_000 + number).items():
            (place / name).write_bytes(content)
        (path,) = (place / name for name in start)
        path.with_name(path.name + ".lock").write_text("left")
        try:
            with open_store(path) as store:
                changes = store.rows("SELECT coalesce(max(seq), 0) FROM change_log")[0][0]
                children = store.rows("SELECT count(*) FROM child")[0][0]
                if not check(store).whole:
                    wrong.append(f"{point}: damaged")
                if not confirmed <= int(str(changes)) <= confirmed + 1:
                    wrong.append(f"{point}: {confirmed} confirmed, {changes} there")
                if children != int(str(changes)) * GROUP:
                    wrong.append(f"{point}: {changes} changes, {children} rows")
        except (UserError, DatabaseError) as error:
            wrong.append(f"{point}: {error}")
        shutil.rmtree(place)
    return wrong


@pytest.mark.parametrize("disk", ["local", "share"])
def test_power_loss_loses_nothing_that_was_confirmed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, disk: str
) -> None:
    monkeypatch.setattr(opening, "is_network", lambda _path: disk == "share")
    start, steps = record(tmp_path / "a.suffdesk", None)
    assert sum(step.kind == "flush" for step in steps) >= CHANGES
    assert {Path(step.name).suffix for step in steps} >= {".suffdesk" if disk == "share" else ".suffdesk-wal"}
    assert lost(tmp_path, start, steps) == []


@pytest.mark.parametrize("synchronous", ["OFF", "FULL"])
@pytest.mark.parametrize("disk", ["local", "share"])
def test_the_same_with_less_flushing_loses_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, disk: str, synchronous: str
) -> None:
    monkeypatch.setattr(opening, "is_network", lambda _path: disk == "share")
    start, steps = record(tmp_path / "a.suffdesk", synchronous)
    assert len(lost(tmp_path, start, steps)) > POINTS // 6
