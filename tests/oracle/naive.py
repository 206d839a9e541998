"""Every indicator worked out a second time, slowly, straight from the CSV files of a return.

Written from the definitions alone (DOMAIN.md: "Counting placements", "Merging years", "Indicators"). Plain csv, dicts
and loops; nothing is shared with the program but the postcode directory, which is handed in. Where a definition can be
read in two ways, the reading taken is said.
"""

import calendar
import csv
import math
from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

SHORT_BREAKS = ("V3", "V4")
TEMPORARY = ("T0", "T1", "T2", "T3", "T4")
FOSTER = ("U1", "U2", "U3", "U4", "U5", "U6")
ADOPTIVE = ("A3", "A4", "A5", "A6")
SAME_CARER_ADOPTION = ("A3", "A5")

GROUPS = {
    "Foster placements": FOSTER,
    "Placed for adoption": ADOPTIVE,
    "Placed with parents or other person with parental responsibility": ("P1",),
    "Secure homes and children's homes": ("K1", "K2"),
    "Independent and semi-independent living arrangements/supported accommodation": ("K3", "H5", "P2"),
    "Other residential settings": ("R1", "R2", "R3", "R5", "P3"),
    "Residential schools": ("S1",),
    "Other placements": (*TEMPORARY, "Z1", "Z11", "Z12", "Z13", "Z14"),
}
ETHNIC_LETTER = {"W": "White", "M": "Mixed", "A": "Asian", "B": "Black", "O": "Other", "C": "Asian"}
NOT_KNOWN = "Not known"

Row = dict  # one row of the episodes file: child, start, end, rne, ls, need, place, provider, rec, home, placed


class Answer(NamedTuple):
    """What an indicator should say, with the identifiers of the children counted and of the base."""

    value: Fraction | None
    numerator: int | None
    denominator: int | None
    rows: frozenset[str]
    base: frozenset[str]


class Return(NamedTuple):
    """Merged years: facts of each child, rows of each child in order, and the UASC table of each year held."""

    children: dict[str, dict]
    episodes: dict[str, list[Row]]
    uasc: dict[int, dict[str, date | None]]


# ---------------------------------------------------------------- reading and merging


def read(folder: Path) -> Return:
    """Read a folder of one folder a year; of every cell the later year that is not empty wins.

    The year comes from a column YEAR, or from the dates. Readings taken: on one day rows that say the same are the same
    row, and so are two of which each stands alone; otherwise they are matched in order, those that ceased before the
    later year left aside, since it need not hold them. These come first, and after the later year's rows any others.
    An empty DEC and REC are cells like the others.
    """
    found = []
    for year_folder in folder.iterdir():
        rows = _csv(year_folder / "episodes.csv")
        days = [day(row[column]) for row in rows for column in ("DECOM", "DEC") if row[column]]
        stated = {int(row["YEAR"]) for row in rows if row.get("YEAR")}
        found.append((stated.pop() if stated else collection_year(max(days)), year_folder, rows))
    children: dict[str, dict] = {}
    merged: dict[tuple[str, date], list[Row]] = {}
    uasc: dict[int, dict[str, date | None]] = {}
    for year, year_folder, rows in sorted(found, key=lambda item: item[0]):
        for row in _csv(year_folder / "header.csv"):
            facts = {"born": day(row["DOB"]), "sex": row["SEX"], "ethnic": row["ETHNIC"]}
            children[row["CHILD"]] = over(children.get(row["CHILD"], {}), facts)
        same_day: dict[tuple[str, date], list[Row]] = defaultdict(list)
        seen_rows = set()
        for row in rows:
            if tuple(row.values()) not in seen_rows:
                same_day[row["CHILD"], day(row["DECOM"])].append({**_episode(row), "year": year})
            seen_rows.add(tuple(row.values()))
        for key, later in same_day.items():
            merged[key] = _merge_day(merged.get(key, []), later, year)
        if (year_folder / "uasc.csv").exists():
            uasc[year] = {row["CHILD"]: day(row["DUC"]) for row in _csv(year_folder / "uasc.csv")}
    episodes: dict[str, list[Row]] = defaultdict(list)
    for key in sorted(merged):
        children.setdefault(key[0], {"born": None, "sex": "", "ethnic": ""})
        episodes[key[0]] += merged[key]
    return Return(children, dict(episodes), uasc)


def over(earlier: dict, later: dict) -> dict:
    """The later facts over the earlier ones, but for those that are empty."""
    return {**earlier, **{name: fact for name, fact in later.items() if fact not in (None, "") or name not in earlier}}


def _merge_day(earlier: list[Row], later: list[Row], year: int) -> list[Row]:
    def gone_by(row: Row, of_year: int) -> bool:
        return row["end"] is not None and row["end"] < date(of_year - 1, 4, 1)

    def facts(row: Row) -> dict:
        return {name: fact for name, fact in row.items() if name != "year"}

    left = list(earlier)
    partner: dict[int, Row] = {}
    for number, row in enumerate(later):
        for other in left:
            if facts(other) == facts(row):
                partner[number] = other
                left = [one for one in left if one is not other]
                break
    alone = len(earlier) == len(later) == 1
    for number, row in enumerate(later):
        for other in left:
            if number not in partner and (alone or not (gone_by(other, year) or gone_by(row, other["year"]))):
                partner[number] = other
                left = [one for one in left if one is not other]
                break
    now = [over(partner[number], row) if number in partner else row for number, row in enumerate(later)]
    return [row for row in left if gone_by(row, year)] + now + [row for row in left if not gone_by(row, year)]


def _csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def _episode(row: dict[str, str]) -> Row:
    return {
        "child": row["CHILD"], "start": day(row["DECOM"]), "end": day(row["DEC"]), "rne": row["RNE"], "ls": row["LS"],
        "need": row["CIN"], "place": row["PLACE"], "provider": row["PLACE_PROVIDER"], "rec": row["REC"],
        "home": row["HOME_POST"].replace(" ", ""), "placed": row["PL_POST"].replace(" ", ""),
    }  # fmt: skip


def day(text: str) -> date | None:
    return datetime.strptime(text, "%d/%m/%Y").date() if text else None


def collection_year(on: date) -> int:
    return on.year + 1 if on.month >= 4 else on.year


# ---------------------------------------------------------------- the calendar


def months_later(on: date, months: int) -> date:
    """The same day of a later month, or the last day of one that is too short."""
    year, month = on.year, on.month
    for _ in range(abs(months)):
        month += 1 if months > 0 else -1
        if month == 13:
            year, month = year + 1, 1
        if month == 0:
            year, month = year - 1, 12
    return date(year, month, min(on.day, calendar.monthrange(year, month)[1]))


def first_day(as_at: date) -> date:
    return months_later(as_at, -12) + timedelta(days=1)


def age(born: date, on: date) -> int:
    years = on.year - born.year
    birthday = (3, 1) if (born.month, born.day) == (2, 29) and not calendar.isleap(on.year) else (born.month, born.day)
    return years if (on.month, on.day) >= birthday else years - 1


def age_band(born: date | None, on: date) -> str:
    if born is None:
        return NOT_KNOWN
    years = age(born, on)
    for below, band in ((1, "Under 1"), (5, "1-4"), (10, "5-9"), (16, "10-15")):
        if years < below:
            return band
    return "16 and over"


# ---------------------------------------------------------------- one child's rows


def in_care(rows: list[Row]) -> list[Row]:
    """The rows but those of short breaks, which change nothing."""
    return [row for row in rows if row["ls"] not in SHORT_BREAKS]


def ceases(rows: list[Row], number: int) -> date | None:
    """The day on which a row ceases to count.

    Reading taken: "begun before it" is by the order of the rows, so that an end of care does not end a row that
    began later and overlaps it.
    """
    end = rows[number]["end"]
    if end is None and number + 1 < len(rows):
        end = rows[number + 1]["start"]
    for later in rows[number + 1 :]:
        if is_end_of_care(later):
            end = later["end"] if end is None else min(end, later["end"])
    return end


def open_row(rows: list[Row], as_at: date) -> int | None:
    """Which of the rows is open on the day: of two, the later DECOM."""
    found = None
    for number, row in enumerate(rows):
        end = ceases(rows, number)
        is_open = row["start"] <= as_at and (end is None or end > as_at)
        if is_open and (found is None or row["start"] >= rows[found]["start"]):
            found = number
    return found


def placements(rows: list[Row], *, each: bool) -> list[list[Row]]:
    """Placements as lists of their rows, temporary stays in them left where they are (at the end, or between).

    Readings taken: after a temporary stay, anywhere else starts one even by T or U, but not by L. L, T and U start
    none after a gap either, which is a fault; where a REC has ended care, whatever follows is a new start. The first
    row held opens a placement whatever its RNE. Care that starts on a temporary placement has none.
    """
    found: list[list[Row]] = []
    current: list[Row] | None = None
    for number, row in enumerate(rows):
        before = rows[number - 1] if number else None
        ended = before is not None and ended_care(before, row)
        if row["place"] in TEMPORARY:
            if ended or row["rne"] == "S":
                current = None
            if current is not None:
                current.append(row)
            continue
        if current is not None and not ended:
            settled = [other for other in current if other["place"] not in TEMPORARY][-1]
            starts = row["rne"] in (("S", "P", "B", "T", "U") if each else ("S", "P", "B"))
            if before["place"] in TEMPORARY:
                came_back = (row["place"], row["placed"]) == (settled["place"], settled["placed"])
                starts = row["rne"] == "S" or (not came_back and row["rne"] != "L")
            if row["place"] in SAME_CARER_ADOPTION and settled["place"] in FOSTER:
                since = rows[[other is settled for other in rows].index(True) : number + 1]
                if not any(gap_between(one, other) for one, other in pairwise(since)):
                    starts = False
            if not starts:
                current.append(row)
                continue
        current = [row]
        found.append(current)
    return found


def placements_in_year(rows: list[Row], as_at: date, *, each: bool) -> int:
    """Reading taken: one that was left open although another followed (a fault) ceased when that one began."""
    stays = placements([row for row in in_care(rows) if row["start"] <= as_at], each=each)
    began, carried_in = 0, 0
    for number, stay in enumerate(stays):
        end = stay[-1]["end"]
        if end is None and number + 1 < len(stays):
            end = stays[number + 1][0]["start"]
        if stay[0]["start"] >= first_day(as_at):
            began += 1
        elif end is None or end >= first_day(as_at):
            carried_in = 1
    return began + carried_in


def is_end_of_care(row: Row) -> bool:
    return row["end"] is not None and row["rec"] not in ("", "X1")


def ended_care(earlier: Row, later: Row) -> bool:
    return is_end_of_care(earlier) and earlier["end"] <= later["start"]


def gap_between(earlier: Row, later: Row) -> bool:
    return earlier["end"] is not None and earlier["end"] < later["start"]


def care_began(rows: list[Row], number: int) -> date:
    """First day of the unbroken care that the row belongs to: no new S, no REC that ended it, no day without a row.

    Reading taken: a day is without a row where no earlier row of the same care reaches it.
    """
    began = 0
    for here in range(1, number + 1):
        reached = [ceases(rows, other) for other in range(began, here)]
        gap = None not in reached and max(reached) < rows[here]["start"]
        if rows[here]["rne"] == "S" or gap or ended_care(rows[here - 1], rows[here]):
            began = here
    return rows[began]["start"]


def lasted(start: date, months: int, as_at: date) -> bool:
    """Whether the months were over on the day: counted forward from the start."""
    return months_later(start, months) <= as_at


def is_stable(rows: list[Row], as_at: date, *, each: bool) -> bool:
    """In one placement for 24 months, or placed for adoption and that with the placement before it for 24 months.

    Reading taken: the placement before an adoption by the same carers (A3, A5) is their fostering.
    """
    rows = [row for row in in_care(rows) if row["start"] <= as_at]
    now = rows[open_row(rows, as_at)]
    stays = placements(rows, each=each)
    mine = [number for number, stay in enumerate(stays) if any(row is now for row in stay)]
    if not mine:
        return False
    stay = stays[mine[0]]
    if lasted(stay[0]["start"], 24, as_at):
        return True
    settled = [row for row in stay if row["place"] not in TEMPORARY]
    if settled[-1]["place"] not in ADOPTIVE:
        return False
    if all(row["place"] in ADOPTIVE for row in settled):
        return mine[0] > 0 and lasted(stays[mine[0] - 1][0]["start"], 24, as_at)
    return False  # fostered and adopted in one placement, which has not lasted


# ---------------------------------------------------------------- the indicators

Key = tuple[str, str, str | None]


class Oracle:
    """Answers for one return. ``look_up`` gives easting, northing and authority of a postcode, or None."""

    def __init__(
        self,
        held: Return,
        look_up: Callable[[str], tuple[int | None, int | None, str | None] | None],
        authority: str,
        population: dict[int, int],
    ) -> None:
        self.held = held
        self.look_up = look_up
        self.authority = authority
        self.population = population

    def answers(self, as_at: date) -> dict[Key, Answer]:
        """Every answer at a date, by code, variant and breakdown (months as 2024-03)."""
        self.as_at = as_at
        self.first = first_day(as_at)
        self.now: dict[str, Row] = {}
        for child, rows in self.held.episodes.items():
            kept = in_care(rows)
            number = open_row(kept, as_at)
            if number is not None:
                self.now[child] = kept[number]
        self.found: dict[Key, Answer] = {}
        self._cla()
        self._uasc()
        self._movement()
        self._stability()
        self._location()
        self._providers()
        return self.found

    def _count(self, code: str, who: set[str], breakdown: str | None = None) -> None:
        self.found[code, "default", breakdown] = Answer(Fraction(len(who)), len(who), None, frozenset(who), frozenset())

    def _share(self, code: str, variant: str, who: set[str], base: set[str]) -> None:
        value = Fraction(100 * len(who), len(base)) if base else None
        self.found[code, variant, None] = Answer(value, len(who), len(base), frozenset(who), frozenset(base))

    def _broken_down(self, code: str, groups: dict[str, str]) -> None:
        for group in set(groups.values()):
            self._count(code, {child for child, mine in groups.items() if mine == group}, group)

    def _cla(self) -> None:
        self._count("cla", set(self.now))
        began = self.as_at.year if self.as_at.month >= 4 else self.as_at.year - 1
        people = self.population[min(began, max(self.population))]
        rate = Fraction(10_000 * len(self.now), people)
        self.found["cla_rate", "default", None] = Answer(
            rate, len(self.now), people, frozenset(self.now), frozenset(self.now)
        )
        facts = self.held.children
        self._broken_down(
            "cla_by_sex",
            {child: {"1": "M", "2": "F", "": "U"}.get(facts[child]["sex"], facts[child]["sex"]) for child in self.now},
        )
        self._broken_down("cla_by_age", {child: age_band(facts[child]["born"], self.as_at) for child in self.now})
        self._broken_down("cla_by_ethnicity", {child: self._ethnic(facts[child]["ethnic"]) for child in self.now})
        self._broken_down("cla_by_need", {child: row["need"] or NOT_KNOWN for child, row in self.now.items()})
        self._broken_down("cla_by_legal_status", {child: row["ls"] or NOT_KNOWN for child, row in self.now.items()})
        group_of = {code: name for name, codes in GROUPS.items() for code in codes}
        self._broken_down(
            "cla_by_placement", {child: group_of.get(row["place"], NOT_KNOWN) for child, row in self.now.items()}
        )
        self._broken_down(
            "cla_by_provider", {child: row["provider"] or "Not reported" for child, row in self.now.items()}
        )

    @staticmethod
    def _ethnic(code: str) -> str:
        return "Not stated" if code in ("REFU", "NOBT", "") else ETHNIC_LETTER[code[0]]

    def _uasc_now(self) -> set[str] | None:
        table = self.held.uasc.get(collection_year(self.as_at))
        if table is None:
            return None
        return {child for child in self.now if child in table and (table[child] is None or table[child] > self.as_at)}

    def _uasc(self) -> None:
        who = self._uasc_now()
        if who is None:
            self.found["uasc", "default", None] = Answer(None, None, None, frozenset(), frozenset())
        else:
            self._count("uasc", who)

    def _movement(self) -> None:
        first_start: dict[str, Row] = {}
        last_end: dict[str, Row] = {}
        for child, rows in self.held.episodes.items():
            for row in in_care(rows):
                if row["rne"] == "S" and self.first <= row["start"] <= self.as_at and child not in first_start:
                    first_start[child] = row
                if (
                    is_end_of_care(row)
                    and self.first <= row["end"] <= self.as_at
                    and (child not in last_end or row["end"] >= last_end[child]["end"])
                ):
                    last_end[child] = row
        self._count("starters", set(first_start))
        self._count("leavers", set(last_end))
        born = {child: facts["born"] for child, facts in self.held.children.items()}
        starts, ends = first_start.items(), last_end.items()
        self._broken_down("starters_by_month", {child: f"{row['start']:%Y-%m}" for child, row in starts})
        self._broken_down("leavers_by_month", {child: f"{row['end']:%Y-%m}" for child, row in ends})
        self._broken_down("starters_by_age", {child: age_band(born[child], row["start"]) for child, row in starts})
        self._broken_down("leavers_by_age", {child: age_band(born[child], row["end"]) for child, row in ends})
        self._broken_down("starters_by_need", {child: row["need"] or NOT_KNOWN for child, row in starts})
        self._broken_down("leavers_by_reason", {child: row["rec"] for child, row in ends})
        # reading taken: the area of home is its postcode district
        self._broken_down("starters_by_home_area", {child: row["home"][:-3] or NOT_KNOWN for child, row in starts})

    def _stability(self) -> None:
        held, base = self.held, set(self.now)
        for variant, each in (("default", False), ("each_placement", True)):
            many = {child for child in base if placements_in_year(held.episodes[child], self.as_at, each=each) >= 3}
            self._share("three_placements", variant, many, base)
        for variant in ("default", "each_placement", "all_ages"):
            long_in_care = set()
            for child in base:
                kept = in_care(held.episodes[child])
                born = held.children[child]["born"]
                young = variant == "all_ages" or (born is not None and age(born, self.as_at) < 16)
                if young and lasted(care_began(kept, open_row(kept, self.as_at)), 30, self.as_at):
                    long_in_care.add(child)
            each = variant == "each_placement"
            stable = {child for child in long_in_care if is_stable(held.episodes[child], self.as_at, each=each)}
            self._share("stable_two_years", variant, stable, long_in_care)

    def _location(self) -> None:
        base = set(self.now)
        outside, known_area, far, known_miles = set(), set(), set(), set()
        for child, row in self.now.items():
            home, placed = self.look_up(row["home"]), self.look_up(row["placed"])
            if placed and placed[2]:
                known_area.add(child)
                if placed[2] != self.authority:
                    outside.add(child)
            if home and placed and home[0] is not None and placed[0] is not None:
                known_miles.add(child)
                exact = math.hypot(home[0] - placed[0], home[1] - placed[1]) / 1000 / 1.6093
                if math.floor(exact * 10 + 0.5) / 10 > 20:
                    far.add(child)
        self._share("out_of_area", "default", outside, base)
        self._share("out_of_area", "known_only", outside, known_area)
        uasc = self._uasc_now() or set()
        # reading taken: children who are UASC on the date are unknown in both, in the base of the default alone
        self._share("over_20_miles", "default", far - uasc, base)
        self._share("over_20_miles", "known_only", far - uasc, known_miles - uasc)

    def _providers(self) -> None:
        base = set(self.now)
        own = {child for child, row in self.now.items() if row["provider"] == "PR1"}
        bought = {child for child, row in self.now.items() if row["provider"] in ("PR4", "PR5")}
        self._share("own_provision", "default", own, base)
        self._share("independent_provision", "default", bought, base)
