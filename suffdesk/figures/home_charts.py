"""Charts about one home: the judgements of its full inspections over time."""

from datetime import date, timedelta

from suffdesk.core.chart import ChartSpec, Series
from suffdesk.core.dates import add_months, month_name, show_date
from suffdesk.core.text import listed
from suffdesk.domain.quality import FULL_JUDGEMENTS
from suffdesk.store.opening import Store
from suffdesk.store.queries.standing import FULL

_YEARS = 6
"""As far back as the chart goes."""


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
