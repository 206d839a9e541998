"""Which code the words in a cell stand for, and how sure that is."""

import difflib
import re
from dataclasses import dataclass, field
from functools import cache

from suffdesk.core.kinds import YES_NO
from suffdesk.domain.codes import code_set
from suffdesk.domain.formats.annex_a import words
from suffdesk.domain.formats.extract import BY_TARGET, Target
from suffdesk.domain.formats.mapping import plain, without_letter

_IN_FRONT = re.compile(r"[\s(\[]*([A-Za-z]{1,4}[0-9]{0,2}[A-Za-z]?)(?=$|[\s):.,;/\]–—-])")
_IN_BRACKETS = re.compile(r"[(\[]\s*([A-Za-z]{1,4}[0-9]{0,2}[A-Za-z]?)\s*[)\]]\s*$")
_LIKE = 0.85
CODE_IN_FRONT = 0.95
"""How sure it is of words that begin or end with a code."""
_OLD_SEX = {"1": "M", "2": "F"}


@dataclass(frozen=True, slots=True)
class Meaning:
    """The codes by fact; empty where nothing is known. ``confidence`` is 0 to 1, 1 for a code as it stands."""

    codes: dict[str, str] = field(default_factory=dict)
    confidence: float = 0.0
    why: str = "Not known"


def as_it_stands(target: Target, text: str) -> str | None:
    """The code where the text is the code itself, or its words as the program shows them; None otherwise."""
    written = text.strip()
    if target.column.reads == "yes or no":
        try:
            return str(YES_NO.parse(without_letter(written).removesuffix(".0")))
        except ValueError:
            return None
    codes = code_set(target.codes)
    for said in (written, without_letter(written)):
        upper = said.upper()
        if target.name == "sex" and upper.removesuffix(".0") in _OLD_SEX:
            return _OLD_SEX[upper.removesuffix(".0")]
        if upper in codes.by_code:
            return upper
        if label := _labels(target.name).get(plain(said)):
            return label
    return None


def code_in_front(target: Target, text: str) -> str | None:
    """The code that a value begins with (``U6 Foster carer``, ``a) N1 - Abuse``), or ends with in brackets."""
    if not target.codes:
        return None
    by_code = code_set(target.codes).by_code
    for looked_at in (text, without_letter(text)):
        for pattern in (_IN_FRONT.match, _IN_BRACKETS.search):
            match = pattern(looked_at)
            if match and match.group(1).upper() in by_code and _is_no_word(target, match.group(1)):
                return match.group(1).upper()
    return None


def meaning_of(target: Target, text: str) -> Meaning:
    """What the words most likely stand for."""
    code = as_it_stands(target, text)
    if code is not None:
        return Meaning({target.name: code}, 1.0, "The code itself")
    code = code_in_front(target, text)
    if code is not None:
        return Meaning({target.name: code}, CODE_IN_FRONT, "It begins or ends with the code")
    for likely, confidence in ((False, 0.9), (True, 0.7)):
        known = words(target.name, likely=likely)
        for written in (plain(text), plain(without_letter(text))):
            if written in known:
                return Meaning(dict(known[written]), confidence, "These words often stand for it" if likely else
                               "These words stand for it")  # fmt: skip
    if not target.codes:
        return Meaning()
    written = plain(without_letter(text))
    near = difflib.get_close_matches(written, _labels(target.name), n=1, cutoff=_LIKE)
    if near:
        alike = difflib.SequenceMatcher(None, written, near[0]).ratio()
        return Meaning({target.name: _labels(target.name)[near[0]]}, round(alike * 0.7, 2), "Its words are like it")
    return Meaning()


def _is_no_word(target: Target, text: str) -> bool:
    """Codes of letters alone (``M``, ``WBRI``) count only in capitals; a small letter may be a list's own."""
    return any(char.isdigit() for char in text) or (len(text) > 1 and text.isupper())


@cache
def _labels(target: str) -> dict[str, str]:
    """Words for a code, as the program shows them → the code; words for two codes are left out."""
    found: dict[str, str | None] = {}
    for code in code_set(BY_TARGET[target].codes).codes if BY_TARGET[target].codes else ():
        if code.code.isdigit():
            continue
        for said in {plain(code.label), plain(code.meaning), plain(f"{code.label} ({code.code})")} - {""}:
            found[said] = code.code if found.get(said, code.code) == code.code else None
    return {said: code for said, code in found.items() if code is not None}
