"""Opening and making a store: what may go wrong there, in words."""

import contextlib
import os
import shutil
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from sqlite_utils import Database

from suffdesk.core.dates import show_date
from suffdesk.core.errors import UserError
from suffdesk.store import attempts, keys, leftovers
from suffdesk.store.backup import backup_before, backup_files
from suffdesk.store.check import check_database
from suffdesk.store.durable import patiently
from suffdesk.store.engine import APPLICATION_ID, LOGS, DatabaseError, OperationalError, connect, has_log, is_plain
from suffdesk.store.events import record_event
from suffdesk.store.lock import ReadOnlyPlace, StoreLock, lock_path
from suffdesk.store.pages import key_fits
from suffdesk.store.recovery_key import renew_slots
from suffdesk.store.refusals import DamagedStore, PassphraseNeeded, WrongPassphrase
from suffdesk.store.schema import MIGRATIONS, RELEASES
from suffdesk.store.session import Result, Shared, Store, raise_in_words
from suffdesk.store.volume import is_network

__all__ = [
    "SUFFIX", "DamagedStore", "PassphraseNeeded", "Result", "Store", "WrongPassphrase", "check_passphrase",
    "create_store", "open_store",
]  # fmt: skip

SUFFIX = ".suffdesk"
_SMALLEST = 512
"""Bytes of the smallest page that SQLite writes."""
_SHORTEST_PASSPHRASE = 8


def check_passphrase(passphrase: str) -> None:
    """Raise UserError for a passphrase that no store should have."""
    words = keys.settled(passphrase)
    if not words.strip():
        raise UserError("A passphrase is needed: type one of at least eight characters")
    if len(words) < _SHORTEST_PASSPHRASE:
        raise UserError("The passphrase is too short: type at least eight characters")


def files_of(path: Path) -> tuple[Path, ...]:
    """The store, and what SQLite and the lock keep beside it; backups are another matter."""
    return (path, *(path.with_name(path.name + end) for end in (*LOGS, "-shm")), lock_path(path))


def create_store(
    path: Path, *, passphrase: str | None, who: str = "Somebody", facts: Mapping[str, str] | None = None
) -> Store:
    """Make a new store, encrypted unless ``passphrase`` is None, and open it; ``facts`` go into its meta.

    Raises UserError where there is a file already, the folder cannot be written to, the disk is full or the
    passphrase is weak. A store that could not be made whole leaves no file.
    """
    if path.exists():
        raise UserError(f"{path.name} is there already; choose another name, or open it")
    if not path.parent.is_dir():
        raise UserError(f"There is no folder {path.parent}; make it first, or choose another")
    raw_key = None
    if passphrase is not None:
        check_passphrase(passphrase)
        raw_key = keys.raw_key(passphrase, keys.new_salt())
    try:
        lock = StoreLock(path, who)
    except ReadOnlyPlace as error:
        raise UserError(f"{path.name} cannot be made: {error}; choose another folder") from error
    except OSError as error:
        _remove(lock_path(path))
        raise UserError(
            f"{path.name} cannot be made: {error.strerror} in {path.parent}; free some room there, or choose "
            "another folder"
        ) from error
    store: Store | None = None
    try:
        store = Store(Shared(path, raw_key, who, lock, wal=not is_network(path)), owner=True, read_only=False)
        store.db.conn.execute(f"PRAGMA application_id = {APPLICATION_ID}").fetchall()
        _migrate(store)
        for name, value in (facts or {}).items():
            store.set_meta(name, value)
    except BaseException as error:
        if store is not None:
            store.db.conn.close()
        _give_up(path, lock)
        if isinstance(error, OperationalError):
            raise_in_words(error, path)
        raise
    return store


def _give_up(path: Path, lock: StoreLock) -> None:
    """Take away a store that was not made whole, whatever the disk says to that."""
    for file in files_of(path):
        if file != lock_path(path):
            _remove(file)
    with contextlib.suppress(OSError):
        lock.release()
    _remove(lock_path(path))


def _remove(file: Path) -> None:
    with contextlib.suppress(OSError):
        file.unlink(missing_ok=True)


def open_store(
    path: Path,
    *,
    passphrase: str | None = None,
    key: bytes | None = None,
    who: str = "Somebody",
    read_only: bool = False,
    limited: bool = False,
) -> Store:
    """Open a store, bringing an older one up to date after a backup.

    ``key`` (48 bytes, from the keyring or a recovery key) takes the place of the passphrase. With ``limited``, a
    passphrase that fails makes the next one wait. After an unclean end the whole store is checked first. Where its
    folder cannot be written to, the store is opened for reading only, and says why.

    Raises UserError: no such file, PassphraseNeeded, WrongPassphrase, TooSoon, StoreLocked, DamagedStore (the
    file untouched), not a store, newer release.
    """
    if not path.is_file():
        raise UserError(f"There is no store {path}; make one with “suffdesk new”, or choose another file")
    with attempts.alone() if limited else contextlib.nullcontext():
        raw_key = patiently(lambda: _key_for(path, passphrase, key, limited=limited))
        _look_and_count(path, raw_key, passphrase, limited=limited)
    if read_only:
        return _reader(path, raw_key, who)
    try:
        lock = StoreLock(path, who)
    except ReadOnlyPlace as error:
        return _reader(path, raw_key, who, str(error))
    try:
        return _writer(path, raw_key, who, lock)
    except BaseException as error:
        lock.release_as_found()
        if isinstance(error, DatabaseError):
            raise_in_words(error, path)
        raise


def _key_for(path: Path, passphrase: str | None, key: bytes | None, *, limited: bool) -> bytes | None:
    try:
        if path.stat().st_size < _SMALLEST:
            raise UserError(f"{path.name} is not a SuffDesk store; choose another file")
        if is_plain(path):
            return None
        if key is not None:
            return key
        if passphrase is None:
            raise PassphraseNeeded(f"{path.name} is encrypted; give its passphrase")
        if limited:
            attempts.refuse_if_too_soon(path)
        return keys.fitting_key(passphrase, keys.salt_of(path), partial(key_fits, path))
    except PermissionError as error:
        if getattr(error, "winerror", None):
            raise  # held for a moment: tried again
        raise UserError(f"{path.name} cannot be read: {error.strerror}") from error
    except OSError as error:
        raise UserError(f"{path.name} cannot be read: {error.strerror}") from error


# Looking without touching


def _look_and_count(path: Path, raw_key: bytes | None, passphrase: str | None, *, limited: bool) -> None:
    try:
        _look(path, raw_key)
    except WrongPassphrase:
        if passphrase is not None and _beginning_is_damaged(path, passphrase):
            raise damaged(path, ("The beginning of the file is not as it was written",)) from None
        if limited:
            attempts.failed(path)
        raise
    if limited:
        attempts.succeeded(path)


def _look(path: Path, raw_key: bytes | None) -> None:
    """Refuse what is no store of this release; a wrong passphrase and a foreign file change no byte."""
    shared = _readable(path, raw_key, "")
    try:
        probe = shared.connect(read_only=True)
        try:
            _refuse_foreign(path, probe)
        finally:
            probe.conn.close()
    except DatabaseError as error:
        raise_in_words(error, path)
    finally:
        shared.end()


def _readable(path: Path, raw_key: bytes | None, who: str, why_read_only: str = "") -> Shared:
    """What a reading connection opens: the file, or a copy where the file needs a log that cannot be made here.

    A store that was not closed, on a place that cannot be written to, can be read only with its log; and
    SQLite's ``immutable`` would leave that log out.
    """
    shared = Shared(path, raw_key, who, None, wal=False, why_read_only=why_read_only)
    writable = os.access(path.parent, os.W_OK)

    def held(error: Exception) -> bool:
        return writable and isinstance(error, OperationalError) and "unable to open" in str(error)

    try:
        patiently(lambda: shared.connect(read_only=True).conn.close(), held)
    except OperationalError as error:
        if "locked" in str(error) or (writable and not has_log(path)):
            raise_in_words(error, path)
    except DatabaseError:
        raise _unreadable(path, raw_key) from None
    else:
        return shared
    return _from_copy(path, raw_key, who, why_read_only)


def _from_copy(path: Path, raw_key: bytes | None, who: str, why_read_only: str = "") -> Shared:
    """A copy of the file that has taken in what the log beside it holds."""
    copy = _copied(path)
    copied = Shared(path, raw_key, who, None, wal=False, copy=copy, why_read_only=why_read_only)
    try:
        connect(copied.file, raw_key, wal=False).conn.close()
    except OperationalError as error:
        copied.end()
        raise_in_words(error, path)
    except DatabaseError:
        copied.end()
        raise _unreadable(path, raw_key) from None
    return copied


def _copied(path: Path) -> leftovers.FolderOfCopy:
    folder = leftovers.FolderOfCopy()
    try:
        for end in ("", *LOGS):
            source = path.with_name(path.name + end)
            if source.is_file():
                shutil.copyfile(source, folder.path / source.name)
    except OSError as error:
        folder.remove()
        raise UserError(f"{path.name} cannot be read: {error.strerror}") from error
    return folder


def _unreadable(path: Path, raw_key: bytes | None) -> UserError:
    """Why the first pages could not be read: another program's file, damage, or a wrong passphrase."""
    if raw_key is None:
        return UserError(f"{path.name} is damaged or not a SuffDesk store; choose another file")
    if not has_log(path) and key_fits(path, raw_key):
        return damaged(path, ("The part of the file that describes its tables is not as it was written",))
    return WrongPassphrase(f"That passphrase does not open {path.name}; try again")


def _beginning_is_damaged(path: Path, passphrase: str) -> bool:
    """Whether the passphrase is right and it is the salt, the first bytes of the file, that is not: backups have it."""
    here = keys.salt_of(path)
    for salt in {keys.salt_of(file.path) for file in backup_files(path)[-3:]} - {here}:
        if len(salt) == keys.SALT_BYTES:
            fits = partial(key_fits, path)
            if fits(keys.fitting_key(passphrase, salt, fits)):
                return True
    return False


def _refuse_foreign(path: Path, probe: Database) -> None:
    number = probe.conn.execute("PRAGMA application_id").fetchall()[0][0]
    if number != APPLICATION_ID:
        raise UserError(f"{path.name} is a database of another program, not a SuffDesk store")
    applied = {migration.name for migration in MIGRATIONS.applied(probe)}
    unknown = applied - {migration.name for migration in MIGRATIONS._migrations}
    steps = int(probe.conn.execute("PRAGMA user_version").fetchall()[0][0])
    if unknown or steps > len(MIGRATIONS._migrations):
        wanted = (
            RELEASES.get(max(unknown, default=""))
            or probe.conn.execute("SELECT value FROM meta WHERE name = 'release'").fetchall()
        )
        release = wanted if isinstance(wanted, str) else (wanted[0][0] if wanted else "a newer release")
        raise UserError(
            f"{path.name} was made by a newer SuffDesk ({release}); open it with that release or a later one"
        )


def damaged(path: Path, faults: tuple[str, ...]) -> DamagedStore:
    """The refusal that names what was found, and the backup to restore."""
    more = f", and {len(faults) - 1} more" if len(faults) > 1 else ""
    files = backup_files(path)
    if files:
        made = files[-1].made_at.astimezone()
        advice = f"restore a backup (the latest was made at {made:%H:%M} on {show_date(made.date())})"
    else:
        advice = "restore a copy of it (there is no backup beside it)"
    return DamagedStore(f"{path.name} is damaged and was left as it is ({faults[0]}{more}); {advice}", faults)


# Opening


def _reader(path: Path, raw_key: bytes | None, who: str, why: str = "") -> Store:
    shared = _readable(path, raw_key, who, why)
    try:
        store = Store(shared, owner=True, read_only=True)
        if MIGRATIONS.pending(store.db):
            store.close()
            raise UserError(f"{path.name} is of an older release; open it once for changing to bring it up to date")
    except BaseException as error:
        shared.end()
        if isinstance(error, DatabaseError):
            raise_in_words(error, path)
        raise
    return store


def _writer(path: Path, raw_key: bytes | None, who: str, lock: StoreLock) -> Store:
    if lock.unclean or has_log(path):
        _check_after_unclean_end(path, raw_key)
    store = Store(Shared(path, raw_key, who, lock, wal=not is_network(path)), owner=True, read_only=False)
    try:
        if MIGRATIONS.pending(store.db):
            backup_before(store.db, path, raw_key, "update")
            _migrate(store)
        if lock.broken:
            whose = lock.broken.broken or lock.broken.words
            by, why = lock.broken.broken_by, lock.broken.why
            record_event(store, "lock broken", f"The lock of the store opened {whose} was broken by {by}: {why}")
            lock.settled()
        renew_slots(store)
    except BaseException:
        store.db.conn.close()
        raise
    return store


def _check_after_unclean_end(path: Path, raw_key: bytes | None) -> None:
    """Raise DamagedStore before a connection that could write has touched the file."""
    shared = _readable(path, raw_key, "")
    try:
        database = shared.connect(read_only=True)
        try:
            report = check_database(database, log=has_log(shared.file))
        finally:
            database.conn.close()
    finally:
        shared.end()
    if not report.whole:
        raise damaged(path, tuple(fault.words for fault in report.faults))


def _migrate(store: Store) -> None:
    """Every step or none: a store is of one release. ``user_version`` says how many it has had."""
    with store.db.atomic():
        MIGRATIONS.apply(store.db)
        store.db.conn.execute(f"PRAGMA user_version = {len(MIGRATIONS.applied(store.db))}").fetchall()
