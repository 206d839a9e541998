"""Intervals of the regulations by hand-worked dates."""

from datetime import date

import pytest

from suffdesk.domain.looked_after import has_sdq, months_between_health_assessments, next_review, sdq_band
from suffdesk.domain.working_days import add_working_days, is_working_day, years_known


@pytest.mark.parametrize(
    ("start", "number", "day"),
    [
        ("2024-04-03", 20, "2024-05-01"),  # Wednesday to Wednesday, four weeks without a holiday
        ("2024-03-28", 20, "2024-04-29"),  # Good Friday and Easter Monday between
        ("2022-05-30", 5, "2022-06-08"),  # the jubilee's two days
        ("2020-05-07", 1, "2020-05-11"),  # the May holiday was moved to a Friday
        ("2022-12-23", 1, "2022-12-28"),
        ("2024-04-06", 1, "2024-04-08"),  # from a Saturday
        ("2024-04-06", 0, "2024-04-06"),
    ],
)
def test_working_days(start: str, number: int, day: str) -> None:
    assert add_working_days(date.fromisoformat(start), number) == date.fromisoformat(day)


def test_every_year_held_has_its_holidays() -> None:
    first, last = years_known()
    assert (first, last) == (2017, 2028)
    for year in range(first, last + 1):
        weekdays = sum(
            not is_working_day(day) and day.weekday() < 5
            for day in (
                date.fromordinal(n) for n in range(date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal())
            )
        )
        assert weekdays == {2022: 10, 2023: 9}.get(year, 8), year


def test_reviews() -> None:
    start = date(2024, 4, 3)
    assert next_review(start, True, []) == date(2024, 5, 1)
    assert next_review(start, True, [date(2024, 4, 29)]) == date(2024, 7, 29)
    assert next_review(start, True, [date(2024, 7, 1), date(2024, 4, 29)]) == date(2025, 1, 1)
    assert next_review(start, False, []) is None
    assert next_review(start, False, [date(2024, 8, 31)]) == date(2025, 2, 28)


def test_health_and_sdq() -> None:
    born = date(2019, 5, 1)
    assert months_between_health_assessments(born, date(2024, 4, 30)) == 6
    assert months_between_health_assessments(born, date(2024, 5, 1)) == 12
    assert [sdq_band(n) for n in (0, 13, 14, 16, 17, 19, 20, 40, 41, -1)] == [
        "Average", "Average", "Borderline", "Borderline", "High", "High", "Very high", "Very high", "", "",
    ]  # fmt: skip
    assert not has_sdq(born, date(2023, 4, 30))
    assert has_sdq(born, date(2023, 5, 1))
    assert has_sdq(born, date(2036, 4, 30))
    assert not has_sdq(born, date(2036, 5, 1))
