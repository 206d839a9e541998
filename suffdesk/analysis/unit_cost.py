"""What a bed of our own homes costs a week: exact until it is rounded, once, to whole pence."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import numpy as np

from suffdesk.analysis.occupancy import Nights
from suffdesk.core.money import Pence, round_half_up


@dataclass(frozen=True, slots=True)
class Cost:
    """What a home costs over some days, in pence, spread evenly over them; ``until`` is the day after the last."""

    home: str
    kind: str
    started: date
    until: date
    amount: Pence


@dataclass(frozen=True, slots=True)
class UnitCost:
    """A cost and the bed-nights of the days that it covers. ``exact`` is in pence, None where no cost is held."""

    exact: Fraction | None
    occupied: int
    usable: int

    @property
    def amount(self) -> Pence | None:
        return None if self.exact is None else round_half_up(self.exact)

    @property
    def occupied_week(self) -> Pence | None:
        """Pence a week for a bed that somebody sleeps in; None where nobody did, or no cost is held."""
        return self._week(self.occupied)

    @property
    def usable_week(self) -> Pence | None:
        """Pence a week for a bed that could be slept in."""
        return self._week(self.usable)

    def _week(self, bed_nights: int) -> Pence | None:
        return round_half_up(self.exact * 7 / bed_nights) if self.exact is not None and bed_nights else None


def unit_cost(costs: Iterable[Cost], held: Nights, home: str | None = None) -> UnitCost:
    """The costs of one kind over the nights held, of one home or of all.

    Only nights of days for which the home's cost is held are counted, so that a year of nights is never set against a
    month of cost. A cost that reaches beyond the nights counts by its days within them.
    """
    covered = np.zeros_like(held.registered, bool)
    exact: Fraction | None = None
    place = {name: row for row, name in enumerate(held.homes)}
    end = held.last.toordinal() + 1
    for cost in costs:
        if cost.home not in place or (home is not None and cost.home != home):
            continue
        start, until = max(cost.started, held.first).toordinal(), min(cost.until.toordinal(), end)
        if start < until:
            covered[place[cost.home], start - held.first.toordinal() : until - held.first.toordinal()] = True
            share = Fraction(cost.amount * (until - start), (cost.until - cost.started).days)
            exact = share if exact is None else exact + share
    counted = covered & (held.registered > 0)
    return UnitCost(exact, int(held.occupied[counted].sum()), int(held.usable[counted].sum()))
