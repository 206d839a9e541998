"""Returns of invented children whose histories hold everything that counting has a rule for.

The same seed gives the same files. Written year by year as an authority would return them: a year holds the episodes
open at any time in it, and what happened after its 31 March is not known yet.
"""

import csv
import random
from datetime import date, timedelta
from pathlib import Path

EPISODE_COLUMNS = (
    "CHILD", "DECOM", "RNE", "LS", "CIN", "PLACE", "PLACE_PROVIDER", "DEC", "REC", "REASON_PLACE_CHANGE", "HOME_POST",
    "PL_POST", "URN",
)  # fmt: skip
YEARS = range(2022, 2027)
POSTCODES = ("B1 1AA", "B9 9AP", "B33 3DZ", "DL1 3TX", "WS2 0NU", "LS16 6HW", "B75 6RG", "L42 4QT", "B29 7ZB", "B8 3SZ")
PLACES = ("U1", "U2", "U3", "U4", "U5", "U6", "U4", "U6", "P1", "K1", "K2", "R1", "R2", "S1", "A4", "A6")
TURNING_DAYS = tuple(date(year, month, day) for year in range(2021, 2027) for month, day in ((3, 31), (4, 1), (4, 2)))


def write(folder: Path, seed: int, children: int) -> Path:
    """Write header, episodes, UASC and missing tables of every year into ``folder``."""
    chance = random.Random(seed)
    episodes: dict[str, list[dict]] = {}
    facts: dict[str, dict] = {}
    seeking: dict[str, date | None] = {}
    for number in range(children):
        child = f"C{number:05d}"
        started = date(2019, 1, 1) + timedelta(days=chance.randrange(2_500))
        born = started - timedelta(days=chance.randrange(30, 6_200))
        if chance.random() < 0.05:
            born = date(chance.choice((2004, 2008, 2012)), 2, 29)
        facts[child] = {
            "SEX": chance.choice("MF"),
            "DOB": born,
            "ETHNIC": chance.choice(("WBRI", "BAFR", "AIND", "REFU")),
        }
        episodes[child] = _life(chance, started)
        if chance.random() < 0.15:
            seeking[child] = None if chance.random() < 0.3 else chance.choice(TURNING_DAYS)
    for year in YEARS:
        _write_year(folder / str(year), year, facts, episodes, seeking)
        _mend(chance, episodes)
    return folder


def _life(chance: random.Random, day: date) -> list[dict]:
    """Episodes without gaps but for those between care periods, and now and then a fault."""
    rows: list[dict] = []
    home = chance.choice((*POSTCODES, ""))
    now = {"RNE": "S", "LS": "V4" if chance.random() < 0.1 else "V2", "CIN": f"N{chance.randrange(1, 9)}",
           "PLACE": "T4" if chance.random() < 0.05 else "U6", "PL_POST": chance.choice(POSTCODES)}  # fmt: skip
    left = dict(now)
    while day < date(2026, 3, 31):
        stays_for = chance.choice((0, 1, 3, 10, 30, 60, 120, 300, 500, 731, 913))
        until = day + timedelta(days=stays_for)
        if chance.random() < 0.25:
            until = min((turn for turn in TURNING_DAYS if turn >= day), default=until)
        provider = chance.choice(("PR1", "PR2", "PR4", "PR5"))
        rows.append({**now, "DECOM": day, "DEC": until, "REC": "X1", "HOME_POST": home, "PLACE_PROVIDER": provider})
        day = until
        if now["PLACE"][0] != "T":
            left = dict(now)
        what = chance.random()
        if what < 0.15:  # care ends, and may begin again: later, the same day, or (a fault) without S
            rows[-1]["REC"] = chance.choice(("E4A", "E4B", "E8", "E11"))
            if chance.random() < 0.5:
                return rows
            day += timedelta(days=chance.choice((0, 1, 20, 100)))
            now = {**now, "RNE": "S", "LS": chance.choice(("V2", "V2", "V4", "C1")), "PLACE": "U6"}
            if day > rows[-1]["DEC"] and chance.random() < 0.2:
                now["RNE"] = "P"
        elif what < 0.3:
            now = {**now, "RNE": "L", "LS": chance.choice(("C1", "C2", "E1", "V3" if chance.random() < 0.3 else "V2"))}
        elif now["PLACE"][0] == "T":
            if chance.random() < 0.6:
                now = {**now, "RNE": chance.choice("PB"), "PLACE": left["PLACE"], "PL_POST": left["PL_POST"]}
            else:
                now = _moved(chance, now, chance.choice("PPB"))
        elif what < 0.5:
            now = {**now, "RNE": "P", "PLACE": f"T{chance.randrange(5)}", "PL_POST": chance.choice(POSTCODES)}
        elif what < 0.65 and now["PLACE"][0] == "U":
            place = chance.choice(("U1", "U4", "U6", "A3", "A5"))
            now = {**now, "RNE": chance.choice("TUPB" if place[0] == "A" else "TU"), "PLACE": place,
                   "PL_POST": chance.choice(POSTCODES)}  # fmt: skip
        else:
            now = _moved(chance, now, chance.choice("PPB"))
    return rows


def _moved(chance: random.Random, now: dict, reason: str) -> dict:
    return {**now, "RNE": reason, "PLACE": chance.choice(PLACES), "PL_POST": chance.choice((*POSTCODES, ""))}


def _mend(chance: random.Random, episodes: dict[str, list[dict]]) -> None:
    """Between two returns an authority corrects some rows, stops returning some and begins to return one twice."""
    for rows in episodes.values():
        for row in list(rows):
            alone = sum(other["DECOM"] == row["DECOM"] for other in rows) == 1
            what = chance.random()
            if what < 0.03:
                row["CIN"] = f"N{chance.randrange(1, 9)}"
            elif what < 0.06:
                row["PL_POST"] = chance.choice(POSTCODES)
            elif what < 0.07 and alone:
                rows.remove(row)
            elif what < 0.075 and alone:
                rows.append(dict(row))


def _write_year(folder: Path, year: int, facts: dict, episodes: dict, seeking: dict) -> None:
    folder.mkdir(parents=True)
    first, last = date(year - 1, 4, 1), date(year, 3, 31)
    held: dict[str, list[dict]] = {}
    for child, rows in episodes.items():
        mine = [row for row in rows if row["DECOM"] <= last and row["DEC"] >= first]
        if mine:
            held[child] = [row if row["DEC"] <= last else {**row, "DEC": None, "REC": ""} for row in mine]
    _write(folder / "episodes.csv", EPISODE_COLUMNS, [{"CHILD": child, **row} for child in held for row in held[child]])
    _write(folder / "header.csv", ("CHILD", "SEX", "DOB", "ETHNIC", "UPN", "MOTHER", "MC_DOB"),
           [{"CHILD": child, **facts[child]} for child in held])  # fmt: skip
    _write(folder / "uasc.csv", ("CHILD", "SEX", "DOB", "DUC"),
           [{"CHILD": child, **facts[child], "DUC": seeking[child]} for child in held
            if child in seeking and (seeking[child] is None or seeking[child] >= first)])  # fmt: skip
    _write(folder / "missing.csv", ("CHILD", "DOB", "MISSING", "MIS_START", "MIS_END"),
           [{"CHILD": child, **facts[child], "MISSING": "M", "MIS_START": held[child][0]["DECOM"],
             "MIS_END": held[child][0]["DECOM"]} for child in list(held)[::5]])  # fmt: skip


def _write(path: Path, columns: tuple[str, ...], rows: list[dict]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(columns)
        for row in rows:
            values = [row.get(column) for column in columns]
            writer.writerow([f"{value:%d/%m/%Y}" if isinstance(value, date) else value or "" for value in values])
