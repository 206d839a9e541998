"""Bring in an SSDA903 return: read it, see what it would do, store it as one change."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from suffdesk.core.changes import Changes
from suffdesk.core.collecting import without_collection
from suffdesk.core.dates import financial_year_label
from suffdesk.core.errors import UserError
from suffdesk.core.problem import Problem
from suffdesk.core.progress import Progress, silent
from suffdesk.core.text import listed, plural
from suffdesk.domain.formats.returned_rows import ReturnedFiles
from suffdesk.exports.problems import write_problems
from suffdesk.imports.merging.erased import BRING_BACK
from suffdesk.imports.merging.plan import ImportPlan, plan_import
from suffdesk.imports.postcodes import open_directory
from suffdesk.imports.ssda903 import SeveralAuthorities, read_return
from suffdesk.operations.export_log import record_export
from suffdesk.operations.stores import keep_authority
from suffdesk.operations.storing import backup_before_import, refuse_if_changed, refuse_warned, store_writes
from suffdesk.store.opening import Store

__all__ = ["BRING_BACK", "ImportOutcome", "ImportPlan", "SeveralAuthorities", "apply", "plan", "read", "save_problems"]


@dataclass(frozen=True)
class ImportOutcome:
    """What an import did. ``changes`` is empty where the store held everything already."""

    changes: Changes
    plan: ImportPlan

    @property
    def problems(self) -> tuple[Problem, ...]:
        return self.plan.problems

    def as_json(self) -> dict[str, object]:
        """The document that ``suffdesk import --json`` prints."""
        plan = self.plan
        return {
            "stored": True,
            "years": list(plan.years),
            "authority": plan.authority_name or None,
            "authority_from": plan.authority_from or None,
            **_counts(plan),
            "change": self.changes.change_id,
        }


def _counts(plan: ImportPlan) -> dict[str, object]:
    return {
        "added": plan.added,
        "changed": plan.changed,
        "left_alone": plan.left_alone,
        "left_out": plan.left_out,
        "listed": plan.listed,
        "no_longer_returned": plan.no_longer_returned,
        "removed": plan.total("removed"),
        "erased_before": list(plan.erased),
        "tables": [
            {
                "table": table.table, "year": table.year, "file": table.file, "rows": table.rows_read,
                "added": table.added, "changed": table.changed, "left_alone": table.left_alone,
                "left_out": table.left_out, "no_longer_returned": table.no_longer_returned, "removed": table.removed,
            }
            for table in plan.tables
        ],
        "columns_ignored": {file: list(columns) for file, columns in plan.columns_ignored.items()},
        "files_ignored": list(plan.files_ignored),
        "warnings": list(plan.warnings),
        "problems": [problem.as_json() for problem in plan.problems],
    }  # fmt: skip


def plan_as_json(plan: ImportPlan) -> dict[str, object]:
    """The document that ``suffdesk import --dry-run --json`` prints."""
    return {
        "stored": False,
        "years": list(plan.years),
        "authority": plan.authority_name or None,
        "authority_from": plan.authority_from or None,
        **_counts(plan),
    }


def read(
    paths: Sequence[Path], *, authority: str | None = None, year: int | None = None, progress: Progress = silent
) -> ReturnedFiles:
    """Read a folder, a file, a zip or several of them.

    Raises UserError where nothing could be read, SeveralAuthorities where the files hold more than one.
    """
    with without_collection():
        return read_return(paths, authority=authority, year=year, progress=progress)


def plan(
    store: Store,
    returned: ReturnedFiles,
    *,
    authority: str | None = None,
    remove_no_longer_returned: bool = False,
    include_erased: bool = False,
    progress: Progress = silent,
) -> ImportPlan:
    """Match what was read with the store; nothing is written. ``include_erased``: see :func:`plan_import`."""
    with without_collection():
        return plan_import(
            store,
            returned,
            open_directory(progress),
            chosen_authority=authority,
            remove_no_longer_returned=remove_no_longer_returned,
            include_erased=include_erased,
            progress=progress,
        )


def refuse_if_strict(plan: ImportPlan, *, confirmed: bool = False) -> None:
    """Raise UserError where any row or file would be left out, or an unconfirmed warning stands."""
    if not confirmed:
        refuse_warned(plan.warnings)
    out = [problem for problem in plan.problems if problem.severity == "left out"]
    files = sum(problem.row is None for problem in out)
    rows = max(plan.left_out, len(out) - files)
    if not rows and not files:
        return
    words = [plural(rows, "row")] if rows else []
    words += [plural(files, "file")] if files else []
    example = f" (the first: {out[0]})" if out else ""
    raise UserError(
        f"The import was refused because {listed(words)} cannot be stored{example}; "
        "mend them, or import without refusing faulty rows: nothing was stored"
    )


def apply(
    store: Store, plan: ImportPlan, *, strict: bool = False, confirmed: bool = False, progress: Progress = silent
) -> ImportOutcome:
    """Store what was planned, as one change, after a backup.

    Raises UserError under ``strict`` where a row would be left out, or the plan warns of something and nobody
    ``confirmed`` it; Refused where the store has changed since.
    """
    if strict:
        refuse_if_strict(plan, confirmed=confirmed)
    refuse_if_changed(store, plan.state)
    writes = plan.writes
    label = f"Import SSDA903 {_years_in_words(plan.years)}"
    backup_before_import(store, writes, progress)
    with without_collection(), store.change(label) as result:
        store_writes(result.change, writes, progress)
        new_authority = plan.authority is not None and store.meta("authority") != plan.authority
        if plan.authority is not None and new_authority:
            keep_authority(store, plan.authority, plan.authority_from)
        progress("Writing it to the disk", 0.9)
    facts = frozenset({"authority"}) if new_authority else frozenset[str]()
    return ImportOutcome(replace(result.changes, facts=facts), plan)


def _years_in_words(years: Sequence[int]) -> str:
    """``2021-22``, ``2021-22 and 2023-24``, or ``2017-18 to 2023-24`` where none between is missing."""
    labels = [financial_year_label(year) for year in years]
    if len(years) > 2 and years[-1] - years[0] == len(years) - 1:
        return f"{labels[0]} to {labels[-1]}"
    return listed(labels)


def save_problems(store: Store, problems: Sequence[Problem], path: Path) -> None:
    """Save problems as a workbook, one row each; the export is recorded. They may name children by identifier."""
    write_problems(problems, path)
    record_export(store, "Faults of an import", [path], rows=len(problems))
