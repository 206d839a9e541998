"""Sheet names that Excel takes."""

from hypothesis import given
from hypothesis import strategies as st

from suffdesk.exports.excel.names import quoted, sheet_names


def test_forbidden_characters_become_spaces() -> None:
    assert sheet_names(["Cost [£] a/week: all?"]) == ["Cost £ a week all"]


def test_long_names_are_cut_between_words() -> None:
    assert sheet_names(["Placements outside the borough by provider"]) == ["Placements outside the borough"]


def test_names_that_differ_only_in_case_or_beyond_the_cut_are_numbered() -> None:
    assert sheet_names(["Ages", "AGES", "ages"]) == ["Ages", "AGES (2)", "ages (3)"]
    long = "x" * 40
    assert sheet_names([long, long]) == ["x" * 31, "x" * 27 + " (2)"]


def test_empty_and_kept_names_are_replaced() -> None:
    assert sheet_names(["", "''", "History"]) == ["Sheet", "Sheet (2)", "History (2)"]


def test_apostrophes_are_doubled_in_links() -> None:
    assert quoted("Children's homes") == "'Children''s homes'"


@given(st.lists(st.text(max_size=50), max_size=20))
def test_any_names_become_valid_and_unique(wanted: list[str]) -> None:
    names = sheet_names(wanted)
    assert len(names) == len(wanted) == len({name.casefold() for name in names})
    for name in names:
        assert 1 <= len(name) <= 31
        assert not set(name) & set("[]:*?/\\")
        assert name.strip("'") == name
