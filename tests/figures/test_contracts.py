"""What covers a placement, on a store small enough to say so by hand."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from suffdesk.figures.contracts import block_use, covered, quarter_to, year_to
from suffdesk.operations.edit import add, change
from suffdesk.store.opening import Store
from tests.small_homes import AS_AT, Homes, small_homes


@pytest.fixture
def homes(tmp_path: Path) -> Iterator[Homes]:
    made = small_homes(tmp_path / "homes.suffdesk")
    yield made
    made.store.close()


def names(store: Store, day: date = AS_AT) -> dict[str, list[str]]:
    return {one.child: [cover.name for cover in one.covers] for one in covered(store, day)}


def test_commissioned_placements_and_what_covers_each(homes: Homes) -> None:
    # C-0001 in The Meadows (contract of its own, and a lot), C-0002 in Elm House (lot of the provider),
    # C-0003 at an agency without either, C-0004 in our own home (not commissioned), C-0005 nowhere known
    assert names(homes.store) == {
        "C-0001": ["K-1", "Lot 1 Mainstream, Residential"],
        "C-0002": ["Lot 1 Mainstream, Residential"],
        "C-0003": [],
        "C-0005": [],
    }
    found = {one.child: one for one in covered(homes.store, AS_AT)}
    assert [found[child].is_covered for child in sorted(found)] == [True, True, False, False]
    assert [found[child].off_contract for child in sorted(found)] == [False, False, True, True]


def test_last_day_of_a_contract_still_covers(homes: Homes) -> None:
    change(homes.store, "contract", homes.contract, {"until": "31/03/2024"})
    assert names(homes.store, date(2024, 3, 31))["C-0001"][0] == "K-1"
    assert "K-1" not in names(homes.store, date(2024, 4, 1))["C-0001"]


def test_a_framework_that_has_ended_covers_nothing(homes: Homes) -> None:
    change(homes.store, "framework", homes.framework, {"until": "30/03/2024"})
    assert names(homes.store)["C-0002"] == []
    assert names(homes.store, date(2024, 3, 30))["C-0002"] == ["Lot 1 Mainstream, Residential"]


def test_a_contract_of_the_whole_provider_and_not_of_another_setting(homes: Homes) -> None:
    spot = {"kind": "Off-contract (spot)", "started": "01/01/2024"}
    add(homes.store, "contract", {**spot, "reference": "S-1", "provider_id": homes.agency})
    add(homes.store, "contract",
        {**spot, "reference": "S-2", "provider_id": homes.meadow, "setting_id": homes.elm_house})  # fmt: skip
    assert names(homes.store)["C-0003"] == ["S-1"]
    assert names(homes.store)["C-0001"] == ["K-1", "Lot 1 Mainstream, Residential"]
    found = {one.child: one for one in covered(homes.store, AS_AT)}
    assert found["C-0003"].is_covered
    assert found["C-0003"].off_contract


def test_lots_for_another_kind_of_setting_are_named_only_where_there_is_no_other(homes: Homes) -> None:
    lot = add(homes.store, "lot", {"framework_id": homes.framework, "number": "Lot 9", "name": "Supported",
                                   "kind": "Supported accommodation"}).row_id  # fmt: skip
    add(homes.store, "lot_membership", {"lot_id": lot, "provider_id": homes.meadow, "started": "01/01/2023"})
    assert names(homes.store)["C-0002"] == ["Lot 1 Mainstream, Residential"]
    add(homes.store, "lot_membership", {"lot_id": lot, "provider_id": homes.agency, "started": "01/01/2023"})
    assert names(homes.store)["C-0003"] == ["Lot 9 Supported, Residential"]


def test_block_beds_over_the_quarter(homes: Homes) -> None:
    made = add(homes.store, "contract", {
        "reference": "B-1", "kind": "Block", "provider_id": homes.meadow, "setting_id": homes.elm_house, "beds": "2",
        "weekly_price": "3,500", "started": "01/03/2024"}).row_id  # fmt: skip
    use = block_use(homes.store, *quarter_to(AS_AT))[made]
    # 31 nights of March in 2 beds; C-0002 came on 15 March and slept there 17 nights
    assert (use.paid, use.used, use.cost, use.void_cost) == (62, 17, 3_100_000, 2_250_000)
    assert block_use(homes.store, *quarter_to(date(2023, 12, 31))) == {}


def test_periods() -> None:
    assert quarter_to(date(2024, 5, 17)) == (date(2024, 4, 1), date(2024, 5, 17))
    assert year_to(AS_AT) == (date(2023, 4, 1), AS_AT)
