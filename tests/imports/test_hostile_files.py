"""Twenty hostile files, and a few more, through the command that a scheduled import runs.

Promise 13: a clear sentence that names the file (sheet, row and column where there is one), nothing stored, and bounded
time and memory: each set runs in one process that may take 1.5 GB of address space.
"""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from suffdesk.core.errors import UserError
from suffdesk.domain.formats.annex_a import annex_a
from suffdesk.operations.import_population import import_population
from suffdesk.operations.mappings import write_file
from suffdesk.operations.stores import new_store
from suffdesk.store.opening import create_store

if os.name == "nt":
    pytest.skip("Windows sets no limit to a process's memory from inside", allow_module_level=True)

ROOT = Path(__file__).parents[2]
HEADER = "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n"
ROW = "A1,01/06/2023,S,C1,N1,U6,PR4,,,,,,\n"
GOOD = HEADER + ROW
SHEET = "xl/worksheets/sheet1.xml"
_HEAD = b'<?xml version="1.0"?>%b<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
SECONDS = 20


def entities(root: bytes) -> bytes:
    """A document type in which each entity is ten of the one before."""
    inner = b"".join(b'<!ENTITY e%d "%b">' % (i, b"&e%d;" % (i - 1) * 10) for i in range(1, 12))
    return b'<!DOCTYPE %b [<!ENTITY e0 "aaaaaaaaaa">%b]>' % (root, inner)


def zipped(path: Path, files: Mapping[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def workbook(path: Path, sheet: bytes | None = None) -> Path:
    """A return as a workbook; with ``sheet`` in the place of its sheet."""
    book = openpyxl.Workbook()
    for line in GOOD.splitlines():
        book.active.append(line.split(","))
    book.save(path)
    if sheet is not None:
        with zipfile.ZipFile(path) as old:
            parts = {name: old.read(name) for name in old.namelist()}
        zipped(path, parts | {SHEET: sheet})
    return path


def cells(*rows: str) -> bytes:
    """Rows of text cells, as a sheet holds them."""
    lines = []
    for number, row in enumerate(rows, start=1):
        texts = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in row.rstrip("\n").split(","))
        lines.append(f'<row r="{number}">{texts}</row>')
    return f"<sheetData>{''.join(lines)}</sheetData></worksheet>".encode()


def nested(depth: int) -> bytes:
    """An archive in an archive in an archive, and a return in the last."""
    path = Path(f"{os.getpid()}.zip")
    content = GOOD.encode()
    for level in range(depth):
        name = "episodes.csv" if level == 0 else "inner.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, content)
        content = path.read_bytes()
    path.unlink()
    return content


def looped(path: Path) -> None:
    path.mkdir()
    (path / "again").symlink_to(path, target_is_directory=True)
    (path / "episodes.csv").symlink_to(path / "episodes.csv")


def cut(path: Path) -> None:
    path.write_bytes(zipped(path, {"episodes.csv": GOOD * 50}).read_bytes()[:-40])


def text(content: str | bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(content.encode() if isinstance(content, str) else content)


BROKEN = "A2,{},S,C1,N1,U6,PR4,,,,,,\n"
HOSTILE: dict[str, tuple[Callable[[Path], object], tuple[str, ...]]] = {
    "archive bomb.zip": (lambda path: zipped(path, {"episodes.csv": HEADER + ROW * 2_500_000}), ("far more",)),
    "entity bomb.xml": (text(entities(b"a") + b"<a>&e11;</a>"), ("document type",)),
    "entity bomb.xlsx": (
        lambda path: workbook(path, _HEAD % entities(b"worksheet") + cells("&e11;,DECOM", "A1,01/06/2023")), ()),
    "false dimension.xlsx": (
        lambda path: workbook(
            path, _HEAD % b"" + b'<dimension ref="A1:XFD1048576"/>' + cells(HEADER, ROW, BROKEN.format("31.02.2024"))),
        ("sheet Sheet", "row 3", "DECOM")),
    "far cell.xlsx": (
        lambda path: workbook(
            path, _HEAD % b"" + b'<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576">'
            b'<c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'),
        ()),
    "million columns.csv": (text("CHILD" + ",c" * 1_000_000 + "\n" + ROW), ("columns",)),
    "NUL.csv": (text(GOOD.replace("A1", "A\0")), ("NUL",)),
    "wrong encoding.csv": (text(GOOD.encode() + b"A\x81\x8d\x9d"), ("neither Unicode",)),
    "formulas.csv": (text(GOOD + BROKEN.format("=cmd|'/C calc'!A0")), ("row 3", "DECOM")),
    "million rows.csv": (text(HEADER + ROW * 1_000_000), ("250,000 rows",)),
    "cut off.zip": (cut, ("damaged",)),
    "leaves its folder.zip": (
        lambda path: zipped(path, {"../../../outside/episodes.csv": GOOD + BROKEN.format("never")}),
        ("outside/episodes.csv", "row 3", "DECOM")),
    "locked.xlsx": (lambda path: shutil.copyfile(ROOT / "tests" / "data" / "locked.xlsx", path), ("password",)),
    "photo.csv": (text(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 40), ("NUL",)),
    "empty.csv": (text(""), ("empty",)),
    "loop": (looped, ("leads back to itself",)),
    "mixed dates.csv": (
        text(GOOD + BROKEN.format("2023-06-02").replace("A2", "A3") + BROKEN.format("06/13/2023")),
        ("DECOM", "“06/13/2023”")),
    "huge cell.csv": (text(GOOD + "A2," + "x" * 200_000 + "\n"), ("row 3", "131,072")),
    "headers twice.csv": (text(GOOD.replace("URN", "DECOM")), ("column DECOM", "more than once")),
    "letter.xlsx": (text(b"%PDF-1.7\n" + b"1 0 obj << >> endobj\n" * 400 + b"%%EOF"), ()),
    "half letters.csv": (
        text(GOOD.encode() + b"A2,\xed\xa0\x80\xed\xb0\x80,S,C1,N1,U6,PR4,,,,,,\n"), ("row 3", "DECOM")),
    "nested.zip": (lambda path: path.write_bytes(nested(30)), ("archive inside an archive",)),
    "quotation without end.csv": (text(GOOD + 'A2,"01/06/2023,S\n' + ROW * 50_000), ("row 3", "quotation")),
    "pipe.csv": (os.mkfifo, ("not a file",)),
}  # fmt: skip
"""Name of the file → what makes it, and what the sentence names besides the file."""

INNER = {"loop": "episodes.csv", "leaves its folder.zip": "episodes.csv", "nested.zip": "inner.zip"}
"""Of a folder, and of an archive that can be read, the file in it may be named instead."""

_CHILD = """
import io, json, resource, sys, time
from contextlib import redirect_stderr, redirect_stdout
resource.setrlimit(resource.RLIMIT_AS, (1_500_000_000, 1_500_000_000))
from suffdesk.cli import main
store, kind, *options = json.loads(sys.argv[1])
for path in sys.argv[2:]:
    out, err, begun = io.StringIO(), io.StringIO(), time.monotonic()
    with redirect_stdout(out), redirect_stderr(err):
        status = main(["import", kind, path, "--store", store, "--strict", *options])
    found = [path, status, err.getvalue(), out.getvalue(), time.monotonic() - begun]
    print(json.dumps(found), flush=True)
"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile") / "in"
    folder.mkdir()
    before = Path.cwd()
    os.chdir(folder)
    try:
        for name, (make, _) in HOSTILE.items():
            make(folder / name)
    finally:
        os.chdir(before)
    return folder


def imported(store: Path, kind: str, folder: Path, *options: str) -> dict[str, tuple[int, str]]:
    """Exit code and error lines of importing each of the files by itself."""
    before = sorted(folder.parent.rglob("*"))
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, json.dumps([str(store), kind, *options]), *(str(folder / n) for n in HOSTILE)],
        capture_output=True, text=True, encoding="utf-8", cwd=ROOT, timeout=240, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stderr == ""
    found = {}
    for line in done.stdout.splitlines():
        path, status, errors, out, seconds = json.loads(line)
        assert out == "", path
        assert seconds < SECONDS, path
        found[Path(path).name] = (status, errors)
    assert found.keys() == HOSTILE.keys()
    assert sorted(folder.parent.rglob("*")) == before  # nothing was unpacked beside them, or above
    return found


def untouched(path: Path) -> bool:
    from suffdesk.store.opening import open_store

    with open_store(path) as store:
        return all(
            store.rows(f"SELECT count(*) FROM {table}") == [(0,)]
            for table in ("child", "episode", "population", "return_table", "change_log", "journal")
        )


@pytest.mark.parametrize("kind", ["ssda903", "population", "mapped"])
def test_hostile_files_by_every_way_in(kind: str, hostile: Path, tmp_path: Path) -> None:
    assert len(HOSTILE) >= 20
    path = tmp_path / "a.suffdesk"
    new_store(path, passphrase=None, authority="Stockport", who="Ada").close()
    options = []
    if kind == "mapped":
        write_file(annex_a(), tmp_path / "annex.json")
        options = ["--mapping", str(tmp_path / "annex.json"), "--as-at", "2024-03-31"]
    for name, (status, errors) in imported(path, kind, hostile, *options).items():
        assert status == 2, (name, errors)
        last = errors.splitlines()[-1]
        assert last.startswith("suffdesk: "), (name, errors)
        assert len(last) < 700, (name, errors)
        assert "Traceback" not in errors, (name, errors)
        assert name in errors or INNER.get(name, name) in errors, (name, errors)
        if kind == "ssda903":
            for word in HOSTILE[name][1]:
                assert word in errors, (name, word, errors)
    assert untouched(path)


lines = st.lists(
    st.sampled_from(["201516", "9999", "²", "England", "E08000007", "Children aged 0 to 17 years", "0-17", "x", "1234",
                     "99999999999999999999", "-5", "1e9", "", '"', "\0", "é", "=1+1"]) | st.text(max_size=5),
    max_size=7,
).map(",".join)  # fmt: skip
COLUMNS = "time_period,geographic_level,new_la_code,age_group,population_estimate"


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(lines, max_size=6), st.binary(max_size=60))
@example(["2024,x,E08000007,Children aged 0 to 17 years,99999999999999999999"], b"")
@example(["2024,x,E08000007,Children aged 0 to 17 years,1234"], b"")
@example(["20,x,E08000007,Children aged 0 to 17 years,1234"], b"")
@example(["2024,x,E08000007,Children aged 0 to 17 years,-5"], b"")
def test_arbitrary_population_files(tmp_path_factory: pytest.TempPathFactory, rows: list[str], end: bytes) -> None:
    folder = tmp_path_factory.mktemp("population")
    path = folder / "estimates.csv"
    path.write_bytes("\n".join([COLUMNS, *rows]).encode("utf-8", "surrogatepass") + b"\n" + end)
    with create_store(folder / "a.suffdesk", passphrase=None) as store:
        added, said = 0, "estimates.csv"
        try:
            added = import_population(store, path).added
        except UserError as error:
            said = str(error)
        assert "estimates.csv" in said
        assert store.rows("SELECT count(*) FROM population") == [(added,)]
