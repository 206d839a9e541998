"""Kills a command before a system call by which it changes the disk, and looks at what it leaves.

Every state that a kill can leave lies between two such calls, so that killing before each of them tries them all.
strace counts the calls and sends the signal.
"""

import random
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2

from suffdesk.core.errors import UserError
from suffdesk.store.backup import copy_to
from suffdesk.store.check import check
from suffdesk.store.opening import Store, create_store, open_store
from suffdesk.store.passphrase import reset_passphrase
from tests.recovery_keys import make_recovery_key
from tests.store.faults.killing import ROOT

STRACE = shutil.which("strace")
CALLS = (
    "write", "pwrite64", "fsync", "fdatasync", "ftruncate", "rename", "renameat2", "unlink", "unlinkat", "link",
    "mkdir", "rmdir", "fchmod",
)  # fmt: skip
OLD, NEW, THIRD = "correct horse battery", "another long secret", "a third, longer secret"
CANARY = "ZQXJ-CANARY"

Kill = tuple[str, int]
"""A call's name, and how many of its kind come before the kill, itself counted."""


@dataclass(frozen=True)
class Act:
    """A command that changes a store in several steps. ``prepare`` makes what it needs in an empty folder.

    ``words`` are the command line's; ``look`` asserts that what is left is whole, whether or not it was ``finished``.
    """

    name: str
    prepare: Callable[[Path], None]
    words: Callable[[Path], list[str]]
    look: Callable[[Path, bool], None]


def kill_at_calls(act: Act, folder: Path, most: int | None, seed: int) -> int:
    """Kill at every call, or at so many chosen at random; how often it was killed.

    Half of those chosen are no writes of a page, of which there are very many that are alike.
    """
    ready = folder / f"{act.name} ready"
    ready.mkdir()
    act.prepare(ready)
    points = list(_points(act, _copied(ready, folder / f"{act.name} whole"), folder / f"{act.name}.calls"))
    chosen = points if most is None else _chosen(points, most, random.Random(seed))
    killed = 0
    for point in chosen:
        place = _copied(ready, folder / f"{act.name} killed")
        finished = _run(act, place, point)
        killed += not finished
        try:
            act.look(place, finished)
        except (AssertionError, UserError) as error:
            raise AssertionError(f"{act.name} killed before {point[0]} {point[1]}: {error!r}") from error
        shutil.rmtree(place)
    return killed


def _chosen(points: list[Kill], most: int, chance: random.Random) -> list[Kill]:
    pages = [point for point in points if point[0] == "pwrite64"]
    others = [point for point in points if point[0] != "pwrite64"]
    chosen = chance.sample(others, min(len(others), most - most // 2))
    return chosen + chance.sample(pages, min(len(pages), most - len(chosen)))


def _copied(ready: Path, place: Path) -> Path:
    shutil.copytree(ready, place)
    return place


def _points(act: Act, place: Path, log: Path) -> Iterator[Kill]:
    """Run the command whole, and name every call that changes the disk."""
    done = _traced(act, place, "-o", str(log))
    assert done.returncode == 0, done.stderr.decode()
    act.look(place, True)
    shutil.rmtree(place)
    seen: dict[str, int] = {}
    for found in re.finditer(r"^[0-9]+ +([a-z0-9]+)\(", log.read_text("utf-8", "replace"), re.MULTILINE):
        name = found.group(1)
        seen[name] = seen.get(name, 0) + 1
        yield name, seen[name]


def _run(act: Act, place: Path, point: Kill) -> bool:
    """Whether the command got to its end before the kill."""
    name, times = point
    done = _traced(act, place, "-o", "/dev/null", "-e", f"inject={name}:signal=KILL:when={times}")
    assert done.returncode in (0, -signal.SIGKILL, 128 + signal.SIGKILL), done.stderr.decode()
    return done.returncode == 0


def _traced(act: Act, place: Path, *options: str) -> subprocess.CompletedProcess[bytes]:
    assert STRACE is not None
    return subprocess.run(
        [STRACE, "-f", "-qq", "-e", f"trace={','.join(CALLS)}", "-e", "signal=none", *options, "--",
         sys.executable, "-B", "-P", "-m", "suffdesk", *act.words(place)],
        capture_output=True, cwd=ROOT, check=False,
        env={"PYTHONPATH": str(ROOT), "PATH": "", "HOME": str(place), "XDG_CACHE_HOME": str(place / "cache")},
    )  # fmt: skip


def _store(place: Path) -> Path:
    return place / "Store.suffdesk"


def _fill(place: Path, passphrase: str | None) -> None:
    (place / "old").write_text(f"{OLD}\n", "utf-8")
    (place / "new").write_text(f"{NEW}\n", "utf-8")
    with create_store(_store(place), passphrase=passphrase) as store:
        store.set_meta("authority", "E08000007")
        _add(store, "1001", "1002", "1003")


def _add(store: Store, *identifiers: str) -> None:
    with store.change("Fill") as result:
        for number in identifiers:
            result.change.insert("child", {"reference": f"C-{number}", "identifier": number, "upn": CANARY})


def _children(place: Path, *passphrases: str | None) -> list[str]:
    """Open under the first of the passphrases that fits, with a whole check; the children that are there."""
    failed: UserError | None = None
    for passphrase in passphrases or (None,):
        try:
            with open_store(_store(place), passphrase=passphrase) as store:
                report = check(store)
                assert report.whole, report
                return [str(number) for (number,) in store.rows("SELECT identifier FROM child ORDER BY 1")]
        except UserError as error:
            failed = error
    raise AssertionError(f"none of the passphrases opens it: {failed}")


def _passphrase(place: Path) -> None:
    _fill(place, OLD)
    _keep_recovery_key(place)


def _keep_recovery_key(place: Path) -> None:
    with open_store(_store(place), passphrase=OLD) as store:
        (place / "printed").write_text(make_recovery_key(store), "utf-8")


def _passphrase_whole(place: Path, finished: bool) -> None:
    assert _children(place, *((NEW,) if finished else (NEW, OLD))) == ["1001", "1002", "1003"]
    reset_passphrase(_store(place), (place / "printed").read_text("utf-8"), THIRD)
    assert _children(place, THIRD) == ["1001", "1002", "1003"]


def _recovery_key_whole(place: Path, finished: bool) -> None:
    """Somebody who has the earlier key on paper, and the new PDF if it is there whole, has one that works."""
    assert _children(place, OLD) == ["1001", "1002", "1003"]
    held = [*_printed_in(place / "key.pdf"), *([] if finished else [(place / "printed").read_text("utf-8")])]
    for key in held:
        try:
            reset_passphrase(_store(place), key, THIRD)
        except UserError:
            continue
        assert _children(place, THIRD) == ["1001", "1002", "1003"]
        return
    raise AssertionError(f"none of {len(held)} recovery keys opens it")


def _printed_in(pdf: Path) -> list[str]:
    if not pdf.exists():
        return []
    document = pypdfium2.PdfDocument(pdf)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return ["-".join(re.findall(r"\b[0-9A-HJKMNP-TV-Z]{5}\b", text)[:8])]


def _restore(place: Path) -> None:
    _fill(place, OLD)
    with open_store(_store(place), passphrase=OLD) as store:
        copy_to(store, place / "copy.suffdesk")
        _add(store, "1004")


def _restore_whole(place: Path, finished: bool) -> None:
    then, now = ["1001", "1002", "1003"], ["1001", "1002", "1003", "1004"]
    assert _children(place, OLD) in ([then] if finished else [then, now])


def _erase(place: Path) -> None:
    _fill(place, None)
    with open_store(_store(place)) as store:
        child = str(store.rows("SELECT id FROM child WHERE identifier = '1001'")[0][0])
        with store.change("Say more") as result:
            result.change.update("child", child, {"upn": f"{CANARY}-1001"})
        with store.change("Say less") as result:
            result.change.update("child", child, {"upn": None})


def _erase_whole(place: Path, finished: bool) -> None:
    """Whoever gives the command again, and then the one that it names, has left nothing of the child."""
    assert _children(place)[-2:] == ["1002", "1003"]
    if not finished and not _ran(place, *_ERASE.words(place)):
        _ran(place, "erasures", "--number", "1", "--finish", "--store", str(_store(place)))
    assert _children(place) == ["1002", "1003"]
    kept = [
        path.name for path in place.rglob("*")
        if path.is_file() and f"{CANARY}-1001".encode() in path.read_bytes()
    ]  # fmt: skip
    assert not kept, f"the child is still in {kept}"


def _ran(place: Path, *words: str) -> bool:
    """Whether a command did what it was asked; it may say that there is nothing to do."""
    done = subprocess.run(
        [sys.executable, "-B", "-P", "-m", "suffdesk", *words],
        capture_output=True, cwd=ROOT, check=False, env={"PYTHONPATH": str(ROOT), "PATH": "", "HOME": str(place)},
    )  # fmt: skip
    assert done.returncode in (0, 2), done.stderr.decode()
    return done.returncode == 0


_ERASE = Act(
    "erase", _erase,
    lambda place: ["erase", "C-1001", "--reason", "mistake", "--yes", "--store", str(_store(place))], _erase_whole,
)  # fmt: skip
ACTS: tuple[Act, ...] = (
    Act("passphrase", _passphrase, lambda place: [
        "passphrase", str(_store(place)), "--passphrase-file", str(place / "old"),
        "--new-passphrase-file", str(place / "new"),
    ], _passphrase_whole),
    Act("recovery-key", _passphrase, lambda place: [
        "recovery-key", str(_store(place)), "--out", str(place / "key.pdf"), "--passphrase-file", str(place / "old"),
    ], _recovery_key_whole),
    Act("restore", _restore, lambda place: [
        "restore", str(place / "copy.suffdesk"), str(_store(place)), "--passphrase-file", str(place / "old"),
    ], _restore_whole),
    _ERASE,
)  # fmt: skip
