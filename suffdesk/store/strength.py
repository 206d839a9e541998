"""How hard a passphrase is to guess, as somebody tries who knows what people choose.

A rough measure, in bits: what is well known (a common password, a row of keys, a year, the same letter again) counts as
one choice however long it is, a word as one of some thousands, and everything else letter by letter.
"""

import functools
import math
import re
from dataclasses import dataclass
from typing import Final, Literal

from suffdesk.core.paths import resource
from suffdesk.store.keys import settled

Level = Literal[0, 1, 2, 3]
SHORTEST: Final = 8
"""Characters that every passphrase has to have."""
_WEAK, _FAIR = 30.0, 50.0
"""Bits below which it is weak, and fair."""
_KNOWN, _WORD = 6.0, 14.0
"""Bits of something well known, and of a word."""
_ROWS: Final = (
    "abcdefghijklmnopqrstuvwxyz", "0123456789", "1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qazwsxedcrfvtgb",
    "1q2w3e4r5t6y",
)  # fmt: skip
_LEET: Final = str.maketrans("013457@$!", "oleastasi")
_PARTS: Final = re.compile(r"[^\W\d_]+|\d+|.", re.DOTALL)
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_SAID: Final = (
    "Too short: at least {shortest} characters",
    "Weak: easy to guess; four or five unrelated words are better",
    "Fair: longer is better",
    "Strong",
)


@functools.cache
def _common() -> frozenset[str]:
    """Words that everybody tries first."""
    return frozenset(resource("common_passphrases.txt").read_text(encoding="utf-8").split())


@dataclass(frozen=True, slots=True)
class Strength:
    """``level`` is 0 (too short), 1 (weak), 2 (fair) or 3 (strong); ``words`` says so in one sentence."""

    level: Level
    words: str


def strength(passphrase: str) -> Strength:
    """How hard a passphrase is to guess."""
    words = settled(passphrase)
    bits = _bits(words)
    level: Level = 0 if len(words) < SHORTEST else 1 if bits < _WEAK else 2 if bits < _FAIR else 3
    return Strength(level, _SAID[level].format(shortest=SHORTEST))


def _bits(words: str) -> float:
    if words.casefold().translate(_LEET).strip("0123456789!?.-_ ") in _common():
        return _KNOWN
    bits, seen = 0.0, set[str]()
    for part in _PARTS.findall(words):
        folded = part.casefold()
        bits += 1.0 if folded in seen else _of_part(part, folded)
        if len(part) > 1:
            seen.add(folded)
    return min(bits, 6.0 * len(set(words.casefold())))  # few letters again and again are few choices


def _of_part(part: str, folded: str) -> float:
    capitals = 1.0 if part not in (folded, part.upper()) or part.isupper() else 0.0
    if _is_known(folded):
        return _KNOWN + capitals
    if part.isdigit():
        return _KNOWN if _YEAR.fullmatch(part) else math.log2(10) * len(part)
    if part.isalpha():
        by_letters = math.log2(26) * len(part)
        return (min(by_letters, _WORD) if _could_be_a_word(folded) else by_letters) + capitals
    return 0.5 if part == " " else 4.0


def _is_known(folded: str) -> bool:
    """One of the words that everybody tries, a row of keys, one letter again and again, or such things joined."""
    if len(folded) < 3:
        return False
    if folded in _common() or len(set(folded)) == 1 or any(folded in row or folded[::-1] in row for row in _ROWS):
        return True
    half = next((n for n in range(1, len(folded) // 2 + 1) if folded[:n] * (len(folded) // n) == folded), 0)
    if half:
        return True
    return any(folded.startswith(word) and _is_known(folded[len(word) :]) for word in _common() if len(word) > 2)


def _could_be_a_word(folded: str) -> bool:
    vowels = sum(letter in "aeiouy" for letter in folded)
    return len(folded) < 15 and 0.2 <= vowels / len(folded) <= 0.7 and not re.search(r"[^aeiouy]{5}", folded)
