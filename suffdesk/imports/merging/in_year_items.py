"""What the preview of an extract lists, and what a person decided about it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from suffdesk.core.kinds import Value
from suffdesk.core.problem import Problem
from suffdesk.domain.formats.extract import ExtractRow, said_of
from suffdesk.domain.registry import BY_NAME
from suffdesk.imports.merging.records import Record, Writes

Change = Literal["new", "changed", "ended", "ended?", "unchanged", "left out"]
CHANGES: tuple[Change, ...] = ("new", "changed", "ended", "ended?", "unchanged", "left out")


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One fact before and after, in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that an extract says. ``key`` is the same in every preview of the same extract and store.

    ``asks``: it is done only where a person says yes. ``applied``: it would be done as things are decided. ``row`` is
    None for a child who is not in the extract; ``child_id`` None for one who is not in the store yet.
    """

    key: str
    change: Change
    entity: str
    child: str
    child_id: str | None
    row: int | None
    reason: str
    fields: tuple[FieldChange, ...] = ()
    asks: bool = False
    applied: bool = False


@dataclass(frozen=True)
class Decisions:
    """By key: what to leave, what to say yes to, and on which day (with the SSDA903 reason, or None) care ended."""

    leave: frozenset[str] = frozenset()
    confirm: frozenset[str] = frozenset()
    endings: Mapping[str, tuple[date, str | None]] = field(default_factory=dict)


@dataclass(frozen=True)
class InYearPlan:
    """What an extract would do to the store in the state in which it was looked at."""

    file: str
    as_at: date
    items: tuple[Item, ...]
    problems: tuple[Problem, ...]
    writes: Writes
    state: int
    rows_read: int
    rows_left_out: int
    columns_ignored: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    """Sentences to which a person says yes before this is stored."""

    @property
    def counts(self) -> dict[str, int]:
        """How many items there are of each change, none included."""
        found = Counter(item.change for item in self.items)
        return {change: found[change] for change in CHANGES}


def field_changes(entity: str, before: Mapping[str, Value], after: Mapping[str, Value]) -> tuple[FieldChange, ...]:
    """The facts of ``after`` that differ, as the entity shows them; those of a placement are its episode's."""
    fields = BY_NAME["episode" if entity == "placement" else entity].by_name
    return tuple(
        FieldChange(fields[name].label, fields[name].show(before.get(name)), fields[name].show(value))
        for name, value in after.items()
        if before.get(name) != value
    )


class Listing:
    """The items as they are found, each with whether it is to be done."""

    def __init__(self, decisions: Decisions) -> None:
        self.items: list[Item] = []
        self.decisions = decisions

    def add(
        self, change: Change, entity: str, child: Record | None, row: ExtractRow | None, reason: str, *,
        fields: tuple[Mapping[str, Value], Mapping[str, Value]] = ({}, {}), part: str = "", asks: bool = False,
        doing: bool = True,
    ) -> bool:  # fmt: skip
        """List something; whether it is to be done. ``doing`` is False for what calls for nothing.

        ``part`` tells apart things said of one record of one row; ``fields`` are its facts before and after.
        """
        where = f"row {row.row}" if row else f"child {child.id if child else ''}"
        key = f"{where}: {part or entity}"
        yes = key in self.decisions.confirm if asks else key not in self.decisions.leave
        held = child is not None and child.held is not None
        name = str(child.values["reference" if held else "identifier"]) if child else said_of(row) if row else ""
        self.items.append(Item(
            key, change, entity, name, child.id if child and held else None, row.row if row else None, reason,
            field_changes(entity, *fields), asks, doing and yes,
        ))  # fmt: skip
        return doing and yes
