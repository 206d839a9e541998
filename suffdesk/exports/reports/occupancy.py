"""Occupancy of our own homes: figures, chart, homes, months, nights lost and why, crowding, unit cost, every night."""

from collections.abc import Sequence
from datetime import date, timedelta

from suffdesk.analysis.indicators import CATALOGUE
from suffdesk.analysis.occupancy import TARGET, Crowding, Nights, Totals, spans
from suffdesk.analysis.unit_cost import UnitCost, unit_cost
from suffdesk.core.dates import add_months, month_name, show_date
from suffdesk.core.measure import rounded
from suffdesk.core.report import (
    Block,
    Cell,
    Chart,
    Column,
    Heading,
    KeyFigure,
    KeyFigures,
    PageBreak,
    Paragraph,
    Report,
    Table,
)
from suffdesk.core.text import plural
from suffdesk.domain.own_home import ACTUAL, BUDGET
from suffdesk.exports.reports.board_pack import DEMO_MARKING, MARKING
from suffdesk.figures.cohort import load_cohort
from suffdesk.figures.occupancy import CODE, by_night, load_costs, load_own_homes, occupancy_measures, year_nights
from suffdesk.store.opening import Store
from suffdesk.store.queries.staffing import staffing_on
from suffdesk.store.seals import mark

_ALL = "All homes"
SPREAD = "A cost is spread evenly over its days; only nights of days for which a cost is held are counted."


def occupancy_report(store: Store, as_at: date) -> Report:
    """Everything about the beds of our own homes in the year to a date. No child is named in it."""
    held, since = year_nights(store, as_at), spans(as_at)
    authority = load_cohort(store).authority_name or "Authority not stated"
    invented = store.meta("demo") == "1"
    blocks: list[Block] = [Heading("Summary"), *(Paragraph(text) for text in _sentences(store, held, as_at))]
    if held.homes:
        blocks += [KeyFigures(_key_figures(store, held, as_at)), Chart(by_night(store, since.year, as_at))]
        blocks += [PageBreak(), Heading("Homes"), homes_table(store, as_at), months_table(store, as_at)]
        blocks += [Heading("Beds that were closed"), lost_table(held, as_at), _lost_by_home_table(store, held)]
        blocks += [Heading("More children than usable beds"), crowding_table(store, as_at)]
        blocks += [Heading("Unit cost"), unit_costs_table(store, as_at), _nights_table(store, held)]
    blocks += [Heading("Definitions"), *(Paragraph(text) for text in _definitions())]
    return Report(
        "Occupancy of our own homes",
        f"The year to {show_date(as_at)}",
        authority,
        as_at,
        tuple(blocks),
        (
            ("As at", show_date(as_at)),
            ("Quarter", f"{show_date(since.quarter)} to {show_date(as_at)}"),
            ("Year", f"{show_date(since.year)} to {show_date(as_at)}"),
            ("State of the store", mark(store.db)),
        ),
        DEMO_MARKING if invented else MARKING,
        keywords=("children's homes", "occupancy", "beds"),
    )


def _sentences(store: Store, held: Nights, as_at: date) -> list[str]:
    if not held.homes:
        return ["No home of our own (PR1) has a bed recorded."]
    tonight, quarter = held.on(as_at), occupancy_measures(store, as_at)[0]
    said = [
        f"On the night of {show_date(as_at)}, {tonight.occupied:,} of {plural(tonight.usable, 'usable bed')} in "
        f"{plural(len(held.homes), 'home')} were occupied; {tonight.registered:,} were registered."
    ]
    if quarter.exact is not None:
        place = "at or above" if quarter.exact >= TARGET else "below"
        said.append(
            f"In the quarter to the date {quarter.text} of usable bed-nights were occupied ({quarter.basis}), {place} "
            f"the target of {TARGET}%. {quarter.note}".strip()
        )
    totals = held.totals(held.first, as_at)
    if totals.shut:
        most = max(totals.closed, key=lambda reason: totals.closed[reason])
        said.append(
            f"In the year {plural(totals.shut, 'bed-night')} were lost to closed beds, most of them for this reason: "
            f"{most.lower()} ({totals.closed[most]:,})."
        )
    return said


def _key_figures(store: Store, held: Nights, as_at: date) -> tuple[KeyFigure, ...]:
    tonight = held.on(as_at)
    quarter = occupancy_measures(store, as_at)[0]
    return (
        KeyFigure("Beds registered", f"{tonight.registered:,}", plural(len(held.homes), "home")),
        KeyFigure("Usable tonight", f"{tonight.usable:,}", f"{tonight.shut:,} closed"),
        KeyFigure("Occupied", f"{tonight.occupied:,}", f"{tonight.ours:,} ours, {tonight.others:,} others"),
        KeyFigure("Empty", f"{tonight.empty:,}", "usable and not occupied"),
        KeyFigure("Occupancy, quarter", quarter.text, f"{quarter.basis}; target {TARGET}%".removeprefix("; ")),
    )


# Tables, which the screen shows too


def tonight_words(night: Totals) -> str:
    """``Full``, ``2 empty``, ``All closed``, ``No bed registered``, or ``15 in 10`` where there are too many."""
    if night.over:
        return f"{night.usable + night.over:,} in {night.usable:,}"
    if not night.registered:
        return "No bed registered"
    if not night.usable:
        return "All closed"
    return f"{night.empty:,} empty" if night.empty else "Full"


def homes_table(store: Store, as_at: date) -> Table:
    """A line for each home, and one for all of them."""
    held, since = year_nights(store, as_at), spans(as_at)
    vacancies: dict[str | None, float] = {}
    for counted in staffing_on(store, as_at):
        for key in (counted.home, None):
            vacancies[key] = vacancies.get(key, 0.0) + (counted.vacancies if counted.home in held.homes else 0.0)
    actual, budget = load_costs(store, ACTUAL), load_costs(store, BUDGET)
    rows: list[tuple[Cell, ...]] = []
    for home, name in _lines(store):
        night, cost = held.on(as_at, home), unit_cost(actual, held, home)
        rows.append((
            name, night.registered, night.usable, night.ours, night.others, night.empty, tonight_words(night),
            *(percent(held.totals(first, as_at, home)) for first in (since.month, since.quarter, since.year)),
            vacancies.get(home), cost.occupied_week, cost.usable_week, unit_cost(budget, held, home).usable_week,
        ))  # fmt: skip
    columns = (
        Column("Home", width=30), Column("Registered", "number", 10), Column("Usable", "number", 8),
        Column("Ours", "number", 7), Column("Others", "number", 8), Column("Empty", "number", 8),
        Column("Tonight", width=16), Column("Month", "percent", 8), Column("Quarter", "percent", 9),
        Column("Year", "percent", 8), Column("Vacancies", "decimal", 10),
        Column("A week, occupied", "money", 17), Column("A week, usable", "money", 15),
        Column("Budget, usable", "money", 15),
    )  # fmt: skip
    notes = (
        "Month, quarter and year: percent of usable bed-nights that were occupied, up to the date. A week: what an "
        f"occupied, or a usable, bed cost in the year to the date. {SPREAD}",
    )
    return Table("Our own homes", columns, rows if len(rows) > 1 else [], notes, "Homes", total=len(rows) > 1)


def _lines(store: Store) -> list[tuple[str | None, str]]:
    """The lines of a table of homes: id and name of each, and no id for all of them."""
    return [*((home.id, home.name) for home in load_own_homes(store).homes), (None, _ALL)]


def percent(totals: Totals) -> float | None:
    """Occupancy to one decimal, half up; None where no bed-night was usable."""
    exact = totals.occupancy
    return None if exact is None else rounded(exact, 1)


def months_table(store: Store, as_at: date) -> Table:
    """Occupancy of each home in each of the twelve months to the date."""
    held = year_nights(store, as_at)
    firsts = [add_months(as_at.replace(day=1), back) for back in range(-11, 1)]
    rows = [
        (
            name,
            *(
                percent(held.totals(first, min(add_months(first, 1) - timedelta(days=1), as_at), home))
                for first in firsts
            ),
        )
        for home, name in _lines(store)
    ]
    columns = (
        Column("Home", width=28),
        *(Column(f"{month_name(first.month)[:3]} {first.year % 100:02d}", "percent", 8) for first in firsts),
    )
    notes = ("Percent of usable bed-nights that were occupied; empty where no bed was usable.",)
    return Table("Occupancy by month", columns, rows, notes, "Months", total=True)


def lost_table(held: Nights, as_at: date) -> Table:
    """Bed-nights lost to closed beds, by reason."""
    since = spans(as_at)
    found = [held.totals(first, as_at) for first in (since.month, since.quarter, since.year)]
    reasons = sorted(found[-1].closed, key=lambda reason: (-found[-1].closed[reason], reason))
    rows: list[tuple[Cell, ...]] = [(reason, *(one.closed.get(reason, 0) for one in found)) for reason in reasons]
    if rows:
        rows.append(("All reasons", *(one.shut for one in found)))
    columns = (
        Column("Reason", width=28), Column("Month", "number", 9), Column("Quarter", "number", 9),
        Column("Year", "number", 9),
    )  # fmt: skip
    notes = () if rows else ("No bed was closed in the year.",)
    return Table("Bed-nights lost to closed beds", columns, rows, notes, "Nights lost", total=bool(rows))


def _lost_by_home_table(store: Store, held: Nights) -> Table:
    """Where they were lost: bed-nights of the year for each home, with those that stayed usable."""
    reasons = list(held.closed)
    rows: list[tuple[Cell, ...]] = []
    for home, name in _lines(store):
        found = held.totals(held.first, held.last, home)
        lost = (found.closed.get(reason, 0) for reason in reasons)
        rows.append((name, found.registered, *lost, found.usable, found.occupied, found.empty))
    columns = (
        Column("Home", width=28), Column("Registered", "number", 11),
        *(Column(f"Closed: {reason.lower()}", "number", 12) for reason in reasons),
        *(Column(title, "number", 10) for title in ("Usable", "Occupied", "Empty")),
    )  # fmt: skip
    return Table("Bed-nights of the year by home", columns, rows, sheet="Nights by home", total=True)


def crowded_runs(store: Store, as_at: date) -> list[Crowding]:
    """Runs of nights of the year with more children in a home than usable beds, the latest first."""
    return sorted(year_nights(store, as_at).crowded(), key=lambda run: run.last, reverse=True)


def crowding_table(store: Store, as_at: date) -> Table:
    """Nights of the year with more children in a home than usable beds, the latest first."""
    names = {home.id: home.name for home in load_own_homes(store).homes}
    rows = [
        (
            names[run.home], run.first, run.last, (run.last - run.first).days + 1,
            f"{run.occupied:,} in {run.usable:,}",
            "" if run.registered else "No bed was registered; these nights are in no percentage.",
        )
        for run in crowded_runs(store, as_at)
    ]  # fmt: skip
    columns = (
        Column("Home", width=30), Column("First night", "date", 12), Column("Last night", "date", 12),
        Column("Nights", "number", 8), Column("At most", width=12), Column("Note", width=54),
    )  # fmt: skip
    notes = () if rows else ("On no night of the year were there more children than usable beds.",)
    return Table("More children than usable beds", columns, rows, notes, "Crowding")


def unit_costs_table(store: Store, as_at: date) -> Table:
    """Actual and budgeted cost of each home over the year to the date, and of a bed a week."""
    held = year_nights(store, as_at)
    actual, budget = load_costs(store, ACTUAL), load_costs(store, BUDGET)
    rows = [
        (name, *_cost_cells(unit_cost(actual, held, home)), *_cost_cells(unit_cost(budget, held, home)))
        for home, name in _lines(store)
    ]
    columns = (
        Column("Home", width=28), Column("Actual", "money", 15), Column("A week, occupied", "money", 18),
        Column("A week, usable", "money", 16), Column("Budget", "money", 15),
        Column("Budget, occupied", "money", 18), Column("Budget, usable", "money", 16),
    )  # fmt: skip
    notes = (f"A week: what an occupied, or a usable, bed cost, and what it would have by the budget. {SPREAD}",)
    return Table("Unit cost in the year to the date", columns, rows if held.homes else [], notes, "Unit cost",
                 total=bool(held.homes))  # fmt: skip


def _cost_cells(cost: UnitCost) -> tuple[Cell, ...]:
    return cost.amount, cost.occupied_week, cost.usable_week


def _nights_table(store: Store, held: Nights) -> Table:
    names = {home.id: home.name for home in load_own_homes(store).homes}
    reasons = list(held.closed)
    series = (held.registered, *held.closed.values(), held.usable, held.ours, held.others, held.occupied, held.empty,
              held.over)  # fmt: skip
    rows: list[Sequence[Cell]] = []
    for row, home in enumerate(held.homes):
        counts = [one[row].tolist() for one in series]
        for place, numbers in enumerate(zip(*counts, strict=True)):
            rows.append((names[home], held.first + timedelta(days=place), *numbers))
    columns = (
        Column("Home", width=30), Column("Night", "date", 12), Column("Registered", "number", 11),
        *(Column(f"Closed: {reason.lower()}", "number", 12) for reason in reasons),
        *(Column(title, "number", 10) for title in ("Usable", "Ours", "Others", "Occupied", "Empty", "Over capacity")),
    )  # fmt: skip
    return Table("Every night of the year", columns, rows, sheet="Nights", on_paper=False)


def _definitions() -> list[str]:
    indicator = CATALOGUE[CODE]
    return [
        f"{indicator.label}: {indicator.definition}",
        *(f"Variant {name.replace('_', ' ')}: {words}" for name, words in indicator.variants.items()),
        "A night is named by the day on which it begins. A child who leaves on the 31st does not sleep there that "
        "night. A child with two stays on one night sleeps where the later of them began, and is counted once.",
        "A bed that is closed for two reasons at once is closed once, for the reason that began first. A home that "
        "has closed has no registered beds.",
        "Where more children slept in a home than it had usable beds, all of them are counted, so that a percentage "
        "may be over 100; those nights are listed.",
    ]
