"""The page of one child: history as spans, what is due, and what hangs on it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from suffdesk.core.errors import UserError
from suffdesk.operations import documents, drafts, history
from suffdesk.operations.child_page import ChildPage, child_page
from suffdesk.operations.edit import add, end, move, remove
from suffdesk.operations.export_log import exports_made
from suffdesk.store.opening import Store, create_store

AS_AT = date(2024, 9, 30)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with create_store(tmp_path / "a.suffdesk", passphrase="a long passphrase", who="Ann") as opened:
        opened.set_meta("authority", "E08000007")
        yield opened


@pytest.fixture
def child(store: Store) -> str:
    row = add(store, "child", {"identifier": "123", "date_of_birth": "29/02/2012"}).row_id
    add(store, "provider", {"name": "Oak Care"})
    add(store, "setting", {"name": "Elm House", "kind": "Children's home", "urn": "SC654321", "postcode": "M1 1AE",
                           "sector": "PR4", "provider": "Oak Care"})  # fmt: skip
    add(store, "episode", {"child": "123", "started": "03/04/2024", "reason_new": "S", "legal_status": "C1",
                           "place": "U6", "provider": "PR1", "home_postcode": "SK1 3XE",
                           "placement_postcode": "SK1 3XE"})  # fmt: skip
    move(store, {"child": "123", "started": "01/06/2024", "place": "K2", "setting": "Elm House"}, "CHILD")
    return row


def page(store: Store, child: str, as_at: date = AS_AT) -> ChildPage:
    found = child_page(store, child, as_at)
    assert found is not None
    return found


def test_history_as_spans_and_moves(store: Store, child: str) -> None:
    add(store, "missing_period", {"child": "123", "started": "10/07/2024", "until": "12/07/2024", "kind": "M"})
    last = store.rows("SELECT id FROM episode ORDER BY started DESC")[0][0]
    end(store, "episode", str(last), date(2024, 8, 1), "X1")
    values = {"started": "01/08/2024", "reason_new": "L", "legal_status": "C2", "place": "K2", "provider": "PR4",
              "urn": "SC654321", "home_postcode": "SK1 3XE", "placement_postcode": "M1 1AE"}  # fmt: skip
    add(store, "episode", {"child": "123", **values})
    found = page(store, child)
    assert [(span.lane, span.label, span.started, span.until, span.detail) for span in found.spans] == [
        ("Placement", "Foster, other carer", date(2024, 4, 3), date(2024, 6, 1), "Own provision"),
        ("Placement", "Children's home", date(2024, 6, 1), None, "Elm House, Private"),
        ("Legal status", "Interim care order", date(2024, 4, 3), date(2024, 8, 1), ""),
        ("Legal status", "Full care order", date(2024, 8, 1), None, ""),
        ("Missing", "Missing from care (whereabouts not known)", date(2024, 7, 10), date(2024, 7, 12), ""),
    ]
    assert [(m.day, m.left, m.went_to, m.reason) for m in found.moves] == [
        (date(2024, 6, 1), "Foster, other carer", "Children's home", "Child's request")
    ]
    assert found.moves[0].miles is not None
    assert [(link.entity, link.name, link.why) for link in found.links] == [
        ("setting", "Elm House", "Lived there"), ("provider", "Oak Care", "Provides Elm House"),
    ]  # fmt: skip
    assert found.looked_after
    assert found.distance is not None
    assert (found.distance.area, found.distance.band, found.distance.at_a_distance) == (
        "Manchester", "Neighbouring or same sub-region", False,
    )  # fmt: skip
    assert child_page(store, "nobody", AS_AT) is None


def test_reviews_due(store: Store, child: str) -> None:
    def due(as_at: date) -> list[tuple[date | None, str, bool]]:
        return [(d.by, d.words, d.overdue) for d in page(store, child, as_at).due if d.what == "Review"]

    assert due(date(2024, 4, 20)) == [(date(2024, 5, 1), "Due in 11 days", False)]
    assert due(date(2024, 5, 2)) == [(date(2024, 5, 1), "Overdue 1 day", True)]
    add(store, "review", {"child": "123", "reviewed_on": "29/04/2024", "participation": "PN1"})
    assert due(date(2024, 5, 2)) == [(date(2024, 7, 29), "Due in 88 days", False)]
    assert due(date(2024, 4, 20)) == [(date(2024, 5, 1), "Due in 11 days", False)]  # as things stood then
    add(store, "review", {"child": "123", "reviewed_on": "29/07/2024"})
    assert due(date(2025, 1, 29)) == [(date(2025, 1, 29), "Due today", False)]
    assert page(store, child).reviews == (
        (date(2024, 7, 29), ""), (date(2024, 4, 29), "Attends and speaks for self"),
    )  # fmt: skip
    assert [d.source[-13:] for d in page(store, child).due] == [" regulation 7", "regulation 33"]
    ((period,),) = store.rows("SELECT id FROM care_period")
    end(store, "care_period", str(period), date(2024, 9, 1), "E4A")
    assert page(store, child).due == ()
    assert not page(store, child).looked_after


def test_health_and_sdq(store: Store, child: str) -> None:
    assert [d.what for d in page(store, child).due] == ["First health assessment", "Review"]
    values = {"child": "123", "sdq_score": "17", "health_assessment": "no", "teeth_check": "yes", "immunisations": "no"}
    add(store, "outcomes", {**values, "collection_year": 2025})
    add(store, "outcomes", {"child": "123", "collection_year": 2026, "sdq_reason": "SDQ2"})
    found = page(store, child, date(2025, 6, 1))
    assert [(d.what, d.by, d.words) for d in found.due if d.what != "Review"] == [
        ("SDQ", date(2026, 3, 31), "Due in 303 days"),
        ("Health assessment", None, "Not up to date at 31 March 2025; due every 12 months at this age"),
        ("Immunisations up to date", None, "Not up to date at 31 March 2025"),
    ]
    assert [(s.year, s.score, s.band, s.reason) for s in found.sdq] == [
        (2026, None, "", "Carer(s) refused"), (2025, 17, "High", ""),
    ]  # fmt: skip
    assert dict(found.health[1].checks)["Teeth checked"] == "Yes"
    assert dict(found.health[0].checks)["Teeth checked"] == ""


def test_notes_of_the_child_and_its_records(store: Store, child: str) -> None:
    add(store, "note", {"entity": "child", "row_id": child, "text": "First"})
    ((episode,),) = store.rows("SELECT id FROM episode ORDER BY started LIMIT 1")
    add(store, "note", {"entity": "episode", "row_id": str(episode), "text": "Second"})
    assert [(note.about, note.text, note.who) for note in page(store, child).notes] == [
        ("Episode of C-0001, 3 Apr 2024", "Second", "Ann"), ("C-0001", "First", "Ann"),
    ]  # fmt: skip


def test_documents_go_in_and_out_whole(store: Store, child: str, tmp_path: Path) -> None:
    letter = tmp_path / "letter.pdf"
    letter.write_bytes(b"CANARY-CONTENT" * 1000)
    saved = documents.add_document(store, "child", child, letter)
    (document,) = page(store, child).documents
    assert (document.name, document.media_type, document.size) == ("letter.pdf", "application/pdf", 14_000)
    with pytest.raises(UserError, match="kept with this record already"):
        documents.add_document(store, "child", child, letter)
    out = tmp_path / "out.pdf"
    documents.save_document(store, saved.row_id, out)
    assert out.read_bytes() == letter.read_bytes()
    (tmp_path / "saved").mkdir()
    documents.save_document(store, saved.row_id, tmp_path / "saved" / "letter.pdf")
    assert [(item.what, item.file_name) for item in exports_made(store)] == [
        ("Document", "document.pdf"), ("Document", "out.pdf"),
    ]  # fmt: skip
    documents.remove_document(store, saved.row_id)
    assert page(store, child).documents == ()
    with pytest.raises(UserError, match="no longer there"):
        documents.content_of(store, saved.row_id)
    history.undo(store)
    assert documents.content_of(store, saved.row_id) == letter.read_bytes()
    assert not store.rows("SELECT 1 FROM journal_image WHERE after LIKE '%CANARY-CONTENT%'")
    store.db.conn.execute("UPDATE document_content SET content = x'00'")
    with pytest.raises(UserError, match="damaged"):
        documents.content_of(store, saved.row_id)


def test_documents_that_cannot_be_kept(store: Store, child: str, tmp_path: Path) -> None:
    empty, large = tmp_path / "empty.txt", tmp_path / "large.bin"
    empty.touch()
    with large.open("wb") as file:
        file.truncate(documents.LARGEST + 1)
    for path, sentence in ((empty, "is empty"), (large, "20.0 MB"), (tmp_path / "none.txt", "cannot be read")):
        with pytest.raises(UserError, match=sentence):
            documents.add_document(store, "child", child, path)
    assert not store.rows("SELECT 1 FROM document")


def test_a_document_of_a_setting_is_of_no_child(store: Store, child: str, tmp_path: Path) -> None:
    paper = tmp_path / "report.txt"
    paper.write_text("x")
    ((home,),) = store.rows("SELECT id FROM setting WHERE name = 'Elm House'")
    documents.add_document(store, "setting", str(home), paper)
    assert page(store, child).documents == ()
    assert len(documents.documents_of(store, "setting", str(home))) == 1


def test_drafts_outlive_the_program(tmp_path: Path) -> None:
    path = tmp_path / "b.suffdesk"
    with create_store(path, passphrase=None, who="Ann") as store:
        drafts.save_draft(store, "child", "", {"identifier": "9", "sex": "Fem"})
        drafts.save_draft(store, "child", "", {"identifier": "99", "sex": "Fem"})
        drafts.save_draft(store, "episode", "id", {"place": "U6"})
    from suffdesk.store.opening import open_store

    with open_store(path, who="Bob") as store:
        draft = drafts.draft_of(store, "child")
        assert draft is not None
        assert (draft.values, draft.who) == ({"identifier": "99", "sex": "Fem"}, "Ann")
        assert len(drafts.drafts(store)) == 2
        assert store.rows("SELECT 1 FROM change_log") == []
        drafts.discard_draft(store, "child")
        assert drafts.draft_of(store, "child") is None


def test_a_note_can_be_taken_away(store: Store, child: str) -> None:
    note = add(store, "note", {"entity": "child", "row_id": child, "text": "First"}).row_id
    remove(store, "note", note)
    assert page(store, child).notes == ()
