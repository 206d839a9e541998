"""Registration, places and judgements of a setting over time, as a list adds to them. Nothing is overwritten but a
judgement that a later list corrects."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from suffdesk.core.kinds import Value
from suffdesk.domain.formats.ofsted import ListedInspection, ListedSetting
from suffdesk.domain.registration import CLOSED, REGISTERED, SUSPENDED
from suffdesk.imports.merging.records import Record, new_record

_OF_GRADE = ("inspected_on", "published_on", "judgement", "protection", "leadership", "event_number")


class Histories:
    """Rows of one history by setting, those held and those that the list adds."""

    def __init__(self, records: Iterable[Record], by: str) -> None:
        self._by = by
        self.of: dict[str, list[Record]] = defaultdict(list)
        for record in records:
            self.of[str(record.values["setting_id"])].append(record)

    def on(self, setting_id: str, day: date) -> Record | None:
        """The row that holds on a day: the latest begun by then."""
        begun = [record for record in self.of[setting_id] if _day(record, self._by) <= day]
        return max(begun, key=lambda record: (_day(record, self._by), record.id), default=None)

    def add(self, values: dict[str, Value]) -> Record:
        record = new_record(values)
        self.of[str(values["setting_id"])].append(record)
        return record

    def keep_from(self, held: Record, since: date, until: date, list_id: str) -> None:
        """Have what ``held`` says hold again on the day ``until``, of which a later list told: a row that begins on
        ``since``, before it, is no news of that day. Nothing where a row has begun in between."""
        rows = self.of[str(held.values["setting_id"])]
        if not any(since < _day(record, self._by) <= until for record in rows):
            self.add({**held.values, self._by: until, "list_id": list_id})

    def records(self) -> Iterable[Record]:
        return (record for some in self.of.values() for record in some)


def _day(record: Record, name: str) -> date:
    day = record.values[name]
    assert isinstance(day, date), "the field is required"
    return day


def add_status(
    registrations: Histories, setting_id: str, row: ListedSetting, as_at: date, list_id: str, told_next: date | None
) -> tuple[str, str]:
    """Bring the registration up to what a row says on the list's day; the status before (empty for none) and after.

    ``told_next`` is the day of the next list that has told of the setting already.
    """
    wanted = row.status or REGISTERED
    since = row.closed_on if wanted == CLOSED and row.closed_on and row.closed_on <= as_at else as_at
    held = registrations.on(setting_id, as_at)

    def add(status: str, started: date) -> None:
        registrations.add(registration(setting_id, row.regulator, status, started, list_id))

    if held is None:
        begun = row.registered_on if row.registered_on and row.registered_on <= since else None
        if wanted == REGISTERED:
            add(REGISTERED, begun or as_at)
        else:
            if begun and wanted in (SUSPENDED, CLOSED):
                add(REGISTERED, begun)
            add(wanted, since)
        return "", wanted
    before = str(held.values["status"])
    if before != wanted:
        add(wanted, since)
        if told_next:
            registrations.keep_from(held, since, told_next, list_id)
    elif held.values["list_id"] is None:
        held.values["list_id"] = list_id  # from now on it is known from a list, so that a later one can close it
    return before, wanted


def registration(setting_id: str, regulator: str, status: str, started: date, list_id: str) -> dict[str, Value]:
    """Values of a row."""
    return {
        "setting_id": setting_id, "regulator": regulator, "status": status, "started": started, "notified_on": None,
        "end_by": None, "end_plan": None, "list_id": list_id,
    }  # fmt: skip


def same_inspection(grades: Histories, setting_id: str, regulator: str, listed: ListedInspection) -> Record | None:
    """The judgement of the same inspection: of that kind and day, with its number where both have one."""
    alike = [
        record for record in grades.of[setting_id]
        if (record.values["kind"], record.values["regulator"], record.values["inspected_on"])
        == (listed.kind, regulator, listed.inspected_on)
    ]  # fmt: skip
    number = listed.event_number
    exact = next((record for record in alike if record.values["event_number"] == number), None)
    return exact or next((record for record in alike if not (number and record.values["event_number"])), None)


def grade_values(setting_id: str, regulator: str, listed: ListedInspection, list_id: str) -> dict[str, Value]:
    """Values of a row."""
    return {
        "setting_id": setting_id, "regulator": regulator, "kind": listed.kind,
        **{name: getattr(listed, name) for name in _OF_GRADE}, "list_id": list_id,
    }  # fmt: skip


def correct(record: Record, listed: ListedInspection, list_id: str) -> bool:
    """Put a judgement right; whether that changed what was judged. What the list leaves empty stays."""
    said = {name: value for name in _OF_GRADE if (value := getattr(listed, name)) is not None}
    differing = {name for name, value in said.items() if record.values[name] != value}
    if not differing:
        return False
    record.values.update(said)
    if differing <= {"event_number", "published_on"}:
        return False
    record.values["list_id"] = list_id
    return True
