"""What each return tells of a record, and what the record is then: of every field, the latest year that is not empty.

So an empty cell, or a column that a file lacks, takes nothing away and fills what is empty, and the order in which
returns are imported changes nothing.
"""

import json
from collections.abc import Iterable, Mapping, Sequence

from suffdesk.core.kinds import Value
from suffdesk.domain.registry import BY_NAME
from suffdesk.domain.said import ORDER
from suffdesk.imports.merging.records import Record, Tells


def year_of(record: Record) -> int:
    """The latest return that holds a record; 0 for one that none holds yet."""
    year = record.values.get("collection_year")
    return year if isinstance(year, int) else 0


def filled(values: Mapping[str, Value]) -> dict[str, Value]:
    """The values that are not empty."""
    return {name: value for name, value in values.items() if value is not None}


def folded(tells: Tells, fields: Sequence[str]) -> dict[str, Value]:
    """What a record is, from all that was told of it."""
    result: dict[str, Value] = dict.fromkeys(fields)
    for year in sorted(tells):
        result.update((name, value) for name in fields if (value := tells[year][name]) is not None)
    return result


class Telling:
    """Takes what returns tell into the records of one entity. ``fields`` are those that a return fills."""

    def __init__(self, entity: str, fields: Sequence[str]) -> None:
        self.fields = tuple(fields)
        self._kinds = {name: BY_NAME[entity].by_name[name].kind for name in fields}

    def of(self, record: Record) -> Tells:
        """What each return has told of a record, by collection year; its order on the day is under ``ORDER``."""
        if record.tells is None:
            values, said = record.values, record.values.get("said")
            now: dict[str, Value] = {name: values[name] for name in self.fields}
            if said:
                record.tells = {
                    int(year): {**now, ORDER: 0, **self._values(told)} for year, told in json.loads(str(said)).items()
                }
            else:
                record.tells = {year_of(record): {**now, ORDER: values.get("position") or 0}}
        return record.tells

    def take(self, record: Record, year: int, told: Mapping[str, Value]) -> bool:
        """Take in what the return of a year tells; whether that changes the record."""
        tells = self.of(record)
        if year and 0 in tells and all(tells[0][name] is None for name in self.fields):
            del tells[0]  # made because another table named the child
        tells[year] = {**dict.fromkeys(self.fields), ORDER: 0, **tells.get(year, {}), **filled(told)}
        return self.settle(record)

    def settle(self, record: Record) -> bool:
        """Make a record what was told of it; whether that changes it."""
        tells = self.of(record)
        now = folded(tells, self.fields)
        changed = any(record.values[name] != value for name, value in now.items())
        record.values.update(now)
        record.values["collection_year"] = max(tells) or None
        return changed

    def keep(self, records: Iterable[Record]) -> None:
        """Write into records what was told of them, to be stored."""
        for record in records:
            if record.tells is not None:
                record.values["said"] = self._text(record)

    def _text(self, record: Record) -> str | None:
        """Nothing where one return tells all, in the order in which the rows stand."""
        tells, values = record.tells or {}, record.values
        said: dict[str, dict[str, object]] = {}
        for year in sorted(tells):
            told = tells[year]
            said[str(year)] = {
                name: kind.to_store(told[name]) for name, kind in self._kinds.items() if told[name] != values[name]
            }
            if told[ORDER]:
                said[str(year)][ORDER] = told[ORDER]
        if len(tells) == 1:
            (told,) = tells.values()
            if told[ORDER] == (values.get("position") or 0) and not said[str(max(tells))].keys() - {ORDER}:
                return None
        return json.dumps(said, ensure_ascii=False, separators=(",", ":"))

    def _values(self, told: Mapping[str, str | int | float | None]) -> dict[str, Value]:
        return {
            name: self._kinds[name].from_store(value) if name in self._kinds else value for name, value in told.items()
        }
