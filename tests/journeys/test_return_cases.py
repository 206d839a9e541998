"""Returns and extracts that once went wrong (tests/data/cases), from the file to what the store then holds."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from suffdesk.domain.formats.annex_a import annex_a
from suffdesk.figures.indicators import indicators, one
from suffdesk.operations import import_mapped, import_return
from suffdesk.store.opening import Store, create_store

CASES = Path(__file__).parent.parent / "data" / "cases"


@pytest.fixture
def kent(tmp_path: Path) -> Iterator[Store]:
    with create_store(tmp_path / "kent.suffdesk", passphrase=None, facts={"authority": "E10000016"}) as store:
        yield store


def bring_in(store: Store, *parts: str) -> import_return.ImportPlan:
    plan = import_return.plan(store, import_return.read([CASES.joinpath(part) for part in parts]))
    import_return.apply(store, plan)
    return plan


def bring_in_extract(store: Store, case: str, as_at: date) -> import_mapped.InYearPlan:
    extract = import_mapped.read(CASES / case / "extract.csv", annex_a())
    plan = import_mapped.preview(store, extract, annex_a(), as_at=as_at)
    import_mapped.apply(store, plan)
    return plan


def test_identifiers_that_a_spreadsheet_spoiled(kent: Store) -> None:
    plan = bring_in(kent, "ssda903-destroyed-identifiers")
    assert kent.rows("SELECT * FROM child") == []
    assert [(problem.severity, problem.rule, problem.value) for problem in plan.problems] == [
        *[("left out", "spoiled", value) for value in ("1.23E+06", "1.23E+06", "#REF!", "#REF!")],
        *[("left out", "spoiled", "1.23E+06")] * 2,
    ]


@pytest.mark.parametrize("years", [("2023", "2024"), ("2024", "2023")])
def test_a_number_with_point_zero_is_the_same_child(kent: Store, years: tuple[str, str]) -> None:
    for year in years:
        bring_in(kent, f"ssda903-number-with-point-zero/{year}")
    assert kent.rows("SELECT identifier FROM child") == [("1001",)]
    assert kent.rows("SELECT urn FROM setting") == [("1234567",)]
    assert one(kent, date(2024, 3, 31), "cla").value == 1


def test_a_column_of_the_year_in_which_the_return_begins(kent: Store) -> None:
    plan = bring_in(kent, "ssda903-year-column-start-year")
    assert {table.year for table in plan.tables} == {2024}
    assert [problem.rule for problem in plan.problems] == ["year_begins"]
    assert one(kent, date(2024, 3, 31), "cla").value == 2


def test_options_of_a_list_with_their_letters(kent: Store) -> None:
    plan = bring_in_extract(kent, "annex-a-letter-and-code", date(2021, 3, 31))
    assert plan.problems == ()
    children = kent.rows("SELECT identifier, sex, ethnicity FROM child ORDER BY identifier")
    assert children == [
        ("1001", "F", "WBRI"), ("1002", "F", "WBRI"), ("1003", "F", "WBRI"), ("1004", "F", "WBRI"),
        ("1005", "F", "WBRI"), ("1006", "M", "WBRI"), ("1007", "M", "WBRI"), ("1008", "F", "NOBT"),
        ("1009", "U", "CHNE"),
    ]  # fmt: skip
    placed = kent.rows("SELECT DISTINCT need, legal_status, place, provider FROM episode")
    assert placed == [("N1", "C2", "U6", "PR1")]


def test_dates_of_an_extract_that_cannot_all_be_right(kent: Store) -> None:
    plan = bring_in_extract(kent, "annex-a-impossible-dates", date(2021, 3, 31))
    assert [(problem.row, problem.rule, problem.severity) for problem in plan.problems] == [
        (2, "starts_before_birth", "listed"), (3, "open_past_18", "listed"), (4, "starts_before_care", "listed"),
    ]  # fmt: skip
    starters = indicators(kent, date(2019, 3, 31), ["starters"])
    assert starters[0].value == 0
    assert one(kent, date(2021, 3, 31), "cla").value == 3, "1004 is placed after the day of the extract"
