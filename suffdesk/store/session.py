"""An opened store: its connections, reading from it, and the one way to write to it."""

import contextlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from sqlite_utils import Database

from suffdesk.core.changes import Changes
from suffdesk.core.errors import Refused, UserError
from suffdesk.core.text import single_line
from suffdesk.store.change import Change
from suffdesk.store.engine import DatabaseError, OperationalError, connect
from suffdesk.store.leftovers import FolderOfCopy
from suffdesk.store.lock import StoreLock
from suffdesk.store.refusals import DamagedStore


class Shared:
    """What the connections of one opened store have in common.

    ``file`` is what they open: ``path`` itself, or its copy in the folder ``copy``, which goes when the store is
    closed. ``wal`` is whether the write-ahead log is used (never on a network share).
    """

    def __init__(
        self,
        path: Path,
        raw_key: bytes | None,
        who: str,
        lock: StoreLock | None,
        *,
        wal: bool = True,
        copy: FolderOfCopy | None = None,
        why_read_only: str = "",
    ) -> None:
        self.path, self.raw_key, self.who, self.lock, self.wal = path, raw_key, single_line(who), lock, wal
        self.file = copy.path / path.name if copy else path
        self._copy = copy
        self.why_read_only = why_read_only
        self.writing = threading.Lock()
        self.busy_with = ""
        self.connections = 0
        self.times_connected = 0

    def connect(self, *, read_only: bool) -> Database:
        """One more connection."""
        database = connect(self.file, self.raw_key, read_only=read_only, wal=self.wal)
        self.times_connected += 1
        return database

    def end(self) -> None:
        """Give up the lock, and remove the copy that was worked on."""
        if self.lock:
            self.lock.release()
        if self._copy:
            self._copy.remove()


class Store:
    """One connection to an opened store. Use it in one thread; ``second()`` gives another thread its own."""

    def __init__(self, shared: Shared, *, owner: bool, read_only: bool) -> None:
        self._shared = shared
        self._owner = owner
        self._open = True
        self.read_only = read_only
        self.db: Database = shared.connect(read_only=read_only)
        shared.connections += 1

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

    @property
    def why_read_only(self) -> str:
        """Why a store that was to be opened for changing is open for reading only, in words; or empty."""
        return self._shared.why_read_only

    def second(self) -> "Store":
        """Another connection to the same opened store, for a worker thread."""
        return Store(self._shared, owner=False, read_only=self.read_only)

    def close(self) -> None:
        """Close this connection; the one that opened the store also gives up the lock."""
        if not self._open:
            return
        self._open = False
        if self._owner and not self.read_only and self._shared.wal:
            self._leave_without_log()
        self.db.conn.close()
        self._shared.connections -= 1
        if self._owner:
            self._shared.end()

    def _leave_without_log(self) -> None:
        """At rest the file is one that read-only media and shares can open: the next opening sets the log again."""
        with contextlib.suppress(DatabaseError):  # another connection is still open: then the log stays
            self.db.conn.execute("PRAGMA busy_timeout = 0").fetchall()
            self.db.conn.execute("PRAGMA journal_mode = DELETE").fetchall()

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Reading

    def rows(self, sql: str, parameters: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
        """Every row of a SELECT, read to its end at once. Raises DamagedStore where a page cannot be trusted."""
        try:
            return list(self.db.conn.execute(sql, parameters).fetchall())
        except DatabaseError as error:
            raise_in_words(error, self.path)

    def meta(self, name: str) -> str | None:
        """A fact about the store itself (``authority``, ``demo``, ...)."""
        found = self.rows("SELECT value FROM meta WHERE name = ?", (name,))
        return str(found[0][0]) if found and found[0][0] is not None else None

    def set_meta(self, name: str, value: str | None) -> None:
        """Record a fact about the store itself. Not journalled: it holds no record of a child."""
        if self.db.conn.in_transaction:  # part of a change
            self.db.conn.execute("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", (name, value))
            return
        with self.writing(f"Set {name}"):
            self.db.conn.execute("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", (name, value))

    def state(self) -> int:
        """A number that differs whenever anything in the store does; caches of figures hang on it."""
        version = self.rows("PRAGMA data_version")[0][0]
        return hash((version, self.db.conn.total_changes, self._shared.times_connected if self._owner else 0))

    def records_state(self) -> int:
        """A number that differs whenever a record or a fact about the store does, but not for an export recorded."""
        last = self.rows("SELECT seq, chain FROM change_log ORDER BY seq DESC LIMIT 1")
        return hash((*last, *self.rows("SELECT name, value FROM meta ORDER BY name")))

    # Writing

    @contextmanager
    def _turn(self, label: str) -> Iterator[None]:
        if self.read_only:
            why = f" ({self.why_read_only})" if self.why_read_only else ""
            raise Refused(f"{self.path.name} is open for reading only{why}, so nothing in it can be changed")
        if not self._shared.writing.acquire(timeout=0.2):
            raise Refused(f"Wait until this is done: {self._shared.busy_with}")
        self._shared.busy_with = label
        try:
            yield
        finally:
            self._shared.busy_with = ""
            self._shared.writing.release()

    @contextmanager
    def writing(self, label: str) -> Iterator[None]:
        """A transaction that is no change of records: facts about the store, and acts. Raises like ``change``."""
        with self._turn(label):
            try:
                self.db.conn.execute("BEGIN IMMEDIATE")
                try:
                    yield
                    self.db.conn.execute("COMMIT")
                except BaseException:
                    if self.db.conn.in_transaction:
                        self.db.conn.execute("ROLLBACK")
                    raise
            except DatabaseError as error:
                raise_in_words(error, self.path)

    @contextmanager
    def change(self, label: str, *, undoes: int | None = None) -> Iterator["Result"]:
        """Everything written inside is one change, kept whole or not at all.

        Yields a :class:`Result`, whose ``changes`` are known once the block has ended. Raises Refused for a
        read-only store or while another change is being written; UserError when the disk is full or locked;
        DamagedStore where the file is not as it was written.
        """
        result = Result(Change(self.db, label, self.who))
        with self.writing(label):
            result.change.begin(undoes)
            yield result
            number = result.change.end()
        result.changes = result.change.result(number)

    @contextmanager
    def alone(self, label: str) -> Iterator[None]:
        """Nothing else of this program or another has the store open meanwhile; there is no write-ahead log either.

        Raises Refused where something has. ``reconnect`` sets the log again.
        """
        with self._turn(label):
            if self._shared.connections > 1:
                raise Refused(f"Another task is still using {self.path.name}; wait until it is done, then try again")
            if self._shared.wal:
                try:
                    self.db.conn.execute("PRAGMA journal_mode = DELETE").fetchall()
                except OperationalError as error:
                    raise Refused(
                        f"Another program is reading {self.path.name}; close it there first, then try again"
                    ) from error
            yield

    def reconnect(self, raw_key: bytes) -> None:
        """Open this connection again under another key, inside ``alone``; the earlier key stays where it fails."""
        earlier = self._shared.raw_key
        self.db.conn.close()
        self._shared.raw_key = raw_key
        try:
            self.db = self._shared.connect(read_only=False)
        except DatabaseError:
            self._shared.raw_key = earlier
            self.db = self._shared.connect(read_only=False)
            raise


class Result:
    """What a ``with store.change(...)`` block writes with, and reads afterwards."""

    def __init__(self, change: Change) -> None:
        self.change = change
        self.changes = Changes(change.label, None)


def raise_in_words(error: Exception, path: Path) -> NoReturn:
    """Raise what an error of the database means for the user, or the error as it is."""
    words = in_words(error, path)
    if words is error:
        raise error
    raise words from error


def in_words(error: Exception, path: Path) -> Exception:
    """What an error of the database means for the user; the error itself where that is a fault of the program's."""
    text = str(error)
    if "malformed" in text or "not a database" in text:
        return DamagedStore(
            f"{path.name} is damaged: a part of it could not be read; close it and restore a backup", (text,)
        )
    if "disk is full" in text or "disk I/O error" in text:
        return UserError(
            f"There is no room on the disk that holds {path.name}; free some and try again: nothing was changed"
        )
    if "locked" in text or "busy" in text:
        return UserError(f"{path.name} is held by another program; try again in a moment: nothing was changed")
    if "readonly" in text:
        return UserError(f"{path.name} cannot be written to; nothing was changed")
    if "unable to open" in text:
        return UserError(f"{path.name} cannot be opened; another program may hold it, or its folder cannot be written")
    return error
