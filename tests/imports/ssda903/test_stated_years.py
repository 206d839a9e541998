"""A column of years, held against the dates in the same rows."""

from collections.abc import Callable
from pathlib import Path

import pytest

from suffdesk.domain.formats.returned_rows import ReturnedFiles

Write = Callable[..., Path]
Read = Callable[..., ReturnedFiles]


def years(read: ReturnedFiles) -> set[tuple[str, int]]:
    return {(table.format.name, table.year) for table in read.tables}


def said(read: ReturnedFiles) -> list[str]:
    return [problem.rule for problem in read.problems if problem.rule.startswith("year_")]


@pytest.mark.parametrize("stated", ["2023", "2023.0"])
def test_the_year_in_which_the_return_begins_is_told_once(
    stated: str, episodes: Write, header: Write, read: Read
) -> None:
    moved = {"DEC": "20/11/2023", "REC": "X1", "REASON_PLACE_CHANGE": "CLOSE", "YEAR": stated}
    episodes(moved, {"DECOM": "20/11/2023", "RNE": "P", "PL_POST": "M1 2AE", "YEAR": stated})
    header({"YEAR": stated})
    result = read()
    assert years(result) == {("episodes", 2024), ("header", 2024)}
    assert said(result) == ["year_begins"]
    assert len(result.problems) == 1


def test_the_year_in_which_it_ends_is_believed(episodes: Write, read: Read) -> None:
    episodes({"YEAR": "2024", "DEC": "20/11/2023", "REC": "E4A"}, {"YEAR": "2024", "CHILD": "A2"})
    result = read()
    assert years(result) == {("episodes", 2024)}
    assert said(result) == []


def test_one_date_typed_amiss_does_not_move_the_year(episodes: Write, read: Read) -> None:
    held = [{"YEAR": "2024", "CHILD": f"B{i}", "DEC": "20/11/2023", "REC": "E4A"} for i in range(8)]
    episodes(*held, {"YEAR": "2024", "CHILD": "A2", "DECOM": "01/06/2024"})
    assert years(read()) == {("episodes", 2024)}


def test_several_years_in_one_file_all_begin(episodes: Write, read: Read) -> None:
    episodes(
        {"YEAR": "2022", "DECOM": "01/06/2022", "DEC": "01/02/2023", "REC": "E4A"},
        {"YEAR": "2023", "CHILD": "A2", "DEC": "01/02/2024", "REC": "E4A"},
    )
    result = read()
    assert years(result) == {("episodes", 2023), ("episodes", 2024)}
    assert said(result) == ["year_begins"]


def test_years_that_no_row_fits_are_not_believed(episodes: Write, read: Read) -> None:
    episodes({"YEAR": "2031", "DEC": "20/11/2023", "REC": "E4A"})
    result = read()
    assert years(result) == {("episodes", 2024)}
    assert said(result) == ["year_against_dates"]


def test_a_year_that_a_person_says_needs_no_dates(episodes: Write, read: Read) -> None:
    episodes({"YEAR": "2023"})
    result = read(year=2023)
    assert years(result) == {("episodes", 2023)}
    assert said(result) == []
