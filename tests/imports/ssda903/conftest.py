"""Small returns made in the test itself: one coherent child, and whatever the test changes."""

import csv
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from suffdesk.core.problem import Problem
from suffdesk.domain.formats.returned_rows import ReturnedFiles
from suffdesk.imports.ssda903 import read_return

EPISODE = {
    "CHILD": "A1", "DECOM": "01/06/2023", "RNE": "S", "LS": "C1", "CIN": "N1", "PLACE": "U6", "PLACE_PROVIDER": "PR4",
    "DEC": "", "REC": "", "REASON_PLACE_CHANGE": "", "HOME_POST": "SK1 3XE", "PL_POST": "M1 1AE", "URN": "SC123456",
}  # fmt: skip
"""An episode that breaks no rule, of the year to March 2024."""
HEADER = {"CHILD": "A1", "SEX": "1", "DOB": "05/05/2012", "ETHNIC": "WBRI", "UPN": "UN1", "MOTHER": "0", "MC_DOB": ""}

WriteTable = Callable[..., Path]


def write(path: Path, rows: Sequence[dict[str, str]]) -> Path:
    """A CSV of the rows' columns."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture
def episodes(tmp_path: Path) -> WriteTable:
    """``episodes({...}, {...})`` writes an episodes table of the standard episode with those changes."""
    return lambda *changes, name="episodes.csv": write(tmp_path / name, [{**EPISODE, **change} for change in changes])


@pytest.fixture
def header(tmp_path: Path) -> WriteTable:
    """The same for the header."""
    return lambda *changes, name="header.csv": write(tmp_path / name, [{**HEADER, **change} for change in changes])


@pytest.fixture
def table(tmp_path: Path) -> WriteTable:
    """``table("reviews.csv", {...}, ...)`` writes any table."""
    return lambda name, *rows: write(tmp_path / name, rows)


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., ReturnedFiles]:
    """Read everything that the test wrote."""
    return lambda **options: read_return([tmp_path], **options)


@pytest.fixture
def rules(tmp_path: Path) -> Callable[[], set[tuple[int | None, str]]]:
    """Row and rule of every problem in what the test wrote."""
    return lambda: {(problem.row, problem.rule) for problem in read_return([tmp_path]).problems}


def problem(read: ReturnedFiles, rule: str) -> Problem:
    """The one problem of that rule."""
    found = [problem for problem in read.problems if problem.rule == rule]
    assert len(found) == 1, [str(each) for each in read.problems]
    return found[0]


@pytest.fixture
def one_problem() -> Callable[[ReturnedFiles, str], Problem]:
    return problem
