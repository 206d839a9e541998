"""What the words of a list's cells mean. Each distinct text of a column is read once."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from suffdesk.core.errors import UserError
from suffdesk.core.kinds import PAST_DATE, Value
from suffdesk.core.text import ended, with_article
from suffdesk.domain.authorities import find_area
from suffdesk.domain.formats import ofsted
from suffdesk.domain.formats.mapping import plain
from suffdesk.domain.formats.ofsted import ListColumn
from suffdesk.domain.identifiers import as_text, is_error_value, is_spoiled
from suffdesk.domain.postcodes import normalise
from suffdesk.domain.quality import PART_JUDGEMENTS
from suffdesk.domain.registration import NUMBER_WORDS, registration_number, regulator_of_number
from suffdesk.imports.ssda903.cells import clean, number_lost, value_lost
from suffdesk.imports.ssda903.date_columns import read_dates
from suffdesk.imports.ssda903.faults import Fault

_LONGEST = 500
_MOST_PLACES = 5_000
_NO_VALUE = ofsted.NO_VALUE | {""}
_NUMBERS = frozenset({"urn", "event_number"})
"""Columns of numbers by which something is known: text, whatever a spreadsheet made of them."""
_LOOK_UP = "Look the word up in the list's notes."

Read = tuple[Value, Fault | None]


def read_words(column: ListColumn, heading: str, texts: Iterable[str]) -> dict[str, Read]:
    """Value and fault of every distinct text of a column; marks alone, as ``-``, are no value.

    Raises SourceFault where its dates have the month first.
    """
    counts = Counter(texts)
    cleaned = {text: _cleaned(text) for text in counts}
    if column.reads == "date":
        plain_counts: Counter[str] = Counter()
        for text, times in counts.items():
            if len(cleaned[text]) <= _LONGEST:
                plain_counts[cleaned[text]] += times
        values, faults = read_dates(heading, plain_counts, PAST_DATE)
        return {
            text: (values[short], faults.get(short)) if short in values else _too_long(short)
            for text, short in cleaned.items()
        }
    read = _READERS.get(column.reads, _text)
    return {
        text: (None, None) if not short else _too_long(short) if len(short) > _LONGEST else _read(column, read, short)
        for text, short in cleaned.items()
    }


def _cleaned(text: str) -> str:
    short = clean(text)
    return short if is_error_value(short) or plain(text) not in _NO_VALUE else ""


def _read(column: ListColumn, read: Callable[[str], Read], text: str) -> Read:
    """Nothing is kept of a cell that holds an error instead of a value; a number may be spoiled in more ways."""
    if column.name in _NUMBERS:
        text = as_text(text)
        return (None, number_lost(text)) if is_spoiled(text) else read(text)
    return (None, value_lost(text)) if is_error_value(text) else read(text)


def _too_long(text: str) -> Read:
    return None, Fault(
        "too_long", f"The value has {len(text):,} characters, and the most is {_LONGEST}.", "Shorten it."
    )


def _text(text: str) -> Read:
    return text, None


def _urn(text: str) -> Read:
    urn = registration_number(text)
    if regulator_of_number(urn):
        return urn, None
    return urn, Fault(
        "urn_form", f"“{text[:60]}” is not a regulator's number: {NUMBER_WORDS}.",
        "Check the number on the regulator's website.",
    )  # fmt: skip


def _number(text: str) -> Read:
    match = re.fullmatch(r"([0-9]{1,6})(?:\.0{1,6})?", text.replace(",", ""))
    if match and int(match.group(1)) <= _MOST_PLACES:
        return int(match.group(1)), None
    return None, Fault("places_not_a_number", f"“{text[:60]}” is not a number of places.", "Mend the number.")


def _among(known: Mapping[str, Value], rule: str, what: str) -> Callable[[str], Read]:
    def read(text: str) -> Read:
        found = known.get(plain(text))
        return found, None if found is not None else Fault(
            rule, f"“{text[:60]}” is not {with_article(what)} that is known.", _LOOK_UP
        )

    return read


def _judgement(text: str) -> Read:
    if plain(text) in ofsted.NOT_JUDGED:
        return None, None
    return _among(ofsted.JUDGEMENTS, "judgement_unknown", "judgement")(text)


def _part(text: str) -> Read:
    value, fault = _judgement(text)
    if value is not None and value not in PART_JUDGEMENTS:
        return None, Fault("part_unknown", f"“{text[:60]}” is no judgement of a part of an inspection.", _LOOK_UP)
    return value, fault


def _inspection(text: str) -> Read:
    words = plain(text)
    for word, kind in ofsted.INSPECTION_WORDS:
        if word in words:
            return kind, None
    return None, Fault("inspection_unknown", f"“{text[:60]}” is not a kind of inspection that is known.", _LOOK_UP)


def _area(text: str) -> Read:
    try:
        return find_area(text[:100]), None
    except UserError as error:
        return None, Fault("area_unknown", ended(str(error)), "Mend the name of the local authority.")


def _postcode(text: str) -> Read:
    written = normalise(text)
    fault = Fault("postcode_form", f"“{text[:60]}” has not the form of a postcode.", "Mend the postcode.")
    return (written, None) if written else (None, fault)


def _flag(text: str) -> Read:
    """``Yes``, or the heading's own words, as the list of 2023 has them."""
    words = plain(text)
    if words in ofsted.YES:
        return 1, None
    fault = Fault("flag_unknown", f"“{text[:60]}” says neither yes nor no in words that are known.", _LOOK_UP)
    return (0, None) if words in ofsted.NO else (None, fault)


def _kind_if_known(text: str) -> Read:
    """A subtype that says more than the type beside it; of one that is not known the type says enough."""
    return ofsted.KINDS.get(plain(text)), None


_READERS: dict[str, Callable[[str], Read]] = {
    "urn": _urn,
    "number": _number,
    "kind": _among(ofsted.KINDS, "kind_unknown", "provision type"),
    "sector": _among(ofsted.SECTORS, "sector_unknown", "sector"),
    "status": _among(ofsted.STATUSES, "status_unknown", "registration status"),
    "regulator": _among(ofsted.REGULATORS, "regulator_unknown", "regulator"),
    "area": _area,
    "postcode": _postcode,
    "flag": _flag,
    "leaver": _among(ofsted.LEAVERS, "leaver_unknown", "word for one who left or joined"),
    "kind, if known": _kind_if_known,
    "judgement": _judgement,
    "part": _part,
    "inspection": _inspection,
}
