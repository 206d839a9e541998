"""Programs that are killed at a system call: at any of those by which the acts that change keys write to the disk.

Needs ``strace``, so it is part of the soak and not of the tests.
"""

import os
import random
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pypdfium2

from suffdesk.store import attempts, key_slots
from suffdesk.store.backup import backups_of
from suffdesk.store.check import check
from suffdesk.store.opening import create_store, open_store
from suffdesk.store.passphrase import change_passphrase
from suffdesk.store.refusals import RecoveryKeyFailed, WrongPassphrase
from tests.recovery_keys import make_recovery_key
from tests.store.faults.killing import ROOT

OLD, NEW = "kettle violin gravel tulip", "another horse battery"
_CALLS = "write,pwrite64,fsync,fdatasync,ftruncate,unlink,unlinkat,rename,renameat,renameat2,link,linkat"


def available() -> bool:
    """Whether programs can be killed so here."""
    return shutil.which("strace") is not None


def kill_at_calls(folder: Path, kills: int, seed: int) -> int:
    """Kill each act at so many calls, chosen by ``seed``, and look at what is left. Returns how many there were."""
    made = folder / "made"
    made.mkdir()
    earlier = _make(made / "a.suffdesk")
    done = 0
    moments = random.Random(seed)
    for act, words in _ACTS.items():
        calls = _run(_copy(made, folder / f"{act} whole"), words, None)
        for number in sorted(moments.sample(range(1, calls + 1), min(kills, calls))):
            store = _copy(made, folder / f"{act} {number}")
            _run(store, words, number)
            _look(store, act, earlier, f"{act}, killed at call {number} of {calls}")
            shutil.rmtree(store.parent)
            done += 1
    return done


def _make(path: Path) -> str:
    """A store with a recovery key and a backup under an earlier passphrase; the key as printed."""
    for name, words in (("old", OLD), ("new", NEW)):
        (path.parent / name).write_text(f"{words}\n")
    with create_store(path, passphrase=NEW) as store:
        with store.change("Add") as result:
            result.change.insert_many("child", [{"reference": f"C-{n}", "identifier": f"{n}"} for n in range(200)])
        change_passphrase(store, NEW, OLD)  # after a backup
        return make_recovery_key(store)


def _copy(made: Path, folder: Path) -> Path:
    shutil.copytree(made, folder)
    return folder / "a.suffdesk"


_ACTS: dict[str, Callable[[Path], list[object]]] = {
    "passphrase": lambda store: [
        "passphrase", store, "--passphrase-file", store.parent / "old", "--new-passphrase-file", store.parent / "new",
    ],
    "recovery-key": lambda store: [
        "recovery-key", store, "--out", store.parent / "key.pdf", "--passphrase-file", store.parent / "old",
    ],
    "restore": lambda store: ["restore", backups_of(store)[-1], store, "--passphrase-file", store.parent / "new"],
}  # fmt: skip


def _run(store: Path, words: Callable[[Path], list[object]], number: int | None) -> int:
    """The act, killed at the call of that number, or whole; then how many calls there were."""
    trace, settings = store.parent / "trace", store.parent / "settings"
    settings.mkdir(exist_ok=True)
    inject = [] if number is None else ["-e", f"inject={_CALLS}:signal=SIGKILL:when={number}"]
    done = subprocess.run(
        ["strace", "-f", "-qq", "-o", str(trace), "-e", f"trace={_CALLS}", *inject, sys.executable, "-B", "-m",
         "suffdesk", *map(str, words(store))],
        env={**os.environ, "PYTHONPATH": str(ROOT), "SUFFDESK_CONFIG_DIR": str(settings)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if number is None:
        assert done.returncode == 0, done.stderr
        return sum("(" in line for line in trace.read_text(errors="replace").splitlines())
    assert done.returncode in (-signal.SIGKILL, 128 + signal.SIGKILL, 0), (number, done.stderr)
    return 0


def _look(path: Path, act: str, earlier: str, when: str) -> None:
    found = []
    for passphrase in (OLD, NEW):
        try:
            with open_store(path, passphrase=passphrase) as store:
                assert check(store).whole, f"{when}: damaged"
                assert store.rows("SELECT count(*) FROM child") == [(200,)], f"{when}: children are missing"
                found.append(passphrase)
        except WrongPassphrase:
            continue
    assert len(found) == 1, f"{when}: {len(found)} passphrases open it"
    assert act == "passphrase" or found == [OLD] or act == "restore", f"{when}: another passphrase opens it"
    if act != "restore":  # which may bring back a store that had no recovery key yet
        keys = [earlier, *_printed(path.parent / "key.pdf")]
        assert any(_opens(path, key) for key in keys), f"{when}: no recovery key that was handed over opens it"
    assert not list(path.parent.glob(".*.part")) or act != "recovery-key", f"{when}: a part is left"
    attempts.succeeded(path)


def _printed(pdf: Path) -> list[str]:
    if not pdf.exists():
        return []
    document = pypdfium2.PdfDocument(pdf)
    text = "\n".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return ["-".join(re.findall(r"\b[0-9A-HJKMNP-TV-Z]{5}\b", text)[:8])]


def _opens(path: Path, key: str) -> bool:
    try:
        return bool(key_slots.keys_locked_to(path, key))
    except RecoveryKeyFailed:
        return False
