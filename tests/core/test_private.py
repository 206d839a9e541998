"""What the program makes is its user's only, and a crash leaves no memory on the disk."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from suffdesk.core.private import as_readable_as
from tests.store.faults.killing import ROOT

pytestmark = pytest.mark.skipif(os.name == "nt", reason="files have the rights of their folder")


def modes(folder: Path) -> dict[str, str]:
    """Every file and folder that the group or others may do anything with."""
    return {
        str(path.relative_to(folder)): oct(stat.S_IMODE(path.stat().st_mode))
        for path in folder.rglob("*")
        if path.stat().st_mode & 0o077
    }


def test_every_file_of_the_command_line_is_its_owners_only(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("kettle violin gravel tulip\n")
    secret.chmod(0o600)
    out = tmp_path / "out"
    out.mkdir(0o700)
    (tmp_path / "settings").mkdir(0o755)  # as an earlier release made it
    cache = tmp_path / "cache"
    environment = {
        **os.environ, "PYTHONPATH": str(ROOT), "SUFFDESK_CONFIG_DIR": str(tmp_path / "settings"),
        "SUFFDESK_CACHE_DIR": str(cache), "SUFFDESK_PASSPHRASE_FILE": str(secret),
    }  # fmt: skip
    store = tmp_path / "a.suffdesk"
    for words in (
        ("new", store, "--authority", "Stockport"),
        ("add", "child", "identifier=1", "--store", store),
        ("recovery-key", store, "--out", out / "key.pdf"),
        ("access", "C-0001", "--out", out / "a.zip", "--store", store),
        ("backup", store, out),
    ):
        done = subprocess.run(
            [sys.executable, "-m", "suffdesk", *map(str, words)], env=environment, umask=0, capture_output=True,
            text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
    assert len(list(out.iterdir())) == 4  # with the keys beside the copy
    assert list(tmp_path.glob("a backups/*"))
    assert modes(tmp_path) == {}


def test_a_crash_writes_no_memory_to_the_disk() -> None:
    script = (
        "import ctypes, resource; from suffdesk.core.private import keep_private; keep_private();"
        "print(resource.getrlimit(resource.RLIMIT_CORE)[0], ctypes.CDLL(None).prctl(3, 0, 0, 0, 0)"
        " if hasattr(ctypes.CDLL(None), 'prctl') else 0)"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["0", "0"]


def test_what_lies_beside_a_store_is_for_those_who_may_use_the_store(tmp_path: Path) -> None:
    """A team shares its store by its group: the lock, the keys and the backups have to be theirs as well."""
    store, beside, folder = tmp_path / "a.suffdesk", tmp_path / "a.suffdesk.lock", tmp_path / "a backups"
    store.touch()
    beside.touch(0o600)
    folder.mkdir(0o700)
    for mode, file_mode, folder_mode in ((0o660, 0o660, 0o770), (0o600, 0o600, 0o700), (0o440, 0o640, 0o750)):
        store.chmod(mode)
        as_readable_as(beside, store)
        as_readable_as(folder, store)
        assert stat.S_IMODE(beside.stat().st_mode) == file_mode
        assert stat.S_IMODE(folder.stat().st_mode) == folder_mode
    as_readable_as(tmp_path / "none", store)
