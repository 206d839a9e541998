from datetime import date

import pytest

from suffdesk.operations.child_page import child_page
from suffdesk.operations.edit import add, end
from suffdesk.operations.register import Register, Sort
from suffdesk.operations.searching import MOST, search, without_episode_words
from suffdesk.store.queries.register_filter import RegisterFilter
from tests.small_homes import AS_AT, Homes, small_homes


@pytest.fixture
def homes(tmp_path):
    made = small_homes(tmp_path / "homes.suffdesk")
    yield made
    made.store.close()


def found(homes: Homes, text: str, as_at: date = AS_AT) -> list[tuple[str, str, str]]:
    return [(one.entity, one.name, one.what) for one in search(homes.store, text, as_at)]


def test_children_homes_providers_and_records_are_found_and_said_what_they_are(homes: Homes) -> None:
    assert found(homes, "C-0001") == [("child", "C-0001", "Child, in care, Children's home, The Meadows")]
    assert found(homes, "meadow") == [
        ("setting", "The Meadows", "Setting, Children's home, Meadow Care"), ("provider", "Meadow Care", "Provider"),
    ]  # fmt: skip
    assert found(homes, "sc000003") == [
        ("setting", "Fostering agency SC000003", "Setting, Fostering agency, Agency Ltd")
    ]
    assert found(homes, "k-1") == [("contract", "K-1", "Contract")]
    assert found(homes, "residential") == [("framework", "Residential", "Framework")]
    assert found(homes, "mainstream") == [("lot", "Lot 1 Mainstream", "Lot")]
    assert found(homes, "nobody") == []
    assert found(homes, "e") == []
    assert found(homes, "100%") == []


def test_a_visit_is_found_by_its_home(homes: Homes) -> None:
    visit = {"setting_id": homes.our_home, "kind": "Unannounced visit", "visited_on": "01/02/2024"}
    add(homes.store, "visit", visit)
    assert found(homes, "visit oak") == [("visit", "Visit of Oak Lodge, 1 Feb 2024", "Visit")]
    assert found(homes, "oak visits") == [("visit", "Visit of Oak Lodge, 1 Feb 2024", "Visit")]


def test_what_is_restricted_does_not_tell_of_the_child(homes: Homes) -> None:
    ((child,),) = homes.store.rows("SELECT id FROM child WHERE reference = 'C-0001'")
    concern = add(
        homes.store, "concern",
        {"setting_id": homes.meadows, "raised_on": "01/02/2024", "kind": "Safeguarding", "child_id": str(child),
         "summary": "It was cold"},
    )  # fmt: skip
    add(homes.store, "note", {"entity": "concern", "row_id": concern.row_id, "text": "Told the officer"})
    for text in ("concern C-0001", "note C-0001", "cold"):
        assert found(homes, text) == [], text
    assert [name for _, name, _ in found(homes, "concern meadows")] == ["Concern of The Meadows, 1 Feb 2024"]


def test_a_child_who_is_not_in_care_on_the_date_is_found(homes: Homes) -> None:
    ((placement,),) = homes.store.rows(
        "SELECT p.id FROM placement p JOIN child c ON c.id = p.child_id WHERE reference = 'C-0002'"
    )
    with homes.store.change("Link") as result:
        for episode, of in homes.store.rows("SELECT e.id, p.id FROM episode e JOIN placement p USING (child_id)"):
            result.change.update("episode", str(episode), {"placement_id": of})
    end(homes.store, "placement", str(placement), date(2024, 3, 20), "E11")
    assert found(homes, "C-0002") == [("child", "C-0002", "Child, not in care on the date, left 20 Mar 2024")]
    assert found(homes, "C-0002", date(2020, 1, 1)) == [
        ("child", "C-0002", "Child, not in care on the date, from 15 Mar 2024")
    ]


def test_a_child_without_an_episode_is_never_lost(homes: Homes) -> None:
    store = homes.store
    assert without_episode_words(store) == ""
    added = add(store, "child", {"identifier": "4711"})
    assert found(homes, "4711") == [("child", "C-0006", "Child, no episode yet")]
    assert without_episode_words(store) == "C-0006 has no episode yet, and so counts in no figure."
    register = Register(store, AS_AT)
    wanted = RegisterFilter(no_episode=True)
    assert register.find(wanted, Sort()).ids == [added.row_id]
    assert register.query.counts([RegisterFilter(), wanted]) == [5, 1]
    assert register.table(wanted, Sort(), ["child", "place"]).rows == [["C-0006", "No episode yet"]]
    assert register.find(RegisterFilter(no_episode=True, text="C-0001"), Sort()).ids == []
    assert register.query.spread("sex", wanted) == {None: 1}
    page = child_page(store, added.row_id, AS_AT)
    assert page is not None
    assert [(one.what, one.overdue) for one in page.due] == [("Episode", True)]
    add(store, "episode", {"child_id": added.row_id, "started": "01/03/2024", "reason_new": "S", "legal_status": "C2",
                           "place": "U6", "need": "N1"})  # fmt: skip
    assert Register(store, AS_AT).find(wanted, Sort()).ids == []
    assert without_episode_words(store) == ""


def test_of_one_kind_the_first_are_listed(homes: Homes) -> None:
    with homes.store.change("Many") as result:
        result.change.insert_many("framework", [{"name": f"Lot {at:02d}", "started": AS_AT} for at in range(40)])
    assert len([one for one in search(homes.store, "lot", AS_AT) if one.entity == "framework"]) == MOST
