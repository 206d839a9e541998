"""Opening and making a store: what may go wrong there, in words."""

import contextlib
import os
import shutil
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from sqlite_utils import Database

from suffdesk.core.dates import local_time, show_date
from suffdesk.core.errors import UserError
from suffdesk.store import attempts, durable, keys, leftovers, seals, traces
from suffdesk.store.backup import backup_before, backup_files, backup_folder
from suffdesk.store.check import check_database, database_faults
from suffdesk.store.durable import patiently
from suffdesk.store.engine import APPLICATION_ID, LOGS, DatabaseError, OperationalError, connect, has_log, is_plain
from suffdesk.store.events import record_event
from suffdesk.store.glance import glance
from suffdesk.store.lock import ReadOnlyPlace, StoreLock, lock_path
from suffdesk.store.pages import PAGE_BYTES, beginning_is_whole, key_fits
from suffdesk.store.recovery_key import renew_slots
from suffdesk.store.refusals import DamagedStore, EncryptionLost, PassphraseNeeded, StoreMissing, WrongPassphrase
from suffdesk.store.schema import MIGRATIONS, RELEASES
from suffdesk.store.session import Result, Shared, Store
from suffdesk.store.sqlite_errors import raise_in_words, says_cannot_open, says_full, says_held
from suffdesk.store.strength import SHORTEST
from suffdesk.store.volume import is_network

__all__ = [
    "SUFFIX", "DamagedStore", "PassphraseNeeded", "Result", "Store", "WrongPassphrase", "check_passphrase",
    "create_store", "open_store",
]  # fmt: skip

SUFFIX = ".suffdesk"
_OWNERS = 0o600
"""A new store is its maker's only, until somebody says otherwise."""
_LONGEST_NAME = 255
"""Bytes that a disk takes in the name of a file (ext4, APFS; NTFS counts characters)."""
PLAIN_MEANT = "plain_meant"
"""Fact about a store that is not encrypted: which encrypted one somebody said that it may take the place of."""
_BEGINNING_LOST = "The beginning of the file is not as it was written"


def check_passphrase(passphrase: str) -> None:
    """Raise UserError for a passphrase that no store should have."""
    words = keys.settled(passphrase)
    if not words.strip():
        raise UserError("A passphrase is needed: type one of at least eight characters")
    if len(words) < SHORTEST:
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
    path = path.resolve()
    if why := _too_long(path):
        raise UserError(f"{path.name} cannot be made: {why}; choose a shorter one")
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
        _remove(lock_path(path))
        raise UserError(f"{path.name} cannot be made: {error}; make room there, or choose another folder") from error
    store: Store | None = None
    try:
        store = Store(Shared(path, raw_key, who, lock, wal=not is_network(path)), owner=True, read_only=False)
        path.chmod(_OWNERS)
        store.db.conn.execute(f"PRAGMA application_id = {APPLICATION_ID}").fetchall()
        _migrate(store)
        for name, value in (facts or {}).items():
            store.set_meta(name, value)
        if raw_key is None and traces.encrypted_before(path):
            store.set_meta(PLAIN_MEANT, traces.encrypted_before(path))
        store.refuse_if_gone()  # which file it is, is known now that there is one
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
    plain_meant: bool = False,
) -> Store:
    """Open a store, bringing an older one up to date after a backup.

    ``key`` (48 bytes, from the keyring or a recovery key) takes the place of the passphrase. With ``limited``, a
    passphrase that fails makes the next one wait. Every page is looked at, and after an unclean end the whole store
    is checked first. Where it cannot be written to (its folder, the file, a full disk), the store is opened for
    reading only, and says why. ``plain_meant`` says that a file that is not encrypted may take the place of a store
    that was. A link is followed: what lies beside the store lies beside the file itself.

    Raises UserError: no such file, StoreMissing, PassphraseNeeded, WrongPassphrase, TooSoon, StoreLocked,
    DamagedStore (the file untouched), EncryptionLost, not a store, newer release.
    """
    path = path.resolve()
    if len(os.fsencode(path.name)) > _LONGEST_NAME or not path.is_file():
        if traces.has_backups(path):
            raise StoreMissing(
                f"There is no store {path} any more; look for it under another name, or restore one of its backups"
            )
        raise UserError(f"There is no store {path}; make a new one, or choose another file")
    with attempts.alone() if limited else contextlib.nullcontext():
        raw_key = patiently(lambda: _key_for(path, passphrase, key, limited=limited))
        if raw_key is None and (passphrase is not None or key is not None) and not plain_meant:
            raise encryption_lost(path)
        seen = _look_and_count(path, raw_key, passphrase, limited=limited, plain_meant=plain_meant)
    store = _opened(path, raw_key, who, read_only=read_only, plain_meant=plain_meant)
    store.seen_whole = seen
    return store


def _opened(path: Path, raw_key: bytes | None, who: str, *, read_only: bool, plain_meant: bool) -> Store:
    if read_only:
        return _reader(path, raw_key, who)
    if why := _too_long(path):
        return _reader(path, raw_key, who, why)
    if not path.stat().st_mode & 0o222:
        return _reader(path, raw_key, who, f"the file {path.name} is marked as read-only, and cannot be written to")
    try:
        lock = StoreLock(path, who)
    except ReadOnlyPlace as error:
        return _reader(path, raw_key, who, str(error))
    try:
        store = _writer(path, raw_key, who, lock, plain_meant=plain_meant)
    except BaseException as error:
        lock.release_as_found()
        if isinstance(error, DatabaseError):
            if says_full(error, path):
                return _reader(path, raw_key, who, f"the disk that holds {path.name} is full")
            raise_in_words(error, path)
        raise
    for folder in (path.parent, backup_folder(path)):
        durable.sweep(folder)
    return store


def _too_long(path: Path) -> str:
    """Why a store of this name cannot be changed; empty where it can: its journal bears a longer name than it."""
    room = _LONGEST_NAME - len("-journal")
    if len(os.fsencode(path.name)) <= room:
        return ""
    return f"its name is longer than the {room} bytes that leave room for that of its journal"


def takes_passphrase(path: Path) -> bool:
    """Whether opening takes a passphrase: that of the file or, where that is lost, of its backups. Raises OSError."""
    if is_plain(path):
        return False
    return beginning_is_whole(path) or bool(traces.salts(path))


def encryption_lost(path: Path) -> EncryptionLost:
    """The refusal of a file that is not encrypted where an encrypted store was."""
    return EncryptionLost(
        f"{path.name} is not encrypted, and the store that was here was: anyone can read what would be stored in it. "
        "Restore a backup of the encrypted one; where this file is meant, say so in the window, or put it here from "
        "another folder with “suffdesk restore --plain”"
    )


def _key_for(path: Path, passphrase: str | None, key: bytes | None, *, limited: bool) -> bytes | None:
    try:
        if is_plain(path):
            return None
        whole = beginning_is_whole(path)
        if not whole and not traces.was_store(path):
            size = path.stat().st_size
            if size < PAGE_BYTES:
                raise UserError(f"{path.name} is not a SuffDesk store; choose another file")
            raise UserError(
                f"{path.name} is damaged from its beginning on, or not a SuffDesk store; choose another file, or "
                "restore a copy of it"
            )
        if not whole and not traces.salts(path):
            raise damaged(path, (_what_is_left(path),))
        if key is not None:
            return key
        if passphrase is None:
            raise PassphraseNeeded(f"{path.name} is encrypted; give its passphrase")
        if limited:
            attempts.refuse_if_too_soon(path)
        salt = keys.salt_of(path) if whole else traces.salts(path)[-1]
        return keys.fitting_key(passphrase, salt, partial(key_fits, path))
    except PermissionError as error:
        if getattr(error, "winerror", None):
            raise  # held for a moment: tried again
        raise UserError(f"{path.name} cannot be read: {error.strerror}") from error
    except OSError as error:
        raise UserError(f"{path.name} cannot be read: {error.strerror}") from error


def _what_is_left(path: Path) -> str:
    size = path.stat().st_size
    if size >= PAGE_BYTES:
        return _BEGINNING_LOST
    return f"Only {size:,} bytes of the file are left" if size else "The file is empty"


# Looking without touching


def _look_and_count(
    path: Path, raw_key: bytes | None, passphrase: str | None, *, limited: bool, plain_meant: bool
) -> bool:
    whole = raw_key is None or beginning_is_whole(path)
    try:
        if not whole:
            raise WrongPassphrase  # SQLite would take a file of no bytes for a new database
        seen = _look(path, raw_key, plain_meant=plain_meant)
    except WrongPassphrase:
        if raw_key and _opens_backups(path, passphrase, raw_key, header=whole):
            raise damaged(path, (_BEGINNING_LOST if whole else _what_is_left(path),)) from None
        if limited:
            attempts.failed(path)
        if not whole:
            raise WrongPassphrase(
                f"{path.name} is damaged, and that passphrase does not open its backups; try again (a backup made "
                "before the passphrase was changed opens with the earlier one)"
            ) from None
        raise
    if limited:
        attempts.succeeded(path)
    return seen


def _look(path: Path, raw_key: bytes | None, *, plain_meant: bool) -> bool:
    """Refuse what is no store of this release, or damaged; a wrong passphrase and a foreign file change no byte.

    Returns whether there was time to see every page.
    """
    shared = _readable(path, raw_key, "")
    try:
        probe = shared.connect(read_only=True)
        try:
            _refuse_foreign(path, probe)
            before = "" if raw_key or plain_meant else traces.encrypted_before(path)
            if before and not plain_was_meant(probe, before):
                raise encryption_lost(path)
            whole = glance(probe)
            if whole is False:
                faults = database_faults(probe, log=has_log(shared.file))
                raise damaged(path, tuple(fault.words for fault in faults) or ("The tables do not hold together",))
            return whole is not None
        finally:
            probe.conn.close()
    except DatabaseError as error:
        raise_in_words(error, path)
    finally:
        shared.end()


def plain_was_meant(db: Database, before: str) -> bool:
    """Whether somebody said that this store may take the place of the encrypted one that was ``before``."""
    return db.conn.execute("SELECT value FROM meta WHERE name = ?", (PLAIN_MEANT,)).fetchall() == [(before,)]


def _readable(path: Path, raw_key: bytes | None, who: str, why_read_only: str = "") -> Shared:
    """What a reading connection opens: the file, or a copy where the file needs a log that cannot be made here.

    A store that was not closed, on a place that cannot be written to, can be read only with its log; and
    SQLite's ``immutable`` would leave that log out.
    """
    shared = Shared(path, raw_key, who, None, wal=False, why_read_only=why_read_only)
    writable = os.access(path.parent, os.W_OK)

    def held(error: Exception) -> bool:
        return writable and says_cannot_open(error) and not says_full(error, path)

    try:
        patiently(lambda: shared.connect(read_only=True).conn.close(), held)
    except OperationalError as error:
        if says_held(error) or (writable and not has_log(path)):
            raise_in_words(error, path)
    except DatabaseError:
        if not has_log(path):
            raise _unreadable(path, path, raw_key) from None
    else:
        return shared
    return _from_copy(path, raw_key, who, why_read_only)


def _from_copy(path: Path, raw_key: bytes | None, who: str, why_read_only: str = "") -> Shared:
    """A copy of the file that has taken in what the log beside it holds."""
    copy = _copied(path)
    copied = Shared(path, raw_key, who, None, wal=False, copy=copy, why_read_only=why_read_only)
    try:
        connect(copied.file, raw_key, wal=False).conn.close()
    except DatabaseError as error:
        try:
            if isinstance(error, OperationalError):
                raise_in_words(error, path)
            raise _unreadable(path, copied.file, raw_key) from None
        finally:
            copied.end()
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


def _unreadable(path: Path, file: Path, raw_key: bytes | None) -> UserError:
    """Why the first pages could not be read: another program's file, damage, or a wrong passphrase.

    ``file`` is what was read: ``path``, or a copy of it that has taken in the log beside it.
    """
    if raw_key is None and traces.was_store(path):
        return damaged(path, ("The part of the file that describes its tables is not as it was written",))
    if raw_key is None:
        return UserError(f"{path.name} is damaged or not a SuffDesk store; choose another file")
    if key_fits(file, raw_key):
        return damaged(path, ("The part of the file that describes its tables is not as it was written",))
    return WrongPassphrase(f"That passphrase does not open {path.name}; try again")


def _opens_backups(path: Path, passphrase: str | None, raw_key: bytes, *, header: bool) -> bool:
    """Whether the key is right all the same, as backups know: of this file, or where its beginning is lost, of them.

    ``header`` is whether the file begins like a store: then a key that opens only backups may be an earlier one.
    """
    here = keys.salt_of(path)
    for salt in reversed(traces.salts(path)):

        def fits(key: bytes, salt: bytes = salt) -> bool:
            if key[-keys.SALT_BYTES :] != salt:
                return False
            return key_fits(path, key) or ((not header or salt != here) and traces.opens_a_backup(path, key))

        if fits(raw_key if passphrase is None else keys.fitting_key(passphrase, salt, fits)):
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
    return DamagedStore(f"{path.name} is damaged and was left as it is ({faults[0]}{more}); {way_out(path)}", faults)


def way_out(path: Path) -> str:
    """What to do about a damaged store: the rest of a sentence that names the latest backup beside it."""
    files = backup_files(path)
    if not files:
        return "restore a copy of it (there is no backup beside it)"
    made = local_time(files[-1].made_at)
    return f"restore a backup (the latest was made at {made:%H:%M} on {show_date(made.date())})"


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


def _writer(path: Path, raw_key: bytes | None, who: str, lock: StoreLock, *, plain_meant: bool) -> Store:
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
        before = traces.encrypted_before(path) if plain_meant and raw_key is None else ""
        if before and not plain_was_meant(store.db, before):
            store.set_meta(PLAIN_MEANT, before)
            record_event(store, "encryption given up", "A store that is not encrypted took the place of one that was")
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
        seals.begin(store.db)
        store.db.conn.execute(f"PRAGMA user_version = {len(MIGRATIONS.applied(store.db))}").fetchall()
