"""Promise 14: an export that is killed leaves nothing that can be read, at the latest after the next start."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from suffdesk.store import leftovers
from tests.store.faults.killing import ROOT

if not hasattr(signal, "SIGKILL"):
    pytest.skip("Windows has no signal that a program cannot see", allow_module_level=True)

_CHILD = """
import os, signal, sys
from pathlib import Path
from suffdesk.exports import atomic
target, moment, unnamed = Path(sys.argv[1]), sys.argv[2], sys.argv[3] == "unnamed"
def die(*_args, **_options):
    os.kill(os.getpid(), signal.SIGKILL)
if not unnamed and hasattr(os, "O_TMPFILE"):
    del os.O_TMPFILE
owner, name = {"fsync": (os, "fsync"), "link": (os, "link"), "replace": (Path, "replace")}[moment]
with atomic.replacing(target) as part:
    part.write(b"CANARY " * 20000)
    if moment == "writing":
        die()
    setattr(owner, name, die)
"""


def killed_export(tmp_path: Path, target: Path, moment: str, unnamed: bool) -> None:
    settings = tmp_path / "settings"
    settings.mkdir(exist_ok=True)
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, str(target), moment, "unnamed" if unnamed else "named"],
        env={**os.environ, "PYTHONPATH": str(ROOT), "SUFFDESK_CONFIG_DIR": str(settings)}, check=False,
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL


def with_canary(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and b"CANARY" in path.read_bytes()]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="files without a name")
@pytest.mark.parametrize("moment", ["fsync", "link"])
@pytest.mark.parametrize("there", [False, True])
def test_killed_while_writing_there_is_no_file_to_read(tmp_path: Path, moment: str, there: bool) -> None:
    out = tmp_path / "out"
    out.mkdir()
    target = out / "record.zip"
    if there:
        target.write_bytes(b"earlier")
    killed_export(tmp_path, target, moment, unnamed=True)
    assert with_canary(tmp_path) == []
    assert [path.name for path in out.iterdir()] == (["record.zip"] if there else [])


@pytest.mark.parametrize(("moment", "unnamed"), [("fsync", False), ("replace", False), ("replace", True)])
def test_what_had_a_name_is_swept_at_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str, unnamed: bool
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    target = out / "record.zip"
    target.write_bytes(b"earlier")
    killed_export(tmp_path, target, moment, unnamed)
    left = with_canary(out)
    assert len(left) == 1  # or the test shows nothing
    done = subprocess.run(
        [sys.executable, "-m", "suffdesk", "list", "child", "--store", str(out / "none")], check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), "SUFFDESK_CONFIG_DIR": str(tmp_path / "settings")},
        capture_output=True,
    )  # fmt: skip
    assert done.returncode == 2
    assert with_canary(out) == []
    assert target.read_bytes() == b"earlier"
    assert list((tmp_path / "settings" / "unfinished").iterdir()) == []


def test_what_another_program_is_still_writing_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUFFDESK_CONFIG_DIR", str(tmp_path))
    part, other = tmp_path / ".0123456789ab.part", tmp_path / "letter.txt"
    part.write_bytes(b"half")
    other.write_bytes(b"a letter")
    with leftovers.unfinished(part):
        leftovers.sweep()
        assert part.exists()
    (note,) = [tmp_path / "unfinished" / "0123456789abcdef"]
    note.write_bytes(os.fsencode(other))  # whatever a note says, only what this program names so is removed
    leftovers.sweep()
    assert other.read_bytes() == b"a letter"
    note.write_bytes(os.fsencode(part))
    leftovers.sweep()
    assert not part.exists()
    assert list((tmp_path / "unfinished").iterdir()) == []


def test_settings_that_cannot_be_written_hold_up_no_export(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUFFDESK_CONFIG_DIR", str(tmp_path))
    (tmp_path / "unfinished").write_bytes(b"a file of that name")
    with leftovers.unfinished(tmp_path / ".0123456789ab.part"):
        pass
    leftovers.sweep()


def test_a_copy_to_read_from_goes_with_its_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUFFDESK_CONFIG_DIR", str(tmp_path))
    kept = leftovers.FolderOfCopy()
    (kept.path / "a.suffdesk").write_bytes(b"a store")
    leftovers.sweep()
    assert kept.path.is_dir()
    kept._note._file.close()  # type: ignore[union-attr]  # as the system does with a program that is killed
    leftovers.sweep()
    assert not kept.path.exists()
