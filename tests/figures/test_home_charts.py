"""Children by the judgement of their setting over time, and by the lot under which they are placed."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from suffdesk.core.chart import ChartSpec
from suffdesk.figures.home_charts import judgements_over_time, lots_in_use
from suffdesk.figures.indicators import one
from suffdesk.operations.edit import add, change
from suffdesk.operations.overview import measure_of_key
from suffdesk.operations.quality_figures import quality_figures
from tests.small_homes import AS_AT, Homes, small_homes


@pytest.fixture
def homes(tmp_path: Path) -> Iterator[Homes]:
    made = small_homes(tmp_path / "homes.suffdesk")
    yield made
    made.store.close()


def grade(homes: Homes, setting: str, day: str, judgement: str) -> None:
    add(homes.store, "grade", {"setting_id": setting, "regulator": "Ofsted", "kind": "Full inspection",
                               "inspected_on": day, "judgement": judgement})  # fmt: skip


def values(spec: ChartSpec | None) -> dict[str, tuple[float | None, ...]]:
    assert spec is not None
    return {series.name: series.values for series in spec.series}


def test_nothing_is_drawn_of_settings_that_were_never_judged(homes: Homes) -> None:
    assert judgements_over_time(homes.store, AS_AT) is None


def test_children_by_judgement_at_each_quarters_end(homes: Homes) -> None:
    grade(homes, homes.meadows, "01/08/2023", "Good")
    grade(homes, homes.meadows, "31/03/2024", "Inadequate")
    grade(homes, homes.elm_house, "01/01/2022", "Outstanding")  # C-0002 moved in on 15 March 2024
    grade(homes, homes.our_home, "01/01/2022", "Good")  # of our own: not bought
    spec = judgements_over_time(homes.store, AS_AT)
    assert spec is not None
    assert (len(spec.series), spec.categories[0], spec.categories[-4:]) == (
        4, "Mar 22", ("Jun 23", "Sep 23", "Dec 23", "Mar 24"),
    )  # fmt: skip
    found = {name: numbers[-4:] for name, numbers in values(spec).items()}
    assert found == {
        "Outstanding": (0, 0, 0, 1), "Good": (0, 1, 1, 0), "Requires improvement to be good": (0, 0, 0, 0),
        "Inadequate": (0, 0, 0, 1),
    }  # fmt: skip
    assert "On 31 March 2024: Outstanding 1, Good 0, Requires improvement to be good 0 and Inadequate 1, and 2 in" in (
        spec.alternative_text
    )
    assert values(spec)["Inadequate"][-1] == one(homes.store, AS_AT, "external_inadequate").numerator
    opened = measure_of_key(homes.store, spec.keys[-2], AS_AT)
    assert opened is not None
    assert (opened.code, opened.as_at, opened.basis) == (
        "external_good_or_outstanding", date(2023, 12, 31), "1 of 1",
    )  # fmt: skip


def test_every_bought_placement_counts_once_by_what_it_is_bought_under(homes: Homes) -> None:
    spec = lots_in_use(homes.store, AS_AT)
    assert spec is not None
    assert dict(zip(spec.categories, values(spec)["Children"], strict=True)) == {
        "Lot 1 Mainstream": 2, "Without a contract": 2,
    }  # fmt: skip
    assert spec.alternative_text.endswith("of 4: Lot 1 Mainstream 2 and Without a contract 2.")
    add(homes.store, "contract", {"reference": "S-1", "kind": "Off-contract (spot)", "provider_id": homes.agency,
                                  "started": "01/01/2024"})  # fmt: skip
    add(homes.store, "contract", {"reference": "B-1", "kind": "Block", "provider_id": homes.meadow, "beds": "2",
                                  "setting_id": homes.elm_house, "started": "01/01/2024"})  # fmt: skip
    spec = lots_in_use(homes.store, AS_AT)
    assert spec is not None
    assert dict(zip(spec.categories, values(spec)["Children"], strict=True)) == {
        "Lot 1 Mainstream": 1, "Block": 1, "Off-contract (spot)": 1, "Without a contract": 1,
    }  # fmt: skip


def test_lots_of_one_name_say_their_framework_and_the_smallest_stand_together(homes: Homes) -> None:
    other = add(homes.store, "framework", {"name": "Another", "started": "01/04/2018"}).row_id
    add(homes.store, "lot", {"framework_id": other, "number": "Lot 1", "name": "Mainstream"})
    spec = lots_in_use(homes.store, AS_AT)
    assert spec is not None
    assert spec.categories[0] == "Lot 1 Mainstream, Residential"


def test_nothing_is_drawn_where_nothing_is_bought(homes: Homes) -> None:
    assert lots_in_use(homes.store, date(2019, 1, 1)) is None


def test_cards_say_basis_and_target(homes: Homes) -> None:
    grade(homes, homes.meadows, "31/03/2024", "Inadequate")
    found = {card.label: (card.measure.text, card.basis) for card in quality_figures(homes.store, AS_AT)}
    assert found == {
        "Good or outstanding": ("0.0%", "0 of 1 · target 100%, not met"),
        "In inadequate homes": ("1", "of 4 children · target 0, not met"),
        "Contracts in place": ("50.0%", "2 of 4 · target 100%, not met"),
        "Visited in the year": ("0.0%", "0 of 4 · target 100%, not met"),
    }
    change(homes.store, "grade", str(homes.store.rows("SELECT id FROM grade")[0][0]), {"judgement": "Good"})
    met = {card.label: card.basis for card in quality_figures(homes.store, AS_AT)}
    assert met["Good or outstanding"] == "1 of 1 · target 100%, met"
    assert met["In inadequate homes"] == "of 4 children · target 0, met"
