"""Local authorities: codes, names, regions, neighbours, children living there, and two tests of distance.

Facts come from resources/codes/authorities.json and population.json, which packaging/make_authorities.py makes
and which name their sources.
"""

import difflib
import functools
import json
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from suffdesk.core.errors import UserError
from suffdesk.core.paths import resource
from suffdesk.core.text import listed

_COUNTRIES = {
    "W06": "Wales",
    "W92": "Wales",
    "WAL": "Wales",
    "S12": "Scotland",
    "S92": "Scotland",
    "SCO": "Scotland",
    "N09": "Northern Ireland",
    "N92": "Northern Ireland",
    "NIR": "Northern Ireland",
    "L99": "Channel Islands",
    "L93": "Channel Islands",
    "M99": "Isle of Man",
    "M83": "Isle of Man",
}
"""First three characters of a code → country: ONS area and country codes, and SSDA903's WAL, SCO and NIR."""

_ALIASES = {
    "bath ne somerset": "E06000022",
    "bcp": "E06000058",
    "blackburn": "E06000008",
    "hull": "E06000010",
    "medway towns": "E06000035",
    "newcastle": "E08000021",
    "scilly": "E06000053",
    "west berkshire newbury": "E06000037",
}
_NOISE = re.compile(
    r"\b(?:(?:royal|london) borough(?: council)?|metropolitan|borough|district|unitary|authority|council|corporation"
    r"|city|county|m b c|m d c|mbc|mdc|lbc?|rbc?|bc|cc|dc|of|the|and|upon|on)\b"
)


class Band(StrEnum):
    """How far from the home authority a child is placed, by authority (DOMAIN.md, "Three tests of distance")."""

    IN_BOROUGH = "In borough"
    NEIGHBOURING = "Neighbouring or same sub-region"
    SAME_REGION = "Same region"
    ELSEWHERE = "Elsewhere"
    NOT_KNOWN = "Not known"


@dataclass(frozen=True, slots=True)
class Authority:
    """An English authority with duties to children in care.

    ``code`` is the ONS code, ``dfe_code`` DfE's three digits (an authority that kept its area keeps them),
    ``region`` one of the nine, ``sub_region`` empty where there is none in common use. ``adjoining`` holds codes
    of the areas that it touches on land or across a river, Welsh and Scottish ones among them, seeded
    from postcodes. ``successors`` is empty for today's authorities; a former one has the codes of those that
    took its place.
    """

    code: str
    dfe_code: str
    name: str
    region: str
    sub_region: str
    adjoining: tuple[str, ...]
    successors: tuple[str, ...] = ()


def authorities() -> tuple[Authority, ...]:
    """Today's authorities of England, by name."""
    return tuple(sorted((a for a in _known().values() if not a.successors), key=lambda a: a.name))


def authority(code: str) -> Authority:
    """The authority of an ONS code, today's or former. Raises KeyError where there is none."""
    return _known()[code]


def find_authority(text: str) -> Authority:
    """The authority that a person means: a name in any usual form, an ONS code or DfE's three digits.

    Today's authorities come before former ones. Raises UserError with the nearest names where none is meant.
    """
    wanted = text.strip()
    found = _known().get(wanted.upper()) or _by_dfe_code().get(wanted) or _by_name().get(_key(wanted))
    if found:
        return found
    near = difflib.get_close_matches(_key(wanted), _by_name(), n=3, cutoff=0.6)
    names = list(dict.fromkeys(_by_name()[key].name for key in near))
    hint = f"it may be {listed(names, 'or')}" if names else "give its name, ONS code or DfE number"
    raise UserError(f"“{wanted}” is not an authority in England that SuffDesk knows; {hint}")


def upper_tier(code: str) -> str | None:
    """Code of today's authority that answers for children in an area, or None where the code is not known.

    A district gives its county, a former authority with one successor gives that one (with several: itself),
    and areas of Wales, Scotland, Northern Ireland and the islands stand for themselves.
    """
    if code in _facts()["upper_tier"]:
        return str(_facts()["upper_tier"][code])
    if code in _known():
        successors = _known()[code].successors
        return successors[0] if len(successors) == 1 else code
    return code if code[:3] in _COUNTRIES else None


@functools.cache
def todays(code: str) -> frozenset[str]:
    """Codes of today's authorities that an authority's code stands for: those that took a former one's place, the
    county of a district, and otherwise itself.
    """
    upper = upper_tier(code) or code
    return frozenset(_known()[upper].successors if upper in _known() else ()) or frozenset({upper})


def is_within(home: str, placement: str) -> bool:
    """Whether an area lies in an authority, each code brought to today's; in any successor of a former county."""
    return not todays(home).isdisjoint(todays(placement))


@functools.cache
def areas_within(home: str) -> tuple[str, ...]:
    """Every code of an area that lies in an authority: today's ones, former ones and districts."""
    return tuple(sorted(code for code in {*_known(), *_facts()["upper_tier"]} if is_within(home, code)))


def area_name(code: str) -> str:
    """Name of any area for people: ``Stockport``, ``Wales: Wrexham``, ``Isle of Man``, or ``Not known``."""
    country = _COUNTRIES.get(code[:3])
    if country:
        name = _facts()["outside_england"].get(code)
        return f"{country}: {name}" if name else country
    upper = upper_tier(code)
    return _known()[upper].name if upper else "Not known"


def find_area(text: str) -> str:
    """The ONS code of the area that a person means: an authority of England as :func:`find_authority` finds it, or a
    Welsh, Scottish or Northern Irish one by its code or its name, with its country before it or without.

    Raises UserError with the nearest names where none is meant.
    """
    wanted = text.strip().casefold()
    for code, name in _facts()["outside_england"].items():
        if wanted in (code.casefold(), name.casefold(), area_name(code).casefold()):
            return str(code)
    return find_authority(text).code


def region_band(home: str, placement: str | None) -> Band:
    """The band of a placement, from the codes of the home authority and of the area of placement.

    Not known where either is missing or not a code that is known.
    """
    home_code, placed_code = upper_tier(home), upper_tier(placement) if placement else None
    if home_code not in _known() or placed_code is None:
        return Band.NOT_KNOWN
    if is_within(home_code, placed_code):
        return Band.IN_BOROUGH
    if _adjoins(home_code, placed_code):
        return Band.NEIGHBOURING
    placed = _known().get(placed_code)
    if placed is None:
        return Band.ELSEWHERE
    at_home = _known()[home_code]
    if placed.sub_region and placed.sub_region == at_home.sub_region:
        return Band.NEIGHBOURING
    return Band.SAME_REGION if placed.region == at_home.region else Band.ELSEWHERE


def at_a_distance(home: str, placement: str | None) -> bool | None:
    """Whether a placement is outside the home authority and every one adjoining it; None where not known.

    The statutory test that calls for the director's approval (DOMAIN.md, "Three tests of distance").
    """
    home_code, placed_code = upper_tier(home), upper_tier(placement) if placement else None
    if home_code not in _known() or placed_code is None:
        return None
    return not is_within(home_code, placed_code) and not _adjoins(home_code, placed_code)


def population(code: str, mid_year: int) -> int | None:
    """Children aged 0-17 living in an authority in the middle of a year (ONS estimate), or None where not held.

    An authority that took over an unchanged area, and so DfE's number, has its predecessor's estimates too.
    """
    counts = _population()["authorities"]
    own = counts.get(code, {}).get(str(mid_year))
    if own is None and code in _known():
        same_area = (a.code for a in _known().values() if a.dfe_code == _known()[code].dfe_code)
        own = next((counts[c][str(mid_year)] for c in same_area if str(mid_year) in counts.get(c, {})), None)
    return None if own is None else int(own)


def population_years() -> tuple[int, ...]:
    """The mid-years for which estimates are held, oldest first."""
    return tuple(_population()["years"])


def _adjoins(home: str, placed: str) -> bool:
    """Whether today's areas of one authority touch those of the other."""
    home_parts = _known()[home].successors or (home,)
    placed_parts = _known()[placed].successors or (placed,) if placed in _known() else (placed,)
    return any(part in _known()[own].adjoining for own in home_parts for part in placed_parts)


def _key(text: str) -> str:
    """What is left of a name when case, punctuation and words such as “Council” are taken away."""
    words = re.sub(r"[^a-z0-9]+", " ", text.lower().replace("&", " and ").replace("'", "")).strip()
    kept = " ".join(_NOISE.sub(" ", words).split())
    return re.sub(r"^saint\b", "st", kept)


@functools.cache
def _facts() -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(resource("codes", "authorities.json").read_text("utf-8"))
    return facts


@functools.cache
def _population() -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(resource("codes", "population.json").read_text("utf-8"))
    return facts


@functools.cache
def _known() -> dict[str, Authority]:
    return {
        row["code"]: Authority(
            row["code"],
            row["dfe_code"],
            row["name"],
            row["region"],
            row["sub_region"],
            tuple(row["adjoining"]),
            tuple(row.get("successors", ())),
        )
        for row in _facts()["authorities"]
    }


@functools.cache
def _by_dfe_code() -> dict[str, Authority]:
    return {a.dfe_code: a for a in _former_first()}


@functools.cache
def _by_name() -> dict[str, Authority]:
    names = {_key(a.name): a for a in _former_first()}
    return names | {alias: _known()[code] for alias, code in _ALIASES.items()}


def _former_first() -> list[Authority]:
    """In this order today's authority replaces the former one of the same name or number."""
    return sorted(_known().values(), key=lambda a: not a.successors)
