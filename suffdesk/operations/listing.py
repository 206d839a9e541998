"""Lists of any entity, with a condition, for the command line."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from suffdesk.core.entities import Entity, Field
from suffdesk.core.errors import UserError
from suffdesk.core.kinds import Value
from suffdesk.core.text import plural
from suffdesk.domain.authorities import area_name, find_area, upper_tier
from suffdesk.domain.postcodes import normalise
from suffdesk.domain.quality import RESTRICTED, withheld
from suffdesk.domain.registry import BY_NAME
from suffdesk.operations.concerns import record_look
from suffdesk.store.opening import Store
from suffdesk.store.queries.names import names_of

_AREAS = frozenset(
    {
        *((name, field) for name in ("episode", "placement") for field in ("home_authority", "placement_authority")),
        ("population", "authority"),
        ("setting", "local_authority"),
    }
)
"""Entities and their fields that hold an area by its ONS code."""
_POSTCODES = frozenset({"home_postcode", "placement_postcode", "postcode"})
_CONDITION = re.compile(r"\s*([a-z_]+)\s*(<=|>=|!=|=|<|>)\s*(.*?)\s*\Z", re.DOTALL)


@dataclass(frozen=True)
class Listing:
    """Rows of an entity as values. Entities that hang on a child carry its 903 identifier as ``child``."""

    entity: Entity
    rows: tuple[dict[str, Value], ...]
    with_restricted: bool = False

    def as_json(self) -> list[dict[str, object]]:
        """Rows with dates as ISO text, codes as stored."""
        return [
            {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}
            for row in self.rows
        ]

    def as_lines(self, store: Store) -> list[str]:
        """Tab-separated lines in words, the header first: the columns that the entity shows by default.

        Other records stand under the names that people give them.
        """
        more = RESTRICTED.get(self.entity.name, ()) if self.with_restricted else ()
        fields = [self.entity.by_name[name] for name in (*self.entity.default_columns, *more)]
        wanted: dict[str, set[str]] = {}
        for field in fields:
            if field.record and field.name != "child_id":
                held = (row[field.name] for row in self.rows)
                wanted.setdefault(field.record, set()).update(str(row_id) for row_id in held if row_id)
        names = names_of(store, wanted)
        lines = ["\t".join(field.label for field in fields)]
        for row in self.rows:
            lines.append(
                "\t".join(
                    str(row["child"] or "") if field.name == "child_id" else self._shown(field, row[field.name], names)
                    for field in fields
                )
            )
        return lines

    def _shown(self, field: Field, value: Value, names: Mapping[tuple[str, str], str]) -> str:
        if field.record:
            return names.get((field.record, str(value)), "")
        if (self.entity.name, field.name) in _AREAS and value and upper_tier(str(value)):
            return area_name(str(value))
        return field.show(value)


def entity_named(name: str) -> Entity:
    """The entity of a name. Raises UserError that lists the names there are."""
    if name not in BY_NAME:
        raise UserError(f"There is no record called “{name}”; there are: {', '.join(BY_NAME)}")
    return BY_NAME[name]


def list_entity(store: Store, name: str, where: str | None = None, reason: str | None = None) -> Listing:
    """Every row of an entity that meets ``where``: conditions like ``place=U6 and started>=2023-04-01``.

    What is restricted is left out, unless there is a ``reason``: then the look is recorded. Raises UserError for an
    unknown entity or field, a value that the field cannot hold, or a condition on what is left out.
    """
    entity = entity_named(name)
    left_out = () if reason is not None else ever_withheld(entity)
    clauses, values = _conditions(entity, where, left_out)
    columns = ["id", *(f"{entity.name}.{field.name}" for field in entity.fields)]
    columns[0] = f"{entity.name}.id"
    names = ["id", *(field.name for field in entity.fields)]
    source, order = entity.name, ", ".join(_order(entity, left_out))
    hangs_on_child = "child_id" in entity.by_name
    if hangs_on_child:
        columns.append("child.identifier")
        names.append("child")
        source += f" LEFT JOIN child ON child.id = {entity.name}.child_id"
    condition = f" WHERE {' AND '.join(clauses)}" if clauses else ""
    rows = store.rows(f"SELECT {', '.join(columns)} FROM {source}{condition} ORDER BY {order}", tuple(values))
    kinds = {field.name: field.kind for field in entity.fields}
    found: tuple[dict[str, Value], ...] = tuple(
        {
            column: kinds[column].from_store(value) if column in kinds else value  # type: ignore[arg-type,misc]
            for column, value in zip(names, row, strict=True)
        }
        for row in rows
    )
    if reason is None:
        return Listing(entity, tuple(_without_restricted(entity, row) for row in found))
    if left := ever_withheld(entity):
        count = plural(len(found), entity.label.lower(), entity.label_many.lower())
        record_look(store, f"A list of {count}", reason)
    return Listing(entity, found, with_restricted=bool(left))


def ever_withheld(entity: Entity) -> tuple[str, ...]:
    """Fields that some rows of an entity show only after a reason is given."""
    return tuple(sorted({*withheld(entity.name, {"concern_id": "any"}), *withheld(entity.name, {"entity": "concern"})}))


def _without_restricted(entity: Entity, row: dict[str, Value]) -> dict[str, Value]:
    hidden = withheld(entity.name, row)
    if entity.name in RESTRICTED:
        return {name: value for name, value in row.items() if name not in hidden and name != "child"}
    return {
        name: None if name in hidden or (name == "child" and "child_id" in hidden) else value
        for name, value in row.items()
    }


def _order(entity: Entity, left_out: Collection[str]) -> list[str]:
    wanted = [name for name in ("name", "reference", "started", "position", "reviewed_on", "inspected_on", "raised_on",
                                "received_on", "planned_on", "collection_year", "mid_year", "number")
              if name in entity.by_name]  # fmt: skip
    first = ["child.reference"] if "child_id" in entity.by_name.keys() - set(left_out) else []
    return [*first, *(f"{entity.name}.{name}" for name in wanted), f"{entity.name}.id"]


def _conditions(entity: Entity, where: str | None, left_out: Collection[str]) -> tuple[list[str], list[object]]:
    clauses: list[str] = []
    values: list[object] = []
    for part in re.split(r"\s+and\s+", where.strip(), flags=re.IGNORECASE) if where and where.strip() else []:
        match = _CONDITION.match(part)
        if not match:
            raise UserError(f"“{part}” is not a condition; write field=value, or with <, <=, >, >= or !=")
        name, operator, text = match.groups()
        if name in left_out or (name == "child" and "child_id" in left_out):
            raise UserError(f"“{name}” is restricted here; give the reason to look at it: --reason")
        if name == "child" and "child_id" in entity.by_name:
            clauses.append(f"child.identifier {operator} ?")
            values.append(text)
            continue
        if name not in entity.by_name:
            raise UserError(f"{_one(entity)} has no field “{name}”; it has: {', '.join(entity.by_name)}")
        field = entity.by_name[name]
        column = f"{entity.name}.{name}"
        if text == "":
            if operator not in ("=", "!="):
                raise UserError(f"“{part}” compares {name} with nothing; give a value")
            clauses.append(f"{column} IS {'NOT ' if operator == '!=' else ''}NULL")
            continue
        try:
            values.append(field.kind.to_store(_parsed(entity, field, text)))
        except ValueError as error:
            raise UserError(f"“{part}”: {error}") from None
        clauses.append(f"{column} {operator} ?")
    return clauses, values


def _one(entity: Entity) -> str:
    """``An episode``."""
    label = entity.label.lower()
    return f"{'An' if label[0] in 'aeiou' else 'A'} {label}"


def _parsed(entity: Entity, field: Field, text: str) -> Value:
    """The value of a condition: an area also by its name, a postcode in any spacing. Raises ValueError, UserError."""
    if (entity.name, field.name) in _AREAS:
        return text.upper() if upper_tier(text.upper()) else find_area(text)
    if field.name in _POSTCODES:
        return normalise(text) or text.upper()
    return field.parse(text)
