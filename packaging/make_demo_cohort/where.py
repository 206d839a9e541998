"""How well each kind of placement suits a child, as costs for matching.cheapest."""

from random import Random

from people import Child, Period, long_term
from targets import YEARS, day, slot_counts

NEVER = 1000.0
_TEENAGE = {"supported_private", "supported_voluntary", "unit_own", "lodging_own"}
_HOMES = {"home_own", "home_private", "home_voluntary", "home_other_la"}
_FOSTER = {"mainstream", "connected", "ifa_private", "ifa_voluntary", "foster_other_la"}
_STEPS = {
    # from a kind of placement to one that often follows it
    ("mainstream", "connected"): -1.5,
    ("mainstream", "adopt_own"): -3.0,
    ("connected", "parents"): -1.0,
    ("ifa_private", "home_private"): -1.5,
    ("home_private", "supported_private"): -2.5,
    ("home_own", "unit_own"): -3.0,
    ("home_own", "supported_private"): -2.0,
    ("ifa_private", "supported_private"): -1.0,
    ("other", "supported_private"): -2.0,
}


def fits(slot: str, child: Child, age: float) -> float:
    """Cost of a kind of placement for a child of that age at 31 March, NEVER where it cannot be."""
    if slot in _TEENAGE:
        return NEVER if age < 16.1 else -4.0 if child.uasc else -1.0
    if slot in _HOMES:
        return NEVER if age < 7 else 3.0 if age < 10 else 0.0 if age < 16 else 1.0
    if slot == "school":
        return NEVER if age < 9 or child.uasc else 0.0
    if slot == "family_unit":
        return 0.0 if age < 2 else NEVER
    if slot == "hospital":
        return NEVER if age < 11 or child.uasc else 1.0
    if slot.startswith("other"):
        return NEVER if age < 14 else 3.0 if age < 16 else 0.0
    if slot == "parents":
        return NEVER if child.uasc or age < 0.7 else 1.0 if age < 16 else 0.5
    if slot.startswith("ifa"):
        return 3.0 if age < 1 else -1.2 if age < 12 else 2.5
    if slot == "connected":
        return NEVER if child.uasc else 0.5 if age < 1 else 0.0 if age < 13 else 2.0
    if slot == "mainstream":
        return -1.0 if age < 2 else 0.0 if age < 14 else 1.0
    return 1.5


def wanted(period: Period, slot: str, year: int, rng: Random) -> float:
    """Cost of the child's being in the slot at 31 March of the year; ``placements`` is empty for a new child."""
    child, on = period.child, day(year)
    age = (on - child.born).days / 365.25
    before = period.slot if period.placements else ""
    if slot == "temporary":
        settled = before in ("mainstream", "ifa_private") and 4 < age < 15 and not child.uasc
        return -20.0 + 3 * rng.random() if settled else NEVER
    if slot.startswith("adopt"):
        if not before:
            oldest = 6.5 if year == YEARS[0] else 0.9
            return NEVER if age > oldest or child.uasc else (0.0 if age > 0.9 else 7.0) + rng.random()
        if before == slot:
            return 4.0 if age < 8 else NEVER
        return NEVER if before not in _FOSTER or age > 7.5 else (-7.0 if age < 4 else 0.0) + 2 * rng.random()
    cost = fits(slot, child, age)
    if cost >= NEVER:
        return NEVER
    cost += 3 * rng.random()
    if not before:
        return cost
    if before.startswith("adopt"):
        return cost + (6.0 if slot == "mainstream" else 12.0)
    if before == slot:
        return cost - (18.0 if long_term(period, on) else 8.0) + (4.0 if slot in ("other", "hospital") else 0.0)
    return cost + _STEPS.get((before, slot), 0.0)


def columns(year: int) -> list[str]:
    """One slot for each child of the year."""
    return [slot for slot, count in slot_counts(year).items() for _ in range(count)]
