"""The XML form gives the same records and the same faults as the CSV form, and no file of it does harm."""

import csv
import os
import re
import resource
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections import Counter, defaultdict
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from suffdesk.core.errors import UserError
from suffdesk.domain.formats.returned_rows import ReturnedFiles
from suffdesk.domain.formats.ssda903 import BY_NAME, TABLES
from suffdesk.imports.ssda903 import read_return

DATA = Path(__file__).parents[2] / "data"
FAKE = DATA / "fake_903.xml"
RANDOM = DATA / "ssda903_random_2675_children"
SECONDS = 20
GROUPS = {"EPISODE": "episodes", "AREVIEW": "reviews", "OC2": "oc2", "PERMANENCE": "previous_permanence",
          "AMISSING": "missing", "AD_PLACED": "placed_for_adoption", "SW": "sw_episodes", "DOLO": "dolo"}  # fmt: skip
OWN = {"uasc": ["DUC"], "oc3": ["IN_TOUCH", "ACTIV", "ACCOM"], "ad1": [
    "DATE_INT", "DATE_MATCH", "FOSTER_CARE", "NB_ADOPTR", "SEX_ADOPTR", "LS_ADOPTR"]}  # fmt: skip
IN_COLUMN = {"CHILDID": "CHILD", "PL": "PLACE"}
IN_XML = {column: element for element, column in IN_COLUMN.items()}

Rows = dict[str, list[dict[str, str]]]


def rows_of_xml(path: Path) -> Rows:
    """What the file says, taken out with another reader."""
    found: Rows = defaultdict(list)
    for child in ET.parse(path).getroot():
        header = child.find("HEADER")
        assert header is not None
        own = {IN_COLUMN.get(e.tag, e.tag): e.text or "" for e in header if not len(e)}
        found["header"].append(own)
        for name, columns in OWN.items():
            if any(own.get(column) for column in columns) or (name == "uasc" and own["UASC"] == "1"):
                found[name].append(own)
        for group in [*(e for e in header if len(e)), *child.findall("EPISODE")]:
            leaves = {IN_COLUMN.get(e.tag, e.tag): e.text or "" for e in group}
            found[GROUPS[group.tag]].append({"CHILD": own["CHILD"], "DOB": own["DOB"], **leaves})
    return found


def write_csv(folder: Path, rows: Rows) -> Path:
    for name, some in rows.items():
        columns = [column.name for column in BY_NAME[name].columns]
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as stream:
            writer = csv.DictWriter(stream, columns, extrasaction="ignore", restval="")
            writer.writeheader()
            writer.writerows(some)
    return folder


def write_xml(path: Path, rows: Rows, *, lines: bool) -> Path:
    """The rows as one XML file, in the order of the children in the header."""
    root = ET.Element("EXPSSDA903")
    of_child: dict[str, list[tuple[str, dict[str, str]]]] = defaultdict(list)
    for name, some in rows.items():
        for row in some:
            of_child[row["CHILD"]].append((name, row))
    elements = {name: element for element, name in GROUPS.items()}
    for child_id, parts in of_child.items():
        child = ET.SubElement(root, "CHILD")
        header = ET.SubElement(child, "HEADER")
        own = {"CHILD": child_id, "UASC": "0"}
        for name, row in parts:
            if name in ("header", *OWN):
                own.update({column: text for column, text in row.items() if text or column not in own})
                own["UASC"] = "1" if name == "uasc" else own["UASC"]
            else:
                group = ET.SubElement(child if name == "episodes" else header, elements[name])
                for column, text in row.items():
                    if column not in ("CHILD", "DOB") and text:
                        ET.SubElement(group, IN_XML.get(column, column)).text = text
        for column, text in own.items():
            ET.SubElement(header, IN_XML.get(column, column)).text = text
    if lines:
        ET.indent(root)
    ET.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)
    return path


def records(read: ReturnedFiles) -> dict[tuple[str, int], Counter[object]]:
    found: dict[tuple[str, int], Counter[object]] = {}
    for table in read.tables:
        found[table.format.name, table.year] = Counter((row.identifier, row.values) for row in table.rows)
    return found


def faults(read: ReturnedFiles) -> Counter[object]:
    """Faults of rows, but not where the rows are."""
    return Counter((p.rule, p.column, p.value, p.message, p.severity) for p in read.problems if p.row is not None)


def test_the_published_file_gives_what_its_tables_as_csv_give(tmp_path: Path) -> None:
    rows = rows_of_xml(FAKE)
    assert {name: len(some) for name, some in rows.items()} == {
        "header": 253, "episodes": 459, "reviews": 1206, "uasc": 12, "oc2": 253, "oc3": 6, "ad1": 3,
        "placed_for_adoption": 3, "previous_permanence": 253, "missing": 6,
    }  # fmt: skip
    as_xml, as_csv = read_return([FAKE]), read_return([write_csv(tmp_path, rows)])
    assert records(as_xml) == records(as_csv)
    assert faults(as_xml) == faults(as_csv)
    assert len(faults(as_xml)) > 100
    assert not as_xml.columns_ignored


@pytest.mark.parametrize("lines", [False, True])
def test_the_random_tables_as_xml_give_the_same_records_and_faults(lines: bool, tmp_path: Path) -> None:
    rows: Rows = {}
    for path in sorted(RANDOM.glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as stream:
            some = list(csv.DictReader(stream))
        name = next(t.name for t in TABLES if set(t.distinctive) <= set(some[0]) and "CHILD" in some[0])
        rows.setdefault(name, []).extend(some)
    known = {row["CHILD"] for row in rows["header"]}
    # A HEADER says once what the CSV form says in each table, so only tables that agree with it can be compared.
    rows = {name: [row for row in some if row["CHILD"] in known] for name, some in rows.items()}
    rows = {name: some for name, some in rows.items() if some}
    (tmp_path / "csv").mkdir()
    as_csv = read_return([write_csv(tmp_path / "csv", rows)])
    as_xml = read_return([write_xml(tmp_path / "return.xml", rows, lines=lines)])
    assert len(known) == 2675
    assert records(as_xml) == records(as_csv)
    assert faults(as_xml) == faults(as_csv)


ONE = (
    "<EXPSSDA903><CHILD><HEADER><CHILDID>A1</CHILDID><SEX>1</SEX><DOB>05/05/2012</DOB><ETHNIC>WBRI</ETHNIC>"
    "<UASC>{uasc}</UASC>{header}</HEADER>\n<EPISODE><DECOM>01/06/2023</DECOM><RNE>S</RNE><LS>C1</LS><CIN>N1</CIN>"
    "<PL>{place}</PL><PLACE_PROVIDER>PR4</PLACE_PROVIDER><DEC/><REC/>{episode}</EPISODE></CHILD></EXPSSDA903>"
)


def one(path: Path, *, uasc: str = "0", header: str = "", place: str = "U6", episode: str = "") -> Path:
    path.write_text(ONE.format(uasc=uasc, header=header, place=place, episode=episode), encoding="utf-8")
    return path


def test_a_fault_points_at_the_line_of_its_element(tmp_path: Path) -> None:
    read = read_return([one(tmp_path / "r.xml", place="Q9", uasc="perhaps")])
    found = {p.rule: p for p in read.problems}
    assert (found["code_unknown"].file, found["code_unknown"].row) == ("r.xml, EPISODE by line", 2)
    assert (found["not_yes_or_no"].file, found["not_yes_or_no"].row) == ("r.xml, HEADER by line", 1)
    assert {p.column for p in read.problems if p.rule == "element_missing"} == {"HOME_POST", "PL_POST"}


def test_on_one_line_elements_are_counted_instead(tmp_path: Path) -> None:
    path = one(tmp_path / "r.xml")
    text = path.read_text().replace("\n", "")
    path.write_text(text.replace("</CHILD>", "</CHILD>" + text[12:-13].replace("A1", "A2").replace("U6", "Q9")))
    read = read_return([path])
    assert [(p.file, p.row) for p in read.problems if p.rule == "code_unknown"] == [("r.xml, EPISODE by order", 2)]


def test_groups_that_came_later_are_known_by_what_is_in_them(tmp_path: Path) -> None:
    header = "<SWEPISODE><SW_ID>AB1</SW_ID><SW_DECOM>01/06/2023</SW_DECOM><SW_REASON>OTHER</SW_REASON></SWEPISODE>"
    read = read_return([one(tmp_path / "r.xml", header=f"{header}<NEW><COLOUR>red</COLOUR></NEW><SHOE>5</SHOE>")])
    tables = {table.format.name: table for table in read.tables}
    assert tables["sw_episodes"].rows[0].values[0] == "AB1"
    assert read.columns_ignored == {"r.xml, HEADER by line": ("SHOE",)}


def test_an_unaccompanied_child_needs_no_date(tmp_path: Path) -> None:
    names = {table.format.name for table in read_return([one(tmp_path / "r.xml", uasc="1")]).tables}
    assert names == {"header", "episodes", "uasc"}


def test_two_values_in_one_element_are_listed_and_the_first_taken(tmp_path: Path) -> None:
    read = read_return([one(tmp_path / "r.xml", episode="<LS>C2</LS>")])
    assert [p.column for p in read.problems if p.rule == "element_twice"] == ["LS"]
    table = next(table for table in read.tables if table.format.name == "episodes")
    assert dict(zip(table.format.fields, table.rows[0].values, strict=True))["legal_status"] == "C1"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252"])
def test_encodings(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "r.xml"
    said = encoding.removesuffix("-sig")
    text = ONE.format(uasc="0", header="", place="U6", episode="").replace("A1", "Zoë")
    path.write_bytes(f'<?xml version="1.0" encoding="{said}"?>{text}'.encode(encoding))
    assert read_return([path]).tables[0].rows[0].identifier == "Zoë"


def test_several_years_each_in_its_own_file(tmp_path: Path) -> None:
    one(tmp_path / "a.xml")
    path = one(tmp_path / "b.xml")
    path.write_text(path.read_text().replace("2023", "2024"))
    assert {(t.file.split(",")[0], t.year) for t in read_return([tmp_path]).tables} == {
        ("a.xml", 2024),
        ("b.xml", 2025),
    }


def sentence(path: Path) -> str:
    with pytest.raises(UserError) as caught:
        read_return([path])
    text = str(caught.value)
    assert "\n" not in text
    assert len(text) < 400
    return text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<html><body><table><tr><td>1</td></tr></table></body></html>", "no CHILD of the SSDA903 return"),
        (b"<CHILD><HEADER/></CHILD>", "no CHILD"),
        (b"<a><CHILD><name>x</name></CHILD></a>", "no CHILD"),
        (b"<a><b></a>", "XML is broken on line 1 \\(mismatched tag\\)"),
        (b"<a>", "XML is broken on line 1"),
        (b"<a>\n&nbsp;</a>", "XML is broken on line 2 \\(undefined entity\\)"),
        (b"<", "XML is broken"),
        (b'<?xml version="1.0" encoding="rot13"?><a/>', "encoding"),
        (b'<?xml version="1.0" encoding="base64"?><a/>', "encoding"),
        (b'<?xml version="1.0" encoding="idna"?><a/>', "encoding"),
        (b'<?xml version="1.0" encoding="no-such"?><a/>', "encoding"),
        (b"<!DOCTYPE html><html/>", "document type"),
        (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "document type"),
        (b'<!DOCTYPE a SYSTEM "http://localhost/x.dtd"><a/>', "document type"),
        (b"<a>" + b"x" * 30_000 + b"</a>", "over 20,000 characters"),
        (b"<EXPSSDA903><CHILD><HEADER><CHILDID/></HEADER></CHILD></EXPSSDA903>", "collection year|no rows|no CHILD"),
    ],
)
def test_files_that_are_no_return(content: bytes, words: str, tmp_path: Path) -> None:
    path = tmp_path / "file.xml"
    path.write_bytes(content)
    assert re.search(words, sentence(path)), sentence(path)


def test_other_xml_beside_a_return_is_passed_over(tmp_path: Path) -> None:
    one(tmp_path / "r.xml")
    (tmp_path / "settings.xml").write_text("<settings><a/></settings>")
    read = read_return([tmp_path])
    assert read.files_ignored == ("settings.xml",)


def bombs() -> dict[str, tuple[list[tuple[bytes, int]], str]]:
    """Name → pieces of a file with how often each stands there, and a word of the sentence."""
    entities = b"<!DOCTYPE a [<!ENTITY a0 'aaaaaaaaaa'>" + b"".join(
        b"<!ENTITY a%d '%s'>" % (i, b"&a%d;" % (i - 1) * 10) for i in range(1, 30)
    ) + b"]><a>&a29;</a>"  # fmt: skip
    million = 1 << 20
    return {
        "entities": ([(entities, 1)], "document type"),
        "attribute": ([(b"<a b='", 1), (b"x" * million, 1024), (b"'/>", 1)], "over 300 MB"),
        "attribute of 250 MB": ([(b"<a b='", 1), (b"x" * million, 250), (b"'/>", 1)], "over 1 MB long"),
        "comment": ([(b"<a><!--", 1), (b"x" * million, 250), (b"--></a>", 1)], "over 1 MB long"),
        "name": ([(b"<", 1), (b"x" * million, 250), (b"/>", 1)], "over 1 MB long"),
        "attributes": ([(b"<a", 1), *((b" a%d='1'" % i, 1) for i in range(400_000)), (b"/>", 1)], "over 1 MB long"),
        "depth": ([(b"<a>", 100_000), (b"</a>", 100_000)], "more than 50 elements inside"),
        "elements": ([(b"<a>", 1), (b"<a/>" * 262_144, 250), (b"</a>", 1)], "more than 3,000,000 elements"),
        "rows": ([(b"<a>", 1), (b"<CHILD><HEADER><CHILDID>1</CHILDID></HEADER></CHILD>" * 10_000, 250), (b"</a>", 1)],
                 "more than (250,000 rows|3,000,000 elements)"),
        "parts": ([(b"<a><CHILD>", 1), (b"<EPISODE/>" * 10_000, 250), (b"</CHILD></a>", 1)], "over 20,000 parts"),
        "texts": ([(b"<a>", 1), (b"<b/>" + b"x" * million, 250), (b"</a>", 1)], "over 20,000 characters"),
        "white": ([(b"<a>", 1), (b" " * million, 250), (b"</a>", 1)], "no CHILD"),
    }  # fmt: skip


@pytest.mark.parametrize("name", bombs())
def test_files_that_mean_harm(name: str, tmp_path: Path) -> None:
    pieces, words = bombs()[name]
    path = tmp_path / "bomb.xml"
    with path.open("wb") as stream:
        for piece, times in pieces:
            for _ in range(times):
                stream.write(piece)
    script = (
        "import sys; from pathlib import Path; from suffdesk.imports.ssda903 import read_return\n"
        "from suffdesk.core.errors import UserError\n"
        f"try: read_return([Path({str(path)!r})])\n"
        "except UserError as error: print(error)\n"
    )
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (1_500_000_000, 1_500_000_000)),
    )  # fmt: skip
    path.unlink()
    assert time.monotonic() - began < SECONDS
    assert re.search(words, done.stdout), done.stdout
    assert done.stdout.count("\n") == 1


ARBITRARY = settings(
    max_examples=150, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip


@ARBITRARY
@given(st.binary(max_size=300))
@example(b"\xff\xfe<\x00")
def test_arbitrary_bytes_after_a_beginning_of_xml(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "any.xml"
    for start in (b"<", b'<?xml version="1.0"?><EXPSSDA903><CHILD>'):
        path.write_bytes(start + content)
        with suppress(UserError):
            read_return([path])


@ARBITRARY
@given(st.integers(0, 3_000), st.binary(max_size=20))
def test_a_return_spoiled_anywhere(tmp_path: Path, at: int, content: bytes) -> None:
    spoilt = bytearray(FAKE.read_bytes()[:4_000])
    spoilt[at : at + len(content)] = content
    path = tmp_path / "any.xml"
    path.write_bytes(spoilt[: spoilt.rindex(b"</CHILD>") + 8] + b"</EXPSSDA903>" if b"</CHILD>" in spoilt else spoilt)
    with suppress(UserError):
        read_return([path])


names = st.sampled_from(
    ["CHILD", "HEADER", "CHILDID", "EPISODE", "DECOM", "DEC", "PL", "AREVIEW", "REVIEW", "OC2", "UASC", "DUC", "DOB",
     "LA", "YEAR", "SW_ID", "SW_DECOM", "DOLO_START", "x:HEADER", "ODD"]
)  # fmt: skip
texts = st.sampled_from(["", "A1", "01/06/2023", "1", "U6", " ", "31/02/2024", "2023-24", "é"])
trees = st.recursive(
    st.tuples(names, texts), lambda inner: st.tuples(names, st.lists(inner, max_size=6)), max_leaves=25
)


def printed(tree: tuple[str, object]) -> str:
    name, inside = tree
    content = inside if isinstance(inside, str) else "".join(map(printed, inside))  # type: ignore[arg-type]
    return f"<{name}>{content}</{name}>"


@settings(ARBITRARY, max_examples=400)
@given(trees)
def test_arbitrary_elements(tmp_path: Path, tree: tuple[str, object]) -> None:
    path = tmp_path / "any.xml"
    path.write_text(f"<a xmlns:x='y'>{printed(tree)}</a>", encoding="utf-8")
    with suppress(UserError):
        read_return([path])
