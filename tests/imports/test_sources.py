"""Finding files and reading them as tables of text, whatever importer asks."""

import os
import socket
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from suffdesk.core.errors import UserError
from suffdesk.imports.sources import Grid, NoHeader, Source, SourceFault, read_grids, sources_in


def is_header(cells: Sequence[str]) -> bool:
    return "Name" in cells


def grids(*paths: Path) -> list[Grid]:
    with sources_in(paths) as found:
        assert found.faults == []
        return [grid for source in found.sources for grid in read_grids(source, is_header).grids]


def names(*paths: Path) -> list[str]:
    with sources_in(paths) as found:
        return [source.name for source in found.sources]


def test_folders_are_searched_and_hidden_files_passed_over(tmp_path: Path) -> None:
    for name in ("b/two.csv", "a/one.CSV", ".git/x.csv", "a/.x.csv", "a/~$one.xlsx", "note.pdf"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("Name\n")
    with sources_in([tmp_path]) as found:
        assert [source.name for source in found.sources] == ["a/one.CSV", "b/two.csv"]
        assert [(source.folder, source.stem) for source in found.sources] == [("a", "one"), ("b", "two")]
        assert found.ignored == ["note.pdf"]


def test_one_file_chosen_twice_is_read_once(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("Name\n")
    assert names(path, tmp_path) == [f"{tmp_path.name}/x.csv"]


def test_archives_in_folders_and_alone(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "old.zip", "w") as archive:
        archive.writestr("2020\\x.csv", "Name\n")
        archive.writestr("y.csv", "Name\n")
    assert names(tmp_path) == ["old.zip/2020/x.csv", "old.zip/y.csv"]
    assert names(tmp_path / "old.zip") == ["2020/x.csv", "y.csv"]


def test_a_folder_of_too_many_files_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("suffdesk.imports.sources.finding._MAX_FILES", 3)
    for number in range(4):
        (tmp_path / f"{number}.csv").touch()
    with pytest.raises(UserError, match="more than 3 files"):
        names(tmp_path)


def test_only_regular_files_are_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "socket.csv"))
    (tmp_path / "device.csv").symlink_to("/dev/zero")
    (tmp_path / "loop.csv").symlink_to("loop.csv")
    (tmp_path / "x.csv").write_text("Name\n")
    with sources_in([tmp_path]) as found:
        assert [source.name for source in found.sources] == ["x.csv"]
        assert {name: fault.reason for name, fault in found.faults} == {
            "device.csv": "it is not a file",
            "loop.csv": "it is a link that leads back to itself",
            "pipe.csv": "it is not a file",
            "socket.csv": "it is not a file",
        }


def test_rows_are_numbered_as_a_spreadsheet_does(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text('\ntitle\nName,Note\nAnn,"two\nlines"\n\n , \nBob\nCy,1,2\nDee,1,\n')
    (grid,) = grids(path)
    assert grid.header == ("Name", "Note")
    assert grid.header_row == 3
    assert grid.rows == [4, 7, 8, 9]
    assert grid.columns == [["Ann", "Bob", "Cy", "Dee"], ["two\nlines", "", "1", "1"]]
    assert grid.ragged == {1: 1, 2: 3}


def test_values_of_a_header_may_run_over_lines(tmp_path: Path) -> None:
    """A spreadsheet shows them as one row; what stands above the header of a table is kept with it."""
    path = tmp_path / "x.csv"
    path.write_text('Title\n\n"Of\ntwo lines"\n"First\npart of it";Name\n"a\nb";c\nd;e\n')
    (grid,) = grids(path)
    assert grid.header == ("First\npart of it", "Name")
    assert grid.header_row == 4
    assert grid.rows == [5, 6]
    assert grid.columns == [["a\nb", "d"], ["c", "e"]]
    assert grid.above == (("Title",), ("Of\ntwo lines",))


def test_a_header_is_whole_though_the_file_ends_in_it(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text('"A","Name\nof it\n')
    with sources_in([path]) as found, pytest.raises(NoHeader) as fault:
        read_grids(found.sources[0], lambda cells: len(cells) > 1)
    assert fault.value.first_rows == [[], ["of it"]]


def test_what_stands_above_a_header_is_of_its_own_sheet(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for title, rows in {"Notes": ["Not of it"], "One": ["Of one"], "Two": []}.items():
        sheet = book.create_sheet(title)
        for words in rows:
            sheet.append([words])
        if title != "Notes":
            sheet.append(["Name"])
            sheet.append(["x"])
    book.remove(book.worksheets[0])
    book.save(tmp_path / "x.xlsx")
    assert [(grid.sheet, grid.above) for grid in grids(tmp_path / "x.xlsx")] == [("One", (("Of one",),)), ("Two", ())]


@pytest.mark.parametrize("beginning", ["", "Name\n"])
def test_blank_lines_without_end_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, beginning: str) -> None:
    """A file of 290 MB of line ends took over a minute; now it takes three seconds."""
    monkeypatch.setattr("suffdesk.imports.sources.text_table.MAX_LINES", 100)
    path = tmp_path / "x.csv"
    path.write_text(beginning + "\n" * 200)
    with sources_in([path]) as found, pytest.raises(SourceFault, match="100 rows"):
        read_grids(found.sources[0], is_header)


def test_without_the_header_the_first_rows_are_told(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a;b;c\n")
    with sources_in([path]) as found, pytest.raises(NoHeader) as caught:
        read_grids(found.sources[0], is_header)
    assert caught.value.first_rows == [["a", "b", "c"]]


def test_cells_of_a_workbook_are_read_as_they_would_be_printed(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "People"
    sheet["B3"], sheet["C3"] = "Name", "Value"
    values = [date(2024, 3, 31), datetime(2024, 3, 31, 9, 30), 12, 12.5, True, "text", None]
    for offset, cell in enumerate(values, start=4):
        sheet[f"B{offset}"], sheet[f"C{offset}"] = "x", cell
    book.create_sheet("Empty")
    book.save(tmp_path / "x.xlsx")
    with sources_in([tmp_path]) as found:
        read = read_grids(found.sources[0], is_header)
    (grid,) = read.grids
    assert grid.name == "x.xlsx, sheet People"
    assert grid.rows == list(range(4, 11))
    assert grid.columns[-1] == ["2024-03-31", "2024-03-31 09:30:00", "12", "12.5", "1", "text", ""]
    assert read.ignored == ("x.xlsx, sheet Empty",)


def test_a_sheet_that_is_too_wide_is_refused_and_the_others_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Name"])
    book.create_sheet("Wide").append(["Name"] * 1_001)
    book.save(tmp_path / "x.xlsx")
    with sources_in([tmp_path]) as found:
        read = read_grids(found.sources[0], is_header)
    assert len(read.grids) == 1
    ((name, fault),) = read.refused
    assert name == "x.xlsx, sheet Wide"
    assert "1,001 columns" in fault.reason


def test_a_workbook_that_takes_too_long_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("suffdesk.imports.sources.workbook._SECONDS", 0.01)
    openpyxl.Workbook().save(tmp_path / "x.xlsx")
    with sources_in([tmp_path]) as found, pytest.raises(SourceFault, match="to open"):
        read_grids(found.sources[0], is_header)


def test_a_file_that_fails_while_it_is_read() -> None:
    class Failing:
        def read(self, _size: int) -> bytes:
            raise OSError(5, "Input/output error")

        def close(self) -> None:
            pass

    source = Source("x.csv", 1, "text", Failing)  # type: ignore[arg-type]
    with pytest.raises(SourceFault, match="Input/output error"):
        read_grids(source, is_header)
    assert SourceFault("it is x", "do y").sentence("f.csv") == "f.csv cannot be read: it is x; do y"
