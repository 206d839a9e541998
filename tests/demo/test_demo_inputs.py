"""The demo's files hold what the strategy printed, as counted by naive_figures, and are a return as it should be."""

import csv
import os
import subprocess
import sys
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from tests.demo.naive_figures import (
    ADOPTION,
    DEMO,
    FOSTER,
    TEMPORARY,
    YEARS,
    Demo,
    counted,
    day,
    published,
    rounded,
    table,
    years_old,
)

REPOSITORY = Path(__file__).parents[2]
LAST = date(2024, 3, 31)
COLUMNS = {
    "header": "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB",
    "episodes": "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN",
    "reviews": "CHILD,DOB,REVIEW,REVIEW_CODE",
    "uasc": "CHILD,SEX,DOB,DUC",
    "oc2": "CHILD,DOB,SDQ_SCORE,SDQ_REASON,CONVICTED,HEALTH_CHECK,IMMUNISATIONS,TEETH_CHECK,HEALTH_ASSESSMENT,"
    "SUBSTANCE_MISUSE,INTERVENTION_RECEIVED,INTERVENTION_OFFERED",
    "oc3": "CHILD,DOB,IN_TOUCH,ACTIV,ACCOM",
    "ad1": "CHILD,DOB,DATE_INT,DATE_MATCH,FOSTER_CARE,NB_ADOPTR,SEX_ADOPTR,LS_ADOPTR",
    "placed_for_adoption": "CHILD,DOB,DATE_PLACED,DATE_PLACED_CEASED,REASON_PLACED_CEASED",
    "previous_permanence": "CHILD,DOB,PREV_PERM,LA_PERM,DATE_PERM",
    "missing": "CHILD,DOB,MISSING,MIS_START,MIS_END",
    "sw_episodes": "CHILD,DOB,SW_ID,SW_DECOM,SW_DEC,SW_REASON",
}
PRINTED = published()


@pytest.fixture(scope="module")
def demo():
    return Demo()


@pytest.mark.parametrize("row", PRINTED, ids=lambda r: f"{r['series']} {r['breakdown']} {r['period_end']}")
def test_what_the_files_show_is_what_the_list_says(demo, row):
    assert counted(demo, row) == (row["demo"], row["numerator"], row["denominator"])


@pytest.mark.parametrize("row", PRINTED, ids=lambda r: f"{r['series']} {r['breakdown']} {r['period_end']}")
def test_held_means_that_it_prints_the_same(row):
    written = row["printed"].split()[0].rstrip("%").replace(",", "")
    if row["held"] == "outside":
        assert row["demo"] == ""
    elif row["held"] == "suppressed":
        assert written in ("X", "C")
    else:
        places = len(written.partition(".")[2])
        if row["denominator"]:
            per = 10_000 if row["unit"] == "per_10000" else 100
            prints = rounded(int(row["numerator"]), int(row["denominator"]), places, per)
        else:
            prints = row["demo"]
        assert (prints == written) == (row["held"] == "yes")


def test_everything_not_held_says_why_and_on_the_last_day_is_a_share_of_a_place():
    unheld = [row for row in PRINTED if row["held"] == "no"]
    assert unheld
    assert all(row["why"] for row in unheld)
    assert {row["series"] for row in unheld if row["period_end"] == "2024-03-31"} == {"placement_location_share"}


@pytest.mark.parametrize("year", YEARS)
def test_tables_and_columns_of_each_year(year):
    written = {path.stem: path.read_text("utf-8").splitlines()[0] for path in (DEMO / "ssda903" / str(year)).iterdir()}
    assert written == {name: line for name, line in COLUMNS.items() if name != "sw_episodes" or year >= 2024}


@pytest.mark.parametrize("year", YEARS)
def test_each_year_holds_what_was_open_in_it_and_codes_of_its_time(year):
    rows = table(year, "episodes")
    first, last = date(year - 1, 4, 1), date(year, 3, 31)
    assert all(day(r["DECOM"]) <= last and first <= (day(r["DEC"]) or last) <= last for r in rows)
    assert {r["SEX"] for r in table(year, "header")} == {"1", "2"}
    assert {r["CHILD"] for r in rows} <= {r["CHILD"] for r in table(year, "header")}
    assert ("K3" in {r["PLACE"] for r in rows}) == (year == 2024)
    assert not {"E45", "E46", "E47", "E48"} & {r["REC"] for r in rows} or year >= 2019
    assert not {"E43", "E44"} & {r["REC"] for r in rows} or year <= 2018


def test_years_agree_about_every_episode():
    known = {}
    for year in YEARS:
        for row in table(year, "episodes"):
            place = "K3" if row["PLACE"] == "H5" else row["PLACE"]
            said = (row["RNE"], row["LS"], row["CIN"], place, row["PLACE_PROVIDER"], row["HOME_POST"], row["PL_POST"])
            assert known.setdefault((row["CHILD"], row["DECOM"]), said) == said


def test_episodes_follow_one_another(demo):
    changes = {"L": (True, False), "P": (False, True), "T": (False, True), "B": (True, True), "U": (True, True)}
    for child, rows in demo.episodes.items():
        born = demo.born[child]
        for row, following in zip(rows, [*rows[1:], None], strict=True):
            assert row["start"] >= born
            assert row["end"] is None or row["end"] > row["start"]
            assert (row["REC"] == "") == (row["end"] is None)
            assert years_old(born, (row["end"] or LAST) - timedelta(days=1)) < 18
            if row["REC"] != "X1":
                assert following is None or (row["end"] <= following["start"] and following["RNE"] == "S")
                continue
            assert following["start"] == row["end"]
            places = [("K3" if r["PLACE"] == "H5" else r["PLACE"], r["PL_POST"]) for r in (row, following)]
            assert (following["LS"] != row["LS"], places[0] != places[1]) == changes[following["RNE"]]


def test_placements_suit_their_children(demo):
    for child, rows in demo.episodes.items():
        for row in rows:
            age = years_old(demo.born[child], row["start"])
            if row["PLACE"] in ("K3", "H5", "P2"):
                assert age >= 16
            if row["PLACE"] in ADOPTION:
                assert age < 9
                assert row["LS"] == ("V2" if row["PLACE"] == "A4" else "E1")
            if row["PLACE"] == "P1":
                assert row["LS"] in ("C1", "C2")
                assert row["PLACE_PROVIDER"] == "PR0"


def test_the_cases_that_are_counted_in_a_way_of_their_own_are_there(demo):
    pairs = [pair for rows in demo.episodes.values() for pair in pairwise(rows)]
    assert any(b["RNE"] == "T" and b["PLACE"] in FOSTER for _, b in pairs)
    assert any(a["PLACE"] in FOSTER and b["PLACE"] == "A5" for a, b in pairs)
    there_and_back = [
        (a, c)
        for rows in demo.episodes.values()
        for a, b, c in zip(rows, rows[1:], rows[2:], strict=False)
        if b["PLACE"] in TEMPORARY
    ]
    assert any((a["PLACE"], a["PL_POST"]) == (c["PLACE"], c["PL_POST"]) for a, c in there_and_back)
    assert any(row["PLACE"] in TEMPORARY for row in demo.open_on(LAST).values())
    assert any(sum(r["RNE"] == "S" for r in rows) > 1 for rows in demo.episodes.values())


def test_short_breaks_are_returned_and_not_counted(demo):
    short = {row["CHILD"] for row in table(2024, "episodes") if row["LS"] == "V4"}
    assert short
    assert not short & set(demo.open_on(LAST))


def test_a_registered_home_has_one_postcode_and_one_provider():
    homes = {}
    for year in YEARS:
        for row in table(year, "episodes"):
            if row["PLACE"] in ("K2", "K3", "S1", "R3"):
                here = (row["PL_POST"], row["PLACE_PROVIDER"])
                assert homes.setdefault(row["URN"], here) == here


@pytest.mark.parametrize("year", YEARS)
def test_events_fall_in_the_year_and_in_care(demo, year):
    first, last = date(year - 1, 4, 1), date(year, 3, 31)
    for row in table(year, "reviews"):
        on = day(row["REVIEW"])
        assert first <= on <= last
        assert any(e["start"] <= on and (e["end"] is None or on < e["end"]) for e in demo.episodes[row["CHILD"]])
    for row in table(year, "missing"):
        assert day(row["MIS_START"]) <= (day(row["MIS_END"]) or last) <= last
    here = demo.open_on(last)
    assert {row["CHILD"] for row in table(year, "oc2")} <= set(here)
    adopted = {
        c
        for c, rows in demo.episodes.items()
        if any(r["REC"] in ("E11", "E12") and first <= r["end"] <= last for r in rows)
    }
    assert {row["CHILD"] for row in table(year, "ad1")} == adopted


def test_no_home_of_the_council_is_over_full(demo):
    own = [r for rows in demo.episodes.values() for r in rows if r["PLACE"] == "K2" and r["PLACE_PROVIDER"] == "PR1"]
    for row in own:
        living = {
            r["CHILD"]
            for r in own
            if r["URN"] == row["URN"] and r["start"] <= row["start"] and (r["end"] is None or r["end"] > row["start"])
        }
        assert len(living) <= 7


def test_the_files_are_small():
    assert sum(path.stat().st_size for path in DEMO.rglob("*") if path.is_file()) < 3_000_000


@pytest.mark.skipif("CI" not in os.environ, reason="makes the whole cohort again, a quarter of a minute")
def test_the_same_bytes_come_out_again(tmp_path):
    maker = REPOSITORY / "packaging" / "make_demo_cohort"
    subprocess.run([sys.executable, maker, tmp_path], check=True, env=os.environ | {"PYTHONHASHSEED": "7"})
    made = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*.csv")}
    kept = {path.relative_to(DEMO): path.read_bytes() for path in DEMO.rglob("*.csv")}
    assert made == kept


def test_the_population_file_is_in_the_form_of_the_published_estimates():
    with (DEMO / "population.csv").open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["time_period"] for row in rows] == [str(year - 1) for year in reversed(YEARS)]
    assert {row["new_la_code"] for row in rows} == {"E08000007"}
    assert rows[0]["population_estimate"] == "63461"
