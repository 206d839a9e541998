"""The recovery key as printed, and the file that it opens."""

import contextlib
import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suffdesk.store import key_slots
from suffdesk.store.refusals import RecoveryKeyFailed

secrets = st.binary(min_size=20, max_size=20)
RAW = bytes(range(48))


@given(secrets)
def test_printed_key_is_read_back_however_it_is_typed(secret: bytes) -> None:
    text = key_slots.printed(secret)
    assert [len(group) for group in text.split("-")] == [5] * 8
    assert key_slots.secret_of(text) == secret
    sloppy = text.lower().replace("-", "  ").replace("0", "o").replace("1", "l")
    assert key_slots.secret_of(f" {sloppy}\n") == secret


@given(secrets, st.data())
def test_a_wrong_character_is_found_in_its_group_or_gives_another_secret(secret: bytes, data: st.DataObject) -> None:
    text = list(key_slots.printed(secret))
    place = data.draw(st.sampled_from([number for number, character in enumerate(text) if character != "-"]))
    text[place] = data.draw(st.sampled_from([c for c in key_slots._ALPHABET if c != text[place]]))
    with contextlib.suppress(RecoveryKeyFailed):
        assert key_slots.secret_of("".join(text)) != secret  # 1 in 32: then it opens nothing
        return
    with pytest.raises(RecoveryKeyFailed, match=f"group {place // 6 + 1} "):
        key_slots.secret_of("".join(text))


def test_groups_that_changed_places_are_found() -> None:
    groups = key_slots.printed(bytes(range(20))).split("-")
    groups[0], groups[1] = groups[1], groups[0]
    with pytest.raises(RecoveryKeyFailed, match="group 1 "):
        key_slots.secret_of("-".join(groups))


@pytest.mark.parametrize(("text", "said"), [("", "has 0 characters"), ("ABCDE", "has 5"), ("U" * 40, "no “U”")])
def test_what_is_no_key_is_said(text: str, said: str) -> None:
    with pytest.raises(RecoveryKeyFailed, match=said):
        key_slots.secret_of(text)


@pytest.fixture
def made(tmp_path: Path) -> tuple[Path, str, bytes]:
    path, secret = tmp_path / "a.suffdesk", key_slots.new_secret()
    public = key_slots.public_of(secret)
    key_slots.write_slots(path, [public], [RAW])
    return path, key_slots.printed(secret), public


def test_only_the_recovery_key_opens_the_file(made: tuple[Path, str, bytes]) -> None:
    path, text, public = made
    assert key_slots.keys_locked_to(path, text) == [RAW]
    assert key_slots.standing(path, [public], RAW)
    content = key_slots.keys_path(path).read_text()
    assert RAW.hex() not in content
    with pytest.raises(RecoveryKeyFailed, match="not the recovery key"):
        key_slots.keys_locked_to(path, key_slots.printed(key_slots.new_secret()))


def test_a_file_that_was_exchanged_does_not_stand(made: tuple[Path, str, bytes]) -> None:
    path, _, public = made
    other = key_slots.public_of(key_slots.new_secret())
    key_slots.write_slots(path, [other], [bytes(48)])  # an attacker knows no raw key
    assert not key_slots.standing(path, [public], RAW)
    assert not key_slots.standing(path, [other], RAW)
    assert key_slots.publics_sealed_by(path, RAW) == []
    key_slots.write_slots(path, [public], [RAW])
    assert key_slots.publics_sealed_by(path, RAW) == [public]


@pytest.mark.parametrize("damage", ["missing", "empty", "cut", "other", "bits", "newer"])
def test_a_missing_or_damaged_file_is_one_sentence(made: tuple[Path, str, bytes], damage: str) -> None:
    path, text, public = made
    file = key_slots.keys_path(path)
    document = json.loads(file.read_text())
    if damage == "missing":
        file.unlink()
    elif damage == "empty":
        file.write_text("")
    elif damage == "cut":
        file.write_bytes(file.read_bytes()[:200])
    elif damage == "other":
        file.write_text('["a list"]')
    elif damage == "newer":
        file.write_text(json.dumps({**document, "version": 2}))
    else:
        sealed = document["slots"][0]["sealed"]
        document["slots"][0]["sealed"] = ("A" if sealed[0] != "A" else "B") + sealed[1:]
        file.write_text(json.dumps(document))
    with pytest.raises(RecoveryKeyFailed, match=r"a\.suffdesk\.keys (is missing|is damaged|was made by a newer)"):
        key_slots.keys_locked_to(path, text)
    assert not key_slots.standing(path, [public], RAW)


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_no_changed_byte_gives_another_key(number: int, mask: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.suffdesk"
        secret = bytes(20)
        key_slots.write_slots(path, [key_slots.public_of(secret)], [RAW])
        file = key_slots.keys_path(path)
        content = bytearray(file.read_bytes())
        content[number % len(content)] ^= mask
        file.write_bytes(bytes(content))
        with contextlib.suppress(RecoveryKeyFailed):
            assert key_slots.keys_locked_to(path, key_slots.printed(secret)) == [RAW]
