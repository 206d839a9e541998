"""Code sets of the SSDA903 return, with the collection years in which each code is valid.

Source: resources/codes/ssda903.json, which names its own. A collection year is the year of the 31 March
on which it ends.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from suffdesk.core.entities import Choice
from suffdesk.core.paths import resource


@dataclass(frozen=True, slots=True)
class Code:
    """One code, with the first and last collection year in which a return may hold it (None: no limit)."""

    code: str
    label: str
    meaning: str
    group: str
    first: int | None
    last: int | None

    def valid_in(self, year: int) -> bool:
        return (self.first is None or year >= self.first) and (self.last is None or year <= self.last)


@dataclass(frozen=True)
class CodeSet:
    """All codes of one column, in the return's order."""

    name: str
    codes: tuple[Code, ...]

    @cached_property
    def by_code(self) -> Mapping[str, Code]:
        return {code.code: code for code in self.codes}

    @cached_property
    def choices(self) -> tuple[Choice, ...]:
        return tuple(Choice(code.code, code.label, code.meaning, code.group) for code in self.codes)

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """Names of the groups, in the order in which they first stand."""
        return tuple(dict.fromkeys(code.group for code in self.codes if code.group))

    def label(self, code: str | None) -> str:
        """The words for a code; the code itself where it is not known; empty for none."""
        known = self.by_code.get(code or "")
        return known.label if known else (code or "")

    def group(self, code: str | None) -> str:
        """The group of a code; empty where it is not known."""
        known = self.by_code.get(code or "")
        return known.group if known else ""


@cache
def _sets() -> Mapping[str, CodeSet]:
    raw = json.loads(resource("codes", "ssda903.json").read_text(encoding="utf-8"))["sets"]
    return {
        name: CodeSet(
            name,
            tuple(
                Code(
                    item["code"],
                    item["label"],
                    item.get("meaning", item["label"]),
                    item.get("group", ""),
                    item.get("first"),
                    item.get("last"),
                )
                for item in items
            ),
        )
        for name, items in raw.items()
    }


@cache
def code_set(name: str) -> CodeSet:
    """The set of one SSDA903 column (``PLACE``, ``LS``, ...). Raises KeyError."""
    return _sets()[name]


def code_set_names() -> tuple[str, ...]:
    """Every set held."""
    return tuple(_sets())


SHORT_BREAKS = frozenset({"V3", "V4"})
"""Legal statuses of agreed short breaks, left out of every count of children looked after."""
TEMPORARY_PLACES = frozenset({"T0", "T1", "T2", "T3", "T4"})
FOSTER_PLACES = frozenset({"U1", "U2", "U3", "U4", "U5", "U6"})
CONNECTED_PLACES = frozenset({"U1", "U2", "U3"})
"""Foster placements with relatives or friends."""
SAME_CARER_ADOPTION = frozenset({"A3", "A5"})
ADOPTION_PLACES = frozenset({"A3", "A4", "A5", "A6"})
SUPPORTED_PLACES = frozenset({"K3", "H5"})
"""Supported accommodation, and semi-independent living as it was called before October 2023."""
SCHOOL_PLACES = frozenset({"S1"})
INDEPENDENT_PROVIDERS = frozenset({"PR4", "PR5"})
OWN_PROVIDER = "PR1"
MOVED_ON = "X1"
"""REC of an episode that another follows at once: care goes on."""
