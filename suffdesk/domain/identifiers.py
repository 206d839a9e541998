"""Identifiers are text, whatever a spreadsheet made of them (DOMAIN.md, "Settled since")."""

import re

_POINT_ZERO = re.compile(r"([0-9]+)\.0+")
_GUARDED = re.compile(r"=\"([^\"]*)\"|'(.*)")
"""How people keep a spreadsheet from taking a number for one: ``="1002"`` and ``'1003``."""
_EXPONENT = re.compile(r"[0-9](?:[.,][0-9]+)?[eE][+-][0-9]{1,3}")
_ERROR = re.compile(r"#+|#(?:REF|VALUE|NAME|NUM|NULL|SPILL|CALC|FIELD|BLOCKED|GETTING_DATA)[!?]?|#N/A!?|#DIV/0!", re.I)
_NOTHING = frozenset({"nan", "null", "none", "nat", "<na>", "n/a"})
"""What programs print where a number was empty."""


def as_text(text: str) -> str:
    """The identifier without what a spreadsheet added: ``1001.0``, ``="1001"`` and ``'1001`` are ``1001``."""
    if match := _GUARDED.fullmatch(text):
        text = (match.group(1) or match.group(2) or "").strip()
    match = _POINT_ZERO.fullmatch(text)
    return match.group(1) if match else text


def is_error_value(text: str) -> bool:
    """Whether a cell holds what a spreadsheet shows instead of a value: ``#REF!``, ``#N/A``, ``#####``."""
    return _ERROR.fullmatch(text) is not None


def is_spoiled(text: str) -> bool:
    """Whether a number was lost: an error value, ``1.23E+06`` (which many numbers become), or the word for nothing."""
    return is_error_value(text) or _EXPONENT.fullmatch(text) is not None or text.casefold() in _NOTHING
