"""Promise 9: passphrases that fail make the next one wait; nothing of it says whose store it is."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from suffdesk.core.paths import config_dir
from suffdesk.store import attempts
from suffdesk.store.opening import create_store, open_store
from suffdesk.store.passphrase import change_passphrase
from suffdesk.store.refusals import PassphraseNeeded, TooSoon, WrongPassphrase
from suffdesk.store.restore import restore_store
from tests.store.faults.killing import ROOT

pytestmark = pytest.mark.usefixtures("cheap_keys")
PASSPHRASE = "correct horse battery"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[float]:
    now = [1_000_000.0]
    monkeypatch.setattr(attempts.time, "time", lambda: now[0])
    settings = tmp_path / "settings"
    settings.mkdir()
    monkeypatch.setenv("SUFFDESK_CONFIG_DIR", str(settings))
    return now


def test_delay_doubles_to_a_minute_and_passes(clock: list[float], tmp_path: Path) -> None:
    path = tmp_path / "a.suffdesk"
    assert attempts.wait_needed(path) == 0
    waits = []
    for _ in range(9):
        attempts.failed(path)
        waits.append(attempts.wait_needed(path))
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert attempts.wait_needed(tmp_path / "b.suffdesk") == 0
    clock[0] += 45
    assert attempts.wait_needed(path) == 15
    clock[0] -= 1_000_000  # put back: nobody waits for ever
    assert attempts.wait_needed(path) == 60
    clock[0] += 2_000_000
    assert attempts.wait_needed(path) == 0


def test_opening_refuses_until_then_and_success_clears(clock: list[float], tmp_path: Path) -> None:
    path = tmp_path / "child of Ann Smith.suffdesk"
    create_store(path, passphrase=PASSPHRASE).close()
    with pytest.raises(WrongPassphrase):
        open_store(path, passphrase="wrong horse battery", limited=True)
    with pytest.raises(TooSoon, match="wait 1 second before") as refusal:
        open_store(path, passphrase=PASSPHRASE, limited=True)
    assert refusal.value.seconds == 1
    with pytest.raises(PassphraseNeeded):  # nothing was tried
        open_store(path, limited=True)
    open_store(path, passphrase=PASSPHRASE).close()  # scheduled work is not held up
    text = (config_dir() / "attempts.json").read_text()
    assert "Smith" not in text
    assert PASSPHRASE not in text
    clock[0] += 1
    open_store(path, passphrase=PASSPHRASE, limited=True).close()
    assert attempts.wait_needed(path) == 0
    attempts.failed(path)
    assert attempts.wait_needed(path) == 1


def test_a_backup_shares_the_wait_of_its_store_and_restoring_counts(clock: list[float], tmp_path: Path) -> None:
    path, backup = tmp_path / "a.suffdesk", tmp_path / "elsewhere" / "b.suffdesk"
    create_store(path, passphrase=PASSPHRASE).close()
    backup.parent.mkdir()
    shutil.copyfile(path, backup)
    with pytest.raises(WrongPassphrase):
        restore_store(path, backup, passphrase="wrong horse battery")
    assert attempts.wait_needed(backup) == attempts.wait_needed(path) == 1
    before = path.read_bytes()
    with pytest.raises(TooSoon):
        restore_store(path, backup, passphrase=PASSPHRASE)
    with pytest.raises(TooSoon):
        open_store(path, passphrase=PASSPHRASE, limited=True)
    assert path.read_bytes() == before
    clock[0] += 1
    restore_store(path, backup, passphrase=PASSPHRASE)
    assert attempts.wait_needed(path) == 0


def test_the_present_passphrase_is_guessed_no_faster(clock: list[float], tmp_path: Path) -> None:
    with create_store(tmp_path / "a.suffdesk", passphrase=PASSPHRASE) as store:
        with pytest.raises(WrongPassphrase):
            change_passphrase(store, "wrong horse battery", "another horse battery")
        with pytest.raises(TooSoon):
            change_passphrase(store, PASSPHRASE, "another horse battery")
        clock[0] += 1
        change_passphrase(store, PASSPHRASE, "another horse battery")


def test_of_eight_tries_at_once_one_is_made(tmp_path: Path) -> None:
    """Each in a program of its own; the others are told to wait, also the one that is right."""
    path, settings = tmp_path / "a.suffdesk", tmp_path / "settings"
    create_store(path, passphrase=PASSPHRASE).close()
    settings.mkdir()
    begin = tmp_path / "begin"
    script = (
        "import sys, time; from pathlib import Path\n"
        "from suffdesk.store import attempts, keys; from suffdesk.store.opening import open_store\n"
        "keys._MEMORY_KIB, keys._PASSES = 64, 1\n"
        "print('ready', flush=True)\n"
        "while not Path(sys.argv[2]).exists(): time.sleep(0.01)\n"
        "try: open_store(Path(sys.argv[1]), passphrase='wrong horse battery', limited=True)\n"
        "except Exception as error: print(type(error).__name__, flush=True)\n"
    )
    environment = {**os.environ, "SUFFDESK_CONFIG_DIR": str(settings), "PYTHONPATH": str(ROOT)}
    tries = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(path), str(begin)], stdout=subprocess.PIPE, text=True, env=environment
        )
        for _ in range(8)
    ]
    for one in tries:
        assert one.stdout
        assert one.stdout.readline() == "ready\n"
    begin.touch()
    said = sorted(one.communicate(timeout=60)[0].strip() for one in tries)
    assert said.count("WrongPassphrase") == 1
    assert set(said) == {"TooSoon", "WrongPassphrase"}


def test_settings_that_cannot_be_written_keep_nobody_out(
    clock: list[float], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.suffdesk"
    create_store(path, passphrase=PASSPHRASE).close()
    (config_dir() / "attempts.lock").mkdir()
    open_store(path, passphrase=PASSPHRASE, limited=True).close()


@pytest.mark.parametrize("text", ["", "[]", "{", '{"a": 1}', '{"a": ["x", "y"]}', "null"])
def test_settings_that_are_damaged_keep_nobody_out(clock: list[float], tmp_path: Path, text: str) -> None:
    (config_dir() / "attempts.json").write_text(text)
    assert attempts.wait_needed(tmp_path / "a.suffdesk") == 0
    attempts.failed(tmp_path / "a.suffdesk")
    assert attempts.wait_needed(tmp_path / "a.suffdesk") == 1
