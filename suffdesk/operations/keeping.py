"""Checking, copying and restoring a store, in words."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from suffdesk.core.dates import file_stamp
from suffdesk.core.text import plural
from suffdesk.domain.registry import BY_NAME
from suffdesk.operations.export_log import record_export
from suffdesk.store import durable, lineage
from suffdesk.store.backup import copy_to
from suffdesk.store.check import CheckReport, Fault
from suffdesk.store.check import check as check_itself
from suffdesk.store.opening import Store, open_store, way_out
from suffdesk.store.refusals import DamagedStore

__all__ = ["CheckReport", "Fault", "back_up", "check", "check_document", "check_file", "check_lines"]


def check(store: Store, mark: str = "") -> CheckReport:
    """Check a store against itself, the copies beside it and, where given, the ``mark`` that a report bears.

    Raises UserError where ``mark`` is none.
    """
    report = check_itself(store)
    found, notes = lineage.copy_faults(store)
    if mark:
        more, said = lineage.mark_faults(store, mark)
        found, notes = [*found, *more], [*notes, *said]
    return replace(report, faults=(*report.faults, *found), notes=tuple(notes))


def check_file(path: Path, passphrase: str | None, mark: str = "") -> CheckReport:
    """Check a store without changing it. Raises what ``open_store`` does, but a damaged store is a report."""
    try:
        with open_store(path, passphrase=passphrase, read_only=True, limited=True) as store:
            return check(store, mark)
    except DamagedStore as error:
        return CheckReport(tuple(Fault("unreadable", words) for words in error.faults), "", 0, {})


def check_document(report: CheckReport) -> dict[str, object]:
    """The document that ``suffdesk check --json`` prints."""
    return {
        "whole": report.whole,
        "faults": [{"kind": fault.kind, "words": fault.words} for fault in report.faults],
        "journal_head": report.journal_head or None,
        "state": report.mark or None,
        "notes": list(report.notes),
        "changes": report.changes,
        "counts": dict(report.counts),
    }


def check_lines(path: Path, report: CheckReport) -> list[str]:
    """What a check found, one fact a line."""
    if not report.whole:
        found = plural(len(report.faults), "fault")
        return [
            f"{path.name} is damaged: {found}",
            *(f"  {fault.words}" for fault in report.faults),
            *(f"  {note}" for note in report.notes),
            f"  What to do: {way_out(path)}",
        ]
    held = ", ".join(
        f"{BY_NAME[name].label_many.lower()} {number:,}" for name, number in report.counts.items() if number
    )
    lines = [
        f"{path.name} is whole: {plural(report.changes, 'change')} in its history, each linked to the one before, and "
        "its records are what they give"
    ]
    return [
        *lines,
        *([f"  It holds {held}"] if held else []),
        f"  State of the store: {report.mark or 'none'}",
        *(f"  {note}" for note in report.notes),
    ]


def back_up(store: Store, dest: Path) -> Path:
    """Copy an opened store to a new file, or into a folder under its name and the time. Returns the copy.

    The copy is recorded as an export: what is erased later stays in it. Raises UserError (see
    ``store.backup.copy_to``).
    """
    if dest.is_dir():
        stamp = file_stamp(datetime.now(UTC))
        dest = dest / f"{durable.short(store.path.stem)} {stamp}{store.path.suffix}"
    copy_to(store, dest)
    record_export(store, "Copy of the whole store", [dest])
    return dest
