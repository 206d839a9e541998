"""Damage is told from a wrong passphrase, at the beginning of a file, and where almost nothing of it is left."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from suffdesk.core.errors import UserError
from suffdesk.store import attempts
from suffdesk.store.backup import backup_before
from suffdesk.store.lock import lock_path
from suffdesk.store.opening import create_store, open_store
from suffdesk.store.refusals import DamagedStore, PassphraseNeeded, WrongPassphrase

pytestmark = pytest.mark.usefixtures("cheap_keys")
PASSPHRASE, WRONG = "correct horse battery", "wrong horse battery"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An encrypted store of some 120 pages with one backup beside it."""
    made = tmp_path / "a.suffdesk"
    with create_store(made, passphrase=PASSPHRASE) as store:
        with store.change("Add") as result:
            rows = [{"reference": f"C-{n}", "identifier": f"{n}"} for n in range(300)]
            result.change.insert_many("child", rows)
        backup_before(store.db, made, store.raw_key, "import")
    return made


def zeros(path: Path, number: int) -> None:
    with path.open("r+b") as file:
        file.write(bytes(number))


def log_of_rubbish(path: Path) -> None:
    os.truncate(path, path.stat().st_size - 4096)
    path.with_name(path.name + "-wal").write_bytes(os.urandom(5000))


def other_bytes(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(os.urandom(9000))


DAMAGE: dict[str, Callable[[Path], None]] = {
    "zeros": lambda path: zeros(path, path.stat().st_size),
    "64 kB of zeros": lambda path: zeros(path, 65536),
    "the salt alone": lambda path: zeros(path, 16),
    "other bytes": other_bytes,
    "one page left": lambda path: os.truncate(path, 4096),
    "a byte missing": lambda path: os.truncate(path, path.stat().st_size - 1),
    "no byte left": lambda path: os.truncate(path, 0),
    "seven bytes left": lambda path: os.truncate(path, 7),
    "a log beside it": log_of_rubbish,
}


@pytest.mark.parametrize("how", DAMAGE)
def test_damage_is_named_with_its_backups_and_no_passphrase_has_to_wait(path: Path, how: str) -> None:
    DAMAGE[how](path)
    left = path.read_bytes()
    for _ in range(2):
        with pytest.raises(DamagedStore, match=r"is damaged and was left as it is .* restore a backup \(the latest"):
            open_store(path, passphrase=PASSPHRASE, limited=True)
    assert attempts.wait_needed(path) == 0
    assert path.read_bytes() == left


@pytest.mark.parametrize("how", DAMAGE)
def test_a_wrong_passphrase_of_a_damaged_store_is_wrong(path: Path, how: str) -> None:
    DAMAGE[how](path)
    with pytest.raises(WrongPassphrase, match="passphrase does not open"):
        open_store(path, passphrase=WRONG)
    with pytest.raises(PassphraseNeeded):
        open_store(path)


def test_the_key_itself_finds_the_same(path: Path) -> None:
    with open_store(path, passphrase=PASSPHRASE) as store:
        key = store.raw_key
    zeros(path, 65536)
    with pytest.raises(DamagedStore):
        open_store(path, key=key)


def test_a_passphrase_of_before_is_no_damage(path: Path) -> None:
    """The backup was made under it, and its salt is the same."""
    from suffdesk.store.passphrase import change_passphrase

    with open_store(path, passphrase=PASSPHRASE) as store:
        change_passphrase(store, PASSPHRASE, "another horse battery")
    with pytest.raises(WrongPassphrase):
        open_store(path, passphrase=PASSPHRASE)


@pytest.mark.parametrize("size", [0, 7, 500, 5000])
def test_without_a_backup_it_is_damage_where_a_store_was_and_no_store_elsewhere(tmp_path: Path, size: int) -> None:
    path = tmp_path / "a.suffdesk"
    create_store(path, passphrase=PASSPHRASE).close()
    path.write_bytes(bytes(size))
    with pytest.raises(DamagedStore, match="there is no backup beside it"):
        open_store(path, passphrase=PASSPHRASE)
    lock_path(path).unlink()
    with pytest.raises(UserError, match="not a SuffDesk store") as refused:
        open_store(path, passphrase=PASSPHRASE)
    assert not isinstance(refused.value, DamagedStore)


def test_a_plain_store_whose_beginning_is_lost_asks_for_no_passphrase(tmp_path: Path) -> None:
    path = tmp_path / "a.suffdesk"
    with create_store(path, passphrase=None) as store:
        backup_before(store.db, path, None, "import")
    zeros(path, 4096)
    with pytest.raises(DamagedStore, match="beginning of the file"):
        open_store(path)


def test_every_page_is_looked_at_as_a_store_opens(path: Path) -> None:
    pages = path.stat().st_size // 4096
    whole = path.read_bytes()
    for page in range(1, pages, 11):
        path.write_bytes(whole[: page * 4096] + bytes(4096) + whole[(page + 1) * 4096 :])
        with pytest.raises(DamagedStore):
            open_store(path, passphrase=PASSPHRASE, read_only=True)
