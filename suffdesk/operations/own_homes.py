"""The Own homes screen at a date: figures, homes and what is wrong; the same for one home; ending a wait."""

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from suffdesk.analysis.occupancy import spans
from suffdesk.analysis.targets import target_words
from suffdesk.analysis.unit_cost import unit_cost
from suffdesk.core.chart import ChartSpec
from suffdesk.core.dates import first_day_of_year_to, show_date
from suffdesk.core.measure import Measure, Unit
from suffdesk.core.money import show_pence
from suffdesk.core.report import Table
from suffdesk.core.text import plural
from suffdesk.domain.own_home import ACTUAL, PLACED_HERE
from suffdesk.domain.provider import OWN_PROVISION
from suffdesk.exports.reports.occupancy import (
    crowded_runs,
    crowding_table,
    homes_table,
    lost_table,
    percent,
    tonight_words,
    unit_costs_table,
)
from suffdesk.figures.occupancy import by_night, load_costs, load_own_homes, occupancy_measures, year_nights
from suffdesk.operations.edit import Saved, end
from suffdesk.operations.overview import KeyFigure
from suffdesk.operations.record_table import Records
from suffdesk.store.opening import Store
from suffdesk.store.queries.staffing import staffing_on

BEDS_REGISTERED, BEDS_USABLE, BEDS_OCCUPIED, BEDS_EMPTY, WAITING = (
    "beds_registered", "beds_usable", "beds_occupied", "beds_empty", "waiting",
)  # fmt: skip
"""Codes of the cards that are counts of a night, not indicators."""


@dataclass(frozen=True, slots=True)
class OwnHomesPage:
    """What stands on the screen whatever tab is shown. ``notes`` are sentences, True where one is a fault."""

    figures: tuple[KeyFigure, ...]
    homes: Records
    notes: tuple[tuple[str, bool], ...]


def own_homes_page(store: Store, as_at: date) -> OwnHomesPage:
    """Work out the figures and the line of each home."""
    return OwnHomesPage(_figures(store, as_at), _by_home(store, homes_table(store, as_at)), _notes(store, as_at))


def _by_home(store: Store, table: Table) -> Records:
    """The lines of a table of homes, without the one for all of them; a row opens the home."""
    ids = [home.id for home in load_own_homes(store).homes]
    return Records(replace(table, rows=table.rows[: len(ids)], total=False), tuple(("setting", row) for row in ids))


def _figures(store: Store, as_at: date) -> tuple[KeyFigure, ...]:
    held = year_nights(store, as_at)
    night = held.on(as_at)
    occupancy = occupancy_measures(store, as_at)[0]
    ((waiting, longest),) = store.rows(
        "SELECT count(*), min(started) FROM waiting WHERE started <= ? AND (until IS NULL OR until > ?)",
        (as_at.isoformat(), as_at.isoformat()),
    )
    number = int(str(waiting))
    longest_words = (
        f"longest {plural((as_at - date.fromisoformat(str(longest))).days, 'day')}" if number else "nobody waits"
    )

    def counted(code: str, label: str, value: int, basis: str, unit: Unit = "beds") -> KeyFigure:
        words = f"{label} on the night of {show_date(as_at)}."
        measure = Measure(code, label, None, Fraction(value), value, None, unit, words, "default", as_at)
        return KeyFigure(label, measure, basis)

    target = target_words(occupancy)
    return (
        counted(BEDS_REGISTERED, "Beds registered", night.registered, f"in {plural(len(held.homes), 'home')}"),
        counted(BEDS_USABLE, "Usable", night.usable, f"{night.shut:,} closed" if night.shut else "none closed"),
        counted(BEDS_OCCUPIED, "Occupied", night.occupied, f"{night.ours:,} ours · {night.others:,} of others"),
        counted(BEDS_EMPTY, "Empty", night.empty, f"{night.over:,} too many elsewhere" if night.over else "usable"),
        KeyFigure("Occupancy, quarter", occupancy,
                  f"{target} · {occupancy.basis}" if occupancy.basis else target),
        counted(WAITING, "Waiting", number, longest_words, "children"),
    )  # fmt: skip


def _notes(store: Store, as_at: date) -> tuple[tuple[str, bool], ...]:
    own = load_own_homes(store)
    if not own.homes:
        return ((
            "No home of our own has a bed yet. A home is ours where its sector is own provision (PR1); add its beds, "
            "and it is listed here.", False,
        ),)  # fmt: skip
    held, found = year_nights(store, as_at), []
    for home in own.homes:
        night = held.on(as_at, home.id)
        if night.over:
            found.append((f"{home.name}: {tonight_words(night)} tonight, more children than usable beds.", True))
    ((stray,),) = store.rows(
        "SELECT count(*) FROM bed b JOIN setting h ON h.id = b.setting_id WHERE coalesce(h.sector, '') <> ?",
        (OWN_PROVISION,),
    )
    if stray:
        number = int(str(stray))
        where = "bed is in a home" if number == 1 else "beds are in homes"
        found.append((f"{number:,} {where} whose sector is not own provision (PR1), and counted nowhere.", True))
    return tuple(found)


def chart_of(store: Store, as_at: date, *, year: bool) -> ChartSpec | None:
    """Beds by night over the quarter or the year to the date; None where no home has a bed."""
    if not load_own_homes(store).homes:
        return None
    return by_night(store, first_day_of_year_to(as_at) if year else spans(as_at).quarter, as_at)


def unit_costs(store: Store, as_at: date) -> Records:
    """What each home and its beds cost in the year to the date; a row opens the home."""
    return _by_home(store, unit_costs_table(store, as_at))


def crowding(store: Store, as_at: date) -> Records:
    """Nights of the year with more children than usable beds; a row opens the home."""
    return Records(crowding_table(store, as_at), tuple(("setting", run.home) for run in crowded_runs(store, as_at)))


def lost_words(store: Store, as_at: date) -> list[tuple[str, bool]]:
    """``Nights lost in the quarter: staffing 31, repairs 12``, and the same for the year."""
    rows = lost_table(year_nights(store, as_at), as_at).rows[:-1]
    said = []
    for place, span in ((2, "quarter"), (3, "year")):
        lost = [f"{str(row[0]).lower()} {row[place]:,}" for row in rows if row[place]]
        if lost:
            said.append((f"Bed-nights lost in the {span} to the date: {', '.join(lost)}.", False))
    return said


def home_facts(store: Store, setting_id: str, as_at: date) -> tuple[tuple[str, str], ...]:
    """Label and words of the beds of one home of our own at a date; empty for any other setting."""
    held, since = year_nights(store, as_at), spans(as_at)
    if setting_id not in held.homes:
        return ()
    night = held.on(as_at, setting_id)
    shut = f" ({night.shut:,} closed)" if night.shut else ""
    shares = [
        f"{words} {share:.1f}%"
        for words, first in (("month", since.month), ("quarter", since.quarter), ("year", since.year))
        if (share := percent(held.totals(first, as_at, setting_id))) is not None
    ]
    counted = [one for one in staffing_on(store, as_at) if one.home == setting_id]
    cost = unit_cost(load_costs(store, ACTUAL), held, setting_id)
    facts = [
        ("Beds", f"{night.registered:,} registered, {night.usable:,} usable{shut}"),
        ("Tonight", f"{tonight_words(night)}: {night.ours:,} ours, {night.others:,} of others"),
        ("Occupancy to date", ", ".join(shares)),
        ("Vacancies", f"{sum(one.vacancies for one in counted):,.1f} of {sum(one.posts for one in counted):,.1f} posts"
         if counted else ""),
        ("A bed a week", f"{show_pence(cost.usable_week)} usable"
         + (f", {show_pence(cost.occupied_week)} occupied" if cost.occupied_week is not None else "")
         if cost.usable_week is not None else ""),
    ]  # fmt: skip
    return tuple((name, words) for name, words in facts if words)


def placed_here(store: Store, waiting_id: str, on: date) -> Saved:
    """End a wait, as the child was placed here on a day. Raises InvalidRow, and Refused where it has ended already."""
    return end(store, "waiting", waiting_id, on, PLACED_HERE)
