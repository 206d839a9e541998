"""Our own homes: what occupancy rests on, read once for each state of a store; the nights, costs and chart of it."""

import weakref
from datetime import date
from functools import lru_cache
from typing import Any

from suffdesk.analysis.cohort import Cohort, Snapshot
from suffdesk.analysis.indicators import ALL, measure
from suffdesk.analysis.occupancy import Bed, Closure, Home, Nights, OwnHomes, Stay, nights, spans
from suffdesk.analysis.unit_cost import Cost
from suffdesk.core.chart import ChartSpec, Series
from suffdesk.core.collecting import without_collection
from suffdesk.core.dates import show_date, show_date_short
from suffdesk.core.measure import Measure
from suffdesk.domain.provider import OWN_PROVISION
from suffdesk.store.opening import Store
from suffdesk.store.queries.standing import NAME

CODE = "in_house_occupancy"
_held: "weakref.WeakKeyDictionary[Store, tuple[int, OwnHomes, dict[date, Nights]]]" = weakref.WeakKeyDictionary()

_OWN = "SELECT id FROM setting WHERE sector = ? AND id IN (SELECT setting_id FROM bed)"
_HOMES = f"SELECT s.id, {NAME}, s.until FROM setting s WHERE s.id IN ({_OWN}) ORDER BY 2 COLLATE NOCASE, s.id"
_BEDS = f"SELECT id, setting_id, started, until FROM bed WHERE setting_id IN ({_OWN}) ORDER BY setting_id, name, id"
_CLOSURES = (
    "SELECT c.bed_id, c.started, c.until, c.reason FROM bed_closure c JOIN bed b ON b.id = c.bed_id "
    f"WHERE b.setting_id IN ({_OWN}) ORDER BY c.started, c.id"
)
_CHILDREN = (
    "SELECT p.setting_id, p.child_id, p.started, p.until FROM placement p JOIN child k ON k.id = p.child_id "
    f"WHERE p.setting_id IN ({_OWN}) ORDER BY k.reference, p.started, p.id"
)
_OTHERS = f"SELECT setting_id, '', started, until FROM other_stay WHERE setting_id IN ({_OWN}) ORDER BY started, id"
_COSTS = f"SELECT setting_id, kind, started, until, amount FROM home_cost WHERE setting_id IN ({_OWN}) ORDER BY id"


def load_own_homes(store: Store) -> OwnHomes:
    """Homes of the authority that have beds, with all that is held of their nights; read again only after a change."""
    return _load(store)[0]


def _load(store: Store) -> tuple[OwnHomes, dict[date, Nights]]:
    state = store.state()
    held = _held.get(store)
    if held is None or held[0] != state:
        with without_collection():
            held = _held[store] = (state, _read(store), {})
    return held[1:]


@lru_cache(maxsize=100_000)
def _day(text: str) -> date:
    return date.fromisoformat(text)


def _maybe_day(text: Any) -> date | None:
    return _day(text) if text else None


def _read(store: Store) -> OwnHomes:
    def rows(sql: str) -> list[tuple[Any, ...]]:
        return store.rows(sql, (OWN_PROVISION,))

    return OwnHomes(
        tuple(Home(row_id, name, _maybe_day(until)) for row_id, name, until in rows(_HOMES)),
        tuple(Bed(row_id, home, _day(started), _maybe_day(until)) for row_id, home, started, until in rows(_BEDS)),
        tuple(Closure(bed, _day(started), _maybe_day(until), why) for bed, started, until, why in rows(_CLOSURES)),
        tuple(
            Stay(home, child, _day(started), _maybe_day(until))
            for sql in (_CHILDREN, _OTHERS)
            for home, child, started, until in rows(sql)
        ),
    )


def load_costs(store: Store, kind: str) -> list[Cost]:
    """What our own homes cost: actual or budget."""
    found: list[tuple[Any, ...]] = store.rows(_COSTS, (OWN_PROVISION,))
    return [
        Cost(home, of, _day(started), _day(until), amount)
        for home, of, started, until, amount in found
        if of == kind and started < until
    ]


def year_nights(store: Store, as_at: date) -> Nights:
    """Every night of the year to the date, that of the date with it."""
    own, years = _load(store)
    if as_at not in years:
        years.clear()
        years[as_at] = nights(own, spans(as_at).year, as_at)
    return years[as_at]


def occupancy_measures(store: Store, as_at: date) -> list[Measure]:
    """The occupancy of the quarter, the default first and then its variants; no other record is read for it."""
    return measure(Snapshot(Cohort((), {}, {}, None, own_homes=load_own_homes(store)), as_at), CODE, ALL)


def by_night(store: Store, first: date, as_at: date) -> ChartSpec:
    """Usable and occupied beds of all our own homes, night by night."""
    held = nights(load_own_homes(store), first, as_at)
    usable, occupied = held.usable.sum(axis=0).tolist(), held.occupied.sum(axis=0).tolist()
    days = [date.fromordinal(first.toordinal() + place) for place in range(len(usable))]
    words = (
        f"Usable and occupied beds on each night from {show_date(first)} to {show_date(as_at)}. On the last night "
        f"{occupied[-1]:,} of {usable[-1]:,} usable beds were occupied; the most occupied was {max(occupied):,}, the "
        f"fewest {min(occupied):,}."
    )
    return ChartSpec(
        "Beds by night",
        "line",
        tuple(show_date_short(day) for day in days),
        (Series("Usable", tuple(map(float, usable))), Series("Occupied", tuple(map(float, occupied)))),
        words,
        "Night",
        "Beds",
    )
