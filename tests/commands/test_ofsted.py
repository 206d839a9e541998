"""Ofsted's lists on the command line: told from the file, counted by kind, decided in a file, refused in a sentence."""

import json
from pathlib import Path

import pytest

from tests.ofsted_lists import AS_AT, LATER, REAL, home, write_list


def test_the_real_list_is_told_from_its_columns(store: Path, run) -> None:
    code, out, err = run("import", REAL, "--store", store, "--json")
    document = json.loads(out)
    assert code == 0
    assert len(err.splitlines()) == 3
    assert err.count("Ofsted counts its judgement as one") == 2
    assert "Latest full inspection event number: “1.02E+07”" in err
    assert (document["stored"], document["as_at"], document["rows"]) == (True, "2023-03-31", 3_546)
    assert {kind: count for kind, count in document["changes"].items() if count} == {"new": 3_546}
    assert (document["left_out"], document["listed"]) == (0, 3)
    assert {problem["rule"] for problem in document["problems"]} == {"counted_as_full", "spoiled"}
    again = json.loads(run("import", "ofsted", REAL, "--store", store, "--json")[1])
    assert (again["change"], again["left_alone"], again["items"]) == (None, 3_546, [])
    settings = json.loads(run("list", "setting", "--store", store, "--where", "urn=SC009423", "--json")[1])
    assert [(one["name"], one["kind"], one["sector"]) for one in settings] == [
        ("Al Jamiah Al Islamiyyah", "Boarding school", "PR5")
    ]
    grades = json.loads(run("list", "grade", "--store", store, "--where", "judgement=Inadequate", "--json")[1])
    assert len(grades) == 73


def test_what_changed_is_said_in_lines(store: Path, tmp_path: Path, run) -> None:
    first = write_list(tmp_path / "one.csv", [home("2700001", "Good"), home("2700002")], AS_AT)
    assert run("import", "ofsted", first, "--store", store)[0] == 0
    rows = [home("2700001", "Inadequate", "05/02/2024"), home("2700002", Places="6")]
    second = write_list(tmp_path / "two.csv", rows, LATER)
    code, out, _ = run("import", "ofsted", second, "--store", store)
    assert code == 0
    assert "Imported two.csv of 31 March 2024" in out
    assert "Judgement down: 2700001 · Kind Homes Ltd: Good → Inadequate" in out
    assert "Places: 2700002 · Kind Homes Ltd: 4 → 6" in out


def test_a_dry_run_stores_nothing_and_problems_are_saved(store: Path, tmp_path: Path, run) -> None:
    path = write_list(tmp_path / "one.csv", [home("2700001", Places="many"), home("")])
    faults = tmp_path / "faults.xlsx"
    words = ("import", "ofsted", path, "--store", store, "--problems", faults)
    code, out, err = run(*words, "--dry-run", "--json")
    document = json.loads(out)
    assert (code, document["stored"], document["left_out"], document["listed"]) == (0, False, 1, 1)
    assert [(one["row"], one["rule"]) for one in document["problems"]] == [
        (4, "places_not_a_number"), (5, "no_number_or_name"),
    ]  # fmt: skip
    assert "row 4, Places" in err
    assert faults.stat().st_size > 1_000
    assert run("list", "setting", "--store", store, "--json")[1].strip() == "[]"
    code, _, err = run(*words, "--strict")
    assert code == 2
    assert "1 row cannot be stored" in err


def test_a_list_without_a_date_asks_for_one(store: Path, tmp_path: Path, run) -> None:
    path = write_list(tmp_path / "list.csv", [home("2700001")], None)
    code, _, err = run("import", path, "--store", store)
    assert code == 2
    assert "give the date of the list" in err
    code, out, _ = run("import", path, "--store", store, "--as-at", "31/03/2024", "--json")
    assert (code, json.loads(out)["as_at"]) == (0, "2024-03-31")


def test_typed_homes_are_decided_in_a_file(store: Path, tmp_path: Path, run) -> None:
    words = ("add", "setting", "--store", store, "name=Dial House", "kind=Children's home", "local_authority=Stockport")
    assert run(*words)[0] == 0
    path = write_list(tmp_path / "one.csv", [home("2700001", Name="Dial House")])
    code, out, _ = run("import", path, "--store", store, "--dry-run")
    assert code == 0
    assert "Dial House" in out
    document = json.loads(run("import", path, "--store", store, "--dry-run", "--json")[1])
    (question,) = document["questions"]
    assert (question["waits"], question["options"][0]["urn"]) == (True, "2700001")
    decisions = tmp_path / "decisions.json"
    decisions.write_text(json.dumps({"same": {question["setting"]: "2700001"}}), encoding="utf-8")
    code, _, _ = run("import", path, "--store", store, "--decisions", decisions)
    assert code == 0
    (setting,) = json.loads(run("list", "setting", "--store", store, "--json")[1])
    assert (setting["id"], setting["urn"], setting["name"]) == (question["setting"], "2700001", "Dial House")


@pytest.mark.parametrize("content", ["", "[]", '{"same": []}', '{"complete": "yes"}', '{"apart": "x"}', "\x00"])
def test_a_decisions_file_that_is_none_is_refused(store: Path, tmp_path: Path, run, content: str) -> None:
    path = write_list(tmp_path / "one.csv", [home("2700001")])
    (tmp_path / "decisions.json").write_text(content, encoding="utf-8")
    code, _, err = run("import", path, "--store", store, "--decisions", tmp_path / "decisions.json")
    assert code == 2
    assert "not as it should be" in err


def test_two_lists_at_once_are_refused(store: Path, tmp_path: Path, run) -> None:
    path = write_list(tmp_path / "one.csv", [home("2700001")])
    code, _, err = run("import", "ofsted", path, path, "--store", store)
    assert code == 2
    assert "one at a time" in err
