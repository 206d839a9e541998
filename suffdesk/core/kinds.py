"""What sort of value a field holds: each kind parses, shows, stores and aligns it.

Stored values are what STRICT tables take: TEXT, INTEGER or REAL. Dates are ISO text, money is pence.
``Kind.parse`` raises ValueError with a sentence for the user.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import ClassVar, Literal

from suffdesk.core.dates import add_months, parse_date, show_date, show_date_short, this_day
from suffdesk.core.money import parse_pence, show_pence
from suffdesk.core.text import several_lines, single_line

Value = str | int | float | date | None
Stored = str | int | float | None


@dataclass(frozen=True, slots=True)
class Kind(ABC):
    """Base of every kind. Instances have no state: use the constants at the end of this module."""

    name: ClassVar[str]
    sql_type: ClassVar[Literal["TEXT", "INTEGER", "REAL"]] = "TEXT"
    align: ClassVar[Literal["left", "right"]] = "left"

    @abstractmethod
    def parse(self, text: str) -> Value:
        """What the user typed, as a value. Empty text never reaches a kind."""

    def kept(self, value: Value) -> Value:
        """A value as it is kept, wherever it comes from: text of one line has no line breaks, for one."""
        return value

    def doubt(self, value: Value) -> str:
        """Why a value cannot be right, as a sentence; empty where it may be.

        What is typed is refused for it (``parse`` raises it); what is imported is kept, and listed with it.
        """
        return ""

    def show(self, value: Value) -> str:
        return "" if value is None else str(value)

    def to_store(self, value: Value) -> Stored:
        return value.isoformat() if isinstance(value, date) else value

    def from_store(self, stored: Stored) -> Value:
        return stored


class Text(Kind):
    """Words on one line, without spaces around them."""

    name = "text"

    def parse(self, text: str) -> Value:
        """Raises ValueError for half a letter or a zero character, which some programs leave on the clipboard."""
        if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
            raise ValueError("There is a broken letter in this; type it again")
        return self.kept(text)

    def kept(self, value: Value) -> Value:
        return single_line(value) if isinstance(value, str) else value


class LongText(Text):
    """Words over as many lines as they take."""

    name = "long text"

    def kept(self, value: Value) -> Value:
        return several_lines(value) if isinstance(value, str) else value


_MOST = 10**12
"""Whole numbers stay far below what a column takes; whoever types a longer one has slipped."""
_FIRST_YEAR, _LAST_YEAR = 1990, 2100


class Integer(Kind):
    """A whole number."""

    name = "integer"
    sql_type = "INTEGER"
    align = "right"

    def parse(self, text: str) -> Value:
        try:
            number = int(text.strip().replace(",", ""))
        except ValueError:
            raise ValueError(f"“{_short(text)}” is not a whole number") from None
        if abs(number) > _MOST:
            raise ValueError(f"“{_short(text)}” is too large a number")
        return number


class Year(Integer):
    """A year by its number: that of the 31 March on which a return ends, or of a mid-year estimate."""

    name = "year"

    def parse(self, text: str) -> Value:
        number = super().parse(text)
        if not isinstance(number, int) or not _FIRST_YEAR <= number <= _LAST_YEAR:
            raise ValueError(f"“{_short(text)}” is not in the years {_FIRST_YEAR} to {_LAST_YEAR}; type it as 2025")
        return number


def _short(text: str) -> str:
    text = text.strip()
    return text if len(text) <= 40 else f"{text[:40]}…"


class Miles(Kind):
    """A distance in miles, to 1 decimal."""

    name = "miles"
    sql_type = "REAL"
    align = "right"

    def parse(self, text: str) -> Value:
        try:
            miles = Decimal(text.strip()).quantize(Decimal("0.1"), ROUND_HALF_UP)
        except InvalidOperation:
            miles = Decimal("NaN")
        if not miles.is_finite():
            raise ValueError(f"“{text.strip()}” is not a number of miles")
        return float(miles)

    def show(self, value: Value) -> str:
        return "" if value is None else f"{value:.1f}"


class Quantity(Kind):
    """An amount that need not be whole, such as full-time equivalents, to 2 decimals."""

    name = "quantity"
    sql_type = "REAL"
    align = "right"

    def parse(self, text: str) -> Value:
        try:
            amount = Decimal(text.strip().replace(",", "")).quantize(Decimal("0.01"), ROUND_HALF_UP)
        except InvalidOperation:
            amount = Decimal("NaN")
        if not amount.is_finite():
            raise ValueError(f"“{text.strip()}” is not a number")
        return float(amount)

    def show(self, value: Value) -> str:
        return "" if value is None else f"{value:,.2f}".rstrip("0").rstrip(".")


class Money(Kind):
    """Whole pence."""

    name = "money"
    sql_type = "INTEGER"
    align = "right"

    def parse(self, text: str) -> Value:
        return parse_pence(text)

    def show(self, value: Value) -> str:
        return show_pence(value) if isinstance(value, int) else ""


_MOST_YEARS_AHEAD = 30
"""Nothing is planned so far ahead: an agreement, a lease and the date by which a home opens all end sooner."""


class Day(Kind):
    """A day of the calendar, not so far ahead that the year must be a slip."""

    name = "date"

    def parse(self, text: str) -> Value:
        return self._sound(parse_date(text))

    def _sound(self, day: date) -> date:
        wrong = self.doubt(day)
        if wrong:
            raise ValueError(wrong)
        return day

    def doubt(self, value: Value) -> str:
        if isinstance(value, date) and value > add_months(this_day(), 12 * _MOST_YEARS_AHEAD):
            return f"{show_date(value)} is more than {_MOST_YEARS_AHEAD} years ahead; check the year"
        return ""

    def show(self, value: Value) -> str:
        return show_date_short(value) if isinstance(value, date) else ""

    def from_store(self, stored: Stored) -> Value:
        return date.fromisoformat(stored) if isinstance(stored, str) else None


class PastDay(Day):
    """A day on which something was: a birth, an inspection, a visit that was made. It has come."""

    name = "past date"

    def doubt(self, value: Value) -> str:
        if isinstance(value, date) and value > this_day():
            return f"{show_date(value)} is yet to come (today is {show_date(this_day())}); check the date"
        return ""


class CeasedOn(Day):
    """An end typed as the day on which something ceased: ``until`` is that day."""

    name = "ceased on"


class LastDay(Day):
    """An end typed as the last day that counts: ``until`` is the day after, and is shown as the day before."""

    name = "last day"

    def parse(self, text: str) -> Value:
        return self._sound(parse_date(text)) + timedelta(days=1)

    def show(self, value: Value) -> str:
        return show_date_short(value - timedelta(days=1)) if isinstance(value, date) else ""


class YesNo(Kind):
    """Stored as 1 or 0."""

    name = "yes or no"
    sql_type = "INTEGER"

    def parse(self, text: str) -> Value:
        answer = text.strip().lower()
        if answer in ("1", "yes", "y", "true"):
            return 1
        if answer in ("0", "no", "n", "false"):
            return 0
        raise ValueError(f"“{text.strip()}” is neither yes nor no")

    def show(self, value: Value) -> str:
        return "" if value is None else ("Yes" if value else "No")


class Reference(Kind):
    """The id of a row of another entity (``Field.reference``)."""

    name = "reference"

    def parse(self, text: str) -> Value:
        return text.strip()


TEXT, LONG_TEXT, INTEGER, YEAR, MILES = Text(), LongText(), Integer(), Year(), Miles()
QUANTITY, MONEY, DATE, PAST_DATE = Quantity(), Money(), Day(), PastDay()
CEASED_ON, LAST_DAY, YES_NO, REFERENCE = CeasedOn(), LastDay(), YesNo(), Reference()
