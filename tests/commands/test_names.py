"""Names that a disk takes: bytes that are no UTF-8, and the longest."""

import os
import sys
from pathlib import Path

import pytest

from suffdesk import cli
from suffdesk.store import keys
from suffdesk.store.backup import backups_of
from suffdesk.store.opening import open_store

PASSPHRASE, OTHER = "correct horse battery", "another horse battery"
_ROWS = (
    "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n"
    "1001,01/05/2023,S,C2,N1,U6,PR1,,,,SK1 3XE,SK2 6HA,\n"
)

if sys.platform != "linux":
    pytest.skip("other systems take no such names", allow_module_level=True)


@pytest.fixture(autouse=True)
def _passphrase(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pw").write_text(PASSPHRASE)
    (tmp_path / "new").write_text(OTHER)
    monkeypatch.setattr(keys, "_MEMORY_KIB", 64)
    monkeypatch.setattr(keys, "_PASSES", 1)
    monkeypatch.setenv("SUFFDESK_PASSPHRASE_FILE", str(tmp_path / "pw"))


def run(*words: object) -> int:
    return cli.main([str(word) for word in words])


@pytest.mark.parametrize(("folder", "name"), [(b"fold\xe9r", b"T\xe9am"), (b"place", "é".encode() * 119)])
def test_a_store_of_any_name_can_do_everything(tmp_path: Path, folder: bytes, name: bytes) -> None:
    place = tmp_path / os.fsdecode(folder)
    place.mkdir()
    path = place / os.fsdecode(name + b".suffdesk")
    returned = place / os.fsdecode(b"episodes 2024 \xe9.csv")
    returned.write_text(_ROWS)
    assert run("new", path, "--authority", "Stockport") == 0
    assert run("import", "ssda903", returned, "--store", path, "--year", 2024, "--problems", place / "p.xlsx") == 0
    assert run("add", "child", "identifier=77", "--store", path) == 0
    sheet = place / os.fsdecode(name[:200] + b".xlsx")
    assert run("export", "occupancy", "--as-at", "2024-03-31", "--out", sheet, "--store", path) == 0
    assert run("check", path, "--json") == 0
    assert run("backup", path, place) == 0
    assert run("recovery-key", path, "--out", place / "key.pdf") == 0
    found = backups_of(path)
    assert found
    assert run("restore", found[-1], path) == 0
    assert run("passphrase", path, "--new-passphrase-file", tmp_path / "new") == 0
    with open_store(path, passphrase=OTHER) as store:
        assert store.rows("SELECT count(*) FROM child WHERE identifier = '1001'") == [(1,)]
    assert len(backups_of(path)) > len(found)
    assert all(len(os.fsencode(file.name)) <= 255 - len(".keys") for file in backups_of(path))


def test_a_name_without_room_for_its_journal_is_read_and_not_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, long = tmp_path / "a.suffdesk", tmp_path / f"{'x' * 246}.suffdesk"
    assert run("new", long) == 2
    assert "its name is longer than the 247 bytes" in capsys.readouterr().err
    assert run("new", path) == 0
    path.rename(long)
    assert run("check", long) == 0
    assert run("add", "child", "identifier=77", "--store", long) == 2
    assert "open for reading only (its name is longer than" in capsys.readouterr().err
    assert run("check", tmp_path / ("x" * 300)) == 2
    assert "There is no store" in capsys.readouterr().err
