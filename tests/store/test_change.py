"""Every write is journalled, whole or not at all, and can be taken back."""

import os
import threading
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suffdesk.core.errors import Refused, UserError
from suffdesk.store import journal, replay
from suffdesk.store.check import check
from suffdesk.store.engine import DatabaseError
from suffdesk.store.opening import Store, create_store
from suffdesk.store.undo import next_redo, next_undo, redo, undo


@pytest.fixture
def store(tmp_path: Path):
    with create_store(tmp_path / "a.suffdesk", passphrase=None, who="Ann") as opened:
        yield opened


def add(store: Store, identifier: str) -> str:
    with store.change(f"Add {identifier}") as result:
        return result.change.insert(
            "child", {"reference": f"C-{identifier}", "identifier": identifier, "date_of_birth": date(2012, 2, 29)}
        )


def children(store: Store) -> list[tuple[object, ...]]:
    return store.rows("SELECT identifier, sex, date_of_birth FROM child ORDER BY identifier")


def test_change_says_what_it_did(store: Store) -> None:
    with store.change("Two children") as result:
        ids = result.change.insert_many(
            "child", [{"reference": "C-1", "identifier": "1"}, {"reference": "C-2", "identifier": "2"}]
        )
    assert (result.changes.added, result.changes.entities) == (2, frozenset({"child"}))
    with store.change("Edit") as result:
        result.change.update_many("child", {ids[0]: {"sex": "F"}, ids[1]: {"identifier": "2"}})
    assert result.changes.changed == 1  # the second would not differ
    with store.change("Nothing") as result:
        result.change.update("child", ids[0], {"sex": "F"})
    assert not result.changes
    assert result.changes.change_id is None
    assert store.rows("SELECT row_version FROM child ORDER BY identifier") == [(2,), (1,)]


def test_journal_holds_before_and_after_who_and_when(store: Store) -> None:
    row_id = add(store, "1")
    with store.change("Edit") as result:
        result.change.update("child", row_id, {"sex": "M"})
    entry = journal.entries_of(store.db, 2)[0]
    assert (entry.entity, entry.row_id, entry.operation) == ("child", row_id, "update")
    assert "sex" not in (entry.before or {})
    assert (entry.after or {})["sex"] == "M"
    assert store.rows("SELECT label, who FROM change_log ORDER BY seq") == [("Add 1", "Ann"), ("Edit", "Ann")]
    assert check(store).faults == ()


def test_error_inside_a_change_leaves_nothing(store: Store) -> None:
    add(store, "1")
    two = {"reference": "C-2", "identifier": "2"}
    with pytest.raises(DatabaseError), store.change("Half") as result:
        result.change.insert_many("child", [two, two])
    assert len(children(store)) == 1
    assert store.rows("SELECT count(*) FROM change_log") == [(1,)]
    add(store, "3")  # the store can still be written to


def test_unknown_field_or_row_is_refused(store: Store) -> None:
    with pytest.raises(KeyError), store.change("Bad") as result:
        result.change.insert("child", {"reference": "C-2", "identifier": "2", "name": "Nobody"})
    with pytest.raises(KeyError), store.change("Bad") as result:
        result.change.update("child", "not there", {"sex": "M"})


@pytest.mark.parametrize("table", ["change_log", "journal", "export_log"])
@pytest.mark.parametrize(
    "statement", ["UPDATE {0} SET seq = seq + 100", "DELETE FROM {0}", "INSERT OR REPLACE INTO {0} SELECT * FROM {0}"]
)
def test_journal_cannot_be_rewritten(store: Store, table: str, statement: str) -> None:
    add(store, "1")
    store.db.conn.execute("INSERT INTO export_log VALUES (1, '2025-01-01T00:00:00+00:00', 'Ann', 'A', 'a', NULL, 1, 1)")
    with pytest.raises(DatabaseError, match="append-only"):
        store.db.conn.execute(statement.format(table))
    assert replay.broken_changes(store.db) == []


def test_undo_and_redo_in_order(store: Store) -> None:
    row_id = add(store, "1")
    with store.change("Edit") as result:
        result.change.update("child", row_id, {"sex": "M"})
    step = next_undo(store)
    assert step is not None
    assert step.label == "Edit"
    undo(store, step)
    assert children(store) == [("1", None, "2012-02-29")]
    step = next_undo(store)
    assert step is not None
    assert step.label == "Add 1"
    undo(store, step)
    assert children(store) == []
    assert next_undo(store) is None
    for label in ("Add 1", "Edit"):
        step = next_redo(store)
        assert step is not None
        assert step.label == label
        redo(store, step)
    assert children(store) == [("1", "M", "2012-02-29")]
    assert next_redo(store) is None
    assert next_undo(store) is not None
    assert check(store).faults == ()


def test_a_new_change_ends_what_could_be_redone(store: Store) -> None:
    add(store, "1")
    step = next_undo(store)
    assert step is not None
    undo(store, step)
    add(store, "2")
    assert next_redo(store) is None


def test_undo_refuses_where_a_later_change_depends(store: Store) -> None:
    row_id = add(store, "1")
    first = next_undo(store)
    assert first is not None
    with store.change("Edit") as result:
        result.change.update("child", row_id, {"sex": "M"})
    with pytest.raises(Refused, match="C-1 was changed again since, by “Edit”"):
        undo(store, first)
    step = next_undo(store)
    assert step is not None
    undo(store, step)
    with store.change("Add a review") as result:
        result.change.insert("review", {"child_id": row_id, "reviewed_on": date(2024, 1, 1), "collection_year": 2024})
    with pytest.raises(Refused, match="Review of C-1, 1 Jan 2024 was made since and depends on it"):
        undo(store, first)
    assert len(children(store)) == 1


def test_a_second_write_waits_and_says_for_what(store: Store) -> None:
    started, release = threading.Event(), threading.Event()

    def slow() -> None:
        with store.second() as other, other.change("Import SSDA903 2023-24") as result:
            result.change.insert("child", {"reference": "C-9", "identifier": "9"})
            started.set()
            release.wait(10)

    thread = threading.Thread(target=slow)
    thread.start()
    try:
        assert started.wait(10)
        assert children(store) == []  # reading goes on beside it
        with pytest.raises(Refused, match="Import SSDA903 2023-24"), store.change("Edit"):
            pass
    finally:
        release.set()
        thread.join()
    assert len(children(store)) == 1


@pytest.mark.skipif(os.name == "nt", reason="RLIMIT_FSIZE is a POSIX limit")
def test_full_disk_refuses_the_change_and_keeps_the_store(store: Store) -> None:
    import resource
    import signal

    add(store, "1")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    wal = store.path.with_name(store.path.name + "-wal")
    resource.setrlimit(resource.RLIMIT_FSIZE, (wal.stat().st_size + 20_000, hard))
    try:
        with pytest.raises(UserError, match="took no more: there is no room"), store.change("Too much") as result:
            result.change.insert_many("child", [{"reference": f"D-{n}", "identifier": f"d{n}"} for n in range(5_000)])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
    assert children(store) == [("1", None, "2012-02-29")]
    add(store, "2")
    assert store.rows("PRAGMA integrity_check") == [("ok",)]


@settings(max_examples=25)
@given(st.lists(st.tuples(st.sampled_from(["add", "edit", "remove", "undo", "redo"]), st.integers(0, 4)), max_size=25))
def test_undoing_everything_gives_the_empty_store_back(tmp_path_factory: pytest.TempPathFactory, steps) -> None:
    path = tmp_path_factory.mktemp("undo") / "a.suffdesk"
    with create_store(path, passphrase=None) as store:
        for action, number in steps:
            ids = [str(row[0]) for row in store.rows("SELECT id FROM child ORDER BY id")]
            step = next_undo(store) if action == "undo" else next_redo(store) if action == "redo" else None
            if action in ("undo", "redo"):
                if step:
                    (undo if action == "undo" else redo)(store, step)
                continue
            with store.change(action) as result:
                if action == "add":
                    result.change.insert("child", {"reference": f"C-{len(ids)}-{number}-{os.urandom(4).hex()}",
                                                   "identifier": os.urandom(8).hex()})  # fmt: skip
                elif ids and action == "edit":
                    result.change.update("child", ids[number % len(ids)], {"upn": str(number)})
                elif ids:
                    result.change.delete_many("child", [ids[number % len(ids)]])
        while step := next_undo(store):
            undo(store, step)
        assert store.rows("SELECT count(*) FROM child") == [(0,)]
        assert check(store).faults == ()
