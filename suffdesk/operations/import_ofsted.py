"""Bring in one of Ofsted's lists: read it, see what it would change, store it as one change."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from suffdesk.core.changes import Changes
from suffdesk.core.collecting import without_collection
from suffdesk.core.dates import show_date, this_day
from suffdesk.core.errors import UserError
from suffdesk.core.problem import Problem
from suffdesk.core.progress import Progress, silent
from suffdesk.core.text import plural
from suffdesk.domain.authorities import area_name
from suffdesk.domain.formats.ofsted import OfstedList
from suffdesk.domain.list_change import KINDS, ListChange
from suffdesk.imports.ofsted import Decisions, OfstedPlan, Option, Question, looks_like_list, plan_list, read_list
from suffdesk.operations.storing import backup_before_import, refuse_if_changed, store_writes
from suffdesk.store.opening import Store

__all__ = [
    "KINDS", "Decisions", "ListChange", "OfstedList", "OfstedOutcome", "OfstedPlan", "Option", "Question", "apply",
    "looks_like_list", "plan_as_json", "preview", "read", "refuse_if_strict",
]  # fmt: skip


@dataclass(frozen=True)
class OfstedOutcome:
    """What an import did. ``changes`` is empty where the store held everything already."""

    changes: Changes
    plan: OfstedPlan

    @property
    def problems(self) -> tuple[Problem, ...]:
        return self.plan.problems

    def as_json(self) -> dict[str, object]:
        """The document that ``suffdesk import ofsted --json`` prints."""
        return {"stored": True, **_document(self.plan), "change": self.changes.change_id}


def read(path: Path, progress: Progress = silent) -> OfstedList:
    """Read a list. Raises UserError where the file cannot be read or is no list of Ofsted's."""
    with without_collection():
        return read_list(path, progress)


def preview(
    store: Store, listed: OfstedList, *, as_at: date | None = None, decisions: Decisions | None = None,
    today: date | None = None, progress: Progress = silent,
) -> OfstedPlan:  # fmt: skip
    """What a list would change; nothing is written. ``as_at`` is its day, where that is not the one that it tells.

    Raises UserError where nobody has said the day of the list, or for decisions about what is not asked.
    """
    day = as_at or listed.as_at
    if day is None:
        raise UserError(f"Neither {listed.file} nor its name says on which day it holds; give the date of the list")
    with without_collection():
        return plan_list(
            store, listed, day, today=today or this_day(), decisions=decisions or Decisions(), progress=progress
        )


def refuse_if_strict(plan: OfstedPlan) -> None:
    """Raise UserError where a row would be left out."""
    if plan.rows_left_out:
        first = next((f" (the first: {one})" for one in plan.problems if one.severity == "left out"), "")
        raise UserError(
            f"The import was refused because {plural(plan.rows_left_out, 'row')} cannot be stored{first}; mend them, "
            "or import without refusing faulty rows: nothing was stored"
        )


def apply(store: Store, plan: OfstedPlan, *, progress: Progress = silent) -> OfstedOutcome:
    """Store what was previewed, as one change, after a backup.

    Raises Refused where the store has changed since, UserError where no backup can be made.
    """
    refuse_if_changed(store, plan.state)
    backup_before_import(store, plan.writes, progress)
    with without_collection(), store.change(f"Import Ofsted list of {show_date(plan.as_at)}") as result:
        store_writes(result.change, plan.writes, progress)
        progress("Writing it to the disk", 0.9)
    return OfstedOutcome(result.changes, plan)


def plan_as_json(plan: OfstedPlan) -> dict[str, object]:
    """The document that ``suffdesk import ofsted --dry-run --json`` prints."""
    return {"stored": False, **_document(plan)}


def _document(plan: OfstedPlan) -> dict[str, object]:
    return {
        "file": plan.file,
        "as_at": plan.as_at.isoformat(),
        "complete": plan.complete,
        "later_list": plan.later.isoformat() if plan.later else None,
        "rows": plan.rows_read,
        "left_out": plan.rows_left_out,
        "listed": plan.listed,
        "left_alone": plan.left_alone,
        "changes": plan.counts,
        "items": [
            {
                "change": one.kind, "urn": one.urn or None, "setting": one.setting_id, "name": one.setting or None,
                "provider": one.provider or None, "area": area_name(one.area) if one.area else None,
                "before": one.before or None, "after": one.after or None, "children": one.children,
                "opens_checklist": one.opens_checklist,
            }
            for one in plan.changes
        ],
        "questions": [
            {
                "setting": one.setting_id, "words": one.words, "waits": one.waits, "answer": one.answer,
                "options": [{"urn": o.urn, "row": o.row, "words": o.words, "why": o.why} for o in one.options],
            }
            for one in plan.questions
        ],
        "columns_ignored": list(plan.columns_ignored),
        "sheets_ignored": list(plan.sheets_ignored),
        "problems": [problem.as_json() for problem in plan.problems],
    }  # fmt: skip
