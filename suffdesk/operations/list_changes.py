"""The published lists that were brought in, and what each changed, to be looked at later and exported."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from suffdesk.core.dates import show_date
from suffdesk.core.errors import UserError
from suffdesk.core.kinds import Stored, Value
from suffdesk.core.report import Cell, Column, Table
from suffdesk.core.text import plural
from suffdesk.domain.authorities import area_name
from suffdesk.domain.list_change import (
    GRADE_DOWN,
    HELD_ALREADY,
    KINDS,
    NEW,
    PLACES,
    ListChange,
    Row,
    Told,
    current_full,
    facts_told,
    grades_told,
    in_order,
    status_told,
)
from suffdesk.domain.registry import BY_NAME
from suffdesk.operations.publish import export_table
from suffdesk.operations.record_table import Records
from suffdesk.store.change import columns_of, rows_by_id
from suffdesk.store.opening import Store

__all__ = ["KINDS", "HeldList", "ListChange", "changes_of", "changes_records", "export_changes", "lists_held"]

_COLUMNS = (
    Column("Change", width=17), Column("Number", width=10), Column("Setting", width=24), Column("Provider", width=26),
    Column("Before", width=22), Column("Now", width=30), Column("Our children", "number", 12),
    Column("Area", width=20), Column("Checklist", width=10),
)  # fmt: skip
_TOLD = ("setting", "registration", "capacity", "grade")


@dataclass(frozen=True, slots=True)
class HeldList:
    """One list that was brought in."""

    id: str
    as_at: date
    file_name: str
    rows: int
    complete: bool


def lists_held(store: Store) -> list[HeldList]:
    """Every list, the latest day first, and of one day the one brought in last."""
    found = store.rows(
        "SELECT id, as_at, file_name, rows_read, complete FROM published_list ORDER BY as_at DESC, id DESC"
    )
    return [
        HeldList(str(row_id), date.fromisoformat(str(as_at)), str(name), int(str(rows)), bool(complete))
        for row_id, as_at, name, rows, complete in found
    ]


def changes_of(store: Store, list_id: str) -> tuple[ListChange, ...]:
    """What a list changed when it was brought in, settings with children of ours first.

    Raises UserError where the list is not held (any more).
    """
    held = next((one for one in lists_held(store) if one.id == list_id), None)
    if held is None:
        raise UserError("The list is no longer held; choose another")
    return in_order(_Telling(store, held).changes())


def changes_records(changes: Iterable[ListChange], title: str = "Changes of the list") -> Records:
    """Changes as a table, each row opening its setting."""
    some = list(changes)
    rows: list[tuple[Cell, ...]] = [
        (
            KINDS[one.kind], one.urn, one.setting or "Name not published", one.provider, one.before, one.after,
            one.children or None, area_name(one.area) if one.area else "", "Opened" if one.opens_checklist else "",
        )
        for one in some
    ]  # fmt: skip
    return Records(Table(title, _COLUMNS, rows), tuple(("setting", one.setting_id) for one in some))


def export_changes(store: Store, held: HeldList, changes: Sequence[ListChange], path: Path) -> None:
    """Save changes as a workbook; the export is recorded. Raises UserError where it cannot be written."""
    facts = (
        ("List", f"{held.file_name}, {plural(held.rows, 'row')}"), ("As at", show_date(held.as_at)),
        ("Our children", "Placed there on the day of the list, or still"),
    )  # fmt: skip
    table = changes_records(changes, "Changes of a published list").table
    export_table(table, path, facts, store=store, as_at=held.as_at)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A record that the import wrote."""

    row_id: str
    before: Row | None
    after: Row


class _Telling:
    """Works out the changes from the journal of the import, and from the histories as they were before it.

    Ids grow with time, so what was there before has a smaller id than the list itself.
    """

    def __init__(self, store: Store, held: HeldList) -> None:
        self._store, self._list = store, held
        self._written = self._entries()
        of_setting: dict[str, dict[str, list[_Entry]]] = defaultdict(lambda: defaultdict(list))
        for entity, entries in self._written.items():
            for entry in entries:
                owner = entry.row_id if entity == "setting" else str(entry.after["setting_id"])
                of_setting[owner][entity].append(entry)
        self._of_setting = of_setting
        ids = list(of_setting)
        self._settings = {row_id: _values("setting", row) for row_id, row in
                          rows_by_id(store.db, "setting", ids).items()}  # fmt: skip
        self._providers = {str(row_id): str(name) for row_id, name in store.rows("SELECT id, name FROM provider")}
        lists = {str(row_id): (date.fromisoformat(str(day)), str(row_id) < held.id)
                 for row_id, day in store.rows("SELECT id, as_at FROM published_list")}  # fmt: skip
        self._past = any(day > held.as_at and earlier for day, earlier in lists.values())
        self._known = {
            str(setting_id)
            for setting_id, list_id in store.rows(
                "SELECT setting_id, list_id FROM registration WHERE id < ? AND list_id IS NOT NULL", (held.id,)
            )
            if list_id != held.id
        }
        self._children = self._children_placed()

    def changes(self) -> list[ListChange]:
        found: list[ListChange] = []
        for setting_id, written in self._of_setting.items():
            setting = self._settings.get(setting_id)
            if setting is None:
                continue
            told = list(self._known_told(setting_id, written) if setting_id in self._known
                        else self._new_told(setting_id, written))  # fmt: skip
            whole = ListChange(
                "", setting_id, str(setting["urn"] or ""), str(setting["name"] or ""),
                self._providers.get(str(setting["provider_id"]), ""), str(setting["local_authority"] or ""), "", "",
                self._children.get(setting_id, 0),
            )  # fmt: skip
            for kind, before, after in told:
                opens = kind == GRADE_DOWN and self._has_checklist(written["grade"], after)
                found.append(replace(whole, kind=kind, before=before, after=after, opens_checklist=opens))
        return found

    def _entries(self) -> dict[str, list[_Entry]]:
        """Settings and histories that the change which brought the list in wrote."""
        (span,) = self._store.rows(
            "SELECT first_entry, last_entry FROM change_log WHERE first_entry <= (SELECT max(seq) FROM journal "
            "WHERE row_id = ? AND operation = 'insert') ORDER BY first_entry DESC LIMIT 1",
            (self._list.id,),
        )
        marks = ", ".join("?" * len(_TOLD))
        found: dict[str, list[_Entry]] = defaultdict(list)
        for entity, row_id, before, after in self._store.rows(
            "SELECT entity, row_id, before, after FROM journal JOIN journal_image USING (seq) "
            f"WHERE seq BETWEEN ? AND ? AND after IS NOT NULL AND entity IN ({marks})",
            (*span, *_TOLD),
        ):
            name = str(entity)
            old = _values(name, json.loads(str(before))) if before else None
            found[name].append(_Entry(str(row_id), old, _values(name, json.loads(str(after)))))
        return found

    def _known_told(self, setting_id: str, written: Mapping[str, list[_Entry]]) -> Iterable[Told]:
        for entry in written["setting"]:
            if entry.before is not None:
                yield from facts_told(entry.before, entry.after, self._providers)
        if not self._past:
            if written["registration"]:
                before = self._on_the_day("registration", "status", setting_id)
                latest = max(written["registration"], key=lambda entry: str(entry.after["started"]))
                yield from status_told(str(before or ""), str(latest.after["status"]))
            for entry in written["capacity"]:
                places = self._on_the_day("capacity", "places", setting_id)
                yield PLACES, "" if places is None else str(places), str(entry.after["places"])
        if written["grade"]:
            yield from self._graded(written["grade"], self._earlier_grades(setting_id))

    def _new_told(self, setting_id: str, written: Mapping[str, list[_Entry]]) -> Iterable[Told]:
        was_held = setting_id < self._list.id
        earlier = self._earlier_grades(setting_id) if was_held else {}
        if earlier:
            yield from self._graded(written["grade"], earlier)
        full = current_full((earlier | {entry.row_id: entry.after for entry in written["grade"]}).values())
        words = [str(full["judgement"])] if full else []
        words += [plural(int(str(entry.after["places"])), "place") for entry in written["capacity"]]
        words += [
            f"closed by {show_date(day)}" for entry in written["registration"]
            if entry.after["status"] == "Closed" and isinstance(day := entry.after["started"], date)
            and day > self._list.as_at
        ]  # fmt: skip
        yield NEW, HELD_ALREADY if was_held else "", ", ".join(words)

    def _graded(self, written: Sequence[_Entry], earlier: Mapping[str, Row]) -> Iterable[Told]:
        grades = dict(earlier)
        grades |= {entry.row_id: entry.before for entry in written if entry.before is not None}
        was = current_full(grades.values())
        now = current_full((grades | {entry.row_id: entry.after for entry in written}).values())
        added = [entry.after for entry in written if entry.before is None]
        corrected = [
            (entry.before, entry.after) for entry in written
            if entry.before is not None and entry.after["list_id"] == self._list.id
        ]  # fmt: skip
        if added or corrected:
            yield from grades_told(was, now, added, corrected, past=self._past)

    def _earlier_grades(self, setting_id: str) -> dict[str, Row]:
        """Judgements that were held before, by id."""
        names = columns_of("grade")
        found = self._store.rows(
            f"SELECT {', '.join(names)} FROM grade WHERE setting_id = ? AND id < ? ORDER BY id",
            (setting_id, self._list.id),
        )
        images = [dict(zip(names, row, strict=True)) for row in found]
        return {str(image["id"]): _values("grade", image) for image in images}  # type: ignore[arg-type]

    def _on_the_day(self, entity: str, name: str, setting_id: str) -> object:
        """What held on the list's day before it came."""
        found = self._store.rows(
            f"SELECT {name} FROM {entity} WHERE setting_id = ? AND id < ? AND started <= ? "
            "ORDER BY started DESC, id DESC LIMIT 1",
            (setting_id, self._list.id, self._list.as_at.isoformat()),
        )
        return found[0][0] if found else None

    def _children_placed(self) -> dict[str, int]:
        day = self._list.as_at.isoformat()
        found = self._store.rows(
            "SELECT setting_id, count(DISTINCT child_id) FROM placement WHERE setting_id IS NOT NULL AND "
            "(until IS NULL OR (started <= ? AND until > ?)) GROUP BY setting_id",
            (day, day),
        )
        return {str(setting_id): int(str(number)) for setting_id, number in found}

    def _has_checklist(self, written: Sequence[_Entry], judgement: str) -> bool:
        return any(
            entry.after["judgement"] == judgement
            and self._store.rows("SELECT 1 FROM quality_action WHERE grade_id = ? LIMIT 1", (entry.row_id,))
            for entry in written
        )


def _values(entity: str, image: Mapping[str, Stored]) -> dict[str, Value]:
    """A stored row as values; images leave empty fields out."""
    return {field.name: field.kind.from_store(image.get(field.name)) for field in BY_NAME[entity].fields}
