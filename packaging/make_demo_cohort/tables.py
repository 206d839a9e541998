"""The tables of one year's return as rows of text, in the return's columns and order."""

from collections.abc import Iterable
from datetime import date, timedelta
from random import Random

from episodes import Episode, in_return
from people import Child, Period, months_before

COLUMNS = {
    "header": "CHILD SEX DOB ETHNIC UPN MOTHER MC_DOB",
    "episodes": "CHILD DECOM RNE LS CIN PLACE PLACE_PROVIDER DEC REC REASON_PLACE_CHANGE HOME_POST PL_POST URN",
    "reviews": "CHILD DOB REVIEW REVIEW_CODE",
    "uasc": "CHILD SEX DOB DUC",
    "oc2": "CHILD DOB SDQ_SCORE SDQ_REASON CONVICTED HEALTH_CHECK IMMUNISATIONS TEETH_CHECK HEALTH_ASSESSMENT "
    "SUBSTANCE_MISUSE INTERVENTION_RECEIVED INTERVENTION_OFFERED",
    "oc3": "CHILD DOB IN_TOUCH ACTIV ACCOM",
    "ad1": "CHILD DOB DATE_INT DATE_MATCH FOSTER_CARE NB_ADOPTR SEX_ADOPTR LS_ADOPTR",
    "placed_for_adoption": "CHILD DOB DATE_PLACED DATE_PLACED_CEASED REASON_PLACED_CEASED",
    "previous_permanence": "CHILD DOB PREV_PERM LA_PERM DATE_PERM",
    "missing": "CHILD DOB MISSING MIS_START MIS_END",
    "sw_episodes": "CHILD DOB SW_ID SW_DECOM SW_DEC SW_REASON",
}
Row = tuple[object, ...]


def text(value: object) -> str:
    """A date as dd/mm/yyyy, nothing as an empty cell."""
    return value.strftime("%d/%m/%Y") if isinstance(value, date) else "" if value is None else str(value)


class Returns:
    """Each child's lasting details, drawn once, from which every year's tables are made."""

    def __init__(self, children: Iterable[Child], episodes: dict[int, list[Episode]], rng: Random) -> None:
        self._rng = rng
        self._episodes = episodes
        by_start = sorted(children, key=lambda c: (c.periods[0].start, c.number))
        self.children = by_start
        self.ids = {c.number: 300000 + 7 * place + place % 5 for place, c in enumerate(by_start, 1)}
        self._reviews = {id(p): self._review_days(p) for c in by_start for p in c.periods}
        self._missing = {c.number: self._missing_of(c) for c in by_start}
        self._workers = {id(p): self._workers_of(p) for c in by_start for p in c.periods}
        self._outcomes = {c.number: self._sdq(c) for c in by_start}
        self._decisions = {c.number: self._decision(c) for c in by_start}
        self._previous = {id(p): self._previous_permanence(p) for c in by_start for p in c.periods}
        self._mothers = self._choose_mothers()
        self._upns = {c.number: self._upn(place) for place, c in enumerate(by_start, 1)}

    def year(self, year: int) -> dict[str, list[Row]]:
        """Every table of the return for the year to 31 March."""
        last = date(year, 3, 31)
        rows = {
            child.number: [e for e in (in_return(e, year) for e in self._episodes[child.number]) if e]
            for child in self.children
        }
        looked_after = [c for c in self.children if rows[c.number]]
        leavers = [c for c in self.children if self._is_care_leaver(c, year)]
        everyone = [c for c in self.children if rows[c.number] or c in leavers]
        tables: dict[str, list[Row]] = {
            "header": [self._header(c, last) for c in everyone],
            "episodes": [self._episode(e) for c in looked_after for e in rows[c.number]],
            "reviews": [r for c in looked_after for r in self._year_reviews(c, year)],
            "uasc": [self._uasc_row(c, last) for c in looked_after if self._was_uasc(c, year)],
            "oc2": [self._oc2(c, year) for c in looked_after if self._whole_year(c, year)],
            "oc3": [self._oc3(c, year) for c in leavers],
            "ad1": [self._ad1(c) for c in looked_after if self._adopted(c, year)],
            "placed_for_adoption": [self._should_be_placed(c, last) for c in looked_after if self._decided(c, year)],
            "previous_permanence": [r for c in looked_after for r in self._year_previous(c, year)],
            "missing": [r for c in looked_after for r in self._year_missing(c, year)],
        }
        if year >= 2024:
            tables["sw_episodes"] = [r for c in looked_after for r in self._year_workers(c, year)]
        return tables

    def _key(self, child: Child) -> tuple[int, date]:
        return self.ids[child.number], child.born

    # Header and episodes

    def _choose_mothers(self) -> dict[int, date]:
        girls = [
            c
            for c in self.children
            if not c.male and (c.periods[-1].end or date(2024, 3, 31)) > c.birthday(16) + timedelta(days=200)
        ]
        found = {}
        for child in self._rng.sample(girls, 7):
            period = child.periods[-1]
            final = min(period.end or date(2024, 3, 1), date(2024, 3, 1)) - timedelta(days=20)
            first = max(child.birthday(15) + timedelta(days=120), period.start)
            if final > first:
                found[child.number] = first + timedelta(days=self._rng.randint(0, (final - first).days))
        return found

    @staticmethod
    def _upn(place: int) -> str:
        """A pupil number that no school can have given: school 0000 does not exist."""
        digits = f"3560000{10 + place % 14:02d}{place % 1000:03d}"
        letters = "ABCDEFGHJKLMNPQRTUVWXYZ"
        check = letters[sum(int(d) * weight for weight, d in enumerate(digits, 2)) % 23]
        return check + digits[:11] + digits[11]

    def _header(self, child: Child, last: date) -> Row:
        age = child.age(last)
        upn = "UN1" if age < 4 else "UN3" if child.uasc or child.uasc_until else self._upns[child.number]
        born = self._mothers.get(child.number)
        mother = "" if child.male else "1" if born and born <= last else "0"
        return (
            self.ids[child.number], "1" if child.male else "2", child.born, child.ethnic, upn, mother,
            born if mother == "1" else None,
        )  # fmt: skip

    def _episode(self, e: Episode) -> Row:
        return (
            self.ids[e.child.number], e.start, e.rne, e.legal, e.need, e.place, e.provider, e.end, e.rec, e.reason,
            e.home, e.postcode, e.urn,
        )  # fmt: skip

    # Reviews: within 20 working days, then 3 months, then every 6 months

    def _review_days(self, period: Period) -> list[tuple[date, str]]:
        rng, child = self._rng, period.child
        end = period.end or date(2024, 3, 31)
        if child.short_breaks:
            return []
        on = period.start + timedelta(days=rng.randint(15, 27))
        if period.start < date(2017, 3, 1):
            on = date(2017, 4, 3) + timedelta(days=rng.randint(0, 175))
        second = period.start >= date(2017, 3, 1)
        days = []
        while on < end:
            while on.weekday() > 4:
                on -= timedelta(days=1)
            if child.age(on) < 4:
                code = "PN0"
            elif child.age(on) < 8:
                code = rng.choice(("PN3", "PN4", "PN5", "PN6", "PN7"))
            else:
                code = rng.choices(("PN1", "PN2", "PN5", "PN6", "PN7"), (60, 5, 10, 15, 10))[0]
            days.append((on, code))
            on += timedelta(days=rng.randint(80, 91) if second else rng.randint(165, 184))
            second = False
        return days

    def _year_reviews(self, child: Child, year: int) -> list[Row]:
        return [
            (*self._key(child), on, code)
            for period in child.periods for on, code in self._reviews[id(period)] if _in_year(on, year)
        ]  # fmt: skip

    # UASC

    @staticmethod
    def _was_uasc(child: Child, year: int) -> bool:
        until = child.uasc_until
        return (child.uasc or until is not None) and (until is None or until > date(year - 1, 4, 1))

    def _uasc_row(self, child: Child, last: date) -> Row:
        until = child.uasc_until
        sex = "1" if child.male else "2"
        return self.ids[child.number], sex, child.born, until if until and until <= last else None

    # Health and conduct of those looked after for the whole year

    def _sdq(self, child: Child) -> int:
        return max(0, min(34, round(self._rng.gauss(13.5, 6.5))))

    @staticmethod
    def _whole_year(child: Child, year: int) -> bool:
        last = date(year, 3, 31)
        return not child.short_breaks and any(
            p.start <= months_before(last, 12) and (p.end is None or p.end > last) for p in child.periods
        )

    def _oc2(self, child: Child, year: int) -> Row:
        rng, last = Random(f"oc2 {child.number} {year}"), date(year, 3, 31)
        age = child.age(last)
        score: object = max(0, min(40, self._outcomes[child.number] + rng.randint(-4, 4)))
        reason = ""
        if not 4 <= age <= 16:
            score, reason = "", "SDQ1"
        elif rng.random() < 0.12:
            score, reason = "", rng.choice(("SDQ2", "SDQ4", "SDQ5", "SDQ3"))
        misuse = age >= 11 and rng.random() < 0.035
        received = misuse and rng.random() < 0.6
        return (
            *self._key(child), score, reason,
            int(rng.random() < 0.025) if age >= 10 else "",
            int(rng.random() < 0.93) if age < 5 else "",
            int(rng.random() < 0.88), int(rng.random() < 0.8), int(rng.random() < 0.92),
            int(misuse), int(received) if misuse else "", (int(rng.random() < 0.8) if misuse and not received else ""),
        )  # fmt: skip

    # Care leavers: the year of the 17th to the 21st birthday, for those whom these returns saw leave at 16 or over

    @staticmethod
    def _is_care_leaver(child: Child, year: int) -> bool:
        if child.short_breaks or not 17 <= child.age(date(year, 3, 31)) <= 21:
            return False
        period = child.periods[-1]
        end = period.end
        if end is None or child.age(end) < 16 or (end - period.start).days < 91:
            return False
        on = child.birthday(child.age(date(year, 3, 31)))
        return _in_year(on, year) and end <= on

    def _oc3(self, child: Child, year: int) -> Row:
        rng = Random(f"oc3 {child.number} {year}")
        if rng.random() < 0.09:
            touch = rng.choice(("NO", "REFU", "NREQ"))
            return *self._key(child), touch, "0", "0"
        activity = rng.choices(("F2", "F1", "P2", "G5", "G4", "G6"), (40, 8, 7, 28, 10, 7))[0]
        if year >= 2019 and activity in ("F2", "P2"):
            activity = rng.choice(("F2", "F2", "F5", "F4", "P5"))
        stays = child.periods[-1].reason == "E17"
        home = rng.choice(("Z1", "Z1", "U1")) if stays else rng.choice(("D1", "U1", "U1", "E1", "B1", "T1", "V2"))
        return *self._key(child), "YES", activity, home

    # Adoption

    def _decision(self, child: Child) -> tuple[date, date | None, str] | None:
        """When it was decided that the child should be placed, and where the plan ceased, when and why."""
        for period in child.periods:
            for placement in period.placements:
                if placement.slot.startswith("adopt"):
                    on = placement.start - timedelta(days=self._rng.randint(100, 260))
                    if period.first_rne == "S":
                        on = max(on, period.start)
                    if period.slot.startswith("adopt"):
                        return on, None, ""
                    left = period.ends(placement) or placement.start
                    return on, left, "RD4"
            young = period.child.age(period.start) < 5 and not period.child.short_breaks
            if young and (period.end or date.max) > date(2018, 1, 1) and self._rng.random() < 0.05:
                on = max(period.start, date(2017, 4, 10)) + timedelta(days=150)
                ceased = on + timedelta(days=300)
                if ceased < min(period.end or date(2024, 3, 1), date(2024, 3, 1)):
                    return on, ceased, self._rng.choice(("RD1", "RD2", "RD3"))
        return None

    def _decided(self, child: Child, year: int) -> bool:
        found = self._decisions[child.number]
        return found is not None and found[0] <= date(year, 3, 31) and (found[1] or date.max) >= date(year - 1, 4, 1)

    def _should_be_placed(self, child: Child, last: date) -> Row:
        found = self._decisions[child.number]
        if found is None:
            raise ValueError("no decision")
        on, ceased, why = found
        shown = ceased is not None and ceased <= last
        return *self._key(child), on, ceased if shown else None, why if shown else ""

    @staticmethod
    def _adopted(child: Child, year: int) -> bool:
        return any(p.reason in ("E11", "E12") and p.end and _in_year(p.end, year) for p in child.periods)

    def _ad1(self, child: Child) -> Row:
        period = child.periods[-1]
        rng = Random(f"ad1 {child.number}")
        placed = period.placements[-1].start
        decision = self._decisions[child.number]
        decided = decision[0] if decision else placed - timedelta(days=120)
        matched = max(placed - timedelta(days=rng.randint(12, 45)), min(decided + timedelta(days=7), placed))
        sex, status = rng.choices(
            (("MF", "L11"), ("MF", "L3"), ("F1", "L0"), ("FF", "L12"), ("MM", "L12")), (62, 14, 12, 6, 6)
        )[0]
        same = int(period.placements[-1].same_carer)
        return *self._key(child), decided, matched, same, 1 if status == "L0" else 2, sex, status

    # Previous permanence of those who came

    def _previous_permanence(self, period: Period) -> tuple[str, str, str]:
        chance = self._rng.random()
        if chance > 0.08 or period.child.age(period.start) < 4 or period.child.uasc:
            return "Z1", "", ""
        code = self._rng.choice(("P1", "P2", "P2", "P3"))
        on = max(period.start - timedelta(days=self._rng.randint(400, 2500)), period.child.birthday(1))
        return code, self._rng.choice(("356", "356", "356", "352", "357")), text(on)

    def _year_previous(self, child: Child, year: int) -> list[Row]:
        return [
            (*self._key(child), *self._previous[id(p)])
            for p in child.periods if _in_year(p.start, year) and not child.short_breaks
        ]  # fmt: skip

    # Missing

    def _missing_of(self, child: Child) -> list[tuple[str, date, date]]:
        rng, found = self._rng, []
        for period in child.periods:
            first = max(period.start + timedelta(days=5), child.birthday(12), date(2017, 4, 1))
            final = (period.end or date(2024, 3, 31)) - timedelta(days=3)
            if child.short_breaks or first >= final or rng.random() > (0.3 if child.age(final) >= 15 else 0.12):
                continue
            times = rng.choices((1, 2, 4, 7), (50, 25, 17, 8))[0]
            days = sorted(rng.randint(0, (final - first).days) for _ in range(times))
            free = first
            for offset in days:
                on = first + timedelta(days=offset)
                if on < free:
                    continue
                away = timedelta(days=rng.choices((0, 1, 2, 5), (40, 40, 15, 5))[0])
                back = min(on + away, final + timedelta(days=1))
                found.append((rng.choice("MMA"), on, back))
                free = back + timedelta(days=2)
        return found

    def _year_missing(self, child: Child, year: int) -> list[Row]:
        first, last = date(year - 1, 4, 1), date(year, 3, 31)
        return [
            (*self._key(child), code, on, back if back <= last else None)
            for code, on, back in self._missing[child.number] if on <= last and back >= first
        ]  # fmt: skip

    # Social workers, first returned for 2023-24

    def _workers_of(self, period: Period) -> list[tuple[str, date, date | None, str]]:
        rng, end = self._rng, period.end or date(2024, 3, 31)
        found: list[tuple[str, date, date | None, str]] = []
        on, why = period.start, "FCONTA"
        while on < end:
            until = on + timedelta(days=rng.randint(70, 130) if why == "FCONTA" else rng.randint(200, 900))
            last = until >= end
            found.append((f"SW{rng.randint(10000, 10120)}", on, period.end if last else until, why))
            on, why = until, rng.choice(("TSPROC", "LEFTRL", "LEFTRL", "MANAGE", "ORGRST", "OTHERS", "ABSENC"))
        return found

    def _year_workers(self, child: Child, year: int) -> list[Row]:
        first, last = date(year - 1, 4, 1), date(year, 3, 31)
        return [
            (*self._key(child), who, on, until if until and until <= last else None, why)
            for p in child.periods if not child.short_breaks
            for who, on, until, why in self._workers[id(p)] if on <= last and (until or date.max) >= first
        ]  # fmt: skip


def _in_year(on: date, year: int) -> bool:
    return date(year - 1, 4, 1) <= on <= date(year, 3, 31)
