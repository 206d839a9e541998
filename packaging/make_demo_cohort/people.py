"""Children, their periods in care and their placements, as the simulation holds them."""

from dataclasses import dataclass, field
from datetime import date, timedelta


@dataclass(eq=False)
class Setting:
    """A home, school, household or unit; one postcode for all who live there."""

    postcode: str
    urn: str = ""
    capacity: int = 1
    area: str = "borough"


@dataclass(eq=False)
class Away:
    """A temporary placement (T0-T4) inside another, after which the child comes back; None: still away."""

    start: date
    end: date | None
    code: str
    postcode: str = ""


@dataclass(eq=False)
class Placement:
    """One home or carer. ``slot`` is a key of targets.SLOTS; ``same_carer`` where adopters are the carers before."""

    start: date
    slot: str
    code: str = ""
    same_carer: bool = False
    reason: str = ""
    setting: Setting | None = None
    away: list[Away] = field(default_factory=list)
    long_term_from: date | None = None
    """The day on which a short-term fostering placement became a long-term one with the same carers."""


@dataclass(eq=False)
class Period:
    """One period in care; ``first_rne`` is S unless its beginning lies before the first return."""

    child: "Child"
    start: date
    first_rne: str = "S"
    need: str = "N1"
    placements: list[Placement] = field(default_factory=list)
    legal: list[tuple[date, str]] = field(default_factory=list)
    end: date | None = None
    reason: str = ""

    @property
    def slot(self) -> str:
        """Where the child is now."""
        return self.placements[-1].slot

    def ends(self, placement: Placement) -> date | None:
        """The day on which a placement of this period ceased, None while open."""
        later = self.placements.index(placement) + 1
        return self.placements[later].start if later < len(self.placements) else self.end


@dataclass(eq=False)
class Child:
    """One invented child; ``group`` is a position in targets.ETHNIC_GROUPS."""

    number: int
    born: date
    male: bool
    group: int
    uasc: bool = False
    uasc_until: date | None = None
    ethnic: str = ""
    family: int = 0
    home_postcode: str = ""
    short_breaks: bool = False
    periods: list[Period] = field(default_factory=list)

    @property
    def eighteen(self) -> date:
        """The 18th birthday."""
        return self.birthday(18)

    def birthday(self, years: int) -> date:
        """The day of the given birthday; those of 29 February are kept on 1 March."""
        try:
            return self.born.replace(year=self.born.year + years)
        except ValueError:
            return date(self.born.year + years, 3, 1)

    def age(self, on: date) -> int:
        """Whole years on the day."""
        years = on.year - self.born.year
        return years - (on < self.birthday(years))


def months_before(on: date, months: int) -> date:
    """The day so many calendar months before; the last of the month where that month is shorter."""
    index = on.year * 12 + on.month - 1 - months
    first = date(index // 12, index % 12 + 1, 1)
    following = date((index + 1) // 12, (index + 1) % 12 + 1, 1)
    return min(first + timedelta(days=on.day - 1), following - timedelta(days=1))


def long_term(period: Period, on: date) -> bool:
    """Under 16 and looked after for at least 30 months."""
    return period.child.age(on) < 16 and period.start <= months_before(on, 30)


def settled(period: Period, on: date) -> bool:
    """In the same placement for at least 24 months, an adoptive one together with the placement before it."""
    adopted = period.slot.startswith("adopt") and len(period.placements) > 1
    return period.placements[-2 if adopted else -1].start <= months_before(on, 24)
