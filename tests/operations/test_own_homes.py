"""What the Own homes screen shows at a date, worked by hand from two homes."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from suffdesk.core.errors import Refused
from suffdesk.operations import own_home_lists as lists
from suffdesk.operations import own_homes
from suffdesk.operations.edit import add, change
from suffdesk.operations.history import undo
from suffdesk.operations.listing import list_entity
from suffdesk.operations.record_table import Records
from suffdesk.operations.stores import new_store
from suffdesk.store.opening import Store
from tests.own_homes import AS_AT, ELM, OAK, home_ids, homes_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with homes_store(tmp_path / "homes.suffdesk") as opened:
        yield opened


def column(records: Records, title: str) -> list[object]:
    place = [one.title for one in records.table.columns].index(title)
    return [row[place] for row in records.table.rows]


def test_cards(store: Store) -> None:
    page = own_homes.own_homes_page(store, AS_AT)
    assert [(figure.label, figure.measure.text, figure.basis) for figure in page.figures] == [
        ("Beds registered", "4", "in 2 homes"),
        ("Usable", "3", "1 closed"),
        ("Occupied", "2", "2 ours · 0 of others"),
        ("Empty", "1", "usable"),
        ("Occupancy, quarter", "64.5%", "target 95%, not met · 162 of 251"),
        ("Waiting", "2", "longest 90 days"),
    ]
    assert page.notes == (
        ("1 bed is in a home whose sector is not own provision (PR1), and counted nowhere.", True),
    )  # fmt: skip


def test_a_crowded_night_is_said_at_the_top(store: Store) -> None:
    notes = own_homes.own_homes_page(store, date(2024, 1, 15)).notes
    assert notes[0] == (f"{ELM}: 2 in 1 tonight, more children than usable beds.", True)


def test_homes_and_costs_open_the_home(store: Store) -> None:
    ids = home_ids(store)
    homes, costs = own_homes.own_homes_page(store, AS_AT).homes, own_homes.unit_costs(store, AS_AT)
    for records in (homes, costs):
        assert records.rows == (("setting", ids[ELM]), ("setting", ids[OAK]))
    assert column(homes, "Tonight") == ["Full", "1 empty"]
    assert column(homes, "Month") == [76.7, 12.9]
    assert column(homes, "Quarter") == [71.8, 12.9]
    assert column(homes, "Vacancies") == [2.5, None]
    assert column(costs, "A week, occupied") == [355_738, None]
    assert column(costs, "Budget, usable") == [332_727, None]


def test_beds_and_why_one_is_shut(store: Store) -> None:
    found = lists.beds(store, AS_AT)
    assert column(found, "Bed") == ["Z", "A", "B", "C", "1"]
    assert column(found, "Tonight")[3] == "Closed since 25 March 2024: held for a child"
    assert column(lists.beds(store, date(2024, 1, 17)), "Bed") == ["Z", "A", "B"]
    assert column(lists.beds(store, date(2024, 1, 17)), "Tonight")[2] == "Closed since 10 January 2024: repairs"


def test_closures_of_the_year_and_the_nights_lost(store: Store) -> None:
    found = lists.closures(store, AS_AT)
    assert column(found, "State") == ["Closed now", "Open again", "Open again"]
    assert column(found, "Nights in the year") == [7, 10, 10]
    assert column(found, "Last day") == [None, date(2024, 1, 24), date(2024, 1, 19)]
    assert own_homes.lost_words(store, AS_AT)[0] == (
        "Bed-nights lost in the quarter to the date: repairs 10, held for a child 7, staffing 5.", False,
    )  # fmt: skip
    assert own_homes.lost_words(store, date(2023, 12, 31)) == []


def test_who_is_here_follows_the_date(store: Store) -> None:
    assert column(lists.who_is_here(store, AS_AT), "Who") == ["C-3", "C-4"]
    earlier = lists.who_is_here(store, date(2024, 3, 22))
    assert column(earlier, "Who") == ["C-3", "C-4", "A child placed by Trafford"]
    assert column(earlier, "Basis") == ["Looked after", "After 18", "Another authority"]
    assert column(earlier, "Charged a week") == [None, None, 450_000]
    assert [entity for entity, _ in earlier.rows] == ["child", "child", "other_stay"]
    assert column(lists.who_is_here(store, date(2024, 1, 31)), "Who") == ["C-4"]  # who left that day is not there
    away = lists.who_is_here(store, date(2024, 3, 10))  # C-3 has a short break in the other home
    assert list(zip(column(away, "Home"), column(away, "Who"), strict=True)) == [(ELM, "C-4"), (OAK, "C-3")]


def test_waiting_longest_first_until_placed_here(store: Store) -> None:
    found = lists.waiting(store, AS_AT)
    assert column(found, "Child") == ["C-6", "C-7"]
    assert column(found, "Days waited") == [90, 30]
    assert column(found, "When") == ["Overdue 6 days", ""]
    own_homes.placed_here(store, found.rows[0][1], AS_AT)
    assert column(lists.waiting(store, AS_AT), "Child") == ["C-7"]
    held = list_entity(store, "waiting", "child=96").rows[0]
    assert (held["until"], held["outcome"]) == (AS_AT, "Placed here")
    with pytest.raises(Refused, match="ended on 31 Mar 2024 already"):
        own_homes.placed_here(store, found.rows[0][1], AS_AT)
    undo(store)
    assert column(lists.waiting(store, AS_AT), "Child") == ["C-6", "C-7"]
    assert column(lists.waiting(store, date(2023, 1, 15)), "Child") == ["C-1"]


def test_staffing_as_last_counted(store: Store) -> None:
    found = lists.staffing(store, AS_AT)
    assert column(found, "Role") == ["Manager", "residential worker"]
    assert column(found, "Vacancies") == [0.0, 2.5]
    assert column(found, "Agency share") == [None, 25.0]
    assert column(lists.staffing(store, date(2023, 12, 31)), "Vacancies") == [0.0, 2.0]
    assert column(lists.staffing(store, date(2024, 4, 1)), "Vacancies") == [0.0, 0.0]


def test_homes_to_come_in_words(store: Store) -> None:
    found = lists.new_homes(store, AS_AT)
    assert column(found, "New home") == ["Moorside", "Broadfields", "Hillside", "Lakeside"]
    assert column(found, "When") == ["Overdue 30 days", "Due in 62 days", "No date yet", "Stopped"]
    assert column(found, "Beds to come by then") == [5, 8, 11, None]
    assert column(found, "Next milestone") == ["", "Manager appointed: overdue 6 days", "", ""]
    assert lists.pipeline_words(store, AS_AT) == [
        ("11 beds to come in 3 new homes, 8 beds of them by 1 June 2024.", False), ("1 milestone overdue.", True),
    ]  # fmt: skip
    done = lists.milestones(store, AS_AT)
    assert column(done, "State") == ["Overdue 6 days", "Due in 12 days", "Done"]
    assert column(lists.milestones(store, date(2024, 2, 2)), "State")[0] == "Overdue 1 day"


def test_a_home_that_has_opened_has_no_beds_to_come(store: Store) -> None:
    project = lists.new_homes(store, AS_AT).rows[0][1]
    change(store, "home_project", project, {"stage": "Open", "opened_on": "15/03/2024"})
    assert column(lists.new_homes(store, AS_AT), "When")[0] == "Open"
    assert column(lists.new_homes(store, date(2024, 3, 14)), "When")[0] == "Overdue 13 days"


def test_crowded_nights(store: Store) -> None:
    found = own_homes.crowding(store, AS_AT)
    assert column(found, "Home") == [OAK, ELM]
    assert column(found, "At most") == ["2 in 1", "2 in 1"]
    assert column(found, "Nights") == [1, 15]


def test_facts_of_one_home(store: Store) -> None:
    ids = home_ids(store)
    assert own_homes.home_facts(store, ids[ELM], AS_AT) == (
        ("Beds", "3 registered, 2 usable (1 closed)"),
        ("Tonight", "Full: 2 ours, 0 of others"),
        ("Occupancy to date", "month 76.7%, quarter 71.8%, year 24.5%"),
        ("Vacancies", "2.5 of 11.0 posts"),
        ("A bed a week", "£4,617.02 usable, £3,557.38 occupied"),
    )
    assert own_homes.home_facts(store, ids["Bought"], AS_AT) == ()


def test_costs_as_recorded(store: Store) -> None:
    found = lists.costs(store, AS_AT)
    assert column(found, "Kind") == ["Actual", "Budget"]
    assert column(found, "Last day") == [date(2024, 1, 31), AS_AT]
    assert column(found, "Amount") == [3_100_000, 36_600_000]


def test_lists_of_the_command_line_name_the_homes(store: Store) -> None:
    beds, waits = list_entity(store, "bed").as_lines(store), list_entity(store, "waiting").as_lines(store)
    assert beds[0].split("\t") == ["Home", "Bed", "Registered from", "Given up"]
    assert [OAK, "1", "1 Mar 2024", ""] in [line.split("\t") for line in beds]
    assert waits[2].split("\t")[:4] == ["96", ELM, "1 Jan 2024", "25 Mar 2024"]
    assert waits[3].split("\t")[:2] == ["97", ""]
    assert list_entity(store, "bed_closure").as_lines(store)[1].split("\t")[0] == "B"
    assert list_entity(store, "milestone").as_lines(store)[1].split("\t")[0] == "Broadfields"


def test_an_empty_store_says_what_to_do(tmp_path: Path) -> None:
    with new_store(tmp_path / "empty.suffdesk", passphrase=None) as empty:
        page = own_homes.own_homes_page(empty, AS_AT)
        assert page.notes[0][0].startswith("No home of our own has a bed yet.")
        assert [figure.measure.text for figure in page.figures] == ["0", "0", "0", "0", "no value", "0"]
        assert own_homes.chart_of(empty, AS_AT, year=True) is None
        for read in (lists.beds, lists.closures, lists.who_is_here, lists.waiting, lists.staffing, lists.new_homes,
                     lists.milestones, lists.costs, own_homes.unit_costs, own_homes.crowding):  # fmt: skip
            assert read(empty, AS_AT).count == 0


def test_a_bed_added_is_counted(store: Store) -> None:
    add(store, "bed", {"setting_id": home_ids(store)[OAK], "name": "2", "started": "31/03/2024"})
    assert own_homes.own_homes_page(store, AS_AT).figures[0].measure.text == "5"
