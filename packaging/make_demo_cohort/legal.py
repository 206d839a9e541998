"""Legal status through a period in care."""

from datetime import date, timedelta
from random import Random

from people import Period


def legal_history(period: Period, rng: Random) -> list[tuple[date, str]]:
    """Each status with its first day, the first on the day the period begins."""
    start, end = period.start, period.end or date.max
    history = _beginning(period, rng)
    for placement in period.placements:
        if placement.slot == "parents":
            history = _under_order(history, placement.start)
        elif placement.slot.startswith("adopt") and placement.code != "A4":
            history = _to_placement_order(history, start, placement.start, rng)
    if period.slot == "parents" and period.placements[0].slot == "parents":
        history = _under_order(history, start)
    kept: list[tuple[date, str]] = []
    for on, status in sorted(history):
        if on < end and (not kept or kept[-1][1] != status):
            if kept and kept[-1][0] == on:
                kept.pop()
            kept.append((on, status))
    return _as_first_returned(period, kept)


def _as_first_returned(period: Period, history: list[tuple[date, str]]) -> list[tuple[date, str]]:
    """Drop changes before the first return, which holds only the episode that was open when its year began.

    That episode then stands for the change of status that opened it.
    """
    first = date(2017, 4, 1)
    before = [status for on, status in history if on < first]
    if len(before) > 1 and period.first_rne == "S":
        period.first_rne = "L"
    return [(period.start, before[-1]) if before else history[0], *history[max(len(before), 1) :]]


def _beginning(period: Period, rng: Random) -> list[tuple[date, str]]:
    start, age, chance = period.start, period.child.age(period.start), rng.random()
    if period.child.uasc or period.child.uasc_until or period.placements[0].code == "A4":
        return [(start, "V2")]
    if period.first_rne != "S":
        status = "C2" if chance < 0.8 or age < 8 else "V2"
        return [(start, status)]
    later = start + timedelta(days=rng.randint(190, 330))
    if age >= 16:
        return [(start, "V2")] if chance < 0.9 else [(start, "C1"), (later, "C2")]
    if age >= 10:
        if chance < 0.5:
            return [(start, "V2")]
        if chance < 0.7:
            return [(start, "V2"), (start + timedelta(days=rng.randint(30, 90)), "C1"), (later, "C2")]
        return [(start, "C1"), (later, "C2")]
    if chance < 0.1:
        return [(start, "L2"), (start + timedelta(days=rng.randint(5, 8)), "C1"), (later, "C2")]
    if chance < 0.16:
        return [(start, "L1"), (start + timedelta(days=rng.randint(1, 3)), "C1"), (later, "C2")]
    if chance < 0.42:
        return [(start, "V2"), (start + timedelta(days=rng.randint(18, 80)), "C1"), (later, "C2")]
    if chance < 0.5:
        return [(start, "V2")]
    return [(start, "C1"), (later, "C2")]


def _status(history: list[tuple[date, str]], on: date) -> str:
    return [status for began, status in history if began <= on][-1]


def _under_order(history: list[tuple[date, str]], on: date) -> list[tuple[date, str]]:
    """Children placed with their parents are under a care order, full or interim."""
    if _status(history, on).startswith("C"):
        return history
    return [(began, status) for began, status in history if began < on] + [(on, "C2")]


def _to_placement_order(
    history: list[tuple[date, str]], start: date, placed: date, rng: Random
) -> list[tuple[date, str]]:
    """A placement order comes on the day a child is placed for adoption or up to some months before."""
    ordered = placed if rng.random() < 0.2 else placed - timedelta(days=rng.randint(25, 150))
    if ordered <= start:
        ordered = placed
    return [(began, status) for began, status in history if began < ordered] + [(ordered, "E1")]
