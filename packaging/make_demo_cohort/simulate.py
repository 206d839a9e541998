"""Seven years of one borough: the population at each 31 March and what happened between."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from random import Random

import numpy as np
from flows import Cohort, Newcomers, choose_leavers, make_up
from leaving import leave
from matching import cheapest
from moves import Step, first_day, live_through, numerator, passing_slot, steps_of_year
from people import Child, Period, Placement, long_term, months_before, settled
from targets import AGES, ETHNICITY, MALE, STABLE, UASC, YEARS, age_group, day
from where import NEVER, columns, wanted

_ATTEMPTS = 400
_SHORT_STAYS = 14
_NEEDS = ("N1",) * 62 + ("N5",) * 14 + ("N4",) * 9 + ("N3",) * 5 + ("N2",) * 4 + ("N6",) * 3 + ("N8",) * 3


@dataclass
class Borough:
    """The finished simulation.

    ``stock`` holds the periods open at each 31 March; ``stability`` the children judged that day, and how many of
    them had been settled for two years.
    """

    cohort: Cohort
    stock: dict[int, list[Period]]
    stability: dict[int, tuple[int, int]]


def simulate(seed: int) -> Borough:
    """Run the years; the same seed always gives the same children."""
    cohort = Cohort(Random(seed))
    borough = Borough(cohort, {}, {})
    for year in YEARS:
        stock = _first_year(cohort) if year == YEARS[0] else _next_year(cohort, borough.stock[year - 1], year)
        judged = [p for p in stock if long_term(p, day(year))]
        borough.stock[year] = stock
        borough.stability[year] = sum(settled(p, day(year)) for p in judged), len(judged)
        _short_stays(cohort, year)
    return borough


def _slots(periods: list[Period], year: int, rng: Random) -> list[str] | None:
    names = columns(year)
    kinds = list(dict.fromkeys(names))
    cost = np.array([[wanted(period, kind, year, rng) for kind in kinds] for period in periods])
    at = [kinds.index(name) for name in names]
    chosen = cheapest(cost[:, at])
    if any(cost[row, at[column]] >= NEVER for row, column in enumerate(chosen)):
        return None
    return [names[column] for column in chosen]


def _need(uasc: bool, rng: Random) -> str:
    return "N8" if uasc else rng.choice(_NEEDS)


def _first_year(cohort: Cohort) -> list[Period]:
    """The population at the first 31 March, two in three of it looked after since before the first return."""
    year, rng = YEARS[0], cohort.rng
    on = day(year)
    people = make_up(list(AGES[year]), MALE[year], list(ETHNICITY[year]), UASC[year], rng)
    children = [
        cohort.new_child(cohort.born_in_group(group, on, uasc), male, ethnic, uasc)
        for group, male, ethnic, uasc in people.rows
    ]
    for _ in range(_ATTEMPTS):
        periods = [Period(child, on, need=_need(child.uasc, rng)) for child in children]
        slots = _slots(periods, year, rng)
        if slots is None:
            continue
        for period, slot in zip(periods, slots, strict=True):
            _begin_before_returns(period, slot, rng)
        steps = steps_of_year(periods, slots, year, rng)
        if steps is None:
            continue
        _families([s.period for s in steps if s.new], cohort)
        if _live(steps, year, rng):
            for period in periods:
                period.child.periods.append(period)
            _left_in_first_year(cohort)
            return periods
    raise ValueError(f"no population found for {year}")


def _left_in_first_year(cohort: Cohort) -> None:
    """Children looked after on 1 April 2017 who had left by the first count."""
    rng, year = cohort.rng, YEARS[0]
    kinds = ["mainstream"] * 40 + ["connected"] * 22 + ["parents"] * 26 + ["ifa_private"] * 8 + ["home_private"] * 6
    for slot in kinds + ["adopt_own"] * 12:
        old = slot in ("mainstream", "ifa_private", "home_private") and rng.random() < 0.6
        low, high = (2, 5) if slot == "adopt_own" else (10, 17) if slot == "home_private" else (2, 15)
        age = 18 if old else rng.randint(low, high)
        born = date(year - age - 1, 4, 10) + timedelta(days=rng.randint(0, 340))
        child = cohort.new_child(born, rng.random() < 0.54, rng.choices(range(6), (86, 7, 3, 2, 1, 1))[0])
        first = max(born + timedelta(days=200), date(2012, 1, 9))
        if slot == "home_private":
            first = max(first, child.birthday(8))
        period = Period(
            child,
            first + timedelta(days=rng.randint(0, (date(2017, 3, 10) - first).days)),
            rng.choice("SPPLB"),
            _need(False, rng),
        )
        if slot == "adopt_own":
            period.first_rne = "B"
        period.placements.append(Placement(period.start, slot))
        leave(period, year, rng)
        child.periods.append(period)
        cohort.gone.append(child)


def _begin_before_returns(period: Period, slot: str, rng: Random) -> None:
    """Give a child looked after before April 2017 the placement that was open then."""
    child, on = period.child, day(YEARS[0])
    age = (on - child.born).days / 365.25
    if age < 1.1 or child.uasc or rng.random() < (0.22 if age < 5 else 0.24 if age < 16 else 0.3):
        return
    earliest = max(child.born + timedelta(days=3), date(2008, 4, 1))
    recent, latest = date(2015, 10, 20), date(2017, 3, 14)
    if earliest < date(2015, 8, 1) and rng.random() < 0.66:
        start = earliest + timedelta(days=rng.randint(0, (date(2015, 9, 10) - earliest).days))
    else:
        start = max(recent, earliest) + timedelta(days=rng.randint(0, (latest - max(recent, earliest)).days))
    period.start = start
    period.first_rne = rng.choice(("S", "S", "P", "P", "P", "L", "L", "B"))
    was = slot
    if slot.startswith("adopt"):
        was = "mainstream"
    elif first_day(period, slot) > start or slot in ("other", "hospital", "temporary", "family_unit"):
        was = "mainstream" if child.age(start) < 11 else rng.choice(("mainstream", "ifa_private", "home_private"))
    if was.startswith("home") and child.age(start) < 7:
        was = "mainstream"
    period.placements.append(Placement(start, was))


def _families(periods: list[Period], cohort: Cohort) -> None:
    """Make brothers and sisters of some who came in one year."""
    rng = cohort.rng
    fresh = [p for p in periods if not p.child.uasc and not p.child.periods and not p.child.family]
    rng.shuffle(fresh)
    fresh.sort(key=lambda p: p.child.group)
    at = 0
    while at < len(fresh) - 1:
        size = rng.choice((1, 1, 1, 2, 2, 3))
        members = fresh[at : at + size]
        births = sorted(p.child.born for p in members)
        apart = all((later - former).days > 300 for former, later in pairwise(births))
        if size > 1 and apart and len({p.child.group for p in members}) == 1:
            for period in members:
                period.child.family = members[0].child.number + 1
                period.need = members[0].need
        at += size


def _came(step: Step, year: int, rng: Random) -> date:
    """The day on which a new child came, leaving room for the year's placements."""
    child = step.period.child
    first, last = date(year - 1, 4, 2), date(year, 3, 24) - timedelta(days=14 * (step.starts - 1))
    first = max(first, first_day(step.period, step.slot) if step.starts == 1 else child.born)
    if step.slot.startswith("adopt"):
        last -= timedelta(days=60)
    if child.periods and (earlier := child.periods[-1].end):
        first = max(first, earlier + timedelta(days=120))
    if child.age(day(year)) < 1 and rng.random() < 0.6:
        last = min(last, first + timedelta(days=21))
    if last < first:
        raise ValueError("no room in the year")
    return first + timedelta(days=rng.randint(0, (last - first).days))


def _live(steps: list[Step], year: int, rng: Random) -> bool:
    """Give the year's events their days; False, with nothing lasting done, where a child's do not fit."""
    before = [(s.period, list(s.period.placements), s.period.start) for s in steps]
    steps = sorted(steps, key=lambda s: s.slot == "temporary")  # they cannot fail, and are not undone
    family_days: dict[int, date] = {}
    try:
        for step in steps:
            came = None
            if step.new:
                came = _came(step, year, rng)
                family = step.period.child.family
                shared = family_days.get(family) if family else None
                if shared and _could_come(step, shared, year):
                    came = shared
                elif family:
                    family_days.setdefault(family, came)
            live_through(step, year, rng, came)
    except ValueError:
        for period, placements, start in before:
            period.placements, period.start = placements, start
        return False
    return True


def _could_come(step: Step, on: date, year: int) -> bool:
    earliest = first_day(step.period, step.slot) if step.starts == 1 else step.period.child.born
    return earliest <= on <= date(year, 3, 24) - timedelta(days=14 * (step.starts - 1))


def _aim(stock: list[Period], leaving: list[Period], year: int, rng: Random) -> list[Period] | None:
    """Swap leavers with children like them until the stability printed for the year can be met.

    A percentage printed to one decimal fits few denominators, so those looked after for long are brought to one
    of them. Alike is of the same age group, sex and ethnic group, so that nobody else's number changes.
    """
    on = day(year)
    leaving = list(leaving)
    for _ in range(40):
        gone = set(map(id, leaving))
        stay = [p for p in stock if id(p) not in gone]
        judged = [p for p in stay if long_term(p, on)]
        steady = sum(settled(p, on) for p in judged)
        if _meets(year, len(judged), steady):
            return leaving
        target = next(
            (
                d
                for off in range(1, 25)
                for d in (len(judged) + off, len(judged) - off)
                if _meets(year, d, steady + max(d - len(judged), 0))
            ),
            None,
        )
        if target is None:
            return None
        grow = target > len(judged)
        into = [p for p in (leaving if grow else stay) if long_term(p, on) and not _fixed(p, on)]
        other = [p for p in (stay if grow else leaving) if not long_term(p, on) and not _fixed(p, on)]
        rng.shuffle(into)
        into.sort(key=lambda p: settled(p, on), reverse=grow)
        pair = next(((p, q) for p in into for q in other if _alike(p, q, on)), None)
        if pair is None:
            return None
        goes = pair[1] if grow else pair[0]
        stays = pair[0] if grow else pair[1]
        leaving.remove(stays)
        leaving.append(goes)
    return None


def _meets(year: int, judged: int, steady: int) -> bool:
    return numerator(STABLE[year], judged, steady - round(0.03 * judged)) is not None


def _fixed(period: Period, on: date) -> bool:
    return period.child.eighteen <= on or period.slot.startswith("adopt") or period.child.uasc


def _alike(one: Period, other: Period, on: date) -> bool:
    a, b = one.child, other.child
    return a.male == b.male and a.group == b.group and age_group(a.age(on)) == age_group(b.age(on))


def _next_year(cohort: Cohort, stock: list[Period], year: int) -> list[Period]:
    rng = cohort.rng
    if year >= 2023:
        _grant_leave_to_remain(stock, year, rng)
    for _ in range(_ATTEMPTS):
        chosen = choose_leavers(stock, year, rng)
        leaving = _aim(stock, chosen[0], year, rng) if chosen else None
        if chosen is None or leaving is None:
            continue
        newcomers = chosen[1]
        gone = set(map(id, leaving))
        made = len(cohort.children)
        periods = [p for p in stock if id(p) not in gone] + _newcomers(newcomers, cohort, year)
        slots = _slots(periods, year, rng)
        steps = steps_of_year(periods, slots, year, rng) if slots else None
        if steps:
            _families([s.period for s in steps if s.new], cohort)
            if _live(steps, year, rng):
                for step in steps:
                    if step.period not in step.period.child.periods:
                        step.period.child.periods.append(step.period)
                for period in leaving:
                    leave(period, year, rng)
                    cohort.gone.append(period.child)
                return periods
        del cohort.children[made:]
    raise ValueError(f"no population found for {year}")


def _newcomers(newcomers: Newcomers, cohort: Cohort, year: int) -> list[Period]:
    """Periods not yet begun; now and then of a child who was looked after before."""
    rng, on = cohort.rng, day(year)
    back: set[int] = set()
    periods = []
    for group, male, ethnic, uasc in newcomers.rows:
        known = [
            c
            for c in cohort.gone
            if not uasc
            and c.number not in back
            and c.male == male
            and c.group == ethnic
            and not c.uasc
            and c.uasc_until is None
            and c.eighteen > on
            and age_group(c.age(on)) == group
            and c.periods[-1].reason in ("E4A", "E4B", "E13", "E41")
            and (c.periods[-1].end or on) < day(year - 1)
        ]
        if known and rng.random() < 0.12:
            child = rng.choice(known)
            back.add(child.number)
        else:
            child = cohort.new_child(cohort.born_in_group(group, on, uasc), male, ethnic, uasc)
        periods.append(Period(child, on, need=_need(uasc, rng)))
    return periods


def _grant_leave_to_remain(stock: list[Period], year: int, rng: Random) -> None:
    """One young person a year stops being UASC and stays in care."""
    able = [p for p in stock if p.child.uasc and p.child.eighteen > day(year) and p.child.uasc_until is None]
    if able:
        child = able[0].child
        child.uasc, child.uasc_until = False, date(year - 1, 11, 6) + timedelta(days=rng.randint(0, 60))


def _short_stays(cohort: Cohort, year: int) -> None:
    """Children who came and left between two counts."""
    rng = cohort.rng
    for _ in range(_SHORT_STAYS):
        group = rng.choices(range(5), (2, 2, 3, 5, 3))[0]
        born = cohort.born_in_group(group, day(year))
        child: Child = cohort.new_child(born, rng.random() < 0.52, rng.choices(range(6), (84, 8, 2, 2, 1, 1))[0])
        first = max(date(year - 1, 4, 3), born + timedelta(days=1))
        if (date(year, 2, 20) - first).days < 30:
            first = date(year, 1, 20)
            if first <= born:
                cohort.children.pop()
                continue
        start = first + timedelta(days=rng.randint(0, max((date(year, 2, 20) - first).days, 0)))
        period = Period(child, start, need=_need(False, rng))
        period.placements.append(Placement(start, passing_slot(child, start, rng)))
        period.end = start + timedelta(days=rng.randint(2, min((date(year, 3, 25) - start).days, 75)))
        if child.eighteen <= period.end:
            cohort.children.pop()
            continue
        period.reason = rng.choice(("E4A", "E4A", "E4B", "E13", "E8"))
        child.periods.append(period)
        if months_before(day(year), 4) > period.end:
            cohort.gone.append(child)
