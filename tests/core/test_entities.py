"""Fields read and show values; an entity knows its fields by name."""

from datetime import date

import pytest

from suffdesk.core.entities import Choice, Entity, Field
from suffdesk.core.kinds import DATE, INTEGER

PLACE = Field("place", "Placement", choices=(Choice("U6", "Foster, other carer"), Choice("Open", "Open")))


@pytest.mark.parametrize(
    "typed", ["U6", "u6", " U6 ", "Foster, other carer", "FOSTER, OTHER CARER", "Foster, other carer (U6)"]
)
def test_a_choice_is_read_by_code_by_words_or_as_shown(typed):
    assert PLACE.parse(typed) == "U6"


def test_a_choice_is_shown_in_words_with_its_code():
    assert PLACE.show("U6") == "Foster, other carer (U6)"
    assert PLACE.show("Open") == "Open"


def test_a_code_that_is_no_choice_is_shown_as_it_stands_and_not_accepted():
    assert PLACE.show("ZZ") == "ZZ"
    with pytest.raises(ValueError, match="“ZZ” is not a placement"):
        PLACE.parse("ZZ")


@pytest.mark.parametrize("typed", ["", "   "])
def test_empty_is_none_unless_needed(typed):
    assert PLACE.parse(typed) is None
    assert Field("born", "Date of birth", DATE).parse(typed) is None
    with pytest.raises(ValueError, match="Date of birth is needed"):
        Field("born", "Date of birth", DATE, required=True).parse(typed)


def test_without_choices_the_kind_reads_and_shows():
    born = Field("born", "Date of birth", DATE)
    assert born.parse("03/04/2025") == date(2025, 4, 3)
    assert born.show(date(2025, 4, 3)) == "3 Apr 2025"
    assert born.show(None) == ""
    with pytest.raises(ValueError, match="not a day of the calendar"):
        born.parse("31/02/2024")


def test_an_entity_gives_its_fields_by_name_and_has_no_rule_of_its_own():
    beds = Field("beds", "Beds", INTEGER)
    home = Entity("home", "Home", "Homes", (PLACE, beds), ("beds",))
    assert home.by_name["beds"] is beds
    assert home.by_name["place"] is PLACE
    assert home.check({"beds": -1}) == []


def test_what_cannot_be_seen_is_no_value() -> None:
    assert Field("name", "Name").parse("\x07\x08") is None
    with pytest.raises(ValueError, match="Name is needed"):
        Field("name", "Name", required=True).parse("\x07")
