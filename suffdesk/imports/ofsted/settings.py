"""One row of a list laid against one setting: its facts, registration, places and judgements."""

from collections.abc import Iterator
from datetime import date

from suffdesk.core.dates import show_date
from suffdesk.core.kinds import Value
from suffdesk.core.problem import Problem
from suffdesk.core.text import plural
from suffdesk.domain.formats.ofsted import ListedSetting
from suffdesk.domain.list_change import (
    GRADE_DOWN,
    HELD_ALREADY,
    NEW,
    PLACES,
    current_full,
    facts_told,
    grades_told,
    status_told,
)
from suffdesk.domain.registration import CLOSED
from suffdesk.imports.merging.records import Record
from suffdesk.imports.ofsted.held import Held
from suffdesk.imports.ofsted.histories import (
    add_status,
    correct,
    grade_values,
    registration,
    same_inspection,
)

_PLAIN = ("kind", "address", "postcode", "local_authority", "registered_on", "short_breaks_only")
"""Facts that are taken as they stand."""


def take_row(held: Held, setting: Record, row: ListedSetting) -> list[Problem]:
    """Bring a setting up to a row. Where a later list has told of it, histories are added to and what is empty is
    filled."""
    known = setting.id in held.known
    past = held.later is not None and known
    problems = list(_held_as_closed(held, setting, row))
    before = dict(setting.values)
    _facts(held, setting, row, past=past)
    if not problems:
        _status(held, setting, row, tell=known and not past)
    if known:
        for told in facts_told(before, setting.values, held.provider_names):
            held.note(*told, setting=setting)
    _places(held, setting, row, tell=known and not past)
    had_grades = bool(held.grades.of[setting.id])
    _judgements(held, setting, row, past=past, tell=known or had_grades)
    if not known:
        _first_told(held, setting, row)
    return problems


def _held_as_closed(held: Held, setting: Record, row: ListedSetting) -> Iterator[Problem]:
    """A person said that it closed, and the list still has it: that is left for a person to mend."""
    until = setting.values["until"]
    if not isinstance(until, date) or until > held.as_at or row.status == CLOSED:
        return
    status = held.registrations.on(setting.id, held.as_at)
    if status and status.values["status"] == CLOSED and status.values["list_id"]:
        return
    yield Problem(
        row.file, row.row, "URN", row.urn, "listed",
        f"The list has it on {show_date(held.as_at)}, and it is held as closed on {show_date(until)}.",
        "Empty the day on which the setting closed, if it has not.", "held_as_closed",
    )  # fmt: skip


def _facts(held: Held, setting: Record, row: ListedSetting, *, past: bool) -> None:
    values = setting.values
    before = dict(values)
    said: dict[str, Value] = {"urn": row.urn, "name": row.name, "sector": held.sector_of(row) if row.sector else None}
    said |= {name: getattr(row, name) for name in _PLAIN}
    if not (past and before["provider_id"]):
        said["provider_id"] = held.provider_of(row)
    values.update({
        name: value for name, value in said.items() if value is not None and not (past and before[name] is not None)
    })  # fmt: skip


def _status(held: Held, setting: Record, row: ListedSetting, *, tell: bool) -> None:
    told_next = held.next_list if setting.id in held.known else None
    before, after = add_status(held.registrations, setting.id, row, held.as_at, held.list_id, told_next)
    values = setting.values
    closed_on, until = row.closed_on, values["until"]
    if after == CLOSED and before != CLOSED and (tell or setting.id not in held.known):
        values["until"] = closed_on or held.as_at
    elif (
        after == CLOSED
        and closed_on
        and isinstance(until, date)
        and closed_on < until
        and held.registrations.closed_since(setting.id, closed_on)
    ):
        values["until"] = closed_on
    elif before == CLOSED and after != CLOSED and tell:
        values["until"] = None
    if tell:
        for told in status_told(before, after):
            held.note(*told, setting=setting)


def _places(held: Held, setting: Record, row: ListedSetting, *, tell: bool) -> None:
    if row.places is None:
        return
    before = held.places.on(setting.id, held.as_at)
    if before is not None and before.values["places"] == row.places:
        return
    following = held.places.after(setting.id, held.as_at)
    if (
        following is not None and following.values["places"] == row.places and following.values["list_id"]
        and (before is None or not _told_between(held, setting, following))
    ):  # fmt: skip
        following.values.update(started=held.as_at, list_id=held.list_id)  # what a later list has was so already
        return
    held.places.add({
        "setting_id": setting.id, "started": held.as_at, "places": row.places, "list_id": held.list_id,
    })  # fmt: skip
    if before is not None and held.next_list and setting.id in held.known:
        held.places.keep_from(before, held.as_at, held.next_list, held.list_id)
    if tell:
        held.note(PLACES, str(before.values["places"]) if before else "", str(row.places), setting=setting)


def _told_between(held: Held, setting: Record, following: Record) -> bool:
    """Whether a list after this one has told of a setting before the row that follows began."""
    started = following.values["started"]
    return bool(setting.id in held.known and held.next_list and isinstance(started, date) and held.next_list < started)


def _judgements(held: Held, setting: Record, row: ListedSetting, *, past: bool, tell: bool) -> None:
    grades = held.grades.of[setting.id]
    was = current_full([dict(record.values) for record in grades])
    added: list[Record] = []
    corrected: list[tuple[dict[str, Value], dict[str, Value]]] = []
    for listed in row.inspections:
        record = same_inspection(held.grades, setting.id, row.regulator, listed)
        if record is None:
            added.append(held.grades.add(grade_values(setting.id, row.regulator, listed, held.list_id)))
        elif not _from_later(held, record):
            before = dict(record.values)
            if correct(record, listed, held.list_id):
                corrected.append((before, record.values))
    if not tell or not (added or corrected):
        return
    now = current_full([record.values for record in grades])
    for told in grades_told(was, now, [record.values for record in added], corrected, past=past):
        held.note(*told, setting=setting)
        if told[0] == GRADE_DOWN:
            held.falls[setting.id] = next(record.id for record in grades if record.values is now)


def _from_later(held: Held, record: Record) -> bool:
    """Whether a later list has told of this judgement."""
    return held.date_of_list.get(str(record.values["list_id"]), held.as_at) > held.as_at


def _first_told(held: Held, setting: Record, row: ListedSetting) -> None:
    """No list had told of it. Where a later complete one does not have it, it closed in between."""
    full = current_full([record.values for record in held.grades.of[setting.id]])
    words = [str(full["judgement"])] if full else []
    words += [plural(row.places, "place")] if row.places is not None else []
    gone = held.later_complete
    if gone and setting.values["kind"] in held.kinds_known and setting.values["until"] is None:
        held.registrations.add(registration(setting.id, row.regulator, CLOSED, gone, held.list_id))
        setting.values["until"] = gone
        words.append(f"closed by {show_date(gone)}")
    held.note(NEW, "" if setting.held is None else HELD_ALREADY, ", ".join(words), setting=setting)
