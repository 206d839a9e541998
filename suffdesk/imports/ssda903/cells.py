"""What the text of a cell means. Each distinct text of a column is read once, however many rows have it."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial

from suffdesk.core.dates import financial_year_label
from suffdesk.core.kinds import YES_NO, Value
from suffdesk.core.text import with_article
from suffdesk.domain.codes import code_set
from suffdesk.domain.formats.ssda903 import Column
from suffdesk.domain.identifiers import as_text, is_error_value, is_spoiled
from suffdesk.domain.postcodes import normalise
from suffdesk.domain.registration import NUMBER_WORDS, registration_number, regulator_of_number, stands_for_none
from suffdesk.imports.ssda903.date_columns import Meanings, read_dates, read_part_dates
from suffdesk.imports.ssda903.faults import Fault

_LONGEST = 200
"""Characters of any one value. No column of the return needs 40."""
_LONGEST_IDENTIFIER = 20
_UPN = re.compile(r"[A-HJ-NP-RT-Z][0-9]{11}[0-9A-Z]|UN[1-5]")
_SEX = {"1": "M", "2": "F"}
"""The codes up to 2023-24, kept as those of today."""
_RANGES = {"SDQ_SCORE": (0, 40), "NB_ADOPTR": (1, 2)}
_CHECK = "Check it against the child's record."

_Reader = Callable[[str], tuple[Value, Fault | None]]


def clean(text: str) -> str:
    """Without space around, control and other invisible characters; any kind of space within becomes a plain one."""
    text = text.strip()
    if text.isprintable():
        return text
    kept = (" " if char.isspace() else char for char in text if char.isspace() or unicodedata.category(char)[0] != "C")
    return "".join(kept).strip()


def read_column(column: Column, texts: Iterable[str]) -> Meanings:
    """The value of every distinct text of a column, and the fault of those that have one.

    A value with a fault is None where it cannot be stored. Raises SourceFault where the column as a whole cannot be
    read (dates with the month first).
    """
    counts = Counter(texts)
    cleaned = {text: clean(text) for text in counts}
    plain: Counter[str] = Counter()
    for text, times in counts.items():
        plain[cleaned[text]] += times
    if column.reads == "date":
        values, faults = read_dates(column.name, {text: n for text, n in plain.items() if len(text) <= _LONGEST})
    elif column.reads == "part date":
        values, faults = read_part_dates([text for text in plain if len(text) <= _LONGEST])
    else:
        values, faults = {}, {}
        read = _reader(column)
        for text in plain:
            if len(text) <= _LONGEST:
                values[text], fault = _read(column, read, text)
                if fault:
                    faults[text] = fault
    for text in plain:
        if len(text) > _LONGEST:
            values[text] = None
            faults[text] = Fault(
                "too_long", f"The value has {len(text):,} characters and no value of the return has {_LONGEST}.", _CHECK
            )
    all_faults = {text: faults[short] for text, short in cleaned.items() if short in faults}
    for text, short in cleaned.items():
        if text not in all_faults and text.strip() != short:
            all_faults[text] = Fault(
                "control_characters", "The value held characters that cannot be seen; they were taken out.",
                "Type it again in the system that made the file.",
            )  # fmt: skip
    return {text: values[short] for text, short in cleaned.items()}, all_faults


def out_of_year(column: Column, texts: Iterable[str], year: int) -> dict[str, Fault]:
    """The distinct texts that are codes of the return in other years only."""
    if column.reads != "code":
        return {}
    known = code_set(column.codes).by_code
    faults = {}
    for text in texts:
        code = known.get(clean(text).upper())
        if code and not code.valid_in(year):
            when = (
                f"from {financial_year_label(code.first)}"
                if code.first and year < code.first
                else f"up to {financial_year_label(code.last or year)}"
            )
            faults[text] = Fault(
                "code_not_in_year",
                f"{column.name} {code.code} ({code.label}) is used {when}, not in {financial_year_label(year)}.",
                "Use the code of that year.",
            )
    return faults


def _reader(column: Column) -> _Reader:
    if column.name in _SPECIAL:
        return _SPECIAL[column.name]
    if column.reads == "code":
        return partial(_code, column)
    if column.reads == "integer":
        return partial(_integer, column.name)
    return {"yes or no": _yes_or_no, "postcode": _postcode}.get(column.reads, _text)


def _read(column: Column, read: _Reader, text: str) -> tuple[Value, Fault | None]:
    """Nothing is kept of a cell that holds an error instead of a value; an identifier may be spoiled in more ways."""
    if column.name in IDENTIFIERS:
        text = as_text(text)
    if not text:
        return None, None
    if column.name in IDENTIFIERS:
        if is_spoiled(text):
            return None, number_lost(text)
    elif is_error_value(text):
        return None, value_lost(text)
    return read(text)


def number_lost(text: str) -> Fault:
    """What is said of an identifier that a spreadsheet spoiled."""
    return _spoiled(text, "number", "Format the column as text, enter the numbers again and save the file.")


def value_lost(text: str) -> Fault:
    """What is said of a cell that holds an error instead of a value."""
    return _spoiled(text, "value", "Mend the cell in the spreadsheet that the file comes from.")


def _spoiled(text: str, what: str, mend: str) -> Fault:
    return Fault(
        "spoiled", f"“{text[:40]}” is what a spreadsheet or program leaves where {with_article(what)} is lost.", mend
    )


def _text(text: str) -> tuple[Value, Fault | None]:
    return text, None


def _identifier(text: str) -> tuple[Value, Fault | None]:
    if len(text) > _LONGEST_IDENTIFIER:
        return text, Fault(
            "identifier_too_long",
            f"The child's identifier has {len(text)} characters; the return allows {_LONGEST_IDENTIFIER}.",
            "Use the local identifier of the child.",
        )
    return text, None


def _code(column: Column, text: str) -> tuple[Value, Fault | None]:
    code = text.upper()
    known = code_set(column.codes).by_code
    if code not in known and code.removesuffix(".0") in known:
        code = code.removesuffix(".0")
    if code in known:
        return code, None
    return code, _unknown(column.name, text)


def _sex(text: str) -> tuple[Value, Fault | None]:
    code = text.upper().removesuffix(".0")
    if code in code_set("SEX").by_code:
        return _SEX.get(code, code), None
    return None, _unknown("SEX", text)


def _unknown(name: str, text: str) -> Fault:
    return Fault(
        "code_unknown", f"“{text}” is not a code of {name} in any year.", "Look the code up in the return's guidance."
    )


def _integer(name: str, text: str) -> tuple[Value, Fault | None]:
    match = re.fullmatch(r"(-?[0-9]{1,9})(?:\.0{1,9})?", text)
    if not match:
        return None, Fault("not_a_number", f"“{text}” is not a whole number.", _CHECK)
    number = int(match.group(1))
    low, high = _RANGES.get(name, (number, number))
    if not low <= number <= high:
        return number, Fault("number_range", f"{name} is {number}; it can only be {low} to {high}.", _CHECK)
    return number, None


def _yes_or_no(text: str) -> tuple[Value, Fault | None]:
    try:
        return YES_NO.parse(text.removesuffix(".0")), None
    except ValueError:
        return None, Fault("not_yes_or_no", f"“{text}” is neither 1 (yes) nor 0 (no).", _CHECK)


def _postcode(text: str) -> tuple[Value, Fault | None]:
    written = normalise(text)
    if written is None:
        return text.upper(), Fault("postcode_form", f"“{text}” has not the form of a postcode.", "Mend the postcode.")
    return written, None


def _urn(text: str) -> tuple[Value, Fault | None]:
    urn = registration_number(text)
    if regulator_of_number(urn) or stands_for_none(urn):
        return urn, None
    return urn, Fault(
        "urn_form",
        f"“{text}” is not a regulator's number, nor XXXXXXX: {NUMBER_WORDS}.",
        "Take the number from Ofsted's list of providers.",
    )


def _upn(text: str) -> tuple[Value, Fault | None]:
    upn = "".join(text.split()).upper()
    if _UPN.fullmatch(upn):
        return upn, None
    return upn, Fault(
        "upn_form",
        f"“{text}” is not a unique pupil number (a letter, eleven digits, and a digit or letter) nor UN1 to UN5.",
        "Take it from the school's record.",
    )


IDENTIFIERS = frozenset({"CHILD", "URN", "UPN", "SW_ID", "Reference"})
"""Columns that hold numbers by which something is known; ``Reference`` is an extract's."""
_SPECIAL: dict[str, _Reader] = {"CHILD": _identifier, "SEX": _sex, "URN": _urn, "UPN": _upn}
