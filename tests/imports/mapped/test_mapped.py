"""Extracts of any shape: what is proposed, what a mapping reads, and that no file does harm."""

import csv
import os
import re
import resource
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from suffdesk.core.errors import UserError
from suffdesk.domain.formats.annex_a import annex_a
from suffdesk.domain.formats.extract import BY_TARGET, Extract
from suffdesk.domain.formats.mapping import MappedColumn, Mapping
from suffdesk.imports.mapped import propose, read_extract, read_headers
from suffdesk.imports.mapped.meanings import meaning_of

HEADER = [
    "Child Unique ID", "Gender", "Ethnicity", "Date of Birth", "UASC", "Date Started to be Looked After",
    "Child's Legal Status", "Start Date of Most Recent Placement", "Placement Type", "Placement Provider",
    "Placement Postcode", "Ofsted URN", "Allocated Worker",
]  # fmt: skip
ROW = ["A1", "a) Male", "WBRI - White British", datetime(2012, 5, 5), "No", "01/06/2023", "C2 Full care order",
       "03/07/2023", "Foster carer (in-house)", "", "m11ae", "SC123456", "Someone"]  # fmt: skip


def workbook(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def text(path: Path, rows: list[list[object]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows(rows)
    return path


@pytest.fixture
def annex(tmp_path: Path) -> Path:
    """Annex A as it comes: a title, a blank row, several lists."""
    return workbook(tmp_path / "annex a.xlsx", {
        "Contents": [["Annex A", "2024"], ["List 8", "Looked after"]],
        "List 7": [["Child Unique ID", "Gender", "Date of Birth", "CP start"], ["A9", "Male", "01/01/2010", "1"]],
        "List 8": [["List 8: children looked after"], [], list(HEADER), list(ROW),
                   ["A2", "Female", "BCRB", None, "Yes", None, "V2", None, "K2) Home", "Private", "SK1 3XE", None]],
    })  # fmt: skip


def test_the_header_is_found_in_the_likeliest_sheet(annex: Path) -> None:
    found = read_headers(annex)
    assert [(one.sheet, one.row) for one in found][:2] == [("List 8", 3), ("List 7", 1)]
    assert found[0].cells == tuple(HEADER)
    assert found[0].known == 12


def test_columns_are_proposed_with_how_sure_it_is(annex: Path) -> None:
    proposal = propose(annex)
    by_header = {column.header: column for column in proposal.columns}
    assert {header: column.target for header, column in by_header.items()} == {
        "Child Unique ID": "identifier", "Gender": "sex", "Ethnicity": "ethnicity", "Date of Birth": "date_of_birth",
        "UASC": "uasc", "Date Started to be Looked After": "care_started", "Child's Legal Status": "legal_status",
        "Start Date of Most Recent Placement": "started", "Placement Type": "place",
        "Placement Provider": "provider", "Placement Postcode": "placement_postcode", "Ofsted URN": "urn",
        "Allocated Worker": None,
    }  # fmt: skip
    assert proposal.unmatched == ("Allocated Worker",)
    assert all(column.confidence > 0.9 for column in proposal.columns if column.target)
    values = {(value.header, value.text): (dict(value.codes), value.confidence) for value in proposal.values}
    assert values["Placement Type", "Foster carer (in-house)"] == ({"place": "U6", "provider": "PR1"}, 0.7)
    assert values["Placement Type", "K2) Home"] == ({"place": "K2"}, 0.95)
    assert values["Child's Legal Status", "V2"] == ({"legal_status": "V2"}, 1.0)
    assert (proposal.mapping.sheets, proposal.mapping.header_row) == (("List 8",), 3)
    assert not proposal.unknown


def test_what_was_proposed_and_agreed_to_reads_the_file(annex: Path) -> None:
    extract = read_extract(annex, propose(annex).mapping)
    assert (extract.file, extract.rows_read, extract.rows_left_out) == ("annex a.xlsx, sheet List 8", 2, 0)
    assert [row.row for row in extract.rows] == [4, 5]
    assert dict(extract.rows[0].values) == {
        "identifier": "A1", "sex": "M", "ethnicity": "WBRI", "date_of_birth": date(2012, 5, 5), "uasc": 0,
        "care_started": date(2023, 6, 1), "legal_status": "C2", "started": date(2023, 7, 3), "place": "U6",
        "provider": "PR1", "placement_postcode": "M1 1AE", "urn": "SC123456",
    }  # fmt: skip
    assert dict(extract.rows[1].values)["provider"] == "PR4"
    assert extract.columns_ignored == ("Allocated Worker",)
    assert not extract.problems


def test_the_mapping_that_ships_guesses_nothing(annex: Path) -> None:
    extract = read_extract(annex, annex_a())
    assert [row.values["place"] for row in extract.rows] == [None, "K2"]
    assert [(p.row, p.column, p.value, p.rule) for p in extract.problems] == [
        (4, "Placement Type", "Foster carer (in-house)", "value_unknown")
    ]


@pytest.mark.parametrize(
    ("target", "said", "codes", "confidence"),
    [
        ("sex", "Male", {"sex": "M"}, 1.0),
        ("sex", "1", {"sex": "M"}, 1.0),
        ("sex", "b) Female", {"sex": "F"}, 1.0),
        ("sex", "boy", {"sex": "M"}, 0.9),
        ("place", "u6", {"place": "U6"}, 1.0),
        ("place", "Children's home", {"place": "K2"}, 1.0),
        ("place", "U1: with a relative", {"place": "U1"}, 0.95),
        ("place", "Foster carer [U4]", {"place": "U4"}, 0.95),
        ("place", "Fostering", {"place": "U6"}, 0.7),
        ("place", "the moon", {}, 0.0),
        ("place", "K9 kennel", {}, 0.0),
        ("legal_status", "Section 20", {"legal_status": "V2"}, 0.9),
        ("legal_status", "Interim care ordr", {"legal_status": "C1"}, None),
        ("ethnicity", "White British", {"ethnicity": "WBRI"}, 1.0),
        ("need", "a) N1 - Abuse", {"need": "N1"}, 0.95),
        ("uasc", "a) Yes", {"uasc": "1"}, 1.0),
        ("uasc", "perhaps", {}, 0.0),
    ],
)
def test_words_and_their_codes(target: str, said: str, codes: dict[str, str], confidence: float | None) -> None:
    meaning = meaning_of(BY_TARGET[target], said)
    assert meaning.codes == codes
    assert meaning.confidence == confidence or (confidence is None and 0.5 < meaning.confidence < 0.7)


def test_a_column_whose_values_belie_its_heading_is_not_taken_for_it(tmp_path: Path) -> None:
    path = text(tmp_path / "x.csv", [["Child ID", "Placement start", "Placed"],
                                     ["1", "Green Lane", "01/02/2024"], ["2", "Oak House", "02/02/2024"]])  # fmt: skip
    assert {column.header: column.target for column in propose(path).columns}["Placement start"] is None


def test_each_fact_is_proposed_for_one_column(tmp_path: Path) -> None:
    path = text(tmp_path / "x.csv", [["Child ID", "Client ID", "Gender", "Sex"], ["1", "2", "M", "M"]])
    targets = [column.target for column in propose(path).columns]
    assert targets == ["identifier", None, "sex", None]


def test_the_user_can_say_where_the_header_is(annex: Path) -> None:
    assert propose(annex, sheet="List 7").mapping.sheets == ("List 7",)
    assert propose(annex, sheet="list 8", header_row=4).columns[0].header == "A1"
    for sheet, row, said in (("List 9", None, "no sheet “List 9”"), ("List 8", 2, "Row 2"), (None, 99, "Row 99")):
        with pytest.raises(UserError, match=said):
            propose(annex, sheet=sheet, header_row=row)


MAPPING = Mapping("m", (
    MappedColumn(("ID",), "identifier"), MappedColumn(("Born",), "date_of_birth"), MappedColumn(("Type",), "place"),
))  # fmt: skip


def read(tmp_path: Path, mapping: Mapping, *rows: list[object]) -> Extract:
    return read_extract(text(tmp_path / "x.csv", [["ID", "Born", "Type"], *rows]), mapping)


@pytest.mark.parametrize(
    ("dates", "said", "day"),
    [
        ("as found", "03/04/2012", date(2012, 4, 3)),
        ("as found", "2012-04-03", date(2012, 4, 3)),
        ("day first", "03/04/2012", date(2012, 4, 3)),
        ("month first", "04/03/2012", date(2012, 4, 3)),
        ("month first", "12/31/2012", date(2012, 12, 31)),
        ("year first", "2012-04-03", date(2012, 4, 3)),
        ("year first", "03/04/2012", None),
        ("day first", "31/31/2012", None),
    ],
)
def test_dates_as_the_mapping_says(dates: str, said: str, day: date | None, tmp_path: Path) -> None:
    extract = read(tmp_path, replace(MAPPING, dates=dates), ["1", said, "U6"])  # type: ignore[arg-type]
    assert extract.rows[0].values["date_of_birth"] == day
    assert bool(extract.problems) == (day is None)


def test_dates_with_the_month_first_need_the_mapping_to_say_so(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="Born: the dates in it have the month before the day"):
        read(tmp_path, MAPPING, ["1", "12/31/2012", "U6"])
    assert propose(text(tmp_path / "y.csv", [["Child ID", "DOB"], ["1", "12/31/2012"]])).mapping.dates == "month first"


def test_rows_and_values_that_cannot_be_kept_are_said(tmp_path: Path) -> None:
    extract = read(tmp_path, MAPPING, ["", "01/01/2012", "U6"], ["2", "x", "spaceship"], ["3", "", "", "extra"])
    assert [row.values for row in extract.rows] == [{"identifier": "2", "date_of_birth": None, "place": None}]
    assert {(p.row, p.rule, p.severity) for p in extract.problems} == {
        (2, "child_missing", "left out"), (3, "date_unreadable", "listed"), (3, "value_unknown", "listed"),
        (4, "too_many_values", "left out"),
    }  # fmt: skip
    assert (extract.rows_read, extract.rows_left_out) == (3, 2)


def test_a_column_of_its_own_comes_before_what_other_words_say(tmp_path: Path) -> None:
    mapping = Mapping("m", (
        MappedColumn(("ID",), "identifier"), MappedColumn(("Prov",), "provider"),
        MappedColumn(("Type",), "place", {"in-house": {"place": "U6", "provider": "PR1"}}),
    ))  # fmt: skip
    path = text(tmp_path / "x.csv", [["ID", "Prov", "Type"], ["1", "PR4", "in-house"], ["2", "", "in-house"]])
    assert [row.values["provider"] for row in read_extract(path, mapping).rows] == ["PR4", "PR1"]


def test_files_that_are_not_for_the_mapping(tmp_path: Path) -> None:
    for rows, said in (
        ([["a", "b"], ["1", "2"]], "not a file for the import mapping “m”"),
        ([["ID"], ["1"]], "not a file for the import mapping"),
        ([["ID", "ID", "Born"], ["1", "2", "3"]], "more than one column ID"),
    ):
        with pytest.raises(UserError, match=said):
            read_extract(text(tmp_path / "x.csv", rows), MAPPING)  # type: ignore[arg-type]
    extract = read_extract(text(tmp_path / "x.csv", [["ID", "Born"], ["1", ""]]), replace(MAPPING, header_row=7))
    assert {p.rule for p in extract.problems} == {"column_missing", "header_moved"}
    text(tmp_path / "y.csv", [["a", "b"]])
    with pytest.raises(UserError, match="holds several files"):
        read_headers(tmp_path)
    (tmp_path / "x.xml").write_text("<a/>")
    with pytest.raises(UserError, match="XML or a web page"):
        read_headers(tmp_path / "x.xml")


ARBITRARY = settings(
    max_examples=60, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
cells = st.one_of(
    st.sampled_from([*HEADER, "A1", "U6", "01/02/2024", "12/31/2024", "M", "", "a) Yes", "²", "=1+1"]),
    st.text(max_size=6),
)  # fmt: skip
grids = st.lists(st.lists(cells, max_size=6), max_size=6)


def attempt(path: Path) -> None:
    with suppress(UserError):
        proposal = propose(path)
        extract = read_extract(path, proposal.mapping)
        assert extract.rows_read == len(extract.rows) + extract.rows_left_out
    with suppress(UserError):
        read_extract(path, annex_a())


@settings(ARBITRARY, max_examples=300)
@given(grids)
def test_arbitrary_tables(tmp_path: Path, rows: list[list[str]]) -> None:
    path = tmp_path / "any.csv"
    with path.open("w", newline="", encoding="utf-8", errors="surrogatepass") as stream:
        csv.writer(stream).writerows(rows)
    attempt(path)


workbook_cells = st.one_of(
    cells.filter(lambda text: not re.search(r"[\x00-\x1f\ud800-\udfff\ufffe\uffff]", text)),
    st.integers(-(10**6), 10**6), st.floats(allow_nan=False, allow_infinity=False), st.dates(date(1901, 1, 1)),
    st.booleans(), st.none(),
)  # fmt: skip


@settings(ARBITRARY, max_examples=15)
@given(st.lists(st.lists(workbook_cells, max_size=5), max_size=5))
def test_arbitrary_workbooks(tmp_path: Path, rows: list[list[object]]) -> None:
    attempt(workbook(tmp_path / "any.xlsx", {"One": rows, "Two": [list(HEADER), *rows]}))


@ARBITRARY
@given(st.binary(max_size=200))
def test_arbitrary_bytes(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "any.csv"
    for start in (b"", b"Child ID,DOB\n", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        path.write_bytes(start + content)
        if not start.startswith(b"\xd0"):  # those go through a process of their own each
            attempt(path)


@pytest.mark.parametrize("columns", [3, 1_000])
def test_a_large_extract_in_bounded_time_and_memory(columns: int, tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("w") as stream:
        stream.write("Child ID,Placement type,DOB" + "".join(f",c{i}" for i in range(columns - 3)) + "\n")
        for row in range(200_000 if columns < 10 else 20_000):
            stream.write(f"{row},word {row},01/01/2012" + ",x" * (columns - 3) + "\n")
    script = (
        "from pathlib import Path; from suffdesk.imports.mapped import propose, read_extract\n"
        f"mapping = propose(Path({str(path)!r})).mapping\n"
        f"print(len(read_extract(Path({str(path)!r}), mapping).rows))"
    )
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (1_500_000_000, 1_500_000_000)),
    )  # fmt: skip
    assert int(done.stdout) == (200_000 if columns < 10 else 20_000)
    assert time.monotonic() - began < 20


@pytest.mark.parametrize(
    ("target", "text", "code"),
    [
        ("sex", "b) F", "F"), ("sex", "1 - Male", "M"), ("sex", "2: Female", "F"), ("sex", "b) 2", "F"),
        ("sex", "(a) Male", "M"), ("ethnicity", "a) WBRI", "WBRI"), ("ethnicity", "t. NOBT", "NOBT"),
        ("ethnicity", "(q) CHNE - Chinese", "CHNE"), ("need", "a) N1", "N1"), ("need", "N1 - Abuse", "N1"),
        ("place", "f) U6: Foster placement", "U6"), ("provider", "b)PR1", "PR1"), ("uasc", "1 - Yes", "1"),
        ("uasc", "b) No", "0"), ("uasc", "1.0", "1"),
    ],
)  # fmt: skip
def test_an_option_is_read_whatever_numbers_it(target: str, text: str, code: str) -> None:
    assert meaning_of(BY_TARGET[target], text).codes == {target: code}


@pytest.mark.parametrize("text", ["a) Wales", "f) Other", "No Code", "u6x"])
def test_a_letter_is_no_code(text: str) -> None:
    assert meaning_of(BY_TARGET["place"], text).confidence < 0.95
