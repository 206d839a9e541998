"""SSDA903 code sets: every code with words, a group where it has one, and the years in which it is valid."""

import pytest

from suffdesk.domain import codes
from suffdesk.domain.codes import Code, code_set, code_set_names

DFE_GROUPS = {
    "Foster placements": "U1 U2 U3 U4 U5 U6",
    "Placed for adoption": "A3 A4 A5 A6",
    "Placed with parents or other person with parental responsibility": "P1",
    "Secure homes and children's homes": "K1 K2",
    "Independent and semi-independent living arrangements/supported accommodation": "K3 H5 P2",
    "Other residential settings": "R1 R2 R3 R5 P3",
    "Residential schools": "S1",
    "Other placements": "T0 T1 T2 T3 T4 Z1 Z11 Z12 Z13 Z14",
}
ETHNIC_GROUPS = {
    "White": "WBRI WIRI WIRT WROM WOTH",
    "Mixed": "MWBC MWBA MWAS MOTH",
    "Asian": "AIND APKN ABAN CHNE AOTH",
    "Black": "BCRB BAFR BOTH",
    "Other": "OOTH",
    "Not stated": "REFU NOBT",
}
ALL_CODES = {
    "RNE": "S L P T B U",
    "CIN": "N1 N2 N3 N4 N5 N6 N7 N8",
    "LS": "C1 C2 D1 E1 V2 V3 V4 L1 L2 L3 J1 J2 J3",
    "PLACE_PROVIDER": "PR0 PR1 PR2 PR3 PR4 PR5",
    "REC": "X1 E11 E12 E2 E3 E4A E4B E13 E41 E43 E44 E45 E46 E47 E48 E5 E6 E7 E8 E9 E14 E15 E16 E17",
}


@pytest.mark.parametrize("name", code_set_names())
def test_every_code_stands_once_and_has_words(name):
    held = code_set(name).codes
    assert held
    assert len({code.code for code in held}) == len(held)
    for code in held:
        assert code.label.strip()
        assert code.meaning.strip()
        assert code.first is None or code.last is None or code.first <= code.last


@pytest.mark.parametrize("name", ALL_CODES)
def test_a_set_holds_the_codes_of_the_return(name):
    assert {code.code for code in code_set(name).codes} == set(ALL_CODES[name].split())


@pytest.mark.parametrize(("name", "groups"), [("PLACE", DFE_GROUPS), ("ETHNIC", ETHNIC_GROUPS)])
def test_groups_are_the_departments(name, groups):
    found = code_set(name)
    assert set(found.groups) == set(groups)
    assert {code.code: code.group for code in found.codes} == {
        code: group for group, members in groups.items() for code in members.split()
    }


def test_special_sets_are_codes_of_the_return():
    places, statuses = set(code_set("PLACE").by_code), set(code_set("LS").by_code)
    assert codes.TEMPORARY_PLACES == {"T0", "T1", "T2", "T3", "T4"} <= places
    assert codes.FOSTER_PLACES == {"U1", "U2", "U3", "U4", "U5", "U6"} <= places
    assert codes.CONNECTED_PLACES == {"U1", "U2", "U3"} <= places
    assert codes.SAME_CARER_ADOPTION == {"A3", "A5"} <= places
    assert codes.ADOPTION_PLACES == {"A3", "A4", "A5", "A6"} <= places
    assert codes.SHORT_BREAKS == {"V3", "V4"} <= statuses
    assert {codes.OWN_PROVIDER, *codes.INDEPENDENT_PROVIDERS} == {"PR1", "PR4", "PR5"}
    assert codes.MOVED_ON in code_set("REC").by_code


@pytest.mark.parametrize(
    ("first", "last", "valid"),
    [(None, None, {2023, 2024, 2025}), (2024, None, {2024, 2025}), (None, 2024, {2023, 2024}), (2024, 2024, {2024})],
)
def test_a_code_is_valid_from_its_first_to_its_last_year(first, last, valid):
    code = Code("X", "Words", "Words", "", first, last)
    assert {year for year in (2023, 2024, 2025) if code.valid_in(year)} == valid


@pytest.mark.parametrize(
    ("name", "code", "years", "not_in"),
    [
        ("SEX", "1", {2022, 2024}, {2025, 2026}),
        ("SEX", "M", {2025, 2026}, {2022, 2024}),
        ("PLACE", "K3", {2024, 2025, 2026}, {2022}),
        ("PLACE", "Z11", {2026}, {2024, 2025}),
        ("PLACE", "U6", {2018, 2022, 2026}, set()),
    ],
)
def test_codes_changed_with_the_years(name, code, years, not_in):
    found = code_set(name).by_code[code]
    assert all(found.valid_in(year) for year in years)
    assert not any(found.valid_in(year) for year in not_in)


def test_words_for_a_code_an_unknown_one_and_none():
    sexes = code_set("SEX")
    assert sexes.label("M") == "Male"
    assert sexes.label("X9") == "X9"
    assert sexes.label(None) == ""
    assert code_set("PLACE").group("X9") == ""
    assert code_set("PLACE").group(None) == ""


def test_a_set_that_is_not_there_is_no_set():
    with pytest.raises(KeyError):
        code_set("SHOE_SIZE")


def test_choices_are_shown_with_their_codes():
    shown = {choice.code: choice.shown for choice in code_set("PLACE_PROVIDER").choices}
    assert set(shown) == {f"PR{number}" for number in range(6)}
    assert all(text.endswith(f"({code})") for code, text in shown.items())
