import pytest

from suffdesk.operations import history
from suffdesk.operations.edit import InvalidRow, WasErased, held_row
from suffdesk.operations.erasure import erase_child
from suffdesk.operations.first_placement import add_child_placed, check_child_placed
from suffdesk.operations.placing import open_placement, typed_from_setting
from tests.small_homes import AS_AT, Homes, small_homes

CHILD = {"identifier": "4711", "date_of_birth": "01/02/2012"}


@pytest.fixture
def homes(tmp_path):
    made = small_homes(tmp_path / "homes.suffdesk")
    with made.store.change("Postcode") as result:
        result.change.update("setting", made.meadows, {"postcode": "SK1 3XE"})
    yield made
    made.store.close()


def test_child_and_placement_are_one_change(homes: Homes) -> None:
    store = homes.store
    first = {"started": "04/03/2024", "setting_id": homes.meadows, "legal_status": "C2", "need": "N1", "place": "K2",
             "home_postcode": "SK4 2AA"}  # fmt: skip
    saved = add_child_placed(store, {**CHILD, **first})
    placement = open_placement(store, saved.row_id, AS_AT)
    held = held_row(store, "placement", placement)
    assert (held["setting_id"], held["urn"], held["placement_postcode"], held["provider"]) == (
        homes.meadows, "SC000001", "SK1 3XE", "PR4",
    )  # fmt: skip
    assert store.rows("SELECT reason_new, started FROM episode WHERE child_id = ?", (saved.row_id,)) == [
        ("S", "2024-03-04")
    ]
    history.undo(store)
    assert store.rows("SELECT count(*) FROM child WHERE identifier = '4711'") == [(0,)]
    assert store.rows("SELECT count(*) FROM episode WHERE child_id = ?", (saved.row_id,)) == [(0,)]


def test_a_postcode_that_nobody_knows_is_told_and_kept(homes: Homes) -> None:
    first = {"started": "04/03/2024", "legal_status": "C2", "need": "N1", "place": "K2", "home_postcode": "SK4 2AA",
             "placement_postcode": "ZZ1 1ZZ"}  # fmt: skip
    (doubt,) = add_child_placed(homes.store, {**CHILD, **first}).doubts
    assert doubt.field == "placement_postcode"
    assert "ZZ1 1ZZ is not in the postcode directory" in doubt.sentence


def test_a_child_alone_is_added_alone(homes: Homes) -> None:
    saved = add_child_placed(homes.store, {**CHILD, "started": "", "place": ""})
    assert homes.store.rows("SELECT count(*) FROM episode WHERE child_id = ?", (saved.row_id,)) == [(0,)]


def test_nothing_is_kept_where_either_is_wrong(homes: Homes) -> None:
    with pytest.raises(InvalidRow) as told:
        add_child_placed(homes.store, {"date_of_birth": "01/02/2012", "started": "04/03/2024"})
    said = {fault.field: fault.sentence for fault in told.value.faults}
    assert said["identifier"] == "903 identifier is needed"
    assert said["legal_status"] == "Legal status is needed"
    assert said["place"] == "Placement is needed"
    assert "child_id" not in said
    before_birth = {"started": "04/03/2010", "legal_status": "C2", "place": "K2", "need": "N1"}
    with pytest.raises(InvalidRow):
        add_child_placed(homes.store, {**CHILD, **before_birth})
    assert homes.store.rows("SELECT count(*) FROM child") == [(5,)]


def test_while_somebody_types_only_what_is_typed_is_judged(homes: Homes) -> None:
    faults = check_child_placed(homes.store, {"started": "31/02/2024"}, whole=False)
    assert [fault.field for fault in faults] == ["started"]
    faults = check_child_placed(homes.store, {"setting_id": "Nowhere"}, whole=False)
    assert [fault.sentence for fault in faults] == ["There is no setting “Nowhere”"]


def test_what_a_setting_tells(homes: Homes) -> None:
    told = typed_from_setting(homes.store, homes.meadows)
    assert told["urn"] == "SC000001"
    assert told["placement_postcode"] == "SK1 3XE"
    assert told["provider"].endswith("(PR4)")
    assert typed_from_setting(homes.store, homes.elm_house)["placement_postcode"] == ""


def test_a_child_who_was_erased_comes_back_only_when_that_is_meant(homes: Homes) -> None:
    store = homes.store
    first = {"started": "04/03/2024", "legal_status": "C2", "need": "N1", "place": "K2"}
    saved = add_child_placed(store, CHILD)
    erase_child(store, saved.row_id, "request", request="R-1")
    with pytest.raises(WasErased):
        add_child_placed(store, {**CHILD, **first})
    assert store.rows("SELECT count(*) FROM child") == [(5,)]
    add_child_placed(store, {**CHILD, **first}, include_erased=True)
    assert store.rows("SELECT count(*) FROM child") == [(6,)]
