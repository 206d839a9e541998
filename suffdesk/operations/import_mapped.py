"""Bring in a monthly extract of a case system: look at its columns, see what it would do, store it as one change."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from suffdesk.core.changes import Changes
from suffdesk.core.collecting import without_collection
from suffdesk.core.errors import UserError
from suffdesk.core.problem import Problem
from suffdesk.core.progress import Progress, silent
from suffdesk.core.text import plural
from suffdesk.domain.formats.extract import TARGETS, Extract, Target
from suffdesk.domain.formats.mapping import Mapping
from suffdesk.imports.mapped import Proposal, SheetHeader, read_extract
from suffdesk.imports.mapped import propose as propose_mapping
from suffdesk.imports.mapped import read_headers as headers_of
from suffdesk.imports.merging.in_year import plan_in_year
from suffdesk.imports.merging.in_year_items import Decisions, FieldChange, InYearPlan, Item
from suffdesk.imports.postcodes import open_directory
from suffdesk.imports.ssda903.recognising import is_header
from suffdesk.operations.storing import backup_before_import, refuse_if_changed, refuse_warned, store_writes
from suffdesk.store.opening import Store

__all__ = [
    "TARGETS",
    "Decisions",
    "Extract",
    "FieldChange",
    "InYearPlan",
    "Item",
    "MappedOutcome",
    "Mapping",
    "Proposal",
    "SheetHeader",
    "Target",
    "apply",
    "is_extract",
    "plan_as_json",
    "preview",
    "proposal_as_json",
    "propose",
    "read",
    "read_headers",
    "refuse_if_strict",
]  # fmt: skip


@dataclass(frozen=True)
class MappedOutcome:
    """What an import did. ``changes`` is empty where the store held everything already."""

    changes: Changes
    plan: InYearPlan

    @property
    def problems(self) -> tuple[Problem, ...]:
        return self.plan.problems

    def as_json(self) -> dict[str, object]:
        """The document that ``suffdesk import mapped --json`` prints."""
        return {"stored": True, **_document(self.plan), "change": self.changes.change_id}


def read_headers(path: Path) -> tuple[SheetHeader, ...]:
    """For each sheet the row that most likely names its columns, the likeliest sheet first. Raises UserError."""
    return headers_of(path)


def is_extract(path: Path) -> bool:
    """Whether a file is more likely an extract than part of a return: a headed table that is none of the return's."""
    try:
        found = headers_of(path)
    except UserError:
        return False
    return found[0].known > 1 and not any(is_header(header.cells) for header in found)


def propose(path: Path, *, sheet: str | None = None, header_row: int | None = None, name: str = "") -> Proposal:
    """A draft of a mapping with how sure each column and value is; nothing is applied. Raises UserError."""
    return propose_mapping(path, sheet=sheet, header_row=header_row, name=name)


def read(path: Path, mapping: Mapping) -> Extract:
    """Read a file through a mapping. Raises UserError where it is not what the mapping is for."""
    with without_collection():
        return read_extract(path, mapping)


def preview(
    store: Store, extract: Extract, mapping: Mapping, *, as_at: date, complete: bool | None = None,
    decisions: Decisions | None = None, include_erased: bool = False, progress: Progress = silent,
) -> InYearPlan:  # fmt: skip
    """What an extract of the day ``as_at`` would do, with what a person decided so far; nothing is written.

    ``complete`` says for this extract whether it holds every child looked after, the mapping otherwise.
    ``include_erased`` brings in children who were erased without asking. Raises UserError for an ending that cannot be.
    """
    with without_collection():
        return plan_in_year(
            store, extract, open_directory(progress), as_at=as_at,
            complete=mapping.complete if complete is None else complete, blanks=mapping.blanks,
            decisions=decisions or Decisions(), include_erased=include_erased, progress=progress,
        )  # fmt: skip


def refuse_if_strict(plan: InYearPlan) -> None:
    """Raise UserError where a row or something that it says would be left out, or the plan warns of something."""
    refuse_warned(plan.warnings)
    number = plan.rows_left_out + plan.counts["left out"]
    if number:
        raise UserError(
            f"The import was refused because {plural(number, 'row')} cannot be stored; mend them, or import without "
            "refusing faulty rows: nothing was stored"
        )


def apply(store: Store, plan: InYearPlan, *, progress: Progress = silent) -> MappedOutcome:
    """Store what was previewed, as one change, after a backup.

    Raises Refused where the store has changed since, UserError where no backup can be made.
    """
    refuse_if_changed(store, plan.state)
    backup_before_import(store, plan.writes, progress)
    with without_collection(), store.change(f"Import extract {plan.file}") as result:
        store_writes(result.change, plan.writes, progress)
        progress("Writing it to the disk", 0.9)
    return MappedOutcome(result.changes, plan)


def plan_as_json(plan: InYearPlan) -> dict[str, object]:
    """The document that ``suffdesk import mapped --dry-run --json`` prints."""
    return {"stored": False, **_document(plan)}


def _document(plan: InYearPlan) -> dict[str, object]:
    return {
        "file": plan.file,
        "as_at": plan.as_at.isoformat(),
        "rows": plan.rows_read,
        "left_out": plan.rows_left_out,
        "counts": plan.counts,
        "items": [
            {
                "key": item.key, "change": item.change, "record": item.entity, "child": item.child, "row": item.row,
                "reason": item.reason, "asks": item.asks, "applied": item.applied,
                "fields": [
                    {"field": one.label, "before": one.before or None, "after": one.after or None}
                    for one in item.fields
                ],
            }
            for item in plan.items
            if item.change != "unchanged"
        ],
        "columns_ignored": list(plan.columns_ignored),
        "warnings": list(plan.warnings),
        "problems": [problem.as_json() for problem in plan.problems],
    }  # fmt: skip


def proposal_as_json(proposal: Proposal) -> dict[str, object]:
    """The document that ``suffdesk mapping propose --json`` prints. Words of code columns are in it, no other cells."""
    return {
        "columns": [
            {"column": one.header, "fills": one.target, "confidence": one.confidence, "why": one.why}
            for one in proposal.columns
        ],
        "values": [
            {
                "column": one.header, "text": one.text, "rows": one.times, "codes": dict(one.codes),
                "confidence": one.confidence, "why": one.why,
            }
            for one in proposal.values
        ],
        "unmatched": list(proposal.unmatched),
        "unknown": [{"column": one.header, "text": one.text} for one in proposal.unknown],
    }  # fmt: skip
