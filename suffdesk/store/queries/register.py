"""The register: one row for each child looked after on the as-at date, sorted, filtered and searched by SQL.

A row is the base episode open that day (agreed short breaks left out), with its child, placement and setting.
Up to 50,000 rows the answer is every id in order; beyond, a page of ids at a time, on the sorts that an index
holds. Ties are broken by the child's reference, on pages by the order in which children came into the store.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from suffdesk.core.dates import financial_year_end
from suffdesk.core.errors import UserError
from suffdesk.domain.authorities import Band, area_name, areas_within, region_band
from suffdesk.domain.codes import code_set
from suffdesk.store.opening import Store
from suffdesk.store.queries.register_candidates import candidates
from suffdesk.store.queries.register_filter import (
    LAST_LETTER,
    OPEN,
    SEEKING,
    WITHOUT,
    Condition,
    Parameters,
    RegisterFilter,
    age_band_expression,
    conditions,
    quoted,
    search_words,
)
from suffdesk.store.queries.standing import NAME

ALL_IDS_UP_TO = 50_000
PAGE = 500
_FEW = 10_000
"""As many hits of a search are sorted whole, however many children there are."""

Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Sort:
    """The column to sort by (one of :data:`EXPRESSIONS`) and its direction."""

    column: str = "child"
    descending: bool = False


EXPRESSIONS: Mapping[str, str] = {
    "child": "c.reference",
    "identifier": "c.identifier",
    "age": "c.date_of_birth",
    "born": "c.date_of_birth",
    "sex": "c.sex",
    "ethnicity": "c.ethnicity",
    "place": "e.place",
    "provider": "e.provider",
    "setting": f"iif(s.id IS NULL, e.urn, {NAME})",
    "where": "e.placement_authority",
    "area": "e.placement_authority",
    "miles": "e.miles",
    "placement_postcode": "e.placement_postcode",
    "home_postcode": "e.home_postcode",
    "since": "p.started",
    "in_care_since": "k.started",
    "legal_status": "e.legal_status",
    "need": "e.need",
    "last_review": "(SELECT max(r.reviewed_on) FROM review r WHERE r.child_id = e.child_id AND r.reviewed_on <= :day)",
    "uasc": f"CASE WHEN :uasc_held THEN {SEEKING} END",
    "episode_started": "e.started",
    # not columns, but what columns are shown with
    "child_id": "c.id",
    "start_known": "k.start_known",
    "has_episode": "EXISTS (SELECT 1 FROM episode x WHERE x.child_id = c.id)",
}
"""What each column of the register is, in SQL. Rows hold them in this order."""
_CODES = {"sex": "SEX", "ethnicity": "ETHNIC", "place": "PLACE", "provider": "PLACE_PROVIDER", "legal_status": "LS",
          "need": "CIN"}  # fmt: skip
_BACKWARDS = frozenset({"age"})
"""Sorted by what falls as the value rises."""

_REST = (
    " LEFT JOIN placement p ON p.id = e.placement_id"
    " LEFT JOIN care_period k ON k.id = p.care_period_id LEFT JOIN setting s ON s.id = p.setting_id"
)
_TABLES = "FROM episode e JOIN child c ON c.id = e.child_id" + _REST
_THESE = "FROM json_each(:ids) j CROSS JOIN episode e ON e.child_id = j.value JOIN child c ON c.id = e.child_id" + _REST
_ANY = (
    "FROM json_each(:ids) j CROSS JOIN child c ON c.id = j.value "
    "LEFT JOIN episode e ON e.child_id = c.id AND " + OPEN + _REST
)
_NONE = "FROM child c LEFT JOIN episode e ON 0" + _REST
"""Children without an episode, whose columns of one are empty."""
_BY_CHILD = "FROM child c CROSS JOIN episode e ON e.child_id = c.id" + _REST
_BY_EPISODE = "FROM episode e INDEXED BY {} CROSS JOIN child c ON c.id = e.child_id" + _REST
_BY_PLACEMENT = (
    "FROM placement p INDEXED BY {} CROSS JOIN episode e ON e.placement_id = p.id "
    "CROSS JOIN child c ON c.id = e.child_id "
    "LEFT JOIN care_period k ON k.id = p.care_period_id LEFT JOIN setting s ON s.id = p.setting_id"
)
_PAGED: Mapping[str, tuple[str, str, str]] = {
    "child": (_BY_CHILD, "c.reference", "c.id"),
    "identifier": (_BY_CHILD, "c.identifier", "c.id"),
    "age": (_BY_CHILD, "c.date_of_birth", "c.id"),
    "born": (_BY_CHILD, "c.date_of_birth", "c.id"),
    "place": (_BY_EPISODE.format("episode_by_place"), "e.place", "e.child_id"),
    "miles": (_BY_EPISODE.format("episode_by_miles"), "e.miles", "e.child_id"),
    "since": (_BY_PLACEMENT.format("placement_by_start"), "p.started", "p.child_id"),
}
"""Sorts that an index holds: tables in the order in which to walk them, the column, and what breaks ties."""
_UNIQUE = frozenset({"child", "identifier"})


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where the next page begins: after this value and child; ``blank`` once only empty values are left."""

    value: object
    tie: object
    blank: bool


@dataclass(frozen=True, slots=True)
class Found:
    """Ids of children in order: all of them where ``cursor`` is None."""

    ids: list[str]
    cursor: Cursor | None


class RegisterQuery:
    """The register of one store on one day. Make a new one after a change or for another connection."""

    def __init__(self, store: Store, as_at: date, all_ids_up_to: int = ALL_IDS_UP_TO) -> None:
        self._store = store
        self.as_at = as_at
        self._limit = all_ids_up_to
        self._home = store.meta("authority")

    def _select(self, sql: str, parameters: Parameters) -> list[Row]:
        return list(self._store.db.conn.execute(sql, parameters).fetchall())

    @cached_property
    def _fixed(self) -> Parameters:
        year = financial_year_end(self.as_at)
        held = self._select(
            "SELECT EXISTS (SELECT 1 FROM return_table WHERE table_name = 'uasc' AND collection_year = :year) "
            "OR EXISTS (SELECT 1 FROM uasc_status WHERE collection_year = :year)", {"year": year},
        )[0][0]  # fmt: skip
        return {
            "day": self.as_at.isoformat(),
            "month": self.as_at.replace(day=1).isoformat(),
            "year": year,
            "home": json.dumps(areas_within(self._home)) if self._home else None,
            "uasc_held": held,
        }

    # Areas

    @cached_property
    def _areas(self) -> dict[str, tuple[str, str]]:
        """Every area in which a child was ever placed: name, and band of distance."""
        codes = self._select(
            "SELECT DISTINCT placement_authority FROM episode WHERE placement_authority IS NOT NULL", {}
        )
        return {str(code): (area_name(str(code)), self.band(str(code))) for (code,) in codes}

    def band(self, code: str | None) -> str:
        """Band of distance of an area from the store's authority, in words."""
        return str(region_band(self._home, code)) if self._home else str(Band.NOT_KNOWN)

    def named(self, part: str) -> list[str]:
        """Codes of areas whose name holds ``part``, in any case."""
        return [code for code, (name, _) in self._areas.items() if part.casefold() in name.casefold()]

    def in_bands(self, bands: Iterable[str]) -> list[str]:
        """Codes of areas in these bands of distance."""
        wanted = set(bands)
        return [code for code, (_, band) in self._areas.items() if band in wanted]

    # Which children

    @cached_property
    def by_pages(self) -> bool:
        """Whether there are too many children to hold the id of each."""
        if int(str(self._select("SELECT count(*) FROM child", {})[0][0])) <= self._limit:
            return False
        probe = f"SELECT count(*) FROM (SELECT 1 {_TABLES} WHERE {OPEN} LIMIT {self._limit + 1})"
        return int(str(self._select(probe, self._fixed)[0][0])) > self._limit

    def sortable(self, column: str) -> bool:
        """Whether the register can be sorted by a column: any, up to 50,000 rows."""
        return column in _PAGED or not self.by_pages

    def find(self, wanted: RegisterFilter, sort: Sort = Sort(), cursor: Cursor | None = None) -> Found:
        """Ids of the children that ``wanted`` lets through, in order; from ``cursor`` on where one is given.

        Raises UserError for a sort that :meth:`sortable` refuses.
        """
        if wanted.no_episode or not self.by_pages:
            return Found(self._all(_NONE if wanted.no_episode else _TABLES, wanted, sort, {}), None)
        few = candidates(self._select, wanted, self, _FEW)
        if few is not None:
            return Found(self._all(_THESE, wanted, sort, {"ids": json.dumps(few)}), None)
        if sort.column not in _PAGED:
            raise UserError(f"With more than {self._limit:,} children the register is not sorted by this column")
        return self._page(wanted, sort, cursor)

    def _where(self, wanted: RegisterFilter) -> Condition:
        parameters = dict(self._fixed)
        tests = [WITHOUT if wanted.no_episode else OPEN]
        for test, more in conditions(wanted, self.as_at, self):
            tests.append(test)
            parameters.update(more)
        return " AND ".join(tests), parameters

    def _all(self, tables: str, wanted: RegisterFilter, sort: Sort, more: Parameters) -> list[str]:
        where, parameters = self._where(wanted)
        return self._ordered(tables, where, sort, parameters | more)

    def _ordered(self, tables: str, where: str, sort: Sort, parameters: Parameters) -> list[str]:
        expression = EXPRESSIONS[sort.column]
        ranks = self._ranks(sort.column)
        if ranks:
            pairs = ", ".join(f"({quoted([code])}, {rank})" for code, rank in ranks.items())
            tables += f" LEFT JOIN (SELECT column1 code, column2 rank FROM (VALUES {pairs})) w ON w.code = {expression}"
            expression = "w.rank"
        downwards = " DESC" if sort.descending != (sort.column in _BACKWARDS) else ""
        by = f"{expression} COLLATE NOCASE{downwards} NULLS LAST, c.reference"
        rows = self._select(f"SELECT c.id {tables} WHERE {where} ORDER BY {by}", parameters)
        return [str(child) for (child,) in rows]

    def _ranks(self, column: str) -> dict[str, int]:
        """Where each code of a column stands when the words for the codes are sorted."""
        if column in _CODES:
            words = {code.code: (code.label.casefold(), "") for code in code_set(_CODES[column]).codes}
        elif column == "where":
            order = [str(band) for band in Band]
            words = {code: (f"{order.index(band)}", name) for code, (name, band) in self._areas.items()}
        elif column == "area":
            words = {code: (name.casefold(), "") for code, (name, _) in self._areas.items()}
        else:
            return {}
        places = {word: place for place, word in enumerate(sorted(set(words.values())))}
        if column == "where":  # areas of one band stand together, in order of reference
            places = {word: int(word[0]) for word in places}
        return {code: places[word] for code, word in words.items()}

    def _begins_reference(self, word: str) -> bool:
        span: Parameters = {"low": word.upper(), "high": word.upper() + LAST_LETTER}
        return bool(self._select("SELECT 1 FROM child WHERE reference >= :low AND reference < :high LIMIT 1", span))

    def _where_by_index(self, wanted: RegisterFilter) -> Condition:
        """As :meth:`_where`, but what begins a reference is looked for there alone, where an index finds it."""
        words = search_words(wanted.text)
        beginnings = [word.upper() for word in words if self._begins_reference(word)]
        others = " ".join(word for word in words if word.upper() not in beginnings)
        where, parameters = self._where(replace(wanted, text=others))
        for number, word in enumerate(beginnings):
            where += f" AND c.reference >= :from{number} AND c.reference < :until{number}"
            parameters |= {f"from{number}": word, f"until{number}": word + LAST_LETTER}
        return where, parameters

    def _page(self, wanted: RegisterFilter, sort: Sort, cursor: Cursor | None) -> Found:
        tables, column, tie = _PAGED[sort.column]
        where, parameters = self._where_by_index(wanted)
        downwards = sort.descending != (sort.column in _BACKWARDS)
        then, order = ("<", " DESC") if downwards else (">", "")
        ids: list[str] = []
        blank = cursor is not None and cursor.blank
        while True:
            test = f"{column} IS NULL" if blank else f"{column} IS NOT NULL"
            if cursor is not None and blank:
                test += f" AND {tie} {then} :tie"
            elif cursor is not None:
                test += f" AND ({column}, {tie}) {then} (:value, :tie)"
            by = tie + order if blank else column + order + ("" if sort.column in _UNIQUE else f", {tie}{order}")
            sql = f"SELECT e.child_id, {column}, {tie} {tables} WHERE {test} AND {where} ORDER BY {by} LIMIT :page"
            after: dict[str, object] = {} if cursor is None else {"value": cursor.value, "tie": cursor.tie}
            rows = self._select(sql, parameters | after | {"page": PAGE - len(ids)})
            ids.extend(str(row[0]) for row in rows)
            if len(ids) == PAGE:
                return Found(ids, Cursor(rows[-1][1], rows[-1][2], blank))
            if blank:
                return Found(ids, None)
            blank, cursor = True, None

    # What is shown of them

    def rows(self, ids: Sequence[str]) -> dict[str, Row]:
        """Rows by child id, each in the order of :data:`EXPRESSIONS`. Children no longer looked after are left out."""
        return self._rows(f"{_ANY} WHERE e.id IS NOT NULL OR {WITHOUT}", ids)

    def rows_of_any(self, ids: Sequence[str]) -> dict[str, Row]:
        """The same for any child: where one is not looked after that day, what an episode holds is None."""
        return self._rows(_ANY, ids)

    def sorted_ids(self, ids: Sequence[str], sort: Sort) -> list[str]:
        """Any children, in order."""
        return self._ordered(_ANY, "1", sort, self._fixed | {"ids": json.dumps(list(ids))})

    def _rows(self, tables: str, ids: Sequence[str]) -> dict[str, Row]:
        sql = f"SELECT {', '.join(EXPRESSIONS.values())} {tables}"
        found = self._select(sql, self._fixed | {"ids": json.dumps(list(ids))})
        place = list(EXPRESSIONS).index("child_id")
        return {str(row[place]): row for row in found}

    def counts(self, wanted: Sequence[RegisterFilter]) -> list[int]:
        """How many children each filter lets through."""
        if not wanted:
            return []
        parameters = dict(self._fixed)
        tests = []
        for number, one in enumerate(wanted):
            if one.no_episode:
                where, more = self._where(one)
                tests.append(f"(SELECT count(*) {_NONE} WHERE {where})")
                parameters |= more
                continue
            mine = []
            for test, more in conditions(one, self.as_at, self):
                for name, value in more.items():
                    test = test.replace(f":{name}", f":{name}_{number}")
                    parameters[f"{name}_{number}"] = value
                mine.append(f"({test})")
            tests.append(f"coalesce(sum({' AND '.join(mine)}), 0)" if mine else "count(*)")
        found = self._select(f"SELECT {', '.join(tests)} {_TABLES} WHERE {OPEN}", parameters)
        return [int(str(number)) for number in found[0]]

    def spread(self, column: str, wanted: RegisterFilter) -> dict[str | None, int]:
        """How many children have each value of a column: ``place_group``, ``band``, ``age_band`` or a stored code."""
        where, parameters = self._where(wanted)
        expression = {
            "age_band": age_band_expression(self.as_at),
            "place_group": EXPRESSIONS["place"],
            "band": EXPRESSIONS["where"],
        }.get(column) or EXPRESSIONS[column]
        tables = _NONE if wanted.no_episode else _TABLES
        rows = self._select(f"SELECT {expression}, count(*) {tables} WHERE {where} GROUP BY 1", parameters)
        found: dict[str | None, int] = {}
        for value, number in rows:
            key = None if value is None else str(value)
            if column == "place_group":
                key = code_set("PLACE").group(key) or None
            elif column == "band":
                key = self.band(key)
            found[key] = found.get(key, 0) + int(str(number))
        return found
