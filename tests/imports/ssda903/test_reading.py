"""Whole returns: shared sets of files, and what tables, years and authorities are made of them."""

import csv
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from suffdesk.core.errors import Cancelled, UserError
from suffdesk.core.problem import Problem
from suffdesk.domain.formats.returned_rows import ReturnedFiles, ReturnedTable
from suffdesk.imports.ssda903 import SeveralAuthorities, read_return

DATA = Path(__file__).parents[2] / "data"
SYNTHETIC = DATA / "ssda903_synthetic_500_children"
RANDOM = DATA / "ssda903_random_2675_children"


def printed_rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig") as stream:
        return list(csv.reader(stream))[1:]


def balanced(read: ReturnedFiles) -> None:
    """Every row that was read is stored, left out, or the same as another."""
    for table in read.tables:
        same = {
            problem.row for problem in read.problems
            if problem.file == table.file and problem.rule == "identical_rows"
        }  # fmt: skip
        assert table.rows_read == len(table.rows) + table.rows_left_out + len(same)


@pytest.fixture(scope="module")
def synthetic() -> ReturnedFiles:
    return read_return([SYNTHETIC])


def test_each_synthetic_year_is_told_by_its_dates(synthetic: ReturnedFiles) -> None:
    assert synthetic.years == (2022, 2023, 2024, 2025, 2026)
    assert {(table.file.split("/")[0], table.year) for table in synthetic.tables} == {
        (str(year), year) for year in range(2022, 2027)
    }


def test_every_row_of_the_synthetic_set_is_stored(synthetic: ReturnedFiles) -> None:
    for table in synthetic.tables:
        assert [row.row for row in table.rows] == list(range(2, len(printed_rows(SYNTHETIC / table.file)) + 2))
    assert not [problem for problem in synthetic.problems if problem.severity == "left out"]
    assert {problem.rule for problem in synthetic.problems} == {"code_not_in_year", "rne_legal_status_same"}


def test_values_are_what_the_file_prints(synthetic: ReturnedFiles) -> None:
    table = next(table for table in synthetic.tables if table.file == "2024/episodes.csv")
    printed = printed_rows(SYNTHETIC / "2024/episodes.csv")
    for row, texts in zip(table.rows, printed, strict=True):
        values = dict(zip(table.format.fields, row.values, strict=True))
        assert row.identifier == texts[0]
        day, month, year = map(int, texts[1].split("/"))
        assert values["started"] == date(year, month, day)
        assert values["reason_new"] == texts[2]
        assert values["until"] is None if not texts[7] else values["until"] is not None
        assert str(values["placement_postcode"] or "").replace(" ", "") == texts[11].replace(" ", "")


def test_the_random_set_is_read_whole(tmp_path: Path) -> None:
    read = read_return([RANDOM])
    by_file = {table.file: table for table in read.tables}
    assert set(by_file) == {path.name for path in RANDOM.glob("*.csv")}
    assert len({table.year for table in read.tables}) == 1
    assert {name: table.rows_read for name, table in by_file.items()} == {
        name: len(printed_rows(RANDOM / name)) for name in by_file
    }
    sexes = {row.values[0] for row in by_file["header.csv"].rows}
    assert sexes == {"M", "F"}
    assert {"postcode_form", "rec_without_dec", "overlap", "identical_rows"} <= {p.rule for p in read.problems}
    balanced(read)


def test_a_zip_and_a_workbook_say_the_same_as_the_folder(tmp_path: Path) -> None:
    folder = SYNTHETIC / "2025"
    archive = tmp_path / "return.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as zipped:
        for path in folder.glob("*.csv"):
            zipped.write(path, f"made/{path.name}")
    book = openpyxl.Workbook()
    for path in sorted(folder.glob("*.csv")):
        sheet = book.create_sheet(path.stem)
        with path.open() as stream:
            for texts in csv.reader(stream):
                sheet.append([as_date(text) for text in texts])
    book.save(tmp_path / "return.xlsx")

    def rows(read: ReturnedFiles) -> dict[str, object]:
        return {table.format.name: (table.year, table.rows) for table in read.tables}

    expected = rows(read_return([folder]))
    assert rows(read_return([archive])) == expected
    from_book = read_return([tmp_path / "return.xlsx"])
    assert rows(from_book) == expected
    assert from_book.files_ignored == ("return.xlsx, sheet Sheet",)
    assert read_return([archive]).tables[0].file.startswith("made/")


def as_date(text: str) -> object:
    parts = text.split("/")
    return date(int(parts[2]), int(parts[1]), int(parts[0])) if len(parts) == 3 else text


def test_several_paths_are_named_from_their_shared_folder() -> None:
    read = read_return([SYNTHETIC / "2024", SYNTHETIC / "2025" / "episodes.csv", SYNTHETIC / "2025"])
    names = [table.file for table in read.tables]
    assert "2024/episodes.csv" in names
    assert names.count("2025/episodes.csv") == 1


def test_the_year_given_wins_over_dates_and_columns(episodes: Callable[..., Path], read: Callable[..., ReturnedFiles]):
    episodes({"YEAR": "2023-24"})
    assert read(year=2019).years == (2019,)


@pytest.mark.parametrize("text", ["2024", "2023-24", "2023/24", "2023-2024", "202324", "2024.0"])
def test_a_year_column_is_believed_in_any_usual_form(
    text: str, episodes: Callable[..., Path], read: Callable[..., ReturnedFiles]
) -> None:
    episodes({"YEAR": text, "DECOM": "01/06/2015"})
    result = read()
    assert result.years == (2024,)
    assert result.columns_ignored == {}


def test_rows_of_several_years_in_one_file_are_parted(
    episodes: Callable[..., Path], read: Callable[..., ReturnedFiles], one_problem: Callable[..., Problem]
) -> None:
    episodes({"YEAR": "2024"}, {"YEAR": "2025", "DEC": "01/05/2024", "REC": "E4A"}, {"YEAR": "when?", "CHILD": "A2"})
    result = read()
    # A row that does not say goes with the most; both years have one here, and the first stands.
    assert {table.year: [row.row for row in table.rows] for table in result.tables} == {2024: [2, 4], 2025: [3]}
    assert one_problem(result, "year_unreadable").row == 4


CEASED_2025 = {"DEC": "01/05/2024", "REC": "E4A"}


@pytest.mark.parametrize(
    ("row", "year"),
    [
        (CEASED_2025, 2025),
        ({"DECOM": "01/06/2024"}, 2025),
        ({"DECOM": "01/06/2019"}, 2023),  # open, so of any year stated; the first is as good as another
        ({"DECOM": "01/06/2015", "DEC": "01/07/2015", "REC": "E4A"}, 2016),
    ],
)
@pytest.mark.parametrize("text", ["2O24", ""])
def test_a_row_whose_year_cannot_be_read_goes_by_its_own_dates(
    text: str, row: dict[str, str], year: int,
    episodes: Callable[..., Path], read: Callable[..., ReturnedFiles], one_problem: Callable[..., Problem],
) -> None:  # fmt: skip
    others = [{"YEAR": "2023", "DECOM": "01/06/2022", "CHILD": f"B{number}"} for number in range(5)]
    episodes(*others, {"YEAR": "2025", "CHILD": "C", **CEASED_2025}, {"YEAR": text, **row})
    result = read()
    assert [each.year for each in result.tables if 8 in [row.row for row in each.rows]] == [year]
    if text:
        assert (one_problem(result, "year_unreadable").row, one_problem(result, "year_unreadable").severity) == (
            8, "listed"
        )  # fmt: skip


@pytest.mark.parametrize(("text", "rule"), [("2O24", "year_unreadable"), ("", "year_missing")])
def test_a_row_that_tells_no_year_is_left_out(
    text: str, rule: str, header: Callable[..., Path], read: Callable[..., ReturnedFiles],
    one_problem: Callable[..., Problem],
) -> None:  # fmt: skip
    header({"YEAR": "2023"}, {"YEAR": "2024"}, {"YEAR": "2024", "CHILD": "B"}, {"YEAR": text, "CHILD": "C"})
    result = read()
    found = one_problem(result, rule)
    assert (found.row, found.severity) == (5, "left out")
    assert "no date that tells it" in found.message
    assert {each.year: (each.rows_read, len(each.rows), each.rows_left_out) for each in result.tables} == {
        2023: (1, 1, 0), 2024: (3, 2, 1)
    }  # fmt: skip
    balanced(result)


def test_an_empty_year_is_the_only_one_that_the_file_states(
    header: Callable[..., Path], read: Callable[..., ReturnedFiles]
) -> None:
    header({"YEAR": "2024"}, {"YEAR": "", "CHILD": "B"})
    assert [(each.year, len(each.rows)) for each in read().tables] == [(2024, 2)]


def test_open_episodes_in_a_file_of_their_own_are_of_the_year_of_those_that_ceased(
    episodes: Callable[..., Path], table: Callable[..., Path], read: Callable[..., ReturnedFiles]
) -> None:
    episodes({"DECOM": "01/06/2021"}, name="open.csv")
    episodes(CEASED_2025, name="closed.csv")
    table("missing.csv", {"CHILD": "A1", "MISSING": "M", "MIS_START": "01/02/2024", "MIS_END": ""})
    assert {each.file: each.year for each in read().tables} == {
        "open.csv": 2025,
        "closed.csv": 2025,
        "missing.csv": 2025,
    }


def test_open_episodes_of_another_year_stay_there(
    episodes: Callable[..., Path], read: Callable[..., ReturnedFiles]
) -> None:
    episodes({"DECOM": "01/06/2021"}, name="episodes_2022.csv")
    episodes(CEASED_2025, name="episodes_2025.csv")
    assert read().years == (2022, 2025)


def test_dates_that_cannot_be_read_are_named_where_they_leave_a_file_without_a_year(
    table: Callable[..., Path], read: Callable[..., ReturnedFiles]
) -> None:
    table("missing.csv",
          {"CHILD": "A1", "MISSING": "M", "MIS_START": "", "MIS_END": ""},
          {"CHILD": "A1", "MISSING": "M", "MIS_START": "", "MIS_END": "01/06/23"},
          {"CHILD": "A1", "MISSING": "M", "MIS_START": "soon", "MIS_END": ""})  # fmt: skip
    with pytest.raises(UserError, match=r"row 3 has a MIS_END .*“01/06/23” has a year of two digits\); mend that date"):
        read()


def test_more_rows_or_children_than_can_be_held_are_refused(
    episodes: Callable[..., Path], header: Callable[..., Path], read: Callable[..., ReturnedFiles],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    episodes({"LA": "Leeds"}, {"CHILD": "A2", "LA": "Leeds"}, {"CHILD": "A3", "LA": "Stockport"})
    header({}, {"CHILD": "A2"})
    monkeypatch.setattr("suffdesk.imports.ssda903.reading._MOST_CHILDREN", 2)
    assert len(read(authority="Leeds").tables) == 2, "children of others do not count, nor does one in two files twice"
    monkeypatch.setattr("suffdesk.imports.ssda903.reading._MOST_CHILDREN", 1)
    with pytest.raises(UserError, match="hold 2 children and the most is 1"):
        read(authority="Leeds")
    monkeypatch.setattr("suffdesk.imports.ssda903.reading._MOST_ROWS", 4)
    with pytest.raises(UserError, match="more than 4 rows in all"):
        read(authority="Leeds")


def test_a_date_typed_amiss_does_not_move_the_year(tmp_path: Path) -> None:
    for year in (2022, 2024, 2026):
        for name in ("episodes", "reviews"):
            text = (SYNTHETIC / str(year) / f"{name}.csv").read_text()
            old = text.splitlines()[5].split(",")
            column = 1 if name == "episodes" else 2
            (tmp_path / str(year)).mkdir(exist_ok=True)
            wrong = ",".join([*old[:column], "03/05/2042", *old[column + 1 :]])
            (tmp_path / str(year) / f"{name}.csv").write_text(f"{text}{wrong}\n")
        assert read_return([tmp_path / str(year)]).years == (year,)
        assert read_return([tmp_path / str(year) / "reviews.csv"]).years == (year,)


def test_files_of_several_years_in_one_folder_find_their_companions_by_name(tmp_path: Path) -> None:
    for year in (2023, 2024):
        for path in (SYNTHETIC / str(year)).glob("*.csv"):
            # The digits in the names are one off: they say which files go together, not which year it is.
            (tmp_path / f"{path.stem}_{year - 1}.csv").write_bytes(path.read_bytes())
    read = read_return([tmp_path])
    assert read.years == (2023, 2024)
    assert all(table.file.endswith(f"_{table.year - 1}.csv") for table in read.tables)
    assert len(read.tables) == 12


def test_files_without_episodes_go_by_their_other_dates(
    table: Callable[..., Path], header: Callable[..., Path], read: Callable[..., ReturnedFiles]
) -> None:
    header({})
    table("reviews.csv", *({"CHILD": "A1", "REVIEW": f"{day}/02/2023", "REVIEW_CODE": "PN1"} for day in range(10, 25)))
    assert {(each.format.name, each.year) for each in read().tables} == {("header", 2023), ("reviews", 2023)}


def test_a_table_without_dates_or_companions_asks_for_the_year(
    header: Callable[..., Path], read: Callable[..., ReturnedFiles]
) -> None:
    header({})
    with pytest.raises(UserError, match=r"header\.csv cannot be read: .*collection year.*episodes"):
        read()
    assert read(year=2024).years == (2024,)


def test_several_authorities_have_to_be_chosen_from(
    episodes: Callable[..., Path], read: Callable[..., ReturnedFiles]
) -> None:
    episodes({"LA": "Stockport"}, {"LA": "Leeds", "CHILD": "B"}, {"LA": "E08000007", "CHILD": "C"}, {"LA": ""})
    with pytest.raises(SeveralAuthorities, match="Leeds") as caught:
        read()
    assert len(caught.value.names) == 2
    result = read(authority="Stockport MBC")
    assert [row.identifier for each in result.tables for row in each.rows] == ["A1", "C"]
    assert [(p.row, p.severity) for p in result.problems if p.rule == "authority_missing"] == [(5, "left out")]
    assert [(each.rows_read, each.rows_left_out) for each in result.tables] == [(3, 1)]
    with pytest.raises(UserError, match="none of Rochdale"):
        read(authority="Rochdale")


def test_one_authority_needs_no_choice(episodes: Callable[..., Path], read: Callable[..., ReturnedFiles]) -> None:
    episodes({"LA_NAME": "Stockport", "NOTES": "x"})
    result = read()
    assert result.authorities == ("Stockport",)
    assert result.columns_ignored == {"episodes.csv": ("NOTES",)}


def test_progress_rises_and_may_stop_the_reading() -> None:
    parts: list[float] = []
    read_return([SYNTHETIC / "2024"], progress=lambda _what, part: parts.append(part or 0.0))
    assert parts == sorted(parts)
    assert parts[-1] == 1.0

    def stop(_what: str, _part: float | None) -> None:
        raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        read_return([SYNTHETIC / "2024"], progress=stop)


def test_counts_and_digest_of_a_table(
    episodes: Callable[..., Path], header: Callable[..., Path], read: Callable[..., ReturnedFiles]
) -> None:
    episodes({}, {}, {"CHILD": ""}, {"REC": "X1", "CHILD": "A2"})
    header({}, {"CHILD": "A2"})
    counted: ReturnedTable = next(each for each in read().tables if each.format.name == "episodes")
    assert (counted.rows_read, len(counted.rows), counted.rows_left_out, counted.rows_listed) == (4, 2, 1, 2)
    assert len(counted.digest) == 64
    balanced(read())
