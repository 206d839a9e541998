"""Promise 8: of fifty bits flipped at random in an encrypted store, each is found or harms nothing; none is silent."""

import random
from pathlib import Path

import pytest

from suffdesk.core.errors import UserError
from suffdesk.domain.registry import ENTITIES
from suffdesk.store.check import check
from suffdesk.store.opening import Store, create_store, open_store
from suffdesk.store.refusals import WrongPassphrase

PASSPHRASE = "correct horse battery"


def content(store: Store) -> list[object]:
    return [store.rows(f"SELECT * FROM {entity.name} ORDER BY id") for entity in ENTITIES] + [
        store.rows("SELECT * FROM change_log ORDER BY seq"), store.rows("SELECT * FROM journal ORDER BY seq"),
    ]  # fmt: skip


def make(path: Path) -> tuple[Path, bytes, list[object]]:
    """An encrypted store at ``path``, its key, and what it holds."""
    with create_store(path, passphrase=PASSPHRASE) as store:
        with store.change("Add") as result:
            rows = [{"reference": f"C-{n}", "identifier": f"{n}"} for n in range(300)]
            result.change.insert_many("child", rows)
        key, held = store.raw_key, content(store)
    assert key is not None
    return path, key, held


@pytest.fixture
def made(tmp_path: Path) -> tuple[Path, bytes, list[object]]:
    return make(tmp_path / "a.suffdesk")


def outcome(path: Path, key: bytes, held: list[object]) -> str:
    try:
        with open_store(path, key=key, read_only=True) as store:
            if not check(store).whole:
                return "found"
            return "harmless" if content(store) == held else "silent"
    except UserError:
        return "found"


def flip(path: Path, key: bytes, held: list[object], flips: int, seed: int) -> list[str]:
    """What came of each of so many flips, each of one bit of the whole store, which is left flipped by the last."""
    whole = path.read_bytes()
    moments = random.Random(seed)
    places = [16, 100, 4095, *(moments.randrange(16, len(whole)) for _ in range(flips - 3))]
    outcomes = []
    for place in places:
        flipped = bytearray(whole)
        flipped[place] ^= 1 << moments.randrange(8)
        path.write_bytes(flipped)
        outcomes.append(outcome(path, key, held))
        assert path.read_bytes() == flipped  # looking changes nothing
    return outcomes


def test_fifty_flipped_bits(made: tuple[Path, bytes, list[object]]) -> None:
    path, key, held = made
    whole = path.read_bytes()
    outcomes = flip(path, key, held, flips=50, seed=200)
    assert "silent" not in outcomes
    assert outcomes.count("found") >= 45
    path.write_bytes(whole)
    assert outcome(path, key, held) == "harmless"


def test_a_flipped_bit_of_the_salt_shuts_the_store(made: tuple[Path, bytes, list[object]]) -> None:
    path, *_ = made
    whole = path.read_bytes()
    path.write_bytes(bytes([whole[0] ^ 1]) + whole[1:])
    with pytest.raises(WrongPassphrase):
        open_store(path, passphrase=PASSPHRASE)


def test_a_page_put_in_another_page_s_place_is_found(made: tuple[Path, bytes, list[object]]) -> None:
    path, key, held = made
    whole = bytearray(path.read_bytes())
    whole[4096 * 20 : 4096 * 21] = whole[4096 * 21 : 4096 * 22]
    path.write_bytes(whole)
    assert outcome(path, key, held) == "found"
