"""When a setting is next to be visited, and which Regulation 44 reports of a children's home are to be had.

The Children's Homes (England) Regulations 2015, regulation 44: an independent person visits a home every month and
reports. We ask for the report of each month in which a child of ours was placed there on any day.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from suffdesk.core.dates import add_months

FIRST_VISIT_WEEKS = 4
"""Weeks from the day on which a child of ours moves in, within which a setting is to be visited first."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A stay in a setting. ``until`` is the first day without it."""

    started: date
    until: date | None

    def touches(self, first: date, end: date) -> bool:
        """Whether it counts on any day from ``first`` to the day before ``end``."""
        return max(self.started, first) < (end if self.until is None else min(self.until, end))


def placed_since(stays: Sequence[Placed], day: date) -> date | None:
    """First day of the time up to ``day`` during which a child was always placed; None where none is that day."""
    since = day + timedelta(days=1)
    while earlier := [
        stay.started for stay in stays if stay.started < since and (stay.until is None or stay.until >= since)
    ]:
        since = min(earlier)
    return since if since <= day else None


def first_visit_due(since: date) -> date:
    """Day by which a setting without any visit is to be visited, its first child of ours placed on ``since``."""
    return since + timedelta(weeks=FIRST_VISIT_WEEKS)


class Report(StrEnum):
    """How it stands with the report on a month."""

    RECEIVED = "received"
    MISSING = "missing"
    DUE = "due"
    NOT_EXPECTED = "not expected"


def due_on(month: date) -> date:
    """Last day of the month after the one that begins on ``month``: by then its report is due."""
    return add_months(month, 2) - timedelta(days=1)


def months_to(as_at: date, number: int = 12) -> list[date]:
    """First days of the last ``number`` months, the one that holds ``as_at`` last."""
    return [add_months(as_at.replace(day=1), back) for back in range(1 - number, 1)]


def report_of(month: date, stays: Sequence[Placed], received: Collection[date], as_at: date) -> Report:
    """How it stands on ``as_at`` with the report on the month beginning on ``month``; ``received`` are such months.

    Days after ``as_at`` are not looked at. On the last day of the following month a report is still due.
    """
    if month in received:
        return Report.RECEIVED
    end = min(add_months(month, 1), as_at + timedelta(days=1))
    if not any(stay.touches(month, end) for stay in stays):
        return Report.NOT_EXPECTED
    return Report.MISSING if due_on(month) < as_at else Report.DUE
