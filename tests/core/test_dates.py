"""Dates as DOMAIN.md, "Dates", defines them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suffdesk.core import dates

DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("03/04/2025", date(2025, 4, 3)),
        ("3.4.25", date(2025, 4, 3)),
        ("3/4/25", date(2025, 4, 3)),
        ("3-4-2025", date(2025, 4, 3)),
        ("2025-04-03", date(2025, 4, 3)),
        ("2025-04-03 00:00:00", date(2025, 4, 3)),
        ("2025-04-03T00:00", date(2025, 4, 3)),
        ("3 April 2025", date(2025, 4, 3)),
        ("3 apr 2025", date(2025, 4, 3)),
        (" 03/04/2025 ", date(2025, 4, 3)),
        ("29/02/2024", date(2024, 2, 29)),
        ("01/01/69", date(2069, 1, 1)),
        ("01/01/70", date(1970, 1, 1)),
    ],
)
def test_a_date_is_read_as_it_is_typed(typed, day):
    assert dates.parse_date(typed) == day


@pytest.mark.parametrize(
    "typed",
    ["", "31/02/2024", "29/02/2023", "13/13/2024", "00/01/2024", "2024-02-30", "tomorrow", "3 Foo 2025", "1/2/3",
     "01/02/20245", "2025-04-03 10:30", "2025-04-03x", "45000", "3/4.2025x"],
)  # fmt: skip
def test_what_is_no_date_is_refused_with_a_sentence_that_says_how_to_type_one(typed):
    with pytest.raises(ValueError, match="03/04/2025") as refused:
        dates.parse_date(typed)
    assert typed in str(refused.value)


@pytest.mark.parametrize(
    "typed", ["31/03/0001", "0001-01-01", "9999-12-31", "31 March 1899", "01/01/2101", "01/01/0000"]
)
def test_years_that_nobody_means_are_refused_and_none_is_taken_for_another(typed):
    with pytest.raises(ValueError, match="not in the years 1900 to 2100") as refused:
        dates.parse_date(typed)
    assert typed in str(refused.value)


@pytest.mark.parametrize("day", [date(1900, 1, 1), date(1900, 3, 31), date(2100, 2, 28), date(2100, 12, 31)])
def test_the_first_and_last_years_that_can_be_typed_can_be_reckoned_with(day):
    assert dates.parse_date(day.isoformat()) == dates.parse_date(f"{day:%d/%m/%Y}") == day
    assert dates.first_day_of_year_to(day) <= day
    assert dates.add_months(dates.add_months(day, -30), 30) <= day
    assert dates.age_on(day, dates.birthday(day, 18)) == 18
    first, last = dates.financial_year_span(dates.financial_year_end(day))
    assert first <= day <= last


@given(DAYS)
def test_what_is_shown_is_read_back(day):
    assert dates.parse_date(dates.show_date(day)) == day
    assert dates.parse_date(dates.show_date_short(day)) == day
    assert dates.parse_date(day.isoformat()) == day
    assert dates.parse_date(f"{day:%d/%m/%Y}") == day


def test_a_date_is_shown_in_words():
    assert dates.show_date(date(2025, 4, 3)) == "3 April 2025"
    assert dates.show_date_short(date(2025, 4, 3)) == "3 Apr 2025"
    assert dates.month_name(12) == "December"


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2024, 3, 31), -24, date(2022, 3, 31)),
        (date(2024, 3, 31), -30, date(2021, 9, 30)),
        (date(2024, 2, 29), -12, date(2023, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2023, 12, 15), 1, date(2024, 1, 15)),
        (date(2024, 1, 15), -1, date(2023, 12, 15)),
        (date(2024, 1, 15), 0, date(2024, 1, 15)),
    ],
)
def test_calendar_months(day, months, expected):
    assert dates.add_months(day, months) == expected


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (date(2024, 3, 31), date(2023, 4, 1)),
        (date(2024, 4, 1), date(2023, 4, 2)),
        (date(2024, 2, 29), date(2023, 3, 1)),
        (date(2025, 2, 28), date(2024, 2, 29)),
        (date(2024, 12, 31), date(2024, 1, 1)),
    ],
)
def test_the_year_to_a_date(day, first):
    assert dates.first_day_of_year_to(day) == first


@given(DAYS)
def test_a_year_has_365_or_366_days(day):
    assert (day - dates.first_day_of_year_to(day)).days + 1 in (365, 366)


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2008, 3, 31), date(2024, 3, 30), 15),
        (date(2008, 3, 31), date(2024, 3, 31), 16),
        (date(2008, 2, 29), date(2023, 2, 28), 14),
        (date(2008, 2, 29), date(2023, 3, 1), 15),
        (date(2008, 2, 29), date(2024, 2, 28), 15),
        (date(2008, 2, 29), date(2024, 2, 29), 16),
        (date(2024, 3, 31), date(2024, 3, 31), 0),
        (date(2024, 4, 1), date(2024, 3, 31), -1),
    ],
)
def test_age_in_whole_years(born, day, age):
    assert dates.age_on(born, day) == age


@given(DAYS, st.integers(0, 25))
def test_somebody_turns_an_age_on_that_birthday_and_not_before(born, years):
    turns = dates.birthday(born, years)
    assert dates.age_on(born, turns) == years
    assert dates.age_on(born, turns - timedelta(days=1)) == years - 1


def test_a_birthday_of_29_february_is_kept_on_1_march():
    assert dates.birthday(date(2008, 2, 29), 15) == date(2023, 3, 1)
    assert dates.birthday(date(2008, 2, 29), 16) == date(2024, 2, 29)


@pytest.mark.parametrize(
    ("day", "year", "quarter"),
    [
        (date(2024, 3, 31), 2024, 4),
        (date(2024, 4, 1), 2025, 1),
        (date(2024, 6, 30), 2025, 1),
        (date(2024, 7, 1), 2025, 2),
        (date(2024, 9, 30), 2025, 2),
        (date(2024, 10, 1), 2025, 3),
        (date(2024, 12, 31), 2025, 3),
        (date(2025, 1, 1), 2025, 4),
    ],
)
def test_financial_years_and_quarters(day, year, quarter):
    assert dates.financial_year_end(day) == year
    assert dates.financial_quarter(day) == quarter


def test_a_financial_year_runs_from_1_april_to_31_march():
    assert dates.financial_year_span(2024) == (date(2023, 4, 1), date(2024, 3, 31))
    assert dates.financial_year_label(2024) == "2023-24"
    assert dates.financial_year_label(2000) == "1999-00"


@given(DAYS)
def test_every_day_is_in_the_financial_year_that_it_is_said_to_be_in(day):
    first, last = dates.financial_year_span(dates.financial_year_end(day))
    assert first <= day <= last


@pytest.mark.parametrize(
    ("start", "until", "counted"),
    [
        (date(2024, 3, 31), None, True),
        (date(2024, 4, 1), None, False),
        (date(2024, 1, 1), date(2024, 3, 31), False),
        (date(2024, 1, 1), date(2024, 4, 1), True),
        (date(2024, 3, 31), date(2024, 3, 31), False),
    ],
)
def test_a_record_counts_from_its_start_to_the_day_before_until(start, until, counted):
    assert dates.counts_on(start, until, date(2024, 3, 31)) is counted


@given(DAYS, DAYS, DAYS)
def test_of_two_records_that_follow_one_another_a_day_is_in_one_at_most(first, second, day):
    start, change = sorted((first, second))
    in_both = dates.counts_on(start, change, day) + dates.counts_on(change, None, day)
    assert in_both == (day >= start)


@pytest.mark.parametrize(
    ("clock", "day"),
    [
        (date.min, date(1900, 1, 1)),
        (date(2026, 5, 3), date(2026, 5, 3)),
        (date.max, date(2100, 12, 31)),
    ],
)
def test_a_clock_that_is_far_out_gives_a_day_that_can_be_counted_with(
    monkeypatch: pytest.MonkeyPatch, clock: date, day: date
) -> None:
    class Clock(date):
        @classmethod
        def today(cls) -> date:
            return clock

    monkeypatch.setattr(dates, "date", Clock)
    assert dates.this_day() == day


def test_names_of_files_have_four_digits_for_any_year() -> None:
    assert dates.file_stamp(datetime(1, 2, 3, 4, 5, 6, tzinfo=UTC)) == "0001-02-03 040506"
    assert dates.file_stamp(datetime(2026, 11, 28, 14, 5, 23, tzinfo=UTC)) == "2026-11-28 140523"
