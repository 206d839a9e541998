"""Promise 9: passphrases that fail make the next one wait; nothing of it says whose store it is."""

from pathlib import Path

import pytest

from suffdesk.core.paths import config_dir
from suffdesk.store import attempts
from suffdesk.store.opening import create_store, open_store
from suffdesk.store.refusals import PassphraseNeeded, TooSoon, WrongPassphrase

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


@pytest.mark.parametrize("text", ["", "[]", "{", '{"a": 1}', '{"a": ["x", "y"]}', "null"])
def test_settings_that_are_damaged_keep_nobody_out(clock: list[float], tmp_path: Path, text: str) -> None:
    (config_dir() / "attempts.json").write_text(text)
    assert attempts.wait_needed(tmp_path / "a.suffdesk") == 0
    attempts.failed(tmp_path / "a.suffdesk")
    assert attempts.wait_needed(tmp_path / "a.suffdesk") == 1
