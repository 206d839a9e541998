"""One row of a list laid against one setting: its facts, registration, places and judgements."""

from collections.abc import Iterator
from datetime import date

from suffdesk.core.dates import show_date
from suffdesk.core.kinds import Value
from suffdesk.core.problem import Problem
from suffdesk.core.text import plural
from suffdesk.domain import list_change as kinds
from suffdesk.domain.authorities import area_name
from suffdesk.domain.formats.ofsted import ListedSetting
from suffdesk.domain.grade_fall import compared
from suffdesk.domain.quality import FULL_INSPECTION
from suffdesk.domain.registration import CLOSED, REGISTERED, SUSPENDED
from suffdesk.domain.registry import BY_NAME
from suffdesk.imports.merging.records import Record
from suffdesk.imports.ofsted.held import Held
from suffdesk.imports.ofsted.histories import (
    add_status,
    correct,
    current_full,
    grade_values,
    registration,
    same_inspection,
)

_PLAIN = ("kind", "address", "postcode", "local_authority", "registered_on", "short_breaks_only")
"""Facts that are taken as they stand and told of under other details."""
_FIELDS = BY_NAME["setting"].by_name


def take_row(held: Held, file: str, setting: Record, row: ListedSetting) -> list[Problem]:
    """Bring a setting up to a row. Where a later list has told of it, only histories are added to."""
    known = setting.id in held.known
    past = held.later is not None and known
    problems = list(_held_as_closed(held, file, setting, row))
    if not past:
        _facts(held, setting, row, tell=known)
    if not problems:
        _status(held, setting, row, tell=known and not past)
    _places(held, setting, row, tell=known and not past)
    had_grades = bool(held.grades.of[setting.id])
    _judgements(held, setting, row, past=past, tell=known or had_grades)
    if not known:
        _first_told(held, setting, row)
    return problems


def _held_as_closed(held: Held, file: str, setting: Record, row: ListedSetting) -> Iterator[Problem]:
    """A person said that it closed, and the list still has it: that is left for a person to mend."""
    until = setting.values["until"]
    if not isinstance(until, date) or until > held.as_at or row.status == CLOSED:
        return
    status = held.registrations.on(setting.id, held.as_at)
    if status and status.values["status"] == CLOSED and status.values["list_id"]:
        return
    yield Problem(
        file, row.row, "URN", row.urn, "listed",
        f"The list has it on {show_date(held.as_at)}, and it is held as closed on {show_date(until)}.",
        "Empty the day on which the setting closed, if it has not.", "held_as_closed",
    )  # fmt: skip


def _facts(held: Held, setting: Record, row: ListedSetting, *, tell: bool) -> None:
    values = setting.values
    said: dict[str, Value] = {"urn": row.urn, "name": row.name, "sector": held.sector_of(row) if row.sector else None,
                              "provider_id": held.provider_of(row)}  # fmt: skip
    said |= {name: getattr(row, name) for name in _PLAIN}
    differing = {name: value for name, value in said.items() if value is not None and values[name] != value}
    before = dict(values)
    values.update(differing)
    if not tell:
        return
    if "provider_id" in differing:
        names = held.provider_names
        held.note(kinds.OWNER, setting, names.get(str(before["provider_id"]), ""), names[str(values["provider_id"])])
    if "name" in differing:
        held.note(kinds.NAME, setting, str(before["name"] or ""), str(row.name))
    details = [name for name in ("sector", *_PLAIN) if name in differing]
    if details:
        held.note(kinds.DETAILS, setting, *("; ".join(_fact(name, some[name]) for name in details)
                                            for some in (before, values)))  # fmt: skip


def _fact(name: str, value: Value) -> str:
    """``Sector: Private``."""
    field = _FIELDS[name]
    shown = area_name(str(value)) if name == "local_authority" and value else field.show(value)
    return f"{field.label}: {shown or '–'}"


def _status(held: Held, setting: Record, row: ListedSetting, *, tell: bool) -> None:
    before, after = add_status(held.registrations, setting.id, row, held.as_at, held.list_id)
    values = setting.values
    if after == CLOSED and (tell or setting.id not in held.known):
        values["until"] = row.closed_on or held.as_at
    elif before == CLOSED and after != CLOSED and tell:
        values["until"] = None
    if not tell or before == after:
        return
    kind = {SUSPENDED: kinds.SUSPENDED, CLOSED: kinds.CLOSED, REGISTERED: kinds.AGAIN}.get(after, kinds.DETAILS)
    held.note(kind, setting, before, after)


def _places(held: Held, setting: Record, row: ListedSetting, *, tell: bool) -> None:
    if row.places is None:
        return
    before = held.places.on(setting.id, held.as_at)
    if before is not None and before.values["places"] == row.places:
        return
    held.places.add({
        "setting_id": setting.id, "started": held.as_at, "places": row.places, "list_id": held.list_id,
    })  # fmt: skip
    if tell:
        held.note(kinds.PLACES, setting, str(before.values["places"]) if before else "", str(row.places))


def _judgements(held: Held, setting: Record, row: ListedSetting, *, past: bool, tell: bool) -> None:
    was = current_full(held.grades, setting.id)
    was_words = str(was.values["judgement"]) if was else ""
    corrected: list[str] = []
    added: list[Record] = []
    for listed in row.inspections:
        record = same_inspection(held.grades, setting.id, row.regulator, listed)
        if record is None:
            added.append(held.grades.add(grade_values(setting.id, row.regulator, listed, held.list_id)))
        elif not _from_later(held, record):
            before = str(record.values["judgement"])
            if correct(record, listed, held.list_id):
                corrected.append(f"{before} → {listed.judgement}" if before != listed.judgement else before)
    now = current_full(held.grades, setting.id)
    if not tell or not (added or corrected):
        return
    now_words = str(now.values["judgement"]) if now else ""
    moved = compared(was_words, now_words) if was_words and now_words else 0
    if moved and not past and now is not None:
        if moved > 0:
            held.falls[setting.id] = now.id
        held.note(kinds.GRADE_DOWN if moved > 0 else kinds.GRADE_UP, setting, was_words, now_words)
    elif corrected:
        held.note(kinds.CORRECTED, setting, was_words, "; ".join(corrected))
    for record in added:
        words = f"{record.values['judgement']}, {show_date(_inspected(record))}"
        if record is not now:
            kind = kinds.EARLIER if record.values["kind"] == FULL_INSPECTION else kinds.OTHER_INSPECTION
            held.note(kind, setting, was_words, words)
        elif not moved:
            held.note(kinds.SAME_GRADE if was_words else kinds.FIRST_GRADE, setting, was_words, words)


def _inspected(record: Record) -> date:
    day = record.values["inspected_on"]
    assert isinstance(day, date), "the field is required"
    return day


def _from_later(held: Held, record: Record) -> bool:
    """Whether a later list has told of this judgement."""
    return held.date_of_list.get(str(record.values["list_id"]), held.as_at) > held.as_at


def _first_told(held: Held, setting: Record, row: ListedSetting) -> None:
    """No list had told of it. Where a later complete one does not have it, it closed in between."""
    full = current_full(held.grades, setting.id)
    words = [str(full.values["judgement"])] if full else []
    words += [plural(row.places, "place")] if row.places is not None else []
    gone = held.later_complete
    if gone and setting.values["kind"] in held.kinds_known and setting.values["until"] is None:
        held.registrations.add(registration(setting.id, row.regulator, CLOSED, gone, held.list_id))
        setting.values["until"] = gone
        words.append(f"closed by {show_date(gone)}")
    held.note(kinds.NEW, setting, "" if setting.held is None else "Held already", ", ".join(words))
