"""Who is looked after on the day of a snapshot."""

from datetime import date

import pytest

from tests.analysis.children import child, snapshot


@pytest.mark.parametrize(
    ("as_at", "first_day"),
    [
        (date(2024, 3, 31), date(2023, 4, 1)),
        (date(2024, 6, 30), date(2023, 7, 1)),
        (date(2024, 2, 29), date(2023, 3, 1)),
        (date(2025, 2, 28), date(2024, 2, 29)),
        (date(2023, 4, 1), date(2022, 4, 2)),
    ],
)
def test_the_year_to_a_date_begins_the_day_after_the_same_date_a_year_before(as_at, first_day):
    assert snapshot(as_at=as_at).first_day == first_day


def test_every_child_in_care_is_there_once_with_the_open_episode():
    taken = snapshot(
        child("S C2 U6@a 2022-01-01", "P C2 K2@b 2024-03-31", name="moved"),
        child("S C2 U6@a 2022-01-01 to 2024-03-31 E4A", name="left"),
        child("S C2 U6@a 2022-01-01 to open", "P C2 P1@b 2023-01-01", name="two at once"),
    )
    assert {resident.id: resident.episode.place for resident in taken.residents} == {"moved": "K2", "two at once": "P1"}
    assert taken.ids == ("moved", "two at once")


def test_unaccompanied_asylum_seekers_come_from_the_table_of_the_dates_own_year():
    held = {2024: {"one": None, "two": date(2024, 3, 31)}, 2025: {"three": None}}
    assert snapshot(uasc=held).uasc_ids == {"one"}
    assert snapshot(uasc=held, as_at=date(2024, 4, 1)).uasc_ids == {"three"}
    assert snapshot(uasc=held, as_at=date(2023, 3, 31)).uasc_ids is None
