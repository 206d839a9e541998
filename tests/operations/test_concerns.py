"""What a concern says is shown nowhere before a reason is given, and each look is recorded."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from suffdesk.core.errors import Refused, UserError
from suffdesk.domain.quality import RESTRICTED
from suffdesk.domain.registry import BY_NAME
from suffdesk.operations import audit
from suffdesk.operations.access import subject_access_report
from suffdesk.operations.concerns import record_look, words_if_restricted
from suffdesk.operations.documents import add_document, documents_of
from suffdesk.operations.drafts import save_draft
from suffdesk.operations.earlier import side_by_side
from suffdesk.operations.edit import add, change
from suffdesk.operations.listing import list_entity
from suffdesk.operations.looks import looks
from suffdesk.operations.record_table import notes_of
from suffdesk.operations.trail_search import found_page, found_table
from suffdesk.store.backup import backup_before
from suffdesk.store.opening import Store, create_store, open_store

SECRET = "Zanzibar"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with create_store(tmp_path / "a.suffdesk", passphrase=None, who="Ann") as opened:
        yield opened


@pytest.fixture
def child(store: Store) -> str:
    return add(store, "child", {"identifier": "77"}).row_id


@pytest.fixture
def concern(store: Store, child: str) -> str:
    home = add(store, "setting", {"name": "The Meadows", "kind": "Children's home"}).row_id
    values = {"setting_id": home, "kind": "Safeguarding", "raised_on": "01/02/2024", "child_id": child,
              "raised_by": f"{SECRET} One", "summary": f"{SECRET} two", "outcome": f"{SECRET} three",
              "lado_told_on": "02/02/2024", "shared_on": "03/02/2024"}  # fmt: skip
    made = add(store, "concern", values).row_id
    change(store, "concern", made, {"summary": f"{SECRET} four"})
    return made


def test_lists_leave_restricted_fields_out(store: Store, concern: str) -> None:
    listing = list_entity(store, "concern")
    assert [set(row) & {*RESTRICTED["concern"], "child"} for row in listing.rows] == [set()]
    assert "The Meadows" in "\n".join(listing.as_lines(store))
    assert SECRET not in json.dumps(listing.as_json()) + "\n".join(listing.as_lines(store))
    for condition in (f"summary={SECRET} four", "child=77", f"raised_by={SECRET} One"):
        with pytest.raises(UserError, match="is restricted here"):
            list_entity(store, "concern", condition)


def test_lists_show_everything_for_a_reason_that_is_kept(store: Store, concern: str) -> None:
    with pytest.raises(UserError, match="Say in a few words why"):
        list_entity(store, "concern", reason=" x ")
    listing = list_entity(store, "concern", reason="LADO's  meeting")
    assert listing.rows[0]["summary"] == f"{SECRET} four"
    assert SECRET in "\n".join(listing.as_lines(store))
    assert [row[1:] for row in looks(store).table.rows] == [("Ann", "A list of 1 concern", "LADO's meeting")]


def test_history_says_that_it_changed_and_not_what(store: Store, concern: str) -> None:
    lines = audit.trail(store, audit.of_record("concern", concern)).lines
    assert "What is the matter: restricted → restricted" in lines[0].words
    whole = "\n".join(line.words for line in audit.trail(store).lines)
    assert SECRET not in whole
    assert "C-0001" not in "\n".join(line.words for line in lines)
    assert found_page(store, audit.of_record("concern", concern), SECRET).lines == ()
    assert SECRET not in str(found_table(store, audit.of_record("concern", concern), "").rows)


def test_a_childs_history_does_not_tell_of_a_concern(store: Store, child: str, concern: str) -> None:
    assert {line.entity for line in audit.trail(store, audit.of_child(store, child)).lines} == {"child"}


def test_a_person_is_told_that_there_is_a_concern_and_not_what(store: Store, child: str, concern: str) -> None:
    said = str(subject_access_report(store, child, date(2024, 3, 31)).blocks)
    assert "1 concern about a home names the child" in said
    assert SECRET not in said


def test_each_look_is_recorded_and_a_store_for_reading_shows_none(store: Store, concern: str, tmp_path: Path) -> None:
    about = words_if_restricted(store, "concern", concern)
    assert about == "Concern of The Meadows, 1 Feb 2024"
    record_look(store, about, "Before a new placement")
    assert looks(store).table.rows[0][1:] == ("Ann", about, "Before a new placement")
    store.close()
    with open_store(tmp_path / "a.suffdesk", read_only=True) as reading, pytest.raises(Refused, match="reading only"):
        record_look(reading, about, "Before a new placement")


def test_what_somebody_else_left_half_typed_needs_a_reason(store: Store, tmp_path: Path) -> None:
    assert words_if_restricted(store, "concern", "") == ""
    assert words_if_restricted(store, "visit", "anything") == ""
    save_draft(store, "concern", "", {"summary": SECRET})
    assert words_if_restricted(store, "concern", "") == "", "one's own needs none"
    store.close()
    with open_store(tmp_path / "a.suffdesk", who="Bob") as other:
        assert words_if_restricted(other, "concern", "") == "Concern left half typed by Ann"


def test_what_is_shown_by_default_is_not_restricted() -> None:
    for entity, fields in RESTRICTED.items():
        assert set(fields) <= set(BY_NAME[entity].by_name)
        assert not set(fields) & set(BY_NAME[entity].default_columns)


def test_side_by_side_with_a_backup_leaves_restricted_fields_out(store: Store, concern: str) -> None:
    backup = backup_before(store.db, store.path, store.raw_key, "test")
    change(store, "concern", concern, {"summary": f"{SECRET} five", "kind": "Staffing"})
    pairs = side_by_side(store, backup, "concern", concern)
    differing = [(pair.label, pair.then, pair.now) for pair in pairs if pair.differs]
    assert differing == [("Kind", "Safeguarding", "Staffing")]
    assert SECRET not in str(pairs)


def test_what_hangs_on_a_concern_tells_no_more(store: Store, child: str, concern: str, tmp_path: Path) -> None:
    ((home,),) = store.rows("SELECT id FROM setting")
    action = add(store, "quality_action", {"setting_id": home, "concern_id": concern, "action": "Visit"}).row_id
    note = add(store, "note", {"entity": "concern", "row_id": concern, "text": f"{SECRET} note"}).row_id
    file = tmp_path / f"{SECRET}.txt"
    file.write_text(SECRET)
    document = add_document(store, "concern", concern, file).row_id
    for entity, row_id in (("quality_action", action), ("note", note), ("document", document)):
        listing = list_entity(store, entity)
        said = json.dumps(listing.as_json()) + "\n".join(listing.as_lines(store))
        said += str(audit.trail(store, audit.of_record(entity, row_id)).lines)
        assert not [word for word in (SECRET, "C-0001", child, '"77"') if word in said], entity
    assert {line.entity for line in audit.trail(store, audit.of_child(store, child)).lines} == {"child"}
    assert (notes_of(store, "child", child).count, notes_of(store, "concern", concern).count) == (0, 1)
    assert documents_of(store, "child", child, whole_child=True) == []
    assert len(documents_of(store, "concern", concern)) == 1
    assert SECRET not in str(subject_access_report(store, child, date(2024, 3, 31)).blocks)
