"""The copies that lie beside a store, and making them again without a child who was erased from it.

Beside a store lie its backups, those that it had under an earlier name, what restoring kept, and copies that somebody
made by hand. They are known by their names, and whatever they are called by what is in them: an encrypted one begins
with the same salt, and a plain one holds the same first change.
"""

import contextlib
import shutil
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from suffdesk.core.errors import UserError
from suffdesk.core.text import storable
from suffdesk.store import durable
from suffdesk.store.backup import FOLDER, backup_folder, backups_of
from suffdesk.store.backup_contents import Key, key_of
from suffdesk.store.belonging import Rows, held_of
from suffdesk.store.check import database_faults
from suffdesk.store.engine import LOGS, DatabaseError, connect, is_plain
from suffdesk.store.erasing import erase_rows, still_holds
from suffdesk.store.keys import SALT_BYTES, salt_of
from suffdesk.store.lock import StoreLock, lock_path

KEPT = " before restore "
"""In the name of a file that restoring kept, between the name of the store and the moment."""
_BESIDE_A_COPY = (".keys", ".lock", "-shm", *LOGS)
"""Endings of files that belong to a store or a copy and hold no records, or none by themselves."""
_AT_ONCE = 2
"""Copies that are made again at the same time: half of that goes by in waiting for the disk."""


@dataclass(frozen=True, slots=True)
class Remade:
    """What became of the copies of a store: how many were made again, held nothing, and could not be reached."""

    remade: tuple[str, ...]
    untouched: tuple[str, ...]
    left: tuple[str, ...]
    """File names of copies that may still hold the child: damaged, held by another program, or of a lost key."""
    removed: tuple[str, ...] = ()
    """Copies that were never finished, and so are of no use to anybody: they were deleted."""


Marks = frozenset[bytes]
"""What tells the copies of a store from other files: its salt, and the link of its first change, seen in plain ones."""


def marks_of_store(db: Database, raw_key: Key) -> Marks:
    """The marks of an opened store; none for a plain one that never held a change."""
    salt = frozenset[bytes]() if raw_key is None else frozenset([raw_key[-SALT_BYTES:]])
    return salt | _first_change(db)


def marks_of(file: Path) -> Marks:
    """The marks of a file that is not open, as far as it shows them without its key; none where it cannot be read."""
    try:
        if not is_plain(file):
            return frozenset([salt_of(file)])
        db = connect(file, None, read_only=True)
    except (OSError, DatabaseError):
        return frozenset()
    try:
        return _first_change(db)
    except DatabaseError:
        return frozenset()
    finally:
        db.conn.close()


def _first_change(db: Database) -> Marks:
    rows = db.conn.execute("SELECT chain FROM change_log ORDER BY seq LIMIT 1").fetchall()
    return frozenset(bytes(row[0]) for row in rows)


def copies_of(store: Path, marks: Marks = frozenset()) -> list[Path]:
    """Finished copies that lie beside a store: its backups, the oldest first, then the others.

    Without ``marks`` only those that its name tells: backups, and what restoring kept.
    """
    own = backups_of(store)
    known = {store, *own}
    kept = f"{durable.short(store.stem)}{KEPT}"
    others = []
    for file in _beside(store):
        if file in known or file.name.endswith(_BESIDE_A_COPY) or durable.is_part(file.name):
            continue
        named = file.parent == store.parent and file.name.startswith(kept) and file.suffix == store.suffix
        if named or marks & marks_of(file):
            others.append(file)
    return [*own, *others]


def unfinished_of(store: Path, marks: Marks) -> list[Path]:
    """What killed work left of copies of a store. Nobody can be at it while the store is held."""
    found = []
    for file in _beside(store):
        if not durable.is_part(file.name):
            continue
        whole = file.with_name(f"{file.name.partition('.part')[0]}.part")  # itself, or what it is the log of
        own = file.parent == backup_folder(store)
        if own or (whole.is_file() and marks & marks_of(whole)):
            found.append(file)
    return found


def _beside(store: Path) -> list[Path]:
    """Files in the folder of a store and in the folders of backups that lie there."""
    folders = [one for one in _listed(store.parent) if one.name.endswith(FOLDER) and one.is_dir()]
    return [file for folder in (store.parent, *folders) for file in _listed(folder) if file.is_file()]


def _listed(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def remake_copies(
    store: Path, marks: Marks, keys: tuple[Key, ...], child_id: str, also: Rows, say: Callable[[str, float], None]
) -> Remade:
    """Make every copy of a store that holds the child again without it, each checked before it takes its place.

    ``also`` are the records that were ever about the child. ``say`` is told what is being done and the part done, 0-1.
    """
    found: dict[str, list[str]] = {"remade": [], "untouched": [], "left": [], "removed": []}
    for part in unfinished_of(store, marks):
        try:
            part.unlink(missing_ok=True)
            found["removed"].append(storable(part.name))
        except OSError:
            found["left"].append(storable(part.name))
    copies = copies_of(store, marks)

    def remake(copy: Path) -> str:
        try:
            return "remade" if _remake(copy, keys, child_id, also) else "untouched"
        except (UserError, DatabaseError, OSError):
            return "left"

    became: dict[Path, str] = {}
    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="copies") as pool:
        waiting = {pool.submit(remake, copy): copy for copy in copies}
        for done in _told(waiting, say):
            became[waiting[done]] = done.result()
    for copy in copies:
        if became[copy] == "left":
            became[copy] = remake(copy)  # alone, it may find the room that several at once did not
        found[became[copy]].append(storable(copy.name))
    return Remade(**{name: tuple(files) for name, files in found.items()})


def _told(waiting: Collection[Future[str]], say: Callable[[str, float], None]) -> Iterator[Future[str]]:
    """What is done, as it is done, with a word of what is next."""
    number = len(waiting)
    for place in range(number):
        if place == 0:
            say(f"Making backup 1 of {number} again", 0.0)
            finished = as_completed(waiting)
        yield next(finished)
        if place + 1 < number:
            say(f"Making backup {place + 2} of {number} again", (place + 1) / number)


def _remake(copy: Path, keys: tuple[Key, ...], child_id: str, also: Rows) -> bool:
    """Whether the copy held the child. Raises UserError, DatabaseError or OSError where it cannot be made again."""
    if any(copy.with_name(copy.name + end).is_file() for end in LOGS):
        raise UserError(f"{copy.name} was not closed")
    lock = StoreLock(copy, "") if lock_path(copy).is_file() else None
    try:
        return _made_again(copy, key_of(copy, keys), child_id, also)
    finally:
        if lock is not None:
            lock.release_as_found()


def _made_again(copy: Path, key: Key, child_id: str, also: Rows) -> bool:
    with _closing(connect(copy, key, read_only=True)) as db:
        held = held_of(db, child_id, also)
    if not held:
        return False
    work, part = durable.part_of(copy), durable.part_of(copy)
    try:
        shutil.copyfile(copy, work)
        with _closing(connect(work, key, wal=False)) as db:
            db.conn.execute("PRAGMA synchronous = OFF").fetchall()  # given up, whatever becomes of it
            db.conn.execute("BEGIN IMMEDIATE")
            erase_rows(db, held, None)
            db.conn.execute("COMMIT")
            db.conn.execute("VACUUM INTO ?", (part.absolute().as_uri(),)).fetchall()
        with _closing(connect(part, key, read_only=True)) as db:
            if database_faults(db) or still_holds(db, held):
                raise UserError(f"{copy.name} could not be made again")
        durable.put(part, copy)
    finally:
        for file in (work, part):
            for end in ("", *LOGS):
                file.with_name(file.name + end).unlink(missing_ok=True)
    return True


@contextlib.contextmanager
def _closing(db: Database) -> Iterator[Database]:
    try:
        yield db
    finally:
        db.conn.close()
