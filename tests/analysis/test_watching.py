"""What is expected of a home, month by month, and when a setting is to be visited: every case worked out by hand."""

from datetime import date

import pytest

from suffdesk.analysis.watching import (
    Placed,
    Report,
    due_on,
    first_visit_due,
    months_to,
    placed_since,
    report_of,
)

JAN, FEB, MAR = date(2024, 1, 1), date(2024, 2, 1), date(2024, 3, 1)
AS_AT = date(2024, 3, 31)


def test_a_report_is_due_by_the_end_of_the_month_after() -> None:
    assert due_on(JAN) == date(2024, 2, 29)
    assert due_on(date(2023, 12, 1)) == date(2024, 1, 31)


def test_months_end_with_that_of_the_date() -> None:
    found = months_to(date(2024, 2, 29))
    assert (len(found), found[0], found[-1]) == (12, date(2023, 3, 1), FEB)


@pytest.mark.parametrize(
    ("started", "until", "expected"),
    [
        (date(2024, 1, 31), date(2024, 2, 1), True),  # one day, the last of the month
        (date(2023, 6, 1), date(2024, 1, 2), True),  # its first day alone
        (date(2023, 6, 1), date(2024, 1, 1), False),  # left on the first, so the last day there was in December
        (date(2024, 1, 15), date(2024, 1, 15), False),  # no day at all
        (date(2024, 2, 1), None, False),
        (date(2020, 1, 1), None, True),
    ],
)
def test_a_child_there_for_one_day_of_the_month_is_enough(started: date, until: date | None, expected: bool) -> None:
    found = report_of(JAN, [Placed(started, until)], (), AS_AT)
    assert found == (Report.MISSING if expected else Report.NOT_EXPECTED)


@pytest.mark.parametrize(
    ("as_at", "found"),
    [(date(2024, 2, 28), Report.DUE), (date(2024, 2, 29), Report.DUE), (date(2024, 3, 1), Report.MISSING)],
)
def test_a_report_is_missing_once_its_day_is_over(as_at: date, found: Report) -> None:
    assert report_of(JAN, [Placed(date(2023, 6, 1), None)], (), as_at) == found


def test_a_report_that_came_is_received_whether_or_not_it_was_expected() -> None:
    assert report_of(JAN, [Placed(date(2023, 6, 1), None)], {JAN}, AS_AT) == Report.RECEIVED
    assert report_of(JAN, [], {JAN}, AS_AT) == Report.RECEIVED
    assert report_of(JAN, [Placed(date(2023, 6, 1), None)], {FEB}, AS_AT) == Report.MISSING


def test_days_after_the_date_are_not_looked_at() -> None:
    stay = [Placed(date(2024, 3, 20), None)]
    assert report_of(MAR, stay, (), date(2024, 3, 19)) == Report.NOT_EXPECTED
    assert report_of(MAR, stay, (), date(2024, 3, 20)) == Report.DUE


@pytest.mark.parametrize(
    ("stays", "since"),
    [
        ([], None),
        ([Placed(date(2024, 1, 5), date(2024, 3, 31))], None),  # left on the day
        ([Placed(date(2024, 1, 5), date(2024, 4, 1))], date(2024, 1, 5)),
        # the next child moved in on the day the one before left, and one lived there within the stay of another
        ([Placed(date(2024, 3, 1), None), Placed(date(2023, 5, 1), date(2024, 3, 1)),
          Placed(date(2023, 6, 1), date(2023, 7, 1))], date(2023, 5, 1)),
        # nobody on 29 February
        ([Placed(date(2024, 3, 1), None), Placed(date(2023, 5, 1), date(2024, 2, 29))], date(2024, 3, 1)),
        ([Placed(date(2024, 4, 1), None)], None),
    ],
)  # fmt: skip
def test_since_when_a_child_was_always_there(stays: list[Placed], since: date | None) -> None:
    assert placed_since(stays, AS_AT) == since


def test_first_visit_within_four_weeks() -> None:
    assert first_visit_due(date(2024, 2, 5)) == date(2024, 3, 4)
