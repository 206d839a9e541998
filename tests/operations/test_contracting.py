"""Frameworks, contracts, checks and settings not registered, in the words of the tables, counted by hand."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from suffdesk.operations.contracting import (
    blocks,
    check_words,
    checks,
    checks_due,
    contracts,
    contracts_words,
    coverage,
    coverage_words,
    frameworks,
    lots,
    not_registered,
    opening_words,
    places_on_lots,
    tiers,
    unregistered_words,
)
from suffdesk.operations.edit import add, change
from tests.small_homes import AS_AT, Homes, small_homes


@pytest.fixture
def homes(tmp_path: Path) -> Iterator[Homes]:
    made = small_homes(tmp_path / "homes.suffdesk")
    yield made
    made.store.close()


@pytest.mark.parametrize(
    ("last_day", "words"),
    [(-12, "Expired 12 days ago"), (-1, "Expired 1 day ago"), (0, "Expires today"), (20, "Expires in 20 days"),
     (90, "Expires in 90 days"), (91, "Expires 30 Jun 2024")],
)  # fmt: skip
def test_expiry_is_said_by_the_last_day_that_counts(last_day: int, words: str) -> None:
    assert check_words(AS_AT + timedelta(days=last_day + 1), AS_AT) == words
    assert check_words(None, AS_AT) == "Does not expire"


def test_opening() -> None:
    assert opening_words(date(2024, 3, 1), AS_AT) == "Overdue 30 days"
    assert opening_words(date(2024, 4, 20), AS_AT) == "Opens in 20 days"
    assert opening_words(None, AS_AT) == ""


def test_a_framework_with_its_lots_and_who_is_on_them(homes: Homes) -> None:
    store = homes.store
    change(store, "framework", homes.framework, {"until": "30/04/2024", "end_estimated": "yes", "reopens": "quarterly",
                                                 "next_opening": "01/03/2024"})  # fmt: skip
    (row,) = frameworks(store, AS_AT).table.rows
    assert tuple(row) == (
        "Residential", "", date(2018, 4, 1), "Ends in 30 days (an estimate)", "quarterly", "Overdue 30 days", 1, 1, 2,
    )  # fmt: skip
    assert [tuple(row) for row in lots(store, homes.framework, AS_AT).table.rows] == [
        ("Lot 1", "Mainstream", "Children's home", "1", 1, 2)
    ]
    assert [tuple(row) for row in places_on_lots(store, AS_AT, lot_id=homes.lot).table.rows] == [
        ("Meadow Care", "Every setting", "Tier 1", 412_345, date(2020, 4, 1), None, "Holds")
    ]
    assert [row[0] for row in coverage(store, AS_AT, lot_id=homes.lot).table.rows] == ["C-0001", "C-0002"]
    assert tiers(store, homes.lot).rows == (("tier", homes.tier),)


def test_contracts_in_place(homes: Homes) -> None:
    rows = coverage(homes.store, AS_AT).table.rows
    assert [(row[0], row[5]) for row in rows] == [
        ("C-0003", "Without a contract"), ("C-0005", "Without a contract"), ("C-0001", "Under a framework"),
        ("C-0002", "Under a framework"),
    ]  # fmt: skip
    assert coverage_words(homes.store, AS_AT) == [
        ("2 of 4 open commissioned placements have a contract in place (50.0%); 0 of them off-contract (spot).", True)
    ]
    assert coverage_words(homes.store, date(2010, 1, 1))[0][1] is False


def test_contracts_that_end_soon_and_that_have_no_end(homes: Homes) -> None:
    store = homes.store
    typed = {"kind": "Off-contract (spot)", "provider_id": homes.agency, "started": "01/01/2024", "reference": "S-1"}
    add(store, "contract", typed)
    assert contracts_words(store, AS_AT) == [
        ("1 contract ends within 90 days.", True), ("1 contract without an end.", False),
    ]  # fmt: skip
    assert [(row[0], row[7]) for row in contracts(store, AS_AT).table.rows] == [
        ("K-1", "Ends in 61 days"), ("S-1", "No end is recorded"),
    ]  # fmt: skip
    assert contracts(store, AS_AT, setting_id=homes.branch).rows[0][1] != homes.contract
    assert contracts(store, AS_AT, provider_id=homes.meadow).rows == (("contract", homes.contract),)
    change(store, "contract", homes.contract, {"until": "31/03/2024"})
    assert contracts(store, date(2024, 4, 1)).table.rows[-1][7] == "Ended 1 day ago"


def test_block_beds(homes: Homes) -> None:
    add(homes.store, "contract", {
        "reference": "B-1", "kind": "Block", "provider_id": homes.meadow, "setting_id": homes.elm_house, "beds": "2",
        "weekly_price": "3,500", "started": "01/03/2024"})  # fmt: skip
    (row,) = blocks(homes.store, AS_AT).table.rows
    share = 100 * 17 / 62
    assert tuple(row) == ("B-1", "Meadow Care", "Elm House", 2, pytest.approx(share), pytest.approx(share), 62, 17, 45,
                          3_100_000, 2_250_000)  # fmt: skip
    assert blocks(homes.store, date(2024, 2, 29)).count == 0


def test_checks_that_run_out_or_were_never_made(homes: Homes) -> None:
    store = homes.store
    insurance = {"kind": "Public liability insurance", "checked_on": "20/03/2023"}
    late = add(store, "provider_check", {**insurance, "provider_id": homes.meadow, "until": "19/03/2024"}).row_id
    due = checks_due(store, AS_AT)
    assert [tuple(row) for row in due.table.rows] == [
        ("Agency Ltd", "Public liability insurance", "Never checked", None, None, 1),
        ("Meadow Care", "Public liability insurance", "Expired 12 days ago", date(2023, 3, 20), date(2024, 3, 19), 2),
    ]
    assert due.rows == (("provider", homes.agency), ("provider_check", late))
    add(store, "provider_check", {**insurance, "provider_id": homes.meadow, "checked_on": "20/03/2024",
                                  "until": "19/03/2025"})  # fmt: skip
    assert [row[0] for row in checks_due(store, AS_AT).table.rows] == ["Agency Ltd"]
    assert [row[4] for row in checks(store, homes.meadow, AS_AT).table.rows] == [
        "Expires 19 Mar 2025", "Expired 12 days ago",
    ]  # fmt: skip
    assert [row[0] for row in checks_due(store, date(2024, 3, 19)).table.rows] == ["Agency Ltd", "Meadow Care"]


def test_a_setting_that_is_not_registered(homes: Homes) -> None:
    store = homes.store
    assert not_registered(store, AS_AT).count == 0
    assert unregistered_words(store, homes.meadows, AS_AT) == ""
    made = add(store, "registration", {"setting_id": homes.meadows, "status": "Not registered",
                                       "started": "01/06/2023"}).row_id  # fmt: skip
    assert unregistered_words(store, homes.meadows, AS_AT) == (
        "Not registered since 1 Jun 2023, with 1 child of ours placed. The regulator was not told. "
        "To end: no date is set. No plan is recorded."
    )
    change(store, "registration", made, {"notified_on": "02/06/2023", "end_by": "19/03/2024", "end_plan": "Move"})
    assert tuple(not_registered(store, AS_AT).table.rows[0]) == (
        "The Meadows", "Children's home", 1, date(2023, 6, 1), "2 Jun 2023", "Overdue 12 days", "Move",
    )  # fmt: skip
    assert unregistered_words(store, homes.meadows, AS_AT).endswith("To end: overdue 12 days. Plan: Move")
    add(store, "registration", {"setting_id": homes.meadows, "status": "Registered", "started": "01/03/2024"})
    assert not_registered(store, AS_AT).count == 0
    assert not_registered(store, date(2024, 2, 29)).count == 1
