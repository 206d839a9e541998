"""Charts of homes: how one was judged over time, how those of our children are, and under what they are bought."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta

from suffdesk.core.chart import ChartSpec, Series
from suffdesk.core.dates import add_months, month_name, show_date
from suffdesk.core.text import listed
from suffdesk.domain.framework import BLOCK, SPOT
from suffdesk.domain.quality import FULL_JUDGEMENTS
from suffdesk.figures.contracts import Coverage, covered
from suffdesk.store.opening import Store
from suffdesk.store.queries.register_filter import COMMISSIONED, OPEN
from suffdesk.store.queries.standing import FULL, JUDGEMENT

_YEARS = 6
"""As far back as the chart of one home goes."""
_YEARS_OF_CHILDREN = 2
_LOTS_SHOWN = 6
WITHOUT = "Without a contract"


def grades_chart(store: Store, setting_id: str, as_at: date) -> ChartSpec | None:
    """The full judgements of a setting up to a day, as levels from Inadequate up; None where there is none.

    A point for every quarter of a year, so that the line steps when a judgement changes; the last is the date itself.
    """
    found = store.rows(
        f"SELECT g.inspected_on, g.judgement FROM grade g WHERE g.setting_id = ? AND g.inspected_on <= ? AND {FULL} "
        "ORDER BY g.inspected_on, g.id",
        (setting_id, as_at.isoformat()),
    )
    if not found:
        return None
    points = [(date.fromisoformat(str(day)), str(judgement)) for day, judgement in found]
    days = _quarter_ends(points[0][0], as_at)
    held = [next((judgement for day, judgement in reversed(points) if day <= end), None) for end in days]
    best = len(FULL_JUDGEMENTS)
    said = listed([f"{judgement} on {show_date(day)}" for day, judgement in points])
    return ChartSpec(
        "Full judgements over time",
        "line",
        tuple(f"{month_name(day.month)[:3]} {day.year % 100:02d}" for day in days),
        (
            Series(
                "Judgement", tuple(None if one is None else float(best - FULL_JUDGEMENTS.index(one)) for one in held)
            ),
        ),
        f"Full inspections by Ofsted up to {show_date(as_at)}: {said}.",
        "Held on",
        "Judgement",
        levels=tuple(reversed(FULL_JUDGEMENTS)),
    )


def _quarter_ends(first: date, as_at: date) -> list[date]:
    """Last days of the quarters from the one of the first inspection, and the date, of the last six years."""
    begin = max(first, add_months(as_at, -12 * _YEARS))
    month = begin.replace(month=begin.month - (begin.month - 1) % 3, day=1)
    days = []
    while (end := add_months(month, 3) - timedelta(days=1)) < as_at:
        days.append(end)
        month = add_months(month, 3)
    return [*days, as_at]


def judgements_over_time(store: Store, as_at: date) -> ChartSpec | None:
    """Children in bought settings by the full judgement that held, at each quarter's end; None where none ever held.

    Every kind of setting counts. A point opens the share in good or outstanding settings on its day.
    """
    days = _quarter_ends(add_months(as_at, -12 * _YEARS_OF_CHILDREN), as_at)
    found = [_children_by_judgement(store, day) for day in days]
    if not any(counts.get(judgement) for counts in found for judgement in FULL_JUDGEMENTS):
        return None
    last = listed([f"{judgement} {found[-1].get(judgement, 0):,}" for judgement in FULL_JUDGEMENTS])
    first = listed([f"{judgement} {found[0].get(judgement, 0):,}" for judgement in FULL_JUDGEMENTS])
    return ChartSpec(
        "Children by the judgement of their setting",
        "line",
        tuple(f"{month_name(day.month)[:3]} {day.year % 100:02d}" for day in days),
        tuple(
            Series(judgement, tuple(float(counts.get(judgement, 0)) for counts in found))
            for judgement in FULL_JUDGEMENTS
        ),
        f"Children with private or voluntary providers by the full judgement of their setting, at the end of each "
        f"quarter. On {show_date(days[0])}: {first}. On {show_date(as_at)}: {last}, and {found[-1].get('', 0):,} in "
        "settings without one.",
        "Quarter to",
        "Children",
        keys=tuple(f"external_good_or_outstanding@{day.isoformat()}" for day in days),
    )


def _children_by_judgement(store: Store, day: date) -> dict[str, int]:
    found = store.db.conn.execute(
        f"SELECT coalesce({JUDGEMENT}, ''), sum(s.children) FROM (SELECT p.setting_id AS id, count(*) AS children "
        f"FROM episode e LEFT JOIN placement p ON p.id = e.placement_id WHERE {OPEN} AND {COMMISSIONED} "
        "GROUP BY p.setting_id) s GROUP BY 1",
        {"day": day.isoformat()},
    ).fetchall()
    return {str(judgement): int(children) for judgement, children in found}


def lots_in_use(store: Store, as_at: date) -> ChartSpec | None:
    """Children in bought placements by the lot under which they are bought; None where there are none.

    Each child counts once: under a lot or a block before a spot contract, and without a contract where none covers.
    """
    names = _lot_names(store)
    counts = Counter(_bought_under(one, names) for one in covered(store, as_at))
    if not counts:
        return None
    lots = sorted((name for name in counts if name in names.values()), key=lambda name: (-counts[name], name))
    shown = [(name, counts[name]) for name in lots[:_LOTS_SHOWN]]
    if lots[_LOTS_SHOWN:]:
        shown.append(("Other lots", sum(counts[name] for name in lots[_LOTS_SHOWN:])))
    shown += [(name, counts[name]) for name in (BLOCK, SPOT, WITHOUT) if counts[name]]
    said = listed([f"{name} {number:,}" for name, number in shown])
    return ChartSpec(
        "How placements are bought",
        "bar",
        tuple(name for name, _ in shown),
        (Series("Children", tuple(float(number) for _, number in shown)),),
        f"Children with private or voluntary providers on {show_date(as_at)} by the lot under which they are placed, "
        f"of {counts.total():,}: {said}.",
        "Lot",
        "Children",
    )


def _lot_names(store: Store) -> dict[str, str]:
    """Number and name of each lot, with the framework where those of two are the same."""
    found = store.rows("SELECT l.id, l.number, l.name, f.name FROM lot l JOIN framework f ON f.id = l.framework_id")
    alike = Counter((number, name) for _, number, name, _ in found)
    return {
        str(row_id): f"{number} {name}" + (f", {framework}" if alike[number, name] > 1 else "")
        for row_id, number, name, framework in found
    }


def _bought_under(one: Coverage, lots: Mapping[str, str]) -> str:
    """The lot of what covers a placement, a block, a spot contract, or nothing."""
    if not one.is_covered:
        return WITHOUT
    cover = next((cover for cover in one.covers if cover.kind != SPOT), None)
    if cover is None:
        return SPOT
    return lots.get(cover.lot_id, BLOCK)
