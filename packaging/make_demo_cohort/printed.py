"""The figures that the strategy printed, beside those of the demo, and the population behind the rates.

printed.csv restates facts from Stockport's Sufficiency Strategy for Children in Care 2024-2027, as printed.
"""

import csv
from collections.abc import Callable, Iterable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

from simulate import Borough
from targets import (
    AGE_GROUPS,
    AGES,
    CONNECTED_HOUSEHOLDS_2024,
    ETHNIC_GROUPS,
    ETHNICITY,
    LOCATION_2024,
    MALE,
    RATE,
    RESIDENTIAL_IN_BOROUGH_SEPTEMBER_2023,
    SLOTS,
    THREE_PLACEMENTS,
    TOTAL,
    UASC,
    YEARS,
    slot_counts,
)

_FOSTER = ("mainstream", "connected", "ifa_private", "ifa_voluntary", "foster_other_la")
_RESIDENTIAL = tuple(s for s in SLOTS if s.startswith(("home_", "unit_", "lodging", "family", "hospital", "supported")))
_TYPES = {
    "Foster placement": _FOSTER,
    "Placed for adoption": ("adopt_own", "adopt_other_la", "adopt_voluntary"),
    "Placed with parents": ("parents",),
    "Children's homes, secure units, semi-independent and other residential": _RESIDENTIAL,
    "Residential schools": ("school",),
    "Other placements": ("other", "other_own", "other_private", "temporary"),
}
_PROVISION = {
    "Own provision": ("mainstream", "connected", *(s for s in SLOTS if s.endswith("_own"))),
    "Other local authority provision": tuple(s for s in SLOTS if s.endswith("_other_la")),
    "Other public provision": ("hospital",),
    "Private provision": ("family_unit", "school", *(s for s in SLOTS if s.endswith("_private"))),
    "Voluntary or third sector provision": tuple(s for s in SLOTS if s.endswith("_voluntary")),
    "Parents or other with responsibility": ("parents",),
    "Provider not reported": ("other", "temporary"),
}
_INDEPENDENT = {
    "Independent fostering agency": ("ifa_private", "ifa_voluntary"),
    "Residential": ("home_private", "home_voluntary", "school"),
    "Supported accommodation": ("supported_private", "supported_voluntary"),
}
_LOCATIONS = {
    "Independent fostering agency": "ifa", "Commissioned residential": "residential",
    "Supported accommodation 16-17": "supported",
}  # fmt: skip
_WHERE = ("In borough", "Other Greater Manchester", "Other authority")
_OUTSIDE = "An SSDA903 return does not hold it."
_WHY = {
    ("placement_type", "Other placements", 2020): "The printed types add up to 367 of 368 children; the one left out "
    "is counted here.",
    ("placement_type", "Other placements", 2023): "The printed types add up to 481 of 483 children; the two left out "
    "are counted here.",
    ("placement_provision", "Provider not reported", 2023): "The printed providers add up to 481 of 483 children; the "
    "two left out are counted here.",
    ("independent_placements", "Independent fostering agency", 2021): "Private and voluntary add up to 81 in the "
    "return (72 and 9), three fewer than the 84 of the regional census; the return is followed.",
    ("independent_placements", "Total", 2021): "Private and voluntary add up to 81 in the return (72 and 9), three "
    "fewer than the 84 of the regional census; the return is followed.",
}
_LOCATION_WHY = (
    "The printed share fits no whole number of children; the printed count in borough is followed and the "
    "rest divided as the other two shares stand to each other."
)
Value = tuple[Fraction, int | None, int | None]


def population(year: int) -> int:
    """People aged 0-17 that make the printed rate of the year, in whole persons."""
    return int(TOTAL[year] * 10_000 / Fraction(RATE[year]))


def population_rows() -> tuple[list[str], list[list[object]]]:
    """The population file: columns and rows, in the form in which the DfE publishes ONS estimates."""
    columns = [
        "time_period", "time_identifier", "geographic_level", "country_code", "country_name", "region_code",
        "region_name", "old_la_code", "new_la_code", "la_name", "age_group", "population_estimate",
    ]  # fmt: skip
    fixed = [
        "Reporting year",
        "Local authority",
        "E92000001",
        "England",
        "E12000002",
        "North West",
        "356",
        "E08000007",
        "Stockport",
        "Children aged 0 to 17 years",
    ]
    return columns, [[year - 1, *fixed, population(year)] for year in reversed(YEARS)]


def published_rows(borough: Borough) -> tuple[list[str], list[list[object]]]:
    """Every printed figure, what the demo holds in its place, whether they agree, and if not, why."""
    columns = [
        "series", "breakdown", "period_end", "unit", "printed", "demo", "numerator", "denominator", "held", "why",
    ]  # fmt: skip
    with (Path(__file__).parent / "printed.csv").open(newline="", encoding="utf-8") as stream:
        printed = list(csv.DictReader(stream))
    return columns, [_row(row, borough) for row in printed]


def _row(row: dict[str, str], borough: Borough) -> list[object]:
    series, breakdown, year = row["series"], row["breakdown"], int(row["period_end"][:4])
    about: list[object] = [series, breakdown, row["period_end"], row["unit"], row["printed"]]
    find = _SERIES.get(series)
    found = find(breakdown, year, borough) if find else None
    if found is None:
        return [*about, "", "", "", "outside", _OUTSIDE]
    value, numerator, denominator = found
    held = _held(row["printed"], value)
    why = "" if held != "no" else _WHY.get((series, breakdown, year), _LOCATION_WHY)
    shown = _rounded(value, 1) if denominator is not None else _rounded(value, 0)
    return [*about, shown, numerator, denominator, held, why]


def _held(printed: str, value: Fraction) -> str:
    if printed in ("X", "C"):
        return "suppressed"
    number = printed.split()[0].rstrip("%").replace(",", "")
    places = len(number.partition(".")[2])
    return "yes" if _rounded(value, places) == Decimal(number) else "no"


def _rounded(value: Fraction, places: int) -> Decimal:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _count(number: int) -> Value:
    return Fraction(number), None, None


def _share(part: int, whole: int) -> Value:
    return Fraction(100 * part, whole), part, whole


def _in(slots: Iterable[str], year: int) -> int:
    counts = slot_counts(year)
    return sum(counts[slot] for slot in slots)


def _rate(_: str, year: int, __: Borough) -> Value:
    return Fraction(TOTAL[year] * 10_000, population(year)), TOTAL[year], population(year)


def _sex(breakdown: str, year: int, _: Borough) -> Value:
    return _share(MALE[year] if breakdown == "Male" else TOTAL[year] - MALE[year], TOTAL[year])


def _ethnicity(breakdown: str, year: int, _: Borough) -> Value:
    return _share(ETHNICITY[year][ETHNIC_GROUPS.index(breakdown.split("/")[0])], TOTAL[year])


def _independent(breakdown: str, year: int, _: Borough) -> Value:
    slots = _INDEPENDENT.get(breakdown) or [s for group in _INDEPENDENT.values() for s in group]
    return _count(_in(slots, year))


def _stability(_: str, year: int, borough: Borough) -> Value:
    return _share(*borough.stability[year])


def _location(breakdown: str, _: int, __: Borough) -> Value:
    kind, where = breakdown.split(" | ")
    counts = LOCATION_2024[_LOCATIONS[kind]]
    return _share(counts[_WHERE.index(where)], sum(counts))


def _foster(breakdown: str, year: int, _: Borough) -> Value | None:
    return {
        "Children with mainstream in-house carers": _count(_in(("mainstream",), year)),
        "Children with connected carers": _count(_in(("connected",), year)),
        "Connected carer households": _count(CONNECTED_HOUSEHOLDS_2024),
        "Children with independent agency carers": _count(_in(("ifa_private", "ifa_voluntary"), year)),
        "Children with independent agency carers in borough": _count(LOCATION_2024["ifa"][0]),
    }.get(breakdown)


def _census(breakdown: str, _: int, __: Borough) -> Value | None:
    return _count(RESIDENTIAL_IN_BOROUGH_SEPTEMBER_2023) if breakdown == "Placed by Stockport" else None


_SERIES: dict[str, Callable[[str, int, Borough], Value | None]] = {
    "children_in_care": lambda _, year, __: _count(TOTAL[year]),
    "children_in_care_rate": _rate,
    "uasc_in_care": lambda _, year, __: _count(UASC[year]),
    "sex_share": _sex,
    "ethnicity_share": _ethnicity,
    "age_share": lambda name, year, _: _share(AGES[year][AGE_GROUPS.index(name)], TOTAL[year]),
    "placement_type": lambda name, year, _: _count(_in(_TYPES[name], year)),
    "placement_provision": lambda name, year, _: _count(_in(_PROVISION[name], year)),
    "in_house_residential_use": lambda _, year, __: _count(_in(("home_own", "unit_own"), year)),
    "independent_placements": _independent,
    "three_or_more_placements_in_year": lambda _, year, __: _share(THREE_PLACEMENTS[year], TOTAL[year]),
    "same_placement_two_years": _stability,
    "placement_location_share": _location,
    "children_in_borough_independent_residential_by_placing_authority": _census,
    "foster_care": _foster,
}
