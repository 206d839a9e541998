"""How an extract's columns fill what the store knows: a mapping, as data that people name, keep and pass on."""

import json
import re
from collections.abc import Mapping as Map
from dataclasses import dataclass, field, replace
from typing import Any, Literal, get_args

from suffdesk.core.errors import UserError
from suffdesk.domain.codes import code_set
from suffdesk.domain.formats.extract import BY_TARGET

Dates = Literal["as found", "day first", "month first", "year first"]
Blanks = Literal["keep", "clear"]
FORMAT = "suffdesk import mapping"
VERSION = 1
_MOST_COLUMNS = 200
_MOST_VALUES = 2_000
_LONGEST = 400
_LETTER = re.compile(r"^(?:\(?[A-Za-z0-9]{1,2}\)\s*|[A-Za-z0-9]{1,2}\.\s+|(?:[A-Za-z]|[0-9]{1,2})\s?[-–—:]\s+)(?=\S)")
_WORDS = re.compile(r"[^a-z0-9+&]+")


def plain(text: str) -> str:
    """Words alone, in small letters: how headings and values are compared (``Date of Birth:`` is ``date of birth``)."""
    return _WORDS.sub(" ", text.casefold().replace("’", "'").replace("'", "")).strip()


def without_letter(text: str) -> str:
    """``a) Yes`` is ``Yes``, as is ``1 - Yes``: lists for inspections number their options so."""
    return _LETTER.sub("", text.strip())


@dataclass(frozen=True)
class MappedColumn:
    """One column. ``headers`` are its headings, any of which will do; ``values`` the words that stand for codes.

    A word may fill more than one fact: ``{"in-house foster carer": {"place": "U6", "provider": "PR1"}}``.
    """

    headers: tuple[str, ...]
    target: str
    values: Map[str, Map[str, str]] = field(default_factory=dict)

    def meaning(self, text: str) -> Map[str, str] | None:
        """The codes that a cell's words stand for; None where the mapping does not say."""
        return self._plain_values.get(plain(text)) or self._plain_values.get(plain(without_letter(text)))

    def __post_init__(self) -> None:
        object.__setattr__(self, "_plain_values", {plain(text): codes for text, codes in self.values.items()})

    _plain_values: Map[str, Map[str, str]] = field(init=False, repr=False, compare=False)


@dataclass(frozen=True)
class Mapping:
    """A whole mapping. ``sheets`` are names of which the first that is there is read; any sheet where it is empty.

    ``codes_in_front``: a value that begins with its code (``U6 Foster carer``) is read as that code. ``blanks``: an
    empty cell keeps what is held, or clears it. ``complete``: an extract holds every child looked after that day, so
    that a child who is not in it may have left.
    """

    name: str
    columns: tuple[MappedColumn, ...]
    source: str = ""
    sheets: tuple[str, ...] = ()
    header_row: int | None = None
    dates: Dates = "as found"
    blanks: Blanks = "keep"
    codes_in_front: bool = False
    complete: bool = True

    def named(self, name: str) -> "Mapping":
        """The same under another name."""
        return replace(self, name=name)

    def column(self, target: str) -> MappedColumn | None:
        """The column that fills a fact itself."""
        return next((column for column in self.columns if column.target == target), None)

    def to_json(self) -> str:
        """The text of a file of it."""
        return json.dumps(
            {
                "format": FORMAT,
                "version": VERSION,
                "name": self.name,
                "source": self.source,
                "sheets": list(self.sheets),
                "header_row": self.header_row,
                "dates": self.dates,
                "blanks": self.blanks,
                "codes_in_front": self.codes_in_front,
                "complete": self.complete,
                "columns": [
                    {
                        "headers": list(column.headers),
                        "fills": column.target,
                        "values": {text: dict(codes) for text, codes in column.values.items()},
                    }
                    for column in self.columns
                ],
            },
            indent=1,
            ensure_ascii=False,
        )


def from_json(text: str) -> Mapping:
    """A mapping from the text of its file. Raises UserError saying what in it is wrong."""
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError):
        raise UserError("The file is not an import mapping: it is not JSON; choose one that SuffDesk saved") from None
    if not isinstance(raw, dict) or raw.get("format") != FORMAT:
        raise UserError("The file is not an import mapping; choose one that SuffDesk saved")
    if raw.get("version") != VERSION:
        raise UserError("The import mapping was saved by another release of SuffDesk; save it again with this one")
    name = _text(raw, "name", needed=True)
    columns = _list(raw, "columns", _MOST_COLUMNS)
    header_row = raw.get("header_row")
    if header_row is not None and (not isinstance(header_row, int) or isinstance(header_row, bool) or header_row < 1):
        raise _wrong("header_row", "a row number, or null")
    return checked(
        Mapping(
            name=name,
            source=_text(raw, "source"),
            sheets=tuple(_texts(raw, "sheets")),
            header_row=header_row,
            dates=_choice(raw, "dates", get_args(Dates), "as found"),
            blanks=_choice(raw, "blanks", get_args(Blanks), "keep"),
            codes_in_front=_flag(raw, "codes_in_front", False),
            complete=_flag(raw, "complete", True),
            columns=tuple(_column(column) for column in columns),
        )
    )


def checked(mapping: Mapping) -> Mapping:
    """The mapping itself. Raises UserError where it cannot be used: a fact filled twice, a code that is none."""
    name = mapping.name.strip()
    if not name:
        raise UserError("The import mapping has no name; give it one")
    seen: set[str] = set()
    for column in mapping.columns:
        target = BY_TARGET.get(column.target)
        if target is None:
            raise UserError(f"The import mapping “{name}” fills “{column.target[:60]}”, which is no fact that is kept")
        if column.target in seen:
            raise UserError(f"The import mapping “{name}” fills {target.label} from two columns; keep one of them")
        seen.add(column.target)
        if not any(map(plain, column.headers)):
            raise UserError(f"The import mapping “{name}” names no column for {target.label}; name it")
        for text, codes in column.values.items():
            for other, code in codes.items():
                _check_code(name, text, other, code)
    return mapping


def _check_code(name: str, text: str, target: str, code: str) -> None:
    known = BY_TARGET.get(target)
    said = f"The import mapping “{name}” reads “{text[:60]}” as {code[:20]}"
    if known is None:
        raise UserError(f"{said} of “{target[:60]}”, which is no fact that is kept")
    if known.codes and code not in code_set(known.codes).by_code:
        raise UserError(f"{said}, which is not a code of {known.label}; choose one that is")
    if known.column.reads == "yes or no" and code not in ("0", "1"):
        raise UserError(f"{said}; write 1 for yes or 0 for no")
    if not known.codes and known.column.reads != "yes or no":
        raise UserError(f"{said}, but {known.label} takes no codes")


def _column(raw: object) -> MappedColumn:
    if not isinstance(raw, dict):
        raise _wrong("columns", "a list of columns")
    values = raw.get("values", {})
    if not isinstance(values, dict) or len(values) > _MOST_VALUES:
        raise _wrong("values", "words and their codes")
    read: dict[str, dict[str, str]] = {}
    for text, codes in values.items():
        if not isinstance(codes, dict) or not codes or not all(isinstance(code, str) for code in codes.values()):
            raise _wrong("values", "words and their codes")
        read[str(text)[:_LONGEST]] = {str(target): code for target, code in codes.items()}
    return MappedColumn(tuple(_texts(raw, "headers")), _text(raw, "fills", needed=True), read)


def _wrong(name: str, wanted: str) -> UserError:
    return UserError(f"The import mapping cannot be used: “{name}” in it is not {wanted}")


def _text(raw: Map[str, Any], name: str, *, needed: bool = False) -> str:
    value = raw.get(name, "")
    if not isinstance(value, str) or len(value) > _LONGEST or (needed and not value.strip()):
        raise _wrong(name, "a short text")
    return value.strip()


def _list(raw: Map[str, Any], name: str, most: int) -> list[Any]:
    value = raw.get(name, [])
    if not isinstance(value, list) or len(value) > most:
        raise _wrong(name, f"a list of at most {most}")
    return value


def _texts(raw: Map[str, Any], name: str) -> list[str]:
    value = _list(raw, name, _MOST_COLUMNS)
    if not all(isinstance(text, str) and len(text) <= _LONGEST for text in value):
        raise _wrong(name, "a list of short texts")
    return [str(text) for text in value]


def _choice(raw: Map[str, Any], name: str, choices: tuple[str, ...], default: str) -> Any:
    value = raw.get(name, default)
    if value not in choices:
        raise _wrong(name, "one of " + ", ".join(choices))
    return value


def _flag(raw: Map[str, Any], name: str, default: bool) -> bool:
    value = raw.get(name, default)
    if not isinstance(value, bool):
        raise _wrong(name, "true or false")
    return value
