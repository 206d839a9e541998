"""Bringing back a whole store, or one record, from a backup."""

import contextlib
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from sqlite_utils import Database

from suffdesk.core.changes import Changes
from suffdesk.core.dates import file_stamp
from suffdesk.core.errors import Refused, UserError
from suffdesk.core.kinds import Stored
from suffdesk.core.text import with_article
from suffdesk.domain.registry import BY_NAME, ENTITIES
from suffdesk.store import attempts, durable, key_slots, keys
from suffdesk.store.backup_contents import Key, key_of, opened, record_columns, row_of
from suffdesk.store.change import Change, rows_by_id
from suffdesk.store.check import check_database, database_faults
from suffdesk.store.copies import KEPT, copies_of, marks_of
from suffdesk.store.engine import LOGS, DatabaseError, IntegrityError, connect, has_log, is_plain, set_key
from suffdesk.store.erasures import Known, carry_over, erase_again, erased_of, erasures_known
from suffdesk.store.events import write_event
from suffdesk.store.lock import ReadOnlyPlace, StoreLock
from suffdesk.store.opening import open_store, plain_was_meant
from suffdesk.store.pages import beginning_is_whole, key_fits
from suffdesk.store.passphrase import former_keys_of, keep_former_keys, known_keys
from suffdesk.store.recovery_key import take_over
from suffdesk.store.refusals import EncryptionLost
from suffdesk.store.seals import seal_restored
from suffdesk.store.session import Store
from suffdesk.store.traces import encrypted_before

_Rows = dict[tuple[str, str], dict[str, Stored]]


# The whole store


@dataclass(frozen=True, slots=True)
class _Present:
    """The file that is to be replaced: its key and earlier ones, where the passphrase opens it."""

    opens: bool = False
    key: Key = None
    former: tuple[Key, ...] = ()


@dataclass(frozen=True, slots=True)
class Restored:
    """What restoring a store did. ``kept`` is where the file that was there lies, untouched; None for none.

    ``erased_again`` is how many children were erased since the backup, and so taken out of what it brings back.
    """

    kept: Path | None
    erased_again: int
    still_held_by: str
    """Name of the backup where it lies elsewhere and still holds them."""
    read_present: bool
    """Whether the store that was there could say what was erased from it."""

    @property
    def words(self) -> str:
        """What became of erasures, in sentences; empty where there is nothing to say."""
        said = []
        if self.erased_again:
            were = "record that was erased since was" if self.erased_again == 1 else "records erased since were"
            said.append(f"{self.erased_again:,} {were} not brought back")
        if self.still_held_by:
            said.append(f"{self.still_held_by} itself still holds what was erased: delete it")
        if not self.read_present:
            said.append(
                "No readable store was there before, so it is not known whether a child was erased after the latest "
                "backup of it: compare the certificates of erasure"
            )
        return ". ".join(said)


def restore_store(
    path: Path,
    backup: Path,
    *,
    passphrase: str | None = None,
    key: Key = None,
    who: str = "Somebody",
    plain: bool = False,
) -> Restored:
    """Put a backup in the place of a store, without the children who were erased since it was made.

    Erasures are known from the store that was there or, where that does not open, from its latest backup that does.

    Either ``passphrase`` or ``key`` (48 bytes) has to open the store or, where that is damaged or gone, the
    backup. The store then opens with the passphrase that it had, where that is known, else with the backup's.
    A backup that is not encrypted takes the place of a store that is only where it is asked for: ``plain``. A link is
    followed, and stays.

    Raises EncryptionLost where it was not, UserError where the backup is missing or not whole or the folder cannot be
    written to, WrongPassphrase where it does not open, TooSoon where one failed a moment ago, StoreLocked while the
    store is open.
    """
    if not backup.is_file():
        raise UserError(f"There is no backup {backup}; choose another")
    path = path.resolve()
    if path.exists() and path.samefile(backup):
        raise UserError(f"{path.name} is the backup itself; name the store that it is to be restored to")
    if not plain and is_plain(backup) and _was_encrypted(path):
        raise EncryptionLost(
            f"{backup.name} is not encrypted, and {path.name} is: restored, it could be read by anyone. Choose a "
            "backup that is encrypted, or say that it is meant"
        )
    try:
        lock = StoreLock(path, who)
    except ReadOnlyPlace as error:
        raise UserError(f"{path.name} cannot be restored: {error}") from error
    try:
        with attempts.one_try(backup) if passphrase is not None else contextlib.nullcontext():
            present = _present(path, passphrase, key)
            tried = (key, _derived(backup, passphrase), present.key, *present.former)
            backup_key = key_of(backup, tried)
        part = durable.part_of(path)
        if present.opens:
            _take_in_log(path, present.key)
        try:
            known = erasures_known(path, tried)
            final, again = _prepare(backup, part, backup_key, present, known)
            kept = _keep(path) if path.exists() else None
            _exchange(part, path, backup, same_key=present.opens and final == present.key)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise UserError(f"{path.name} could not be restored: {error.strerror}; nothing was changed") from error
    except DatabaseError as error:
        raise UserError(f"{backup.name} could not be read ({error}); choose another backup") from error
    finally:
        lock.release()
    elsewhere = bool(again) and backup not in copies_of(path, marks_of(path))
    restored = Restored(kept, again, backup.name if elsewhere else "", present.opens)
    _record(path, backup, final, present, restored, known, who)
    return restored


def _was_encrypted(path: Path) -> bool:
    """Whether the store in this place is encrypted or, where nobody said that a plain one is meant, was."""
    try:
        if path.is_file() and not is_plain(path) and beginning_is_whole(path):
            return True
        before = encrypted_before(path)
        if not before or not path.is_file() or not is_plain(path):
            return bool(before)
        database = connect(path, None, read_only=True)
        try:
            return not plain_was_meant(database, before)
        finally:
            database.conn.close()
    except DatabaseError:
        return True
    except OSError as error:
        raise UserError(f"{path.name} cannot be read: {error.strerror}") from error


def _derived(file: Path, passphrase: str | None) -> Key:
    """None as well for a file of which not even the salt is left."""
    if passphrase is None or is_plain(file):
        return None
    salt = keys.salt_of(file)
    return keys.fitting_key(passphrase, salt, partial(key_fits, file)) if len(salt) == keys.SALT_BYTES else None


def _present(path: Path, passphrase: str | None, key: Key) -> _Present:
    if not path.is_file():
        return _Present()
    for candidate in (None,) if is_plain(path) else (key, _derived(path, passphrase)):
        if candidate is None and not is_plain(path):
            continue
        with contextlib.suppress(DatabaseError):
            database = connect(path, candidate, read_only=True)
            try:
                return _Present(True, candidate, former_keys_of(database))
            finally:
                database.conn.close()
    return _Present()


def _prepare(backup: Path, part: Path, key: Key, present: _Present, known: Known) -> tuple[Key, int]:
    """Copy the backup to ``part``, under the key of the present store where that is known, check it, and erase again.

    Returns the key, and how many children were erased again.
    """
    shutil.copyfile(backup, part)
    final = present.key if key and present.key and present.key[32:] == key[32:] else key
    database = connect(part, key, wal=False)
    try:
        if final != key and final is not None:
            set_key(database.conn, "rekey", final)
    finally:
        database.conn.close()
    database = connect(part, final, read_only=True)
    try:
        report = check_database(database)
    finally:
        database.conn.close()
    if not report.whole:
        raise UserError(f"{backup.name} is damaged too ({report.faults[0].words}); choose another backup")
    database = connect(part, final, wal=False)
    try:
        again = erase_again(database, known)
        seal_restored(database)
        wrong = database_faults(database) if again else []
    finally:
        database.conn.close()
    if wrong:
        raise UserError(f"{backup.name} could not be freed of what was erased since; choose another backup")
    return final, again


def _take_in_log(path: Path, key: Key) -> None:
    """A whole store that was not closed becomes one file; a damaged one is left as it is."""
    if not has_log(path):
        return
    database = connect(path, key, read_only=True)
    try:
        whole = check_database(database, log=True).whole
    finally:
        database.conn.close()
    if whole:
        connect(path, key).conn.close()


def _keep(path: Path) -> Path:
    """The present file, and the log that belongs to it, under another name as well: nothing is missing meanwhile."""
    stamp = file_stamp(datetime.now(UTC))
    kept = path.with_name(f"{durable.short(path.stem)}{KEPT}{stamp}{path.suffix}")
    number = 1
    while kept.exists():
        number += 1
        kept = path.with_name(f"{durable.short(path.stem)}{KEPT}{stamp} {number}{path.suffix}")
    for end in ("", *LOGS, ".keys"):
        source, target = path.with_name(path.name + end), kept.with_name(kept.name + end)
        if source.is_file():
            try:
                os.link(source, target)
            except OSError:  # a file system without hard links
                try:
                    shutil.copyfile(source, target)
                    durable.flush(target)
                except OSError:  # no half of it is left on a full disk
                    target.unlink(missing_ok=True)
                    raise
    durable.flush_folder(path.parent)
    return kept


def _exchange(part: Path, path: Path, backup: Path, *, same_key: bool) -> None:
    for end in (*LOGS, "-shm"):  # a log of the earlier file would be read into this one
        path.with_name(path.name + end).unlink(missing_ok=True)
    durable.put(part, path)
    if same_key:
        return
    if key_slots.keys_path(backup).is_file():
        durable.write(key_slots.keys_path(path), key_slots.keys_path(backup).read_bytes())
    else:
        key_slots.keys_path(path).unlink(missing_ok=True)


def _record(path: Path, backup: Path, key: Key, present: _Present, restored: Restored, known: Known, who: str) -> None:
    publics = key_slots.publics_sealed_by(path, key) if key else []
    with open_store(path, key=key, who=who, plain_meant=key is None) as store:
        if present.opens and key == present.key:
            keep_former_keys(store, present.former)
            if publics:  # the recovery key that is printed, not the one that the backup knew
                take_over(store, publics)
        with store.writing("Record the restoring"):
            carry_over(store.db, known)
            was = f"; what was there is kept as {restored.kept.name}" if restored.kept else ""
            said = f". {restored.words}" if restored.words else ""
            write_event(store.db, store.who, "store restored", f"The store was restored from {backup.name}{was}{said}")


# One record


def restore_record(
    store: Store,
    backup: Path,
    entity: str,
    row_id: str,
    *,
    with_what_belongs_to_it: bool = False,
    then: Callable[[Change], None] | None = None,
) -> Changes:
    """Bring one record back as it was in a backup, as one change, with the records it needs that are gone since.

    ``with_what_belongs_to_it`` brings back as well what hung on it and is gone (a child's episodes, ...). ``then``
    makes, as part of the same change, what follows from it.

    Raises Refused, saying why: not in the backup, the same now, erased, or something new stands in its way; and
    what ``backup_contents.key_of`` raises.
    """
    label = BY_NAME[entity].label
    wanted: _Rows = {}
    with opened(backup, known_keys(store)) as earlier:
        _collect(store, earlier, entity, row_id, wanted, belongings=with_what_belongs_to_it)
    if (entity, row_id) not in wanted:
        raise Refused(f"That {label.lower()} is not in {backup.name}; choose another backup")
    now = rows_by_id(store.db, entity, [row_id]).get(row_id)
    _refuse_erased(store, wanted)
    try:
        with store.change(f"Restore {label.lower()} from a backup") as result:
            store.db.conn.execute("PRAGMA defer_foreign_keys = ON").fetchall()
            for (name, found), row in wanted.items():
                if now is not None and (name, found) == (entity, row_id):
                    result.change.update(name, found, _facts(row))
                else:
                    result.change.insert(name, {"id": found, **_facts(row)})
            if then is not None:
                then(result.change)
    except IntegrityError as error:
        raise Refused(_in_the_way(label, str(error))) from error
    if not result.changes:
        raise Refused(f"That {label.lower()} is the same now as in {backup.name}, so there is nothing to restore")
    return result.changes


def _facts(row: Mapping[str, Stored]) -> dict[str, Stored]:
    return {name: value for name, value in row.items() if name not in ("id", "row_version")}


def _collect(store: Store, then: Database, entity: str, row_id: str, wanted: _Rows, *, belongings: bool) -> None:
    """Add a row of the backup to ``wanted``, after what it refers to and before what refers to it."""
    waiting = [(entity, row_id)]
    while waiting:
        name, found = waiting.pop()
        if (name, found) in wanted:
            continue
        names = record_columns(then, name)
        row = row_of(then, "main", name, names, found)
        if row is None:
            continue
        wanted[name, found] = row
        for item in BY_NAME[name].fields:
            target = row.get(item.name)
            if item.reference and target is not None and not rows_by_id(store.db, item.reference, [str(target)]):
                waiting.append((item.reference, str(target)))
        if belongings:
            waiting += _belonging(store, then, name, found)


def _belonging(store: Store, then: Database, entity: str, row_id: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for other in ENTITIES:
        here = record_columns(then, other.name)
        for item in other.fields:
            if item.reference == entity and item.name in here:
                rows = then.conn.execute(f"SELECT id FROM {other.name} WHERE {item.name} = ?", (row_id,)).fetchall()
                ids = [str(row[0]) for row in rows]
                held = rows_by_id(store.db, other.name, ids)
                found += [(other.name, one) for one in ids if one not in held]
    return found


def _refuse_erased(store: Store, wanted: _Rows) -> None:
    """A backup, or a copy kept elsewhere, must not undo an erasure."""
    about = ((name, found, row.get("child_id")) for (name, found), row in wanted.items())
    erased = erased_of(store.db, ((name, found, str(child) if child else None) for name, found, child in about))
    if erased:
        raise Refused(
            f"{with_article(BY_NAME[erased].label.lower()).capitalize()} that would come back was erased with all "
            "that is held of its child, and what was erased is not brought back"
        )


def _in_the_way(label: str, error: str) -> str:
    if error.startswith("UNIQUE constraint failed: "):
        table, column = error.removeprefix("UNIQUE constraint failed: ").split(",")[0].split(".")
        entity = BY_NAME.get(table)
        field = entity.by_name.get(column) if entity else None
        if entity and field:
            return (
                f"That {label.lower()} cannot be restored: another {entity.label.lower()} now has the same "
                f"{field.label.lower()}"
            )
    return f"That {label.lower()} cannot be restored: records made since stand in its way"
