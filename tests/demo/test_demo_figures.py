"""Every printed figure, from the program itself: the demo is imported as anyone's files and asked at each 31 March."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from suffdesk.core.paths import resource
from suffdesk.figures.cohort import load_snapshot
from suffdesk.figures.indicators import indicators, one
from suffdesk.operations.demo import AS_AT, make_demo
from suffdesk.operations.stores import as_at_choices, default_as_at, is_demo, open_store
from suffdesk.store.opening import Store

with resource("demo", "published.csv").open(encoding="utf-8", newline="") as file:
    PUBLISHED = [row for row in csv.DictReader(file) if row["held"] != "outside"]

SHARES = {"sex_share": "cla_by_sex", "ethnicity_share": "cla_by_ethnicity", "age_share": "cla_by_age"}
ETHNICITY = {"Asian/Asian British": "Asian", "Black/Black British": "Black"}
PROVIDERS = {
    "Own provision": "PR1", "Other local authority provision": "PR2", "Other public provision": "PR3",
    "Private provision": "PR4", "Voluntary or third sector provision": "PR5",
    "Parents or other with responsibility": "PR0", "Provider not reported": "Not reported",
}  # fmt: skip
TYPES = {
    "Foster placement": ("Foster placements",),
    "Placed for adoption": ("Placed for adoption",),
    "Placed with parents": ("Placed with parents or other person with parental responsibility",),
    "Children's homes, secure units, semi-independent and other residential": (
        "Secure homes and children's homes",
        "Independent and semi-independent living arrangements/supported accommodation",
        "Other residential settings",
    ),
    "Residential schools": ("Residential schools",),
    "Other placements": ("Other placements",),
}
COMMISSIONED = {
    "Independent fostering agency": {"U1", "U2", "U3", "U4", "U5", "U6"},
    "Commissioned residential": {"K1", "K2", "S1"},
    "Residential": {"K1", "K2", "S1"},
    "Supported accommodation": {"K3", "H5", "P2"},
    "Supported accommodation 16-17": {"K3", "H5", "P2"},
}
FROM_FILES_ONLY = {
    "in_house_residential_use",
    "foster_care",
    "children_in_borough_independent_residential_by_placing_authority",
}
GREATER_MANCHESTER = {f"E0800000{number}" for number in range(1, 10)} | {"E08000010"}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    path = make_demo(tmp_path_factory.mktemp("demo"))
    with open_store(path, read_only=True) as opened:
        yield opened


def parts(store: Store, day: date, code: str) -> dict[str | None, tuple[int | None, int | None]]:
    return {item.breakdown: (item.numerator, item.denominator) for item in indicators(store, day, [code])}


def bought(store: Store, day: date, kind: str, where: str = "") -> int:
    """Children with private and voluntary providers in a kind of home; what is nowhere else counts in the total."""
    wanted = COMMISSIONED.get(kind)
    number = 0
    for resident in load_snapshot(store, day).residents:
        episode = resident.episode
        if episode.provider not in ("PR4", "PR5") or (wanted is not None and episode.place not in wanted):
            continue
        if wanted is None and episode.place not in set().union(*COMMISSIONED.values()):
            continue
        area = episode.placement_authority
        place = "In borough" if area == "E08000007" else (
            "Other Greater Manchester" if area in GREATER_MANCHESTER else "Other authority"
        )  # fmt: skip
        number += not where or where == place
    return number


def from_program(store: Store, row: dict[str, str]) -> tuple[float, int | None, int | None] | None:
    """Value, numerator and denominator of a printed figure; None for a series that this issue does not compute."""
    day, series, breakdown = date.fromisoformat(row["period_end"]), row["series"], row["breakdown"]
    cla = one(store, day, "cla").numerator or 0
    if series == "children_in_care":
        return cla, None, None
    if series == "children_in_care_rate":
        rate = one(store, day, "cla_rate")
        return rate.value or 0, rate.numerator, rate.denominator
    if series == "uasc_in_care":
        return one(store, day, "uasc").numerator or 0, None, None
    if series in SHARES:
        group = {"Male": "M", "Female": "F"}.get(breakdown) or ETHNICITY.get(breakdown, breakdown)
        numerator, denominator = parts(store, day, SHARES[series])[group]
        return round(100 * (numerator or 0) / (denominator or 1), 4), numerator, denominator
    if series == "placement_type":
        found = parts(store, day, "cla_by_placement")
        return sum(found[group][0] or 0 for group in TYPES[breakdown]), None, None
    if series == "placement_provision":
        return parts(store, day, "cla_by_provider")[PROVIDERS[breakdown]][0] or 0, None, None
    if series in ("three_or_more_placements_in_year", "same_placement_two_years"):
        code = "three_placements" if series.startswith("three") else "stable_two_years"
        measure = one(store, day, code)
        return float(measure.exact or 0), measure.numerator, measure.denominator
    if series == "independent_placements":
        return bought(store, day, breakdown), None, None
    if series == "placement_location_share":
        kind, _, where = breakdown.partition(" | ")
        inside, total = bought(store, day, kind, where), bought(store, day, kind)
        return 100 * inside / total, inside, total
    return None


@pytest.mark.parametrize("row", PUBLISHED, ids=lambda row: f"{row['series']} {row['breakdown']} {row['period_end']}")
def test_the_program_gives_what_the_demo_holds(store: Store, row: dict[str, str]) -> None:
    found = from_program(store, row)
    if found is None:
        assert row["series"] in {
            "in_house_residential_use",
            "foster_care",
            "children_in_borough_independent_residential_by_placing_authority",
        }  # fmt: skip  (counted by tests/demo/test_demo_inputs.py from the files)
        return
    value, numerator, denominator = found
    if row["numerator"]:
        assert (numerator, denominator) == (int(row["numerator"]), int(row["denominator"]))
    assert value == pytest.approx(float(row["demo"]), abs=0.051)


def test_headlines_of_the_strategy(store: Store) -> None:
    wanted = {
        "cla": "495", "cla_rate": "78.0", "uasc": "29", "own_provision": "63.2%", "independent_provision": "26.9%",
        "three_placements": "10.5%", "stable_two_years": "78.2%",
    }  # fmt: skip
    assert {code: one(store, AS_AT, code).text for code in wanted} == wanted
    assert one(store, AS_AT, "own_provision").basis == "313 of 495"


def test_the_demo_opens_at_its_date(store: Store) -> None:
    assert is_demo(store)
    assert default_as_at(store) == AS_AT
    assert as_at_choices(store)[1] == AS_AT
    assert store.meta("authority") == "E08000007"
    assert not store.encrypted


def test_making_it_again_takes_the_place_of_the_earlier_one(tmp_path: Path) -> None:
    path = make_demo(tmp_path)
    first = path.stat().st_mtime_ns
    assert make_demo(tmp_path) == path
    assert path.stat().st_mtime_ns > first
