"""Each check: a row that breaks it, and the same row mended, which breaks nothing."""

from collections.abc import Callable
from pathlib import Path

import pytest

from suffdesk.imports.ssda903 import read_return

Write = Callable[..., Path]
Rules = Callable[[], set[tuple[int | None, str]]]

CEASED = {"DEC": "01/09/2023", "REC": "X1"}
NEXT = {"DECOM": "01/09/2023", "RNE": "P", "PL_POST": "M2 1AE"}


def test_coherent_episodes_have_no_problems(episodes: Write, header: Write, rules: Rules) -> None:
    header({})
    episodes(CEASED, NEXT)
    assert rules() == set()


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"REC": "E4A"}, "rec_without_dec"),
        ({"DEC": "01/09/2023"}, "dec_without_rec"),
        ({"DECOM": "01/05/2012"}, "starts_before_birth"),
        ({"PL_POST": ""}, "pl_post_missing"),
        ({"HOME_POST": ""}, "home_post_missing"),
        ({"PLACE_PROVIDER": ""}, "provider_missing"),
        ({"PLACE_PROVIDER": "PR0"}, "provider_is_parents"),
        ({"PLACE": "T0"}, "provider_not_expected"),
        ({"PLACE": "P1", "PLACE_PROVIDER": "PR0"}, "urn_not_expected"),
        ({"URN": ""}, "urn_missing"),
        ({"RNE": ""}, "value_missing"),
        ({"CIN": ""}, "value_missing"),
        ({"REC": "X1", "DEC": "01/09/2023"}, "x1_not_followed"),
    ],
)
def test_one_episode(change: dict[str, str], rule: str, episodes: Write, header: Write, rules: Rules) -> None:
    header({})
    episodes(change, {"CHILD": "A2"})
    assert (2, rule) in rules()
    assert (3, rule) not in rules()


def test_x1_on_the_last_day_of_the_year_needs_no_successor_in_the_file(episodes: Write, rules: Rules) -> None:
    episodes({"REC": "X1", "DEC": "31/03/2024"})
    assert rules() == set()


def test_short_breaks_and_unaccompanied_children_need_no_postcodes(
    episodes: Write, table: Write, header: Write, rules: Rules
) -> None:
    header({}, {"CHILD": "A2"})
    episodes({"LS": "V3", "PL_POST": "", "HOME_POST": ""}, {"CHILD": "A2", "HOME_POST": ""})
    table("uasc.csv", {"CHILD": "A2", "SEX": "1", "DOB": "05/05/2012", "DUC": ""})
    assert rules() == set()


def test_an_episode_that_ends_before_it_starts_is_left_out(episodes: Write, rules: Rules) -> None:
    episodes({"DEC": "31/05/2023", "REC": "E4A"}, {"CHILD": "A2"})
    assert rules() == {(2, "end_before_start")}


def test_open_past_the_eighteenth_birthday(episodes: Write, header: Write, rules: Rules) -> None:
    header({"DOB": "31/03/2006"}, {"CHILD": "A2", "DOB": "01/04/2006"})
    episodes({}, {"CHILD": "A2"})
    assert rules() == {(2, "open_past_18")}


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (CEASED, {**NEXT, "DECOM": "31/08/2023"}, {(3, "overlap")}),
        ({}, NEXT, {(2, "two_open")}),
        ({}, {**NEXT, "DEC": "01/10/2023", "REC": "E4A"}, {(2, "open_not_last")}),
        ({**CEASED, "REC": "E4A"}, NEXT, {(3, "no_start_after_leaving")}),
        ({**CEASED, "REC": "E4A"}, {**NEXT, "RNE": "S"}, set()),
        (CEASED, {**NEXT, "RNE": "S"}, {(3, "start_in_care")}),
        (CEASED, {**NEXT, "DECOM": "02/09/2023"}, {(2, "x1_not_followed"), (3, "gap_without_start")}),
        (CEASED, {**NEXT, "RNE": "L"}, {(3, "rne_legal_status_same"), (3, "rne_placement_changed")}),
        (CEASED, {**NEXT, "RNE": "L", "LS": "C2", "PL_POST": "M1 1AE"}, set()),
        (CEASED, {**NEXT, "LS": "C2"}, {(3, "rne_legal_status_changed")}),
        (CEASED, {**NEXT, "PL_POST": "M1 1AE"}, {(3, "rne_placement_same")}),
        (CEASED, {**NEXT, "RNE": "T", "PL_POST": "M1 1AE", "PLACE": "U4"}, set()),
        (CEASED, {**NEXT, "RNE": "B"}, {(3, "rne_legal_status_same")}),
        (CEASED, {**NEXT, "RNE": "U", "LS": "C2", "PL_POST": "M1 1AE"}, {(3, "rne_placement_same")}),
        (CEASED, {**NEXT, "RNE": "B", "LS": "C2"}, set()),
    ],
)
def test_two_episodes(
    first: dict[str, str], second: dict[str, str], expected: set[tuple[int, str]], episodes: Write, rules: Rules
) -> None:
    episodes(first, second)
    assert rules() == expected


def test_episodes_are_compared_in_the_order_of_their_dates(episodes: Write, rules: Rules) -> None:
    episodes(NEXT, CEASED)
    assert rules() == set()


Where = Callable[[], set[tuple[str, int | None, str]]]


@pytest.fixture
def where(tmp_path: Path) -> Where:
    """File, row and rule of every problem."""
    return lambda: {(each.file, each.row, each.rule) for each in read_return([tmp_path]).problems}


def test_an_episode_may_go_on_in_another_file_of_the_year(episodes: Write, header: Write, rules: Rules) -> None:
    header({})
    episodes(CEASED, name="closed.csv")
    episodes(NEXT, name="open.csv")
    assert rules() == set()


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (CEASED, {**NEXT, "DECOM": "31/08/2023"}, {("b.csv", 3, "overlap")}),
        ({**NEXT, "DECOM": "31/08/2023"}, CEASED, {("a.csv", 3, "overlap")}),
        ({}, NEXT, {("a.csv", 3, "two_open")}),
        (NEXT, {"DECOM": "01/09/2023", "DEC": "01/09/2023", "REC": "E4A"}, {("a.csv", 3, "no_start_after_leaving")}),
        (CEASED, {**NEXT, "CHILD": "other"}, {("a.csv", 3, "x1_not_followed")}),
    ],
)
def test_faults_of_order_across_two_files_of_the_year(
    first: dict[str, str], second: dict[str, str], expected: set[tuple[str, int, str]], episodes: Write, where: Where
) -> None:
    episodes({"CHILD": "A2"}, first, name="a.csv")
    episodes({"CHILD": "A3"}, second, name="b.csv")
    assert where() == expected


def test_a_row_in_two_files_of_the_year_is_no_fault_of_order(episodes: Write, rules: Rules) -> None:
    episodes(CEASED, NEXT, name="a.csv")
    episodes(NEXT, CEASED, {"CHILD": "A2"}, name="b.csv")
    assert rules() == set()


def test_a_check_needs_its_columns_in_both_files(episodes: Write, table: Write, where: Where) -> None:
    episodes(CEASED, name="a.csv")
    row = {"CHILD": "A1", "DECOM": "31/08/2023", "RNE": "P", "LS": "C1", "PLACE": "U6", "PL_POST": "M2 1AE"}
    table("b.csv", row)
    assert not [rule for _, number, rule in where() if number]
    table("b.csv", {**row, "DEC": "", "REC": ""})
    assert [rule for _, number, rule in where() if number] == ["overlap"]


def test_a_child_is_told_of_once_over_all_files_of_a_table(
    episodes: Write, header: Write, table: Write, where: Where
) -> None:
    header({"CHILD": "A2"}, name="header1.csv")
    header({"CHILD": "A2"}, {}, name="header2.csv")
    episodes({})
    for name in ("uasc1.csv", "uasc2.csv"):
        table(name, {"CHILD": "A1", "SEX": "2", "DOB": "05/05/2012", "DUC": ""})
    assert where() == {("header1.csv", 2, "not_in_episodes"), ("uasc1.csv", 2, "sex_differs")}


def test_identical_rows_are_one_episode(episodes: Write, rules: Rules) -> None:
    episodes({}, {"CHILD": "A2"}, {})
    assert rules() == {(4, "identical_rows")}


def test_a_child_has_one_row_in_the_header(episodes: Write, header: Write, rules: Rules) -> None:
    header({}, {"ETHNIC": "WIRI"})
    episodes({})
    assert rules() == {(3, "second_row")}


def test_header_and_episodes_hold_the_same_children(episodes: Write, header: Write, table: Write, rules: Rules) -> None:
    header({"CHILD": "only header"}, {"CHILD": "left care"})
    episodes({"CHILD": "only episodes"}, {"CHILD": "only episodes", "LS": "C2"})
    table("oc3.csv", {"CHILD": "left care", "DOB": "05/05/2012", "IN_TOUCH": "YES", "ACTIV": "F1", "ACCOM": "B1"})
    found = rules()
    assert (2, "not_in_episodes") in found
    assert (2, "not_in_header") in found
    assert (3, "not_in_episodes") not in found
    assert (3, "not_in_header") not in found  # said once for a child


def test_tables_agree_on_birth_and_sex(episodes: Write, header: Write, table: Write, rules: Rules) -> None:
    header({})
    episodes({})
    table("uasc.csv", {"CHILD": "A1", "SEX": "2", "DOB": "06/05/2012", "DUC": ""})
    assert rules() == {(2, "sex_differs"), (2, "birth_differs")}


def test_a_table_before_the_return_had_it(episodes: Write, table: Write, rules: Rules) -> None:
    episodes({"DECOM": "01/06/2021"})
    table("sw.csv", {"CHILD": "A1", "SW_ID": "SW1", "SW_DECOM": "01/06/2021", "SW_DEC": "", "SW_REASON": "MANAGE"})
    assert (None, "table_not_in_year") in rules()


def test_episodes_outside_the_collection_year(episodes: Write, rules: Rules) -> None:
    episodes(
        {}, {"CHILD": "A2"}, {"CHILD": "A3", "DEC": "01/02/2024", "REC": "E4A"},
        {"CHILD": "A4", "DECOM": "01/06/2020", "DEC": "01/07/2020", "REC": "E4A"},
        {"CHILD": "A5", "DECOM": "01/06/2024"},
    )  # fmt: skip
    assert rules() == {(5, "ceases_outside_year"), (6, "starts_after_year")}


def test_a_child_born_after_the_year_is_listed(episodes: Write, header: Write, rules: Rules) -> None:
    episodes({"CHILD": "A1", "DECOM": "01/06/2023"})
    header({"DOB": "01/04/2024"})
    assert (2, "born_after_year") in rules()
    header({"DOB": "31/03/2024"})
    assert (2, "born_after_year") not in rules()
