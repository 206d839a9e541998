"""The figures and charts of the Placements screen, at one date."""

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from suffdesk.analysis.indicators import CATALOGUE
from suffdesk.analysis.indicators.stability import MONTHS_IN_CARE
from suffdesk.core.chart import ChartSpec
from suffdesk.core.dates import add_months
from suffdesk.core.measure import Measure
from suffdesk.core.text import plural
from suffdesk.figures.charts import ages, stability, trend, where_children_live
from suffdesk.figures.cohort import note_on_cover, reaches_back, year_ends_covered
from suffdesk.figures.indicators import indicators
from suffdesk.operations.searching import without_episode_words
from suffdesk.store.opening import Store

_CODES = ("cla", "cla_rate", "cla_by_placement", "own_provision", "independent_provision", "three_placements",
          "stable_two_years", "out_of_area", "over_20_miles", "uasc", "starters", "leavers")  # fmt: skip


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One headline: the measure that it opens to, its short name, and what it rests on."""

    label: str
    measure: Measure
    basis: str


@dataclass(frozen=True, slots=True)
class Overview:
    """``note`` says where figures at the date rest on no return, and who is in none of them; empty otherwise."""

    children: int
    figures: tuple[KeyFigure, ...]
    charts: tuple[ChartSpec, ...]
    note: str


def overview(store: Store, as_at: date) -> Overview:
    """Work out everything the screen shows above the register."""
    found = {(item.code, item.breakdown): item for item in indicators(store, as_at, _CODES)}
    one = {code: found[code, None] for code in _CODES if (code, None) in found}
    children = one["cla"]
    fostered = found["cla_by_placement", "Foster placements"]
    basis = {code: item.basis or item.note for code, item in one.items()}
    figures = (
        KeyFigure("Children in care", children, _joined(_rate(one["cla_rate"]), _change(store, as_at, children))),
        KeyFigure("With foster carers", as_share(fostered), as_share(fostered).basis),
        KeyFigure("Own provision", one["own_provision"], basis["own_provision"]),
        KeyFigure("Independent provision", one["independent_provision"], basis["independent_provision"]),
        KeyFigure("3 or more placements", one["three_placements"], _joined(basis["three_placements"], "in the year")),
        KeyFigure("Same home 2 years or more", one["stable_two_years"], _settled(store, as_at, one)),
        KeyFigure("Out of borough", one["out_of_area"], basis["out_of_area"]),
        KeyFigure("Over 20 miles from home", one["over_20_miles"], basis["over_20_miles"]),
        KeyFigure("Unaccompanied (UASC)", one["uasc"], _of_all(one["uasc"], children)),
        KeyFigure("Started in the year", one["starters"], f"{one['leavers'].numerator or 0:,} left care"),
    )  # fmt: skip
    notes = (note_on_cover(store, as_at), without_episode_words(store))
    return Overview(
        children.numerator or 0, figures, charts(store, as_at), " ".join(part for part in notes if part)
    )  # fmt: skip


def charts(store: Store, as_at: date) -> tuple[ChartSpec, ...]:
    """Trend, where children live, ages, stability."""
    return tuple(make(store, as_at) for make in (trend, where_children_live, ages, stability))


def as_share(part: Measure) -> Measure:
    """One group of a breakdown as a percentage of all its children."""
    exact = Fraction(100 * len(part.rows), len(part.base_rows)) if part.base_rows else None
    return replace(part, exact=exact, numerator=len(part.rows), denominator=len(part.base_rows), unit="percent")


def _settled(store: Store, as_at: date, one: dict[str, Measure]) -> str:
    found = one["stable_two_years"]
    if not found.base_rows:
        return "no under-16s in care 2½ years"
    short = "" if reaches_back(store, as_at, MONTHS_IN_CARE) else "returns held are too few to tell"
    return _joined(f"{found.basis} under 16, in care 2½ years", short)


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _rate(rate: Measure) -> str:
    return "" if rate.value is None else f"{rate.text} per 10,000"


def _change(store: Store, as_at: date, now: Measure) -> str:
    """How many more or fewer than a year before, where a return covers that day."""
    before = add_months(as_at, -12)
    covered = year_ends_covered(store)
    if not covered or before < min(covered):
        return ""
    earlier = indicators(store, before, ["cla"])[0]
    if not earlier.numerator or now.numerator is None:
        return ""
    change = now.numerator - earlier.numerator
    if not change:
        return "as a year before"
    return f"{'up' if change > 0 else 'down'} {abs(change):,} in the year"


def _of_all(part: Measure, children: Measure) -> str:
    if part.numerator is None:
        return "no UASC table held"
    return f"of {plural(children.numerator or 0, 'child', 'children')}"


def measures_for(store: Store, code: str, as_at: date, breakdown: str | None = None) -> list[Measure]:
    """Every variant of one figure, the default first."""
    return [item for item in indicators(store, as_at, [code], "all") if item.breakdown == breakdown]


def variants_of(code: str) -> dict[str, str]:
    """What each variant of a figure does differently, by its name; empty where there is only one way to count."""
    return dict(CATALOGUE[code].variants) if code in CATALOGUE else {}


def measure_of_key(store: Store, key: str, as_at: date) -> Measure | None:
    """The measure that a point of a chart opens (``code=breakdown`` or ``code@date``); None where it opens nothing."""
    code, at, day = key.partition("@")
    breakdown: str | None = None
    when = as_at
    if at:
        when = date.fromisoformat(day)
    else:
        code, equals, words = key.partition("=")
        breakdown = words if equals else None
    found = measures_for(store, code, when, breakdown) if code else []
    return found[0] if found else None
