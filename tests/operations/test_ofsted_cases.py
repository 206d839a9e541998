"""Lists as Ofsted has written them from 2014 to 2025, published and for councils: nothing that they say is lost."""

from collections.abc import Iterator
from datetime import date
from itertools import permutations
from pathlib import Path

import openpyxl
import pytest

from suffdesk.domain.authorities import area_name
from suffdesk.operations import import_mapped, import_ofsted, import_return
from suffdesk.operations.import_ofsted import OfstedPlan
from suffdesk.store.opening import Store, create_store
from tests.ofsted_lists import OWNER, home, write_list

CASES = Path(__file__).parents[1] / "data" / "cases"
MARCH_2025 = date(2025, 3, 31)

Rows = list[tuple[object, ...]]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with create_store(tmp_path / "s.suffdesk", passphrase=None, who="Ann") as opened:
        opened.set_meta("authority", "E10000016")
        yield opened


def bring(store: Store, path: Path, as_at: date | None = None) -> OfstedPlan:
    plan = import_ofsted.preview(store, import_ofsted.read(path), as_at=as_at, today=date(2025, 6, 1))
    import_ofsted.apply(store, plan)
    return plan


def rules(plan: OfstedPlan) -> list[str]:
    return sorted({problem.rule for problem in plan.problems})


def judgements(store: Store) -> Rows:
    """Number, day, judgement, kind, protection, leadership."""
    return store.rows(
        "SELECT urn, inspected_on, judgement, g.kind, protection, leadership FROM grade g JOIN setting s "
        "ON s.id = setting_id ORDER BY urn, inspected_on"
    )


def statuses(store: Store) -> Rows:
    return store.rows(
        "SELECT urn, status, started FROM registration r JOIN setting s ON s.id = setting_id ORDER BY urn, started"
    )


def closed(store: Store) -> dict[str, str | None]:
    """The closing day of each setting as its own record has it, and where it has closed as its registration has it."""
    found = {str(urn): until for urn, until in store.rows("SELECT urn, until FROM setting")}
    latest = {str(urn): (status, started) for urn, status, started in statuses(store)}
    assert {urn: started if status == "Closed" else None for urn, (status, started) in latest.items()} == found
    return found  # type: ignore[return-value]


def places(store: Store) -> dict[str, int]:
    return dict(store.rows("SELECT urn, places FROM capacity JOIN setting s ON s.id = setting_id"))  # type: ignore[arg-type]


# Judgements


def test_a_monitoring_visit_is_none_of_a_full_inspection_in_a_list_of_the_year(store: Store) -> None:
    bring(store, CASES / "ofsted-inspection-type-words" / "in-year.csv", MARCH_2025)
    assert [(row[0], row[3]) for row in judgements(store)] == [
        ("2900001", "Monitoring inspection"), ("2900002", "Full inspection"),
    ]  # fmt: skip


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_the_latest_full_judgement_counts_whatever_the_visit_was_called(
    store: Store, tmp_path: Path, order: tuple[int, int]
) -> None:
    """As Ofsted's own totals count it; and the same whichever of two lists is brought in first."""
    words = ["Latest full inspection event type", "Inspection event type"]
    texts = [
        f"URN,Provision type,Local authority,Sector,Places,{word},Inspection date,Event number,Overall effectiveness\n"
        "2900001,Children's home,Kent,Private,3,Monitoring inspection,05/11/2024,101,Good\n"
        for word in words
    ]
    for number in order:
        path = tmp_path / f"list {number} at 31 March 2025.csv"
        path.write_text(texts[number])
        bring(store, path)
    assert [row[:4] for row in judgements(store)] == [("2900001", "2024-11-05", "Good", "Full inspection")]


def test_a_judgement_in_columns_of_full_inspections_is_full_and_said(store: Store) -> None:
    plan = bring(store, CASES / "ofsted-inspection-type-words" / "latest-full.csv")
    assert [row[:4] for row in judgements(store)] == [("2900001", "2024-11-05", "Good", "Full inspection")]
    assert rules(plan) == ["counted_as_full"]


def test_the_inspection_before_the_latest_is_kept(store: Store) -> None:
    bring(store, CASES / "ofsted-previous-judgement" / "list.csv")
    assert judgements(store) == [
        ("SC900001", "2023-01-10", "Outstanding", "Full inspection", None, "Outstanding"),
        ("SC900001", "2023-11-05", "Requires improvement to be good", "Full inspection", "Good", None),
    ]  # fmt: skip


def test_outcomes_of_supported_accommodation_stand_beside_other_judgements(store: Store) -> None:
    plan = bring(store, CASES / "ofsted-supported-outcome" / "list.csv")
    assert [row[:3] for row in judgements(store)] == [
        ("2900001", "2025-03-08", "Good"),
        ("2900020", "2025-03-05", "Consistently strong service delivery"),
        ("2900021", "2025-03-06", "Inconsistent quality of service delivery"),
        ("2900022", "2025-03-07", "Serious or widespread weaknesses"),
    ]  # fmt: skip
    assert not plan.columns_ignored


def test_words_of_2012_to_2018(store: Store) -> None:
    plan = bring(store, CASES / "ofsted-old-kinds-and-words" / "list.csv")
    assert not plan.problems
    assert judgements(store) == [
        ("SC900001", "2015-03-27", "Adequate", "Full inspection", "Adequate", "Adequate"),
        ("SC900002", "2012-11-22", "Satisfactory", "Full inspection", "Satisfactory", "Satisfactory"),
        ("SC900003", "2015-03-26", "Good", "Full inspection", "Good", "Good"),
    ]  # fmt: skip
    assert [row[:2] for row in statuses(store)] == [
        ("SC900001", "Registered"), ("SC900002", "Suspended"), ("SC900003", "Registered"),
    ]  # fmt: skip
    ((kind,),) = store.rows("SELECT kind FROM setting WHERE urn = 'SC900001'")
    assert kind == "Residential special school registered as a children's home"


# Facts


def test_three_wordings_of_short_breaks(store: Store, tmp_path: Path) -> None:
    plan = bring(store, CASES / "ofsted-short-breaks-words" / "list.csv")
    assert store.rows("SELECT urn, short_breaks_only FROM setting ORDER BY urn") == [
        ("SC900001", 0), ("SC900002", 1), ("SC900003", 0),
    ]  # fmt: skip
    assert not plan.problems
    odd = write_list(tmp_path / "l.csv", [home("SC900004", Short_breaks_only="Now and then")],
                     header=("URN", "Provision type", "Local authority", "Sector", "Short breaks only"))  # fmt: skip
    assert "flag_unknown" in rules(bring(store, odd))


def test_the_list_of_2014(store: Store) -> None:
    plan = bring(store, CASES / "ofsted-list-2014" / "providers_at_30_sept_2014.csv")
    assert not plan.problems
    assert plan.as_at == date(2014, 9, 30)
    assert places(store) == {"SC900001": 5, "SC900002": 155, "SC900003": 4, "SC900004": 4, "SC900005": 4}
    assert store.rows("SELECT kind, local_authority FROM setting ORDER BY urn") == [
        ("Children's home", "E10000016"), ("Further education college", "E06000035"),
        ("Children's home", "E06000037"), ("Children's home", "E06000008"), ("Children's home", "E06000022"),
    ]  # fmt: skip


def test_an_area_outside_england_is_known(store: Store, tmp_path: Path) -> None:
    """Four providers of supported accommodation in the list of 2025 have it in Wales."""
    plan = bring(store, write_list(tmp_path / "l.csv", [home("2754639", Local_authority="Newport")]))
    assert not plan.problems
    ((area,),) = store.rows("SELECT local_authority FROM setting")
    assert area_name(str(area)) == "Wales: Newport"


# Those who left


@pytest.mark.parametrize("year", [2019, 2020, 2021, 2025])
def test_who_left_is_closed_on_the_day_on_which_it_did(store: Store, year: int) -> None:
    plan = bring(store, CASES / "ofsted-leavers" / f"leavers-{year}.csv", date(year, 3, 31))
    day = f"{year - 1}-09-06"
    assert closed(store) == {"1164399": day}
    assert statuses(store) == [("1164399", "Registered", "2015-10-25"), ("1164399", "Closed", day)]
    assert not plan.complete
    assert not plan.problems


def test_a_heading_may_name_the_day_of_the_list() -> None:
    days = {
        year: import_ofsted.read(CASES / "ofsted-leavers" / f"leavers-{year}.csv").as_at
        for year in (2019, 2020, 2021, 2025)
    }
    assert days == {2019: date(2019, 3, 31), 2020: date(2020, 3, 31), 2021: None, 2025: MARCH_2025}


def test_a_closing_date_closes_with_a_status_and_without(store: Store) -> None:
    plan = bring(store, CASES / "ofsted-leavers" / "closed-date-and-status.csv")
    assert closed(store) == {"1164399": "2018-09-06", "1164400": None, "1164401": "2019-03-31"}
    assert [(problem.row, problem.rule) for problem in plan.problems] == [(5, "closed_without_date")]


def test_a_closing_date_alone_closes(store: Store) -> None:
    bring(store, CASES / "ofsted-leavers" / "closed-date-alone.csv")
    assert closed(store) == {"1164399": "2018-09-06"}


HEADER = ("URN", "Provision type", "Local authority", "Sector", "Registration date", "Registration status",
          "Date closed")  # fmt: skip


def test_a_closing_date_beside_another_status_is_said(store: Store, tmp_path: Path) -> None:
    plan = bring(store, write_list(tmp_path / "l.csv", [home("SC1", Date_closed="01/02/2023")], header=HEADER))
    assert closed(store) == {"SC1": "2023-02-01"}
    assert "closed_and_registered" in rules(plan)


def test_a_closing_date_to_come_leaves_it_open_and_is_said(store: Store, tmp_path: Path) -> None:
    plan = bring(store, write_list(tmp_path / "l.csv", [home("SC1", Date_closed="01/06/2023")], header=HEADER))
    assert closed(store) == {"SC1": None}
    assert "closed_after_list" in rules(plan)


def test_leavers_and_the_whole_list_give_the_same_in_any_order(tmp_path: Path) -> None:
    """A whole list that no longer has a home knows only that it closed by then; the list of leavers knows when."""
    before = write_list(tmp_path / "before.csv", [home("1164399"), home("1164400")], date(2018, 3, 31))
    after = write_list(tmp_path / "after.csv", [home("1164400")], date(2019, 3, 31))
    leavers = CASES / "ofsted-leavers" / "leavers-2019.csv"
    for number, order in enumerate([(before, after, leavers), (before, leavers, after), (leavers, before, after),
                                    (after, before, leavers), (leavers, after, before)]):  # fmt: skip
        with create_store(tmp_path / f"{number}.suffdesk", passphrase=None) as store:
            for path in order:
                bring(store, path)
            assert closed(store) == {"1164399": "2018-09-06", "1164400": None}, order


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_three_lists_give_the_same_in_any_order(store: Store, tmp_path: Path, order: tuple[int, ...]) -> None:
    """What a later list leaves empty an earlier one fills, places begin with the first list that has them, and a home
    closes with the first whole list without it."""
    years = [
        [home("SC1", Name="Elm House", Places="4"), home("SC2", Places="3"), home("SC3", Places="2"), home("SC4")],
        [home("SC1", Places="4", Registration_date=""), home("SC2", Places="3"), home("SC4")],
        [home("SC1", Places="5"), home("SC4")],
    ]  # fmt: skip
    for number in order:
        bring(store, write_list(tmp_path / f"{number}.csv", years[number], date(2020 + number, 3, 31)))
    assert closed(store) == {"SC1": None, "SC2": "2022-03-31", "SC3": "2021-03-31", "SC4": None}
    assert store.rows("SELECT name, registered_on FROM setting WHERE urn = 'SC1'") == [("Elm House", "2020-02-01")]
    assert store.rows(
        "SELECT urn, places, r.started FROM capacity r JOIN setting s ON s.id = setting_id ORDER BY urn, r.started"
    ) == [
        ("SC1", 4, "2020-03-31"), ("SC1", 5, "2022-03-31"), ("SC2", 3, "2020-03-31"), ("SC3", 2, "2020-03-31"),
        ("SC4", 4, "2020-03-31"),
    ]  # fmt: skip
    assert [row for row in statuses(store) if row[1] == "Registered"] == [
        (f"SC{number}", "Registered", "2020-02-01") for number in range(1, 5)
    ]


# The lists that councils are sent


def test_the_list_for_councils_of_2024(store: Store) -> None:
    plan = bring(store, CASES / "ofsted-list-for-councils" / "list-2024.xlsx", MARCH_2025)
    assert not plan.problems
    assert store.rows("SELECT urn, name, address, postcode FROM setting ORDER BY urn") == [
        ("SC900001", "Elm House", "1 Elm Road, Maidstone, Kent", "ME14 1XQ"),
        ("SC900002", "Oak House", "2 Oak Road, Maidstone, Kent", "ME14 1XR"),
    ]  # fmt: skip
    assert closed(store) == {"SC900001": None, "SC900002": "2024-09-30"}
    assert places(store) == {"SC900001": 4, "SC900002": 3}
    assert judgements(store) == [
        ("SC900001", "2024-02-06", "Good", "Full inspection", "Good", "Good"),
        ("SC900002", "2023-01-10", "Inadequate", "Full inspection", "Inadequate", "Inadequate"),
    ]  # fmt: skip
    assert store.rows("SELECT name FROM provider") == [("Invented Care Ltd",)]


def test_the_list_for_councils_of_2022_with_dashes_for_nothing(store: Store) -> None:
    plan = bring(store, CASES / "ofsted-list-for-councils" / "homes-2022.xlsx", date(2024, 3, 31))
    assert not plan.problems
    assert store.rows("SELECT name, address, postcode, kind FROM setting") == [
        ("Elm House", "1 Elm Road, Maidstone, Kent", "ME14 1XQ", "Children's home"),
    ]  # fmt: skip
    assert places(store) == {"SC900001": 4}
    assert [row[1:3] for row in judgements(store)] == [("2024-02-06", "Good")]


def test_the_sheet_of_those_that_closed_is_read_with_the_others(store: Store) -> None:
    plan = bring(store, CASES / "ofsted-list-for-councils" / "agencies-2022.xlsx", date(2023, 3, 31))
    assert closed(store) == {"SC900010": None, "SC900011": "2022-11-30"}
    assert places(store) == {"SC900010": 20, "SC900011": 20}
    assert [row[:3] for row in judgements(store)] == [
        ("SC900010", "2023-05-10", "Outstanding"), ("SC900011", "2021-05-10", "Good"),
    ]  # fmt: skip
    assert plan.complete
    assert not plan.sheets_ignored


def test_supported_accommodation_has_a_sheet_of_its_own_and_several_addresses(store: Store) -> None:
    plan = bring(store, CASES / "ofsted-list-for-councils" / "list-2025.xlsx", MARCH_2025)
    assert places(store) == {"SC900001": 4, "SC900002": 3, "2900020": 10}
    assert store.rows("SELECT name, address, local_authority FROM setting WHERE urn = '2900020'") == [
        ("Invented Lodgings", "5 Fir Road, Chatham, Kent", "E06000035"),
    ]  # fmt: skip
    assert closed(store)["SC900002"] == "2024-09-30"
    assert len(judgements(store)) == 2
    assert [(one.rule, one.row) for one in plan.problems] == [("premises", 3)]
    assert "sheet SA Providers" in plan.problems[0].file


# Sheets, titles and headings


@pytest.mark.parametrize("name", ["two-lists-and-notes", "list-and-notes", "no-notes"])
def test_lines_of_another_sheet_say_nothing_of_the_list(store: Store, name: str) -> None:
    plan = bring(store, CASES / "ofsted-notes-sheet-before-list" / f"{name}.xlsx")
    assert (plan.as_at, plan.complete) == (MARCH_2025, True)
    assert [row[:3] for row in judgements(store)] == [
        ("2900001", "2024-11-05", "Good"), ("2900002", "2024-10-05", "Inadequate"),
    ]  # fmt: skip
    assert places(store) == {"2900001": 3, "2900002": 2}


def test_leavers_in_a_workbook_close_and_homes_inspected_in_the_year_do_not_open(store: Store, tmp_path: Path) -> None:
    """As the workbook of 2025 has its sheets: what is not taken is named."""
    book = openpyxl.Workbook()
    sheets: dict[str, list[tuple[object, ...]]] = {
        "Provider_level_at_31_Mar_2025": [
            ("Provider level as at 31 March 2025",),
            ("URN", "Provision type", "Local authority", "Sector", "Places", "Inspection date",
             "Overall effectiveness"),
            (2900001, "Children's home", "Kent", "Private", 3, date(2024, 11, 5), "Good"),
        ],
        "Provider_level_in_year_2024-25": [
            ("Provider level in year 2024-25",),
            ("URN", "Provision type", "Local authority", "Sector", "Registration status", "Inspection date",
             "Overall effectiveness"),
            (2900001, "Children's home", "Kent", "Private", "Active", date(2024, 11, 5), "Good"),
            (2900002, "Children's home", "Kent", "Private", "Active", date(2024, 6, 5), "Good"),
            (2900003, "Children's home", "Kent", "Private", "Resigned", date(2024, 7, 5), "Inadequate"),
        ],
        "Leavers+Joiners_at_31_Mar_2025": [
            ("Leavers and joiners at 31 March 2025",),
            ("URN", "Provision type", "Local authority", "Sector", "Joiner status", "Leaver status",
             "First effective date (that the provider became resigned)",
             "First effective date (that the provider closed)"),
            (2900001, "Children's home", "Kent", "Private", "Joiner", None, None, None),
            (2900003, "Children's home", "Kent", "Private", None, "Leaver", date(2024, 9, 7), date(2024, 9, 6)),
        ],
    }  # fmt: skip
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.remove(book.worksheets[0])
    book.save(tmp_path / "book.xlsx")
    plan = bring(store, tmp_path / "book.xlsx")
    assert closed(store) == {"2900001": None, "2900003": "2024-09-06"}
    assert [row[:3] for row in judgements(store)] == [("2900001", "2024-11-05", "Good")]
    assert plan.sheets_ignored == ("book.xlsx, sheet Provider_level_in_year_2024-25",)
    assert rules(plan) == ["told_elsewhere"]
    assert plan.complete


def test_a_line_break_between_quotation_marks_is_part_of_a_heading(store: Store) -> None:
    folder = CASES / "ofsted-line-break-in-heading"
    plan = bring(store, folder / "list.csv")
    assert [row[:3] for row in judgements(store)] == [("2900001", "2024-11-05", "Good")]
    assert plan.as_at == MARCH_2025
    (table,) = import_return.read([folder / "episodes.csv"]).tables
    assert [(row.row, row.identifier, row.values[0]) for row in table.rows] == [(2, "1001", date(2023, 5, 1))]


def test_so_it_is_in_an_extract() -> None:
    path = CASES / "mapped-line-break-in-heading" / "extract.csv"
    proposal = import_mapped.propose(path)
    assert len(proposal.columns) == 9
    assert {one.header: one.target for one in proposal.columns}["Child Unique\nID"] == "identifier"
    extract = import_mapped.read(path, proposal.mapping)
    assert [(row.row, row.values["identifier"], row.values["sex"]) for row in extract.rows] == [
        (2, "1001", "F"), (3, "1002", "M"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "beginning", ['A note with a stray " mark\n', '"A note that is never closed\n', '"Two\nlines"\n']
)
def test_marks_out_of_place_above_a_header_do_not_hide_it(tmp_path: Path, beginning: str) -> None:
    path = tmp_path / "List at 31 March 2025.csv"
    header = 'URN,Provision type,Local authority,"Sector\nof it",Places,"Inspection\ndate",Overall effectiveness\n'
    path.write_text(beginning + header + "2900001,Children's home,Kent,Private,3,05/11/2024,Good\n")
    (setting,) = import_ofsted.read(path).settings
    assert (setting.row, setting.places, setting.inspections[0].judgement) == (3, 3, "Good")


def test_a_heading_of_two_lines_is_told_on_one(tmp_path: Path) -> None:
    path = tmp_path / "List at 31 March 2025.csv"
    path.write_text(
        'URN,Provision type,Local authority,Sector,"Health\nservices","Registration\nstatus"\n'
        "2900001,Children's home,Kent,Private,Good,Odd\n"
    )
    listed = import_ofsted.read(path)
    assert listed.columns_ignored == ("Health services",)
    assert [(problem.column, problem.rule) for problem in listed.problems] == [
        ("Registration status", "status_unknown")
    ]


@pytest.mark.parametrize("owner", ["", "Buckinghamshire Council"])
@pytest.mark.parametrize("code", ["E10000002", "E06000060"])
def test_a_home_of_the_council_is_its_own_under_a_former_code_too(
    store: Store, tmp_path: Path, code: str, owner: str
) -> None:
    store.set_meta("authority", code)
    rows = [
        home("2700001", **{"Sector": "Local Authority", "Local authority": "Buckinghamshire", OWNER: owner}),
        home("2700002", **{"Sector": "Local Authority", "Local authority": "Kent", OWNER: "Kent County Council"}),
    ]
    bring(store, write_list(tmp_path / "list.csv", rows, MARCH_2025))
    assert store.rows("SELECT urn, sector FROM setting ORDER BY urn") == [("2700001", "PR1"), ("2700002", "PR2")]
