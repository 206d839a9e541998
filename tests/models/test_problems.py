import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from suffdesk.core.problem import Problem
from suffdesk.models.problems import ProblemsModel

PROBLEMS = (
    Problem("episodes.csv", 2, "DECOM", "31/02/2024", "left out", "Not a day.", "Type it again.", "date_unreadable",
            "1001"),
    Problem("episodes.csv", 3, "REC", "E46", "listed", "Not valid that year.", "", "code_year"),
    Problem("header.csv", 1234, "SEX", "7", "listed", "Not a code.", "", "code_unknown"),
    Problem("header.csv", None, None, None, "listed", "No UPN column.", "", "code_year"),
)  # fmt: skip


@pytest.fixture
def model(qapp: QApplication) -> ProblemsModel:
    made = ProblemsModel()
    QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal, made)
    made.set_problems(PROBLEMS)
    return made


def shown(model: ProblemsModel) -> list[str]:
    return [model.index(row, 6).data() for row in range(model.rowCount())]


def test_a_row_says_where_and_what(model: ProblemsModel) -> None:
    assert [model.index(0, column).data() for column in range(model.columnCount())] == [
        "2", "1001", "Date cannot be read", "Type it again.", "DECOM", "31/02/2024", "Not a day.", "Left out",
        "episodes.csv",
    ]  # fmt: skip
    assert model.index(2, 0).data() == "1,234"
    assert model.index(3, 0).data() == ""
    assert model.index(0, 6).data(Qt.ItemDataRole.AccessibleTextRole) == "What is wrong: Not a day."
    assert model.headerData(6, Qt.Orientation.Horizontal) == "What is wrong"


def test_filters_by_severity_and_check(model: ProblemsModel) -> None:
    model.set_filter("left out", None)
    assert shown(model) == ["Not a day."]
    model.set_filter("listed", "code_year")
    assert shown(model) == ["Not valid that year.", "No UPN column."]
    model.set_filter(None, "code_unknown")
    assert shown(model) == ["Not a code."]
    model.set_filter("left out", "code_unknown")
    assert shown(model) == []
    assert model.count("listed") == 3


def test_other_problems_come_unfiltered(model: ProblemsModel) -> None:
    model.set_filter("left out", None)
    model.set_problems(PROBLEMS[1:])
    assert len(shown(model)) == 3


def test_kinds_the_most_frequent_first(model: ProblemsModel) -> None:
    assert model.rules(None)[0] == ("code_year", 2)
    assert model.rules("left out") == [("date_unreadable", 1)]
