"""Keeping and losing on the command line."""

import json
import zipfile
from pathlib import Path

import openpyxl
import pytest

from suffdesk import cli
from suffdesk.operations.edit import add, remove
from suffdesk.store.engine import OperationalError
from suffdesk.store.opening import create_store, open_store


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]):
    def call(*words: object) -> tuple[int, str, str]:
        code = cli.main([str(word) for word in words])
        out, err = capfd.readouterr()
        return code, out, err

    return call


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "a.suffdesk"
    with create_store(path, passphrase=None, who="Ann") as made:
        for identifier, born in (("1", "01/01/1949"), ("2", "01/01/2012"), ("3", "")):
            add(made, "child", {"identifier": identifier, "date_of_birth": born})
        add(made, "episode", {"child": "2", "started": "01/01/2020", "reason_new": "S", "legal_status": "C2",
                              "place": "U6", "provider": "PR1"})  # fmt: skip
    return path


def test_the_due_list_and_the_archive(store: Path, tmp_path: Path, run) -> None:
    code, out, _ = run("retention", "--store", store, "--as-at", "11/01/2024", "--json")
    document = json.loads(out)
    assert code == 0
    assert document["due"] == [
        {"child": "C-0001", "kept_until": "2024-01-01", "rule": "75 years from birth", "days_over": 10,
         "archived": None}
    ]  # fmt: skip
    assert [one["child"] for one in document["cannot_be_told"]] == ["C-0003"]
    assert run("archive", "C-0001", "C-0003", "--on", "01/05/2024", "--store", store)[1] == "Archive: 2 records\n"
    book = tmp_path / "due.xlsx"
    _, out, _ = run("retention", "--store", store, "--as-at", "11/01/2024", "--out", book)
    assert "C-0001  until 1 Jan 2024  10 days over  75 years from birth, archived 1 May 2024" in out
    assert "2 records archived" in out
    assert openpyxl.load_workbook(book).worksheets[0].max_row >= 2
    code, _, err = run("archive", "C-0002", "--store", store)
    assert (code, "C-0002 is looked after" in err) == (2, True)
    assert run("archive", "C-0003", "--bring-back", "--store", store)[1] == "Take out of the archive: 1 record\n"
    assert run("retention", "--store", store, "--out", tmp_path / "due.pdf")[0] == 2


def test_erasing_says_what_goes_and_wants_yes(store: Path, tmp_path: Path, run) -> None:
    certificate = tmp_path / "certificate.pdf"
    words = ("erase", "C-0001", "--store", store, "--reason", "rule", "--decision", "DPO 4", "--json")
    code, out, err = run(*words, "--certificate", certificate)
    assert (code, out) == (2, "")
    assert "Everything held of C-0001 goes: its facts." in err
    assert "Nothing was erased: give --yes" in err
    assert run(*words, "--yes", "--certificate", tmp_path / "none" / "certificate.pdf")[0] == 2
    assert run(*words, "--yes", "--certificate", tmp_path / "certificate.txt")[0] == 2
    assert len(json.loads(run("list", "child", "--store", store, "--json")[1])) == 3
    code, out, _ = run(*words, "--yes", "--certificate", certificate)
    document = json.loads(out)
    assert code == 0
    assert (document["reason"], document["rule"], document["decision"], document["complete"]) == (
        "The time for which the record is kept has passed", "75 years from birth", "DPO 4", True,
    )  # fmt: skip
    assert certificate.read_bytes().startswith(b"%PDF")
    assert len(json.loads(run("list", "child", "--store", store, "--json")[1])) == 2
    code, _, err = run("erase", "C-0002", "--store", store, "--reason", "rule", "--yes")
    assert (code, "The record is kept until 1 January 2087" in err) == (2, True)


def test_a_certificate_is_written_again_and_a_copy_left_over_is_gone_through(
    store: Path, tmp_path: Path, run
) -> None:  # fmt: skip
    (tmp_path / "usb").mkdir()
    run("backup", store, tmp_path / "usb" / "copy.suffdesk")
    kept = tmp_path / "a before restore 2020-01-01 000000.suffdesk"
    kept.write_bytes(b"no store" * 1_000)
    _, out, _ = run("erase", "C-0001", "--store", store, "--reason", "mistake", "--yes")
    assert "Not finished" in out
    assert f"Not reached: {kept.name}" in out
    kept.write_bytes((tmp_path / "usb" / "copy.suffdesk").read_bytes())
    (one,) = json.loads(run("erasures", "--store", store, "--json")[1])
    assert one["not_reached"] == [kept.name]
    again = tmp_path / "again.pdf"
    code, out, _ = run("erasures", "--store", store, "--number", one["number"], "--finish", "--certificate", again)
    assert code == 0
    assert "Complete" in out
    with open_store(kept, read_only=True) as opened:
        assert opened.rows("SELECT count(*) FROM child") == [(2,)]
    (one,) = json.loads(run("erasures", "--store", store, "--json")[1])
    assert one["not_reached"] == []
    assert kept.name in one["backups_made_again"]
    assert run("erasures", "--store", store, "--number", 99, "--certificate", again)[0] == 2
    assert run("erasures", "--store", store, "--finish")[0] == 0
    assert run("erasures", "--store", store, "--certificate", again)[0] == 2


def test_access_and_the_log_of_exports(store: Path, tmp_path: Path, run) -> None:
    assert "Nothing was exported" in run("exports", "--store", store)[1]
    code, out, err = run("access", "C-0001", "--store", store, "--out", tmp_path / "all.zip", "--who", "Ben")
    assert (code, out) == (0, f"Made {tmp_path / 'all.zip'}, with 0 documents\n")
    assert "is not encrypted" in err
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        assert sorted(archive.namelist()) == ["record.pdf", "record.xlsx"]
    assert run("access", "C-0001", "--store", store, "--out", tmp_path / "all.pdf")[0] == 2
    assert run("access", "C-0099", "--store", store, "--out", tmp_path / "b.zip")[0] == 2
    run("backup", store, tmp_path / "copy.suffdesk")
    run("mapping", "export", "Annex A: children looked after", "--out", tmp_path / "m.json", "--store", store)
    log = json.loads(run("exports", "--store", store, "--json")[1])
    assert [(one["what"], one["file"], one["who"]) for one in log] == [
        ("Import mapping", "m.json", "Command line"), ("Copy of the whole store", "copy.suffdesk", "Command line"),
        ("Subject access", "all.zip", "Ben"),
    ]  # fmt: skip
    run("exports", "--store", store, "--out", tmp_path / "log.xlsx")
    assert "Exports made" in run("exports", "--store", store)[1]


def test_faults_of_an_import_that_are_saved_are_in_the_log(store: Path, tmp_path: Path, run) -> None:
    data = Path(__file__).parents[1] / "data"
    run("import", data / "fake_903.xml", "--store", store, "--problems", tmp_path / "faults.xlsx")
    (one,) = json.loads(run("exports", "--store", store, "--json")[1])
    assert (one["what"], one["file"]) == ("Faults of an import", "faults.xlsx")


def test_restoring_an_older_copy_says_who_did_not_come_back(store: Path, tmp_path: Path, run) -> None:
    copy = tmp_path / "usb" / "copy.suffdesk"
    copy.parent.mkdir()
    run("backup", store, copy)
    run("erase", "C-0001", "--store", store, "--reason", "mistake", "--yes")
    code, out, _ = run("restore", copy, store)
    assert code == 0
    assert "1 record that was erased since was not brought back. copy.suffdesk itself still holds" in out
    assert [one["reference"] for one in json.loads(run("list", "child", "--store", store, "--json")[1])] == [
        "C-0002", "C-0003",
    ]  # fmt: skip
    assert len(json.loads(run("erasures", "--store", store, "--json")[1])) == 1
    _, out, _ = run("restore", copy, tmp_path / "fresh.suffdesk")
    assert "No readable store was there before" in out


def test_a_removed_child_is_listed_and_erased(store: Path, run) -> None:
    (child,) = [one["id"] for one in json.loads(run("list", "child", "--store", store, "--json")[1])
                if one["reference"] == "C-0003"]  # fmt: skip
    with open_store(store) as opened:
        remove(opened, "child", child)
    out = run("retention", "--store", store, "--as-at", "2024-03-31")[1]
    assert "1 record removed and not erased" in out
    document = json.loads(run("retention", "--store", store, "--as-at", "2024-03-31", "--json")[1])
    assert [(one["child"], one["id"]) for one in document["removed"]] == [("C-0003", child)]
    code, out, err = run("erase", "C-0003", "--store", store, "--reason", "mistake", "--yes")
    assert code == 0
    assert "C-0003 was removed; what the history still says of it goes." in err
    assert "Complete" in out
    assert json.loads(run("retention", "--store", store, "--json")[1])["removed"] == []


def test_what_was_cut_short_is_finished_by_the_same_command(store: Path, run, monkeypatch: pytest.MonkeyPatch) -> None:
    (identifier,) = [one["identifier"] for one in json.loads(run("list", "child", "--store", store, "--json")[1])
                     if one["reference"] == "C-0001"]  # fmt: skip
    words = ("erase", identifier, "--store", store, "--reason", "mistake", "--yes")

    def full(*_: object) -> None:
        raise OperationalError("database or disk is full")

    with monkeypatch.context() as patched:
        patched.setattr("suffdesk.operations.erasure.compact", full)
        code, out, _ = run(*words)
    assert code == 3
    assert "Erasure 1 is not finished: free some room" in out
    code, _, err = run("erase", "C-0001", "--store", store, "--reason", "mistake", "--yes")
    assert (code, "There is no child “C-0001”" in err, "Erasure 1 is not finished" in err) == (2, True, True)
    code, out, err = run(*words)
    assert (code, "That child was erased already; finishing erasure 1" in err, "Complete" in out) == (0, True, True)
    code, _, err = run(*words)
    assert (code, "it was erased, and nothing of that is left to do" in err) == (2, True)


def test_a_child_who_was_erased_is_added_only_where_that_is_said(store: Path, run, tmp_path: Path) -> None:
    folder = tmp_path / "return"
    folder.mkdir()
    (folder / "header.csv").write_text("CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n9,1,02/05/2010,WBRI,,,\n")
    (folder / "episodes.csv").write_text(
        "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n"
        "9,01/06/2023,S,C2,N1,U6,PR1,,,,SK1 3XE,SK4 1AA,\n"
    )
    run("add", "child", "identifier=9", "--store", store)
    run("erase", "9", "--reason", "mistake", "--yes", "--store", store)
    code, _, err = run("add", "child", "identifier=9", "--store", store)
    assert (code, "was erased from this store; give --include-erased" in err) == (2, True)
    _, out, err = run("import", folder, "--store", store, "--dry-run")
    assert "1 child erased from the store before: left out; --include-erased imports them" in out
    assert "This child was erased from the store, so 2 rows of it are left out." in err
    run("import", folder, "--store", store)
    assert "“9”" in run("erase", "9", "--reason", "mistake", "--yes", "--store", store)[2]
    out = run("import", folder, "--store", store, "--include-erased")[1]
    assert "1 child erased from the store before: imported again" in out
    ((added,),) = [[one["id"]] for one in json.loads(run("list", "child", "--store", store, "--json")[1])
                   if one["identifier"] == "9"]  # fmt: skip
    assert added
