"""What hangs on a record is about the child that the record is about, however it is written."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from suffdesk.domain.hanging import HANGING
from suffdesk.operations import edit, history
from suffdesk.store.backup import backup_before
from suffdesk.store.check import check
from suffdesk.store.opening import Store, create_store
from suffdesk.store.restore import restore_record


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with create_store(tmp_path / "a.suffdesk", passphrase=None, who="Ann") as opened:
        for identifier in ("1", "2"):
            edit.add(opened, "child", {"identifier": identifier})
        yield opened


@pytest.fixture
def visit(store: Store) -> str:
    home = edit.add(store, "setting", {"name": "Oak", "kind": "Children's home"}).row_id
    values = {"setting_id": home, "kind": "Quality assurance visit", "planned_on": "01/06/2024", "child_id": "1"}
    found = edit.add(store, "visit", values).row_id
    edit.add(store, "quality_action", {"setting_id": home, "visit_id": found, "action": "a lock"})
    edit.add(store, "note", {"entity": "visit", "row_id": found, "text": "said"})
    return found


def whose(store: Store) -> list[str]:
    """Identifiers of the children of the visit, its action and its note; empty for nobody."""
    found = "SELECT coalesce((SELECT identifier FROM child WHERE child.id = {0}.child_id), '') FROM {0}"
    return [str(store.rows(found.format(name))[0][0]) for name in ("visit", "quality_action", "note")]


def test_what_hangs_on_what_is_read_from_the_descriptions() -> None:
    assert {name: (dict(how.references), how.named) for name, how in HANGING.items()} == {
        "note": ({}, True),
        "document": ({}, True),
        "quality_action": ({"visit_id": "visit", "concern_id": "concern"}, False),
    }


def test_it_follows_when_the_child_changes_and_with_undo_and_redo(store: Store, visit: str) -> None:
    assert whose(store) == ["1"] * 3
    edit.change(store, "visit", visit, {"child_id": "2"})
    assert whose(store) == ["2"] * 3
    history.undo(store)
    assert whose(store) == ["1"] * 3
    history.redo(store)
    assert whose(store) == ["2"] * 3
    edit.change(store, "visit", visit, {"child_id": ""})
    assert whose(store) == [""] * 3
    assert check(store).whole


def test_what_was_added_since_follows_an_undo(store: Store, visit: str) -> None:
    edit.change(store, "visit", visit, {"child_id": "2"})
    step = history.next_undo(store)
    assert step is not None
    edit.add(store, "note", {"entity": "visit", "row_id": visit, "text": "later"})
    history.undo(store)  # the note
    history.redo(store)
    with store.change("As undo of the visit does") as result:
        result.change.update("visit", visit, {"child_id": None})
    assert store.rows("SELECT DISTINCT child_id FROM note") == [(None,)]


def test_it_follows_a_record_brought_back_from_a_backup(store: Store, visit: str) -> None:
    backup = backup_before(store.db, store.path, None, "import")
    edit.change(store, "visit", visit, {"child_id": "2"})
    restore_record(store, backup, "visit", visit)
    assert whose(store) == ["1"] * 3


def test_an_action_taken_off_its_visit_is_about_nobody(store: Store, visit: str) -> None:
    ((action,),) = store.rows("SELECT id FROM quality_action")
    edit.change(store, "quality_action", str(action), {"visit_id": ""})
    assert whose(store) == ["1", "", "1"]


def test_a_note_of_an_episode_follows_the_child_of_the_episode(store: Store) -> None:
    values = {"child": "1", "started": "01/01/2024", "reason_new": "S", "legal_status": "C2", "place": "U6",
              "provider": "PR1"}  # fmt: skip
    episode = edit.add(store, "episode", values).row_id
    edit.add(store, "note", {"entity": "episode", "row_id": episode, "text": "moved"})
    edit.change(store, "episode", episode, {"child": "2"})
    found = store.rows("SELECT identifier FROM note JOIN child ON child.id = note.child_id")
    assert found == [("2",)]
