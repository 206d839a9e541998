"""The commands that keep a store safe, as a script uses them."""

import json
import os
import re
from pathlib import Path

import pypdfium2
import pytest

from suffdesk import cli
from suffdesk.commands import options
from suffdesk.core.errors import UserError
from suffdesk.operations import recovery
from suffdesk.store import attempts, key_slots, keys
from suffdesk.store.backup import backups_of
from suffdesk.store.lock import lock_path
from suffdesk.store.opening import open_store
from suffdesk.store.refusals import RecoveryKeyFailed
from tests.recovery_keys import make_recovery_key

OLD, NEW = "correct horse battery", "another horse battery"
POPULATION = "time_period,new_la_code,age_group,population_estimate\n2023,E08000007,Children aged 0 to 17 years,63461\n"


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(keys, "_MEMORY_KIB", 64)  # a thousandth of the cost of each key
    settings = tmp_path / "settings"
    settings.mkdir()
    monkeypatch.setenv("SUFFDESK_CONFIG_DIR", str(settings))

    def call(*words: object) -> tuple[int, str, str]:
        code = cli.main([str(word) for word in words])
        out, err = capfd.readouterr()
        return code, out, err

    return call


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    file = tmp_path / "secret"
    file.write_text(f"{OLD}\n")
    return file


@pytest.fixture
def store(tmp_path: Path, run, secret: Path) -> Path:
    path, file = tmp_path / "a.suffdesk", tmp_path / "population.csv"
    file.write_text(POPULATION)
    assert run("new", path, "--authority", "Stockport", "--passphrase-file", secret)[0] == 0
    assert run("import", file, "--store", path, "--passphrase-file", secret)[0] == 0
    return path


def damage(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def test_importing_leaves_backups_and_reading_none(store: Path, run, secret: Path) -> None:
    assert [path.name.endswith(" on closing.suffdesk") for path in backups_of(store)] == [True]
    run("list", "population", "--store", store, "--passphrase-file", secret)
    assert len(backups_of(store)) == 1
    file = store.parent / "population.csv"
    file.write_text(POPULATION.replace("63461", "63000"))
    assert run("import", file, "--store", store, "--passphrase-file", secret)[0] == 0
    assert [path.stem.split(maxsplit=4)[-1] for path in backups_of(store)] == ["on closing", "before import"]


def test_a_backup_that_fails_is_told_and_what_was_done_is_stored(tmp_path: Path, run) -> None:
    path, file = tmp_path / "b.suffdesk", tmp_path / "population.csv"
    file.write_text(POPULATION)
    run("new", path, "--plain")
    (tmp_path / "b backups").write_text("in the way")
    code, _, err = run("import", file, "--store", path)
    assert code == 0
    assert err.startswith("suffdesk: what was done is stored, but: No backup of b.suffdesk could be made")
    assert len(json.loads(run("list", "population", "--store", path, "--json")[1])) == 1


def test_a_state_that_a_report_bears_is_looked_for(store: Path, run, secret: Path) -> None:
    _, out, _ = run("check", store, "--json", "--passphrase-file", secret)
    state = json.loads(out)["state"]
    assert re.fullmatch(r"\d+(-[0-9a-f]{4}){3}", state)
    code, out, _ = run("check", store, "--head", state, "--passphrase-file", secret)
    assert code == 0
    assert f"The state {state} is in the history of this store" in out
    code, out, _ = run("check", store, "--head", "2-0000-1111-2222", "--passphrase-file", secret)
    assert code == 3
    assert "The state 2-0000-1111-2222 is not in the history of this store" in out
    code, _, err = run("check", store, "--head", "yesterday", "--passphrase-file", secret)
    assert (code, err.count("\n")) == (2, 1)
    assert "type it as it is printed, like 57-3f2a-91bc-04d7" in err


def test_check_says_whole_or_names_what_is_damaged(store: Path, run, secret: Path) -> None:
    code, out, err = run("check", store, "--passphrase-file", secret)
    assert (code, err) == (0, "")
    assert out.startswith("a.suffdesk is whole: 1 change in its history")
    code, out, _ = run("check", store, "--json", "--passphrase-file", secret)
    document = json.loads(out)
    assert (code, document["whole"], document["faults"], document["changes"]) == (0, True, [], 1)
    assert document["counts"]["population"] == 1
    assert len(document["journal_head"]) == 64
    before = store.read_bytes()
    damage(store)
    damaged = store.read_bytes()
    code, out, _ = run("check", store, "--json", "--passphrase-file", secret)
    document = json.loads(out)
    assert (code, document["whole"]) == (3, False)
    assert document["faults"][0]["kind"] in ("page", "unreadable")
    code, out, _ = run("check", store, "--passphrase-file", secret)
    assert code == 3
    assert re.match(r"a\.suffdesk is damaged: \d+ faults?\n  Page \d+ of the file is not as it was written", out)
    assert re.search(r"\n  What to do: restore a backup \(the latest was made at \d\d:\d\d on [^)]+\)\n$", out)
    assert store.read_bytes() == damaged
    store.write_bytes(before[:3000] + bytes([before[3000] ^ 1]) + before[3001:])
    code, out, _ = run("check", store, "--passphrase-file", secret)
    assert code == 3
    assert out.startswith("a.suffdesk is damaged: 1 fault\n  The part of the file that describes its tables")
    assert run("check", store.parent / "none", "--passphrase-file", secret)[0] == 2


def test_backup_and_restore(store: Path, run, secret: Path, tmp_path: Path) -> None:
    copy, folder = tmp_path / "copy.suffdesk", tmp_path / "folder"
    folder.mkdir()
    assert run("backup", store, copy, "--passphrase-file", secret)[0] == 0
    assert run("backup", store, folder, "--passphrase-file", secret)[0] == 0
    assert len(list(folder.glob("a 2*.suffdesk"))) == 1
    code, _, err = run("backup", store, copy, "--passphrase-file", secret)
    assert code == 2
    assert "is there already" in err
    damage(store)
    damaged = store.read_bytes()
    code, out, _ = run("restore", copy, store, "--passphrase-file", secret, "--who", "Ann")
    assert code == 0
    (kept,) = tmp_path.glob("a before restore *.suffdesk")
    assert kept.name in out
    assert kept.read_bytes() == damaged
    assert run("check", store, "--passphrase-file", secret)[0] == 0


def test_passphrase_is_changed_and_reset_by_the_printed_key(store: Path, run, secret: Path, tmp_path: Path) -> None:
    new, pdf = tmp_path / "new", tmp_path / "key.pdf"
    new.write_text(NEW)
    words = ("passphrase", store, "--passphrase-file", secret)
    assert run(*words, "--new-passphrase-file", new)[0] == 0
    code, out, _ = run("recovery-key", store, "--out", pdf, "--passphrase-file", new)
    assert code == 0
    document = pypdfium2.PdfDocument(pdf)
    text = "\n".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    groups = re.findall(r"\b[0-9A-Z]{5}\b(?= [0-9A-Z]{5}\b|\s)", text)
    key = [group for group in groups if group not in ("STORE",)][:8]
    assert len(key) == 8
    assert " ".join(key[:4]) not in out
    code, _, err = run("recovery-key", store, "--out", pdf, "--passphrase-file", new)
    assert code == 2
    assert "is there already" in err
    typed = tmp_path / "typed"
    typed.write_text(" ".join(key).lower())
    words = ("reset-passphrase", store, "--recovery-key-file", typed, "--new-passphrase-file", secret)
    assert run(*words)[0] == 0
    with open_store(store, passphrase=OLD) as held:
        assert held.rows("SELECT count(*) FROM population") == [(1,)]
    code, _, err = run(*words)
    assert code == 2
    assert "is missing" in err


def test_a_recovery_key_that_could_not_be_written_leaves_the_earlier_one(
    store: Path, run, secret: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a full disk the printed key was dead, and no new one had been shown."""
    with open_store(store, passphrase=OLD) as held:
        earlier = make_recovery_key(held)

    def full(_report: object, path: Path) -> None:
        raise UserError(f"{path.name} cannot be written: No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(recovery, "write_pdf", full)
        code, _, err = run("recovery-key", store, "--out", tmp_path / "key.pdf", "--passphrase-file", secret)
    assert code == 2
    assert "the recovery key that was made earlier still opens the store" in err
    assert len(key_slots.keys_locked_to(store, earlier)) == 1
    assert run("recovery-key", store, "--out", tmp_path / "key.pdf", "--passphrase-file", secret)[0] == 0
    with pytest.raises(RecoveryKeyFailed, match="not the recovery key"):
        key_slots.keys_locked_to(store, earlier)


@pytest.mark.parametrize("content", [
    b"\xef\xbb\xbfcaf\xc3\xa9 au lait\r\n", b"cafe\xcc\x81 au lait\nmore", b"caf\xc3\xa9\xc2\xa0au lait",
    b"caf\xc3\xa9 au lait\n",
])  # fmt: skip
def test_a_passphrase_file_opens_what_the_same_words_typed_open(run, tmp_path: Path, content: bytes) -> None:
    """Saved with a mark (by PowerShell), with é in two letters, with a space that does not break."""
    file, path = tmp_path / "file", tmp_path / "b.suffdesk"
    file.write_bytes(content)
    assert run("new", path, "--passphrase-file", file)[0] == 0
    open_store(path, passphrase="café au lait").close()
    assert run("check", path, "--passphrase-file", file)[0] == 0


def test_a_passphrase_file_is_cut_at_the_end_of_its_line_only(tmp_path: Path) -> None:
    file = tmp_path / "file"
    for content, line in (
        ("one\u2028two\x0cthree\x85four \r\nfive", "one\u2028two\x0cthree\x85four "),
        ("\ufeffone\ntwo", "one"),
        ("  one  ", "  one  "),
        ("one\rtwo\n", "one\rtwo"),
    ):
        file.write_bytes(content.encode())
        assert options.first_line(file, "passphrase") == line
    for content, said in ((b"\nsecond", "is empty"), (b"\xef\xbb\xbf", "is empty"), (b"\xff\xfea\0", "UTF-8")):
        file.write_bytes(content)
        with pytest.raises(UserError, match=said):
            options.first_line(file, "passphrase")


def test_a_weak_passphrase_is_said_to_be_weak(store: Path, run, secret: Path, tmp_path: Path) -> None:
    weak, strong = tmp_path / "weak", tmp_path / "strong"
    weak.write_text("Password123!")
    strong.write_text("kettle violin gravel tulip")
    code, out, err = run("new", tmp_path / "w.suffdesk", "--passphrase-file", weak)
    assert (code, err.startswith("suffdesk: the passphrase is weak: easy to guess")) == (0, True)
    assert "easy to guess" not in out
    assert run("new", tmp_path / "s.suffdesk", "--passphrase-file", strong)[2] == ""
    _, _, err = run("passphrase", store, "--passphrase-file", secret, "--new-passphrase-file", weak)
    assert "the passphrase is weak" in err
    assert run("new", tmp_path / "p.suffdesk", "--plain")[2] == ""


def test_restoring_waits_like_every_other_command(store: Path, run, secret: Path, tmp_path: Path) -> None:
    wrong, copy = tmp_path / "wrong", tmp_path / "copy.suffdesk"
    wrong.write_text("wrong horse battery")
    assert run("backup", store, copy, "--passphrase-file", secret)[0] == 0
    code, _, err = run("restore", copy, store, "--passphrase-file", wrong)
    assert (code, attempts.wait_needed(store) > 0) == (2, True)
    assert "does not open" in err


def test_wrong_passphrase_makes_the_next_command_wait(
    store: Path, run, secret: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong, slept = tmp_path / "wrong", []
    wrong.write_text("wrong horse battery")
    now = [1_000_000.0]
    monkeypatch.setattr(attempts.time, "time", lambda: now[0])

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    monkeypatch.setattr(options.time, "sleep", sleep)
    before = store.read_bytes()
    for _ in range(3):
        code, _, err = run("list", "child", "--store", store, "--passphrase-file", wrong)
        assert code == 2
        assert "does not open" in err
    assert store.read_bytes() == before
    assert run("check", store, "--passphrase-file", secret)[0] == 0
    assert run("check", store, "--passphrase-file", secret)[0] == 0
    assert slept == [0, 1, 2, 4, 0]


def test_lock_of_another_machine(store: Path, run, secret: Path) -> None:
    about = {"who": "Ann", "machine": "PC-77", "process": 1, "since": "2024-05-03T08:30:00+00:00"}
    lock_path(store).write_text(json.dumps(about))
    words = ("import", store.parent / "population.csv", "--store", store, "--passphrase-file", secret)
    code, _, err = run(*words)
    assert code == 2
    assert "by Ann on PC-77" in err
    assert run("break-lock", store, "--why", "It was stolen", "--who", "Ben")[0] == 0
    assert run(*words)[0] == 0
    with open_store(store, passphrase=OLD) as held:
        ((words_kept,),) = held.rows("SELECT words FROM event")
        assert "broken by Ben: It was stolen" in str(words_kept)


def test_missing_secrets_are_asked_for_in_one_line(store: Path, run, secret: Path, monkeypatch) -> None:
    read, write = os.pipe()
    os.close(write)
    with os.fdopen(read) as nothing:
        monkeypatch.setattr("sys.stdin", nothing)
        for words, said in (
            (("passphrase", store, "--passphrase-file", secret), "new passphrase is needed"),
            (("reset-passphrase", store), "recovery key is needed"),
            (("check", store), "is encrypted"),
        ):
            code, out, err = run(*words)
            assert (code, out) == (2, "")
            assert said in err
            assert err.count("\n") == 1
