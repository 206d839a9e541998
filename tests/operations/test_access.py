"""A subject-access export holds everything of one child and nothing of another."""

import io
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pypdfium2
import pytest

from suffdesk.core.errors import UserError
from suffdesk.operations import access, documents
from suffdesk.operations.edit import add, change
from suffdesk.operations.export_log import export_log_table, exports_made
from suffdesk.store.opening import Store, create_store, open_store

AS_AT = date(2024, 9, 30)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with create_store(tmp_path / "a.suffdesk", passphrase=None, who="Ann") as opened:
        opened.set_meta("authority", "E08000007")
        yield opened


@pytest.fixture
def child(store: Store, tmp_path: Path) -> str:
    add(store, "child", {"identifier": "OTHERCHILD", "upn": "OTHERUPN"})
    row = add(store, "child", {"identifier": "MINE", "date_of_birth": "29/02/2012", "upn": "OLDUPN"}).row_id
    change(store, "child", row, {"upn": "NEWUPN"})
    add(store, "episode", {"child": "MINE", "started": "03/04/2024", "reason_new": "S", "legal_status": "C1",
                           "place": "U6", "provider": "PR1", "placement_postcode": "M1 1AE"})  # fmt: skip
    add(store, "note", {"entity": "child", "row_id": row, "text": "Likes swimming"})
    for folder in ("one", "two"):
        paper = tmp_path / folder / "Letter.txt"
        paper.parent.mkdir()
        paper.write_text(f"letter {folder}")
        documents.add_document(store, "child", row, paper)
    return row


def test_archive_holds_report_workbook_and_documents(
    store: Store, child: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    out = tmp_path / "out"
    out.mkdir()
    assert access.export_subject_access(store, child, out / "access.zip", AS_AT) == 2
    assert [path.name for path in out.iterdir()] == ["access.zip"]
    assert list(temporary.iterdir()) == []
    with zipfile.ZipFile(out / "access.zip") as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    assert sorted(files) == ["documents/Letter (2).txt", "documents/Letter.txt", "record.pdf", "record.xlsx"]
    assert {files["documents/Letter.txt"], files["documents/Letter (2).txt"]} == {b"letter one", b"letter two"}
    pdf = pypdfium2.PdfDocument(files["record.pdf"])
    try:
        text = " ".join(" ".join(page.get_textpage().get_text_bounded().split()) for page in pdf)
    finally:
        pdf.close()
    book = openpyxl.load_workbook(io.BytesIO(files["record.xlsx"]))
    cells = " ".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value)
    for words in ("MINE", "29 Feb 2012", "Foster, other carer (U6)", "Manchester", "Likes swimming",
                  "Interim care order", "OLDUPN", "NEWUPN", "C-0002"):  # fmt: skip
        assert words in text.replace("\ufffe", ""), words
        assert words in cells, words
    for words in ("OTHERCHILD", "OTHERUPN", "C-0001"):
        assert words not in text
        assert words not in cells
    (logged,) = exports_made(store)
    assert (logged.what, logged.file_name, logged.as_at, logged.who) == ("Subject access", "access.zip", AS_AT, "Ann")
    assert "access.zip" in str(export_log_table(store).rows)


def test_a_damaged_document_leaves_no_half_archive(store: Store, child: str, tmp_path: Path) -> None:
    store.db.conn.execute("UPDATE document_content SET content = x'00'")
    with pytest.raises(UserError, match="damaged"):
        access.export_subject_access(store, child, tmp_path / "access.zip", AS_AT)
    assert not [path for path in tmp_path.iterdir() if path.suffix in (".zip", ".part") or path.name.startswith(".s")]
    assert exports_made(store) == []
    with pytest.raises(UserError, match="no folder"):
        access.export_subject_access(store, child, tmp_path / "none" / "access.zip", AS_AT)
    with pytest.raises(UserError, match="no longer there"):
        access.export_subject_access(store, "nobody", tmp_path / "access.zip", AS_AT)


def test_names_lead_out_of_no_folder() -> None:
    taken: set[str] = set()
    names = [access._free_name(name, taken) for name in ("../a.txt", "..\\a.txt", ".._a.txt", "b.txt", "B.TXT")]
    assert names == [".._a.txt", ".._a (2).txt", ".._a (3).txt", "b.txt", "B (2).TXT"]


def test_a_store_open_for_reading_records_nothing(store: Store, child: str, tmp_path: Path) -> None:
    store.close()
    with open_store(tmp_path / "a.suffdesk", read_only=True) as opened:
        access.export_subject_access(opened, child, tmp_path / "access.zip", AS_AT)
        assert exports_made(opened) == []
