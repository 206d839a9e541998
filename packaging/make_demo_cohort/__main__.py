"""Write the demo's SSDA903 returns, its homes, its population file and the list of printed figures it follows.

    python packaging/make_demo_cohort [FOLDER]

FOLDER is resources/demo of this checkout unless given. The same bytes come out every time.
"""

import csv
import sys
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from random import Random

from council_homes import CouncilHomes
from episodes import Episode, episodes_of
from homes import Homes
from legal import legal_history
from market import Market
from people import Child, Period, Placement, Setting
from postcodes import Postcodes
from printed import population_rows, published_rows
from records import Records
from simulate import Borough, simulate
from supply import Supply
from tables import COLUMNS, Returns, text
from targets import ETHNIC_GROUPS, YEARS
from watching import Watching

SEED = 3
_ETHNIC_CODES = {
    "White": (("WBRI", 92), ("WOTH", 5), ("WIRI", 1), ("WROM", 1), ("WIRT", 1)),
    "Mixed": (("MWBC", 40), ("MWAS", 22), ("MWBA", 18), ("MOTH", 20)),
    "Asian": (("APKN", 50), ("AIND", 15), ("ABAN", 15), ("AOTH", 20)),
    "Black": (("BAFR", 60), ("BCRB", 20), ("BOTH", 20)),
    "Other": (("OOTH", 1),),
    "Not stated": (("NOBT", 3), ("REFU", 1)),
}
_UASC_CODES = {"Asian": "AOTH", "Black": "BAFR", "Other": "OOTH"}


def main(folder: Path) -> None:
    """Make everything into the folder."""
    borough = simulate(SEED)
    rng = Random(f"{SEED} details")
    postcodes = Postcodes(rng)
    _ethnic_codes(borough, rng)
    homes = Homes(borough, postcodes, rng)
    homes.settle()
    children = borough.cohort.children
    for child in children:
        for period in child.periods:
            period.legal = legal_history(period, rng)
            _keep_apart(period)
    children += _short_breaks(len(children), postcodes, rng)
    episodes: dict[int, list[Episode]] = {
        child.number: [e for period in child.periods for e in episodes_of(period)] for child in children
    }
    returns = Returns(children, episodes, rng)
    for year in YEARS:
        for name, rows in returns.year(year).items():
            _write(folder / "ssda903" / str(year) / f"{name}.csv", COLUMNS[name].split(), rows)
    for name, columns, rows in _records(children, postcodes, returns).files():
        _write(folder / "records" / f"{name}.csv", columns, rows)
    _write(folder / "population.csv", *population_rows())
    _write(folder / "published.csv", *published_rows(borough))
    if homes.over_capacity:
        print(f"{homes.over_capacity} placements began in a home of the council that was full", file=sys.stderr)


def _records(children: list[Child], postcodes: Postcodes, returns: Returns) -> Records:
    """Homes, what they are bought under, how good they are said to be, and those of the council."""
    records = Records()
    supply = Supply(children, postcodes, records)
    Market(supply, records)
    Watching(supply, records, returns.ids.__getitem__)
    CouncilHomes(children, records, returns.ids.__getitem__)
    return records


def _ethnic_codes(borough: Borough, rng: Random) -> None:
    families: dict[int, str] = {}
    for child in borough.cohort.children:
        name = ETHNIC_GROUPS[child.group]
        codes = _ETHNIC_CODES[name]
        code = rng.choices([c for c, _ in codes], [w for _, w in codes])[0]
        if child.uasc or child.uasc_until:
            child.ethnic = _UASC_CODES[name]
        else:
            child.ethnic = families.setdefault(child.family, code) if child.family else code


def _keep_apart(period: Period) -> None:
    """Drop absences and changes of status of a placement that fall on or beside a change of legal status."""
    changes = [on for on, _ in period.legal]
    for placement in period.placements:
        placement.away = [
            a
            for a in placement.away
            if not any(a.start - timedelta(days=3) <= on <= (a.end or date.max) for on in changes)
        ]
        upgraded, end = placement.long_term_from, period.ends(placement)
        if upgraded and (
            (end and end <= upgraded + timedelta(days=10))
            or any(a.start - timedelta(days=3) <= upgraded <= (a.end or date.max) for a in placement.away)
        ):
            placement.long_term_from = None


def _short_breaks(first: int, postcodes: Postcodes, rng: Random) -> list[Child]:
    """Three children with an agreed series of short breaks, who are in the return and counted nowhere."""
    home = Setting(postcodes.draw("borough"), "SC988001", 4)
    found = []
    for index, (start, end) in enumerate(
        ((date(2019, 6, 3), date(2022, 8, 26)), (date(2021, 9, 13), None), (date(2023, 1, 16), None))
    ):
        child = Child(first + index, date(2010 + index, 5 + index, 9), index != 1, 0, ethnic="WBRI", short_breaks=True)
        child.home_postcode = postcodes.draw("borough")
        foster = Setting(postcodes.draw("borough"), "SC900356")
        placement = Placement(
            start, "home_own" if index else "mainstream", "K2" if index else "U6", setting=home if index else foster
        )
        period = Period(
            child, start, need="N2", placements=[placement], legal=[(start, "V4")], end=end, reason="E8" if end else ""
        )
        child.periods.append(period)
        found.append(child)
    return found


def _write(path: Path, columns: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([text(value) for value in row] for row in rows)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[2] / "resources" / "demo")
