"""Words about numbers, for sentences that are made from figures; and text as it is kept, on one line or several."""

import re
import unicodedata

_NO_LETTERS = re.compile("[\ud800-\udfff]+")
"""Surrogates: how Python writes the bytes of a file name that are not UTF-8."""
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")


def plural(count: int, one: str, many: str = "") -> str:
    """``1 child`` or ``2,000 children``."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def listed(items: list[str], before_last: str = "and") -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {before_last} {items[-1]}"


def ended(sentence: str) -> str:
    """The sentence with a full stop where nothing ends it yet; nothing stays nothing."""
    return sentence if not sentence or sentence.endswith((".", "?", "!")) else f"{sentence}."


_SOUNDS_LIKE_A_VOWEL = frozenset("AEFHILMNORSX")
"""Letters whose names begin with a vowel: an IPA, an SDQ."""
_LIKE_YOU = ("uni", "use", "usu", "uti", "eu", "one", "once")
_SILENT_H = ("hour", "honest", "heir")


def article(words: str) -> str:
    """``a`` or ``an``, as it is said before these words: by the sound with which they begin."""
    first = words.partition(" ")[0]
    if len(first) > 1 and first.isupper():
        return "an" if first[0] in _SOUNDS_LIKE_A_VOWEL else "a"
    first = first.casefold()
    if first.startswith(_LIKE_YOU):
        return "a"
    return "an" if first.startswith(("a", "e", "i", "o", "u", *_SILENT_H)) else "a"


def with_article(words: str) -> str:
    """``a visit``, ``an episode``, ``an IPA``."""
    return f"{article(words)} {words}"


def storable(text: str) -> str:
    """The name of a file as it can be stored and printed: bytes of it that are not UTF-8 become “\ufffd”."""
    return _NO_LETTERS.sub("\ufffd", text)


def single_line(text: str) -> str:
    """The text on one line: breaks and spaces of other kinds become a plain space, control characters go."""
    text = storable(text)
    if text.isprintable():
        return text.strip()
    return "".join(letter for letter in " ".join(text.split()) if unicodedata.category(letter) != "Cc")


def several_lines(text: str) -> str:
    """The text with its lines, each ended by one line feed; other control characters go, tabs stay."""
    kept = _LINE_ENDS.sub("\n", text)
    return "".join(letter for letter in kept if letter in "\n\t" or unicodedata.category(letter) != "Cc").strip()
