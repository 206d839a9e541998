"""What is asked of a store before it is opened."""

from pathlib import Path

import pytest

from suffdesk.core.errors import UserError
from suffdesk.operations.stores import is_encrypted, new_store


def test_only_an_encrypted_store_takes_a_passphrase(tmp_path: Path) -> None:
    plain, secret = tmp_path / "plain.suffdesk", tmp_path / "secret.suffdesk"
    new_store(plain, passphrase=None).close()
    new_store(secret, passphrase="correct horse battery").close()
    assert not is_encrypted(plain)
    assert is_encrypted(secret)
    assert not is_encrypted(tmp_path / "none.suffdesk")
    assert not is_encrypted(tmp_path)


def test_an_authority_that_is_not_known_leaves_no_store(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="did you mean Stockport"):
        new_store(tmp_path / "a.suffdesk", passphrase=None, authority="Stokport")
    assert list(tmp_path.iterdir()) == []
