"""Where each placement was: its code, its home or carer, the postcode and the registration number."""

from collections.abc import Iterable
from datetime import date, timedelta
from random import Random

from people import Away, Child, Period, Placement, Setting
from postcodes import Postcodes
from simulate import Borough
from targets import (
    CONNECTED_HOUSEHOLDS_2024,
    LOCATION_2024,
    RESIDENTIAL_IN_BOROUGH_SEPTEMBER_2023,
    YEARS,
    day,
)

_KINDS = {
    "ifa_private": "ifa", "ifa_voluntary": "ifa",
    "home_private": "residential", "home_voluntary": "residential", "school": "residential",
    "supported_private": "supported", "supported_voluntary": "supported",
}  # fmt: skip
_USUAL_AREAS = {
    "ifa": (20, 45, 35), "residential": (38, 45, 17), "supported": (36, 55, 9), "connected": (66, 24, 10),
    "foster_other_la": (0, 70, 30), "home_other_la": (0, 60, 40), "family_unit": (0, 80, 20),
    "hospital": (0, 70, 30), "other": (50, 40, 10), "adopt": (8, 42, 50), "lodging_own": (1, 0, 0),
}  # fmt: skip
_CAPACITY = {"home": (3, 4, 4, 5, 6), "supported": (3, 4, 5, 6), "school": (12,), "family": (4,), "hospital": (2,)}
_STOCKPORT_FOSTERING = "SC900356"
_REGIONAL_ADOPTION = "XXXXXXX"
_PLACES = ("borough", "gm", "other")


class Homes:
    """Finds a setting for each placement, in the order in which they began."""

    def __init__(self, borough: Borough, postcodes: Postcodes, rng: Random) -> None:
        self._borough, self._postcodes, self._rng = borough, postcodes, rng
        self._living: dict[int, list[tuple[Child, date | None]]] = {}
        self._pools: dict[tuple[str, str], list[Setting]] = {}
        self._numbers = iter(range(1, 900))
        self._agencies = {
            "ifa_private": [self._urn() for _ in range(9)], "ifa_voluntary": [self._urn() for _ in range(3)],
        }  # fmt: skip
        sizes = [1] * 67 + [2] * 66 + [3] * 20  # 153 households approved for 259 places
        rng.shuffle(sizes)
        self._pools["mainstream", ""] = [
            self._setting(rng.choices(("borough", "near"), (88, 12))[0], size, _STOCKPORT_FOSTERING) for size in sizes
        ]
        self._pools["home_own", ""] = [self._setting("borough", size, self._urn()) for size in (5, 7)]
        self._pools["unit_own", ""] = [self._setting("borough", 5, "9900001")]
        self.over_capacity = 0
        self._areas: dict[int, str] = {}
        self._planned: dict[int, Setting] = {}
        self._placed: set[int] = set()

    def _urn(self) -> str:
        return f"SC9{next(self._numbers) * 37 % 99991:05d}"

    def _setting(self, area: str, capacity: int, urn: str = "") -> Setting:
        return Setting(self._postcodes.draw(area), urn, capacity, area)

    def settle(self) -> None:
        """Give every placement its code and setting, and every child a home postcode."""
        self._home_postcodes()
        periods = [p for c in self._borough.cohort.children for p in c.periods]
        everything = [(placement, period) for period in periods for placement in period.placements]
        self._choose_areas(everything)
        everything.sort(key=lambda pair: (pair[0].start, pair[1].child.number))
        self._plan_own_homes()
        for placement, period in everything:
            self._code(placement, period)
        for placement, period in everything:
            placement.setting = self._place(placement, period)
            self._placed.add(id(placement))
            self._living.setdefault(id(placement.setting), []).append((period.child, period.ends(placement)))
        self._connected_households()
        self._absences(everything)

    def _home_postcodes(self) -> None:
        families: dict[int, str] = {}
        for child in self._borough.cohort.children:
            granted = child.uasc_until is not None and child.uasc_until < child.eighteen
            if (child.uasc or child.uasc_until) and not granted:
                continue
            new = self._postcodes.draw(self._rng.choices(("borough", "near"), (95, 5))[0])
            child.home_postcode = families.setdefault(child.family, new) if child.family else new

    # Where commissioned placements are

    def _choose_areas(self, everything: list[tuple[Placement, Period]]) -> None:
        last, september = day(YEARS[-1]), date(2023, 9, 30)
        for kind, wanted in LOCATION_2024.items():
            mine = [(pl, pe) for pl, pe in everything if _KINDS.get(pl.slot) == kind]
            for placement, _ in mine:
                self._areas[id(placement)] = self._rng.choices(_PLACES, _USUAL_AREAS[kind])[0]
            now = [
                pl
                for pl, pe in mine
                if pl.start <= last and (pe.ends(pl) or date.max) > last and not any(a.end is None for a in pl.away)
            ]
            self._rng.shuffle(now)
            if kind == "residential":
                then = [
                    pl for pl, pe in mine if pl.start <= september and september < (pe.ends(pl) or date.max) <= last
                ]
                self._split_by_september(now, then, september, wanted)
            else:
                for placement, area in zip(now, _spread(wanted), strict=True):
                    self._areas[id(placement)] = area

    def _split_by_september(
        self, now: list[Placement], then: list[Placement], september: date, wanted: tuple[int, int, int]
    ) -> None:
        """In borough: 17 at 31 March 2024, and 15 at the census of September 2023, some of them the same."""
        old = [pl for pl in now if pl.start <= september]
        new = [pl for pl in now if pl.start > september]
        both = min(len(old), RESIDENTIAL_IN_BOROUGH_SEPTEMBER_2023 - min(len(then) // 2, 4))
        both = max(both, wanted[0] - len(new), RESIDENTIAL_IN_BOROUGH_SEPTEMBER_2023 - len(then))
        inside = old[:both] + new[: wanted[0] - both]
        rest = [pl for pl in now if pl not in inside]
        for placement, area in zip(inside + rest, _spread(wanted), strict=True):
            self._areas[id(placement)] = area
        for index, placement in enumerate(then):
            near = index < RESIDENTIAL_IN_BOROUGH_SEPTEMBER_2023 - both
            self._areas[id(placement)] = "borough" if near else "gm" if index % 3 else "other"

    def _area(self, placement: Placement) -> str:
        if id(placement) in self._areas:
            return self._areas[id(placement)]
        name = "adopt" if placement.slot.startswith("adopt") else placement.slot
        name = "other" if name.startswith("other") else name
        return self._rng.choices(_PLACES, _USUAL_AREAS[name])[0]

    # Codes

    def _code(self, placement: Placement, period: Period) -> None:
        slot, rng = placement.slot, self._rng
        at = period.placements.index(placement)
        following = period.placements[at + 1] if at + 1 < len(period.placements) else None
        end = period.ends(placement) or day(YEARS[-1])
        if slot in ("mainstream", "connected", "ifa_private", "ifa_voluntary"):
            lasting, passing = ("U1", "U3") if slot == "connected" else ("U4", "U6")
            settled_before = placement.start < date(2016, 4, 1) and rng.random() < 0.6
            placement.code = lasting if settled_before else passing
            if following and following.same_carer:
                placement.code = "U5"
            elif slot == "connected" and period.child.age(placement.start) < 2 and rng.random() < 0.05:
                placement.code = "U2"
            elif not settled_before and period.child.age(end) >= 4 and (end - placement.start).days > 420:
                on = placement.start + timedelta(days=rng.randint(240, 400))
                if on > date(2017, 4, 10) and rng.random() < 0.75:
                    placement.long_term_from = on
        elif slot.startswith("adopt"):
            placement.code = "A5" if placement.same_carer else "A4" if at == 0 and period.first_rne == "S" else "A6"
        else:
            placement.code = {
                "foster_other_la": "U6", "parents": "P1", "lodging_own": "P2", "family_unit": "R3", "hospital": "R2",
                "school": "S1", "supported_private": "H5", "supported_voluntary": "H5", "unit_own": "H5",
            }.get(slot, "Z1" if slot.startswith("other") else "K2")  # fmt: skip
        if following and not following.same_carer:
            placement.reason = rng.choices(
                ("CARPL", "CREQB", "CREQO", "CHILD", "LAREQ", "ALLEG", "STAND", "CLOSE", "OTHER"),
                (46, 15, 10, 7, 5, 3, 2, 2, 10),
            )[0]
        elif following:
            placement.reason = "PLACE"

    # Settings

    def _place(self, placement: Placement, period: Period) -> Setting:
        slot, child = placement.slot, period.child
        at = period.placements.index(placement)
        before = period.placements[at - 1].setting if at else None
        if placement.same_carer and before:
            return Setting(before.postcode, _REGIONAL_ADOPTION, 1, before.area)
        if slot == "parents":
            at_home = child.home_postcode and self._rng.random() < 0.7
            return Setting(child.home_postcode if at_home else self._postcodes.draw("borough"))
        if slot.startswith("adopt"):
            urn = self._agencies["ifa_voluntary"][0] if slot == "adopt_voluntary" else _REGIONAL_ADOPTION
            return self._setting(self._area(placement), 2, urn)
        if slot == "connected":
            return self._with_family(period, placement, before) or self._setting(
                self._area(placement), 3, _STOCKPORT_FOSTERING
            )
        if slot == "mainstream":
            return self._with_family(period, placement, before) or self._household(placement, before)
        if slot in ("home_own", "unit_own"):
            planned = self._planned.get(id(placement))
            return self._bed(placement, period, [planned] if planned else self._pools[slot, ""])
        area = self._area(placement)
        if slot.startswith("ifa"):
            shared = self._with_family(period, placement, before, area)
            return shared or self._setting(area, 2, self._rng.choice(self._agencies[slot]))
        if slot == "foster_other_la":
            return self._setting(area, 1, self._urn())
        return self._room(slot, area, placement, before)

    def _free(self, setting: Setting, on: date) -> int:
        living = sum(end is None or end > on for _, end in self._living.get(id(setting), ()))
        return setting.capacity - living

    def _with_family(
        self, period: Period, placement: Placement, before: Setting | None, area: str = ""
    ) -> Setting | None:
        """The household in which a brother or sister already lives, if it has room."""
        family = period.child.family
        if not family:
            return None
        for other in self._borough.cohort.children:
            if other.family != family or other is period.child:
                continue
            for theirs in (p for q in other.periods for p in q.placements):
                home = theirs.setting
                if not home or home is before or theirs.slot != placement.slot or home.area != (area or home.area):
                    continue
                there = [end for who, end in self._living[id(home)] if who is other]
                if any(e is None or e > placement.start for e in there) and self._free(home, placement.start) > 0:
                    return home
        return None

    def _household(self, placement: Placement, before: Setting | None) -> Setting:
        """A place with one of the council's foster households."""
        pool = self._pools["mainstream", ""]
        return self._rng.choice([s for s in pool if s is not before and self._free(s, placement.start) > 0])

    def _bed(self, placement: Placement, period: Period, homes: list[Setting]) -> Setting:
        """A bed in the council's own homes; the child comes when one is free, if that is in the same year."""
        free = [s for s in homes if self._free(s, placement.start) > 0]
        if free:
            return max(free, key=lambda s: (self._free(s, placement.start), s.postcode))
        year_end = day(placement.start.year + (placement.start.month > 3))
        final = min(period.ends(placement) or date.max, year_end) - timedelta(days=3)
        freed = [
            (end, s) for s in homes for _, end in self._living.get(id(s), ()) if end and placement.start < end < final
        ]
        if placement is period.placements[0] and len(homes) == 1 and placement.slot == "home_own":
            found = self._bed(placement, period, self._pools["home_own", ""])
            later = [key for key, home in self._planned.items() if home is found and key not in self._placed]
            if later:
                self._planned[later[0]] = homes[0]
            return found
        if not freed or placement is period.placements[0]:
            self.over_capacity += 1
            return homes[0]
        placement.start, home = min(freed, key=lambda pair: (pair[0], pair[1].postcode))
        return home

    def _room(self, slot: str, area: str, placement: Placement, before: Setting | None) -> Setting:
        """A place in a home already used, where it has one, else in a new one."""
        pool = self._pools.setdefault((slot, area), [])
        able = [s for s in pool if s is not before and self._free(s, placement.start) > 0]
        if able and self._rng.random() < 0.9:
            return self._rng.choice(able)
        sizes = _CAPACITY.get(slot.split("_")[0], (1,))
        number = self._urn()
        urn = f"99{int(number[3:]):05d}" if slot.startswith("supported") else number
        pool.append(self._setting(area, self._rng.choice(sizes), urn))
        return pool[-1]

    def _connected_households(self) -> None:
        """Bring the households of relatives and friends on the last day to the printed number."""
        last = day(YEARS[-1])
        now = [
            (p.placements[-1], p)
            for p in self._borough.stock[YEARS[-1]]
            if p.placements[-1].slot == "connected" and (p.end is None or p.end > last)
        ]
        homes: dict[int, list[tuple[Placement, Period]]] = {}
        for placement, period in now:
            homes.setdefault(id(placement.setting), []).append((placement, period))
        single = [group[0] for group in homes.values() if len(group) == 1]
        single.sort(key=lambda pair: (pair[1].child.group, pair[0].start, pair[1].child.number))
        excess = len(homes) - CONNECTED_HOUSEHOLDS_2024
        if not 0 <= 2 * excess <= len(single):
            raise ValueError(f"{len(homes)} households of connected carers cannot become the number wanted")
        step = max(len(single) // max(excess, 1), 2)
        for first in range(excess):
            one, other = single[first * step], single[first * step + 1]
            other[0].setting = one[0].setting

    def _plan_own_homes(self) -> None:
        """The council's two homes hold five children each on the last day, the larger having been made smaller."""
        last = day(YEARS[-1])
        now = [
            p.placements[-1]
            for p in self._borough.stock[YEARS[-1]]
            if p.placements[-1].slot == "home_own" and (p.end is None or p.end > last)
        ]
        now.sort(key=lambda placement: placement.start)
        self._planned = {id(pl): self._pools["home_own", ""][at % 2] for at, pl in enumerate(now)}

    def _absences(self, everything: list[tuple[Placement, Period]]) -> None:
        """A few temporary placements each year from which the child comes back."""
        for year in YEARS:
            able = []
            for placement, period in everything:
                end = period.ends(placement) or date.max
                if placement.slot in ("mainstream", "ifa_private", "home_private") and not placement.away:
                    first = max(placement.start + timedelta(days=50), date(year - 1, 4, 20))
                    if first + timedelta(days=40) < min(end, date(year, 2, 20)):
                        able.append((placement, first, min(end, date(year, 2, 20)) - timedelta(days=25)))
            for placement, first, final in self._rng.sample(able, 6):
                on = first + timedelta(days=self._rng.randint(0, (final - first).days))
                code, most = self._rng.choice((("T4", 7), ("T3", 14), ("T2", 14), ("T1", 12), ("T4", 6)))
                placement.away.append(Away(on, on + timedelta(days=self._rng.randint(3, most)), code))
        for placement, _ in everything:
            for away in placement.away:
                away.postcode = self._postcodes.draw("borough")


def _spread(wanted: Iterable[int]) -> list[str]:
    return [area for area, count in zip(_PLACES, wanted, strict=True) for _ in range(count)]
