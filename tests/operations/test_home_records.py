"""Records of providers, quality and our own homes: how they are read, named, ended and erased."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from suffdesk.core.kinds import QUANTITY
from suffdesk.operations.edit import InvalidRow, add, change, end, held_row, reasons_to_keep
from suffdesk.operations.form_values import as_typed
from suffdesk.operations.listing import list_entity
from suffdesk.operations.picking import find_records, name_to_pick
from suffdesk.store.opening import Store, create_store
from suffdesk.store.queries.names import name_of


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with create_store(tmp_path / "a.suffdesk", passphrase=None, who="Ann") as opened:
        opened.set_meta("authority", "E08000007")
        yield opened


@pytest.fixture
def provider(store: Store) -> str:
    return add(store, "provider", {"name": "Meadow Care"}).row_id


@pytest.fixture
def home(store: Store, provider: str) -> str:
    values = {"provider_id": provider, "name": "The Meadows", "kind": "Children's home", "postcode": "SK1 3XE"}
    return add(store, "setting", values).row_id


def test_area_comes_from_the_postcode_unless_somebody_says_it(store: Store, home: str) -> None:
    assert held_row(store, "setting", home)["local_authority"] == "E08000007"
    assert as_typed(store, "setting", home)[0]["local_authority"] == "Stockport"
    change(store, "setting", home, {"postcode": "M1 1AE"})
    assert held_row(store, "setting", home)["local_authority"] == "E08000003"
    change(store, "setting", home, {"local_authority": "trafford"})
    assert held_row(store, "setting", home)["local_authority"] == "E08000009"


@pytest.mark.parametrize("typed", ["Wales: Wrexham", "wrexham", "W06000006"])
def test_area_outside_england_is_read_as_it_is_shown(store: Store, home: str, typed: str) -> None:
    change(store, "setting", home, {"local_authority": typed})
    assert held_row(store, "setting", home)["local_authority"] == "W06000006"
    shown = as_typed(store, "setting", home)[0]["local_authority"]
    assert shown == "Wales: Wrexham"
    change(store, "setting", home, {"local_authority": shown, "name": "The Meadows, Wrexham"})


def test_area_that_is_none_is_refused(store: Store, home: str) -> None:
    with pytest.raises(InvalidRow, match="is not an authority"):
        change(store, "setting", home, {"local_authority": "Atlantis"})


def test_last_day_is_typed_as_it_is_shown(store: Store, provider: str) -> None:
    typed = {"provider_id": provider, "reference": "K-1", "kind": "Off-contract (spot)", "started": "01/04/2025"}
    contract = add(store, "contract", typed).row_id
    end(store, "contract", contract, date(2026, 3, 31))
    assert held_row(store, "contract", contract)["until"] == date(2026, 4, 1)
    assert as_typed(store, "contract", contract)[0]["until"] == "31 Mar 2026"
    with pytest.raises(InvalidRow, match="before the start"):
        change(store, "contract", contract, {"until": "01/03/2025"})


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"kind": "Block"}, "needs its number of beds"),
        ({"kind": "Off-contract (spot)", "beds": "3"}, "Only a block contract"),
        ({"kind": "Under a framework"}, "needs its lot"),
    ],
)
def test_contract_says_what_its_kind_needs(store: Store, provider: str, values: dict[str, str], sentence: str) -> None:
    with pytest.raises(InvalidRow, match=sentence):
        add(store, "contract", {"provider_id": provider, "reference": "K-1", "started": "01/04/2025", **values})


def test_records_are_called_by_name_or_by_whose_they_are_and_when(store: Store, home: str, provider: str) -> None:
    framework = add(store, "framework", {"name": "Residential FPS", "started": "01/01/2018"}).row_id
    lot = add(store, "lot", {"framework_id": framework, "number": "Lot 10", "name": "Therapeutic"}).row_id
    visit = add(store, "visit", {"setting_id": home, "kind": "Unannounced visit", "visited_on": "05/02/2024"}).row_id
    bed = add(store, "bed", {"setting_id": home, "name": "Bed 1", "started": "01/01/2020"}).row_id
    closure = add(store, "bed_closure", {"bed_id": bed, "started": "01/02/2024", "reason": "Repairs"}).row_id
    check = add(
        store, "provider_check", {"provider_id": provider, "kind": "Financial check", "checked_on": "03/03/2024"}
    ).row_id
    assert name_of(store, "lot", lot) == "Lot 10 Therapeutic"
    assert name_of(store, "visit", visit) == "Visit of The Meadows, 5 Feb 2024"
    assert name_of(store, "bed_closure", closure) == "Closed bed of Bed 1, 1 Feb 2024"
    assert name_of(store, "provider_check", check) == "Check of a provider of Meadow Care, 3 Mar 2024"
    assert find_records(store, "lot", "thera") == [(lot, "Lot 10 · Therapeutic · Residential FPS")]
    assert name_to_pick(store, "bed", bed) == "Bed 1 · The Meadows"
    assert reasons_to_keep(store, "bed", bed) == ["The bed has 1 closed bed; remove what hangs on it first"]


def test_action_belongs_to_the_child_of_its_visit(store: Store, home: str) -> None:
    child = add(store, "child", {"identifier": "77"}).row_id
    visit = add(
        store, "visit",
        {"setting_id": home, "child_id": child, "kind": "Unannounced visit", "visited_on": "05/02/2024"},
    ).row_id  # fmt: skip
    action = add(store, "quality_action", {"setting_id": home, "visit_id": visit, "action": "Mend the gate"}).row_id
    assert held_row(store, "quality_action", action)["child_id"] == child
    plain = add(store, "quality_action", {"setting_id": home, "action": "Ask for the rota"}).row_id
    assert held_row(store, "quality_action", plain)["child_id"] is None


def test_list_shows_records_that_may_name_a_child_and_do_not(store: Store, home: str) -> None:
    add(store, "visit", {"setting_id": home, "kind": "Unannounced visit", "planned_on": "05/02/2024"})
    assert [row["kind"] for row in list_entity(store, "visit").rows] == ["Unannounced visit"]


def test_visit_has_a_day(store: Store, home: str) -> None:
    with pytest.raises(InvalidRow, match="Say when the visit is planned"):
        add(store, "visit", {"setting_id": home, "kind": "Unannounced visit"})


@pytest.mark.parametrize(
    ("typed", "shown"), [("3.5", "3.5"), ("12", "12"), ("1,000.25", "1,000.25"), ("0.335", "0.34")]
)
def test_quantity(typed: str, shown: str) -> None:
    assert QUANTITY.show(QUANTITY.parse(typed)) == shown


@pytest.mark.parametrize("typed", ["many", "nan", "inf", ""])
def test_quantity_that_is_none(typed: str) -> None:
    with pytest.raises(ValueError, match="is not a number"):
        QUANTITY.parse(typed)
