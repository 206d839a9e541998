"""Occupancy of our own homes from a store: by hand, and against the oracle's loop over the same rows."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from suffdesk.analysis.unit_cost import unit_cost
from suffdesk.figures.indicators import indicators, one
from suffdesk.figures.occupancy import by_night, load_costs, load_own_homes, year_nights
from suffdesk.operations.edit import add, end
from suffdesk.operations.figures import indicators_document
from suffdesk.operations.history import undo
from suffdesk.operations.stores import new_store
from suffdesk.store.opening import Store
from tests.oracle import own_homes as naive
from tests.own_homes import AS_AT, ELM, OAK, home_ids, homes_store

CODE = "in_house_occupancy"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with homes_store(tmp_path / "homes.suffdesk") as opened:
        yield opened


def test_the_quarter_counted_by_hand(store: Store) -> None:
    """Elm House: 242 registered, 22 shut, 158 slept in; Oak View: 31 and 4."""
    found = one(store, AS_AT, CODE)
    assert (found.numerator, found.denominator, found.text) == (162, 251, "64.5%")
    assert found.note == "On 16 bed-nights more children slept in a home than it had usable beds."
    registered = one(store, AS_AT, CODE, "registered_beds")
    assert (registered.numerator, registered.denominator, registered.text) == (162, 273, "59.3%")
    held = year_nights(store, AS_AT)
    elm = held.totals(date(2024, 1, 1), AS_AT, home_ids(store)[ELM])
    assert (elm.registered, elm.usable, elm.ours, elm.others, elm.empty, elm.over) == (242, 220, 153, 5, 77, 15)
    assert elm.closed == {"Repairs": 10, "Staffing": 5, "Held for a child": 7}
    oak = held.totals(date(2024, 1, 1), AS_AT, home_ids(store)[OAK])
    assert (oak.registered, oak.ours, oak.empty, oak.over) == (31, 4, 28, 1)


def test_rows_are_the_children_by_identifier(store: Store) -> None:
    document = indicators_document(store, AS_AT, [CODE], with_rows=True)
    (element,) = document["indicators"]  # type: ignore[misc]
    assert element["rows"] == ["91", "92", "93", "94", "95"]
    assert (element["unit"], element["value"], element["base_rows"]) == ("percent", 64.5, [])


@pytest.mark.parametrize("as_at", [AS_AT, date(2024, 2, 29), date(2024, 1, 31), date(2024, 4, 1), date(2023, 12, 31)])
@pytest.mark.parametrize("variant", ["default", "registered_beds"])
def test_the_indicator_is_the_oracles(store: Store, as_at: date, variant: str) -> None:
    def rows(sql: str, *names: str) -> list[dict[str, object]]:
        def value(name: str, held: object) -> object:
            return date.fromisoformat(str(held)) if held and name in ("started", "until") else held

        return [{name: value(name, held) for name, held in zip(names, row, strict=True)} for row in store.rows(sql)]

    case = {
        "homes": rows("SELECT id, until FROM setting WHERE sector = 'PR1'", "id", "until"),
        "beds": rows("SELECT b.id, setting_id, started, b.until FROM bed b JOIN setting s ON s.id = b.setting_id "
                     "WHERE sector = 'PR1'", "id", "home", "started", "until"),
        "closures": rows("SELECT bed_id, reason, started, until FROM bed_closure", "bed", "reason", "started", "until"),
        "stays": rows(
            "SELECT setting_id, child_id, started, until FROM placement UNION ALL "
            "SELECT setting_id, '', started, until FROM other_stay", "home", "child", "started", "until",
        ),
    }  # fmt: skip
    own = {home["id"] for home in case["homes"]}
    case["stays"] = [stay for stay in case["stays"] if stay["home"] in own]
    slept, beds, who = naive.occupancy(naive.quarter_to(as_at), as_at, **case, registered=variant == "registered_beds")
    found = one(store, as_at, CODE, variant)
    assert (found.numerator, found.denominator, set(found.rows)) == (slept, beds, who)
    assert found.exact == Fraction(100 * slept, beds)


def test_no_value_where_no_home_of_ours_has_a_bed(tmp_path: Path, store: Store) -> None:
    with new_store(tmp_path / "empty.suffdesk", passphrase=None) as empty:
        found = indicators(empty, AS_AT, [CODE], "all")
    assert [item.value for item in found] == [None, None]
    assert found[0].note == "No home of our own has a registered bed in the quarter."
    assert one(store, date(2020, 3, 31), CODE).value is None


def test_no_value_where_no_bed_could_be_used(store: Store) -> None:
    for bed, _ in store.rows("SELECT id, name FROM bed"):
        add(store, "bed_closure", {"bed_id": str(bed), "started": "01/01/2000", "reason": "Repairs"})
    found = one(store, AS_AT, CODE)
    assert (found.value, found.numerator, found.denominator) == (None, 162, 0)
    assert found.note.startswith("No bed was usable on any night of the quarter.")
    assert one(store, AS_AT, CODE, "registered_beds").text == "59.3%"


def test_a_change_and_its_undoing_are_seen_at_once(store: Store) -> None:
    before = one(store, AS_AT, CODE).numerator
    ((stay,),) = store.rows("SELECT id FROM placement WHERE basis = 'post-18'")
    end(store, "placement", str(stay), date(2024, 3, 31))
    assert one(store, AS_AT, CODE).numerator == (before or 0) - 1
    undo(store)
    assert one(store, AS_AT, CODE).numerator == before


def test_reads_once_for_each_state(store: Store) -> None:
    assert load_own_homes(store) is load_own_homes(store)


def test_chart_by_night(store: Store) -> None:
    spec = by_night(store, date(2024, 3, 1), AS_AT)
    assert spec.categories[:2] == ("1 Mar 2024", "2 Mar 2024")
    assert len(spec.categories) == 31
    usable, occupied = spec.series
    assert (usable.values[0], occupied.values[0], usable.values[-1], occupied.values[-1]) == (4, 3, 3, 2)
    assert "On the last night 2 of 3 usable beds were occupied" in spec.alternative_text


def test_unit_cost_counts_nights_of_days_with_a_cost(store: Store) -> None:
    held, elm = year_nights(store, AS_AT), home_ids(store)[ELM]
    budget = unit_cost(load_costs(store, "Budget"), held, elm)
    assert (budget.amount, budget.usable) == (36_600_000, 770)
    assert budget.usable_week == 332_727  # £3,327.2727...
    actual = unit_cost(load_costs(store, "Actual"), held, elm)
    assert (actual.amount, actual.usable, actual.occupied) == (3_100_000, 47, 61)
    assert (actual.usable_week, actual.occupied_week) == (461_702, 355_738)
    assert unit_cost(load_costs(store, "Actual"), held, home_ids(store)[OAK]).usable_week is None


def test_a_cost_that_reaches_beyond_the_year_counts_by_its_days(store: Store) -> None:
    costs = load_costs(store, "Budget")
    half = unit_cost(costs, year_nights(store, date(2023, 9, 30)), home_ids(store)[ELM])
    assert half.exact == 100_000 * 183  # 183 of its 366 days lie before 1 October
