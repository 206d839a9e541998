"""The occupancy report as a workbook, opened again and compared by cell with the naive count; and as a PDF."""

import itertools
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from suffdesk import cli
from suffdesk.operations.export_log import exports_made
from suffdesk.operations.publish import publish
from suffdesk.operations.stores import new_store, open_store
from suffdesk.store.opening import Store
from tests.own_homes import AS_AT, ELM, OAK, homes_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with homes_store(tmp_path / "homes.suffdesk") as opened:
        yield opened


def rows_of(sheet: Worksheet) -> list[dict[str, object]]:
    """Rows under the header, which is the first row with more than one cell filled."""
    found = [list(row) for row in sheet.iter_rows(values_only=True)]
    start = next(place for place, row in enumerate(found) if sum(cell is not None for cell in row) > 2)
    header = [str(cell) for cell in found[start] if cell is not None]
    body = itertools.takewhile(lambda row: row[0] is not None, found[start + 1 :])
    return [dict(zip(header, row, strict=False)) for row in body]


def test_workbook_by_cell(store: Store, tmp_path: Path) -> None:
    (path,) = publish(store, "occupancy", AS_AT, tmp_path / "occupancy.xlsx")
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == [
        "Contents", "Summary", "Key figures", "Charts", "Homes", "Months", "Nights lost", "Nights by home", "Crowding",
        "Unit cost", "Nights",
    ]  # fmt: skip
    homes = {row["Home"]: row for row in rows_of(book["Homes"])}
    elm, both = homes[ELM], homes["All homes"]
    assert (elm["Registered"], elm["Usable"], elm["Ours"], elm["Others"], elm["Tonight"]) == (3, 2, 2, 0, "Full")
    assert elm["Quarter"] == pytest.approx(0.718)
    assert both["Quarter"] == pytest.approx(0.645)
    assert (elm["Vacancies"], elm["A week, usable"], elm["Budget, usable"]) == (2.5, 4617.02, 3327.27)
    months = {row["Home"]: row for row in rows_of(book["Months"])}
    assert months[ELM]["Jan 24"] == pytest.approx(1.298)  # 61 of 47: over 100 and not capped
    assert months[OAK]["Jan 24"] is None
    lost = {row["Reason"]: row for row in rows_of(book["Nights lost"])}
    assert [lost[name]["Quarter"] for name in ("Repairs", "Held for a child", "Staffing")] == [10, 7, 5]
    by_home = {row["Home"]: row for row in rows_of(book["Nights by home"])}
    assert (by_home[ELM]["Registered"], by_home[ELM]["Usable"], by_home[ELM]["Closed: repairs"]) == (792, 770, 10)
    assert str(by_home["All homes"]["Registered"]).startswith("=SUM(")
    assert [(row["Home"], row["Nights"], row["At most"]) for row in rows_of(book["Crowding"])] == [
        (OAK, 1, "2 in 1"), (ELM, 15, "2 in 1"),
    ]  # fmt: skip


def test_every_night_is_in_the_workbook(store: Store, tmp_path: Path) -> None:
    (path,) = publish(store, "occupancy", AS_AT, tmp_path / "occupancy.xlsx")
    nights = {(row["Home"], row["Night"]): row for row in rows_of(openpyxl.load_workbook(path)["Nights"])}
    assert len(nights) == 2 * 366
    first_day = min(night for _, night in nights)
    assert str(first_day)[:10] == "2023-04-01"
    by_day = {(home, str(night)[:10]): row for (home, night), row in nights.items()}
    thirtieth, last = by_day[ELM, "2024-01-30"], by_day[ELM, "2024-01-31"]
    assert (thirtieth["Ours"], last["Ours"], last["Empty"]) == (2, 1, 1)
    leap = by_day[ELM, "2024-02-29"]
    assert (leap["Registered"], leap["Usable"], leap["Occupied"], leap["Over capacity"]) == (3, 3, 2, 0)
    shut = by_day[ELM, "2024-01-17"]
    assert (shut["Closed: repairs"], shut["Closed: staffing"], shut["Usable"], shut["Over capacity"]) == (1, 0, 1, 1)
    trafford = [by_day[ELM, (date(2024, 3, 19) + timedelta(days=day)).isoformat()]["Others"] for day in range(7)]
    assert trafford == [0, 1, 1, 1, 1, 1, 0]


def test_the_chart_is_native_and_without_marks(store: Store, tmp_path: Path) -> None:
    (path,) = publish(store, "occupancy", AS_AT, tmp_path / "occupancy.xlsx")
    with zipfile.ZipFile(path) as archive:
        chart = archive.read("xl/charts/chart1.xml").decode()
    assert '<c:symbol val="none"' in chart or '<symbol val="none"' in chart


def test_pdf_holds_the_tables_but_not_every_night(store: Store, tmp_path: Path) -> None:
    (path,) = publish(store, "occupancy", AS_AT, tmp_path / "occupancy.pdf")
    document = pypdfium2.PdfDocument(path)
    text = "\n".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    assert "64.5% of usable bed-nights were occupied (162 of 251), below" in " ".join(text.split())
    assert "Every night of the year" not in text
    assert "C-3" not in text


def test_command_line_writes_and_records_it(store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, path = tmp_path / "out.xlsx", store.path
    store.close()
    assert cli.main(["export", "occupancy", "--store", str(path), "--as-at", "2024-03-31", "--out", str(out)]) == 0
    assert out.exists()
    with open_store(path) as again:
        assert [(item.what, item.file_name, item.as_at) for item in exports_made(again)] == [
            ("Occupancy", "out.xlsx", AS_AT)
        ]


def test_a_store_without_homes_says_so(tmp_path: Path) -> None:
    with new_store(tmp_path / "empty.suffdesk", passphrase=None) as empty:
        (path,) = publish(empty, "occupancy", AS_AT, tmp_path / "empty.xlsx")
    cells = [row[0] for row in openpyxl.load_workbook(path)["Summary"].iter_rows(values_only=True)]
    assert "No home of our own (PR1) has a bed recorded." in cells
