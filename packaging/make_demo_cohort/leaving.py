"""When and why a period in care ended."""

from datetime import date, timedelta
from random import Random

from moves import passing_slot
from people import Period, Placement
from targets import day

_AT_EIGHTEEN = {
    "mainstream": (("E17", 6), ("E5", 4)),
    "connected": (("E17", 6), ("E13", 2), ("E5", 2)),
    "ifa_private": (("E17", 5), ("E5", 5)),
    "parents": (("E4A", 1),),
    "school": (("E7", 1),),
    "hospital": (("E7", 1),),
}
_EARLIER = {
    "mainstream": (("E4A", 45), ("E4B", 14), ("E47", 16), ("E46", 6), ("E41", 9), ("E13", 7), ("E3", 3)),
    "connected": (("E45", 60), ("E41", 14), ("E4A", 20), ("E13", 6)),
    "parents": (("E4A", 85), ("E41", 15)),
    "family_unit": (("E4A", 1),),
    "hospital": (("E4A", 1),),
}
_ELSEWHERE = (("E4A", 55), ("E4B", 30), ("E8", 8), ("E3", 4), ("E9", 3))
_SIXTEEN = (("E5", 45), ("E6", 15), ("E4B", 25), ("E4A", 10), ("E8", 5))
_UASC = (("E15", 4), ("E3", 3), ("E4A", 2), ("E16", 1))
_GUARDIAN_2018 = {"E45": "E43", "E46": "E43", "E47": "E44", "E48": "E44"}
"""Special guardianship had two codes until the collection of 2018-19."""


def leave(period: Period, year: int, rng: Random) -> None:
    """End a period in the year to 31 March, sometimes after one more move."""
    child, last = period.child, period.placements[-1]
    if child.eighteen <= day(year):
        period.end = child.eighteen
        period.reason = _choose(_AT_EIGHTEEN.get(period.slot, (("E5", 8), ("E6", 2))), rng)
        if child.uasc:
            child.uasc_until = child.eighteen
            period.reason = rng.choice(("E5", "E5", "E6", "E17" if period.slot == "mainstream" else "E5"))
        return
    first = max(date(year - 1, 4, 4), last.start + timedelta(days=75 if period.slot.startswith("adopt") else 16))
    final = min(date(year, 3, 26), child.eighteen - timedelta(days=2))
    period.end = first + timedelta(days=rng.randint(0, max((final - first).days, 0)))
    if period.slot.startswith("adopt"):
        period.reason = rng.choice(("E11", "E12", "E12"))
        return
    room = (period.end - date(year - 1, 4, 8)).days
    if room > 60 and rng.random() < 0.15 and period.slot in ("mainstream", "ifa_private", "home_private"):
        on = date(year - 1, 4, 8) + timedelta(days=rng.randint(10, room - 30))
        period.placements.append(Placement(on, passing_slot(child, on, rng)))
    period.reason = _reason(period, rng)
    if year == 2018:
        period.reason = _GUARDIAN_2018.get(period.reason, period.reason)


def _reason(period: Period, rng: Random) -> str:
    old = period.child.age(period.end or period.start) >= 16
    if period.child.uasc:
        return _choose(_UASC, rng)
    if period.slot in _EARLIER:
        return _choose(_EARLIER[period.slot], rng)
    return _choose(_SIXTEEN if old else _ELSEWHERE, rng)


def _choose(weighted: tuple[tuple[str, int], ...], rng: Random) -> str:
    return rng.choices([code for code, _ in weighted], [weight for _, weight in weighted])[0]
