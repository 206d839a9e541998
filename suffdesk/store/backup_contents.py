"""What backups hold, and how the present store differs from one."""

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

from sqlite_utils import Database

from suffdesk.core.errors import UserError
from suffdesk.core.kinds import Stored
from suffdesk.core.progress import Progress, silent
from suffdesk.domain.registry import ENTITIES
from suffdesk.store.backup import BackupFile, backup_files
from suffdesk.store.change import columns_of
from suffdesk.store.engine import DatabaseError, OperationalError, connect, is_plain
from suffdesk.store.opening import open_store
from suffdesk.store.passphrase import known_keys
from suffdesk.store.refusals import WrongPassphrase
from suffdesk.store.secret import wipe
from suffdesk.store.session import Store
from suffdesk.store.sqlite_errors import in_words

Key = bytes | None
State = Literal["added", "changed", "removed"]
"""What became of a record since a backup."""


@dataclass(frozen=True, slots=True)
class BackupInfo:
    """One backup. ``made_at`` is UTC, ``size`` bytes, ``change`` the number of the last change in it (0 for none).

    ``readable`` is False for one whose passphrase is another's than those given, or that was damaged since; then
    it says nothing of what it holds.
    """

    path: Path
    made_at: datetime
    reason: str
    size: int
    readable: bool
    change: int = 0
    label: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EntityDifference:
    """How many rows of an entity were added, changed and removed since a backup."""

    added: int
    changed: int
    removed: int


@dataclass(frozen=True, slots=True)
class RecordDifference:
    """A record now and in a backup, as stored values; None where it is not there. ``fields`` are those that differ."""

    now: Mapping[str, Stored] | None
    then: Mapping[str, Stored] | None
    fields: tuple[str, ...]


def backups(path: Path, key: Key, *former: Key) -> list[BackupInfo]:
    """The backups of a store, the newest first. ``key`` is the store's raw key, ``former`` those it had before."""
    return [_info(file, (key, *former)) for file in reversed(backup_files(path))]


def _info(file: BackupFile, keys: tuple[Key, ...]) -> BackupInfo:
    size = file.path.stat().st_size
    try:
        with opened(file.path, keys) as db:
            last = db.conn.execute("SELECT seq, label FROM change_log ORDER BY seq DESC LIMIT 1").fetchall()
            tables = _tables(db)
            counts = {
                entity.name: int(db.conn.execute(f"SELECT count(*) FROM {entity.name}").fetchall()[0][0])
                for entity in ENTITIES
                if entity.name in tables
            }
    except (UserError, DatabaseError):
        return BackupInfo(file.path, file.made_at, file.reason, size, readable=False)
    number, label = last[0] if last else (0, "")
    return BackupInfo(file.path, file.made_at, file.reason, size, True, int(number), str(label), counts)


def _tables(db: Database) -> set[str]:
    return {row[0] for row in db.conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()}


def key_of(backup: Path, keys: tuple[Key, ...]) -> Key:
    """That of ``keys`` which opens a backup. Raises UserError, WrongPassphrase where none does."""
    if not backup.is_file():
        raise UserError(f"There is no backup {backup}; choose another")
    for key in (None,) if is_plain(backup) else tuple(key for key in keys if key):
        try:
            connect(backup, key, read_only=True).conn.close()
        except OperationalError as error:
            raise in_words(error, backup) from error
        except DatabaseError:
            continue
        return key
    raise WrongPassphrase(
        f"{backup.name} does not open with the passphrase of the store; it may have been made under an earlier one"
    )


@contextlib.contextmanager
def opened(backup: Path, keys: tuple[Key, ...]) -> Iterator[Database]:
    """A backup, open for reading with whichever of ``keys`` fits. Raises like :func:`key_of`."""
    database = connect(backup, key_of(backup, keys), read_only=True)
    try:
        yield database
    finally:
        database.conn.close()


def open_latest_backup(path: Path, passphrase: str | None = None) -> Store:
    """The latest backup that opens, for reading only: what a second opener is offered.

    Raises UserError where there is none, and what ``open_store`` raises for the latest where none opens.
    """
    files = backup_files(path)
    if not files:
        raise UserError(f"There is no backup of {path.name} yet")
    first: UserError | None = None
    for file in reversed(files):
        try:
            return open_store(file.path, passphrase=passphrase, read_only=True)
        except UserError as error:
            first = first or error
    raise first or UserError(f"No backup of {path.name} could be opened")


@contextlib.contextmanager
def _beside(store: Store, backup: Path) -> Iterator[Database]:
    """A connection of its own to the store, with the backup attached as ``earlier``."""
    key = key_of(backup, known_keys(store))
    second = store.second()
    try:
        uri = f"{backup.resolve().as_uri()}?mode=ro"
        given = f"x'{key.hex()}'" if key else ""
        second.db.conn.execute("ATTACH DATABASE ? AS earlier KEY ?", (uri, given))
        wipe(given)
        yield second.db
    finally:
        second.close()


def difference(store: Store, backup: Path) -> dict[str, EntityDifference]:
    """How the store differs from a backup, for each entity that both have. Raises like :func:`key_of`."""
    found = {}
    with _beside(store, backup) as db:
        for entity in ENTITIES:
            names = record_columns(db, entity.name, "earlier")
            if not names:
                continue
            counts = {
                state: int(db.conn.execute(f"SELECT count(*) FROM ({sql})").fetchall()[0][0])
                for state, sql in _differing_sql(entity.name, names).items()
            }
            found[entity.name] = EntityDifference(**counts)
    return found


def differing_rows(
    store: Store, backup: Path, most: int, progress: Progress = silent
) -> dict[tuple[str, State], list[str]]:
    """Ids of the records that differ, up to ``most`` of each kind and way. Raises like :func:`key_of`."""
    found: dict[tuple[str, State], list[str]] = {}
    with _beside(store, backup) as db:
        for place, entity in enumerate(ENTITIES):
            progress(entity.label_many, place / len(ENTITIES))
            if names := record_columns(db, entity.name, "earlier"):
                for state, sql in _differing_sql(entity.name, names).items():
                    rows = db.conn.execute(f"{sql} ORDER BY 1 LIMIT ?", (most,)).fetchall()
                    if rows:
                        found[entity.name, state] = [str(row[0]) for row in rows]
    return found


def _differing_sql(entity: str, names: list[str]) -> dict[State, str]:
    """SELECTs of the ids that were added, changed and removed since the attached backup."""
    ours, theirs = (", ".join(f"{one}.{name}" for name in names) for one in ("now", "was"))
    missing = f"SELECT id FROM {{}}.{entity} WHERE id NOT IN (SELECT id FROM {{}}.{entity})"
    return {
        "added": missing.format("main", "earlier"),
        "changed": f"SELECT now.id FROM main.{entity} AS now JOIN earlier.{entity} AS was ON now.id = was.id "
        f"WHERE ({ours}) IS NOT ({theirs})",
        "removed": missing.format("earlier", "main"),
    }


def record_columns(db: Database, entity: str, schema: str = "main") -> list[str]:
    """Columns of an entity that a backup has: an earlier release knew fewer, or none."""
    then = {row[1] for row in db.conn.execute(f"PRAGMA {schema}.table_info({entity})").fetchall()}
    return [name for name in columns_of(entity) if name in then and name != "row_version"]


def record_difference(store: Store, backup: Path, entity: str, row_id: str) -> RecordDifference:
    """One record now and then. Raises like :func:`key_of`."""
    with _beside(store, backup) as db:
        names = record_columns(db, entity, "earlier")
        now, then = (row_of(db, schema, entity, names, row_id) for schema in ("main", "earlier"))
    differing = tuple(name for name in names if (now or {}).get(name) != (then or {}).get(name))
    return RecordDifference(now, then, differing)


def row_of(db: Database, schema: str, entity: str, names: list[str], row_id: str) -> dict[str, Stored] | None:
    """One row as stored values, or None."""
    if not names:
        return None
    rows = db.conn.execute(f"SELECT {', '.join(names)} FROM {schema}.{entity} WHERE id = ?", (row_id,)).fetchall()
    return dict(zip(names, rows[0], strict=True)) if rows else None
