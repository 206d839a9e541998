"""Opening, making and closing a store: what may go wrong there, in words."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlite_utils import Database

from suffdesk.core.changes import Changes
from suffdesk.core.errors import Refused, UserError
from suffdesk.store import keys
from suffdesk.store.backup import backup_before
from suffdesk.store.change import Change
from suffdesk.store.engine import APPLICATION_ID, DatabaseError, OperationalError, connect, is_plain
from suffdesk.store.lock import StoreLock, lock_path
from suffdesk.store.schema import MIGRATIONS, RELEASES

SUFFIX = ".suffdesk"
_SMALLEST = 512
"""Bytes of the smallest page that SQLite writes."""


class WrongPassphrase(UserError):
    """The passphrase does not open the store (or the file is no store at all)."""


class PassphraseNeeded(UserError):
    """The store is encrypted and no passphrase was given."""


class _Shared:
    """What the connections of one opened store have in common."""

    def __init__(self, path: Path, raw_key: bytes | None, who: str, lock: StoreLock | None) -> None:
        self.path, self.raw_key, self.who, self.lock = path, raw_key, who, lock
        self.writing = threading.Lock()
        self.busy_with = ""


class Store:
    """One connection to an opened store. Use it in one thread; ``second()`` gives another thread its own."""

    def __init__(self, shared: _Shared, *, owner: bool, read_only: bool) -> None:
        self._shared = shared
        self._owner = owner
        self.read_only = read_only
        self.db: Database = connect(shared.path, shared.raw_key, read_only=read_only)

    @property
    def path(self) -> Path:
        return self._shared.path

    @property
    def who(self) -> str:
        """The name under which changes are recorded."""
        return self._shared.who

    @property
    def encrypted(self) -> bool:
        return self._shared.raw_key is not None

    @property
    def raw_key(self) -> bytes | None:
        """Key of this store and its backups; None for a plain one."""
        return self._shared.raw_key

    def second(self) -> "Store":
        """Another connection to the same opened store, for a worker thread."""
        return Store(self._shared, owner=False, read_only=self.read_only)

    def close(self) -> None:
        """Close this connection; the one that opened the store also gives up the lock."""
        self.db.conn.close()
        if self._owner and self._shared.lock:
            self._shared.lock.release()

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Reading

    def rows(self, sql: str, parameters: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
        """Every row of a SELECT, read to its end at once."""
        return list(self.db.conn.execute(sql, parameters).fetchall())

    def meta(self, name: str) -> str | None:
        """A fact about the store itself (``authority``, ``demo``, ...)."""
        found = self.rows("SELECT value FROM meta WHERE name = ?", (name,))
        return str(found[0][0]) if found and found[0][0] is not None else None

    def set_meta(self, name: str, value: str) -> None:
        """Record a fact about the store itself. Not journalled: it holds no record of a child."""
        if self.db.conn.in_transaction:  # part of a change
            self.db.conn.execute("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", (name, value))
            return
        with self._writing(f"Set {name}"), self.db.atomic():
            self.db.conn.execute("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", (name, value))

    def state(self) -> int:
        """A number that differs whenever anything in the store does; caches of figures hang on it."""
        version = self.rows("PRAGMA data_version")[0][0]
        return hash((version, self.db.conn.total_changes))

    # Writing

    @contextmanager
    def _writing(self, label: str) -> Iterator[None]:
        if self.read_only:
            raise Refused(f"{self.path.name} is open for reading only, so nothing in it can be changed")
        if not self._shared.writing.acquire(timeout=0.2):
            raise Refused(f"Wait until this is done: {self._shared.busy_with}")
        self._shared.busy_with = label
        try:
            yield
        finally:
            self._shared.busy_with = ""
            self._shared.writing.release()

    @contextmanager
    def change(self, label: str, *, undoes: int | None = None) -> Iterator["Result"]:
        """Everything written inside is one change, kept whole or not at all.

        Yields a :class:`Result`, whose ``changes`` are known once the block has ended. Raises Refused for a
        read-only store or while another change is being written; UserError when the disk is full or locked.
        """
        with self._writing(label):
            result = Result(Change(self.db, label, self.who))
            try:
                self.db.conn.execute("BEGIN IMMEDIATE")
                result.change.begin(undoes)
                try:
                    yield result
                    number = result.change.end()
                    self.db.conn.execute("COMMIT")
                except BaseException:
                    if self.db.conn.in_transaction:
                        self.db.conn.execute("ROLLBACK")
                    raise
            except OperationalError as error:
                raise _in_words(error, self.path) from error
            result.changes = result.change.result(number)


class Result:
    """What a ``with store.change(...)`` block writes with, and reads afterwards."""

    def __init__(self, change: Change) -> None:
        self.change = change
        self.changes = Changes(change.label, None)


def _in_words(error: Exception, path: Path) -> Exception:
    text = str(error)
    if "disk is full" in text or "disk I/O error" in text:
        return UserError(
            f"There is no room on the disk that holds {path.name}; free some and try again: nothing was changed"
        )
    if "locked" in text or "busy" in text:
        return UserError(f"{path.name} is held by another program; try again in a moment: nothing was changed")
    if "readonly" in text:
        return UserError(f"{path.name} cannot be written to; nothing was changed")
    return error


def _check_passphrase(passphrase: str) -> None:
    if not passphrase.strip():
        raise UserError("A passphrase is needed: type one of at least eight characters")
    if len(passphrase) < 8:
        raise UserError("The passphrase is too short: type at least eight characters")


def files_of(path: Path) -> tuple[Path, ...]:
    """The store, and what SQLite and the lock keep beside it; backups are another matter."""
    return (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm")), lock_path(path))


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
        _check_passphrase(passphrase)
        raw_key = keys.raw_key(passphrase, keys.new_salt())
    lock = _lock(path, who)
    store: Store | None = None
    try:
        store = Store(_Shared(path, raw_key, who, lock), owner=True, read_only=False)
        store.db.conn.execute(f"PRAGMA application_id = {APPLICATION_ID}").fetchall()
        _migrate(store)
        for name, value in (facts or {}).items():
            store.set_meta(name, value)
    except BaseException as error:
        if store is not None:
            store.db.conn.close()
        _give_up(path, lock)
        if isinstance(error, OperationalError):
            raise _in_words(error, path) from error
        raise
    return store


def _lock(path: Path, who: str) -> StoreLock:
    """The lock of a store. Raises UserError, where the disk has no room for what is written into it too."""
    fresh = not lock_path(path).exists()
    try:
        return StoreLock(path, who)
    except OSError as error:
        if fresh:
            _remove(lock_path(path))
        raise UserError(
            f"{path.name} cannot be opened for changing: {error.strerror} in {path.parent}; free some room there, or "
            "choose another folder"
        ) from error


def _give_up(path: Path, lock: StoreLock) -> None:
    """Take away a store that was not made whole, whatever the disk says to that."""
    for file in files_of(path):
        if file != lock_path(path):
            _remove(file)
    with suppress(OSError):
        lock.release()
    _remove(lock_path(path))


def _remove(file: Path) -> None:
    with suppress(OSError):
        file.unlink(missing_ok=True)


def _migrate(store: Store) -> None:
    """Every step that the store lacks; ``user_version`` says how many it has had."""
    MIGRATIONS.apply(store.db)
    store.db.conn.execute(f"PRAGMA user_version = {len(MIGRATIONS.applied(store.db))}").fetchall()


def open_store(path: Path, *, passphrase: str | None = None, who: str = "Somebody", read_only: bool = False) -> Store:
    """Open a store, bringing an older one up to date after a backup.

    Raises UserError: no such file, PassphraseNeeded, WrongPassphrase, StoreLocked, not a store, newer release.
    """
    if not path.is_file():
        raise UserError(f"There is no store {path}; make one with “suffdesk new”, or choose another file")
    try:
        if path.stat().st_size < _SMALLEST:
            raise UserError(f"{path.name} is not a SuffDesk store; choose another file")
        plain = is_plain(path)
        raw_key = None
        if not plain:
            if passphrase is None:
                raise PassphraseNeeded(f"{path.name} is encrypted; give its passphrase")
            raw_key = keys.raw_key(passphrase, keys.salt_of(path))
    except OSError as error:
        raise UserError(f"{path.name} cannot be read: {error.strerror}") from error
    _unlock_or_refuse(path, raw_key)
    lock = None if read_only else _lock(path, who)
    try:
        store = Store(_Shared(path, raw_key, who, lock), owner=True, read_only=read_only)
        try:
            _bring_up_to_date(store)
        except BaseException:
            store.db.conn.close()
            raise
    except BaseException as error:
        if lock:
            lock.release()
        if isinstance(error, OperationalError):
            raise _in_words(error, path) from error
        raise
    return store


def _unlock_or_refuse(path: Path, raw_key: bytes | None) -> None:
    """Look at the file without touching it: wrong passphrase and foreign files change no byte."""
    try:
        probe = connect(path, raw_key, read_only=True)
    except OperationalError as error:
        raise _in_words(error, path) from error
    except DatabaseError:
        if raw_key is None:
            raise UserError(f"{path.name} is damaged or not a SuffDesk store; choose another file") from None
        raise WrongPassphrase(f"That passphrase does not open {path.name}; try again") from None
    try:
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
    finally:
        probe.conn.close()


def _bring_up_to_date(store: Store) -> None:
    if not MIGRATIONS.pending(store.db):
        return
    if store.read_only:
        raise UserError(f"{store.path.name} is of an older release; open it once for changing to bring it up to date")
    backup_before(store.db, store.path, store.raw_key, "update")
    _migrate(store)
