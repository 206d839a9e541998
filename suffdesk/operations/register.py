"""The register for people: its columns in words, its views, what a filter says, and itself as a table."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Literal

from suffdesk.core.dates import age_on, show_date, show_date_short
from suffdesk.core.progress import Progress, silent
from suffdesk.core.report import Cell, Column, Table
from suffdesk.domain.authorities import Band, area_name
from suffdesk.domain.codes import code_set
from suffdesk.store.opening import Store
from suffdesk.store.queries.register import EXPRESSIONS, Cursor, Found, RegisterQuery, Row, Sort
from suffdesk.store.queries.register_filter import AGE_BANDS, FAR_MILES, NOT_KNOWN, RegisterFilter

Align = Literal["left", "right"]
Read = Callable[["Register", Row], Any]

_PLACE = {name: position for position, name in enumerate(EXPRESSIONS)}
_CHUNK = 1_000
_ADULT = 18
_NOT_THAT_DAY = "Not in care on the date"
_NO_EPISODE = "No episode yet"


def _at(row: Row, name: str) -> Any:
    return row[_PLACE[name]]


@dataclass(frozen=True)
class RegisterColumn:
    """One column. ``value`` gives what is exported, ``words`` what is shown where that differs."""

    name: str
    title: str
    help: str
    value: Read
    format: Literal["text", "number", "decimal", "date"] = "text"
    width: int = 12
    """Characters that a usual value takes."""
    words: "Callable[[Register, Row], str] | None" = None
    meaning: "Callable[[Row], str] | None" = None
    """The code's full meaning, where the words are short for it."""
    wrong: "Callable[[Register, Row], bool] | None" = None
    """Whether the cell shows something that ought not to be."""
    usual: bool = False
    """Shown until the user chooses otherwise."""

    @property
    def align(self) -> Align:
        return "right" if self.format in ("number", "decimal") else "left"


def _text(name: str) -> Read:
    return lambda _, row: _at(row, name)


def _day(name: str) -> Read:
    def read(_: "Register", row: Row) -> date | None:
        found = _at(row, name)
        return date.fromisoformat(found) if found else None

    return read


def _coded(name: str, codes: str) -> tuple[Read, Callable[[Row], str]]:
    def label(_: "Register", row: Row) -> str:
        return code_set(codes).label(_at(row, name))

    def meaning(row: Row) -> str:
        known = code_set(codes).by_code.get(_at(row, name) or "")
        return f"{known.meaning or known.label} ({known.code})" if known else ""

    return label, meaning


def _age(register: "Register", row: Row) -> int | None:
    born = _at(row, "born")
    return age_on(date.fromisoformat(born), register.as_at) if born else None


def _age_words(register: "Register", row: Row) -> str:
    age = _age(register, row)
    if age is None:
        return NOT_KNOWN
    return f"{age}, adult" if _is_adult(register, row) else str(age)


def _is_adult(register: "Register", row: Row) -> bool:
    age = _age(register, row)
    return age is not None and age >= _ADULT and _in_care(row)


def _in_care(row: Row) -> bool:
    return _at(row, "episode_started") is not None


def _place(_: "Register", row: Row) -> str:
    if not _in_care(row):
        return _NOT_THAT_DAY if _at(row, "has_episode") else _NO_EPISODE
    return code_set("PLACE").label(_at(row, "place")) or "Not recorded"


def _provider(_: "Register", row: Row) -> str:
    return code_set("PLACE_PROVIDER").label(_at(row, "provider")) or ("Not reported" if _in_care(row) else "")


def _where(register: "Register", row: Row) -> str:
    return register.query.band(_at(row, "area")) if _in_care(row) else ""


def _area(_: "Register", row: Row) -> str:
    code = _at(row, "area")
    return area_name(code) if code else ""


def _since_at_least(register: "Register", row: Row) -> str:
    since = _day("in_care_since")(register, row)
    if since is None:
        return ""
    return show_date_short(since) if _at(row, "start_known") else f"by {show_date_short(since)}"


def _why_at_least(row: Row) -> str:
    if _at(row, "in_care_since") is None or _at(row, "start_known"):
        return ""
    return "In care by that day; the returns held do not go back to the start"


def _uasc(_: "Register", row: Row) -> str:
    return {1: "Yes", 0: "No"}.get(_at(row, "uasc"), "Not known" if _in_care(row) else "")


_SEX, _SEX_MEANING = _coded("sex", "SEX")
_ETHNICITY, _ETHNICITY_MEANING = _coded("ethnicity", "ETHNIC")
_LEGAL, _LEGAL_MEANING = _coded("legal_status", "LS")
_NEED, _NEED_MEANING = _coded("need", "CIN")
_, _PLACE_MEANING = _coded("place", "PLACE")
_, _PROVIDER_MEANING = _coded("provider", "PLACE_PROVIDER")

COLUMNS: tuple[RegisterColumn, ...] = (
    RegisterColumn("child", "Child", "The child's reference in this store", _text("child"), width=8, usual=True),
    RegisterColumn("identifier", "903 identifier", "The local identifier in the SSDA903 return", _text("identifier"),
                   width=13),
    RegisterColumn("age", "Age", "Whole years on the as-at date; an adult’s episode ought to have ceased", _age,
                   "number", 7, words=_age_words, wrong=_is_adult, usual=True),
    RegisterColumn("born", "Date of birth", "", _day("born"), "date", 11),
    RegisterColumn("sex", "Sex", "As returned", _SEX, width=7, meaning=_SEX_MEANING),
    RegisterColumn("ethnicity", "Ethnicity", "As returned", _ETHNICITY, width=20, meaning=_ETHNICITY_MEANING),
    RegisterColumn("place", "Placement", "The kind of placement on the as-at date", _place, width=30,
                   meaning=_PLACE_MEANING, wrong=lambda _, row: _in_care(row) and not _at(row, "place"), usual=True),
    RegisterColumn("provider", "Provider", "Who provides the placement, as returned", _provider, width=17,
                   meaning=_PROVIDER_MEANING, usual=True),
    RegisterColumn("setting", "Setting", "The home, agency or unit: its name, or its Ofsted or CQC number",
                   _text("setting"), width=22),
    RegisterColumn("where", "Where", "How far from the home authority, by area", _where, width=26, usual=True),
    RegisterColumn("area", "Area", "The authority in whose area the placement lies", _area, width=22),
    RegisterColumn("miles", "Miles", "Miles from home to placement, in a straight line", _text("miles"), "decimal", 6,
                   words=lambda _, row: "" if _at(row, "miles") is None else f"{_at(row, 'miles'):.1f}", usual=True),
    RegisterColumn("placement_postcode", "Placement postcode", "", _text("placement_postcode"), width=10),
    RegisterColumn("home_postcode", "Home postcode", "", _text("home_postcode"), width=10),
    RegisterColumn("since", "Since", "The day on which the placement began", _day("since"), "date", 11, usual=True),
    RegisterColumn("in_care_since", "In care since", "The day on which this period of care began",
                   _day("in_care_since"), "date", 13, words=_since_at_least, meaning=_why_at_least, usual=True),
    RegisterColumn("legal_status", "Legal status", "On the as-at date", _LEGAL, width=22, meaning=_LEGAL_MEANING,
                   usual=True),
    RegisterColumn("need", "Need", "The main reason for social care", _NEED, width=22, meaning=_NEED_MEANING),
    RegisterColumn("last_review", "Last review", "The latest review held, up to the as-at date", _day("last_review"),
                   "date", 11),
    RegisterColumn("uasc", "UASC", "Unaccompanied asylum seeking on the as-at date, by the year's return", _uasc,
                   width=6),
    RegisterColumn("episode_started", "Episode started", "The day on which the open episode began",
                   _day("episode_started"), "date", 11),
)  # fmt: skip
BY_NAME: Mapping[str, RegisterColumn] = {column.name: column for column in COLUMNS}
USUAL: tuple[str, ...] = tuple(column.name for column in COLUMNS if column.usual)


@dataclass(frozen=True)
class View:
    """A named way of looking at the register."""

    name: str
    filter: RegisterFilter
    columns: tuple[str, ...] = ()
    """Names in order; empty for whatever is shown already."""
    sort: Sort | None = None


VIEWS: tuple[View, ...] = (
    View("All", RegisterFilter()),
    View("Commissioned", RegisterFilter(commissioned=True)),
    View("Out of borough", RegisterFilter(out_of_borough=True)),
    View("Over 20 miles", RegisterFilter(far=True)),
    View("New this month", RegisterFilter(new_this_month=True)),
    View("Under fives", RegisterFilter(age_bands=("Under 1", "1-4"))),
    View(_NO_EPISODE, RegisterFilter(no_episode=True)),
)
"""Views that are always there."""


class Register:
    """The register of a store on one day, with the words for its cells. Make a new one after a change."""

    def __init__(self, store: Store, as_at: date) -> None:
        self.query = RegisterQuery(store, as_at)
        self.as_at = as_at

    def find(self, wanted: RegisterFilter, sort: Sort, cursor: Cursor | None = None) -> Found:
        """Ids of children in order (store.queries.register)."""
        return self.query.find(wanted, sort, cursor)

    def rows(self, ids: Sequence[str]) -> Mapping[str, Row]:
        """Rows by child id, for :meth:`words` and :meth:`value`."""
        return self.query.rows(ids)

    def value(self, column: RegisterColumn, row: Row) -> Cell:
        """What a cell holds: a date, a number or words."""
        found: Cell = column.value(self, row)
        return found

    def words(self, column: RegisterColumn, row: Row) -> str:
        """What a cell shows."""
        if column.words:
            return column.words(self, row)
        found = column.value(self, row)
        if isinstance(found, date):
            return show_date_short(found)
        return "" if found is None else str(found)

    def table(self, wanted: RegisterFilter, sort: Sort, columns: Sequence[str], title: str = "",
              progress: Progress = silent) -> Table:  # fmt: skip
        """The whole filtered register with these columns, in this order."""
        found = self.find(wanted, sort)
        ids = list(found.ids)
        while found.cursor is not None:
            found = self.find(wanted, sort, found.cursor)
            ids.extend(found.ids)
        return self.table_of(ids, columns, title or f"Placements at {show_date(self.as_at)}", progress)

    def table_of(self, ids: Sequence[str], columns: Sequence[str], title: str, progress: Progress = silent) -> Table:
        """Chosen children as a table, in the order of ``ids``."""
        shown = [BY_NAME[name] for name in columns]
        rows: list[list[Cell]] = []
        for start in range(0, len(ids), _CHUNK):
            some = ids[start : start + _CHUNK]
            held = self.rows(some)
            rows.extend([self.value(column, held[one]) for column in shown] for one in some if one in held)
            progress("Reading the register", start / len(ids))
        heads = tuple(Column(column.title, column.format, column.width) for column in shown)
        return Table(title, heads, rows, (), "Placements")


class Children(Register):
    """Any children by id, with what holds of them on the day if they are in care then: the rows of a measure."""

    def rows(self, ids: Sequence[str]) -> Mapping[str, Row]:
        """Rows by child id."""
        return self.query.rows_of_any(ids)

    def order(self, ids: Sequence[str], sort: Sort) -> list[str]:
        """The same children, sorted."""
        return self.query.sorted_ids(ids, sort)


_SAYINGS: Mapping[str, tuple[str, str]] = {
    "place_groups": ("Placement", ""),
    "providers": ("Provider", "PLACE_PROVIDER"),
    "bands": ("Where", ""),
    "age_bands": ("Age", ""),
    "sexes": ("Sex", "SEX"),
    "legal_statuses": ("Legal status", "LS"),
}
FILTERED_COLUMNS: tuple[str, ...] = tuple(_SAYINGS)
"""Parts of a filter that are a choice among values."""


def filter_title(part: str) -> str:
    """The heading of one of :data:`FILTERED_COLUMNS`."""
    return _SAYINGS[part][0]


def value_words(part: str, value: str) -> str:
    """One value of one of :data:`FILTERED_COLUMNS`, in words."""
    codes = _SAYINGS[part][1]
    if not value:
        return "Not reported"
    return code_set(codes).label(value) if codes else value


def said(wanted: RegisterFilter) -> list[tuple[tuple[str, ...], str]]:
    """What a filter asks for: for each condition the parts of the filter that make it, and a few words."""
    found: list[tuple[tuple[str, ...], str]] = []
    if wanted.text.strip():
        found.append((("text",), f"“{wanted.text.strip()}”"))
    if wanted.child_ids is not None:
        found.append((("child_ids", "child_words"), wanted.child_words or f"{len(wanted.child_ids):,} children"))
    for part in FILTERED_COLUMNS:
        values = getattr(wanted, part)
        if values:
            words = [value_words(part, value) for value in values]
            shown = " or ".join(words) if len(words) <= 2 else f"{len(words)} chosen"
            found.append(((part,), f"{filter_title(part)}: {shown}"))
    for part, words_for in (("commissioned", "Commissioned"), ("out_of_borough", "Out of borough"),
                            ("far", f"Over {FAR_MILES:.0f} miles"), ("new_this_month", "New this month"),
                            ("no_episode", _NO_EPISODE)):  # fmt: skip
        if getattr(wanted, part):
            found.append(((part,), words_for))
    if wanted.since_from or wanted.since_to:
        start = f"from {show_date(wanted.since_from)}" if wanted.since_from else ""
        end = f"to {show_date(wanted.since_to)}" if wanted.since_to else ""
        found.append((("since_from", "since_to"), f"Placed {' '.join(part for part in (start, end) if part)}"))
    return found


def choices(register: Register, part: str, wanted: RegisterFilter) -> list[tuple[str, str, int]]:
    """Values that can be ticked for a part of the filter: value, words, and how many the other conditions leave."""
    column = {"place_groups": "place_group", "providers": "provider", "bands": "band", "age_bands": "age_band",
              "sexes": "sex", "legal_statuses": "legal_status"}[part]  # fmt: skip
    counted = register.query.spread(column, wanted.without(part))
    order: Sequence[str] = {
        "place_groups": code_set("PLACE").groups,
        "bands": tuple(str(band) for band in Band),
        "age_bands": AGE_BANDS,
    }.get(part) or tuple(code.code for code in code_set(_SAYINGS[part][1]).codes)
    blank = NOT_KNOWN if part in ("place_groups", "bands", "age_bands") else ""
    totals: dict[str, int] = {}
    for value, number in counted.items():
        key = value if value is not None else blank
        totals[key] = totals.get(key, 0) + number
    for value in getattr(wanted, part):
        totals.setdefault(value, 0)
    known = [value for value in order if value in totals]
    others = sorted(value for value in totals if value not in order)
    return [(value, value_words(part, value), totals[value]) for value in (*known, *others)]


def view_as_json(view: View) -> dict[str, Any]:
    """A view as settings keep it; the children of a measure are left out, for they are data."""
    kept = view.filter.without("child_ids", "child_words", "text")
    conditions: dict[str, Any] = {}
    for field in fields(kept):
        value = getattr(kept, field.name)
        if value != getattr(RegisterFilter(), field.name):
            conditions[field.name] = value.isoformat() if isinstance(value, date) else value
    sort = {"column": view.sort.column, "descending": view.sort.descending} if view.sort else None
    return {"name": view.name, "filter": conditions, "columns": list(view.columns), "sort": sort}


def view_from_json(kept: Mapping[str, Any]) -> View | None:
    """What :func:`view_as_json` kept; None where it cannot be understood (settings of another release)."""
    try:
        blank = RegisterFilter()
        conditions: dict[str, Any] = {}
        for name, value in dict(kept["filter"]).items():
            if name in ("since_from", "since_to"):
                conditions[name] = date.fromisoformat(value)
            elif isinstance(getattr(blank, name), tuple):
                conditions[name] = tuple(str(one) for one in value)
            else:
                conditions[name] = bool(value)
        columns = tuple(str(name) for name in kept["columns"] if name in BY_NAME)
        sort = kept["sort"]
        found = Sort(str(sort["column"]), bool(sort["descending"])) if sort and sort["column"] in BY_NAME else None
        return View(str(kept["name"]), replace(blank, **conditions), columns, found)
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
