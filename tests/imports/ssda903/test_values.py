"""What single values become, and what is said of those that are wrong."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from suffdesk.core.errors import UserError
from suffdesk.core.problem import Problem
from suffdesk.domain.formats.returned_rows import ReturnedFiles

Write = Callable[..., Path]
Read = Callable[..., ReturnedFiles]
OneProblem = Callable[[ReturnedFiles, str], Problem]


def value(read: ReturnedFiles, field: str, row: int = 0, table: str = "episodes") -> object:
    found = next(each for each in read.tables if each.format.name == table)
    return found.rows[row].values[found.format.fields.index(field)]


@pytest.mark.parametrize(
    "text",
    ["01/06/2023", "1/6/2023", "01-06-2023", "1.6.2023", "01/06/2023 00:00", "01/06/2023 00:00:00", " 01/06/2023 "],
)
def test_day_first_dates(text: str, episodes: Write, read: Read) -> None:
    episodes({"DECOM": text}, {"DECOM": "25/06/2023", "CHILD": "A2"})
    assert value(read(), "started") == date(2023, 6, 1)


@pytest.mark.parametrize("text", ["2023-06-01", "2023-06-01 00:00:00", "2023-06-01T00:00:00"])
def test_iso_dates(text: str, episodes: Write, read: Read) -> None:
    episodes({"DECOM": text})
    assert value(read(), "started") == date(2023, 6, 1)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("31/02/2024", "date_not_in_calendar"),
        ("01/13/2023", "date_month_first"),
        ("2023-06-01", "date_form"),
        ("45078", "date_serial"),
        ("01/06/23", "date_short_year"),
        ("01/06/1823", "date_range"),
        ("01/06/2203", "date_range"),
        ("soon", "date_unreadable"),
        ("", "required_missing"),
    ],
)
def test_a_row_without_a_readable_start_is_left_out(
    text: str, rule: str, episodes: Write, read: Read, one_problem: OneProblem
) -> None:
    episodes({"DECOM": text}, {"DECOM": "25/06/2023"}, {"DECOM": "26/07/2023", "CHILD": "A2"})
    result = read()
    found = one_problem(result, rule)
    assert (found.row, found.column, found.value, found.severity) == (2, "DECOM", text, "left out")
    assert found.message.endswith(".")
    assert found.mend.endswith(".")
    assert [row.row for row in result.tables[0].rows] == [3, 4]


def test_a_day_number_is_explained(episodes: Write, read: Read, one_problem: OneProblem) -> None:
    episodes({"DECOM": "45292"}, {"DECOM": "25/06/2023"})
    assert "1 January 2024" in one_problem(read(), "date_serial").message


def test_a_faulty_date_elsewhere_is_listed_and_empty(episodes: Write, read: Read, one_problem: OneProblem) -> None:
    episodes({"DEC": "31/02/2024", "REC": "E4A"})
    result = read()
    assert value(result, "until") is None
    assert one_problem(result, "date_not_in_calendar").severity == "listed"
    assert "rec_without_dec" not in {each.rule for each in result.problems}


def test_a_column_with_the_month_first_is_refused(episodes: Write, read: Read) -> None:
    episodes({"DECOM": "06/25/2023"}, {"DECOM": "06/01/2023", "CHILD": "A2"})
    with pytest.raises(UserError, match=r"episodes\.csv.*DECOM.*month before the day.*dd/mm/yyyy"):
        read()


def test_the_lesser_form_of_a_mixed_column_is_left_out(episodes: Write, read: Read) -> None:
    episodes(*({"DECOM": f"2023-06-{day:02}", "CHILD": str(day)} for day in range(1, 6)), {"DECOM": "25/06/2023"})
    result = read()
    assert [each.row for each in result.problems if each.rule == "date_form"] == [7]
    assert len(result.tables[0].rows) == 5


def test_codes_are_trimmed_and_raised(episodes: Write, read: Read) -> None:
    episodes({"PLACE": " u6 ", "RNE": "s", "PLACE_PROVIDER": "pr4"})
    result = read()
    assert (value(result, "place"), value(result, "reason_new"), value(result, "provider")) == ("U6", "S", "PR4")
    assert result.problems == ()


@pytest.mark.parametrize(
    ("change", "rule", "field", "stored"),
    [
        ({"PLACE": "Q9"}, "code_unknown", "place", "Q9"),
        ({"PLACE": "Z11", "PLACE_PROVIDER": "", "URN": ""}, "code_not_in_year", "place", "Z11"),
        ({"PL_POST": "nowhere"}, "postcode_form", "placement_postcode", "NOWHERE"),
        ({"URN": "12"}, "urn_form", "urn", "12"),
        ({"CHILD": "A" * 21}, "identifier_too_long", "place", "U6"),
        ({"PLACE": "U\u00006".replace("\u0000", "\u0007")}, "control_characters", "place", "U6"),
        ({"HOME_POST": "x" * 500}, "too_long", "home_postcode", None),
    ],
)
def test_a_faulty_value_is_listed_and_kept(
    change: dict[str, str], rule: str, field: str, stored: object, episodes: Write, read: Read, one_problem: OneProblem
) -> None:
    episodes(change)
    result = read()
    found = one_problem(result, rule)
    assert (found.row, found.severity, found.column) == (2, "listed", next(iter(change)))
    assert value(result, field) == stored


@pytest.mark.parametrize("urn", ["SC123456", "1234567", "XXXXXXX", "XXXXXX", "sc 123456"])
def test_every_form_of_urn(urn: str, episodes: Write, read: Read) -> None:
    episodes({"URN": urn})
    assert read().problems == ()


def test_a_postcode_is_written_one_way(episodes: Write, read: Read) -> None:
    episodes({"HOME_POST": "sk13xe", "PL_POST": "M1  1AE"})
    assert (value(read(), "home_postcode"), value(read(), "placement_postcode")) == ("SK1 3XE", "M1 1AE")


@pytest.mark.parametrize(
    ("sex", "year", "stored", "rules"),
    [
        ("1", 2024, "M", set()),
        ("2", 2024, "F", set()),
        ("1", 2025, "M", {"code_not_in_year"}),
        ("f", 2025, "F", set()),
        ("F", 2024, "F", {"code_not_in_year"}),
        ("9", 2024, None, {"code_unknown"}),
    ],
)
def test_sex_is_stored_in_todays_codes(
    sex: str, year: int, stored: object, rules: set[str], header: Write, read: Read
) -> None:
    header({"SEX": sex})
    result = read(year=year)
    assert value(result, "sex", table="header") == stored
    assert {each.rule for each in result.problems} == rules


def test_numbers_and_answers(table: Write, read: Read) -> None:
    columns = {"CHILD": "1", "SDQ_SCORE": "12.0", "SDQ_REASON": "", "CONVICTED": "1", "HEALTH_CHECK": "0",
               "IMMUNISATIONS": "", "TEETH_CHECK": "no", "HEALTH_ASSESSMENT": "1.0", "SUBSTANCE_MISUSE": "maybe",
               "INTERVENTION_RECEIVED": "", "INTERVENTION_OFFERED": ""}  # fmt: skip
    table("oc2.csv", columns, {**columns, "CHILD": "2", "SDQ_SCORE": "41"}, {**columns, "CHILD": "3", "SDQ_SCORE": "x"})
    result = read(year=2024)
    rows = [row.values for row in result.tables[0].rows]
    assert rows[0] == (12, None, 1, 0, None, 0, 1, None, None, None)
    assert [row[0] for row in rows] == [12, 41, None]
    assert {(each.row, each.rule) for each in result.problems if each.column == "SDQ_SCORE"} == {
        (3, "number_range"), (4, "not_a_number")
    }  # fmt: skip
    assert [each.rule for each in result.problems].count("not_yes_or_no") == 3


@pytest.mark.parametrize(
    ("text", "stored"),
    [("1/7/2019", "01/07/2019"), ("zz/07/2019", "zz/07/2019"), ("Z/Z/2019", "zz/zz/2019"), ("", None)],
)
def test_dates_of_which_parts_are_unknown(text: str, stored: object, table: Write, read: Read) -> None:
    table("perm.csv", {"CHILD": "1", "PREV_PERM": "P1", "LA_PERM": "E08000007", "DATE_PERM": text})
    result = read(year=2024)
    assert value(result, "ordered_on", table="previous_permanence") == stored
    assert result.problems == ()


def test_upn_forms(header: Write, read: Read) -> None:
    header({"UPN": "A123456789012"}, {"CHILD": "2", "UPN": "UN5"}, {"CHILD": "3", "UPN": "O12345678901A"})
    assert [each.row for each in read(year=2024).problems if each.rule == "upn_form"] == [4]


def test_a_row_with_too_many_values_is_left_out_and_one_with_too_few_is_not(tmp_path: Path, read: Read) -> None:
    (tmp_path / "r.csv").write_text(
        "CHILD,DOB,REVIEW,REVIEW_CODE\n1,,10/06/2023,PN1\n2,,10/06/2023,PN1,extra\n3,,13/06/2023\n4,,14/06/2023,PN1,,\n"
    )
    result = read()
    assert [row.row for row in result.tables[0].rows] == [2, 4, 5]
    assert {(each.row, each.rule, each.severity) for each in result.problems} >= {
        (3, "too_many_values", "left out"), (4, "too_few_values", "listed")
    }  # fmt: skip
    assert result.tables[0].rows_read == 4


@pytest.mark.parametrize(
    "text", ["12-Jun-2023", "12 June 2023", "12 Jun 2023", "12th June 2023", "12 june, 2023", "12-JUN-2023 00:00:00"]
)
def test_a_month_by_its_name_beside_any_other_form(text: str, episodes: Write, read: Read) -> None:
    episodes({"DECOM": text}, {"DECOM": "2023-06-25", "CHILD": "A2"}, {"DECOM": "2023-06-26", "CHILD": "A3"})
    result = read()
    assert value(result, "started") == date(2023, 6, 12)
    assert result.problems == ()


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("12-Jun-23", "date_short_year"),
        ("31 June 2023", "date_not_in_calendar"),
        ("12 Ju 2023", "date_unreadable"),
        ("12 Juin 2023", "date_unreadable"),
        ("#####", "date_unreadable"),
    ],
)
def test_a_month_by_name_that_is_no_date(
    text: str, rule: str, episodes: Write, read: Read, one_problem: OneProblem
) -> None:
    episodes({"DECOM": text}, {"DECOM": "25/06/2023", "CHILD": "A2"})
    assert one_problem(read(), rule).severity == "left out"


@pytest.mark.parametrize("text", ["1.23E+06", "#REF!", "#####", "nan"])
def test_a_row_whose_child_a_spreadsheet_spoiled_is_left_out(
    text: str, episodes: Write, read: Read, one_problem: OneProblem
) -> None:
    episodes({"CHILD": text}, {"CHILD": "A2"})
    found = one_problem(read(), "spoiled")
    assert (found.row, found.column, found.value, found.severity) == (2, "CHILD", text, "left out")
    assert "lost" in found.message


@pytest.mark.parametrize(
    ("change", "field"),
    [({"URN": "1.23E+06"}, "urn"), ({"URN": "#N/A"}, "urn"), ({"PL_POST": "#REF!"}, "placement_postcode"),
     ({"PLACE": "#VALUE!"}, "place"), ({"REASON_PLACE_CHANGE": "####"}, "reason_change")],
)  # fmt: skip
def test_nothing_is_kept_of_a_spoiled_value(
    change: dict[str, str], field: str, episodes: Write, read: Read, one_problem: OneProblem
) -> None:
    episodes(change)
    result = read()
    assert one_problem(result, "spoiled").severity == "listed"
    assert value(result, field) is None


def test_numbers_with_a_point_and_zero_are_the_numbers(episodes: Write, header: Write, read: Read) -> None:
    episodes({"CHILD": "1001.0", "URN": "1234567.0"}, {"CHILD": "1002", "DECOM": "12/06/2023"})
    header({"CHILD": "1001", "SEX": "1.0", "MOTHER": "0.0"}, {"CHILD": "1002.0"})
    result = read()
    assert {row.identifier for each in result.tables for row in each.rows} == {"1001", "1002"}
    assert value(result, "urn") == "1234567"
    assert result.problems == ()


def test_a_date_a_lifetime_ahead_is_listed_and_kept(episodes: Write, read: Read, one_problem: OneProblem) -> None:
    episodes({"DECOM": "01/06/2023"}, {"DECOM": "25/06/2023", "CHILD": "A2", "DEC": "25/06/2099", "REC": "E4A"})
    found = read()
    fault = one_problem(found, "date_far_off")
    assert (fault.row, fault.column, fault.severity) == (3, "DEC", "listed")
    assert fault.message == "25 June 2099 is more than 30 years ahead; check the year."
    assert value(found, "until", 1) == date(2099, 6, 25)


def test_a_fault_names_the_child(episodes: Write, read: Read, one_problem: OneProblem) -> None:
    episodes({"CHILD": "1001", "LS": "Q9"}, {"CHILD": "1002", "DECOM": "31/02/2024"})
    listed, left_out = one_problem(read(), "code_unknown"), one_problem(read(), "date_not_in_calendar")
    assert (listed.child, left_out.child) == ("1001", "1002")
    assert listed.as_json()["child"] == "1001"
    assert ", row 2, child 1001, LS: “Q9” is not a code of LS in any year. Look the code up" in str(listed)


@pytest.mark.parametrize(("text", "child"), [('="1002"', "1002"), ("'1003", "1003"), ("1004.0", "1004")])
def test_marks_that_guard_a_number_are_no_part_of_it(text: str, child: str, episodes: Write, read: Read) -> None:
    episodes({"CHILD": text, "URN": '=""'})
    result = read()
    assert [row.identifier for row in result.tables[0].rows] == [child]
    assert value(result, "urn") is None
