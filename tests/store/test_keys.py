"""The same words open a store however they are spelled, and whatever spelling its key was made from."""

from pathlib import Path

import pytest

from suffdesk.store import keys
from suffdesk.store.opening import create_store, open_store
from suffdesk.store.passphrase import change_passphrase
from suffdesk.store.refusals import WrongPassphrase

pytestmark = pytest.mark.usefixtures("cheap_keys")

COMPOSED, APART = "caf\u00e9 au lait", "cafe\u0301 au lait"
HARD_SPACES = COMPOSED.replace(" ", "\u00a0")
MARKED = f"\ufeff{COMPOSED}"
ONE_HARD_SPACE = COMPOSED.replace(" ", "\u00a0", 1)
SPELLINGS = (COMPOSED, APART, HARD_SPACES, MARKED, ONE_HARD_SPACE, APART.replace(" ", "\u202f"))


@pytest.mark.parametrize("made_as", SPELLINGS)
def test_a_store_opens_with_every_spelling_of_its_passphrase(tmp_path: Path, made_as: str) -> None:
    path = tmp_path / "a.suffdesk"
    create_store(path, passphrase=made_as).close()
    for typed in SPELLINGS:
        open_store(path, passphrase=typed).close()
    with pytest.raises(WrongPassphrase):
        open_store(path, passphrase="cafe au lait")


@pytest.mark.parametrize(
    ("came", "typed"),
    [
        (APART, APART), (APART, COMPOSED), (HARD_SPACES, HARD_SPACES), (HARD_SPACES, COMPOSED), (MARKED, COMPOSED),
        (MARKED, MARKED), (ONE_HARD_SPACE, ONE_HARD_SPACE), (COMPOSED, f"{COMPOSED}\u2028more"),
        (COMPOSED, f"{COMPOSED}\x0cmore"),
    ],
)  # fmt: skip
def test_a_store_of_an_earlier_release_opens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, came: str, typed: str
) -> None:
    """Their keys were made from the letters as they came, and files were read only up to a form feed or U+2028."""
    path = tmp_path / "a.suffdesk"
    with monkeypatch.context() as patch:
        patch.setattr(keys, "settled", lambda passphrase: passphrase)
        create_store(path, passphrase=came).close()
    with open_store(path, passphrase=typed) as store:
        change_passphrase(store, typed, "another quite long secret")
    open_store(path, passphrase="another quite long secret").close()


def test_what_differs_stays_different() -> None:
    for one, other in (("straße long", "strasse long"), ("Ⅳ long words", "IV long words"), ("a b long", "a  b long")):
        assert keys.settled(one) != keys.settled(other)
    assert keys.spellings("abcdefgh") == ("abcdefgh", "\ufeffabcdefgh")
    assert keys.settled("  kept  ") == "  kept  "
