"""Returns of several years drawn at random, faulty ones among them, for the program and the oracle to agree on.

Gaps, overlaps, rows left open, short breaks, several rows of one day, rows changed, emptied, dropped or added from year
to year. The year is stated in a column, since so few and so faulty rows need not tell it.
"""

import csv
from datetime import date
from itertools import pairwise
from pathlib import Path

from hypothesis import strategies as st

COLUMNS = ("CHILD", "DECOM", "RNE", "LS", "CIN", "PLACE", "PLACE_PROVIDER", "DEC", "REC", "HOME_POST", "PL_POST", "URN",
           "YEAR")  # fmt: skip
HEADER = ("CHILD", "SEX", "DOB", "ETHNIC", "YEAR")
TABLES = {
    "header": HEADER,
    "episodes": COLUMNS,
    "reviews": ("CHILD", "REVIEW", "REVIEW_CODE", "YEAR"),
    "missing": ("CHILD", "MISSING", "MIS_START", "MIS_END", "YEAR"),
    "oc2": ("CHILD", "SDQ_SCORE", "SDQ_REASON", "CONVICTED", "TEETH_CHECK", "IMMUNISATIONS", "YEAR"),
    "uasc": ("CHILD", "DUC", "YEAR"),
}
"""Columns of each table that is written."""
YEARS = (2022, 2023, 2024)
DAYS = tuple(sorted({
    *(date(year, month, 1) for year in (2019, 2020, 2021, 2022, 2023) for month in (2, 6, 11)),
    date(2021, 3, 31), date(2021, 4, 1), date(2022, 3, 31), date(2022, 4, 1), date(2023, 3, 30), date(2023, 3, 31),
    date(2023, 4, 1), date(2023, 4, 2), date(2023, 12, 1), date(2024, 1, 5), date(2024, 2, 29), date(2024, 3, 31),
}))  # fmt: skip
AS_AT = (
    date(2022, 3, 31),
    date(2022, 9, 30),
    date(2023, 3, 31),
    date(2024, 2, 29),
    date(2024, 3, 31),
    date(2023, 4, 1),
)
_POSTCODES = ("B1 1AA", "B9 9AP", "LS16 6HW")
_PLACES = ("U4", "U6", "U4", "U6", "T0", "T3", "A3", "A5", "A6", "K2", "S1", "P1")
_EMPTIED = ("CIN", "PLACE", "PLACE_PROVIDER", "HOME_POST", "PL_POST", "LS", "RNE", "DEC", "REC", "URN")

Years = dict[int, dict[str, list[dict]]]


@st.composite
def _row(draw: st.DrawFn) -> dict:
    first, last = sorted((draw(st.sampled_from(DAYS)), draw(st.sampled_from(DAYS))))
    ends = draw(st.sampled_from(("X1", "X1", "X1", "E4A", "E8", "", None, None)))
    return {
        "DECOM": first, "RNE": draw(st.sampled_from("SLPPTBU")),
        "LS": draw(st.sampled_from(("C2", "C2", "V2", "E1", "V3", "V4"))), "CIN": draw(st.sampled_from(("N1", "N2"))),
        "PLACE": draw(st.sampled_from(_PLACES)), "PLACE_PROVIDER": draw(st.sampled_from(("PR1", "PR4", ""))),
        "DEC": last if ends is not None else None, "REC": ends or "", "HOME_POST": draw(st.sampled_from(_POSTCODES)),
        "PL_POST": draw(st.sampled_from(_POSTCODES)), "URN": draw(st.sampled_from(("SC030001", "SC030002", ""))),
    }  # fmt: skip


@st.composite
def _life(draw: st.DrawFn) -> list[dict]:
    """Rows that mostly follow one another, so that there is something to count."""
    rows = draw(st.lists(_row(), min_size=1, max_size=5))
    rows.sort(key=lambda row: row["DECOM"])
    if draw(st.booleans()):
        rows[0]["RNE"] = "S"
    for before, row in pairwise(rows):
        if draw(st.integers(0, 3)):
            before["DEC"], before["REC"] = row["DECOM"], before["REC"] if before["REC"] in ("E4A", "E8") else "X1"
    return rows


def _as_returned(draw: st.DrawFn, rows: list[dict], year: int) -> list[dict]:
    """What the return of a year holds of a child: mostly the rows open in it, as they were known then."""
    first, last = date(year - 1, 4, 1), date(year, 3, 31)
    found = []
    for row in rows:
        outside = row["DEC"] is not None and row["DEC"] < first
        if row["DECOM"] > last or (outside and draw(st.integers(0, 9))) or not draw(st.integers(0, 9)):
            continue
        row = dict(row)
        if row["DEC"] is not None and row["DEC"] > last:
            row["DEC"], row["REC"] = None, ""
        change = draw(st.integers(0, 9))
        if change == 0:
            row[draw(st.sampled_from(_EMPTIED))] = None
        elif change == 1:
            other = draw(_row())
            name = draw(st.sampled_from(_EMPTIED))
            row[name] = other[name] if name != "DEC" or (other["DEC"] or last) <= last else None
            if row["DEC"] is not None and row["DEC"] < row["DECOM"]:
                row["DEC"] = row["DECOM"]
        elif change == 2:
            found.append(dict(row))
        found.append(row)
    return draw(st.permutations(found)) if len(found) > 1 and not draw(st.integers(0, 2)) else found


@st.composite
def returns(draw: st.DrawFn) -> Years:
    """For each year the rows of the header and of the episodes."""
    lives = {f"C{number}": draw(_life()) for number in range(draw(st.integers(3, 8)))}
    born = {child: draw(st.sampled_from((date(2015, 6, 1), date(2007, 12, 1), date(2018, 2, 28)))) for child in lives}
    result: Years = {}
    for year in YEARS:
        episodes, header = [], []
        for child, rows in lives.items():
            mine = _as_returned(draw, rows, year)
            episodes += [{"CHILD": child, **row, "YEAR": year} for row in mine]
            if mine:
                facts = {"SEX": draw(st.sampled_from(("M", "F", ""))), "ETHNIC": draw(st.sampled_from(("WBRI", "")))}
                known = draw(st.integers(0, 3))
                header.append({"CHILD": child, "DOB": born[child] if known else None, **facts, "YEAR": year})
        if episodes:
            result[year] = {"episodes": episodes, "header": header, **_others(draw, sorted(lives), year)}
    return result


def _others(draw: st.DrawFn, children: list[str], year: int) -> dict[str, list[dict]]:
    """The other tables of a year, or some of them: periods that go on, and facts of the year alone."""
    days = [day for day in DAYS if date(year - 2, 4, 1) <= day <= date(year, 3, 31)]

    def some(**facts: tuple) -> list[dict]:
        found = draw(st.lists(st.sampled_from(children), max_size=4))
        return [{"CHILD": child, **{name: draw(st.sampled_from(held)) for name, held in facts.items()}, "YEAR": year}
                for child in found]  # fmt: skip

    tables = {
        "reviews": some(REVIEW=tuple(days), REVIEW_CODE=("PN1", "PN2", None)),
        "missing": some(MISSING=("M", "A", None), MIS_START=tuple(days), MIS_END=(None, date(year, 3, 31))),
        "oc2": some(SDQ_SCORE=(None, 12, 20), SDQ_REASON=(None, "SDQ1"), CONVICTED=(0, 1, None), TEETH_CHECK=(1, None),
                    IMMUNISATIONS=(1, 0)),
        "uasc": list({row["CHILD"]: row for row in some(DUC=(None, date(year, 2, 1)))}.values()),
    }  # fmt: skip
    return {name: rows for name, rows in tables.items() if rows or (name == "uasc" and draw(st.booleans()))}


def write(folder: Path, drawn: Years) -> Path:
    """One folder a year."""
    for year, tables in drawn.items():
        for name, columns in TABLES.items():
            if name not in tables:
                continue
            path = folder / str(year) / f"{name}.csv"
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("w", encoding="utf-8", newline="") as stream:
                writer = csv.writer(stream)
                writer.writerow(columns)
                for row in tables[name]:
                    values = [row.get(column) for column in columns]
                    writer.writerow(
                        [f"{one:%d/%m/%Y}" if isinstance(one, date) else "" if one is None else one for one in values]
                    )
    return folder
