"""From a list that has been read and a store: what bringing it in would do. Nothing is written here."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from suffdesk.core.dates import show_date
from suffdesk.core.problem import Problem
from suffdesk.core.progress import Progress, silent
from suffdesk.domain.formats.ofsted import ListedSetting, OfstedList
from suffdesk.domain.grade_fall import checklist
from suffdesk.domain.list_change import GRADE_DOWN, ListChange, counts_by_kind, in_order
from suffdesk.domain.registration import OFSTED
from suffdesk.imports.merging.records import Record, Writes, new_record, read_records
from suffdesk.imports.ofsted.closing import close_missing
from suffdesk.imports.ofsted.held import Held
from suffdesk.imports.ofsted.matching import Decisions, Matching, Question, one_row_each
from suffdesk.imports.ofsted.settings import take_row
from suffdesk.store.opening import Store

_NO_DECISIONS = Decisions()
_ENTITIES = ("provider", "setting", "registration", "capacity", "grade")


@dataclass(frozen=True)
class OfstedPlan:
    """What an import would do to the store in the state in which it was planned.

    ``changes`` is what differs from before, settings with children of ours first; ``later`` the date of a later list
    that the store holds, so that this one adds to histories and changes nothing of today.
    """

    file: str
    as_at: date
    complete: bool
    later: date | None
    changes: tuple[ListChange, ...]
    questions: tuple[Question, ...]
    problems: tuple[Problem, ...]
    writes: Writes
    state: int
    rows_read: int
    rows_left_out: int
    left_alone: int
    """Settings of which nothing differs."""
    columns_ignored: tuple[str, ...]
    sheets_ignored: tuple[str, ...]
    list_id: str
    warnings: tuple[str, ...] = ()
    """Sentences to which a person says yes before this is stored; a list of settings gives rise to none."""

    @property
    def counts(self) -> dict[str, int]:
        """How many changes of each kind, zero included."""
        return counts_by_kind(self.changes)

    @property
    def left_out(self) -> int:
        return self.rows_left_out

    @property
    def listed(self) -> int:
        """Faults in what is stored."""
        return sum(problem.severity == "listed" for problem in self.problems)


def plan_list(
    store: Store,
    listed: OfstedList,
    as_at: date,
    *,
    today: date,
    decisions: Decisions = _NO_DECISIONS,
    progress: Progress = silent,
) -> OfstedPlan:
    """Match a list of the day ``as_at`` with the store. ``today`` is from when what has to be done falls due.

    Raises UserError for a decision about what is not asked.
    """
    state = store.records_state()
    progress("Reading what the store holds", 0.15)
    complete = listed.complete if decisions.complete is None else decisions.complete
    record = _list_record(read_records(store, "published_list"), listed, as_at, complete)
    held = Held(store, as_at, today, record.id)
    progress("Matching settings", 0.35)
    rows = one_row_each(listed.settings)
    matching = Matching(rows, list(held.settings.values()), held.provider_names, decisions)
    problems = [*listed.problems, *_late(listed, as_at)]
    files = list(dict.fromkeys((listed.file, *(row.file for row in rows))))
    taken: set[str] = set()
    waiting = 0
    for number, row in enumerate(rows):
        if number % 500 == 0:
            progress("Comparing", 0.4 + 0.4 * number / len(rows))
        if row.place in matching.waiting:
            waiting += 1
            problems.append(_waits(row, matching.waiting[row.place]))
            continue
        setting = matching.record_of.get(row.place)
        if setting is None:
            setting = held.new_setting()
        taken.add(setting.id)
        problems += take_row(held, setting, row)
    if complete:
        problems += close_missing(held, listed.file, taken)
    progress("Comparing", 0.85)
    left_out = listed.rows_left_out + waiting
    record.values["rows_left_out"] = left_out
    writes = Writes()
    for entity, records in zip(_ENTITIES, held.records(), strict=True):
        writes.take(entity, records)
    _open_checklists(held, writes)
    if writes or record.held is None:
        writes.take("published_list", [record])
    changed = {one.setting_id for one in held.changes}
    place = {file: number for number, file in enumerate(files)}
    problems.sort(key=lambda one: (one.row is None, place.get(one.file, len(place)), one.row or 0))
    return OfstedPlan(
        listed.file, as_at, complete, held.later, in_order(held.changes), tuple(matching.questions), tuple(problems),
        writes, state, listed.rows_read, left_out, len(taken - changed), listed.columns_ignored, listed.sheets_ignored,
        record.id,
    )  # fmt: skip


def _list_record(held: list[Record], listed: OfstedList, as_at: date, complete: bool) -> Record:
    """The list's own record: that of the same file and day where it was brought in before."""
    for record in held:
        if record.values["digest"] == listed.digest and record.values["as_at"] == as_at:
            record.values["complete"] = int(complete)
            return record
    return new_record({
        "as_at": as_at, "publisher": OFSTED, "file_name": listed.file, "rows_read": listed.rows_read,
        "rows_left_out": listed.rows_left_out, "complete": int(complete), "digest": listed.digest,
        "imported_at": datetime.now(UTC).isoformat(timespec="seconds"),
    })  # fmt: skip


def _late(listed: OfstedList, as_at: date) -> Iterator[Problem]:
    for row in listed.settings:
        for one in row.inspections:
            if one.inspected_on > as_at:
                yield Problem(
                    row.file, row.row, "Inspection date", one.inspected_on.isoformat(), "listed",
                    f"The inspection is later than {show_date(as_at)}, the date of the list.",
                    "Check the date of the list and of the inspection.", "inspected_after_list",
                )  # fmt: skip
        if row.closed_on and row.closed_on > as_at:
            yield Problem(
                row.file, row.row, "Closing date", row.closed_on.isoformat(), "listed",
                f"The closing date is later than {show_date(as_at)}, the date of the list, so the setting is kept as "
                "open.", "Check the date of the list; if it is right, import the next list too.", "closed_after_list",
            )  # fmt: skip


def _waits(row: ListedSetting, words: str) -> Problem:
    return Problem(
        row.file, row.row, "URN", row.urn, "left out",
        f"It may be the setting that was typed without its number: {words}.",
        "Say whether it is that one or none of the list, and import the list again.", "may_be_held",
    )  # fmt: skip


def _open_checklists(held: Held, writes: Writes) -> None:
    """For each fall in grade where children live today, unless the judgement has its checklist already."""
    actions: list[Record] = []
    for place, one in enumerate(held.changes):
        grade = held.falls.get(one.setting_id)
        if one.kind != GRADE_DOWN or grade is None or grade in held.with_checklist or not held.living[one.setting_id]:
            continue
        actions += [new_record(values) for values in checklist(one.setting_id, grade, held.today)]
        held.changes[place] = replace(one, opens_checklist=True)
    writes.take("quality_action", actions)
