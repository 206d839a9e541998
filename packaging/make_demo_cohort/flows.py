"""Who is looked after at each 31 March: who leaves in a year, and who comes."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from people import Child, Period, long_term, months_before
from targets import AGES, ETHNIC_GROUPS, ETHNICITY, MALE, TOTAL, UASC, age_group, day

_USUAL_STARTERS = (0, 24, 26, 40, 26)
_FEWEST_LEAVERS = (0.0, 0.22, 0.11, 0.09, 0.06)
_MAY_BE_UASC = [ETHNIC_GROUPS.index(name) for name in ("Asian", "Black", "Other")]
_UASC_ORIGIN = {"Asian": 0.9, "Black": 1.2, "Other": 1.3}


@dataclass
class Cohort:
    """The children held so far, and the source of chance from which all is drawn."""

    rng: Random
    children: list[Child] = field(default_factory=list)
    gone: list[Child] = field(default_factory=list)

    def new_child(self, born: date, male: bool, group: int, uasc: bool = False) -> Child:
        """A child not seen before."""
        child = Child(len(self.children), born, male, group, uasc)
        self.children.append(child)
        return child

    def born_in_group(self, group: int, on: date, uasc: bool = False) -> date:
        """A birthday that puts a child into the age group on the day; none who is UASC is under 14."""
        first, last = ((0, 1), (1, 5), (5, 10), (14 if uasc else 10, 16), (16, 18))[group]
        for _ in range(1000):
            born = on - timedelta(days=self.rng.randint(int(first * 365.25) + 2, int(last * 365.25) - 3))
            if age_group(Child(0, born, True, 0).age(on)) == group and (born.month, born.day) != (2, 29):
                return born
        raise ValueError(f"no birthday found in age group {group}")


def _shuffled(counts: list[int], rng: Random) -> list[int]:
    values = [value for value, count in enumerate(counts) for _ in range(count)]
    rng.shuffle(values)
    return values


@dataclass
class Newcomers:
    """Age group, sex, ethnic group and UASC of each child who comes in a year."""

    rows: list[tuple[int, bool, int, bool]]


def make_up(ages: list[int], male: int, ethnic: list[int], uasc: int, rng: Random) -> Newcomers:
    """Combine the numbers wanted of each kind into children; those who are UASC are 16 or 17, mostly male."""
    ages, ethnic = list(ages), list(ethnic)
    rows: list[tuple[int, bool, int, bool]] = []
    boys = male
    for index in range(uasc):
        group = max(_MAY_BE_UASC, key=lambda g: (ethnic[g] * _UASC_ORIGIN[ETHNIC_GROUPS[g]], g))
        if ethnic[group] <= 0:
            raise ValueError("no ethnic group left for a child who is UASC")
        years = 3 if index % 7 == 6 and ages[3] > 0 else 4
        boy = index % 9 != 5
        ages[years] -= 1
        ethnic[group] -= 1
        boys -= boy
        rows.append((years, boy, group, True))
    total = sum(ages)
    sexes = _shuffled([total - boys, boys], rng)
    for years, sex, group in zip(_shuffled(ages, rng), sexes, _shuffled(ethnic, rng), strict=True):
        rows.append((years, bool(sex), group, False))
    return Newcomers(rows)


def choose_leavers(stock: list[Period], year: int, rng: Random) -> tuple[list[Period], Newcomers] | None:
    """Who leaves in the year to 31 March, and what the newcomers must be; None where chance made it impossible."""
    on = day(year)
    leaving = [p for p in stock if p.child.eighteen <= on]
    staying = [p for p in stock if p.child.eighteen > on]
    by_group: list[list[Period]] = [[] for _ in AGES[year]]
    for period in staying:
        by_group[age_group(period.child.age(on))].append(period)
    newcomer_ages = []
    for group, members in enumerate(by_group):
        fewest = round(_FEWEST_LEAVERS[group] * len(members))
        usual = AGES[year][group] if group == 0 else _USUAL_STARTERS[group] + rng.randint(-4, 4)
        out = max(fewest, len(members) - (AGES[year][group] - usual))
        newcomer_ages.append(AGES[year][group] - (len(members) - out))
        leaving += _weighted(members, out, year, rng)
    leaving = _repair(leaving, by_group, year, rng)
    gone = set(map(id, leaving))
    stay = [p for p in staying if id(p) not in gone]
    ethnic = [ETHNICITY[year][g] - sum(p.child.group == g for p in stay) for g in range(len(ETHNIC_GROUPS))]
    male = MALE[year] - sum(p.child.male for p in stay)
    uasc = UASC[year] - sum(p.child.uasc for p in stay)
    room = [max(ethnic[g], 0) for g in _MAY_BE_UASC]
    if min(ethnic) < 0 or not 0 <= uasc <= min(sum(room), newcomer_ages[4]):
        return None
    if not 0.36 <= male / max(TOTAL[year] - len(stay), 1) <= 0.68:
        return None
    try:
        return leaving, make_up(newcomer_ages, male, ethnic, uasc, rng)
    except ValueError:
        return None


def _weight(period: Period, year: int) -> float:
    """How likely a child is to leave, against others of the same age."""
    if period.slot.startswith("adopt"):
        return 12.0
    before = day(year - 1)
    weight = {"parents": 4.0, "family_unit": 5.0, "connected": 1.3}.get(period.slot, 1.0)
    if period.start > months_before(before, 12):
        weight *= 2.5
    if long_term(period, before):
        # A placement that has just changed is likelier to end, which keeps the stability series in reach.
        weight *= 1.6 if period.placements[-1].start > months_before(before, 12) else 0.45
    return weight * (0.2 if period.child.uasc else 1.0)


def _weighted(members: list[Period], count: int, year: int, rng: Random) -> list[Period]:
    keyed = sorted(members, key=lambda p: rng.random() ** (1 / _weight(p, year)), reverse=True)
    return keyed[:count]


def _repair(leaving: list[Period], by_group: list[list[Period]], year: int, rng: Random) -> list[Period]:
    """Swap leavers with others of their age until no ethnic group and no sex is over its target."""
    chosen = list(leaving)
    on = day(year)
    for _ in range(400):
        gone = set(map(id, chosen))
        stay = [p for group in by_group for p in group if id(p) not in gone]
        over = [g for g in range(len(ETHNIC_GROUPS)) if sum(p.child.group == g for p in stay) > ETHNICITY[year][g]]
        too_many_male = sum(p.child.male for p in stay) - MALE[year] + 0.38 * (TOTAL[year] - len(stay))
        too_few_male = MALE[year] - sum(p.child.male for p in stay) - 0.66 * (TOTAL[year] - len(stay))
        if over:
            out = [p for p in stay if p.child.group == over[0] and not p.child.uasc]
            back = [p for p in chosen if p.child.group != over[0]]
        elif too_many_male > 0 or too_few_male > 0:
            male = too_many_male > 0
            out = [p for p in stay if p.child.male == male and p.child.group == 0]
            back = [p for p in chosen if p.child.male != male and p.child.group == 0]
        else:
            break
        rng.shuffle(out)
        for period in out:
            group = age_group(period.child.age(on))
            swaps = [
                p
                for p in back
                if p.child.eighteen > on and age_group(p.child.age(on)) == group and not p.slot.startswith("adopt")
            ]
            if swaps:
                chosen.remove(rng.choice(swaps))
                chosen.append(period)
                break
        else:
            return chosen
    return chosen
