"""Working days in England: not Saturday, Sunday or a bank holiday (Care Planning Regulations 2010, regulation 2)."""

import json
from datetime import date, timedelta
from functools import cache

from suffdesk.core.paths import resource

_SATURDAY = 5


@cache
def _held() -> tuple[frozenset[date], int, int]:
    raw = json.loads(resource("codes", "bank_holidays.json").read_text(encoding="utf-8"))
    return frozenset(map(date.fromisoformat, raw["holidays"])), raw["first_year"], raw["last_year"]


def years_known() -> tuple[int, int]:
    """First and last year whose bank holidays are held; outside them only weekends are left out."""
    _, first, last = _held()
    return first, last


def is_working_day(day: date) -> bool:
    """Whether offices work on a day."""
    return day.weekday() < _SATURDAY and day not in _held()[0]


def add_working_days(day: date, number: int) -> date:
    """The ``number``-th working day after ``day``, which itself is not counted."""
    while number > 0:
        day += timedelta(days=1)
        number -= is_working_day(day)
    return day
