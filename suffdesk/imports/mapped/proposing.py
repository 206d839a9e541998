"""What the columns of an extract most likely are: a draft for a person to look through, never applied by itself."""

import difflib
from collections import Counter
from collections.abc import Mapping as Map
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from suffdesk.domain.formats.annex_a import headings
from suffdesk.domain.formats.extract import BY_TARGET, TARGETS, Target
from suffdesk.domain.formats.mapping import Dates, MappedColumn, Mapping, plain
from suffdesk.imports.mapped.headers import SheetHeader, grid_under, header_at, known_headings
from suffdesk.imports.mapped.meanings import CODE_IN_FRONT, meaning_of
from suffdesk.imports.mapped.reading import grid_for
from suffdesk.imports.sources import Grid, SourceFault
from suffdesk.imports.ssda903.cells import read_column

_SAMPLES = 5
_LOOKED_AT = 200
"""Different values of a column by which its heading is checked."""
_MOST_VALUES = 500
_LIKE = 0.8
_LEAST = 0.5
"""Below it nothing is proposed."""


@dataclass(frozen=True, slots=True)
class ProposedColumn:
    """A column, and the fact it most likely holds (None: none is like it)."""

    header: str
    target: str | None
    confidence: float
    why: str
    samples: tuple[str, ...]
    """Different values, the first that stand there. They may be about children."""


@dataclass(frozen=True, slots=True)
class ProposedValue:
    """Words in a column of codes, how often they stand there, and the codes by fact; none where it is not known."""

    header: str
    target: str
    text: str
    times: int
    codes: Map[str, str]
    confidence: float
    why: str


@dataclass(frozen=True)
class Proposal:
    """A draft. ``mapping`` is what it would be if everything proposed were right."""

    mapping: Mapping
    columns: tuple[ProposedColumn, ...]
    values: tuple[ProposedValue, ...] = field(default_factory=tuple)

    @property
    def unmatched(self) -> tuple[str, ...]:
        """Headings for which nothing is proposed."""
        return tuple(column.header for column in self.columns if column.target is None)

    @property
    def unknown(self) -> tuple[ProposedValue, ...]:
        """Words for which a person has to choose the code."""
        return tuple(value for value in self.values if not value.codes)


@dataclass(frozen=True)
class LookedAt:
    """A table of an extract: its header, its rows, and how often each value stands in each column."""

    file: str
    header: SheetHeader
    grid: Grid
    counts: tuple[Counter[str], ...]

    def samples(self, place: int) -> tuple[str, ...]:
        """Different values of a column, the first that stand there. They may be about children."""
        return tuple(text[:80] for text in list(self.counts[place])[:_SAMPLES])


def look_at(path: Path, *, sheet: str | None = None, header_row: int | None = None) -> LookedAt:
    """Read the table under a header, the likeliest where none is given. Raises UserError where it cannot be read."""
    header = header_at(path, sheet, header_row)
    grid = grid_under(path, header)
    return LookedAt(path.name, header, grid, tuple(_counted(texts) for texts in grid.columns))


def look_through(path: Path, mapping: Mapping) -> LookedAt:
    """As :func:`look_at`, in the sheet and under the header that a mapping reads. Raises UserError."""
    grid = grid_for(path, mapping)
    header = SheetHeader(grid.sheet, grid.header_row, tuple(grid.header), known_headings(grid.header))
    return LookedAt(path.name, header, grid, tuple(_counted(texts) for texts in grid.columns))


def propose(path: Path, *, sheet: str | None = None, header_row: int | None = None, name: str = "") -> Proposal:
    """Look at a file and draft a mapping. Raises UserError where it cannot be read.

    Each fact is proposed for one column only, the likeliest.
    """
    return propose_for(look_at(path, sheet=sheet, header_row=header_row), name=name)


def propose_for(looked: LookedAt, *, name: str = "") -> Proposal:
    """A draft of a mapping for a table that was read."""
    grid, counts = looked.grid, looked.counts
    chosen = _chosen(grid, counts)
    columns = tuple(_column(looked, place, chosen.get(place)) for place in range(len(grid.header)))
    values = values_of(looked, {place: target.name for place, (target, *_) in chosen.items()})
    mapped = tuple(
        MappedColumn(
            (grid.header[place].strip(),), target.name,
            {value.text: dict(value.codes) for value in values
             if value.target == target.name and value.codes and value.confidence < 1},
        )
        for place, (target, *_) in sorted(chosen.items())
    )  # fmt: skip
    mapping = Mapping(
        name=name or Path(looked.file).stem,
        source=looked.file,
        sheets=(looked.header.sheet,) if looked.header.sheet else (),
        header_row=looked.header.row,
        dates=_dates(chosen, counts),
        codes_in_front=any(value.confidence == CODE_IN_FRONT for value in values),
        columns=mapped,
    )
    return Proposal(mapping, columns, values)


def values_of(looked: LookedAt, chosen: Map[int, str], held: Mapping | None = None) -> tuple[ProposedValue, ...]:
    """The words in columns of codes, with what they most likely stand for. ``chosen`` has the fact of each column.

    What a mapping that is ``held`` says of a word is taken as it stands.
    """
    found: list[ProposedValue] = []
    for place, name in chosen.items():
        column = held.column(name) if held else None
        for value in _values(looked.grid, place, BY_TARGET[name], looked.counts):
            said = column.meaning(value.text) if column else None
            found.append(replace(value, codes=said, confidence=0.99, why="The mapping says so") if said else value)
    return tuple(found)


def _counted(texts: list[str]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for text in texts:
        if (written := text.strip()) and (written in counts or len(counts) < 20_000):
            counts[written] += 1
    return counts


_Choice = tuple[Target, float, str]


def _chosen(grid: Grid, counts: Sequence[Counter[str]]) -> dict[int, _Choice]:
    """The fact for each column, the likeliest pairs first."""
    pairs = []
    for place, heading in enumerate(grid.header):
        for target in TARGETS:
            confidence, why = _by_heading(heading, target)
            if confidence:
                share = _fitting(target, counts[place])
                if share < _LEAST:
                    confidence, why = confidence * share, f"{why}, but its values do not look like it"
                pairs.append((-round(confidence, 2), place, target, why))
    chosen: dict[int, _Choice] = {}
    taken: set[str] = set()
    for less, place, target, why in sorted(pairs, key=lambda pair: pair[:2]):
        if -less >= _LEAST and place not in chosen and target.name not in taken:
            chosen[place] = (target, -less, why)
            taken.add(target.name)
    return chosen


def _by_heading(heading: str, target: Target) -> tuple[float, str]:
    said = plain(heading)
    if not said:
        return 0.0, ""
    known = [plain(name) for name in (*headings()[target.name], target.label)]
    if said in known:
        # of several columns that go under known headings, the most usual one comes first
        return 1.0 - 0.01 * min(known.index(said), 20), "Its heading is known"
    ratio = max(difflib.SequenceMatcher(None, said, name).ratio() for name in known)
    return (round(ratio * 0.85, 2), "Its heading is like a known one") if ratio >= _LIKE else (0.0, "")


def _fitting(target: Target, counts: Counter[str]) -> float:
    """Share of the first different values that can be read as the fact; 1 where there is no way to tell."""
    texts = list(counts)[:_LOOKED_AT]
    if not texts:
        return 1.0
    if target.codes or target.column.reads == "yes or no":
        return sum(bool(meaning_of(target, text).codes) for text in texts) / len(texts) if len(texts) > 30 else 1.0
    if target.column.reads not in ("date", "postcode"):
        return 1.0
    try:
        _, faults = read_column(target.column, texts)
    except SourceFault:
        return 1.0  # dates, with the month first
    return 1 - len(faults) / len(texts)


def _column(looked: LookedAt, place: int, choice: _Choice | None) -> ProposedColumn:
    target, confidence, why = choice or (None, 0.0, "No fact goes under such a heading")
    return ProposedColumn(
        looked.grid.header[place].strip(), target.name if target else None, confidence, why, looked.samples(place)
    )


def _values(grid: Grid, place: int, target: Target, counts: Sequence[Counter[str]]) -> list[ProposedValue]:
    if not target.codes and target.column.reads != "yes or no":
        return []
    found = []
    for text, times in counts[place].most_common(_MOST_VALUES):
        meaning = meaning_of(target, text[:200])
        found.append(ProposedValue(
            grid.header[place].strip(), target.name, text[:200], times, meaning.codes, meaning.confidence, meaning.why
        ))  # fmt: skip
    return found


def _dates(chosen: dict[int, _Choice], counts: Sequence[Counter[str]]) -> Dates:
    """Month first where a column of dates can be nothing else; as found otherwise."""
    for place, (target, *_) in chosen.items():
        if target.column.reads == "date":
            try:
                read_column(BY_TARGET[target.name].column, counts[place])
            except SourceFault:
                return "month first"
    return "as found"
