"""The command line as a script uses it: documents on standard output, one line of error, exit codes."""

import io
import json
from pathlib import Path

import pytest

from suffdesk import cli
from suffdesk.analysis.indicators import CATALOGUE

DATA = Path(__file__).parent / "data"
PROMISED = {"code", "breakdown", "value", "numerator", "denominator", "unit", "definition", "variant"}
SYNTHETIC = DATA / "ssda903_synthetic_500_children"


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]):
    def call(*words: object) -> tuple[int, str, str]:
        code = cli.main([str(word) for word in words])
        out, err = capfd.readouterr()
        return code, out, err

    return call


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cli") / "a.suffdesk"
    assert cli.main(["new", str(path), "--plain", "--authority", "Birmingham"]) == 0
    assert cli.main(["import", "ssda903", str(SYNTHETIC), "--store", str(path)]) == 0
    return path


def one_line(err: str) -> str:
    assert err.startswith("suffdesk: ")
    assert err.count("\n") == 1
    assert "Traceback" not in err
    return err


def test_import_says_what_it_did_and_again_changes_nothing(tmp_path: Path, run) -> None:
    store = tmp_path / "a.suffdesk"
    assert run("new", store, "--plain", "--authority", "330")[0] == 0
    problems = tmp_path / "problems.xlsx"
    code, out, err = run("import", "ssda903", SYNTHETIC, "--store", store, "--json", "--problems", problems)
    document = json.loads(out)
    assert code == 0
    assert (document["stored"], document["years"]) == (True, [2022, 2023, 2024, 2025, 2026])
    assert document["authority"] == "Birmingham"
    episodes = [table for table in document["tables"] if table["table"] == "episodes"]
    assert [table["rows"] for table in episodes] == [255, 270, 304, 285, 319]
    assert document["left_out"] == 0
    assert len(err.splitlines()) == len(document["problems"])
    assert {"file", "row", "column", "value", "severity", "message"} <= set(document["problems"][0])
    assert problems.stat().st_size > 5_000
    code, out, _ = run("import", SYNTHETIC, "--store", store, "--json")
    again = json.loads(out)
    assert (again["added"], again["changed"], again["change"]) == (0, 0, None)


def test_dry_run_stores_nothing(tmp_path: Path, run) -> None:
    store = tmp_path / "a.suffdesk"
    run("new", store, "--plain")
    code, out, _ = run("import", "ssda903", SYNTHETIC, "--store", store, "--dry-run", "--json")
    document = json.loads(out)
    assert code == 0
    assert document["stored"] is False
    assert document["added"] > 1_000
    assert "home postcodes" in document["authority_from"]
    assert json.loads(run("list", "child", "--store", store, "--json")[1]) == []


def test_strict_refuses_where_a_row_cannot_be_stored(tmp_path: Path, run) -> None:
    store = tmp_path / "a.suffdesk"
    run("new", store, "--plain")
    file = tmp_path / "episodes.csv"
    lines = (SYNTHETIC / "2024" / "episodes.csv").read_text().splitlines()
    file.write_text("\n".join([lines[0], lines[1].replace(lines[1].split(",")[1], "31/02/2024", 1), *lines[2:30]]))
    code, out, err = run("import", "ssda903", file, "--store", store, "--strict")
    assert (code, out) == (2, "")
    assert "row 2" in err
    assert "nothing was stored" in err.splitlines()[-1]
    assert json.loads(run("list", "episode", "--store", store, "--json")[1]) == []
    code, out, _ = run("import", "ssda903", file, "--store", store, "--json")
    assert code == 0
    assert json.loads(out)["left_out"] == 1


@pytest.mark.parametrize("name", ["empty.csv", "binary.csv", "folder", "missing.csv"])
def test_what_cannot_be_read_is_one_sentence_and_exit_2(tmp_path: Path, run, name: str) -> None:
    store = tmp_path / "a.suffdesk"
    run("new", store, "--plain")
    source = tmp_path / name
    if name == "folder":
        source.mkdir()
    elif name != "missing.csv":
        source.write_bytes(b"" if name == "empty.csv" else bytes(range(256)) * 50)
    code, out, err = run("import", "ssda903", source, "--store", store)
    assert (code, out) == (2, "")
    one_line(err)


def test_indicators_have_the_promised_shape(filled: Path, run) -> None:
    code, out, _ = run("indicators", "--store", filled, "--as-at", "2025-03-31", "--rows", "--json")
    document = json.loads(out)
    assert code == 0
    assert set(document) == {"as_at", "authority", "indicators"}
    assert (document["as_at"], document["authority"]) == ("2025-03-31", "Birmingham")
    by_code: dict[str, list[dict[str, object]]] = {}
    for element in document["indicators"]:
        assert set(element) == PROMISED | {"rows", "base_rows"}
        assert element["variant"] == "default"
        by_code.setdefault(element["code"], []).append(element)
    (cla,) = by_code["cla"]
    assert cla["breakdown"] is None
    assert len(cla["rows"]) == cla["value"]  # type: ignore[arg-type]
    for code_, parts in by_code.items():
        if code_.startswith("cla_by_"):
            assert sum(part["value"] for part in parts) == cla["value"], code_  # type: ignore[misc]
    assert [part["breakdown"] for part in by_code["cla_by_need"]] == [f"N{number}" for number in range(1, 9)]
    assert [part["breakdown"] for part in by_code["cla_by_age"]] == [
        "Under 1", "1-4", "5-9", "10-15", "16 and over", "Not known",
    ]  # fmt: skip


def test_variants_are_given_when_asked_for(filled: Path, run) -> None:
    words = ("indicators", "--store", filled, "--as-at", "31/03/2025", "--json", "--code", "stable_two_years")
    variants = [element["variant"] for element in json.loads(run(*words, "--variant", "all")[1])["indicators"]]
    assert variants == ["default", "each_placement", "all_ages"]
    (only,) = json.loads(run(*words, "--variant", "all_ages")[1])["indicators"]
    assert only["variant"] == "all_ages"
    code, _, err = run(*words, "--variant", "none")
    assert code == 2
    assert "all_ages" in one_line(err)
    code, _, err = run("indicators", "--store", filled, "--as-at", "2025-03-31", "--code", "clla")
    assert code == 2
    assert "cla_rate" in one_line(err)


def test_a_date_without_a_return_says_so_and_uasc_has_no_value(filled: Path, run) -> None:
    document = json.loads(run("indicators", "--store", filled, "--as-at", "2020-03-31", "--json", "--code", "uasc")[1])
    (uasc,) = document["indicators"]
    assert uasc["value"] is None
    assert set(document) == {"as_at", "authority", "indicators"}
    assert set(uasc) == PROMISED
    assert "No return to 31 March 2020 is held" in uasc["definition"]


def test_notes_on_a_value_follow_its_definition(filled: Path, run) -> None:
    words = ("indicators", "--store", filled, "--as-at", "2025-03-31", "--json", "--code", "over_20_miles")
    (far,) = json.loads(run(*words)[1])["indicators"]
    assert far["definition"].startswith(CATALOGUE["over_20_miles"].definition + " Not known for ")


def test_our_own_grouping_is_given_only_where_it_is_named(filled: Path, run) -> None:
    words = ("indicators", "--store", filled, "--as-at", "2025-03-31", "--json")
    codes = {element["code"] for element in json.loads(run(*words)[1])["indicators"]}
    assert codes == set(CATALOGUE) - {"cla_by_home"}
    named = json.loads(run(*words, "--code", "cla_by_home")[1])["indicators"]
    assert {element["code"] for element in named} == {"cla_by_home"}


def test_a_variant_that_no_code_named_has_is_refused(filled: Path, run) -> None:
    words = ("indicators", "--store", filled, "--as-at", "2025-03-31", "--json", "--variant", "each_placement")
    code, out, err = run(*words, "--code", "cla", "--code", "out_of_area")
    assert (code, out) == (2, "")
    assert "cla has default; out_of_area has default and known_only" in one_line(err)
    code, out, _ = run(*words, "--code", "cla", "--code", "three_placements")
    assert code == 0
    assert [element["code"] for element in json.loads(out)["indicators"]] == ["three_placements"]


@pytest.mark.parametrize("day", ["1900-01-01", "2100-12-31"])
def test_the_first_and_the_last_day_that_can_be_asked_for_have_an_answer(filled: Path, run, day: str) -> None:
    code, out, err = run("indicators", "--store", filled, "--as-at", day, "--json", "--variant", "all")
    assert (code, err) == (0, "")
    assert json.loads(out)["as_at"] == day


def test_list_gives_every_record_and_takes_conditions(filled: Path, run) -> None:
    children = json.loads(run("list", "child", "--store", filled, "--json")[1])
    episodes = json.loads(run("list", "episode", "--store", filled, "--json")[1])
    placements = json.loads(run("list", "placement", "--store", filled, "--json")[1])
    assert {episode["child"] for episode in episodes} <= {child["identifier"] for child in children}
    assert {episode["placement_id"] for episode in episodes} == {placement["id"] for placement in placements}
    homes = json.loads(
        run("list", "episode", "--store", filled, "--where", "place=K2 and started>=01/04/2024", "--json")[1]
    )
    assert homes
    assert all(row["place"] == "K2" and row["started"] >= "2024-04-01" for row in homes)
    assert len(homes) == sum(row["place"] == "K2" and row["started"] >= "2024-04-01" for row in episodes)
    words = run("list", "placement", "--store", filled)[1]
    assert "Foster, other carer (U6)" in words
    assert "\tBirmingham\t" in words
    assert "E08000025" not in words


def test_list_takes_areas_by_name_and_postcodes_in_any_spacing(filled: Path, run) -> None:
    episodes = json.loads(run("list", "episode", "--store", filled, "--json")[1])
    home = next(row["home_postcode"] for row in episodes if row["home_postcode"])
    for where, field, value in (
        ("placement_authority=birmingham city council", "placement_authority", "E08000025"),
        ("placement_authority=e08000025", "placement_authority", "E08000025"),
        (f"home_postcode={home.replace(' ', '').lower()}", "home_postcode", home),
    ):
        found = json.loads(run("list", "episode", "--store", filled, "--json", "--where", where)[1])
        assert found
        assert found == [row for row in episodes if row[field] == value]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("list", "carer"), "no record called “carer”"),
        (("list", "episode", "--where", "colour=red"), "An episode has no field “colour”"),
        (("list", "child", "--where", "colour=red"), "A child has no field “colour”"),
        (("list", "episode", "--where", "home_authority=Birmingam"), "it may be Birmingham"),
        (("list", "episode", "--where", "place"), "not a condition"),
        (("list", "episode", "--where", "started>yesterday"), "not a date"),
        (("indicators", "--as-at", "31/02/2024"), "not a day of the calendar"),
        (("indicators", "--as-at", "0001-01-01"), "not in the years 1900 to 2100"),
        (("export", "board-pack", "--as-at", "9999-12-31", "--out", "."), "not in the years 1900 to 2100"),
        (("import", SYNTHETIC, "--year", "99999"), "1990<=x<=2100"),
        (("import", SYNTHETIC, "--year", "-5"), "1990<=x<=2100"),
        (("import", "ssda903", SYNTHETIC, "nowhere.csv"), "no file or folder nowhere.csv"),
        (("import", SYNTHETIC, "nowhere"), "no file or folder nowhere"),
        (("import", SYNTHETIC, "x" * 300), "no file or folder xxx"),
        (
            ("import", "invoices", SYNTHETIC),
            "no kind of import “invoices”; there are: ssda903, population, mapped, ofsted",
        ),
        (("import", SYNTHETIC, "--problems", "p.csv"), "give p.csv the ending .xlsx"),
        (("export", "war-pack", "--as-at", "2024-03-31", "--out", "."), "no report “war-pack”"),
        (("export", "board-pack", "--as-at", "2024-03-31", "--out", "pack.doc"), "neither a folder"),
        (("frobnicate",), "No such command"),
        (("list",), "Missing argument"),
    ],
)
def test_mistakes_are_one_line_and_exit_2(filled: Path, run, words: tuple[str, ...], said: str) -> None:
    code, out, err = run(*words, *(("--store", filled) if len(words) > 1 else ()))
    assert (code, out) == (2, "")
    assert said in one_line(err)


def test_encrypted_store_through_a_passphrase_file(tmp_path: Path, run, monkeypatch: pytest.MonkeyPatch) -> None:
    store, secret, wrong = tmp_path / "a.suffdesk", tmp_path / "secret", tmp_path / "wrong"
    assert "cannot be read: No such file or directory" in one_line(
        run("new", store, "--passphrase-file", tmp_path / "none")[2]
    )
    secret.write_bytes(b"\xff\xfe\x00")
    assert "is not a text file" in one_line(run("new", store, "--passphrase-file", secret)[2])
    secret.write_text("correct horse battery\n")
    wrong.write_text("wrong horse battery\n")
    monkeypatch.setattr("sys.stdin", io.StringIO())  # no terminal to ask on
    code, _, err = run("new", store)
    assert code == 2
    assert "--passphrase-file" in one_line(err)
    assert run("new", store, "--passphrase-file", secret)[0] == 0
    assert run("list", "child", "--store", store, "--json", "--passphrase-file", secret)[1].strip() == "[]"
    code, _, err = run("list", "child", "--store", store, "--passphrase-file", wrong)
    assert code == 2
    assert "does not open" in one_line(err)
    code, _, err = run("list", "child", "--store", store)
    assert code == 2
    assert "is encrypted" in one_line(err)
    monkeypatch.setenv("SUFFDESK_PASSPHRASE_FILE", str(secret))
    assert run("list", "child", "--store", store)[0] == 0


def test_our_own_fault_is_exit_1_without_what_the_data_said(filled: Path, run, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object) -> None:
        raise RuntimeError("child 100003 of 12 High Street")

    monkeypatch.setattr("suffdesk.operations.listing.list_entity", breaks)
    code, _, err = run("list", "child", "--store", filled)
    assert code == 1
    assert "100003" not in one_line(err)
    assert "RuntimeError" in err


def test_every_command_has_help(run) -> None:
    names = cli.cli.commands
    assert {"new", "demo", "import", "indicators", "list", "export"} <= set(names)
    for name in names:
        code, out, _ = run(name, "--help")
        assert code == 0
        assert len(out.splitlines()) > 5, name
        for parameter in names[name].params:
            if parameter.param_type_name == "option":
                assert getattr(parameter, "help", ""), f"{name} {parameter.name}"


def test_population_is_told_from_its_columns(tmp_path: Path, run) -> None:
    store, file = tmp_path / "a.suffdesk", tmp_path / "estimates.csv"
    run("new", store, "--plain", "--authority", "Stockport")
    header = "time_period,new_la_code,age_group,population_estimate"
    file.write_text(f"{header}\n2023,E08000007,Children aged 0 to 17 years,63461\n2022,E08000007,Aged 1,5\n")
    code, out, _ = run("import", file, "--store", store, "--json")
    assert code == 0
    assert json.loads(out)["added"] == 1
    file.write_text(f"{header}\n2023,E08000007,Children aged 0 to 17 years,60000\n")
    assert json.loads(run("import", "population", file, "--store", store, "--json")[1])["changed"] == 1
    file.write_text(f"{header}\n2023,E08000007,Children aged 0 to 17 years,many\n")
    code, _, err = run("import", "population", file, "--store", store)
    assert code == 2
    assert "row 2" in one_line(err)


def test_scripted_entry(tmp_path: Path, run) -> None:
    store = tmp_path / "a.suffdesk"
    run("new", store, "--plain", "--authority", "Stockport")
    code, out, _ = run("add", "child", "identifier=77", "date_of_birth=29/02/2012", "--store", store, "--json")
    made = json.loads(out)
    assert (code, made["change"], made["added"]) == (0, 1, 1)
    assert run("add", "episode", "child=C-0001", "started=03/04/2024", "reason_new=S", "legal_status=C2", "place=U6",
               "--store", store)[0] == 0  # fmt: skip
    assert run("set", "child", "77", "sex=F", "--store", store, "--who", "Ann")[1] == (f"Change child: {made['id']}\n")
    assert run("set", "child", "77", "sex=F", "--store", store)[1].startswith("Nothing differs")
    period = json.loads(run("list", "care_period", "--store", store, "--json")[1])[0]["id"]
    assert run("end", "care_period", period, "--on", "2024-06-01", "--reason", "E4A", "--store", store)[0] == 0
    listed = json.loads(run("list", "placement", "--store", store, "--json")[1])
    assert (listed[0]["until"], listed[0]["source"]) == ("2024-06-01", "typed")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("add", "dragon", "x=1"), "no record called “dragon”"),
        (("add", "child", "identifier"), "“identifier” is not field=value"),
        (("add", "child"), "at least one field=value"),
        (("add", "child", "sex=F", "sex=M"), "sex is given twice"),
        (("add", "child", "sex=Q"), "choose one from the list; 903 identifier is needed"),
        (("set", "child", "nobody", "sex=F"), "no child “nobody”"),
        (("end", "child", "nobody", "--on", "2024-01-01"), "no child “nobody”"),
    ],
)
def test_scripted_entry_refuses_in_one_sentence(tmp_path: Path, run, words, sentence) -> None:
    store = tmp_path / "a.suffdesk"
    run("new", store, "--plain")
    code, out, err = run(*words, "--store", store)
    assert (code, out) == (2, "")
    assert sentence in one_line(err)


def test_export_is_recorded_unless_the_store_is_open_elsewhere(tmp_path: Path, run) -> None:
    from suffdesk.operations.export_log import exports_made
    from suffdesk.store.opening import open_store

    store = tmp_path / "a.suffdesk"
    run("new", store, "--plain", "--authority", "Stockport")
    words = ("export", "board-pack", "--store", store, "--as-at", "2024-03-31", "--out", tmp_path / "pack.xlsx")
    assert run(*words, "--who", "Ann")[0] == 0
    with open_store(store, who="Bob") as opened:
        assert [(item.who, item.file_name) for item in exports_made(opened)] == [("Ann", "pack.xlsx")]
        code, _, err = run(*words)
        assert code == 0
        assert "open by Bob" in err
        assert "cannot be recorded" in err
        assert len(exports_made(opened)) == 1


def test_a_return_of_another_authoritys_homes_is_warned_of(tmp_path: Path, run) -> None:
    store = tmp_path / "a.suffdesk"
    run("new", store, "--plain", "--authority", "Stockport")
    sentence = "have a home postcode in Birmingham, and this store is of Stockport"
    code, out, err = run("import", SYNTHETIC, "--store", store, "--strict")
    assert (code, out) == (2, "")
    assert sentence in err.splitlines()[-1]
    code, out, err = run("import", SYNTHETIC, "--store", store, "--json")
    assert code == 0
    (warning,) = json.loads(out)["warnings"]
    assert sentence in warning
    assert f"suffdesk: {warning}" in err.splitlines()
