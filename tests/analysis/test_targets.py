"""Targets of the published scorecard in words."""

from dataclasses import replace

import pytest

from suffdesk.analysis.indicators import CATALOGUE, measure
from suffdesk.analysis.targets import TARGETS, target_words
from tests.analysis.children import snapshot


def test_targets_are_of_indicators_and_numbered_as_printed() -> None:
    assert set(TARGETS) <= set(CATALOGUE)
    assert {target.number: (code, target.value) for code, target in TARGETS.items()} == {
        3: ("external_good_or_outstanding", 100),
        4: ("external_inadequate", 0),
        7: ("in_house_occupancy", 95),
        8: ("contracts_in_place", 100),
        10: ("visited_in_year", 100),
    }


@pytest.mark.parametrize(
    ("code", "value", "words"),
    [
        ("external_good_or_outstanding", 100, "target 100%, met"),
        ("external_good_or_outstanding", 99, "target 100%, not met"),
        ("external_inadequate", 0, "target 0, met"),
        ("external_inadequate", 1, "target 0, not met"),
        ("in_house_occupancy", 95, "target 95%, met"),
        ("in_house_occupancy", 94, "target 95%, not met"),
        ("contracts_in_place", None, "target 100%"),
        ("cla", 4, ""),
    ],
)
def test_words(code: str, value: int | None, words: str) -> None:
    found = replace(measure(snapshot(), code)[0], exact=value, base_rows=("child",))  # type: ignore[arg-type]
    assert target_words(found) == words


def test_a_target_of_none_is_not_met_where_no_judgement_is_known() -> None:
    found = measure(snapshot(), "external_inadequate")[0]
    assert (found.value, target_words(found)) == (0, "target 0, no judgement known")
