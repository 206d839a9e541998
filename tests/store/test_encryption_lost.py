"""A store that is not encrypted never takes the place of one that is without being asked for."""

import shutil
from pathlib import Path

import pytest

from suffdesk.store.backup import backup_before, backups_of
from suffdesk.store.engine import is_plain
from suffdesk.store.events import events
from suffdesk.store.opening import create_store, open_store
from suffdesk.store.refusals import EncryptionLost
from suffdesk.store.restore import restore_store
from tests.recovery_keys import make_recovery_key

pytestmark = pytest.mark.usefixtures("cheap_keys")
PASSPHRASE = "correct horse battery"


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    made = tmp_path / "elsewhere" / "p.suffdesk"
    made.parent.mkdir()
    create_store(made, passphrase=None).close()
    return made


def encrypted(path: Path, *, backup: bool = True, recovery: bool = False) -> Path:
    with create_store(path, passphrase=PASSPHRASE) as store:
        if recovery:
            make_recovery_key(store)
        if backup:
            backup_before(store.db, path, store.raw_key, "import")
    return path


@pytest.mark.parametrize("present", ["whole", "damaged", "gone"])
def test_restoring_a_plain_backup_over_an_encrypted_store_is_asked_for_by_name(
    tmp_path: Path, plain: Path, present: str
) -> None:
    path = encrypted(tmp_path / "a.suffdesk")
    if present == "damaged":
        path.write_bytes(b"")
    elif present == "gone":
        path.unlink()
    before = path.read_bytes() if path.exists() else None
    with pytest.raises(EncryptionLost, match=r"p\.suffdesk is not encrypted, and a\.suffdesk is"):
        restore_store(path, plain, passphrase=PASSPHRASE)
    assert (path.read_bytes() if path.exists() else None) == before
    restore_store(path, plain, passphrase=PASSPHRASE, plain=True)
    assert is_plain(path)
    with open_store(path) as store:  # it was said that it is meant, and is not asked again
        assert "encryption given up" in [event.kind for event in events(store)]
        backup_before(store.db, path, None, "import")
    restore_store(path, backups_of(path)[-1])
    open_store(path).close()


@pytest.mark.parametrize("known_by", ["backup", "recovery"])
def test_a_plain_file_where_an_encrypted_store_was_is_said_at_opening(
    tmp_path: Path, plain: Path, known_by: str
) -> None:
    path = encrypted(tmp_path / "a.suffdesk", backup=known_by == "backup", recovery=known_by == "recovery")
    shutil.copyfile(plain, path)
    before = path.read_bytes()
    for read_only in (True, False):
        with pytest.raises(EncryptionLost, match="not encrypted, and the store that was here was"):
            open_store(path, read_only=read_only)
    assert path.read_bytes() == before
    with open_store(path, plain_meant=True) as store:
        assert events(store)[0].kind == "encryption given up"
    open_store(path).close()


def test_a_passphrase_for_a_plain_store_is_refused(plain: Path) -> None:
    with pytest.raises(EncryptionLost):
        open_store(plain, passphrase=PASSPHRASE)


def test_a_plain_store_made_or_kept_plain_is_not_asked_about(tmp_path: Path, plain: Path) -> None:
    with open_store(plain) as store:
        backup_before(store.db, plain, None, "import")
    restore_store(plain, backups_of(plain)[0])
    open_store(plain).close()
    path = encrypted(tmp_path / "a.suffdesk")
    path.unlink()
    create_store(path, passphrase=None).close()  # by name
    open_store(path).close()
