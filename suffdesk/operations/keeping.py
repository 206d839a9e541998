"""Checking, copying and restoring a store, in words."""

from datetime import UTC, datetime
from pathlib import Path

from suffdesk.core.text import plural
from suffdesk.domain.registry import BY_NAME
from suffdesk.operations.export_log import record_export
from suffdesk.store.backup import copy_to
from suffdesk.store.check import CheckReport, Fault, check
from suffdesk.store.opening import Store, open_store
from suffdesk.store.refusals import DamagedStore

__all__ = ["CheckReport", "Fault", "back_up", "check", "check_document", "check_file", "check_lines"]


def check_file(path: Path, passphrase: str | None) -> CheckReport:
    """Check a store without changing it. Raises what ``open_store`` does, but a damaged store is a report."""
    try:
        with open_store(path, passphrase=passphrase, read_only=True, limited=True) as store:
            return check(store)
    except DamagedStore as error:
        return CheckReport(tuple(Fault("unreadable", words) for words in error.faults), "", 0, {})


def check_document(report: CheckReport) -> dict[str, object]:
    """The document that ``suffdesk check --json`` prints."""
    return {
        "whole": report.whole,
        "faults": [{"kind": fault.kind, "words": fault.words} for fault in report.faults],
        "journal_head": report.journal_head or None,
        "changes": report.changes,
        "counts": dict(report.counts),
    }


def check_lines(path: Path, report: CheckReport) -> list[str]:
    """What a check found, one fact a line."""
    if not report.whole:
        found = plural(len(report.faults), "fault")
        return [f"{path.name} is damaged: {found}", *(f"  {fault.words}" for fault in report.faults)]
    held = ", ".join(
        f"{BY_NAME[name].label_many.lower()} {number:,}" for name, number in report.counts.items() if number
    )
    lines = [f"{path.name} is whole: {plural(report.changes, 'change')} in its history, each linked to the one before"]
    return [
        *lines,
        *([f"  It holds {held}"] if held else []),
        f"  Last link of the history: {report.journal_head or 'none'}",
    ]


def back_up(store: Store, dest: Path) -> Path:
    """Copy an opened store to a new file, or into a folder under its name and the time. Returns the copy.

    The copy is recorded as an export: what is erased later stays in it. Raises UserError (see
    ``store.backup.copy_to``).
    """
    if dest.is_dir():
        stamp = datetime.now(UTC).strftime("%Y-%m-%d %H%M%S")
        dest = dest / f"{store.path.stem} {stamp}{store.path.suffix}"
    copy_to(store, dest)
    record_export(store, "Copy of the whole store", [dest])
    return dest
