"""A search among more children than are held as ids: the few who can match, found by index alone."""

from collections.abc import Callable
from typing import Any

from suffdesk.store.queries.register_filter import LAST_LETTER, Areas, RegisterFilter, codes_in_words, search_words

Select = Callable[[str, dict[str, object]], list[Any]]
_SHORTEST = 3
"""Letters that a trigram index needs; a shorter word is looked for at the start of references alone."""


_INSIDE = (
    "SELECT child_id FROM child_search WHERE number IN "
    "(SELECT rowid FROM child_words WHERE words LIKE :inside LIMIT :few)",
)
_AT_THE_START = (
    "SELECT id FROM child WHERE reference >= :low AND reference < :high LIMIT :few",
    "SELECT id FROM child WHERE identifier >= :low AND identifier < :high LIMIT :few",
)


def candidates(select: Select, wanted: RegisterFilter, areas: Areas, few: int) -> list[str] | None:
    """Ids of children among whom are all that match; None where no condition leaves ``few`` of them or less."""
    if wanted.child_ids is not None and len(wanted.child_ids) <= few:
        return list(wanted.child_ids)
    for word in search_words(wanted.text):
        found = _by_word(select, word, areas, few)
        if found is not None:
            return found
    return None


def _by_word(select: Select, word: str, areas: Areas, few: int) -> list[str] | None:
    if any(codes_in_words(word).values()) or areas.named(word):
        return None
    low = word.upper()
    last = {"low": low, "high": low + LAST_LETTER, "inside": f"%{word}%", "few": few + 1}
    found: set[str] = set()
    by_letters = len(word) >= _SHORTEST and "%" not in word and "_" not in word
    for sql in (
        *(_INSIDE if by_letters else _AT_THE_START),
        "SELECT child_id FROM episode WHERE placement_postcode >= :low AND placement_postcode < :high LIMIT :few",
        "SELECT child_id FROM episode WHERE home_postcode >= :low AND home_postcode < :high LIMIT :few",
        "SELECT child_id FROM episode WHERE urn >= :low AND urn < :high LIMIT :few",
        "SELECT child_id FROM placement WHERE setting_id IN "
        "(SELECT id FROM setting WHERE name LIKE :inside) LIMIT :few",
    ):
        found.update(str(child) for (child,) in select(sql, last))
        if len(found) > few:
            return None
    return list(found)
