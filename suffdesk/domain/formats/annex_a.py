"""Headings and words of extracts that are known beforehand, and the mapping for Annex A that ships with the program.

Source: resources/codes/annex_a.json, which names its own. Words that stand for a code are proposals that a person
says yes to; the mapping that ships has only those of which there is no doubt.
"""

import json
from collections.abc import Mapping as Map
from functools import cache
from typing import Any

from suffdesk.core.paths import resource
from suffdesk.domain.formats.mapping import MappedColumn, Mapping, checked, plain


@cache
def _facts() -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(resource("codes", "annex_a.json").read_text(encoding="utf-8"))
    return facts


@cache
def headings() -> Map[str, tuple[str, ...]]:
    """For each fact the headings that it goes under, the most usual first."""
    return {target: tuple(names) for target, names in _facts()["columns"].items()}


@cache
def words(target: str, *, likely: bool = False) -> Map[str, Map[str, str]]:
    """Words (as :func:`plain` gives them) that stand for codes of a fact, and the codes they fill in.

    ``likely`` gives those that often do, and that a person has to say yes to.
    """
    found = _facts()["likely" if likely else "values"].get(target, {})
    return {plain(text): {target: codes} if isinstance(codes, str) else dict(codes) for text, codes in found.items()}


@cache
def annex_a() -> Mapping:
    """The mapping that ships: Ofsted's Annex A, the list of children looked after."""
    facts = _facts()
    return checked(
        Mapping(
            name=facts["name"],
            source=facts["source"],
            sheets=tuple(facts["sheets"]),
            codes_in_front=True,
            columns=tuple(MappedColumn(names, target, words(target)) for target, names in headings().items()),
        )
    )


READY: tuple[str, ...] = (_facts()["name"],)
"""Names of the mappings that ship."""
