"""After erasing nothing of the child is left in any file of the store; what stays is whole."""

import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pypdfium2
import pytest

from suffdesk.core.errors import Cancelled, Refused, UserError
from suffdesk.operations import audit, documents, drafts, edit, erasure, history, keeping
from suffdesk.operations.certificates import certificate, write_certificate
from suffdesk.operations.erasure import Erasure, erase_child, write_anew
from suffdesk.operations.export_log import exports_made
from suffdesk.store.backup import backup_before, backup_folder, backups_of
from suffdesk.store.belonging import held_of
from suffdesk.store.events import events
from suffdesk.store.opening import Store, create_store, open_store
from suffdesk.store.restore import restore_record
from suffdesk.store.seals import mark

CANARIES = {
    "identifier": "CANARYID", "upn": "CANARYUPN", "ethnicity": "CANARYETH", "postcode": "CANARYPC",
    "note": "CANARYNOTE", "old note": "CANARYOLD", "name": "CANARYNAME", "content": "CANARYCONTENT",
    "old content": "CANARYBYTES", "worker": "CANARYWORKER", "draft": "CANARYDRAFT", "changed": "CANARYCHANGED",
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Everything that may be written lies in here, temporary files too."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    return tmp_path


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    with create_store(folder / "a.suffdesk", passphrase=None, who="Ann") as opened:
        yield opened


def fill(store: Store, folder: Path, born: date = date(1949, 1, 1), tail: str = "") -> str:
    """A child with a canary in every field that takes text, changed, removed and kept."""
    c = {name: canary + tail for name, canary in CANARIES.items()}
    with store.change("Import SSDA903") as result:
        change = result.change
        child = change.insert("child", {"reference": edit.next_reference(store), "identifier": c["identifier"],
                                        "upn": c["upn"], "date_of_birth": born})  # fmt: skip
        period = change.insert("care_period", {"child_id": child, "started": date(1960, 1, 1), "start_known": 1,
                                               "until": date(1961, 1, 1)})  # fmt: skip
        stay = change.insert("placement", {"child_id": child, "care_period_id": period, "basis": "looked after",
                                           "source": "imported", "counted": 1, "started": date(1960, 1, 1),
                                           "home_postcode": c["postcode"]})  # fmt: skip
        change.insert("episode", {"child_id": child, "started": date(1960, 1, 1), "position": 0, "placement_id": stay,
                                  "until": date(1961, 1, 1), "reason_ceased": "E4A",
                                  "home_postcode": c["postcode"]})  # fmt: skip
        change.insert("social_worker", {"child_id": child, "worker": c["worker"], "started": date(1960, 1, 1),
                                        "collection_year": 1960})  # fmt: skip
    edit.change(store, "child", child, {"upn": c["changed"]})
    with store.change("Edit") as result:
        result.change.update("child", child, {"ethnicity": c["ethnicity"]})
    edit.add(store, "note", {"entity": "child", "row_id": child, "text": c["note"]})
    edit.remove(
        store, "note", edit.add(store, "note", {"entity": "child", "row_id": child, "text": c["old note"]}).row_id
    )
    for name, content in ((c["name"], c["content"]), ("gone", c["old content"])):
        paper = folder / name
        paper.write_text(content * 50)
        added = documents.add_document(store, "child", child, paper)
        paper.unlink()
        if name == "gone":
            documents.remove_document(store, added.row_id)
    drafts.save_draft(store, "child", child, {"upn": c["draft"]})
    drafts.save_draft(store, "episode", "", {"child": c["identifier"], "need": c["draft"]})
    return child


def found_in(folder: Path, tail: str = "") -> set[str]:
    """Canaries in any file below a folder, as names of files would show them too."""
    found = set()
    for path in folder.rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        for canary in CANARIES.values():
            text = (canary + tail).encode()
            if text in data or canary in path.name:
                found.add(canary)
    return found


def other_child(store: Store) -> str:
    return edit.add(store, "child", {"identifier": "777", "date_of_birth": "01/01/2015"}).row_id


def test_no_file_holds_anything_of_the_child(store: Store, folder: Path) -> None:
    child = fill(store, folder)
    other = other_child(store)
    backup_before(store.db, store.path, None, "import")
    backup_before(store.db, store.path, None, "update")
    assert found_in(folder) == set(CANARIES.values())
    before = mark(store.db)
    made = erase_child(store, child, "rule", as_at=date(2024, 1, 1))
    assert found_in(folder) == set()
    write_certificate(store, made, folder / "certificate.pdf")
    store.close()
    assert found_in(folder) == set()
    with open_store(store.path) as opened:
        assert not held_of(opened.db, child)
        assert keeping.check(opened).faults == ()
        assert opened.rows("SELECT id FROM child") == [(other,)]
        assert opened.rows("SELECT 1 FROM draft") == []
        assert opened.rows("SELECT count(*) FROM child_search") == [(1,)]
        assert opened.rows("SELECT 1 FROM document_content") == []
        assert opened.rows("PRAGMA integrity_check") == [("ok",)]
        assert opened.rows("PRAGMA foreign_key_check") == []
        assert edit.next_reference(opened) == "C-0003"
        line = audit.trail(opened).lines[0]
        assert (line.label, line.words, line.subject) == (
            "Erase a child's record", "The contents have been erased", "a record since erased",
        )  # fmt: skip
        assert [event.kind for event in events(opened)] == ["child erased"]
    assert made.head_before == before
    assert dict(made.counts) == {
        "Care periods": 1, "Children": 1, "Documents": 1, "Episodes": 1, "Notes": 1, "Placements": 1,
        "Social workers": 1,
    }  # fmt: skip
    assert (made.documents, made.rule, len(made.copies.remade), made.copies.left) == (2, "75 years from birth", 2, ())
    assert made.complete
    assert made.entries == 5 + 2 + 3 + 3 + 7


def test_an_encrypted_store_and_its_backups(folder: Path) -> None:
    with create_store(folder / "a.suffdesk", passphrase="a long passphrase", who="Ann") as store:
        backup_before(store.db, store.path, store.raw_key, "update")
        child = fill(store, folder)
        backup_before(store.db, store.path, store.raw_key, "import")
        made = erase_child(store, child, "request", request="DPO 12/2026")
        assert (len(made.copies.remade), len(made.copies.untouched)) == (1, 1)
    for path in (folder / "a.suffdesk", *backups_of(folder / "a.suffdesk")):
        with open_store(path, passphrase="a long passphrase", read_only=True) as opened:
            assert not held_of(opened.db, child)
            assert keeping.check(opened).faults == ()
            assert "child" not in str(opened.rows("SELECT before, after FROM journal_image WHERE salt IS NOT NULL"))


def test_another_child_is_left_whole(store: Store, folder: Path) -> None:
    first, second = fill(store, folder), fill(store, folder, tail="Z")
    before = held_of(store.db, second)
    erase_child(store, first, "mistake")
    assert held_of(store.db, second) == before
    assert len(audit.trail(store, audit.of_child(store, second)).lines) > 10
    assert documents.documents_of(store, "child", second)


def test_erasure_cannot_be_undone_nor_restored_from_a_backup_made_before(store: Store, folder: Path) -> None:
    other = other_child(store)
    child = fill(store, folder)
    backup = backup_before(store.db, store.path, None, "import")
    (folder / "usb").mkdir()
    copy = folder / "usb" / "elsewhere.suffdesk"
    copy.write_bytes(backup.read_bytes())
    made = erase_child(store, child, "mistake")
    step = history.next_undo(store)
    assert step is not None
    assert (step.number, step.label) == (1, "Add child")
    assert not history.undo_state(store, history.Step(made.change, "Erase")).possible
    history.undo(store)
    assert store.rows("SELECT 1 FROM child WHERE id = ?", (other,)) == []
    assert history.next_undo(store) is None
    with pytest.raises(UserError, match=r"erased|not there|no longer"):
        restore_record(store, copy, "child", child)


def test_a_rule_must_have_run_out(store: Store, folder: Path) -> None:
    child = fill(store, folder, date(2012, 2, 29))
    with pytest.raises(Refused, match=r"kept until 1 March 2087 \(75 years from birth\)"):
        erase_child(store, child, "rule", as_at=date(2086, 1, 1))
    edit.change(store, "child", child, {"died_on": "01/06/2015"})
    with pytest.raises(Refused, match=r"kept until 1 June 2030 \(15 years from a death before 18\)"):
        erase_child(store, child, "rule", as_at=date(2030, 5, 31))
    assert erase_child(store, child, "rule", as_at=date(2030, 6, 1)).rule == "15 years from a death before 18"
    nobody = edit.add(store, "child", {"identifier": "1"}).row_id
    with pytest.raises(Refused, match="No date of birth"):
        erase_child(store, nobody, "rule")
    with pytest.raises(UserError, match="no longer there"):
        erase_child(store, child, "mistake")


def test_a_child_in_care_is_not_erased_on_request(store: Store, folder: Path) -> None:
    child = fill(store, folder)
    with store.change("Open") as result:
        ((period,),) = store.rows("SELECT id FROM care_period")
        result.change.update("care_period", str(period), {"until": None})
    with pytest.raises(Refused, match="looked after"):
        erase_child(store, child, "request")
    assert erase_child(store, child, "mistake").complete


def test_what_cannot_be_reached_is_said(store: Store, folder: Path) -> None:
    child = fill(store, folder)
    home = edit.add(store, "setting", {"name": "Elm House", "kind": "Children's home"}).row_id
    edit.add(store, "note", {"entity": "setting", "row_id": home, "text": f"{CANARIES['identifier']} was there"})
    backup_before(store.db, store.path, None, "import")
    damaged = backup_folder(store.path) / f"{store.path.stem} 00009 2020-01-01 000000.000000 before import.suffdesk"
    damaged.write_bytes(b"not a store" * 1000)
    kept = store.path.with_name("a before restore 2020-01-01 000000.suffdesk")
    kept.write_bytes(backups_of(store.path)[0].read_bytes())
    made = erase_child(store, child, "mistake")
    assert made.copies.left == (damaged.name,)
    assert kept.name in made.copies.remade
    assert made.mentions == 1
    assert not made.complete
    text = str(certificate(store, made))
    assert damaged.name in text
    assert "1 note about other records names the child" in text


def test_nothing_is_erased_while_another_task_reads(store: Store, folder: Path) -> None:
    child = fill(store, folder)
    with store.second(), pytest.raises(Refused, match="Another task"):
        erase_child(store, child, "mistake")
    assert held_of(store.db, child)
    write_anew(store)


def test_an_erasure_cut_short_is_known_and_finished(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = fill(store, folder)
    backup_before(store.db, store.path, None, "import")

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(erasure, "remake_copies", stop)
        with pytest.raises(KeyboardInterrupt):
            erase_child(store, child, "mistake")
    (made,) = erasure.erasures_made(store)
    assert made.erasure.copies is None
    assert not made.erasure.reached
    assert "have not been gone through yet" in str(certificate(store, made.erasure))
    assert found_in(folder) != set()
    done = erasure.finish_erasure(store, made.number)
    assert done.complete
    assert found_in(folder) == set()
    assert [one.erasure for one in erasure.erasures_made(store)] == [done]
    with pytest.raises(UserError, match="There is no erasure 2"):
        erasure.finish_erasure(store, 2)


def test_what_goes_is_counted_and_said(store: Store, folder: Path) -> None:
    child = fill(store, folder)
    backup_before(store.db, store.path, None, "import")
    going = erasure.what_goes(store, child)
    made = erase_child(store, child, "rule")
    assert (going.counts, going.documents, going.copies) == (made.counts, made.documents, 1)
    assert going.refusals == {}
    assert erasure.going_lines(going)[:3] == [
        "Everything held of C-0001 goes: its facts, 1 care period, 1 document, 1 episode, 1 note, 1 placement and "
        "1 social worker.",
        f"With it go the contents of {going.entries} entries of the history, 2 files (removed ones included) and "
        "2 unsaved forms.",
        "1 backup beside the store will be gone through; what holds the record is made again without it.",
    ]
    with pytest.raises(UserError, match="no longer there"):
        erasure.what_goes(store, child)


def test_certificate_holds_no_personal_data(store: Store, folder: Path) -> None:
    child = fill(store, folder)
    made: Erasure = erase_child(store, child, "request", request="DPO 12/2026")
    path = folder / "certificate.pdf"
    write_certificate(store, made, path)
    document = pypdfium2.PdfDocument(path)
    try:
        text = " ".join(" ".join(page.get_textpage().get_text_bounded().split()) for page in document)
    finally:
        document.close()
    for words in ("Certificate of erasure", "DPO 12/2026", "Ann", made.head_before, made.head_after, "Social workers",
                  "A request for erasure was upheld"):  # fmt: skip
        assert words in text
    assert "C-0001" not in text
    assert child not in text
    assert not any(canary in text for canary in CANARIES.values())
    assert [(item.what, item.file_name) for item in exports_made(store)] == [
        ("Certificate of erasure", "certificate.pdf")
    ]


def test_the_search_finds_nothing_any_more(store: Store, folder: Path) -> None:
    child = fill(store, folder)
    letters = "SELECT count(*) FROM child_words WHERE child_words MATCH 'NAR'"
    assert store.rows(letters) == [(1,)]
    erase_child(store, child, "mistake")
    assert store.rows(letters) == [(0,)]
    assert store.rows("SELECT count(*) FROM child_words_data WHERE instr(block, 'NAR') > 0") == [(0,)]


def test_once_begun_it_goes_on_to_the_end(store: Store, folder: Path) -> None:
    child = fill(store, folder)
    backup_before(store.db, store.path, None, "import")
    said: list[str] = []

    def stop(at: str):
        def progress(what: str, _part: float | None) -> None:
            said.append(what)
            if what.startswith(at):
                raise Cancelled("Stopped")

        return progress

    with pytest.raises(Cancelled):
        erase_child(store, child, "mistake", progress=stop("Erasing"))
    assert held_of(store.db, child)
    assert erase_child(store, child, "mistake", progress=stop("Writing")).complete
    assert said[-1] == "Making backup 1 of 1 again"
    assert found_in(folder) == set()
