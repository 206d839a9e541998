"""The oracle is only worth something where it agrees with what was worked out by hand."""

from datetime import date

import pytest

from tests.analysis.cases import COUNTING, STABILITY
from tests.analysis.children import written
from tests.oracle import naive


def rows_of(case):
    return [
        {
            "child": "child", "start": row.started, "end": row.until, "rne": row.reason_new, "ls": row.legal_status,
            "need": "N1", "place": row.place, "provider": "PR1", "rec": row.reason_ceased, "home": "SK13XE",
            "placed": row.home,
        }
        for row in written(case.rows)
    ]  # fmt: skip


@pytest.mark.parametrize("case", COUNTING, ids=lambda case: case.name)
def test_the_oracle_counts_as_worked_by_hand(case):
    found = tuple(naive.placements_in_year(rows_of(case), case.as_at, each=each) for each in (False, True))
    assert found == case.count, case.why


@pytest.mark.parametrize("case", STABILITY, ids=lambda case: case.name)
def test_the_oracle_judges_stability_as_worked_by_hand(case):
    rows = rows_of(case)
    held = naive.Return({"child": {"born": case.born, "sex": "F", "ethnic": "WBRI"}}, {"child": rows}, {})
    answers = naive.Oracle(held, lambda postcode: None, "E08000007", {2000: 60_000}).answers(case.as_at)

    def judged(variant):
        answer = answers["stable_two_years", variant, None]
        return "out" if not answer.base else "yes" if answer.rows else "no"

    assert (judged("default"), judged("each_placement")) == case.stable, case.why
    if case.all_ages is not None:
        assert judged("all_ages") == case.all_ages, case.why


def test_what_began_on_a_day_that_a_month_lacks_has_lasted_on_its_last_day():
    assert not naive.lasted(date(2020, 2, 29), 24, date(2022, 2, 27))
    assert naive.lasted(date(2020, 2, 29), 24, date(2022, 2, 28))
    assert naive.lasted(date(2018, 3, 31), 30, date(2020, 9, 30))
    assert naive.lasted(date(2020, 2, 29), 48, date(2024, 2, 29))


def test_months_are_those_of_the_calendar():
    assert naive.months_later(date(2021, 9, 30), 30) == date(2024, 3, 30)
    assert naive.months_later(date(2024, 2, 29), -12) == date(2023, 2, 28)
    assert naive.first_day(date(2024, 3, 31)) == date(2023, 4, 1)
    assert naive.first_day(date(2024, 2, 29)) == date(2023, 3, 1)


def test_birthdays_of_29_february_are_kept_on_1_march():
    assert naive.age(date(2020, 2, 29), date(2021, 2, 28)) == 0
    assert naive.age(date(2020, 2, 29), date(2021, 3, 1)) == 1
    assert naive.age(date(2008, 2, 29), date(2024, 2, 29)) == 16
