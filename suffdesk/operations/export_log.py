"""What left the store: every export is recorded, without saying anything of a child."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from suffdesk.core.dates import local_time, show_date_short
from suffdesk.core.report import Column, Table
from suffdesk.core.text import storable
from suffdesk.store.opening import Store


@dataclass(frozen=True, slots=True)
class Exported:
    """One export. ``made_at`` is local time; ``rows`` is None for a report; ``change`` was the last one then."""

    number: int
    made_at: datetime
    who: str
    what: str
    file_name: str
    as_at: date | None
    rows: int | None
    change: int


def record_export(
    store: Store, what: str, files: Sequence[Path], as_at: date | None = None, rows: int | None = None
) -> None:
    """Record what was written. The folder is not kept, as it may name people; nor in a store open for reading only."""
    if store.read_only or not files:
        return
    with store.writing("Record an export"):
        ((last,),) = store.rows("SELECT coalesce(max(seq), 0) FROM change_log")
        names = storable(", ".join(file.name for file in files))
        store.db.conn.execute(
            "INSERT INTO export_log (made_at, who, what, file_name, as_at, row_count, last_change) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                datetime.now(UTC).isoformat(timespec="seconds"), store.who, what, names,
                as_at.isoformat() if as_at else None, rows, last,
            ),
        )  # fmt: skip


def exports_made(store: Store, limit: int = 500) -> list[Exported]:
    """The latest exports, the newest first."""
    found = store.rows(
        "SELECT seq, made_at, who, what, file_name, as_at, row_count, last_change FROM export_log "
        "ORDER BY seq DESC LIMIT ?",
        (limit,),
    )
    return [
        Exported(
            int(str(seq)), local_time(datetime.fromisoformat(str(made))), str(who), str(what), str(file),
            date.fromisoformat(str(as_at)) if as_at else None, None if rows is None else int(str(rows)),
            int(str(change)),
        )
        for seq, made, who, what, file, as_at, rows, change in found
    ]  # fmt: skip


def export_log_document(found: Sequence[Exported]) -> list[dict[str, object]]:
    """What ``suffdesk exports --json`` prints."""
    return [
        {
            "number": item.number, "made_at": item.made_at.isoformat(timespec="seconds"), "who": item.who,
            "what": item.what, "file": item.file_name, "as_at": item.as_at and item.as_at.isoformat(),
            "rows": item.rows, "change": item.change,
        }
        for item in found
    ]  # fmt: skip


def export_log_table(store: Store) -> Table:
    """The whole log as a table to export."""
    columns = (
        Column("Number", "number", 7), Column("When", width=19), Column("Who", width=12), Column("What", width=26),
        Column("File", width=29), Column("As at", "date", 11), Column("Rows", "number", 7),
        Column("Last change then", "number", 15),
    )  # fmt: skip
    rows = [
        (
            item.number, f"{show_date_short(item.made_at.date())}, {item.made_at:%H:%M}", item.who, item.what,
            item.file_name, item.as_at, item.rows, item.change,
        )
        for item in exports_made(store, limit=1_000_000)
    ]  # fmt: skip
    return Table("Exports made", columns, rows)
