"""The dates that the as-at field offers, in words."""

from collections.abc import Sequence
from datetime import date

from suffdesk.core.dates import financial_quarter, financial_year_end, financial_year_label, show_date


def in_words(days: Sequence[date], today: date) -> list[tuple[str, date]]:
    """The dates in the same order, saying which is today and which ends a quarter that is not the year's last."""
    return [(_words(day, today), day) for day in days]


def _words(day: date, today: date) -> str:
    quarter = financial_quarter(day)
    if day == today:
        return f"{show_date(day)} (today)"
    if quarter == 4:
        return show_date(day)
    return f"{show_date(day)} (Q{quarter} {financial_year_label(financial_year_end(day))})"
