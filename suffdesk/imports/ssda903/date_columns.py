"""Reading a column of dates: its form is decided for the column as a whole, and never guessed for a value."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from suffdesk.core.dates import NAMED_MONTH, month_number, show_date
from suffdesk.core.kinds import DATE, Day, Value
from suffdesk.imports.sources import SourceFault
from suffdesk.imports.ssda903.faults import Fault

_TIME = r"(?:[T ]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?)?"
_PARTS = re.compile(rf"([0-9]{{1,2}})\s?[/.\-]\s?([0-9]{{1,2}})\s?[/.\-]\s?([0-9]{{4}}){_TIME}")
_ISO = re.compile(rf"([0-9]{{4}})[-/]([0-9]{{1,2}})[-/]([0-9]{{1,2}}){_TIME}")
_NAMED = re.compile(rf"{NAMED_MONTH}{_TIME}", re.ASCII)
"""Says by itself which is the day and which the month, so that it may stand beside any other form."""
_SHORT_YEAR = re.compile(r"[0-9]{1,2}[/.\-](?:[0-9]{1,2}|[A-Za-z]{3,9})[/.\-][0-9]{2}")
_SERIAL = re.compile(r"[1-9][0-9]{3,4}(?:\.[0-9]{1,12})?")
_PART_DATE = re.compile(r"([0-9]{1,2}|[zZ]{1,2})[/.\-]([0-9]{1,2}|[zZ]{1,2})[/.\-]([0-9]{4}|[zZ]{1,4})")
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_SERIAL_DAY_0 = date(1899, 12, 30)
"""Day 0 of Excel's count, which holds a 29 February 1900 that never was."""
_AS_PRINTED = "Write it as 31/12/2024."

Meanings = tuple[dict[str, Value], dict[str, Fault]]
"""For each distinct text its value, and for those with a fault, the fault."""


def read_dates(name: str, texts: Mapping[str, int], kind: Day = DATE) -> Meanings:
    """Read the distinct cleaned texts of a column, with how often each stands there.

    Day first or ISO, whichever most rows have; the other is a fault of the row, since a column of two forms was
    put together from two sources, of which one may have been read wrongly before. A day that cannot be right by its
    ``kind`` is a fault and is kept. Raises SourceFault where the column has the month first.
    """
    forms = _Forms(texts)
    if forms.month_first and not forms.day_first:
        raise SourceFault(
            f"the dates in its column {name} have the month before the day (“{forms.month_first}”)",
            "export it with dates as dd/mm/yyyy or yyyy-mm-dd",
        )
    values: dict[str, Value] = {}
    faults: dict[str, Fault] = {}
    for text in texts:
        day, fault = _read(text, forms.iso)
        values[text] = day
        if day and (doubt := kind.doubt(day)):
            fault = Fault("date_far_off", f"{doubt}.", "Mend the date if it is wrong.")
        if fault:
            faults[text] = fault
    return values, faults


def read_part_dates(texts: Sequence[str]) -> Meanings:
    """Read dates of which parts may be unknown, printed as z: kept as text, ``zz/07/2019``."""
    values: dict[str, Value] = {}
    faults: dict[str, Fault] = {}
    for text in texts:
        day, fault = (None, None) if not text else _read(text, bool(_ISO.fullmatch(text)))
        if isinstance(day, date):
            values[text] = f"{day:%d/%m/}{day.year:04}"
        elif not text:
            values[text] = None
        elif (match := _PART_DATE.fullmatch(text)) and "z" in text.lower():
            values[text] = "/".join(part.lower().rjust(2, "0" if part[0].isdigit() else "z") for part in match.groups())
        else:
            values[text] = None
            faults[text] = fault or _not_a_date(text)
    return values, faults


class _Forms:
    """Which forms a column has: whether most are ISO, and an example that can only be day first and month first."""

    def __init__(self, texts: Mapping[str, int]) -> None:
        counts: Counter[str] = Counter()
        self.day_first = self.month_first = ""
        for text, times in texts.items():
            if _ISO.fullmatch(text):
                counts["iso"] += times
            elif match := _PARTS.fullmatch(text):
                counts["parts"] += times
                first, second = int(match.group(1)), int(match.group(2))
                if first > 12 >= second:
                    self.day_first = text
                elif second > 12 >= first:
                    self.month_first = text
        self.iso = counts["iso"] > counts["parts"]


def _read(text: str, iso: bool) -> tuple[date | None, Fault | None]:
    if not text:
        return None, None
    if match := _PARTS.fullmatch(text):
        day, month, year = (int(part) for part in match.groups())
        this_iso = False
    elif match := _ISO.fullmatch(text):
        year, month, day = (int(part) for part in match.groups())
        this_iso = True
    elif (match := _NAMED.fullmatch(text)) and (named := month_number(match.group(2))):
        day, month, year = int(match.group(1)), named, int(match.group(3))
        this_iso = iso
    else:
        return None, _not_a_date(text)
    try:
        read = date(year, month, day)
    except ValueError:
        if not this_iso and month > 12 >= day:
            return None, Fault(
                "date_month_first",
                f"“{text}” has the month before the day, and other dates of the column have the day first.",
                f"Write it as {month:02}/{day:02}/{year} if that is the day meant.",
            )
        return None, Fault("date_not_in_calendar", f"“{text}” is not a day of the calendar.", _AS_PRINTED)
    if this_iso != iso:
        most = "yyyy-mm-dd" if iso else "dd/mm/yyyy"
        return None, Fault(
            "date_form",
            f"“{text}” is not written as the column's other dates are, which are {most}.",
            "Write all dates of the column in one form.",
        )
    if not _FIRST_YEAR <= read.year <= _LAST_YEAR:
        return None, Fault("date_range", f"“{text}” is not between {_FIRST_YEAR} and {_LAST_YEAR}.", "Mend the year.")
    return read, None


def _not_a_date(text: str) -> Fault:
    if _SERIAL.fullmatch(text):
        day = show_date(_SERIAL_DAY_0 + timedelta(days=int(text.partition(".")[0])))
        return Fault(
            "date_serial",
            f"“{text}” is a day number of a spreadsheet, not a date; it would be {day}.",
            "Format the column as a date in the spreadsheet and save it again.",
        )
    if _SHORT_YEAR.fullmatch(text):
        return Fault("date_short_year", f"“{text}” has a year of two digits.", "Write the year with four digits.")
    shown = text if len(text) <= 40 else f"{text[:40]}…"
    return Fault("date_unreadable", f"“{shown}” is not a date.", _AS_PRINTED)
