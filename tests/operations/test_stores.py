"""What is asked of a store before it is opened."""

from pathlib import Path

import pytest

from suffdesk.core.errors import UserError
from suffdesk.figures.indicators import one
from suffdesk.operations.register import Register
from suffdesk.operations.stores import is_encrypted, new_store, set_authority
from suffdesk.store.events import events
from suffdesk.store.queries.register_filter import RegisterFilter
from tests.small_register import AS_AT, BIRMINGHAM, small_store


def test_only_an_encrypted_store_takes_a_passphrase(tmp_path: Path) -> None:
    plain, secret = tmp_path / "plain.suffdesk", tmp_path / "secret.suffdesk"
    new_store(plain, passphrase=None).close()
    new_store(secret, passphrase="correct horse battery").close()
    assert not is_encrypted(plain)
    assert is_encrypted(secret)
    assert not is_encrypted(tmp_path / "none.suffdesk")
    assert not is_encrypted(tmp_path)


def test_an_authority_that_is_not_known_leaves_no_store(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="it may be Stockport"):
        new_store(tmp_path / "a.suffdesk", passphrase=None, authority="Stokport")
    assert list(tmp_path.iterdir()) == []


def test_another_authority_moves_what_hangs_on_it_and_is_kept(tmp_path: Path) -> None:
    with small_store(tmp_path / "small.suffdesk") as store:
        before = Register(store, AS_AT).query
        # of five children C-2 and C-4 live in Birmingham, C-3 in Cheshire East, C-1 in Stockport, and C-5 nobody knows
        assert one(store, AS_AT, "out_of_area").numerator == 3
        assert before.spread("band", RegisterFilter())["In borough"] == 1
        miles = store.rows("SELECT miles FROM episode ORDER BY id")
        changes = set_authority(store, "Birmingham")
        assert bool(changes)
        assert (changes.change_id, changes.facts) == (None, {"authority"})
        assert one(store, AS_AT, "out_of_area").numerator == 2
        assert Register(store, AS_AT).query.spread("band", RegisterFilter())["In borough"] == 2
        assert store.rows("SELECT miles FROM episode ORDER BY id") == miles
        assert store.meta("authority") == BIRMINGHAM
        (act,) = events(store)
        assert (act.who, act.kind, act.words) == (
            "Ada", "authority changed", "The authority was changed from Stockport to Birmingham"
        )  # fmt: skip
        assert not set_authority(store, BIRMINGHAM)
        assert len(events(store)) == 1
