"""Dates as the field counts them: financial years, the year to a date, ages, calendar months.

Definitions: DOMAIN.md, "Dates". All dates are :class:`datetime.date`; the end of anything is
``until``, the first day on which it no longer counts.
"""

import calendar
import re
from datetime import date, datetime, timedelta

from suffdesk.core.text import plural

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip
FIRST_YEAR, LAST_YEAR = 1900, 2100
"""What is typed lies in these years: nobody looked after was born before, and nothing is planned so far ahead."""
_DAY_FIRST = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{2}|\d{4})\Z")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?\Z")
NAMED_MONTH = r"(\d{1,2})(?:st|nd|rd|th)?[\s\-/.]{0,3}([A-Za-z]{3,9})[\s\-/.,]{0,3}(\d{4})"
"""A date whose month is a word (``3 April 2025``, ``12-May-2023``), as a pattern of day, month and year."""
_WORDS = re.compile(rf"{NAMED_MONTH}\Z")


def parse_date(text: str) -> date:
    """Read ``03/04/2025``, ``3.4.25``, ``3 April 2025``, ``3-Apr-2025`` or ISO.

    A year of two digits is 2000-2069 or 1970-1999; one of four is 1900-2100. Raises ValueError with a sentence
    for the user.
    """
    text = text.strip()
    if match := _ISO.match(text):
        year, month, day = (int(part) for part in match.groups())
    elif match := _DAY_FIRST.match(text):
        day, month, year = (int(part) for part in match.groups())
        if len(match.group(3)) == 2:  # 0001 is no short way to write 2001
            year += 2000 if year < 70 else 1900
    elif match := _WORDS.match(text):
        day, year = int(match.group(1)), int(match.group(3))
        found = month_number(match.group(2))
        if found is None:
            raise ValueError(f"“{text}” is not a date; type it as 03/04/2025 or 3.4.25")
        month = found
    else:
        raise ValueError(f"“{text}” is not a date; type it as 03/04/2025 or 3.4.25")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"“{text}” is not in the years {FIRST_YEAR} to {LAST_YEAR}; type it as 03/04/2025")
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(f"“{text}” is not a day of the calendar; type it as 03/04/2025") from None


def month_number(word: str) -> int | None:
    """4 for ``April``, ``apr`` and whatever else of three letters or more it begins with; None for no month."""
    return next(
        (number for number, name in enumerate(_MONTHS, start=1)
         if len(word) >= 3 and name.lower().startswith(word.lower())),
        None,
    )  # fmt: skip


def show_date(day: date) -> str:
    """``3 April 2025``."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def show_date_short(day: date) -> str:
    """``3 Apr 2025``, for table cells."""
    return f"{day.day} {_MONTHS[day.month - 1][:3]} {day.year}"


def month_name(number: int) -> str:
    """``April`` for 4."""
    return _MONTHS[number - 1]


def add_months(day: date, months: int) -> date:
    """The same day ``months`` later (or earlier); the last day of a shorter month where it lacks it."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def first_day_of_year_to(day: date) -> date:
    """First day of the year to ``day``: the day after one year earlier (29 February falls back to 28)."""
    return add_months(day, -12) + timedelta(days=1)


def age_on(born: date, day: date) -> int:
    """Whole years of age; a birthday of 29 February is kept on 1 March. Negative before birth."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def birthday(born: date, years: int) -> date:
    """The day on which someone turns ``years`` (29 February becomes 1 March)."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)


def financial_year_end(day: date) -> int:
    """The year in which the financial year holding ``day`` ends: 2024 for 31 March 2024, 2025 for the next day.

    This is also the SSDA903 collection year.
    """
    return day.year + 1 if (day.month, day.day) >= (4, 1) else day.year


def financial_year_label(end_year: int) -> str:
    """``2023-24`` for 2024."""
    return f"{end_year - 1}-{end_year % 100:02d}"


def financial_year_span(end_year: int) -> tuple[date, date]:
    """First and last day of the financial year that ends in ``end_year``."""
    return date(end_year - 1, 4, 1), date(end_year, 3, 31)


def financial_quarter(day: date) -> int:
    """1 for April-June to 4 for January-March."""
    return (day.month - 4) % 12 // 3 + 1


def first_day_of_quarter(day: date) -> date:
    """First day of the quarter that holds ``day``: 1 January, April, July or October."""
    return date(day.year, day.month - (day.month - 1) % 3, 1)


def counts_on(start: date, until: date | None, day: date) -> bool:
    """The one rule for every dated record: ``start <= day`` and ``until`` empty or later."""
    return start <= day and (until is None or until > day)


def due_words(by: date, as_at: date) -> str:
    """``Overdue 6 days``, ``Due today`` or ``Due in 12 days``."""
    days = (by - as_at).days
    if days == 0:
        return "Due today"
    return f"Overdue {plural(-days, 'day')}" if days < 0 else f"Due in {plural(days, 'day')}"


def this_day() -> date:
    """The day of this machine's clock; the nearest of the years in which dates lie where it is far out."""
    return min(max(date.today(), date(FIRST_YEAR, 1, 1)), date(LAST_YEAR, 12, 31))


def local_time(moment: datetime) -> datetime:
    """A moment in the time of this machine; as it is at the ends of the calendar, where that cannot be told."""
    try:
        return moment.astimezone()
    except (OverflowError, ValueError, OSError):
        return moment


def file_stamp(moment: datetime) -> str:
    """``2026-11-28 140523``, for names of files: four digits for a year whatever the clock says."""
    return f"{moment.date().isoformat()} {moment:%H%M%S}"
