"""Registration, places and judgements of a setting over time, as a list adds to them. Nothing is overwritten but a
judgement that a later list corrects."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from suffdesk.core.kinds import Value
from suffdesk.domain.formats.ofsted import ListedInspection, ListedSetting
from suffdesk.domain.quality import FULL_INSPECTION, MONITORING
from suffdesk.domain.registration import CLOSED, REGISTERED, SUSPENDED
from suffdesk.imports.merging.records import Record, new_record

_ONE_VISIT = {FULL_INSPECTION, MONITORING}
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

    def after(self, setting_id: str, day: date) -> Record | None:
        """The first row that begins after a day."""
        later = [record for record in self.of[setting_id] if _day(record, self._by) > day]
        return min(later, key=lambda record: (_day(record, self._by), record.id), default=None)

    def add(self, values: dict[str, Value]) -> Record:
        record = new_record(values)
        self.of[str(values["setting_id"])].append(record)
        return record

    def keep_from(self, held: Record, since: date, until: date, list_id: str) -> None:
        """Have what ``held`` says hold again on the day ``until``, of which a later list told: a row that begins on
        ``since``, before it, is no news of that day. Nothing where a row has begun in between."""
        setting_id = str(held.values["setting_id"])
        if not self.begun_between(setting_id, since, until + timedelta(days=1)):
            self.add({**held.values, self._by: until, "list_id": list_id})

    def begun_between(self, setting_id: str, after: date, before: date) -> bool:
        """Whether a row has begun between two days, neither of them counted."""
        return any(after < _day(record, self._by) < before for record in self.of[setting_id])

    def closed_since(self, setting_id: str, day: date) -> bool:
        """Whether every row begun after a day says that the setting is closed."""
        later = (record for record in self.of[setting_id] if _day(record, self._by) > day)
        return all(record.values["status"] == CLOSED for record in later)

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
    closing = row.closed_on
    # a closing day to come says that it is open still
    wanted = REGISTERED if closing and closing > as_at else row.status or REGISTERED
    since = closing if wanted == CLOSED and closing else as_at
    held = registrations.on(setting_id, as_at)

    def add(status: str, started: date) -> None:
        registrations.add(registration(setting_id, row.regulator, status, started, list_id))

    if held is None:
        begun = row.registered_on if row.registered_on and row.registered_on <= since else None
        following = registrations.after(setting_id, as_at)
        if wanted == REGISTERED:
            if following and following.values["status"] == REGISTERED and following.values["list_id"]:
                following.values.update(started=begun or as_at, list_id=list_id)
            else:
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
    elif (
        wanted == CLOSED
        and held.values["list_id"] is not None
        and since < _day(held, "started")
        and not registrations.begun_between(setting_id, since, _day(held, "started"))
    ):
        held.values["started"] = since  # a list that no longer had it knew only that it had closed by then
    elif (
        wanted == REGISTERED and held.values["list_id"] is not None
        and row.registered_on and row.registered_on < _day(held, "started")
        and registrations.on(setting_id, _day(held, "started") - timedelta(days=1)) is None
    ):  # fmt: skip
        held.values["started"] = row.registered_on  # lists before 2018 do not say when
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
    """The judgement of the same inspection: of that kind and day, with its number where both have one.

    One of a number and day is the same whether it is called a full or a monitoring inspection: a list of judgements in
    the year has some as monitoring inspections that are the latest full ones in the list of the year's end.
    """
    number = listed.event_number
    of_day = [
        record for record in grades.of[setting_id]
        if (record.values["regulator"], record.values["inspected_on"]) == (regulator, listed.inspected_on)
    ]  # fmt: skip
    alike = [
        record for record in of_day
        if record.values["kind"] == listed.kind
        or (number and number == record.values["event_number"] and {record.values["kind"], listed.kind} <= _ONE_VISIT)
    ]  # fmt: skip
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
    if listed.kind == FULL_INSPECTION:
        said["kind"] = FULL_INSPECTION
    differing = {name for name, value in said.items() if record.values[name] != value}
    if not differing:
        return False
    record.values.update(said)
    if differing <= {"event_number", "published_on"}:
        return False
    record.values["list_id"] = list_id
    return True
