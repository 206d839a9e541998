"""Charts of a store at a date, each made from measures so that every point opens to its children.

``ChartSpec.keys`` names, for each category, the measure that a click opens: ``code=breakdown``, or
``code@date`` for another date.
"""

from datetime import date

from suffdesk.analysis.indicators import measure
from suffdesk.analysis.indicators.stability import MONTHS_IN_CARE
from suffdesk.core.chart import ChartSpec, Series
from suffdesk.core.dates import show_date
from suffdesk.core.measure import Measure
from suffdesk.core.text import listed
from suffdesk.figures.cohort import load_snapshot, reaches_back, year_ends_covered
from suffdesk.figures.indicators import indicators, one
from suffdesk.store.opening import Store


def trend_dates(store: Store, as_at: date) -> list[date]:
    """Every 31 March that the returns cover up to the date, and the date itself."""
    return sorted({day for day in year_ends_covered(store) if day <= as_at} | {as_at})


def _short(day: date) -> str:
    return str(day.year) if (day.month, day.day) == (3, 31) else f"{day.day}/{day.month}/{day.year}"


def trend(store: Store, as_at: date) -> ChartSpec:
    """Children looked after at every 31 March covered."""
    days = trend_dates(store, as_at)
    found = [one(store, day, "cla") for day in days]
    return ChartSpec(
        "Children in care at 31 March",
        "line",
        tuple(_short(day) for day in days),
        (Series("Children", tuple(_number(measure) for measure in found)),),
        _over_time("Children in care", days, found),
        "31 March",
        "Children",
        keys=tuple(f"cla@{day.isoformat()}" for day in days),
    )


def _number(found: Measure) -> float | None:
    return None if found.value is None else float(found.value)


def _over_time(what: str, days: list[date], found: list[Measure]) -> str:
    first, last = found[0], found[-1]
    if len(days) == 1:
        return f"{what} on {show_date(days[0])}: {first.text}."
    return (
        f"{what} at each 31 March from {days[0].year} to {days[-1].year}: from {first.text} on {show_date(days[0])} "
        f"to {last.text} on {show_date(days[-1])}."
    )


def where_children_live(store: Store, as_at: date) -> ChartSpec:
    """Children looked after by the kind of home, own and bought fostering apart, the largest first."""
    found = indicators(store, as_at, ["cla_by_home"])
    shown = sorted((item for item in found if item.numerator), key=lambda item: -(item.numerator or 0))
    other = [item for item in shown if item.breakdown == "other"]
    shown = [item for item in shown if item.breakdown != "other"] + other
    return _breakdown("Where children live", "bar", shown, as_at, "Home")


def ages(store: Store, as_at: date) -> ChartSpec:
    """Children looked after by age group."""
    found = [
        item for item in indicators(store, as_at, ["cla_by_age"]) if item.breakdown != "Not known" or item.numerator
    ]
    return _breakdown("Ages", "column", found, as_at, "Age")


def _breakdown(title: str, kind: str, found: list[Measure], as_at: date, category: str) -> ChartSpec:
    total = found[0].denominator if found else 0
    parts = [f"{item.group} {item.numerator:,}" for item in found]
    words = f"{title} on {show_date(as_at)}, of {total or 0:,} children: {listed(parts)}." if parts else (
        f"{title}: no children are looked after on {show_date(as_at)}."
    )  # fmt: skip
    return ChartSpec(
        title,
        "bar" if kind == "bar" else "column",
        tuple(item.group for item in found),
        (Series("Children", tuple(_number(item) for item in found)),),
        words,
        category,
        "Children",
        keys=tuple(f"{item.code}={item.breakdown}" for item in found),
    )


def stability(store: Store, as_at: date) -> ChartSpec:
    """Both measures of stability at every 31 March covered, in percent."""
    days = trend_dates(store, as_at)
    many = [measure(load_snapshot(store, day), "three_placements")[0] for day in days]
    settled = [measure(load_snapshot(store, day), "stable_two_years")[0] for day in days]
    known = [day for day in days if reaches_back(store, day, MONTHS_IN_CARE)]
    told = [found for day, found in zip(days, settled, strict=True) if day in known]
    same_home = "Same home for two years or more, of under-16s in care for two and a half"
    notes = () if known == days else (
        f"{same_home}, is shown once the returns held reach back two and a half years: before, children who had moved "
        "would look settled.",
    )  # fmt: skip
    words = " ".join(
        (
            _over_time("Three or more placements in the year", days, many),
            _over_time(same_home, known, told) if known else f"{same_home}: not known yet.",
            *notes,
        )
    )
    return ChartSpec(
        "Stability of placements",
        "line",
        tuple(_short(day) for day in days),
        (
            Series(
                "Same home two years",
                tuple(_number(item) if day in known else None for day, item in zip(days, settled, strict=True)),
            ),
            Series("Three or more placements", tuple(_number(item) for item in many)),
        ),
        words,
        "31 March",
        "Per cent",
        unit="%",
        notes=notes,
        keys=tuple(f"stable_two_years@{day.isoformat()}" for day in days),
    )


ALL_CHARTS = (trend, where_children_live, ages, stability)
