"""Lists of other years, other forms and other makers: what is read, what is listed, and what is refused."""

import csv
import io
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from suffdesk.core.errors import UserError
from suffdesk.domain.formats.ofsted import COLUMNS, INSPECTIONS, JUDGEMENTS, KINDS, SECTORS, STATUSES, OfstedList
from suffdesk.domain.provider import SETTING, SETTING_KINDS
from suffdesk.domain.quality import GRADE
from suffdesk.domain.registration import REGISTRATION
from suffdesk.imports.ofsted.header import columns_in, date_in, is_header
from suffdesk.imports.ofsted.matching import name_key
from suffdesk.imports.ofsted.reading import looks_like_list, read_list
from tests.ofsted_lists import AS_AT, HEADER, OVERALL, OWNER, REAL, home, write_list

SECONDS = 20


def rules(listed: OfstedList) -> list[tuple[int | None, str, str]]:
    return [(problem.row, problem.severity, problem.rule) for problem in listed.problems]


def test_what_words_stand_for_is_what_the_store_can_hold() -> None:
    assert set(KINDS.values()) <= {choice.code for choice in SETTING_KINDS}
    assert set(SECTORS.values()) <= {choice.code for choice in SETTING.by_name["sector"].choices} | {"local authority"}
    assert set(STATUSES.values()) <= {choice.code for choice in REGISTRATION.by_name["status"].choices}
    assert set(JUDGEMENTS.values()) <= {choice.code for choice in GRADE.by_name["judgement"].choices}


def test_no_heading_stands_for_two_facts() -> None:
    headings = [heading for column in COLUMNS for heading in column.headings]
    assert len(headings) == len(set(headings))
    for inspection in INSPECTIONS:
        own = [heading for column in inspection.columns for heading in set(column.headings)]
        assert len(own) == len(set(own))


@pytest.mark.parametrize(
    "header",
    [
        ("Web link", "URN", "Provision type", "Registration date", "Registration status", "Setting name",
         "Setting postcode", "Local authority", "Sector", "Max users", "Owner name", "Latest inspection date",
         "Publication date", "Overall effectiveness"),
        ("URN", "Provision Type", "Date registered", "Status", "Provider name", "Post code", "LA name", "Sector type",
         "Maximum users", "Organisation name", "Date of latest full inspection", "Publication date",
         "Overall experiences and progress"),
        ("Web Link", "URN", "Provision type", "Registration date", "Registration status", "Name", "Postcode",
         "Local authority", "Sector", "Places", "Organisation which owns the provider", "Inspection date",
         "Inspection publication date", "Overall experiences and progress of children and young people"),
    ],
)  # fmt: skip
def test_headings_of_other_years_are_known(tmp_path: Path, header: tuple[str, ...]) -> None:
    cells = {
        "URN": "SC012345", "Provision type": "Children's home", "Provision Type": "Children’s Home",
        "Sector": "Private", "Sector type": "Private",
    }  # fmt: skip
    row = []
    for name in header:
        low = name.lower()
        row.append(
            cells.get(name) or (
                "12/05/2021" if "inspection" in low and "publication" not in low and "overall" not in low else
                "01/02/2015" if "regist" in low and "date" in low else "Active" if "status" in low else
                "SK1 3XE" if "post" in low else "Stockport" if low in ("local authority", "la name") else
                "6" if low in ("max users", "maximum users", "places") else "Good" if low.startswith("overall") else
                "14/06/2021" if "publication" in low else "Kind Care Ltd" if "o" in low[:1] else "Dial House"
            )
        )  # fmt: skip
    path = tmp_path / "Children_social_care_as_at_31_Aug_2021.csv"
    path.write_text("\n".join(",".join(line) for line in (("Title",), header, row)), encoding="cp1252")
    listed = read_list(path)
    assert listed.as_at == date(2021, 8, 31)
    assert not listed.problems
    (setting,) = listed.settings
    assert (setting.urn, setting.kind, setting.name, setting.places) == (
        "SC012345", "Children's home", "Dial House", 6,
    )  # fmt: skip
    assert (setting.owner, setting.postcode, setting.status) == ("Kind Care Ltd", "SK1 3XE", "Registered")
    (inspection,) = setting.inspections
    assert (inspection.inspected_on, inspection.published_on, inspection.judgement) == (
        date(2021, 5, 12), date(2021, 6, 14), "Good",
    )  # fmt: skip


def test_a_list_of_one_kind_needs_no_provision_type(tmp_path: Path) -> None:
    header = [name for name in HEADER if name != "Provision type"]
    path = tmp_path / "Supported accommodation at 31 March 2025.csv"
    write_list(path, [home("2700001", "Consistently strong service delivery")], None, header)
    (setting,) = read_list(path).settings
    assert setting.kind == "Supported accommodation"
    assert setting.inspections[0].judgement == "Consistently strong service delivery"


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_workbooks_are_read_like_text(tmp_path: Path, ending: str) -> None:
    plain = read_list(REAL)
    book = openpyxl.Workbook()
    cover = book.active
    cover.title = "Cover"
    cover.append(["Published 6 July 2023"])
    cover.append(["Contents: provider level at 31 March 2023; inspections in year"])
    part = book.create_sheet("Provider_level_in_year_2022-23")
    part.append(["Inspections between 1 April 2021 and 31 March 2022"])
    part.append(HEADER)
    part.append(["2700001", "Children's home"])
    sheet = book.create_sheet("Provider_level_at_31_Mar_2023")
    with REAL.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    for line in lines[:300]:
        sheet.append([int(cell) if cell.isdigit() else cell for cell in line])
    book.create_sheet("Notes").append(["Notes of the lists in year, as at 1 May 2020"])
    path = tmp_path / "list.xlsx"
    book.save(path)
    if ending == "ods":
        path = _as_ods(tmp_path, lines[:300])
    listed = read_list(path)
    assert (listed.as_at, listed.complete) == (AS_AT, True)
    assert [(one.urn, one.inspections) for one in listed.settings] == [
        (one.urn, one.inspections) for one in plain.settings[:296]
    ]
    assert looks_like_list(path)


def _as_ods(folder: Path, lines: list[list[str]]) -> Path:
    """The smallest OpenDocument spreadsheet there can be."""
    import zipfile
    from xml.sax.saxutils import escape

    rows = "".join(
        "<table:table-row>" + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'
            for cell in line
        ) + "</table:table-row>"
        for line in lines
    )  # fmt: skip
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    path = folder / "list.ods"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        out.writestr("META-INF/manifest.xml", (
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            '<manifest:file-entry manifest:full-path="/" '
            'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>'
        ))  # fmt: skip
        out.writestr("content.xml", (
            f"<office:document-content {spaces}><office:body><office:spreadsheet>"
            f'<table:table table:name="List">{rows}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>"
        ))  # fmt: skip
    return path


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Provider level as at 31 March 2023", date(2023, 3, 31)),
        ("provider_level_at_31_March_2023", date(2023, 3, 31)),
        ("Provider level at 31Aug24", date(2024, 8, 31)),
        ("Inspections between 1 April 2022 and 31st March 2023", date(2023, 3, 31)),
        ("list 2023-03-31", date(2023, 3, 31)),
        ("list_31.03.2023", date(2023, 3, 31)),
        ("Data in England 2023", None),
        ("99 March 2023", None),
        ("", None),
    ],
)
def test_the_date_is_found_in_titles_and_names(text: str, day: date | None) -> None:
    assert date_in(text) == day


def test_when_it_was_published_is_not_its_date(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    rows = "\n".join([",".join(HEADER), "2700001,Children's home,,Active"])
    path.write_text(f"Provider level as at 31 March 2023\nPublished on 6 July 2023\n{rows}\n", encoding="utf-8")
    assert read_list(path).as_at == AS_AT


def test_faults_name_their_row_column_and_value(tmp_path: Path) -> None:
    rows = [
        home("", Name="Without a number"),
        home(""),
        home("27"),
        home("2700001", Places="many"),
        home("2700002", "Splendid"),
        home("2700003", Provision_type="Castle"),
        home("2700004", Registration_date="31/02/2020"),
        home("2700005", Local_authority="Atlantis", Sector="Moon", Registration_status="Asleep", Postcode="nowhere"),
        home("2700006", "Good", ""),
        home("2700001", Places="7"),
        home("2700007", Name="N" * 600),
    ]
    listed = read_list(write_list(tmp_path / "list.csv", rows))
    assert rules(listed) == [
        (5, "left out", "no_number_or_name"),
        (6, "listed", "urn_form"),
        (7, "listed", "places_not_a_number"),
        (8, "listed", "judgement_unknown"),
        (9, "listed", "kind_unknown"),
        (10, "listed", "date_not_in_calendar"),
        (11, "listed", "status_unknown"),
        (11, "listed", "postcode_form"),
        (11, "listed", "area_unknown"),
        (11, "listed", "sector_unknown"),
        (12, "listed", "judgement_without_date"),
        (13, "listed", "urn_twice"),
        (14, "listed", "too_long"),
    ]
    assert (listed.rows_read, listed.rows_left_out) == (11, 1)
    many = next(problem for problem in listed.problems if problem.rule == "places_not_a_number")
    assert (many.file, many.column, many.value) == ("list.csv", "Places", "many")
    assert all(problem.mend for problem in listed.problems)


def test_rows_of_one_home_with_different_inspections_are_both_told(tmp_path: Path) -> None:
    rows = [home("2700001", "Good", "01/06/2022"), home("2700001", "Outstanding", "01/12/2022")]
    listed = read_list(write_list(tmp_path / "In year 2022-23.csv", rows))
    assert not listed.problems
    assert not listed.complete


def test_blacked_out_cells_are_no_values(tmp_path: Path) -> None:
    (setting,) = read_list(write_list(tmp_path / "list.csv", [home("2700001", Places="NULL")])).settings
    assert (setting.name, setting.postcode, setting.places) == (None, None, None)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Keys Care Limited", "KEYS CARE LTD."), ("Time-Out Children's Homes Ltd", "Time Out Childrens Homes limited"),
     ("Care & Kindness C.I.C.", "care and kindness CIC"), ("The Care Of Today", "Care of Today")],
)  # fmt: skip
def test_one_owner_in_any_usual_form(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


def test_two_owners_stay_two() -> None:
    assert len({name_key(name) for name in ("Keys Care", "Keys Carers", "Key Care", "Limited", "The", "Ltd Co")}) == 6


# What is no list


GOOD = b"URN,Provision type,Registration status,Local authority\n2700001,Children's home,Active,Stockport\n"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\n\n \n", "empty"),
        (GOOD.split(b"\n")[0], "no rows"),
        (GOOD.replace(b"27", b"2\0"), "NUL"),
        (GOOD.decode().encode("utf-16-le"), "NUL"),
        (GOOD + b"\x81\x8d", "neither Unicode"),
        (b"CHILD,DECOM,RNE\n1,01/04/2023,S\n", "not one of Ofsted's lists"),
        (GOOD.replace(b"Children's home", b"Childminder"), "provision type that is not known"),
        (GOOD.replace(b"status", b"date").replace(b"Active", b"12/31/2020"), "month before the day"),
        (GOOD + b'2700002,"Children', "row 3 has a quotation mark"),
        (GOOD + b"2700002," + b"x" * 131_073, "value of over 131,072"),
        (b"<html><body>URN</body></html>", "XML or a web page"),
        (b"PK\x03\x04 not a zip", "damaged"),
        (b"x," * 1_100_000, "over 2,000,000 characters|columns"),
    ],
)
def test_what_is_no_list_is_refused_in_one_sentence(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "thing.csv"
    path.write_bytes(content)
    began = time.monotonic()
    with pytest.raises(UserError, match=words) as caught:
        read_list(path)
    assert time.monotonic() - began < SECONDS
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize("what", ["nothing", "folder", "pipe"])
def test_what_is_no_file_is_refused(tmp_path: Path, what: str) -> None:
    path = tmp_path / "thing.csv"
    if what == "folder":
        path.mkdir()
    elif what == "pipe":
        if sys.platform == "win32":
            pytest.skip("Windows has no such pipes")
        subprocess.run(["mkfifo", str(path)], check=True)
    assert not looks_like_list(path)
    with pytest.raises(UserError):
        read_list(path)


def test_a_return_does_not_look_like_a_list(tmp_path: Path) -> None:
    path = tmp_path / "episodes.csv"
    path.write_text("CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,HOME_POST,PL_POST,URN\n", encoding="utf-8")
    assert not looks_like_list(path)
    assert looks_like_list(REAL)


def test_a_row_longer_than_the_header_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(GOOD + b"2700002,Children's home,Active,Stockport,and more\n")
    assert rules(read_list(path)) == [(3, "left out", "too_many_values")]


_CELLS = st.one_of(
    st.sampled_from(["", "REDACTED", "2700001", "SC012345", "Children's home", "Active", "Private", "Good", "4", "=1+1",
                     "31/03/2023", "2023-03-31", "Stockport", "-1", "1e9", "SK1 3XE", "\u202e", "Ⅳ", "³"]),
    st.text(max_size=30),
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.lists(st.lists(_CELLS, min_size=len(HEADER), max_size=len(HEADER)), min_size=1, max_size=6))
@example([["2700001", *[""] * (len(HEADER) - 1)]])
def test_any_cells_are_read_or_refused_and_every_row_is_accounted_for(tmp_path: Path, lines: list[list[str]]) -> None:
    text = io.StringIO()
    csv.writer(text).writerows([HEADER, *lines])
    path = tmp_path / "list.csv"
    path.write_text(text.getvalue(), encoding="utf-8", errors="replace", newline="")
    try:
        listed = read_list(path)
    except UserError:  # a sentence, and no other exception
        return
    assert len(listed.settings) + listed.rows_left_out == listed.rows_read
    for setting in listed.settings:
        assert setting.urn or setting.name
        assert setting.places is None or 0 <= setting.places <= 5_000


@given(st.lists(st.text(max_size=20), max_size=12))
def test_any_row_may_be_asked_whether_it_is_the_header(cells: list[str]) -> None:
    assert is_header(cells) in (True, False)
    assert all(0 <= place < len(cells) for place in columns_in(cells).values())


def test_the_header_of_the_real_list_is_understood() -> None:
    with REAL.open(encoding="utf-8-sig", newline="") as file:
        header = list(csv.reader(file))[3]
    found = {header[place]: name for name, place in columns_in(header).items()}
    assert found[OVERALL] == "0 judgement"
    assert found[OWNER] == "owner"
    assert found["The effectiveness of leaders and managers"] == "0 leadership"
    assert found["How well children and young people are helped and protected"] == "0 protection"
