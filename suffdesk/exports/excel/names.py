"""Names that Excel takes for sheets."""

import re
from collections.abc import Iterable

_LONGEST = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


def sheet_names(wanted: Iterable[str]) -> list[str]:
    """One valid name for each of ``wanted``: at most 31 characters, no two alike whatever their case."""
    names: list[str] = []
    taken: set[str] = {"history"}  # Excel keeps this one for itself
    for title in wanted:
        base = " ".join(_FORBIDDEN.sub(" ", title).split()).strip("' ") or "Sheet"
        name, number = _shortened(base, _LONGEST), 2
        while name.casefold() in taken:
            ending = f" ({number})"
            name, number = _shortened(base, _LONGEST - len(ending)) + ending, number + 1
        taken.add(name.casefold())
        names.append(name)
    return names


def _shortened(name: str, length: int) -> str:
    """``name`` cut between words where that keeps at least half of it."""
    if len(name) <= length:
        return name
    cut = name[: length + 1].rpartition(" ")[0]
    return (cut if len(cut) >= length // 2 else name[:length]).strip("' ,;-")


def quoted(name: str) -> str:
    """``name`` as it stands in a formula or a link."""
    return "'" + name.replace("'", "''") + "'"
