"""Finding the row that names the columns of a list, and what it, the lines above it and the file's name say."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache

from suffdesk.core.dates import parse_date
from suffdesk.domain.formats.mapping import plain
from suffdesk.domain.formats.ofsted import COLUMNS, INSPECTIONS, KINDS, PART_OF_A_LIST
from suffdesk.imports.sources import Grid

_FEWEST, _FEWEST_WITHOUT_KIND = 4, 6
"""Columns that are known, the number among them, before a row is taken for the header."""
_LONGEST_HEADING = 200
_LINES_OF_TITLE = 6
"""Lines above a header that may speak of the list; what stands before them is of a cover or of another sheet."""
_MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
_AT_A_DAY = re.compile(r"(.+?) (?:as )?at (\d{1,2} [a-z]+ \d{4})")
_DATES = re.compile(
    rf"(?<!\d)(?:(\d{{1,2}})(?:st|nd|rd|th)?[ _.\-]*({_MONTH})[ _.\-]*(\d{{4}}|\d{{2}})"
    r"|(\d{4})[_.\-](\d{2})[_.\-](\d{2})|(\d{1,2})[/_.\-](\d{1,2})[/_.\-](\d{4}))(?!\d)",
    re.IGNORECASE,
)


def titles_of(grid: Grid) -> list[str]:
    """The lines above the header of a table, those of its own sheet: a title names the date of the list."""
    words = [" ".join(cell.strip() for cell in row if cell.strip())[:1_000] for row in grid.above]
    return [line for line in words if line][-_LINES_OF_TITLE:]


def is_header(cells: Sequence[str]) -> bool:
    """Whether a row names the columns of a list: a number and others. A list of one kind may have no provision type."""
    places = columns_in(cells)
    return "urn" in places and len(places) >= (_FEWEST if "kind" in places else _FEWEST_WITHOUT_KIND)


def columns_in(cells: Sequence[str]) -> dict[str, int]:
    """Position of the column of each fact; of an inspection's facts under its number, as ``0 judgement``.

    Of several headings of one fact the one that is named first in the format counts, and of those that name a day
    (``Registration status (as at 31 March 2025)``) the latest.
    """
    found: dict[str, tuple[int, int, int]] = {}
    for position, cell in enumerate(cells):
        heading, day = _without_day(cell)
        for name, rank in _by_heading().get(heading, ()):
            place = (rank, -day.toordinal() if day else 0, position)
            if name not in found or place < found[name]:
                found[name] = place
    return {name: place[-1] for name, place in found.items()}


def _without_day(cell: str) -> tuple[str, date | None]:
    """A heading in plain words without the day that it names at its end, and that day."""
    heading = plain(cell[:_LONGEST_HEADING])
    match = _AT_A_DAY.fullmatch(heading)
    if match is None:
        return heading, None
    return match.group(1), date_in(match.group(2))


def day_in_header(cells: Sequence[str]) -> date | None:
    """The latest day that a heading names."""
    return max((day for cell in cells if (day := _without_day(cell)[1])), default=None)


@cache
def _by_heading() -> dict[str, tuple[tuple[str, int], ...]]:
    known: dict[str, list[tuple[str, int]]] = {}
    for column in COLUMNS:
        for rank, heading in enumerate(column.headings):
            known.setdefault(heading, []).append((column.name, rank))
    taken = set(known)
    for number, inspection in enumerate(INSPECTIONS):
        for column in inspection.columns:
            for rank, heading in enumerate(column.headings):
                if heading not in taken:
                    known.setdefault(heading, []).append((f"{number} {column.name}", rank))
        taken = set(known)  # a heading of an earlier inspection is not one of a later
    return {heading: tuple(names) for heading, names in known.items()}


def date_in(text: str) -> date | None:
    """The last date that a title or the name of a file holds: of a span, its end."""
    found = None
    for match in _DATES.finditer(text):
        day, month, year, iso_year, iso_month, iso_day, d, m, y = match.groups()
        written = f"{day} {month} {year if len(year) == 4 else f'20{year}'}" if day else (
            f"{iso_year}-{iso_month}-{iso_day}" if iso_year else f"{d}/{m}/{y}"
        )  # fmt: skip
        try:
            found = parse_date(written)
        except ValueError:
            continue
    return found


def date_of_list(titles: Iterable[str], names: Iterable[str]) -> date | None:
    """The day of a list: from the title nearest above its header that says one, else from its name or its sheet's.

    What names no day may still have it in a heading, for which see :func:`day_in_header`.
    """
    for text in (*(title for title in reversed(list(titles)) if _tells_the_day(title)), *names):
        if found := date_in(text):
            return found
    return None


def _tells_the_day(title: str) -> bool:
    """When a list was published, or last changed, is not the day on which it holds."""
    words = f" {plain(title)} "
    return not any(word in words for word in (" published ", " publication ", " updated ", " last changed "))


def is_complete(texts: Iterable[str]) -> bool:
    """Whether nothing in a title or name says that the list has a part of what is registered."""
    return not any(part in plain(text) for text in texts for part in PART_OF_A_LIST)


def kind_in(texts: Iterable[str]) -> str | None:
    """The one kind of setting that titles and names speak of; None where they speak of none or of several."""
    named = {kind for text in texts for words, kind in KINDS.items() if words in plain(text)}
    return named.pop() if len(named) == 1 else None
