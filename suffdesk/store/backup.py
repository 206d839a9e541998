"""Copies of a store, made before what could harm it, and opened and checked before older ones go."""

from datetime import UTC, datetime
from pathlib import Path

from sqlite_utils import Database

from suffdesk.core.errors import UserError
from suffdesk.store.engine import DatabaseError, OperationalError, connect

KEPT = 10


def backup_folder(store: Path) -> Path:
    """Where the backups of a store lie: a folder beside it."""
    return store.with_name(f"{store.stem} backups")


def backups_of(store: Path) -> list[Path]:
    """Backups of a store, the oldest first."""
    return sorted(backup_folder(store).glob(f"*{store.suffix}"))


def faults(db: Database) -> list[str]:
    """What the database itself finds wrong; nothing for a whole one."""
    found: list[str] = []
    for pragma in ("cipher_integrity_check", "integrity_check", "foreign_key_check"):
        for row in db.conn.execute(f"PRAGMA {pragma}").fetchall():
            if row[0] != "ok":
                found.append(f"{pragma}: {row[0]}")
    return found


def backup_before(db: Database, store: Path, raw_key: bytes | None, reason: str) -> Path:
    """Copy the store (encrypted as it is), check the copy, then thin older ones. Returns the copy.

    ``reason`` goes into the file name. Raises UserError where the copy cannot be made or is not whole.
    """
    folder = backup_folder(store)
    stamp = datetime.now(UTC).strftime("%Y-%m-%d %H%M%S.%f")
    target = folder / f"{store.stem} {stamp} before {reason}{store.suffix}"
    partial = target.with_suffix(".partial")
    try:
        folder.mkdir(exist_ok=True)
        db.conn.execute("VACUUM INTO ?", (str(partial),)).fetchall()
        copy = connect(partial, raw_key, read_only=True)
        try:
            wrong = faults(copy)
        finally:
            copy.conn.close()
        if wrong:
            raise UserError(f"The backup of {store.name} is not whole ({wrong[0]}), so nothing was changed")
        partial.replace(target)
    except (OSError, OperationalError, DatabaseError) as error:
        partial.unlink(missing_ok=True)
        raise UserError(
            f"No backup of {store.name} could be made in {folder} ({error}), so nothing was changed"
        ) from error
    for old in backups_of(store)[:-KEPT]:
        old.unlink(missing_ok=True)
    return target
