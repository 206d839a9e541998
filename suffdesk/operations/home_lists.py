"""The lists of settings and of providers for people: columns in words, views, what a filter says, a table to export."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Literal

from suffdesk.core.dates import show_date_short
from suffdesk.core.money import show_pence
from suffdesk.core.progress import Progress, silent
from suffdesk.core.report import Align, Cell, Column, Table
from suffdesk.core.text import listed, plural
from suffdesk.domain.authorities import Band, area_name
from suffdesk.domain.provider import COMMISSIONED, SECTOR
from suffdesk.domain.quality import FULL_JUDGEMENTS
from suffdesk.domain.registration import NOT_REGISTERED
from suffdesk.store.opening import Store
from suffdesk.store.queries.home_lists import NONE, HomeFilter, HomeQuery

Row = Mapping[str, Any]
_CHUNK = 1_000
_SECTORS = {choice.code: choice.label for choice in SECTOR}


@dataclass(frozen=True)
class HomeColumn:
    """One column. ``value`` gives what is exported, ``words`` what is shown where that differs."""

    name: str
    title: str
    value: Callable[[Row], Cell]
    format: Literal["text", "number", "date", "money"] = "text"
    width: int = 12
    """Characters that a usual value takes."""
    help: str = ""
    words: Callable[[Row, date], str] | None = None
    wrong: Callable[[Row, date], bool] | None = None

    @property
    def align(self) -> Align:
        return "right" if self.format in ("number", "money") else "left"


def _held(name: str) -> Callable[[Row], Cell]:
    def read(row: Row) -> Cell:
        value: Cell = row[name]
        return value

    return read


def _day(name: str) -> Callable[[Row], date | None]:
    return lambda row: date.fromisoformat(row[name]) if row[name] else None


def judgement_words(row: Row, _as_at: date) -> str:
    """``Inadequate (was Good)`` where the judgement fell, ``None yet`` where there was no full inspection."""
    judgement = row["judgement"]
    if not judgement:
        return "None yet"
    return f"{judgement} (was {row['earlier']})" if _fell(row) else str(judgement)


def _fell(row: Row) -> bool:
    now, before = row["judgement"], row["earlier"]
    return bool(now and before and FULL_JUDGEMENTS.index(now) > FULL_JUDGEMENTS.index(before))


def _price_words(row: Row, _as_at: date) -> str:
    lowest, highest = row["price"], row["highest"]
    if lowest is None:
        return ""
    return show_pence(lowest) if highest in (None, lowest) else f"{_pounds(lowest)} to {_pounds(highest)}"


def _pounds(pence: int) -> str:
    return f"£{pence // 100:,}" if pence % 100 == 0 else show_pence(pence)


def _due_words(row: Row, as_at: date) -> str:
    due = _day("next_due")(row)
    if due is None:
        return "Never visited" if row["children"] else ""
    return f"Overdue, {show_date_short(due)}" if due < as_at else show_date_short(due)


def _due_wrong(row: Row, as_at: date) -> bool:
    return bool(row["children"]) and (not row["next_due"] or str(row["next_due"]) < as_at.isoformat())


def _contract_words(row: Row, _as_at: date) -> str:
    if row["contract"]:
        return str(row["contract"])
    return "None" if _bought(row) else ""


def _bought(row: Row) -> bool:
    return bool(row["children"]) and row["sector"] in COMMISSIONED


SETTING_COLUMNS: tuple[HomeColumn, ...] = (
    HomeColumn("name", "Setting", _held("name"), width=25),
    HomeColumn("kind", "Kind", _held("kind"), width=17),
    HomeColumn("category", "Category", _held("category"), width=12),
    HomeColumn("provider", "Provider", _held("provider"), width=19),
    HomeColumn("area", "Area", lambda row: area_name(row["area"]) if row["area"] else "", width=15),
    HomeColumn("places", "Places", _held("places"), "number", 6, help="Registered places on the as-at date"),
    HomeColumn("judgement", "Judgement", _held("judgement"), width=24, words=judgement_words,
               wrong=lambda row, _: _fell(row) or row["judgement"] == FULL_JUDGEMENTS[-1],
               help="The current full judgement by Ofsted; interim and other regulators' are on the setting's page"),
    HomeColumn("since", "Since", _day("since"), "date", 11,
               help="Day of the first of the full inspections that all came to this judgement"),
    HomeColumn("children", "Children", _held("children"), "number", 8, help="Ours, placed there on the as-at date"),
    HomeColumn("contract", "Contract", _held("contract"), width=16, words=_contract_words,
               wrong=lambda row, _: _bought(row) and not row["contract"],
               help="What covers children placed there on the as-at date"),
    HomeColumn("visited", "Visited", _day("visited"), "date", 11, help="The last visit up to the as-at date"),
    HomeColumn("next_due", "Next due", _day("next_due"), "date", 15, words=_due_words, wrong=_due_wrong),
    HomeColumn("price", "Price a week", _held("price"), "money", 15, words=_price_words,
               help="The range that holds on the as-at date"),
    HomeColumn("highest", "Highest a week", _held("highest"), "money", 13,
               words=lambda row, _: "" if row["highest"] is None else _pounds(row["highest"])),
    HomeColumn("urn", "Number", _held("urn"), width=10, help="Ofsted or CQC number"),
    HomeColumn("status", "Registration", _held("status"), width=13,
               wrong=lambda row, _: row["status"] == NOT_REGISTERED),
    HomeColumn("sector", "Sector", lambda row: _SECTORS.get(row["sector"] or "", ""), width=20),
    HomeColumn("postcode", "Postcode", _held("postcode"), width=9),
)  # fmt: skip
SETTINGS_USUAL = ("name", "kind", "provider", "area", "places", "judgement", "since", "children", "contract",
                  "next_due", "visited", "price", "category")  # fmt: skip


def _expired_words(row: Row, _as_at: date) -> str:
    return plural(row["expired"], "check") + " expired" if row["expired"] else ""


PROVIDER_COLUMNS: tuple[HomeColumn, ...] = (
    HomeColumn("name", "Provider", _held("name"), width=40),
    HomeColumn("sector", "Sector", lambda row: _SECTORS.get(row["sector"] or "", ""), width=24),
    HomeColumn("settings", "Settings", _held("settings"), "number", 8, help="Not closed on the as-at date"),
    HomeColumn("children", "Children", _held("children"), "number", 8, help="Ours, placed there on the as-at date"),
    HomeColumn("lots", "Lots", _held("lots"), "number", 6, help="Lots that they are on, on the as-at date"),
    HomeColumn("contracts", "Contracts", _held("contracts"), "number", 9, help="Contracts that hold that day"),
    HomeColumn("expired", "Checks", _held("expired"), "number", 18, words=_expired_words,
               wrong=lambda row, _: bool(row["expired"]), help="Checks of which the latest has expired"),
    HomeColumn("company", "Company number", _held("company"), width=14),
)  # fmt: skip
PROVIDERS_USUAL = ("name", "sector", "settings", "children", "lots", "contracts", "expired")


@dataclass(frozen=True, slots=True)
class HomeView:
    """A filter under a name."""

    name: str
    filter: HomeFilter


SETTING_VIEWS = (
    HomeView("All open", HomeFilter()),
    HomeView("Ours", HomeFilter(ours=True)),
    HomeView("Ours, fell", HomeFilter(ours=True, fell=True)),
    HomeView("Ours, no contract", HomeFilter(uncovered=True)),
    HomeView("Not registered", HomeFilter(unregistered=True)),
    HomeView("Closed", HomeFilter(closed=True)),
)
PROVIDER_VIEWS = (HomeView("All", HomeFilter()), HomeView("Ours", HomeFilter(ours=True)))
FILTERED: Mapping[str, str] = {
    "kinds": "Kind", "sectors": "Sector", "bands": "Distance", "areas": "Area", "judgements": "Judgement",
    "statuses": "Registration", "contract_kinds": "Contract",
}  # fmt: skip
"""Parts of the filter that are ticked in menus, and what they are called."""
_SAID: Mapping[str, str] = {
    "ours": "With children of ours", "fell": "Fell since the inspection before", "unregistered": "Not registered",
    "uncovered": "Ours without a contract", "closed": "Closed",
}  # fmt: skip
_BANDS = {str(Band.IN_BOROUGH): "In our area"}
_EMPTY: Mapping[str, str] = {"judgements": "None yet", "contract_kinds": "None"}


def value_words(part: str, value: str) -> str:
    """A value of a part of the filter in words."""
    if value == NONE and part != "bands":
        return _EMPTY.get(part, "Not known")
    if part == "sectors":
        return _SECTORS.get(value, value)
    if part == "areas":
        return area_name(value)
    return _BANDS.get(value, value)


def said(wanted: HomeFilter) -> list[tuple[tuple[str, ...], str]]:
    """What a filter says: the parts of it, and words, one for each condition."""
    parts: list[tuple[tuple[str, ...], str]] = []
    for field in fields(HomeFilter):
        value = getattr(wanted, field.name)
        if not value or field.name == "provider_id":
            continue
        if field.name == "text":
            words = f"“{value}”"
        elif field.name in _SAID:
            words = _SAID[field.name]
        else:
            chosen = [value_words(field.name, one) for one in value]
            words = f"{FILTERED[field.name]}: {listed(chosen[:3]).replace(' and ', ' or ')}"
            words += f" or {len(chosen) - 3} more" if len(chosen) > 3 else ""
        parts.append(((field.name,), words))
    return parts


class HomeList:
    """One of the two lists at a date. Make a new one after a change or for another connection."""

    def __init__(self, store: Store, entity: str, as_at: date) -> None:
        self.query, self.as_at = HomeQuery(store, entity, as_at), as_at
        self.columns = SETTING_COLUMNS if entity == "setting" else PROVIDER_COLUMNS
        self.by_name = {column.name: column for column in self.columns}
        self.title = "Settings" if entity == "setting" else "Providers"

    def choices(self, part: str, wanted: HomeFilter) -> list[tuple[str, str, int]]:
        """Values of a part of the filter to tick: value, words, how many have it; those that are ticked among them."""
        spread = self.query.spread(part, wanted)
        values = {*spread, *getattr(wanted, part)}
        order = [str(band) for band in Band] if part == "bands" else list(FULL_JUDGEMENTS)
        found = [(value, value_words(part, value), spread.get(value, 0)) for value in values]
        return sorted(found, key=lambda one: (one[0] == NONE, order.index(one[0]) if one[0] in order else 99, one[1]))

    def words(self, column: HomeColumn, row: Row) -> str:
        """What a cell shows."""
        if column.words is not None:
            return column.words(row, self.as_at)
        value = column.value(row)
        if value is None:
            return ""
        if isinstance(value, date):
            return show_date_short(value)
        return f"{value:,}" if isinstance(value, int) else str(value)

    def table(
        self, wanted: HomeFilter, column: str, descending: bool, names: Sequence[str], progress: Progress = silent
    ) -> Table:
        """Everything that the filter lets through, as a table to export."""
        return self.table_of(self.query.find(wanted, column, descending), names, progress)

    def table_of(self, ids: Sequence[str], names: Sequence[str], progress: Progress = silent) -> Table:
        """Some rows as values, to export or to copy."""
        if "price" in names and "highest" not in names:  # a cell holds one amount, and the words of a cell hold two
            at = list(names).index("price") + 1
            names = [*names[:at], "highest", *names[at:]]
        columns = [self.by_name[name] for name in names]
        rows: list[tuple[Cell, ...]] = []
        for start in range(0, len(ids), _CHUNK):
            progress(f"Reading the {self.title.lower()}", start / len(ids))
            some = ids[start : start + _CHUNK]
            held = self.query.rows(some)
            rows += [tuple(one.value(held[row_id]) for one in columns) for row_id in some if row_id in held]
        heads = tuple(Column(one.title, one.format, max(one.width, len(one.title) + 1)) for one in columns)
        return Table(self.title, heads, rows)

    def table_in_words(self, ids: Sequence[str], names: Sequence[str]) -> Table:
        """Some rows with the words that their cells show, for a page or a report."""
        columns = [self.by_name[name] for name in names]
        held = self.query.rows(ids)
        rows = [
            tuple(one.value(held[row_id]) if one.words is None else one.words(held[row_id], self.as_at)
                  for one in columns)
            for row_id in ids
        ]  # fmt: skip
        heads = tuple(
            Column(one.title, one.format if one.words is None else "text", max(one.width, len(one.title) + 1))
            for one in columns
        )
        return Table(self.title, heads, rows)
