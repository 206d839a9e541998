"""Care periods and placements of one child, with their dates."""

from datetime import date

from tests.analysis.children import child


def periods(history):
    return [
        (str(item.started), item.start_known, str(item.until or "open"), item.reason_ceased) for item in history.periods
    ]


def stays(history):
    return [(str(item.started), str(item.until or "open")) for item in history.stays if item.counted]


def test_a_care_period_runs_from_s_to_the_rec_that_ends_it():
    history = child("S V2 U6@a 2022-01-01", "P C2 U6@b 2022-05-01 to 2023-06-01 E4A", "S V2 U6@a 2023-09-01")
    assert periods(history) == [("2022-01-01", True, "2023-06-01", "E4A"), ("2023-09-01", True, "open", None)]


def test_leaving_and_coming_back_on_one_day_makes_two_care_periods():
    history = child("S V2 U6@a 2022-01-01 to 2023-08-01 E4B", "S V2 U6@a 2023-08-01")
    assert periods(history) == [("2022-01-01", True, "2023-08-01", "E4B"), ("2023-08-01", True, "open", None)]
    assert stays(history) == [("2022-01-01", "2023-08-01"), ("2023-08-01", "open")]


def test_of_a_cut_history_the_start_is_not_known():
    history = child("P C2 U6@a 2022-01-01")
    assert history.cut
    assert periods(history) == [("2022-01-01", False, "open", None)]


def test_a_history_that_begins_with_s_is_not_cut():
    assert not child("S C2 U6@a 2022-01-01").cut


def test_care_after_a_start_on_a_short_break_counts_from_the_first_row_of_another_status():
    history = child("S V4 U6@a 2022-01-01", "L V2 U6@a 2022-06-01")
    assert periods(history) == [("2022-06-01", True, "open", None)]
    assert stays(history) == [("2022-06-01", "open")]


def test_short_breaks_alone_are_no_care():
    history = child("S V4 U6@a 2022-01-01")
    assert not history.periods
    assert not history.stays
    assert history.open_on(date(2022, 2, 1)) is None


def test_no_episodes_at_all():
    history = child()
    assert not history.periods
    assert not history.stays
    assert history.open_on(date(2022, 2, 1)) is None


def test_a_gap_breaks_care_though_no_s_follows():
    history = child("S C2 U6@a 2022-01-01 to 2022-05-01 X1", "P C2 U6@b 2022-05-02")
    assert [item[0] for item in periods(history)] == ["2022-01-01", "2022-05-02"]


def test_a_placement_goes_on_through_temporary_stays_and_changes_with_the_same_carers():
    history = child("S V2 U6@a 2022-01-01", "P V2 T1@h 2022-03-01", "P V2 U6@a 2022-03-09", "U C2 U4@b 2022-07-01",
                    "P C2 K2@c 2023-01-01")  # fmt: skip
    assert stays(history) == [("2022-01-01", "2023-01-01"), ("2023-01-01", "open")]
    each = [(str(item.started), item.counted) for item in history.stays_each]
    assert each == [("2022-01-01", True), ("2022-07-01", True), ("2023-01-01", True)]


def test_care_that_begins_on_a_temporary_placement_has_none_to_count():
    (stay,) = child("S C2 T1@h 2023-05-01").stays
    assert not stay.counted


def test_a_placement_that_ceases_on_the_first_day_of_a_year_was_carried_into_it():
    first_day = date(2023, 4, 1)
    (stay,) = child("S C2 U6@a 2022-01-01 to 2023-04-01 E4A").stays
    assert stay.carried_into(first_day)
    (stay,) = child("S C2 U6@a 2022-01-01 to 2023-03-31 E4A").stays
    assert not stay.carried_into(first_day)
    (stay,) = child("S C2 U6@a 2023-04-01").stays
    assert not stay.carried_into(first_day)


def test_a_child_who_left_care_is_not_looked_after_however_many_older_rows_stand_open():
    left_open = child("S C2 U6@a 2018-01-13 to open", "S C2 U6@a 2018-01-14 to 2018-09-01 X1",
                      "P C2 U4@b 2018-09-01 to 2018-12-01 E4A")  # fmt: skip
    assert left_open.open_on(date(2018, 1, 13)) == 0
    assert left_open.open_on(date(2018, 1, 14)) == 1
    assert left_open.open_on(date(2018, 12, 1)) is None
    ends_late = child("S C2 U6@a 2018-01-13 to 2019-06-01 X1", "P C2 U4@b 2018-09-01 to 2018-12-01 E4A")
    assert ends_late.open_on(date(2018, 12, 1)) is None
    assert [str(period.until) for period in ends_late.periods] == ["2018-12-01"]


def test_an_episode_left_open_ceases_when_the_next_begins():
    history = child("S C2 U6@a 2018-01-13 to open", "P C2 U4@b 2018-09-01 to 2018-12-01 X1")
    assert history.open_on(date(2018, 9, 1)) == 1
    assert history.open_on(date(2018, 12, 1)) is None


def test_an_end_of_care_does_not_end_a_row_that_began_later_and_overlaps_it():
    history = child("S C2 U6@a 2025-05-01 to 2025-12-15 E4A", "L C1 U6@a 2025-12-01")
    assert history.open_on(date(2026, 3, 31)) == 1
    assert stays(history) == [("2025-05-01", "open")]


def test_the_open_episode_is_the_one_not_yet_ceased():
    history = child("S C2 U6@a 2022-01-01", "P C2 U6@b 2022-05-01 to 2022-06-01 E4A")
    assert history.open_on(date(2021, 12, 31)) is None
    assert history.open_on(date(2022, 1, 1)) == 0
    assert history.open_on(date(2022, 5, 1)) == 1
    assert history.open_on(date(2022, 6, 1)) is None
