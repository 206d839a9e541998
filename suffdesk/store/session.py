"""An opened store: its connections, reading from it, and the one way to write to it."""

import contextlib
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

from sqlite_utils import Database

from suffdesk.core.changes import Changes
from suffdesk.core.dates import file_stamp
from suffdesk.core.errors import Cancelled, Refused
from suffdesk.core.private import as_readable_as
from suffdesk.core.progress import Progress, silent
from suffdesk.core.text import single_line
from suffdesk.store import seals
from suffdesk.store.change import Change
from suffdesk.store.durable import flush, short
from suffdesk.store.engine import DatabaseError, OperationalError, connect
from suffdesk.store.glance import glance
from suffdesk.store.key_slots import keys_path
from suffdesk.store.leftovers import FolderOfCopy
from suffdesk.store.lock import StoreLock
from suffdesk.store.refusals import DamagedStore, StoreGone
from suffdesk.store.sqlite_errors import FAULT, in_words
from suffdesk.store.volume import is_network


class _Moved(Exception):
    """The file that is open no longer lies where it did."""


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
        self.encrypted = raw_key is not None
        self.file = copy.path / path.name if copy else path
        self._copy = copy
        self.why_read_only = why_read_only
        self.writing = threading.Lock()
        self.busy_with = ""
        self.connections = 0
        self.times_connected = 0
        self.on_damage: Callable[[DamagedStore], None] | None = None
        self.damaged = False
        self.gone: StoreGone | None = None
        self._identity: tuple[int, int] | None = None

    def connect(self, *, read_only: bool) -> Database:
        """One more connection. Raises StoreGone where another file has taken the place of the one that is open."""
        if self.moved():
            raise self.gone or StoreGone(f"{self.path.name} was {self.what_became_of_it()}; close it", None)
        database = connect(self.file, self.raw_key, read_only=read_only, wal=self.wal)
        self.times_connected += 1
        return database

    def moved(self) -> bool:
        """Whether the open file was deleted or replaced. A share may give a file another number at any time."""
        if self.gone:
            return True
        now = _identity(self.file)
        if self._identity is None:  # opened now, or made and not yet written to
            self._identity = now
            return False
        return now is None or (now != self._identity and not is_network(self.file))

    def what_became_of_it(self) -> str:
        """``deleted by another program while it was open``, or replaced, or emptied."""
        became = "replaced" if _identity(self.file) else "emptied" if self.file.exists() else "deleted"
        return f"{became} by another program while it was open"

    def end(self) -> None:
        """Give up the lock, and remove the copy that was worked on. After damage, the next opening checks all."""
        self.raw_key = None  # and with the last that refers to it the key is cleared
        if self.lock:
            self.lock.release(clean=not self.damaged)
        if self._copy:
            self._copy.remove()


def _identity(file: Path) -> tuple[int, int] | None:
    """What tells one file from another of the same name; None where there is none, or nothing of it is left."""
    try:
        about = file.stat()
    except OSError:
        return None
    return (about.st_dev, about.st_ino) if about.st_size else None


class Store:
    """One connection to an opened store. Use it in one thread; ``second()`` gives another thread its own."""

    def __init__(self, shared: Shared, *, owner: bool, read_only: bool) -> None:
        self._shared = shared
        self._owner = owner
        self._open = True
        self.read_only = read_only
        self.seen_whole = True
        """Whether every page was looked at as it was opened; of a large store only a part is."""
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
        return self._shared.encrypted

    @property
    def raw_key(self) -> bytes | None:
        """Key of this store and its backups; None for a plain one, and once the store is closed."""
        return self._shared.raw_key

    @property
    def why_read_only(self) -> str:
        """Why a store that was to be opened for changing is open for reading only, in words; or empty."""
        return self._shared.why_read_only

    @property
    def gone(self) -> bool:
        """Whether the file was deleted or replaced by another program since it was opened."""
        return self._open and self._shared.moved()

    def on_damage(self, told: Callable[[DamagedStore], None] | None) -> None:
        """Call ``told`` wherever a connection of this store meets damage, in whatever thread that is."""
        self._shared.on_damage = told

    def second(self) -> "Store":
        """Another connection to the same opened store, for a worker thread."""
        return Store(self._shared, owner=False, read_only=self.read_only)

    def close(self) -> None:
        """Close this connection; the one that opened the store also gives up the lock."""
        if not self._open:
            return
        if self._owner and not self.read_only and self.gone and not self._shared.gone:
            self._kept()
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
            self.raise_in_words(error)

    def raise_in_words(self, error: Exception) -> NoReturn:
        """Raise what an error met with this store means for the user, or the error as it is; damage is told."""
        words = self.in_words(error)
        if words is error:
            raise error
        raise words from error

    def in_words(self, error: Exception) -> Exception:
        """What an error met with this store means for the user; the error itself where it is the program's fault."""
        words = in_words(error, self.path)
        if isinstance(words, DamagedStore):
            self._shared.damaged = True
            if self._shared.on_damage:
                self._shared.on_damage(words)
        return words

    def look_over(self, progress: Progress = silent) -> None:
        """Read every page of a store of which not all was seen as it opened. Raises DamagedStore, Cancelled."""

        def stop() -> bool:
            try:
                progress("Looking over the store", None)
            except Cancelled:
                return True
            return False

        whole = glance(self.db, None, stop)
        if whole is None:
            progress("Looking over the store", None)
        elif not whole:
            raise self.in_words(DamagedStore(f"{self.path.name} is damaged; close it and restore a backup", (FAULT,)))

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
            self.refuse_if_gone()
            try:
                self.db.conn.execute("BEGIN IMMEDIATE")
                try:
                    sealing = seals.sealing(self.db)
                    yield
                    if sealing is not None:
                        sealing.end()
                    if self._shared.moved():
                        raise _Moved
                    self.db.conn.execute("COMMIT")
                except BaseException:
                    if self.db.conn.in_transaction:
                        self.db.conn.execute("ROLLBACK")
                    raise
            except _Moved:
                self.refuse_if_gone()
            except DatabaseError as error:
                self.refuse_if_gone()
                self.raise_in_words(error)

    def refuse_if_gone(self) -> None:
        """Raise StoreGone where the file was deleted or replaced, after copying what was confirmed, once."""
        if not self._shared.moved():
            return
        if self._shared.gone is None:
            self._kept()
        assert self._shared.gone
        raise self._shared.gone

    def _kept(self) -> None:
        """Copy what was confirmed: the connection still reads the file that it opened, whatever became of its name."""
        path = self.path
        became = self._shared.what_became_of_it()
        kept: Path | None = path.with_name(f"{short(path.stem)} kept {file_stamp(datetime.now(UTC))}{path.suffix}")
        try:
            assert kept
            self.db.conn.execute("VACUUM INTO ?", (kept.as_uri(),)).fetchall()
            if keys_path(path).is_file():  # the recovery key opens the copy too
                shutil.copyfile(keys_path(path), keys_path(kept))
                as_readable_as(keys_path(kept), keys_path(path))
            flush(kept)
        except (OSError, DatabaseError):
            kept = None
        where = (
            f"is kept in {kept.name} beside it: close this one, and go on with that"
            if kept
            else "could not be copied beside it: back it up to another place before you close it"
        )
        self._shared.gone = StoreGone(
            f"{path.name} was {became}, so nothing more is stored in it. Everything stored until then {where}", kept
        )

    @contextmanager
    def change(self, label: str, *, undoes: int | None = None) -> Iterator["Result"]:
        """Everything written inside is one change, kept whole or not at all.

        Yields a :class:`Result`, whose ``changes`` are known once the block has ended. Raises Refused for a
        read-only store or while another change is being written; UserError when the disk is full or locked;
        StoreGone where the file was deleted or replaced meanwhile; DamagedStore where it is not as it was written.
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
