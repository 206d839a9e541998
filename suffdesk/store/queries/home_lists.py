"""Settings and providers as lists: sorted, filtered and searched by SQL, as things stand on a day.

At most :data:`suffdesk.store.queries.register.ALL_IDS_UP_TO` of either are ever held (England has about 20,000), so the
answer is every id in order; rows are read as they come into sight.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from suffdesk.domain.authorities import Band, area_name, region_band
from suffdesk.domain.provider import COMMISSIONED, SECTOR
from suffdesk.domain.registration import NOT_REGISTERED
from suffdesk.store.opening import Store
from suffdesk.store.queries import standing
from suffdesk.store.queries.standing import runs

NONE = ""
"""Stands among chosen values for those of which nothing is held."""


@dataclass(frozen=True, slots=True)
class HomeFilter:
    """What lets a setting (or, by its text and sectors, a provider) through; empty parts let everything through."""

    text: str = ""
    provider_id: str = ""
    ours: bool = False
    fell: bool = False
    unregistered: bool = False
    uncovered: bool = False
    closed: bool = False
    """Settings that have closed; otherwise they are left out."""
    kinds: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    bands: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    judgements: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    contract_kinds: tuple[str, ...] = ()

    def without(self, *names: str) -> "HomeFilter":
        """The same with parts as if they had never been chosen."""
        empty = HomeFilter()
        return replace(self, **{name: getattr(empty, name) for name in names})


SETTING_EXPRESSIONS: Mapping[str, str] = {
    "name": standing.NAME,
    "kind": "s.kind",
    "category": "s.category",
    "urn": "s.urn",
    "provider": "v.name",
    "sector": "s.sector",
    "area": "s.local_authority",
    "postcode": "s.postcode",
    "places": standing.PLACES,
    "status": standing.STATUS,
    "judgement": standing.JUDGEMENT,
    "since": standing.JUDGED_SINCE,
    "inspected": standing.INSPECTED,
    "earlier": standing.EARLIER_JUDGEMENT,
    "children": standing.CHILDREN,
    "contract": f"CASE WHEN {standing.ON_A_LOT} THEN coalesce({standing.CONTRACT_KIND}, 'On a lot') "
                f"ELSE {standing.CONTRACT_KIND} END",
    "visited": standing.VISITED,
    "next_due": standing.NEXT_DUE,
    "price": standing.LOWEST,
    "highest": standing.HIGHEST,
}  # fmt: skip
"""What each column of the settings is, in SQL."""
_SORTED_BY: Mapping[str, str] = {"judgement": standing.JUDGEMENT_RANK}
_LAST_OF_KIND = (
    "(SELECT max(coalesce(x.until, '9999')) last FROM provider_check x WHERE x.provider_id = v.id "
    "AND x.checked_on <= :day GROUP BY x.kind, coalesce(x.setting_id, ''))"
)
PROVIDER_EXPRESSIONS: Mapping[str, str] = {
    "name": "v.name",
    "sector": "v.sector",
    "company": "v.company_number",
    "settings": "(SELECT count(*) FROM setting s WHERE s.provider_id = v.id AND (s.until IS NULL OR s.until > :day))",
    "children": (
        "(SELECT count(DISTINCT p.child_id) FROM setting s JOIN placement p ON p.setting_id = s.id "
        f"WHERE s.provider_id = v.id AND {standing.LIVES_THERE})"
    ),
    "lots": f"(SELECT count(DISTINCT m.lot_id) FROM lot_membership m WHERE m.provider_id = v.id AND {runs('m')} "
            f"AND {standing.LOT_RUNS})",
    "contracts": f"(SELECT count(*) FROM contract k WHERE k.provider_id = v.id AND {runs('k')})",
    "expired": f"(SELECT count(*) FROM {_LAST_OF_KIND} WHERE last <= :day)",
}  # fmt: skip
"""What each column of the providers is, in SQL."""
_SETTINGS = "FROM setting s LEFT JOIN provider v ON v.id = s.provider_id"
_PROVIDERS = "FROM provider v"


class HomeQuery:
    """The settings or the providers (``entity``) of one store on one day."""

    def __init__(self, store: Store, entity: str, as_at: date) -> None:
        self._store, self.entity, self.as_at = store, entity, as_at
        self._tables, self._key = (_SETTINGS, "s.id") if entity == "setting" else (_PROVIDERS, "v.id")
        self.expressions = SETTING_EXPRESSIONS if entity == "setting" else PROVIDER_EXPRESSIONS
        self._home = store.meta("authority")

    def _select(self, sql: str, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        return list(self._store.db.conn.execute(sql, {"day": self.as_at.isoformat(), **parameters}).fetchall())

    def band(self, code: str | None) -> str:
        """Band of distance of an area from the store's authority, in words."""
        return str(region_band(self._home, code)) if self._home else str(Band.NOT_KNOWN)

    def _areas(self) -> list[str]:
        found = self._select("SELECT DISTINCT local_authority FROM setting WHERE local_authority IS NOT NULL", {})
        return [str(code) for (code,) in found]

    # Which

    def find(self, wanted: HomeFilter, column: str = "name", descending: bool = False) -> list[str]:
        """Ids in order; empty values come last, ties go by name."""
        where, parameters = self._where(wanted)
        by = _SORTED_BY.get(column, self.expressions[column]) if self.entity == "setting" else self.expressions[column]
        if column in ("area", "sector"):
            by = self._by_words(column, by)
        name = self.expressions["name"]
        order = f"{by} COLLATE NOCASE{' DESC' if descending else ''} NULLS LAST"
        if column != "name":
            order += f", {name} COLLATE NOCASE"
        sql = f"SELECT {self._key} {self._tables} WHERE {where} ORDER BY {order}, {self._key}"
        return [str(row_id) for (row_id,) in self._select(sql, parameters)]

    def _by_words(self, column: str, expression: str) -> str:
        """An expression that sorts codes as the words for them."""
        words = {code: area_name(code) for code in self._areas()} if column == "area" else {
            choice.code: choice.label for choice in SECTOR
        }  # fmt: skip
        order = sorted(words, key=lambda code: (words[code].casefold(), code))
        whens = " ".join(f"WHEN {standing.quoted([code])} THEN {place}" for place, code in enumerate(order))
        return f"CASE {expression} {whens} END" if whens else "NULL"

    def _where(self, wanted: HomeFilter) -> tuple[str, dict[str, Any]]:
        tests, parameters = [], {}
        for place, word in enumerate(wanted.text.split()):
            text = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
            parameters[f"word{place}"] = f"%{text}%"
            held = " OR ".join(
                f"{name} LIKE :word{place} ESCAPE '\\'"
                for name in (("s.name", "s.urn", "v.name", "s.kind", "s.postcode", "replace(s.postcode, ' ', '')")
                             if self.entity == "setting" else ("v.name", "v.company_number"))
            )  # fmt: skip
            tests.append(f"({held})")
        if self.entity == "setting":
            tests += self._of_settings(wanted, parameters)
        elif wanted.ours:
            tests.append(
                "v.id IN (SELECT s.provider_id FROM setting s JOIN placement p ON p.setting_id = s.id "
                f"WHERE {standing.LIVES_THERE})"
            )
        if wanted.sectors:
            tests.append(
                self._among("s.sector" if self.entity == "setting" else "v.sector", wanted.sectors, parameters)
            )
        return " AND ".join(tests) or "1", parameters

    def _of_settings(self, wanted: HomeFilter, parameters: dict[str, Any]) -> list[str]:
        tests = []
        if wanted.closed:
            tests.append(standing.IS_CLOSED)
        else:
            tests.append(
                f"NOT coalesce({standing.IS_CLOSED}, 0) AND (s.registered_on IS NULL OR s.registered_on <= :day "
                f"OR {standing.OURS} OR {standing.STATUS} IS NOT NULL)"
            )
        if wanted.provider_id:
            tests.append("s.provider_id = :provider")
            parameters["provider"] = wanted.provider_id
        if wanted.ours:
            tests.append(standing.OURS)
        if wanted.fell:
            tests.append(standing.FELL)
        if wanted.unregistered:
            tests.append(f"{standing.STATUS} = '{NOT_REGISTERED}'")
        if wanted.uncovered:
            bought = standing.quoted(sorted(COMMISSIONED))
            tests.append(f"{standing.OURS} AND s.sector IN ({bought}) AND NOT {standing.COVERED}")
        if wanted.bands:
            areas: list[str | None] = [*self._areas(), None]
            inside = [code or NONE for code in areas if self.band(code) in wanted.bands]
            tests.append(self._among("s.local_authority", inside, parameters))
        for part, column in _CHOSEN.items():
            if values := getattr(wanted, part):
                tests.append(self._among(self.expressions[column], values, parameters))
        return tests

    def _among(self, expression: str, values: Sequence[str], parameters: dict[str, Any]) -> str:
        name = f"among{len(parameters)}"
        parameters[name] = json.dumps(list(values))
        return f"coalesce({expression}, '') IN (SELECT value FROM json_each(:{name}))"

    # What is shown

    def rows(self, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
        """Values by column, by id; an id that has gone is left out."""
        names = list(self.expressions)
        found = self._select(
            f"SELECT {self._key}, {', '.join(self.expressions.values())} {self._tables} "
            f"WHERE {self._key} IN (SELECT value FROM json_each(:ids))",
            {"ids": json.dumps(list(ids))},
        )
        return {str(row[0]): dict(zip(names, row[1:], strict=True)) for row in found}

    def counts(self, wanted: Sequence[HomeFilter]) -> list[int]:
        """How many each filter lets through."""
        counts = []
        for one in wanted:
            where, parameters = self._where(one)
            counts.append(int(self._select(f"SELECT count(*) {self._tables} WHERE {where}", parameters)[0][0]))
        return counts

    def spread(self, part: str, wanted: HomeFilter) -> dict[str, int]:
        """How many have each value of a part of the filter, whatever else of that part is chosen."""
        where, parameters = self._where(wanted.without(part))
        column = "area" if part == "bands" else _CHOSEN.get(part, "sector")
        found = self._select(
            f"SELECT coalesce({self.expressions[column]}, ''), count(*) {self._tables} WHERE {where} GROUP BY 1",
            parameters,
        )
        if part != "bands":
            return {str(value): int(number) for value, number in found}
        bands: dict[str, int] = {}
        for code, number in found:
            band = self.band(code or None)
            bands[band] = bands.get(band, 0) + int(number)
        return bands


_CHOSEN: Mapping[str, str] = {
    "kinds": "kind", "areas": "area", "judgements": "judgement", "statuses": "status", "contract_kinds": "contract",
}  # fmt: skip
"""Parts of the filter that hold values of a column of settings."""
