"""Who changed what, and when, in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from suffdesk.core.dates import local_time, show_date_short
from suffdesk.core.kinds import Stored
from suffdesk.core.report import Column, Table
from suffdesk.core.text import plural
from suffdesk.domain.formats.ssda903 import returned_table_words
from suffdesk.domain.quality import withheld
from suffdesk.domain.registry import BY_NAME
from suffdesk.store.opening import Store
from suffdesk.store.queries.audit import Trace, TrailFilter, counts_of_change, people, rows_of_child, trail_page
from suffdesk.store.queries.names import last_images, names_of

__all__ = [
    "FieldChange", "TrailFilter", "TrailLine", "TrailPage", "field_words", "of_child", "of_record",
    "people", "trail", "trail_table", "what_changed",
]  # fmt: skip

_PAGE = 200
_ACTIONS = {"insert": "Added", "update": "Changed", "delete": "Removed"}
_HIDDEN = frozenset({"id", "row_version"})
_RESTRICTED = "restricted"
"""In place of what is shown only after a reason."""
_DIGESTS = frozenset({"digest", "sha256"})
"""By which the program knows a file again: to a person they say nothing."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field's part in a change, in words. ``personal`` marks what could name or trace a child."""

    label: str
    before: str
    after: str
    personal: bool = False

    @property
    def words(self) -> str:
        """``Placement: Foster, other carer (U6) → Children's home (K2)``; one side alone where there was no other."""
        if self.before and self.after:
            return f"{self.label}: {self.before} → {self.after}"
        return f"{self.label}: {self.after}" if self.after else f"{self.label}: {self.before} → nothing"


@dataclass(frozen=True, slots=True)
class TrailLine:
    """One record's part in one change. ``made_at`` is local time; ``change`` is the number of the change."""

    entry: int
    change: int
    label: str
    made_at: datetime
    who: str
    entity: str
    row_id: str
    subject: str
    action: str
    fields: tuple[FieldChange, ...]
    erased: bool

    @property
    def words(self) -> str:
        """Everything that changed, in one line."""
        return "The contents have been erased" if self.erased else "; ".join(field.words for field in self.fields)


@dataclass(frozen=True, slots=True)
class TrailPage:
    """Lines, the latest first. ``next`` is what to pass as ``before`` for the page that follows; None at the end."""

    lines: tuple[TrailLine, ...]
    next: int | None


def trail(store: Store, wanted: TrailFilter | None = None, before: int | None = None, limit: int = _PAGE) -> TrailPage:
    """One page of the trail of the whole store, or of what the filter leaves of it."""
    found = trail_page(store, wanted or TrailFilter(), before, limit + 1)
    traces = found[:limit]
    return TrailPage(tuple(_lines(store, traces)), traces[-1].entry if len(found) > limit else None)


def of_record(entity: str, row_id: str) -> TrailFilter:
    """The filter that leaves the trail of one record."""
    return TrailFilter(entity=entity, row_ids=(row_id,))


def of_child(store: Store, child_id: str) -> TrailFilter:
    """The filter that leaves the trail of a child and of everything held of it, removed records included.

    A record that says only to those who give a reason that it is about the child is left out.
    """
    return TrailFilter(
        row_ids=tuple(
            row_id
            for entity, ids in rows_of_child(store, child_id).items()
            for row_id, image in last_images(store, entity, ids).items()
            if "child_id" not in withheld(entity, image)
        )
    )


def what_changed(store: Store, change: int) -> str:
    """``280,000 episodes added, 1 setting changed``: one change in a few words."""
    parts = []
    for (entity, operation), number in sorted(counts_of_change(store, change).items()):
        described = BY_NAME[entity]
        one, many = described.label.lower(), described.label_many.lower()
        parts.append(f"{plural(number, one, many)} {_ACTIONS[operation].lower()}")
    return ", ".join(parts)


def trail_table(
    store: Store, wanted: TrailFilter | None = None, *, with_personal: bool = True, limit: int = 100_000
) -> Table:
    """The trail as a table to export, one row for each record changed; a note says where it was cut off.

    Without ``with_personal`` the table says that a personal field changed but not what it held.
    """
    rows: list[tuple[str | int, ...]] = []
    before: int | None = None
    while len(rows) < limit:
        page = trail(store, wanted, before, min(1_000, limit - len(rows)))
        for line in page.lines:
            words = line.words if with_personal else "; ".join(_without_values(line)) or line.words
            rows.append(
                (line.change, show_moment(line.made_at), line.who, line.label, line.action, line.subject, words)
            )
        before = page.next
        if before is None:
            break
    columns = (
        Column("Change", "number", 8), Column("When", width=20), Column("Who", width=16), Column("What", width=28),
        Column("Action", width=10), Column("Record", width=30), Column("In words", width=80),
    )  # fmt: skip
    notes = () if before is None else (f"Only the latest {limit:,} are given.",)
    return Table("Changes", columns, rows, notes)


def show_moment(moment: datetime) -> str:
    """``3 Apr 2025, 14:05``."""
    return f"{show_date_short(moment.date())}, {moment:%H:%M}"


def _without_values(line: TrailLine) -> Iterator[str]:
    if not line.erased:
        for field in line.fields:
            yield f"{field.label}: changed" if field.personal else field.words


def _lines(store: Store, traces: list[Trace]) -> Iterator[TrailLine]:
    wanted: dict[str, set[str]] = {}
    for trace in traces:
        wanted.setdefault(trace.entity, set()).add(trace.row_id)
        for image in (trace.before, trace.after):
            for name, value in (image or {}).items():
                field = BY_NAME[trace.entity].by_name.get(name)
                if field and field.record and value:
                    wanted.setdefault(field.record, set()).add(str(value))
    names = names_of(store, wanted)
    for trace in traces:
        yield TrailLine(
            trace.entry, trace.change, trace.label, local_time(trace.made_at), trace.who, trace.entity, trace.row_id,
            names[trace.entity, trace.row_id], _ACTIONS[trace.operation],
            tuple(_field_changes(trace, names)), trace.erased,
        )  # fmt: skip


def _field_changes(trace: Trace, names: dict[tuple[str, str], str]) -> Iterator[FieldChange]:
    before, after = trace.before or {}, trace.after or {}
    described = BY_NAME[trace.entity].by_name
    hidden = withheld(trace.entity, trace.after or before)
    order = [*described, *sorted((before.keys() | after.keys()) - described.keys() - _HIDDEN)]
    for name in order:
        old, new = before.get(name), after.get(name)
        if old == new or name in _DIGESTS:
            continue
        field = described.get(name)
        label, personal = (field.label, field.personal) if field else (name, True)
        if name in hidden:
            old_words, new_words = (_RESTRICTED if value is not None else "" for value in (old, new))
            yield FieldChange(label, old_words, new_words, personal)
            continue
        yield FieldChange(
            label, field_words(trace.entity, name, old, names), field_words(trace.entity, name, new, names), personal
        )


def field_words(entity: str, name: str, stored: Stored, names: Mapping[tuple[str, str], str]) -> str:
    """A stored value as people read it; ``names`` holds the name of each record that it may refer to."""
    field = BY_NAME[entity].by_name.get(name)
    if stored is None or not field:
        return "" if stored is None else str(stored)
    if field.record:
        return names[field.record, str(stored)]
    if name == "entity" and str(stored) in BY_NAME:
        return BY_NAME[str(stored)].label
    if name == "table_name":
        return returned_table_words(str(stored))
    return field.show(field.kind.from_store(stored))
