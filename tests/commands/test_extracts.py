"""Extracts on the command line: a mapping drafted, saved and used; what asks first is decided in a file."""

import json
from pathlib import Path

import pytest

DATA = Path(__file__).parents[1] / "data"
EXTRACT = """Monthly list
Child Unique ID,Gender,Date of Birth,Placement start date,Placement type,Legal Status,Colour
X1,Male,01/02/2015,01/10/2024,Fostering,V2,red
X2,Female,01/02/2016,02/10/2024,K2,C2,blue
"""


@pytest.fixture
def extract(tmp_path: Path) -> Path:
    path = tmp_path / "october.csv"
    path.write_text(EXTRACT, encoding="utf-8")
    return path


def test_the_xml_form_is_told_from_the_file(store: Path, run) -> None:
    code, out, _ = run("import", DATA / "fake_903.xml", "--store", store, "--json")
    document = json.loads(out)
    assert code == 0
    assert (document["stored"], document["years"]) == (True, [2018])
    assert {table["table"]: table["rows"] for table in document["tables"]}["episodes"] == 459


def test_a_mapping_is_proposed_saved_and_used(store: Path, extract: Path, tmp_path: Path, run) -> None:
    draft = tmp_path / "draft.json"
    code, out, _ = run("mapping", "propose", extract, "--out", draft, "--name", "Monthly", "--json")
    assert code == 0
    assert json.loads(out)["unmatched"] == ["Colour"]
    assert run("mapping", "save", draft, "--store", store)[0] == 0
    code, out, _ = run("mapping", "list", "--store", store, "--json")
    assert [(one["name"], one["ships"]) for one in json.loads(out)] == [
        ("Monthly", False), ("Annex A: children looked after", True)
    ]  # fmt: skip
    words = ("import", "mapped", extract, "--mapping", "Monthly", "--store", store, "--as-at", "31/10/2024", "--json")
    code, out, err = run(*words, "--dry-run")
    document = json.loads(out)
    assert (code, err, document["stored"], document["counts"]["new"]) == (0, "", False, 4)
    assert json.loads(run("list", "child", "--store", store, "--json")[1]) == []
    code, out, _ = run(*words)
    assert (json.loads(out)["stored"], json.loads(out)["change"]) == (True, 2)
    _, out, _ = run("indicators", "--store", store, "--as-at", "2024-10-31", "--code", "cla", "--json")
    assert json.loads(out)["indicators"][0]["value"] == 2
    _, out, _ = run(*words)
    assert (json.loads(out)["counts"]["unchanged"], json.loads(out)["change"]) == (2, None)


def test_the_mapping_that_ships_lists_words_that_it_does_not_know(store: Path, extract: Path, run) -> None:
    words = ("import", extract, "--mapping", "annex a", "--store", store, "--as-at", "31/10/2024")
    code, out, err = run(*words)
    assert code == 0
    assert "row 3, child X1, Placement type: The import mapping does not say what “Fostering” stands for" in err
    assert "Imported october.csv of 31 October 2024" in out


def test_what_asks_first_is_decided_in_a_file(store: Path, extract: Path, tmp_path: Path, run) -> None:
    words = ("import", "mapped", extract, "--mapping", "Annex A", "--store", store, "--as-at", "31/10/2024", "--json")
    assert run(*words)[0] == 0
    extract.write_text("\n".join(EXTRACT.splitlines()[:3]), encoding="utf-8")
    document = json.loads(run(*words)[1])
    (item,) = [item for item in document["items"] if item["change"] == "ended?"]
    assert (item["applied"], document["change"]) == (False, None)
    decisions = tmp_path / "decisions.json"
    for wrong, said in (
        ({"leave": ["row 99: child"]}, "“row 99: child”"),
        ({"endings": {item["key"]: {"on": "20/10/2024", "reason": "home"}}}, "“home” is not a reason"),
        ({"endings": {item["key"]: {"reason": "E4A"}}}, "not as it should be"),
    ):
        decisions.write_text(json.dumps(wrong))
        code, _, err = run(*words, "--decisions", decisions)
        assert (code, said in err) == (2, True)
    decisions.write_text(json.dumps({"endings": {item["key"]: {"on": "20/10/2024", "reason": "E4A"}}}))
    assert json.loads(run(*words, "--decisions", decisions)[1])["change"] == 2
    _, out, _ = run("list", "episode", "--store", store, "--json")
    assert "E4A" in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("import", "mapped", "EXTRACT", "--store", "STORE"), "Say through which mapping"),
        (("import", "mapped", "EXTRACT", "EXTRACT", "--mapping", "Annex A", "--store", "STORE"), "one at a time"),
        (("import", "mapped", "EXTRACT", "--mapping", "none", "--store", "STORE"), "no import mapping “none”"),
        (("import", "mapped", "STORE", "--mapping", "Annex A", "--store", "STORE"), "cannot be read"),
        (("import", "mapped", "EXTRACT", "--mapping", "Annex A", "--decisions", "EXTRACT", "--store", "STORE"),
         "is not as it should be"),
        (("import", "mapped", "EXTRACT", "--mapping", "EXTRACT.json", "--store", "STORE"), "cannot be read"),
        (("mapping", "save", "EXTRACT", "--store", "STORE"), "not JSON"),
        (("mapping", "delete", "none", "--store", "STORE"), "No import mapping “none”"),
        (("merge", "a", "--store", "STORE"), "two placements"),
        (("merge", "a", "b", "--store", "STORE"), "no longer there"),
    ],
)  # fmt: skip
def test_mistakes_are_one_line_and_exit_2(words: tuple[str, ...], said: str, store: Path, extract: Path, run) -> None:
    given = [word.replace("EXTRACT", str(extract)).replace("STORE", str(store)) for word in words]
    code, _, err = run(*given)
    assert code == 2
    assert said in err
    assert err.count("\n") == 1


def test_strict_refuses_what_cannot_be_stored(store: Path, extract: Path, run) -> None:
    extract.write_text(EXTRACT + ",Male,01/01/2010,01/01/2024,K2,C2,\n", encoding="utf-8")
    words = ("import", "mapped", extract, "--mapping", "Annex A", "--store", store, "--as-at", "31/10/2024")
    code, _, err = run(*words, "--strict")
    assert code == 2
    assert "1 row cannot be stored" in err
    assert json.loads(run("list", "child", "--store", store, "--json")[1]) == []


def test_merge_lists_what_is_offered(store: Path, run) -> None:
    assert run("merge", "--store", store)[1] == "0 offers\n"
    assert json.loads(run("merge", "--store", store, "--json")[1]) == []
