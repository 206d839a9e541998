"""Files that are no return, or that mean harm: one clear sentence, soon, and nothing else."""

import csv
import io
import os
import re
import resource
import subprocess
import sys
import time
import zipfile
from contextlib import suppress
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from suffdesk.core.errors import UserError
from suffdesk.domain.formats.ssda903 import TABLES, TableFormat
from suffdesk.imports.ssda903 import read_return

GOOD = b"CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,HOME_POST,PL_POST,URN\nA1,01/06/2023,S,C1,N1,U6,PR4,,,,,\n"
SECONDS = 20


def sentence(path: Path) -> str:
    """What the user is told of something that cannot be read at all."""
    began = time.monotonic()
    with pytest.raises(UserError) as caught:
        read_return([path])
    assert time.monotonic() - began < SECONDS
    text = str(caught.value)
    assert "\n" not in text
    assert len(text) < 400
    return text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\n\n  \n", "empty"),
        (GOOD.split(b"\n")[0], "no rows"),
        (bytes(range(256)) * 100, "NUL"),
        (GOOD.replace(b"A1", b"A\0"), "NUL"),
        (GOOD.decode().encode("utf-16-le"), "NUL"),
        (GOOD + b"\x81\x8d", "neither Unicode"),
        (b"name,age\nx,1\n", "column names of a table of the SSDA903 return"),
        (GOOD.replace(b"DECOM", b"START"), "without its column DECOM"),
        (GOOD.replace(b"CHILD", b"KIND"), "without its column CHILD"),
        (GOOD.replace(b"RNE", b"WHY"), "without its column RNE, which it cannot do without"),
        (GOOD.replace(b"LS", b"STATUS"), "without its column LS"),
        (GOOD.replace(b"PLACE,", b"WHERE,"), "without its column PLACE"),
        (GOOD.replace(b"URN", b"DECOM"), "column DECOM stands there more than once"),
        (GOOD.replace(b"URN", b" decom "), "column DECOM stands there more than once"),
        (b"CHILD,SEX,DOB,UPN,MOTHER,MC_DOB\n1,1,,,,\n", "looks like the table Header.*ETHNIC"),
        (GOOD + b'A2,"01/06/2023,S\n' + GOOD, "row 3 has a quotation mark"),
        (GOOD + b'A2,"01/06/2023"x,S\n', "row 3 has a quotation mark"),
        (GOOD + b'A2,"01/06/2023\n' + GOOD * 2_000, "row 3 has a quotation mark"),
        (GOOD + b"A2," + b"x" * 131_073 + b"\n" + GOOD, "row 3 has a value of over 131,072 characters"),
        (GOOD + b'A2,"' + b"x" * 131_073 + b'"\n' + GOOD, "row 3 has a value of over 131,072 characters"),
        (
            GOOD.split(b"\n")[0] + b"\nA1,31/02/2024,S,,,,,,,,,\n",
            "which collection year it is of, and row 2 has a DECOM .*“31/02/2024” is not a day of the calendar",
        ),
        (b"PK\x03\x04" + b"rubbish" * 50, "damaged"),
        (b"PK\x05\x06" + bytes(18), "no file to read"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000, "not a workbook"),
    ],
)
def test_one_file(content: bytes, words: str, tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    assert re.search(words, sentence(path)), sentence(path)


@pytest.mark.parametrize("columns", [1_001, 200_000, 2_000_000])
@pytest.mark.parametrize("known", [False, True])
def test_very_many_columns(columns: int, known: bool, tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    first = GOOD.decode().split("\n")[0] if known else "CHILD"
    path.write_text(first + "".join(f",c{i}" for i in range(columns)) + "\n")
    assert "columns" in sentence(path)


def test_a_line_without_end(tmp_path: Path) -> None:
    path = tmp_path / "line.csv"
    path.write_bytes(GOOD + b"x" * 5_000_000)
    assert "line 3 is over" in sentence(path)


@pytest.mark.parametrize("before", [b"", GOOD, b'"', b"\xff\xfe"])
@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n"])
def test_nothing_but_line_ends(before: bytes, end: bytes, tmp_path: Path) -> None:
    """As many as the largest file holds took minutes and gigabytes: each line was kept."""
    path = tmp_path / "blank.csv"
    unit = end.decode().encode("utf-16-le") if before == b"\xff\xfe" else end
    path.write_bytes(before + unit * 1_100_000)
    assert re.search("rows are blank|blank ones included|quotation mark", sentence(path))


def test_an_empty_folder_and_a_folder_of_other_things(tmp_path: Path) -> None:
    assert "no file to read" in sentence(tmp_path)
    (tmp_path / ".hidden.csv").write_bytes(GOOD)
    assert "no file to read" in sentence(tmp_path)
    (tmp_path / "letter.docx").write_bytes(b"x")
    assert "1 file looked at" in sentence(tmp_path)


def test_paths_that_are_no_files(tmp_path: Path) -> None:
    assert "not there" in sentence(tmp_path / "missing.csv")
    (tmp_path / "folder.csv").mkdir()
    assert "no file to read" in sentence(tmp_path / "folder.csv")
    (tmp_path / "dangling.csv").symlink_to(tmp_path / "nowhere")
    assert "not there" in sentence(tmp_path / "dangling.csv")
    (tmp_path / "loop.csv").symlink_to(tmp_path / "loop.csv")
    assert "loop.csv cannot be read: it is a link that leads back to itself" in sentence(tmp_path / "loop.csv")
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "to_pipe.csv").symlink_to(tmp_path / "pipe.csv")
    for path in (tmp_path / "pipe.csv", tmp_path / "to_pipe.csv", Path("/dev/zero")):
        assert "not a file" in sentence(path)
    with pytest.raises(UserError, match="No file was chosen"):
        read_return([])


def test_a_file_that_may_not_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(GOOD)

    def forbidden(*_args: object) -> None:  # chmod forbids nothing to the superuser, as whom tests may run
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", forbidden)
    assert "no permission" in sentence(path)


def test_a_faulty_file_among_good_ones_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "good.csv").write_bytes(GOOD)
    (tmp_path / "nul.csv").write_bytes(b"\0\0")
    (tmp_path / "dangling.csv").symlink_to(tmp_path / "nowhere")
    (tmp_path / "notes.csv").write_bytes(b"a,b\n1,2\n")
    read = read_return([tmp_path])
    assert [table.file for table in read.tables] == ["good.csv"]
    assert {(p.file, p.row, p.severity) for p in read.problems if p.rule == "file_left_out"} == {
        ("nul.csv", None, "left out"), ("dangling.csv", None, "left out")
    }  # fmt: skip
    assert read.files_ignored == ("notes.csv",)


def zipped(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def test_archives(tmp_path: Path) -> None:
    bomb = zipped(tmp_path / "bomb.zip", {"episodes.csv": GOOD + b"A1,01/06/2023\n" * 3_000_000})
    assert "far more than a return" in sentence(bomb)
    inner = zipped(tmp_path / "inner.zip", {"episodes.csv": GOOD})
    nested = zipped(tmp_path / "nested.zip", {"inner.zip": inner.read_bytes()})
    assert "archive inside an archive" in sentence(nested)
    broken = tmp_path / "broken.zip"
    broken.write_bytes(inner.read_bytes()[:-30])
    assert "damaged" in sentence(broken)
    content = bytearray(inner.read_bytes())
    content[60] ^= 0xFF
    broken.write_bytes(content)
    assert "damaged" in sentence(broken)
    crowd = zipped(tmp_path / "crowd.zip", {f"{i}.csv": b"" for i in range(6_000)})
    assert "more than 5,000 files" in sentence(crowd)


def test_names_in_an_archive_do_no_harm(tmp_path: Path) -> None:
    path = zipped(tmp_path / "slip.zip", {"../../../../tmp/slip/episodes.csv": GOOD, "__MACOSX/._x.csv": b"\0"})
    assert [table.file for table in read_return([path]).tables] == ["tmp/slip/episodes.csv"]
    assert sorted(tmp_path.iterdir()) == [path]


def test_an_archive_under_a_password(tmp_path: Path) -> None:
    path = zipped(tmp_path / "locked.zip", {"episodes.csv": GOOD})
    content = bytearray(path.read_bytes())
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    assert "password" in sentence(path)


def workbook(path: Path, rows: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def test_workbooks(tmp_path: Path) -> None:
    good = workbook(tmp_path / "good.xlsx", [text.split(",") for text in GOOD.decode().split("\n")])
    assert len(read_return([good]).tables) == 1
    cut = tmp_path / "cut.xlsx"
    cut.write_bytes(good.read_bytes()[:-200])
    assert "damaged" in sentence(cut)
    renamed = tmp_path / "renamed.xlsx"
    renamed.write_bytes(GOOD)
    assert len(read_return([renamed]).tables) == 1, "content counts, not the ending"
    empty = workbook(tmp_path / "empty.xlsx", [])
    assert "empty" in sentence(empty)


def spoiled(good: Path, path: Path, part: str, content: bytes) -> Path:
    """The workbook with one of its parts replaced."""
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, content if name == part else old.read(name))
    return path


def test_workbooks_that_mean_harm(tmp_path: Path) -> None:
    good = workbook(tmp_path / "good.xlsx", [text.split(",") for text in GOOD.decode().split("\n")])
    sheet = "xl/worksheets/sheet1.xml"
    head = b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    far = head + b'<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c>'
    far += b"</row></sheetData></worksheet>"
    assert "cannot be read" in sentence(spoiled(good, tmp_path / "far.xlsx", sheet, far))
    big = head + b"<sheetData>" + b'<row r="1"><c r="A1"><v>1</v></c></row>' * 4_000_000 + b"</sheetData></worksheet>"
    assert "far more than a return" in sentence(spoiled(good, tmp_path / "big.xlsx", sheet, big))
    entities = b'<!DOCTYPE x [<!ENTITY a "' + b"a" * 900 + b'">' + b"".join(
        b'<!ENTITY b%d "%s">' % (i, (b"&b%d;" % (i - 1) if i else b"&a;") * 10) for i in range(9)
    ) + b"]>" + head + b"<sheetData><row><c t='str'><v>&b8;</v></c></row></sheetData></worksheet>"  # fmt: skip
    sentence(spoiled(good, tmp_path / "entities.xlsx", sheet, entities))


@pytest.mark.parametrize(
    ("encoded", "listed"),
    [
        (GOOD.decode().encode("utf-8-sig"), set()),
        (GOOD.decode().encode("utf-16"), set()),
        (GOOD.decode().replace("A1", "Zoë").encode("cp1252"), {"encoding"}),
        (GOOD.replace(b",", b";"), set()),
        (GOOD.replace(b",", b"\t"), set()),
        (GOOD.replace(b"\n", b"\r\n"), set()),
        (GOOD.replace(b"\n", b"\r"), set()),
        (b"\n\nReturn 2024\n" + GOOD, set()),
        (GOOD.lower().replace(b"decom", b' "Decom" '.strip()), set()),
    ],
)
def test_files_that_are_odd_but_whole(encoded: bytes, listed: set[str], tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(encoded)
    read = read_return([path])
    row = read.tables[0].rows[0]
    assert row.row == (5 if encoded.startswith(b"\n") else 2)
    assert row.identifier.upper() in ("A1", "ZOË")
    assert {p.rule for p in read.problems if p.row is None and p.column is None} == listed


def test_a_quarter_million_faulty_rows_in_bounded_memory(tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    header, row = GOOD.decode().strip().split("\n")
    with path.open("w") as stream:
        stream.write(f"{header}\n")
        for block in range(25):
            faulty = f"{row.replace('01/06', f'{block // 10 + 1:02}/06')}QQ\n"
            stream.write("".join(faulty.replace("A1", f"{block % 10}x{i}") for i in range(10_000)))
    script = (
        "import re; from pathlib import Path; from suffdesk.imports.ssda903 import read_return\n"
        f"read = read_return([Path({str(path)!r})])\n"
        # not ru_maxrss, which starts at the size of the process that this one was forked from
        "kilobytes = re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1]\n"
        "print(len(read.tables[0].rows), len(read.problems), int(kilobytes) // 1024)"
    )
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (3_000_000_000, 3_000_000_000)),
    )  # fmt: skip
    rows, problems, megabytes = map(int, done.stdout.split())
    assert rows == 250_000
    assert problems == 200_001
    assert megabytes < 500
    assert time.monotonic() - began < SECONDS
    with path.open("a") as stream:
        stream.write(f"{row}\n")
    assert "more than 250,000 rows" in sentence(path)


ARBITRARY = settings(
    max_examples=150, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
texts = st.one_of(
    st.text(max_size=8),
    st.sampled_from(["", "A1", "01/06/2023", "2023-06-01", "31/02/2024", "13/13/2023", "45292", "zz/01/2020", "X1", "S",
                     "L", "C1", "V3", "U6", "PR4", "1", "0", "99999999999999999999", "SK1 3XE", "\u0661\u0662", "²",
                     "1e308", "nan", "-0", "0001-01-01", "31/12/9999", "'", "=1+1", "2023-24"]),
)  # fmt: skip


def attempt(path: Path) -> None:
    """Either it is read, every row accounted for, or there is a sentence."""
    read = None
    with suppress(UserError):
        read = read_return([path])
    if read is None:
        return
    for table in read.tables:
        same = [p for p in read.problems if p.file == table.file and p.rule == "identical_rows"]
        assert table.rows_read >= len(table.rows) + table.rows_left_out
        if len(read.tables) == 1:
            assert table.rows_read == len(table.rows) + table.rows_left_out + len(same)


@ARBITRARY
@given(st.binary(max_size=400))
@example(b"PK\x03\x04")
@example(b"\xff\xfe\x00\xd8")
def test_arbitrary_bytes(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "any.csv"
    path.write_bytes(content)
    attempt(path)


@ARBITRARY
@given(st.binary(max_size=200))
def test_arbitrary_bytes_below_a_header(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "any.csv"
    path.write_bytes(GOOD + content)
    attempt(path)


@ARBITRARY
@given(st.integers(0, 1_000), st.binary(max_size=20))
def test_archives_spoiled_anywhere(tmp_path: Path, at: int, content: bytes) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/episodes.csv", GOOD)
        archive.writestr("a/header.csv", b"CHILD,SEX,DOB,ETHNIC\nA1,1,05/05/2012,WBRI\n")
    spoilt = bytearray(buffer.getvalue())
    at %= len(spoilt)
    spoilt[at : at + len(content)] = content
    path = tmp_path / "any.zip"
    path.write_bytes(spoilt)
    attempt(path)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
@settings(ARBITRARY, max_examples=30)
@given(data=st.data())
def test_arbitrary_cells(table: TableFormat, tmp_path: Path, data: st.DataObject) -> None:
    names = [*(column.name for column in table.columns), "YEAR"]
    rows = data.draw(st.lists(st.lists(texts, min_size=len(names), max_size=len(names)), max_size=6))
    path = tmp_path / "any.csv"
    with path.open("w", newline="", encoding="utf-8", errors="surrogatepass") as stream:
        writer = csv.writer(stream)
        writer.writerow(names)
        writer.writerows(rows + rows[:1])
    attempt(path)
