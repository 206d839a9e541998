"""Judgements, contracts and visits of bought placements, by hand."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suffdesk.analysis.bought import Bought, Judged
from suffdesk.analysis.cohort import Snapshot
from suffdesk.analysis.indicators import CATALOGUE, measure
from suffdesk.core.measure import Measure
from tests.analysis.children import child, snapshot

GOOD_CODE = "external_good_or_outstanding"
HOME = "Children's home"
REQUIRES = "Requires improvement to be good"


def taken(*lines: tuple[str, Bought], provider: str = "PR4") -> Snapshot:
    """One child for each line: code of the placement, and what holds of it."""
    children = [
        child(f"S C2 {place}@a 2022-01-01", name=f"c{number}", provider=provider)
        for number, (place, _) in enumerate(lines)
    ]
    held = {f"c{number}": bought for number, (_, bought) in enumerate(lines)}
    return replace(snapshot(*children), read_bought=lambda: held)


def one(found: Snapshot, code: str, variant: str = "default") -> Measure:
    (only,) = measure(found, code, variant)
    return only


def home(judgement: str | None, kind: str = HOME, **more: object) -> Bought:
    return Bought(Judged("s", kind, judgement, **more))  # type: ignore[arg-type]


def printed_homes() -> list[tuple[str, Bought]]:
    """A published table of children's homes by rating, with the children in each.

    It prints a total of 36, but its parts are 35: the parts are taken.
    """
    ratings = (
        (6, home("Outstanding")), (21, home("Good")), (1, home("Inadequate")), (2, home(None, elsewhere=True)),
        (1, home(None, interim=True)), (4, home(REQUIRES)),
    )  # fmt: skip
    return [("K2", bought) for number, bought in ratings for _ in range(number)]


def printed_schools() -> list[tuple[str, Bought]]:
    """The same of residential schools, of which the parts are the total, 13."""
    ratings = ((4, "Outstanding"), (7, "Good"), (1, REQUIRES))
    schools = [("S1", home(judgement, "Residential school")) for number, judgement in ratings for _ in range(number)]
    return [*schools, ("S1", home(None, "Residential school", elsewhere=True))]


@pytest.mark.parametrize(
    ("variant", "numerator", "denominator", "text"),
    [
        ("default", 27, 32, "84.4%"),
        ("all_in_denominator", 27, 35, "77.1%"),
        ("without_wales_and_interim", 27, 32, "84.4%"),
        ("with_residential_schools", 38, 44, "86.4%"),
        ("with_supported", 27, 32, "84.4%"),
    ],
)
def test_the_printed_table(variant: str, numerator: int, denominator: int, text: str) -> None:
    found = one(taken(*printed_homes(), *printed_schools()), GOOD_CODE, variant)
    assert (found.numerator, found.denominator, found.text) == (numerator, denominator, text)
    assert (len(found.rows), len(found.base_rows)) == (numerator, denominator)
    assert set(found.rows) <= set(found.base_rows)


def test_what_the_printed_table_leaves_out_is_said() -> None:
    found = one(taken(*printed_homes(), *printed_schools()), GOOD_CODE)
    assert found.note == (
        "Without a current full judgement: 3 children, 2 in settings of other regulators and 1 in settings with an "
        "interim outcome alone. In residential schools, left out: 13 children."
    )


def test_inadequate_children_of_the_printed_table() -> None:
    found = one(taken(*printed_homes(), *printed_schools()), "external_inadequate")
    assert (found.numerator, found.denominator, found.unit) == (1, None, "children")
    assert found.rows == ("c27",)


def test_a_child_without_a_judgement_counts_only_where_all_do() -> None:
    lines = taken(("K2", home("Good")), ("K2", home(None)), ("U4", Bought(None)))
    assert one(lines, GOOD_CODE).text == "100.0%"
    assert one(lines, GOOD_CODE, "all_in_denominator").basis == "1 of 3"
    assert one(lines, GOOD_CODE, "without_wales_and_interim").basis == "1 of 3"
    assert one(lines, GOOD_CODE).note == (
        "Without a current full judgement: 2 children, 1 in settings that are not known and 1 in settings without a "
        "full inspection."
    )


def test_a_full_judgement_counts_beside_an_interim_one() -> None:
    found = one(taken(("K2", home("Good", interim=True))), GOOD_CODE, "without_wales_and_interim")
    assert (found.basis, found.note) == ("1 of 1", "")


def test_supported_accommodation_is_beside_or_counted() -> None:
    def outcome(words: str | None) -> Bought:
        return home(None, "Supported accommodation", outcome=words)

    lines = taken(
        ("K2", home("Inadequate")), ("K3", outcome("Consistently strong service delivery")), ("H5", Bought(None)),
        ("K3", outcome("Inconsistent quality of service delivery")),
        ("K3", outcome("Serious or widespread weaknesses")),
    )  # fmt: skip
    found = one(lines, GOOD_CODE)
    assert (found.basis, found.text) == ("0 of 1", "0.0%")
    assert found.note == (
        "In supported accommodation, left out: 4 children, 1 consistently strong service delivery, 1 inconsistent "
        "quality of service delivery, 1 serious or widespread weaknesses and 1 without an outcome."
    )
    counted = one(lines, GOOD_CODE, "with_supported")
    assert (counted.basis, counted.rows, counted.base_rows) == ("1 of 4", ("c1",), ("c0", "c1", "c3", "c4"))
    assert "consistently strong service delivery counts as good" in counted.definition
    assert one(lines, "external_inadequate").rows == ("c0",)
    assert "weaknesses" in one(lines, "external_inadequate").note


def test_what_a_setting_is_the_place_of_the_episode_says() -> None:
    """One number may be a school for one child and a home for another; its kind tells only where no place does."""
    school, supported = home("Good", "Residential school"), home("Good", "Supported accommodation")
    assert one(taken(("K2", school), ("K1", supported), ("U4", supported)), GOOD_CODE).basis == "3 of 3"
    assert one(taken(("S1", home("Good")), ("K3", home("Good")), ("H5", home("Good"))), GOOD_CODE).basis == "0 of 0"
    no_place = replace(taken(("K2", school)).residents[0].episode, place=None)
    history = replace(child("S C2 K2@a 2022-01-01", name="c0", provider="PR4"), episodes=(no_place,))
    assert one(replace(snapshot(history), read_bought=lambda: {"c0": school}), GOOD_CODE).basis == "0 of 0"


def test_agencies_are_settings_like_others() -> None:
    assert one(taken(("U4", home("Outstanding", "Fostering agency"))), GOOD_CODE).basis == "1 of 1"


@pytest.mark.parametrize(("provider", "children"), [("PR4", 1), ("PR5", 1), ("PR1", 0), ("PR2", 0), (None, 0)])
def test_only_private_and_voluntary_providers_are_bought_from(provider: str, children: int) -> None:
    lines = taken(("K2", home("Good")), provider=provider)
    for code in (GOOD_CODE, "contracts_in_place", "visited_in_year"):
        assert one(lines, code).denominator == children, code


def test_nobody_gives_no_value_but_no_child_inadequate() -> None:
    assert one(taken(), GOOD_CODE).text == "no value"
    assert one(taken(), "contracts_in_place").text == "no value"
    assert one(taken(), "external_inadequate").text == "0"


def test_contracts_and_visits() -> None:
    lines = taken(
        ("K2", replace(home("Good"), contract=True, visited=True)), ("K2", replace(home("Good"), lot=True)),
        ("U4", Bought(None)), ("K2", home(None)),
    )  # fmt: skip
    covered = one(lines, "contracts_in_place")
    assert (covered.basis, covered.rows) == ("2 of 4", ("c0", "c1"))
    assert covered.note == "The setting is not known for 1 child, counted as not covered."
    assert one(lines, "contracts_in_place", "contracts_only").basis == "1 of 4"
    assert one(lines, "visited_in_year").basis == "1 of 4"
    assert one(lines, "visited_in_year").note == "The setting is not known for 1 child, counted as not visited."


JUDGED = st.builds(
    Judged, st.just("s"), st.sampled_from([HOME, "Supported accommodation", "Residential school", None]),
    st.sampled_from(["Outstanding", "Good", REQUIRES, "Inadequate", None]), st.booleans(),
    st.sampled_from(["Consistently strong service delivery", "Serious or widespread weaknesses", None]), st.booleans(),
)  # fmt: skip
LINES = st.lists(
    st.tuples(
        st.sampled_from(["K2", "K3", "H5", "S1", "U4"]),
        st.builds(Bought, st.none() | JUDGED, st.booleans(), st.booleans(), st.booleans()),
    ),
    max_size=12,
)


@given(LINES)
def test_variants_stand_in_order(lines: list[tuple[str, Bought]]) -> None:
    found = taken(*lines)
    for code in (GOOD_CODE, "contracts_in_place", "visited_in_year"):
        for variant in ("default", *CATALOGUE[code].variants):
            item = one(found, code, variant)
            assert set(item.rows) <= set(item.base_rows), (code, variant)
    default, everyone, most = (
        set(one(found, GOOD_CODE, variant).base_rows)
        for variant in ("default", "all_in_denominator", "without_wales_and_interim")
    )
    assert default <= most <= everyone
    for variant in ("with_residential_schools", "with_supported"):
        assert default <= set(one(found, GOOD_CODE, variant).base_rows)
    only, covered = one(found, "contracts_in_place", "contracts_only"), one(found, "contracts_in_place")
    assert set(only.rows) <= set(covered.rows)
    assert only.base_rows == covered.base_rows
    assert set(one(found, "external_inadequate").rows).isdisjoint(one(found, GOOD_CODE).rows)


def test_a_judgement_counts_from_its_inspection_and_the_working_says_when_it_was_published() -> None:
    early, late = home("Good", published_on=date(2023, 5, 1)), home("Good", published_on=date(2024, 4, 20))
    lines = taken(("K2", early), ("K2", late), ("K2", home("Good")))
    for code in (GOOD_CODE, "external_inadequate"):
        assert one(lines, code).note == (
            "A judgement counts from its inspection; these were published from 1 May 2023 to 20 April 2024, that of 1 "
            "child after the date."
        )
