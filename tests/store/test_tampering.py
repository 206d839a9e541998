"""Whatever is altered in a store behind the program is found by a check, and named."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

import pytest

from suffdesk.operations import keeping
from suffdesk.operations.documents import add_document, remove_document
from suffdesk.operations.erasure import erase_child
from suffdesk.operations.export_log import record_export
from suffdesk.operations.stores import close_store
from suffdesk.store import journal
from suffdesk.store.backup import backup_before, backups_of
from suffdesk.store.events import record_event
from suffdesk.store.opening import create_store, open_store
from suffdesk.store.restore import restore_store
from suffdesk.store.seals import mark


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plain store with a little of everything, closed; change 8 is in its backup, the export after it is not."""
    path = tmp_path_factory.mktemp("made") / "a.suffdesk"
    store = create_store(path, passphrase=None, who="Ann", facts={"authority": "E08000025"})
    with store.change("Import") as result:
        children = result.change.insert_many(
            "child", [{"reference": f"C-{n:04d}", "identifier": f"T{n}", "date_of_birth": date(2010, 5, n)}
                      for n in range(1, 7)],
        )  # fmt: skip
        result.change.insert_many(
            "review", [{"child_id": child, "reviewed_on": date(2024, 1, 1), "collection_year": 2024}
                       for child in children],
        )  # fmt: skip
        result.change.insert_many(
            "care_period", [{"child_id": child, "started": date(2023, 1, 1), "start_known": 1} for child in children]
        )
    for number, upn in enumerate(("A123456789012", "B123456789012", "C123456789012")):
        with store.change(f"Set {number}") as result:
            result.change.update("child", children[number], {"upn": upn})
    letter = path.with_name("letter.txt")
    letter.write_text("kept with the child")
    add_document(store, "child", children[0], letter)
    letter.write_text("kept and removed")
    gone = add_document(store, "child", children[1], letter).row_id
    remove_document(store, gone)
    erase_child(store, children[5], "mistake")
    record_export(store, "Board pack", [path.with_name("pack.pdf")])
    record_event(store, "lock broken", "The lock was broken")
    close_store(store)
    return path


@pytest.fixture
def store(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made.parent, tmp_path / "copy")
    return tmp_path / "copy" / made.name


@contextmanager
def behind(path: Path) -> Iterator[sqlite3.Connection]:
    """The file as a tool of another maker opens it; its triggers are taken away, and put back afterwards."""
    with closing(sqlite3.connect(path)) as db:
        triggers = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%_no_%'")
        triggers = triggers.fetchall()
        for name, _ in triggers:
            db.execute(f"DROP TRIGGER {name}")
        yield db
        for _, text in triggers:
            db.execute(text)
        db.commit()


def found(path: Path, printed: str = "") -> list[str]:
    return [fault.words for fault in keeping.check_file(path, None, printed).faults]


LAST = "(SELECT first_entry FROM change_log ORDER BY seq DESC LIMIT 1)"
ALTERED = {
    "a birthday": (
        ["UPDATE child SET date_of_birth = '2001-01-01' WHERE identifier = 'T1'"],
        "Children: 1 is not as the history has them; last written by change 2",
    ),
    "a child removed": (
        ["DELETE FROM review WHERE child_id = (SELECT id FROM child WHERE identifier = 'T4')",
         "DELETE FROM care_period WHERE child_id = (SELECT id FROM child WHERE identifier = 'T4')",
         "DELETE FROM child WHERE identifier = 'T4'"],
        "Children: 1 is gone, and no change removed them; last written by change 1",
    ),
    "a child added": (
        ["INSERT INTO child (id, row_version, reference, identifier) VALUES ('x', 1, 'C-9999', 'GHOST')"],
        "Children: 1 is there that no change added",
    ),
    "all reviews removed": (
        ["DELETE FROM review"], "Reviews: 5 are gone, and no change removed them; last written by change 1",
    ),
    "a removed record put back": (
        ["INSERT INTO document SELECT row_id, 1, json_extract(before, '$.child_id'), 'child', "
         "json_extract(before, '$.row_id'), 'n', 'm', 1, json_extract(before, '$.sha256'), 'now', 'Ann' FROM journal "
         "JOIN journal_image USING (seq) WHERE entity = 'document' AND operation = 'delete'"],
        "Documents: 1 is there, though a change removed them; last written by change 7",
    ),
    "the authority": (
        ["UPDATE meta SET value = 'E08000007' WHERE name = 'authority'"],
        "A fact about the store (authority) was changed behind the program",
    ),
    "an image": (
        ["UPDATE journal_image SET after = replace(after, 'T1', 'T9') WHERE seq = 1"],
        "Change 1 of the history is not as it was written",
    ),
    "an image emptied": (
        ["UPDATE journal_image SET salt = NULL, before = NULL, after = NULL WHERE seq = 10"],
        "The contents of 1 entry of change 1 were emptied, and no erasure did that",
    ),
    "all images emptied": (
        ["UPDATE journal_image SET salt = NULL, before = NULL, after = NULL"],
        "The contents of 15 entries of change 1 were emptied, and no erasure did that",
    ),
    "an operation": (
        ["UPDATE journal SET operation = 'delete' WHERE seq = 10"],
        "Change 1 of the history is not as it was written",
    ),
    "an entry removed": (
        ["DELETE FROM journal WHERE seq = 10", "DELETE FROM journal_image WHERE seq = 10"],
        "Change 1 of the history is not as it was written",
    ),
    "an image removed": (
        ["DELETE FROM journal_image WHERE seq = 10"], "Change 1 of the history is not as it was written",
    ),
    "an entry added at the end": (
        ["INSERT INTO journal VALUES (1000, 'child', 'x', 'insert', x'00')"], "1 entry of the history is of no change",
    ),
    "who": (
        ["UPDATE change_log SET who = 'Somebody else' WHERE seq = 3"],
        "Change 3 of the history is not as it was written",
    ),
    "when": (
        ["UPDATE change_log SET made_at = '2020-01-01T00:00:00+00:00' WHERE seq = 3"],
        "Change 3 of the history is not as it was written",
    ),
    "version": (
        ["UPDATE change_log SET version = '9.9' WHERE seq = 3"],
        "The history: the heading of change 3 is not as it was written",
    ),
    "the last change cut off": (
        [f"DELETE FROM journal_image WHERE seq >= {LAST}", f"DELETE FROM journal WHERE seq >= {LAST}",
         "DELETE FROM change_log WHERE seq = (SELECT max(seq) FROM change_log)"],
        "The history: the heading of change 8 is missing",
    ),
    "the history removed": (
        ["DELETE FROM journal", "DELETE FROM journal_image", "DELETE FROM change_log"],
        "The history: the headings of changes 1-8 are missing",
    ),
    "exports removed": (["DELETE FROM export_log"], "The record of exports: export 1 is missing"),
    "who exported": (
        ["UPDATE export_log SET who = 'nobody'"], "The record of exports: export 1 is not as it was written",
    ),
    "an act forged": (
        ["INSERT INTO event (at, who, kind, words) VALUES ('2020', 'x', 'lock broken', 'forged')"],
        "The record of acts: act 3 was added behind the program",
    ),
    "an act changed": (
        ["UPDATE event SET words = 'Nothing' WHERE number = 2"], "The record of acts: act 2 is not as it was written",
    ),
    "an erasure forged": (
        ["INSERT INTO erasure (erased_id, facts) VALUES ((SELECT id FROM child LIMIT 1), '{}')"],
        "The record of erasures: erasure 3 was added behind the program",
    ),
    "contents of no document": (
        ["INSERT INTO document_content VALUES ('zzz', x'00')"],
        "The contents of 1 document are there, which no change added",
    ),
    "contents changed": (
        ["UPDATE document_content SET content = x'00' WHERE id = (SELECT id FROM document)"],
        "The contents of 1 document are not what was put in",
    ),
    "contents of a removed document gone": (
        ["DELETE FROM document_content WHERE id NOT IN (SELECT id FROM document)"],
        "The contents of 1 document are gone",
    ),
    "search emptied": (
        ["DELETE FROM child_search"], "The search index is not what the records say (5 differences)",
    ),
    "words of the search emptied": (
        ["INSERT INTO child_words (child_words) VALUES ('delete-all')"],
        "The search index child_words is not made of child_search",
    ),
    "an index": (["DROP INDEX journal_by_row"], "The index journal_by_row is missing"),
    "a trigger": (["DROP TRIGGER child_search_add"], "The trigger child_search_add is missing"),
    "a trigger too many": (
        ["CREATE TRIGGER sly AFTER INSERT ON child BEGIN DELETE FROM child WHERE id = new.id; END"],
        "The trigger sly is not of this program",
    ),
    "a table changed": (
        ["ALTER TABLE provider ADD COLUMN sly TEXT"], "The table provider is not what this program makes",
    ),
    "an end before the start": (
        ["UPDATE care_period SET until = '1900-01-01'"],
        "Care periods: 5 are not as the history has them; last written by change 1",
    ),
    "a CHECK that is not met": (
        ["PRAGMA ignore_check_constraints = ON", "UPDATE journal SET operation = 'nothing' WHERE seq = 1"],
        "Change 1 of the history is not as it was written",
    ),
    "a seal": (
        ["UPDATE seal SET what = '2' WHERE number = 5"], "The chain of seals does not hold from seal 5 on",
    ),
    "the seals removed": (["DELETE FROM seal"], "The chain of seals does not hold from seal 1 on"),
    "the key of the seals": (
        ["DELETE FROM meta WHERE name = 'seal_key'"],
        "The key of the seals is missing, so what is only ever added to cannot be checked",
    ),
}  # fmt: skip


def test_a_store_that_was_left_alone_is_whole(store: Path) -> None:
    assert found(store) == []


def test_triggers_that_were_taken_away_are_named(store: Path) -> None:
    with closing(sqlite3.connect(store)) as db:
        for table in ("change_log", "journal", "export_log", "event", "erasure", "seal"):
            db.execute(f"DROP TRIGGER {table}_no_update")
        db.commit()
    assert found(store) == [
        f"The trigger {table}_no_update is missing"
        for table in ("change_log", "erasure", "event", "export_log", "journal", "seal")
    ]


@pytest.mark.parametrize("what", ALTERED)
def test_what_was_altered_is_named(store: Path, what: str) -> None:
    statements, words = ALTERED[what]
    with behind(store) as db:
        for statement in statements:
            db.execute(statement)
    assert words in found(store)


def test_a_chain_worked_out_again_does_not_hold_without_the_key(store: Path) -> None:
    """Who knows the program edits an image, its digest, and every link from there on."""
    with behind(store) as db:
        salt, before, after = db.execute("SELECT salt, before, after FROM journal_image WHERE seq = 1").fetchone()
        after = after.replace("T1", "T9")
        db.execute("UPDATE journal_image SET after = ? WHERE seq = 1", (after,))
        db.execute("UPDATE journal SET digest = ? WHERE seq = 1", (journal.digest_of(salt, before, after),))
        db.execute("UPDATE child SET identifier = 'T9' WHERE identifier = 'T1'")
        previous = journal.GENESIS
        for number, label, made_at, who, undoes, first, last in db.execute(
            "SELECT seq, label, made_at, who, undoes, first_entry, last_entry FROM change_log ORDER BY seq"
        ).fetchall():
            link = journal.Link(previous, label, made_at, who, undoes)
            for row in db.execute(
                "SELECT entity, row_id, operation, digest FROM journal WHERE seq BETWEEN ? AND ?", (first, last)
            ).fetchall():
                link.add(*row)
            previous = link.end()
            db.execute("UPDATE change_log SET chain = ? WHERE seq = ?", (previous, number))
    assert found(store)[0] == "The history: the heading of change 1 is not as it was written"


def cut_to(path: Path, change: int) -> None:
    """Everything after a change, its seals and SQLite's own count of them, so that what is left holds by itself."""
    with behind(path) as db:
        ((entry,),) = db.execute("SELECT last_entry FROM change_log WHERE seq = ?", (change,)).fetchall()
        ((seal,),) = db.execute(
            "SELECT number FROM seal WHERE kind = 'change_log' AND what = ?", (str(change),)
        ).fetchall()
        for statement in (
            f"DELETE FROM journal_image WHERE seq > {entry}", f"DELETE FROM journal WHERE seq > {entry}",
            f"DELETE FROM change_log WHERE seq > {change}", "DELETE FROM export_log", "DELETE FROM event",
            "DELETE FROM erasure", f"DELETE FROM seal WHERE number > {seal}", "DELETE FROM document",
            "DELETE FROM document_content", "UPDATE child SET upn = NULL, row_version = 1",
            "UPDATE sqlite_sequence SET seq = 0 WHERE name IN ('export_log', 'event', 'erasure')",
            f"UPDATE sqlite_sequence SET seq = {change} WHERE name = 'change_log'",
            f"UPDATE sqlite_sequence SET seq = {seal} WHERE name = 'seal'",
        ):  # fmt: skip
            db.execute(statement)


def test_an_end_cut_off_with_its_seals_is_found_by_the_newest_copy(store: Path) -> None:
    with open_store(store, read_only=True) as opened:
        printed = mark(opened.db)
    cut_to(store, 1)
    (backup,) = backups_of(store)
    lost = [words for words in found(store, printed) if "T6" not in words and "Children" not in words]
    assert f"{backup.name} holds 7 changes that the store lacks: the end of its history was cut off" in " ".join(lost)
    assert f"The state {printed} is not in the history of this store" in " ".join(lost)


def test_a_state_that_was_printed_is_found_again_after_more_was_written(store: Path) -> None:
    with open_store(store) as opened:
        printed = mark(opened.db)
        record_event(opened, "test", "More")
        report = keeping.check(opened, printed)
        assert report.whole
        assert report.notes == (f"The state {printed} is in the history of this store",)
        assert mark(opened.db) != printed
        early = opened.rows("SELECT chain FROM change_log WHERE seq = 2")[0][0]
    assert isinstance(early, bytes)
    assert found(store, f"change 2, {early.hex()[:4]} {early.hex()[4:8]} {early.hex()[8:12]}") == []  # of 0.1
    assert "is not in the history" in found(store, "change 2, 0000 1111 2222")[0]


def test_restoring_and_erasing_by_the_program_are_no_alarm(store: Path) -> None:
    with open_store(store) as opened:
        for number in range(3):
            with opened.change("Add") as result:
                result.change.insert("child", {"reference": f"D-{number}", "identifier": f"D{number}"})
            backup_before(opened.db, store, None, "import")
        printed = mark(opened.db)
    first, *_, last = backups_of(store)
    restore_store(store, first)
    assert found(store) == []
    assert found(store, printed) == []  # of the history that the restore replaced
    with open_store(store) as opened:
        ((child,),) = opened.rows("SELECT id FROM child WHERE identifier = 'T3'")
        erase_child(opened, str(child), "mistake")
    assert found(store) == []
    restore_store(store, last)
    assert found(store) == []
    with open_store(store) as opened:
        assert opened.rows("SELECT 1 FROM child WHERE identifier = 'T3'") == []
        with opened.change("Add") as result:
            result.change.insert("child", {"reference": "E-1", "identifier": "E1"})
        close_store(opened)
    for copy in (*backups_of(store), *store.parent.glob("a before restore*.suffdesk")):
        assert found(copy) == []
    assert found(store) == []


def test_a_record_that_stays_after_an_erasure_emptied_its_history_is_compared_too(store: Path) -> None:
    """A visit that was about the child once, and is about another now."""
    with open_store(store) as opened:
        first, second = (str(row[0]) for row in opened.rows("SELECT id FROM child ORDER BY reference LIMIT 2"))
        with opened.change("Visit") as result:
            home = result.change.insert("setting", {"name": "Elm House"})
            visit = result.change.insert("visit", {"setting_id": home, "child_id": first, "kind": "monitoring"})
        with opened.change("Of another") as result:
            result.change.update("visit", visit, {"child_id": second})
        backup_before(opened.db, store, None, "import")
        assert erase_child(opened, first, "mistake").reached
        assert opened.rows("SELECT child_id FROM visit") == [(second,)]
    copy = backups_of(store)[-1]
    assert [found(store), found(copy)] == [[], []]
    for path in (store, copy):
        with behind(path) as db:
            db.execute("UPDATE visit SET outcome = 'Altered'")
        assert found(path) == ["Visits: 1 is not as the history has them; last written by change 10"]
    with open_store(store) as opened, opened.change("Outcome") as result:
        result.change.update("visit", visit, {"outcome": "Good"})
    assert found(store) == []


def test_an_older_file_put_in_the_place_of_the_store_by_hand_is_found(store: Path) -> None:
    with open_store(store) as opened:
        with opened.change("Add") as result:
            result.change.insert("child", {"reference": "D-1", "identifier": "D1"})
        later = backup_before(opened.db, store, None, "import")
    shutil.copyfile(backups_of(store)[0], store)
    assert any(words.startswith(f"{later.name} holds 1 change that the store lacks") for words in found(store))


def test_what_a_store_held_before_it_was_sealed_is_sealed_then(store: Path) -> None:
    """As a release without seals left it, with a backup from then."""
    (backup,) = backups_of(store)
    for path in (store, backup):
        with closing(sqlite3.connect(path)) as db:
            db.execute("DROP TABLE seal")
            db.execute("DELETE FROM meta WHERE name = 'seal_key'")
            db.execute("DELETE FROM _sqlite_migrations WHERE name = 'm010_seals'")
            ((steps,),) = db.execute("SELECT count(*) FROM _sqlite_migrations").fetchall()
            db.execute(f"PRAGMA user_version = {steps}")
            db.commit()
    open_store(store).close()
    assert found(store) == []
    with behind(store) as db:
        db.execute("UPDATE export_log SET who = 'nobody'")
        db.execute("UPDATE journal_image SET salt = NULL, before = NULL, after = NULL WHERE seq = 10")
    assert found(store) == [
        "The contents of 1 entry of change 1 were emptied, and no erasure did that",
        "The record of exports: export 1 is not as it was written",
    ]
