"""Records that were once about the child, what hangs on them, removed children, and a disk that is full."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from suffdesk.core.errors import Refused, UserError
from suffdesk.operations import documents, edit, erasure, history
from suffdesk.operations.certificates import certificate, certificate_lines, state_of
from suffdesk.operations.erasure import erase_child, erasures_made, finish_erasure, going_lines, what_goes
from suffdesk.operations.removed import find_removed, removed_children
from suffdesk.store.backup import backup_before
from suffdesk.store.check import check
from suffdesk.store.engine import OperationalError
from suffdesk.store.opening import Store, create_store, open_store
from suffdesk.store.restore import restore_record, restore_store

WORDS = b"CANARY"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with create_store(tmp_path / "a.suffdesk", passphrase=None, who="Ann") as opened:
        yield opened


@pytest.fixture
def child(store: Store) -> str:
    return edit.add(store, "child", {"identifier": "100019", "date_of_birth": "01/01/2012"}).row_id


@pytest.fixture
def home(store: Store) -> str:
    return edit.add(store, "setting", {"name": "Oak", "kind": "Children's home"}).row_id


@pytest.fixture
def visit(store: Store, home: str) -> str:
    values = {"setting_id": home, "kind": "Quality assurance visit", "planned_on": "01/06/2024"}
    return edit.add(store, "visit", {**values, "findings": "CANARY cried"}).row_id


def copy_now(store: Store) -> Path:
    return backup_before(store.db, store.path, store.raw_key, "import")


def holding(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file() and WORDS in path.read_bytes())


def test_what_was_said_before_a_record_was_about_the_child_goes_too(
    store: Store, child: str, home: str, tmp_path: Path
) -> None:
    values = {"setting_id": home, "raised_on": "01/06/2024", "kind": "Safeguarding", "summary": "CANARY was hurt"}
    concern = edit.add(store, "concern", values).row_id
    copy_now(store)
    edit.change(store, "concern", concern, {"child_id": "100019"})
    made = erase_child(store, child, "mistake")
    assert made.complete
    assert dict(made.counts) == {"Children": 1, "Concerns": 1}
    assert (made.entries, len(made.copies.remade)) == (3 + 2, 1)
    store.close()
    assert holding(tmp_path) == []
    with open_store(store.path) as opened:
        assert check(opened).whole


def test_a_backup_made_before_is_no_way_back_for_it(store: Store, child: str, home: str, tmp_path: Path) -> None:
    values = {"setting_id": home, "raised_on": "01/06/2024", "kind": "Safeguarding", "summary": "CANARY was hurt"}
    concern = edit.add(store, "concern", values).row_id
    (tmp_path / "usb").mkdir()
    elsewhere = copy_now(store).rename(tmp_path / "usb" / "copy.suffdesk")
    edit.change(store, "concern", concern, {"child_id": "100019"})
    erase_child(store, child, "mistake")
    path = store.path
    store.close()
    assert restore_store(path, elsewhere).erased_again == 1
    with open_store(path) as opened:
        assert opened.rows("SELECT 1 FROM concern") == []
        assert opened.rows("SELECT count(*) FROM setting") == [(1,)]
    elsewhere.unlink()
    assert holding(tmp_path) == []


def test_notes_documents_and_actions_follow_the_visit_and_go_with_it(
    store: Store, child: str, home: str, visit: str, tmp_path: Path
) -> None:
    note = edit.add(store, "note", {"entity": "visit", "row_id": visit, "text": "CANARY note"}).row_id
    action = edit.add(store, "quality_action", {"setting_id": home, "visit_id": visit, "action": "CANARY lock"}).row_id
    of_action = edit.add(store, "note", {"entity": "quality_action", "row_id": action, "text": "CANARY deep"}).row_id
    paper = tmp_path / "letter.txt"
    paper.write_text("CANARY letter")
    document = documents.add_document(store, "visit", visit, paper).row_id
    paper.unlink()
    copy_now(store)
    edit.change(store, "visit", visit, {"child_id": "100019"})
    hanging = "SELECT id, child_id FROM note UNION SELECT id, child_id FROM document UNION "
    rows = store.rows(hanging + "SELECT id, child_id FROM quality_action")
    assert dict(rows) == dict.fromkeys((note, of_action, document, action), child)
    made = erase_child(store, child, "mistake")
    assert dict(made.counts) == {
        "Actions on quality": 1, "Children": 1, "Documents": 1, "Notes": 2, "Visits": 1,
    }  # fmt: skip
    assert (made.documents, made.complete) == (1, True)
    store.close()
    assert holding(tmp_path) == []


def test_an_action_that_said_nothing_of_the_child_goes_with_its_visit(
    store: Store, child: str, home: str, visit: str
) -> None:
    """As a store of an earlier release may hold it: the visit was said to be the child's after the action was made."""
    action = edit.add(store, "quality_action", {"setting_id": home, "visit_id": visit, "action": "a lock"}).row_id
    edit.change(store, "visit", visit, {"child_id": "100019"})
    with store.writing("As an earlier release left it"):
        store.db.conn.execute("UPDATE quality_action SET child_id = NULL WHERE id = ?", (action,))
    made = erase_child(store, child, "mistake")
    assert made.complete
    assert store.rows("SELECT 1 FROM visit UNION SELECT 1 FROM quality_action") == []


def test_what_is_about_another_child_now_stays_and_is_said(
    store: Store, child: str, visit: str, tmp_path: Path
) -> None:
    other = edit.add(store, "child", {"identifier": "200020"}).row_id
    edit.change(store, "visit", visit, {"child_id": "100019", "outcome": "Serious concerns"})
    edit.add(store, "note", {"entity": "visit", "row_id": visit, "text": "as agreed"})
    edit.change(store, "visit", visit, {"child_id": "200020", "findings": "none"})
    going = what_goes(store, child)
    assert going.elsewhere == 2
    assert any("2 records that once were about the child will stay" in line for line in going_lines(going))
    made = erase_child(store, child, "mistake")
    assert (made.elsewhere, made.reached, made.complete) == (2, True, False)
    assert state_of(made) == "2 records about others to read by hand"
    assert "2 records that once were about the child are about another now" in "\n".join(
        certificate_lines(certificate(store, made))
    )
    assert store.rows("SELECT child_id, findings FROM visit") == [(other, "none")]
    assert store.rows("SELECT child_id FROM note") == [(other,)]
    assert check(store).whole
    store.close()
    assert holding(tmp_path) == []


def test_what_is_about_nobody_any_more_goes(store: Store, child: str, visit: str, tmp_path: Path) -> None:
    edit.change(store, "visit", visit, {"child_id": "100019"})
    edit.change(store, "visit", visit, {"child_id": ""})
    made = erase_child(store, child, "mistake")
    assert (dict(made.counts), made.complete) == ({"Children": 1, "Visits": 1}, True)
    store.close()
    assert holding(tmp_path) == []


def test_a_removed_child_is_erased(store: Store, tmp_path: Path) -> None:
    child = edit.add(store, "child", {"identifier": "CANARY1"}).row_id
    copy_now(store)
    edit.remove(store, "child", child)
    (one,) = removed_children(store)
    assert (one.child_id, one.reference, one.who) == (child, "C-0001", "Ann")
    assert find_removed(store, "CANARY1") == find_removed(store, "C-0001") == find_removed(store, child) == child
    assert find_removed(store, "CANARY2") is None
    going = what_goes(store, child)
    assert going_lines(going)[0] == "C-0001 was removed; what the history still says of it goes."
    with pytest.raises(Refused, match="was removed, so no time runs"):
        erase_child(store, child, "rule")
    made = erase_child(store, child, "mistake")
    assert (made.complete, made.entries, len(made.copies.remade)) == (True, 2, 1)
    assert removed_children(store) == []
    assert history.next_undo(store) is None
    assert edit.next_reference(store) == "C-0002"
    with pytest.raises(UserError, match="no longer there"):
        what_goes(store, child)
    store.close()
    assert holding(tmp_path) == []


def test_one_brought_back_by_undo_is_not_listed_as_removed(store: Store, child: str) -> None:
    edit.remove(store, "child", child)
    history.undo(store)
    assert removed_children(store) == []


def full(*_: object) -> None:
    raise OperationalError("database or disk is full")


def test_a_full_disk_in_the_middle_leaves_something_to_do_and_it_can_be_finished(
    store: Store, child: str, visit: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit.change(store, "visit", visit, {"child_id": "100019"})
    copy = copy_now(store)
    with monkeypatch.context() as patched:
        patched.setattr(erasure, "compact", full)
        patched.setattr("suffdesk.store.copies.erase_rows", full)
        made = erase_child(store, child, "mistake")
    assert store.rows("SELECT 1 FROM child") == []
    assert (made.written_anew, made.copies.left, made.reached) == (False, (copy.name,), False)
    assert erasure.unfinished_erasures(store) == [1]
    assert erasure.interrupted_erasure(store) == 1
    assert erasure.erasure_of(store, "100019") == 1
    lines = "\n".join(certificate_lines(certificate(store, made)))
    assert "could not be written anew" in lines
    assert copy.name in lines
    assert finish_erasure(store, 1).complete
    assert erasure.unfinished_erasures(store) == []
    store.close()
    assert holding(tmp_path) == []


def test_no_room_to_say_how_it_ended_says_not_finished(
    store: Store, child: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    times: list[int] = []

    def once(db: object, one: object) -> None:
        times.append(1)
        if len(times) > 1:
            full()
        recorded(db, one)  # type: ignore[arg-type]

    recorded = erasure.record_erasure
    with monkeypatch.context() as patched:
        patched.setattr(erasure, "record_erasure", once)
        made = erase_child(store, child, "mistake")
    assert not made.reached
    assert [one.erasure.reached for one in erasures_made(store)] == [False]
    assert finish_erasure(store, 1).complete


def test_a_record_that_stayed_can_be_brought_back_as_it_was_later(
    store: Store, child: str, visit: str, tmp_path: Path
) -> None:
    edit.add(store, "child", {"identifier": "200020"})
    edit.change(store, "visit", visit, {"child_id": "100019"})
    before = copy_now(store)
    (tmp_path / "usb").mkdir()
    old = Path(shutil.copy(before, tmp_path / "usb" / "old.suffdesk"))
    edit.change(store, "visit", visit, {"child_id": "200020", "findings": "none"})
    backup = copy_now(store)
    erase_child(store, child, "mistake")
    edit.change(store, "visit", visit, {"findings": "typed over"})
    restore_record(store, backup, "visit", visit)
    assert store.rows("SELECT findings FROM visit") == [("none",)]
    with pytest.raises(Refused, match="was erased"):
        restore_record(store, old, "visit", visit)


def test_other_records_that_name_the_child_are_to_be_read_by_hand(store: Store, child: str, home: str) -> None:
    values = {"setting_id": home, "kind": "Quality assurance visit", "planned_on": "01/06/2024"}
    edit.add(store, "visit", {**values, "findings": "100019 was seen"})
    edit.add(store, "visit", {**values, "findings": "telephone 01100019"})  # another number
    edit.add(store, "note", {"entity": "setting", "row_id": home, "text": "C-0001 and 100019 again"})
    other = edit.add(store, "child", {"identifier": "5"}).row_id
    edit.add(store, "note", {"entity": "child", "row_id": other, "text": "brother of 100019"})
    edit.add(store, "note", {"entity": "child", "row_id": child, "text": "100019"})
    going = what_goes(store, child)
    words = "2 notes and 1 visit about other records name the child"
    assert any(line.startswith(words) for line in going_lines(going))
    made = erase_child(store, child, "mistake")
    assert (made.mentions, made.complete) == (3, False)
    assert state_of(made) == "2 notes and 1 visit about others to read by hand"
    assert any(words in line for line in certificate_lines(certificate(store, made)))
