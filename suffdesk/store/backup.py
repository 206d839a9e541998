"""Copies of a store, made before what could harm it and on closing; opened and checked before older ones go.

They lie in a folder beside the store, named by a number that goes up whatever the clock says, the time (UTC) and
the reason. They are encrypted like the store, and the file that its recovery key opens travels with them.
"""

import re
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlite_utils import Database

from suffdesk.core.dates import file_stamp
from suffdesk.core.errors import UserError
from suffdesk.core.private import as_readable_as
from suffdesk.store import durable, journal
from suffdesk.store.check import database_faults
from suffdesk.store.engine import DatabaseError, connect
from suffdesk.store.key_slots import keys_path
from suffdesk.store.session import Store
from suffdesk.store.sqlite_errors import short_words
from suffdesk.store.thinning import plan_thinning

_STAMP = "%Y-%m-%d %H%M%S.%f"
_NAME = re.compile(r"(?:(?P<number>\d+) )?(?P<stamp>\d{4}-\d\d-\d\d \d{6}\.\d{6}) (?P<reason>(?:before|on) [^.]+)")
FOLDER = " backups"
"""After the name of a store, the folder of its backups."""
CLOSING = "closing"
_CLOSING_APART = timedelta(minutes=10)
"""Between copies made on closing: a script that changes a hundred records one by one opens and closes as often."""
_LITTLE = 100
"""Entries of the history that can wait for the next closing."""


@dataclass(frozen=True, slots=True)
class BackupFile:
    """What the name of a backup says. ``made_at`` is UTC; ``reason`` reads ``before import`` or ``on closing``."""

    path: Path
    number: int
    made_at: datetime
    reason: str


def backup_folder(store: Path) -> Path:
    """Where the backups of a store lie: a folder beside it."""
    return store.with_name(f"{store.stem}{FOLDER}")


def backup_files(store: Path) -> list[BackupFile]:
    """Backups of a store in the order in which they were made; other files in the folder are left out."""
    found = []
    folder, ending = backup_folder(store), store.suffix
    starts = (f"{store.stem} ", f"{durable.short(store.stem)} ")  # earlier releases cut no name
    for path in folder.iterdir() if folder.is_dir() else ():
        before = next((start for start in starts if path.name.startswith(start)), None)
        if before is None or not path.name.endswith(ending):
            continue
        match = _NAME.fullmatch(path.name[len(before) : len(path.name) - len(ending)])
        made_at = _moment(match["stamp"]) if match else None
        if match and made_at and path.is_file():
            found.append(BackupFile(path, int(match["number"] or 0), made_at, match["reason"]))
    return sorted(found, key=lambda file: (file.number, file.made_at))


def _moment(stamp: str) -> datetime | None:
    try:
        return datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)
    except ValueError:  # a name that looks like one of ours
        return None


def backups_of(store: Path) -> list[Path]:
    """Backups of a store, the oldest first."""
    return [file.path for file in backup_files(store)]


def backup_before(db: Database, store: Path, raw_key: bytes | None, reason: str) -> Path:
    """Copy the store (encrypted as it is), check the copy, then thin older ones. Returns the copy.

    ``reason`` is a word or two of the program's own and goes into the file name. Raises UserError where the
    copy cannot be made or is not whole.
    """
    folder = backup_folder(store)
    files = backup_files(store)
    number = max((file.number for file in files), default=0) + 1
    made_at = datetime.now(UTC)
    when = "on" if reason == CLOSING else "before"
    stamp = f"{file_stamp(made_at)}.{made_at:%f}"
    target = folder / f"{durable.short(store.stem)} {number:05d} {stamp} {when} {reason}{store.suffix}"
    try:
        folder.mkdir(exist_ok=True)
        as_readable_as(folder, store)
        _copy(db, store, raw_key, target)
    except (OSError, DatabaseError) as error:
        raise UserError(
            f"No backup of {store.name} could be made in {folder} ({_reason(error)}), so nothing was changed"
        ) from error
    _thin([*files, BackupFile(target, number, made_at, f"{when} {reason}")], made_at)
    return target


def copy_to(store: Store, target: Path) -> None:
    """Copy an opened store to a file that is not there yet, encrypted as it is, and check the copy.

    Raises UserError where there is a file already, or the copy cannot be made or is not whole.
    """
    if target.exists():
        raise UserError(f"{target.name} is there already; choose another name")
    if not target.parent.is_dir():
        raise UserError(f"There is no folder {target.parent}; make it first, or choose another")
    try:
        _copy(store.db, store.path, store.raw_key, target)
    except (OSError, DatabaseError) as error:
        raise UserError(f"{store.path.name} could not be copied to {target} ({_reason(error)})") from error


def closing_is_due(store: Store, *, one_of_many: bool = False) -> bool:
    """Whether closing makes a backup: the store has changed since the latest.

    With ``one_of_many``, as at the end of a command, a little waits until the last one made on closing is a while ago.
    A backup that seems to have been made in time to come was made under a wrong clock, and puts nothing off.
    """
    written = None if store.read_only else _written_since_backup(store)
    if written is None or written > _LITTLE or not one_of_many:
        return written is not None
    made = [file.made_at for file in backup_files(store.path) if file.reason == f"on {CLOSING}"]
    return not made or not timedelta(0) <= datetime.now(UTC) - made[-1] < _CLOSING_APART


def _written_since_backup(store: Store) -> int | None:
    """How many entries of the history the latest backup lacks; None where the store holds nothing that it does not."""
    here, entries = _fingerprint(store.db), _entries(store.db)
    files = backup_files(store.path)
    if not files:
        return entries if here[0] != b"" or here[1] > 0 else None
    try:
        copy = connect(files[-1].path, store.raw_key, read_only=True)
    except DatabaseError:  # made under an earlier passphrase, or damaged since
        return entries
    try:
        return None if _fingerprint(copy) == here else entries - _entries(copy)
    except DatabaseError:  # made by an earlier release
        return entries
    finally:
        copy.conn.close()


def _entries(db: Database) -> int:
    return int(db.conn.execute("SELECT coalesce(max(seq), 0) FROM journal").fetchall()[0][0])


def backup_on_closing(store: Store, *, one_of_many: bool = False) -> Path | None:
    """A backup where one is due (:func:`closing_is_due`); None where none is. Raises UserError."""
    due = closing_is_due(store, one_of_many=one_of_many)
    return backup_before(store.db, store.path, store.raw_key, CLOSING) if due else None


def _fingerprint(db: Database) -> tuple[bytes, int, list[tuple[str, str]]]:
    head = journal.head(db)
    acts = db.conn.execute("SELECT coalesce(max(number), 0) FROM event").fetchall()[0][0]
    facts = db.conn.execute("SELECT name, coalesce(value, '') FROM meta ORDER BY name").fetchall()
    return (b"" if not any(head) else head, int(acts), facts)


def _copy(db: Database, store: Path, raw_key: bytes | None, target: Path) -> None:
    part = durable.part_of(target)
    try:
        db.conn.execute("VACUUM INTO ?", (part.absolute().as_uri(),)).fetchall()  # whose name may be no UTF-8
        copy = connect(part, raw_key, read_only=True)
        try:
            wrong = database_faults(copy)
        finally:
            copy.conn.close()
        if wrong:
            raise UserError(f"The backup of {store.name} is not whole ({wrong[0].words}), so nothing was changed")
        if keys_path(store).is_file():
            shutil.copyfile(keys_path(store), keys_path(target))
            as_readable_as(keys_path(target), store)
        as_readable_as(part, store)
        durable.put(part, target)
    finally:
        part.unlink(missing_ok=True)


def _thin(files: list[BackupFile], now: datetime) -> None:
    gone = plan_thinning([file.made_at for file in files], now)
    for file in files:
        if file.made_at in gone:
            file.path.unlink(missing_ok=True)
            keys_path(file.path).unlink(missing_ok=True)


def _reason(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return short_words(error)
