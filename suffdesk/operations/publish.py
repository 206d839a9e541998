"""What leaves the program: the board pack, and any table as a workbook."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from suffdesk.core.errors import UserError
from suffdesk.core.progress import Progress, silent
from suffdesk.core.report import Report, Table
from suffdesk.exports.excel import write_table, write_workbook
from suffdesk.exports.pdf import write_pdf
from suffdesk.exports.reports.occupancy import occupancy_report
from suffdesk.exports.reports.watching import chase_report, visits_report
from suffdesk.operations.board_pack import pack_of
from suffdesk.operations.export_log import record_export
from suffdesk.operations.provider_profile import profile_of
from suffdesk.operations.row_values import find_record
from suffdesk.store.opening import Store
from suffdesk.store.queries.names import name_of
from suffdesk.store.seals import mark

REPORTS: dict[str, tuple[str, Callable[[Store, date], Report]]] = {
    "board-pack": ("Board pack", pack_of),
    "occupancy": ("Occupancy", occupancy_report),
    "visits-programme": ("Visits programme", visits_report),
    "reg44-chase": ("Regulation 44 chase", chase_report),
}
"""Name on the command line → title and what makes it."""
OF_ONE: dict[str, tuple[str, str, Callable[[Store, str, date], Report]]] = {
    "provider-profile": ("Provider profile", "provider", profile_of),
}
"""Reports about one record: name on the command line → title, entity, and what makes it of an id."""


def publish(
    store: Store, report: str, as_at: date, out: Path, progress: Progress = silent, *, about: str = ""
) -> list[Path]:
    """Write a report as PDF and workbook into a folder, or as the one that ``out`` names by its ending.

    ``about`` is the record of a report about one: an id, number or name. Returns the files; what was written is
    recorded in the store's log of exports, unless it is open for reading only. Raises UserError for an unknown report
    or record, or where a file cannot be written.
    """
    if report not in REPORTS and report not in OF_ONE:
        raise UserError(f"There is no report “{report}”; there are: {', '.join((*REPORTS, *OF_ONE))}")
    row_id = ""
    if report in OF_ONE:
        title, entity, _ = OF_ONE[report]
        if not about:
            raise UserError(f"Say which {entity} the {title.lower()} is about")
        row_id = find_record(store, entity, about)
        targets = _targets(out, file_name_of(store, entity, row_id, as_at))
    else:
        title = REPORTS[report][0]
        if about:
            raise UserError(f"The {title.lower()} is not about one provider; leave the provider out")
        targets = _targets(out, f"{title} {as_at.isoformat()}")
    progress("Working out the figures", 0.1)
    made = OF_ONE[report][2](store, row_id, as_at) if row_id else REPORTS[report][1](store, as_at)
    for number, target in enumerate(targets):
        progress(f"Writing {target.name}", 0.3 + 0.6 * number / len(targets))
        if target.suffix.lower() == ".pdf":
            write_pdf(made, target)
        else:
            write_workbook(made, target)
    record_export(store, title, targets, as_at)
    return targets


def file_name_of(store: Store, entity: str, row_id: str, as_at: date) -> str:
    """Name of the file of a report about a record, without an ending: no sign that a file system takes amiss."""
    title = next(title for title, of, _ in OF_ONE.values() if of == entity)
    name = "".join(
        letter if letter.isalnum() or letter in " -’'&" else " " for letter in name_of(store, entity, row_id)
    )
    return f"{title} {' '.join(name.split())[:80].strip()} {as_at.isoformat()}"


def _targets(out: Path, name: str) -> list[Path]:
    if out.suffix.lower() in (".pdf", ".xlsx"):
        if not out.parent.is_dir():
            raise UserError(f"There is no folder {out.parent}; make it first, or choose another")
        return [out]
    if out.suffix and not out.is_dir():
        raise UserError(f"{out.name} is neither a folder nor a .pdf or .xlsx file; name one of these")
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"The folder {out} cannot be made: {error.strerror}") from error
    return [out / f"{name}.pdf", out / f"{name}.xlsx"]


def board_pack(store: Store, as_at: date, out_folder: Path, progress: Progress = silent) -> list[Path]:
    """The board pack as PDF and workbook."""
    return publish(store, "board-pack", as_at, out_folder, progress)


def export_table(
    table: Table,
    path: Path,
    facts: Sequence[tuple[str, str]] = (),
    *,
    store: Store | None = None,
    as_at: date | None = None,
) -> None:
    """Any table as shown, as a workbook; ``facts`` say what it is. Raises UserError where it cannot be written.

    Give the ``store`` that it comes from, and the export is recorded there; the title of the table is what the
    log says of it, so it must name nobody.
    """
    write_table(table, path, [*facts, ("State of the store", mark(store.db))] if store is not None else facts)
    if store is not None:
        record_export(store, table.title, [path], as_at, len(table.rows))
