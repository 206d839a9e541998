"""The system's keyring: used where there is one, and never in the way where there is none."""

from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail

from suffdesk.store import keyring_slot
from suffdesk.store.opening import create_store, open_store
from suffdesk.store.passphrase import change_passphrase
from suffdesk.store.refusals import WrongPassphrase

pytestmark = pytest.mark.usefixtures("cheap_keys")
PASSPHRASE = "correct horse battery"


class InMemory(KeyringBackend):
    priority = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.held: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.held[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.held[service, username]


@pytest.fixture
def backend():
    before = keyring.get_keyring()
    made = InMemory()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


def test_key_opens_the_store_and_follows_the_passphrase(backend: InMemory, tmp_path: Path) -> None:
    path = tmp_path / "a.suffdesk"
    with create_store(path, passphrase=PASSPHRASE) as store:
        assert keyring_slot.remember(path, store.raw_key or b"")
    assert "a.suffdesk" not in repr(backend.held)
    with open_store(path, key=keyring_slot.recall(path)) as store:
        change_passphrase(store, PASSPHRASE, "another horse battery")
    open_store(path, key=keyring_slot.recall(path)).close()
    keyring_slot.forget(path)
    keyring_slot.forget(path)
    assert keyring_slot.recall(path) is None


def test_key_of_another_store_is_a_wrong_passphrase(tmp_path: Path) -> None:
    path = tmp_path / "a.suffdesk"
    create_store(path, passphrase=PASSPHRASE).close()
    with pytest.raises(WrongPassphrase):
        open_store(path, key=bytes(48))


def test_no_backend_is_nothing_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = keyring.get_keyring()
    keyring.set_keyring(fail.Keyring())
    try:
        assert keyring_slot.remember(tmp_path, bytes(48)) is False
        assert keyring_slot.recall(tmp_path) is None
        keyring_slot.forget(tmp_path)
    finally:
        keyring.set_keyring(before)


def test_what_the_keyring_holds_may_be_nonsense(backend: InMemory, tmp_path: Path) -> None:
    for text in ("", "not hexadecimal", "abcd"):
        backend.held["SuffDesk", keyring_slot._name(tmp_path)] = text
        assert keyring_slot.recall(tmp_path) is None
