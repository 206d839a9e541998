"""Each kind reads what is typed, shows it, and stores it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suffdesk.core import kinds
from suffdesk.core.dates import add_months

EVERY_KIND = (
    kinds.TEXT, kinds.INTEGER, kinds.MILES, kinds.MONEY, kinds.DATE, kinds.CEASED_ON, kinds.LAST_DAY, kinds.YES_NO,
    kinds.REFERENCE, kinds.YEAR, kinds.LONG_TEXT, kinds.PAST_DATE,
)  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "typed", "value", "shown"),
    [
        (kinds.TEXT, " Ash House ", "Ash House", "Ash House"),
        (kinds.REFERENCE, " IPA-2026-0132 ", "IPA-2026-0132", "IPA-2026-0132"),
        (kinds.INTEGER, "1,234", 1234, "1234"),
        (kinds.MILES, "20.14", 20.1, "20.1"),
        (kinds.MILES, "20", 20.0, "20.0"),
        (kinds.MONEY, "£2,800", 280_000, "£2,800.00"),
        (kinds.DATE, "03/04/2025", date(2025, 4, 3), "3 Apr 2025"),
        (kinds.CEASED_ON, "31/03/2026", date(2026, 3, 31), "31 Mar 2026"),
        (kinds.LAST_DAY, "31/03/2026", date(2026, 4, 1), "31 Mar 2026"),
        (kinds.YES_NO, "Yes", 1, "Yes"),
        (kinds.YES_NO, "n", 0, "No"),
    ],
)
def test_what_is_typed_is_read_and_shown(kind, typed, value, shown):
    assert kind.parse(typed) == value
    assert kind.show(value) == shown


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (kinds.INTEGER, "1.5"),
        (kinds.INTEGER, "many"),
        (kinds.MILES, "far"),
        (kinds.MONEY, "2.005"),
        (kinds.DATE, "31/02/2024"),
        (kinds.CEASED_ON, "31/02/2024"),
        (kinds.LAST_DAY, "31/02/2024"),
        (kinds.YES_NO, "perhaps"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_was_typed(kind, typed):
    with pytest.raises(ValueError, match="“") as refused:
        kind.parse(typed)
    assert typed in str(refused.value)


@pytest.mark.parametrize("typed", ["nan", "inf", "-infinity"])
def test_a_distance_is_a_number(typed):
    with pytest.raises(ValueError, match="not a number of miles"):
        kinds.MILES.parse(typed)


@pytest.mark.parametrize("kind", EVERY_KIND, ids=lambda kind: kind.name)
def test_nothing_is_shown_as_nothing_and_stored_as_nothing(kind):
    assert kind.show(None) == ""
    assert kind.to_store(None) is None
    assert kind.from_store(None) is None


@pytest.mark.parametrize("kind", EVERY_KIND, ids=lambda kind: kind.name)
def test_numbers_stand_right_and_words_left(kind):
    assert kind.align == ("right" if kind in (kinds.INTEGER, kinds.YEAR, kinds.MILES, kinds.MONEY) else "left")


def test_names_of_kinds_differ():
    assert len({kind.name for kind in EVERY_KIND}) == len(EVERY_KIND)


@given(st.dates(date(1990, 1, 1), date(2060, 12, 31)))
def test_dates_are_stored_as_iso_text_and_read_back(day):
    for kind in (kinds.DATE, kinds.CEASED_ON, kinds.LAST_DAY):
        assert kind.to_store(day) == day.isoformat()
        assert kind.from_store(day.isoformat()) == day


@given(st.dates(date(1990, 1, 1), date(2050, 12, 30)))
def test_both_kinds_of_end_show_the_day_that_was_typed(day):
    for kind in (kinds.CEASED_ON, kinds.LAST_DAY):
        assert kind.parse(kind.show(kind.parse(day.isoformat()))) == kind.parse(day.isoformat())
    assert kinds.LAST_DAY.parse(day.isoformat()).toordinal() == day.toordinal() + 1
    assert kinds.CEASED_ON.parse(day.isoformat()) == day


@given(st.integers(-(10**12), 10**12))
def test_whole_numbers_and_pence_are_stored_as_they_are(number):
    for kind in (kinds.INTEGER, kinds.MONEY):
        assert kind.from_store(kind.to_store(number)) == number


@pytest.mark.parametrize("text", ["9" * 13, "-" + "9" * 20, "9" * 5_000])
def test_whole_numbers_that_no_column_takes_are_refused(text):
    with pytest.raises(ValueError, match=r"too large|not a whole number") as caught:
        kinds.INTEGER.parse(text)
    assert len(str(caught.value)) < 100


@pytest.mark.parametrize("text", ["1", "0", "-2024", "1989", "2101", "24", "2024.5", "99999"])
def test_years_are_those_of_a_return(text):
    with pytest.raises(ValueError, match=r"not in the years 1990 to 2100|not a whole number"):
        kinds.YEAR.parse(text)
    assert kinds.YEAR.parse(" 2024 ") == 2024


@pytest.mark.parametrize("text", ["a\0b", "\ud800", "x\udfff"])
def test_half_a_letter_is_refused(text):
    with pytest.raises(ValueError, match="broken letter"):
        kinds.TEXT.parse(text)


def test_a_day_of_the_past_has_come_and_no_day_is_far_ahead() -> None:
    today = date.today()
    assert kinds.PAST_DATE.parse(today.isoformat()) == today
    with pytest.raises(ValueError, match="is yet to come"):
        kinds.PAST_DATE.parse((today + timedelta(days=1)).isoformat())
    with pytest.raises(ValueError, match="3 April 2099 is yet to come"):
        kinds.PAST_DATE.parse("03/04/2099")
    for kind in (kinds.DATE, kinds.CEASED_ON, kinds.LAST_DAY):
        assert kind.parse(add_months(today, 12 * 30 - 1).isoformat())
        with pytest.raises(ValueError, match="3 April 2099 is more than 30 years ahead; check the year"):
            kind.parse("03/04/2099")


def test_text_of_one_line_has_no_line_breaks() -> None:
    assert kinds.TEXT.parse("  Elm\r\nHouse\t2\u2028North\u00a0Road\x07 ") == "Elm House 2 North Road"
    assert kinds.TEXT.parse("Two  spaces") == "Two  spaces"
    assert kinds.LONG_TEXT.parse("First\r\nsecond\rthird\x07\n") == "First\nsecond\nthird"
