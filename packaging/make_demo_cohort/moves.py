"""How many placements each child had in a year, and on which days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from people import Away, Child, Period, Placement, long_term, settled
from targets import STABLE, THREE_PLACEMENTS, day

_GAP = 12
_NOT_MOVED_WITHOUT_CAUSE = ("parents", "school", "hospital", "family_unit", "temporary", "home_own", "unit_own")
_UNSETTLED_SOON = {2018: 0.12, 2019: 0.10, 2020: 0.24, 2021: 0.07, 2022: 0.16, 2023: 0.08, 2024: 0.15}
"""Share moved in a year of those who will have been looked after for 30 months a year later."""


@dataclass
class Step:
    """One child's year up to 31 March: where it ends, and in how many new placements it gets there."""

    period: Period
    slot: str
    starts: int
    same_carer: bool = False

    @property
    def new(self) -> bool:
        """Whether the child came into care in the year."""
        return not self.period.placements

    @property
    def placements(self) -> int:
        """Placements counted in the year."""
        return self.starts + (not self.new)


def numerator(printed: str, denominator: int, most: int) -> int | None:
    """The largest number up to ``most`` whose share of the denominator prints so; None where none does."""
    tenths = "." in printed
    for count in range(most, -1, -1):
        share = count * (1000 if tenths else 100) / denominator
        rounded = int(share + 0.5)
        if rounded == round(float(printed) * (10 if tenths else 1)):
            return count
    return None


def steps_of_year(periods: Sequence[Period], slots: Sequence[str], year: int, rng: Random) -> list[Step] | None:
    """The year of each child; None where the stability printed for it cannot be reached."""
    steps = []
    for period, slot in zip(periods, slots, strict=True):
        if not period.placements:
            steps.append(Step(period, slot, 1))
        elif slot in (period.slot, "temporary"):
            steps.append(Step(period, slot, 0))
        else:
            same = slot == "adopt_own" and period.slot == "mainstream" and rng.random() < 0.45
            steps.append(Step(period, slot, 0 if same else 1, same))
    if not _make_stability(steps, year, rng):
        return None
    _move_others(steps, year, rng)
    return steps if _make_three_placements(steps, year, rng) else None


def _still_settled(step: Step, on: date) -> bool:
    if step.slot.startswith("adopt") and step.slot != step.period.slot:
        return settled(Period(step.period.child, step.period.start, placements=step.period.placements[-1:]), on)
    return step.starts == 0 and settled(step.period, on)


def _make_stability(steps: list[Step], year: int, rng: Random) -> bool:
    on = day(year)
    judged = [s for s in steps if not s.new and long_term(s.period, on)]
    steady = [s for s in judged if _still_settled(s, on)]
    wanted = numerator(STABLE[year], len(judged), len(steady))
    movable = [s for s in steady if s.slot not in _NOT_MOVED_WITHOUT_CAUSE and not s.slot.startswith("adopt")]
    if wanted is None or len(steady) - wanted > len(movable):
        return False

    def key(step: Step) -> float:
        # Those who turn 16 within the year leave next year's figure with their move.
        return rng.random() * (0.25 if step.period.child.age(day(year + 1)) >= 16 else 1.0)

    for step in sorted(movable, key=key)[: len(steady) - wanted]:
        step.starts = 1
    return True


def _move_others(steps: list[Step], year: int, rng: Random) -> None:
    on, following = day(year), day(year + 1)
    for step in steps:
        if step.new or step.starts or long_term(step.period, on) or step.same_carer:
            continue
        if step.slot in _NOT_MOVED_WITHOUT_CAUSE or step.slot.startswith("adopt"):
            continue
        chance = _UNSETTLED_SOON[year] if long_term(step.period, following) else 0.3
        step.starts = int(rng.random() < chance)


def _make_three_placements(steps: list[Step], year: int, rng: Random) -> bool:
    """Give exactly the wanted number of children three placements or more, and more than one start to no other."""
    movers = [s for s in steps if not s.new and s.starts and not s.slot.startswith("adopt")]
    comers = [s for s in steps if s.new and not s.slot.startswith("adopt") and s.slot != "temporary"]
    # Where the print allows few such children, few of those who came in the year can be among them.
    wanted = THREE_PLACEMENTS[year]
    many = sorted(movers, key=lambda s: rng.random())[: min(len(movers) * 7 // 10, wanted * 6 // 10)]
    rest = [s for s in comers if s.period.child.age(day(year)) >= 1]
    many += sorted(rest, key=lambda s: rng.random() * (1.0 if s.period.child.age(day(year)) > 9 else 1.7))[
        : wanted - len(many)
    ]
    if len(many) < wanted:
        return False
    for step in many:
        step.starts = (3 if step.new else 2) + (rng.random() < 0.2)
    few = set(map(id, many))
    for step in comers:
        if id(step) not in few:
            step.starts = 1 + (rng.random() < 0.38)
    return True


def passing_slot(child: Child, on: date, rng: Random) -> str:
    """Somewhere to be between two placements that are counted at a 31 March."""
    age = child.age(on)
    if age < 10:
        return rng.choices(("mainstream", "ifa_private", "connected"), (65, 22, 0 if child.uasc else 13))[0]
    if age < 16:
        return rng.choices(("mainstream", "ifa_private", "home_private", "ifa_voluntary"), (42, 30, 22, 6))[0]
    return rng.choices(("mainstream", "ifa_private", "home_private", "supported_private"), (25, 20, 15, 40))[0]


def first_day(period: Period, slot: str) -> date:
    """The earliest day of a placement of that kind: supported accommodation begins at 16."""
    child = period.child
    if slot in ("supported_private", "supported_voluntary", "unit_own", "lodging_own"):
        return child.birthday(16) + timedelta(days=1)
    return child.born


def live_through(step: Step, year: int, rng: Random, came: date | None = None) -> None:
    """Write the year's placements into the period; ``came`` is the day on which a new child came."""
    period = step.period
    start, finish = date(year - 1, 4, 8), date(year, 3, 21)
    if step.slot == "temporary":
        code = rng.choice(("T1", "T3"))
        period.placements[-1].away.append(Away(day(year) - timedelta(days=rng.randint(2, 5)), None, code))
        return
    starts = step.starts + step.same_carer
    if not starts:
        return
    if came:
        period.start = came
        days = [came, *_days(came + timedelta(days=_GAP), finish, starts - 1, step, rng)]
    else:
        days = _days(start, finish, starts, step, rng)
    slots = _route(step, days, rng)
    for on, slot in zip(days, slots, strict=True):
        period.placements.append(Placement(on, slot, same_carer=step.same_carer))


def _route(step: Step, days: list[date], rng: Random) -> list[str]:
    """The slots of the year's new placements, the last being where the child is on 31 March."""
    return [passing_slot(step.period.child, on, rng) for on in days[:-1]] + [step.slot]


def _days(first: date, finish: date, count: int, step: Step, rng: Random) -> list[date]:
    """So many days at least _GAP apart; the last not before the slot can begin."""
    if not count:
        return []
    before = step.period.slot if step.period.placements else ""
    last_from = max(first + timedelta(days=_GAP * (count - 1)), first_day(step.period, step.slot))
    if step.slot in ("home_own", "unit_own") and before != step.slot:
        last_from = max(last_from, date(finish.year - 1, 12, 1))  # a bed is free once another has left
    span = (finish - last_from).days
    if span < 0:
        raise ValueError("no room in the year")
    if before in ("home_own", "unit_own"):
        span = min(span, 150)
    last = last_from + timedelta(days=rng.randint(0, span))
    days = [last]
    for still in range(count - 1, 0, -1):
        room = (days[0] - first).days - _GAP * still
        days.insert(0, days[0] - timedelta(days=_GAP + rng.randint(0, max(min(room, 120), 0))))
    return days
