"""The board pack: the state of placements at a date, for corporate parenting boards and commissioners."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal

from suffdesk.analysis.indicators.location import is_far, is_outside
from suffdesk.core.dates import add_months, show_date, show_date_short
from suffdesk.core.measure import UNIT_WORDS, Measure
from suffdesk.core.report import (
    Block,
    Bullets,
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
from suffdesk.core.text import listed, plural
from suffdesk.domain.codes import code_set
from suffdesk.exports.reports.summary import summary
from suffdesk.figures import charts
from suffdesk.figures.cohort import load_cohort, load_snapshot, note_on_cover, years_held
from suffdesk.figures.indicators import indicators, one
from suffdesk.store.opening import Store
from suffdesk.store.queries.returns_held import returns_held
from suffdesk.store.seals import mark

MARKING = "Official: sensitive. Not for publication."
DEMO_MARKING = "Invented data: a demonstration. Not for publication."
_HEADLINES = (
    ("cla", "Children in care"),
    ("cla_rate", "Per 10,000 aged 0 to 17"),
    ("own_provision", "Own provision"),
    ("independent_provision", "Independent provision"),
    ("out_of_area", "Placed outside the authority"),
    ("over_20_miles", "Over 20 miles from home"),
    ("three_placements", "Three or more placements"),
    ("stable_two_years", "Same home two years or more"),
    ("uasc", "Unaccompanied asylum seekers"),
)
_NUMBERS = ("cla", "cla_rate", "uasc", "starters", "leavers")
_SHARES = (
    "three_placements",
    "stable_two_years",
    "out_of_area",
    "over_20_miles",
    "own_provision",
    "independent_provision",
)
_BREAKDOWNS = (
    ("cla_by_placement", "Placement"),
    ("cla_by_provider", "Provider"),
    ("cla_by_home", "Kind of home"),
    ("cla_by_age", "Age"),
    ("cla_by_sex", "Sex"),
    ("cla_by_ethnicity", "Ethnicity"),
    ("cla_by_need", "Need"),
    ("cla_by_legal_status", "Legal status"),
    ("starters_by_age", "Age at the start"),
    ("leavers_by_reason", "Why care ceased"),
)


def board_pack(store: Store, as_at: date, homes: Sequence[Block] = ()) -> Report:
    """Everything a board is shown at a date, from the store as it is; ``homes`` are the sections about homes."""
    cohort = load_cohort(store)
    authority = cohort.authority_name or "Authority not stated"
    blocks: list[Block] = [Heading("Summary")]
    blocks += [Paragraph(text) for text in summary(store, as_at)]
    blocks += [KeyFigures(tuple(_headline(store, as_at, code, label) for code, label in _HEADLINES))]
    blocks += [PageBreak(), Heading("Trends and where children live")]
    blocks += [Chart(draw(store, as_at)) for draw in charts.ALL_CHARTS]
    blocks += [PageBreak(), Heading("Indicators"), _numbers(store, as_at)]
    blocks += [shares_table(store, as_at, _SHARES, "Shares")]
    blocks += [
        _over_the_years(store, as_at, _NUMBERS, "Numbers over the years", "number"),
        _over_the_years(store, as_at, _SHARES, "Shares over the years", "percent"),
    ]
    blocks += [Heading("Who the children are and where they live")]
    blocks += [_breakdown(indicators(store, as_at, [code]), title) for code, title in _BREAKDOWNS]
    blocks += [PageBreak(), Heading("Placements"), _placement_table(store, as_at)]
    blocks += homes
    blocks += [PageBreak(), Heading("Definitions"), _definitions(store, as_at)]
    blocks += [Heading("What the figures rest on"), Bullets(tuple(_completeness(store, as_at)))]
    years = years_held(store)
    invented = store.meta("demo") == "1"
    returns = f"{years[0]} to {years[-1]}" if len(years) > 1 else "".join(map(str, years))
    return Report(
        "Board pack: homes for children in care",
        f"Placements at {show_date(as_at)}",
        authority,
        as_at,
        tuple(blocks),
        (
            ("As at", show_date(as_at)),
            ("Year", f"{show_date(load_snapshot(store, as_at).first_day)} to {show_date(as_at)}"),
            ("From", f"SSDA903 returns to 31 March {returns}" if years else "No return has been imported"),
            ("State of the store", mark(store.db)),
            *((("Children", "Invented for a demonstration: none of them is real"),) if invented else ()),
        ),
        DEMO_MARKING if invented else MARKING,
        keywords=("children in care", "sufficiency", "placements"),
    )


def _headline(store: Store, as_at: date, code: str, label: str) -> KeyFigure:
    found = one(store, as_at, code)
    return KeyFigure(label, found.text, found.basis or _since_last_year(store, as_at, code, found))


def _since_last_year(store: Store, as_at: date, code: str, found: Measure) -> str:
    before = one(store, add_months(as_at, -12), code)
    if found.value is None or not before.value:
        return found.note if found.value is None else ""
    change = round(found.value - before.value, 1)
    if change == 0:
        return "as a year before"
    return f"{'up' if change > 0 else 'down'} {abs(change):,} in the year"


def _numbers(store: Store, as_at: date) -> Table:
    found = indicators(store, as_at, _NUMBERS)
    rows = [(item.label, item.value, UNIT_WORDS[item.unit], item.denominator) for item in found]
    columns = (
        Column("Indicator", width=40),
        Column("Value", "number", 10),
        Column("Unit", width=22),
        Column("Denominator", "number", 12),
    )
    return Table(f"Numbers and rates at {show_date(as_at)}", columns, rows, _notes(found), "Numbers")


def shares_table(store: Store, as_at: date, codes: Sequence[str], title: str) -> Table:
    """Percentages in every variant, with what they rest on."""
    found = indicators(store, as_at, codes, "all")
    rows = [
        (
            item.label,
            "" if item.variant == "default" else item.variant.replace("_", " "),
            item.value,
            item.numerator,
            item.denominator,
        )
        for item in found
    ]
    columns = (
        Column("Indicator", width=40),
        Column("Variant", width=16),
        Column("Share", "percent", 9),
        Column("Numerator", "number", 10),
        Column("Denominator", "number", 12),
    )
    return Table(f"{title} at {show_date(as_at)}", columns, rows, _notes(found), title)


def _notes(found: Iterable[Measure]) -> tuple[str, ...]:
    """Each note once, under the first of the variants that has it."""
    said: dict[tuple[str, str], str] = {}
    for item in found:
        variant = "" if item.variant == "default" else f" ({item.variant.replace('_', ' ')})"
        said.setdefault((item.code, item.note), f"{item.label}{variant}: {item.note}")
    return tuple(words for (_, note), words in said.items() if note)


def _over_the_years(
    store: Store, as_at: date, codes: Sequence[str], title: str, shown: Literal["number", "percent"]
) -> Table:
    days = charts.trend_dates(store, as_at)[-7:]
    rows: list[tuple[Cell, ...]] = []
    for code in codes:
        found = [one(store, day, code) for day in days]
        rows.append((found[0].label, *("–" if item.value is None else item.value for item in found)))
    columns = (Column("Indicator", width=36), *(Column(show_date_short(day), shown, 12) for day in days))
    notes = ("A dash: no value, as the data is not held.",) if any("–" in row for row in rows) else ()
    return Table(title, columns, rows, notes, title)


def _breakdown(found: Sequence[Measure], title: str) -> Table:
    rows = [
        (
            item.group,
            item.numerator,
            100 * (item.numerator or 0) / item.denominator if item.denominator else None,
        )
        for item in found
    ]
    total = found[0].denominator if found else 0
    rows.append(("Total", total, 100.0 if total else None))
    columns = (Column(title, width=48), Column("Children", "number", 10), Column("Share", "percent", 10))
    return Table(found[0].label if found else title, columns, rows, sheet=title, total=True)


def _placement_table(store: Store, as_at: date) -> Table:
    snapshot = load_snapshot(store, as_at)
    places, providers = code_set("PLACE"), code_set("PLACE_PROVIDER")
    counts: Counter[tuple[str, str]] = Counter()
    outside: Counter[tuple[str, str]] = Counter()
    far: Counter[tuple[str, str]] = Counter()
    for resident in snapshot.residents:
        episode = resident.episode
        key = (episode.place or "", episode.provider or "")
        counts[key] += 1
        outside[key] += bool(is_outside(snapshot, resident))
        far[key] += bool(is_far(snapshot, resident))
    own_known = snapshot.cohort.authority is not None
    place_order = [code.code for code in places.codes]
    provider_order = [code.code for code in providers.codes]

    def order(key: tuple[str, str]) -> tuple[int, str, int]:
        place, provider = key
        return (
            place_order.index(place) if place in place_order else len(place_order),
            place,
            provider_order.index(provider) if provider in provider_order else len(provider_order),
        )

    rows = [
        (
            places.by_code[place].label if place in places.by_code else place or "Not recorded",
            providers.label(provider) or "Not reported",
            counts[place, provider],
            outside[place, provider] if own_known else None,
            far[place, provider],
        )
        for place, provider in sorted(counts, key=order)
    ]
    columns = (
        Column("Placement", width=40),
        Column("Provider", width=24),
        Column("Children", "number", 9),
        Column("Outside the authority", "number", 12),
        Column("Over 20 miles", "number", 10),
    )
    totals = ("Total", "", counts.total(), outside.total() if own_known else None, far.total())
    return Table(f"Placements at {show_date(as_at)}", columns, [*rows, totals], sheet="Placements", total=True)


def _definitions(store: Store, as_at: date) -> Table:
    seen: dict[tuple[str, str], tuple[str, str, str]] = {}
    for item in indicators(store, as_at, None, "all"):
        variant = "" if item.variant == "default" else item.variant.replace("_", " ")
        seen.setdefault((item.code, item.variant), (item.label, variant, item.definition))
    columns = (Column("Indicator", width=30), Column("Variant", width=14), Column("Definition", width=80))
    return Table("Definitions", columns, list(seen.values()), sheet="Definitions")


def _completeness(store: Store, as_at: date) -> list[str]:
    """What is missing from the data, counted."""
    snapshot = load_snapshot(store, as_at)
    residents = snapshot.residents
    total = plural(len(residents), "child", "children")
    notes = [text for text in (note_on_cover(store, as_at),) if text]
    gaps = (
        ("no date of birth", sum(resident.history.born is None for resident in residents)),
        ("no placement postcode that could be found", sum(r.episode.placement_authority is None for r in residents)),
        ("no distance from home", sum(resident.episode.miles is None for resident in residents)),
        ("no provider", sum(not resident.episode.provider for resident in residents)),
        ("a history that does not reach back to the start of care", sum(
            not period.start_known
            for resident in residents
            for period in resident.history.periods
            if period.first <= resident.position <= period.last
        )),
    )  # fmt: skip
    notes += [f"Of {total}, {number:,} {'has' if number == 1 else 'have'} {what}." for what, number in gaps if number]
    if not any(number for _, number in gaps):
        notes.append(f"Every one of {total} has a date of birth, a placement postcode, a distance and a provider.")
    left_out: Counter[int] = Counter()
    faults: Counter[int] = Counter()
    for table in returns_held(store):
        left_out[table.year] += table.left_out
        faults[table.year] += table.listed
    for year in left_out:
        if left_out[year] or faults[year]:
            notes.append(
                f"Return to 31 March {year}: {plural(left_out[year], 'row')} left out and "
                f"{plural(faults[year], 'fault')} listed when it was imported."
            )
    years = years_held(store)
    if years:
        missing = [str(year) for year in range(years[0], years[-1]) if year not in years]
        if missing:
            notes.append(f"No return is held to 31 March {listed(missing)}.")
    return notes
