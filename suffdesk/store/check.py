"""Whether a store is as it was written: its pages, structure, references and history, and the rows that this gives."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Literal

from sqlite_utils import Database

from suffdesk.core.entities import Entity
from suffdesk.domain.registry import BY_NAME, ENTITIES
from suffdesk.store import journal, replay, seals, shape
from suffdesk.store.engine import DatabaseError, has_log
from suffdesk.store.session import Store

FaultKind = Literal["page", "structure", "reference", "record", "history", "copy", "unreadable"]
UNREADABLE = (DatabaseError, TypeError, ValueError, AttributeError)
"""A damaged plain file may hand out anything in the place of a value."""
_LISTED = 100
"""Faults of one kind that are named; a badly damaged file has one for every page."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong. ``words`` hold no personal value."""

    kind: FaultKind
    words: str


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check found: no ``faults`` for a whole store.

    ``journal_head`` is the last link of the history's chain, in hexadecimal; ``changes`` how many it holds;
    ``counts`` rows per entity; ``mark`` the state as reports print it. They are empty where they could not be read.
    ``notes`` are sentences about what could not be compared, and is no fault.
    """

    faults: tuple[Fault, ...]
    journal_head: str
    changes: int
    counts: Mapping[str, int]
    mark: str = ""
    notes: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        return not self.faults


def check(store: Store) -> CheckReport:
    """Read every page, follow the whole history, and compare the rows with what it gives. Nothing is written."""
    return check_database(store.db, log=has_log(store.path))


def check_database(db: Database, *, log: bool = False) -> CheckReport:
    """The same for a connection. ``log`` is whether part of what it reads lies in a log beside the file.

    All of it is of one moment: what is written meanwhile through another connection is no fault.
    """
    with _at_one_moment(db):
        return _checked(db, log=log)


@contextmanager
def _at_one_moment(db: Database) -> Iterator[None]:
    if db.conn.in_transaction:
        yield
        return
    db.conn.execute("BEGIN")
    try:
        yield
    finally:
        with suppress(DatabaseError):
            db.conn.execute("ROLLBACK")


def _checked(db: Database, *, log: bool) -> CheckReport:
    faults = [*database_faults(db, log=log), *_history_faults(db)]
    counts: dict[str, int] = {}
    head, changes, mark = "", 0, ""
    for entity in _there(db):
        try:
            counts[entity.name] = int(db.conn.execute(f"SELECT count(*) FROM {entity.name}").fetchall()[0][0])
        except DatabaseError:
            faults.append(Fault("unreadable", f"{entity.label_many} cannot be counted"))
    try:
        changes = int(db.conn.execute("SELECT count(*) FROM change_log").fetchall()[0][0])
        head = journal.head(db).hex() if changes else ""
        mark = seals.mark(db)
    except UNREADABLE:
        faults.append(Fault("unreadable", "The list of changes cannot be read"))
    return CheckReport(tuple(dict.fromkeys(faults)), head, changes, counts, mark)


def _there(db: Database) -> list[Entity]:
    """Entities that have a table: a store of an earlier release lacks some."""
    try:
        tables = {row[0] for row in db.conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()}
    except DatabaseError:
        return []  # and the history, which is read next, says so
    return [entity for entity in ENTITIES if entity.name in tables]


def database_faults(db: Database, *, log: bool = False) -> list[Fault]:
    """What the database itself finds wrong with its pages, its structure and its references.

    SQLCipher looks at the pages of the file alone. Beside a log one of them may be half copied when the power fails
    while the log has it whole, so then it is asked only to name what was found by reading every page through the log.
    """
    found = [*_of_pragma(db, "integrity_check"), *_reference_faults(db)]
    if found or not log:
        found = [*_of_pragma(db, "cipher_integrity_check"), *found]
    return found


def _of_pragma(db: Database, pragma: str) -> Iterator[Fault]:
    try:
        rows = db.conn.execute(f"PRAGMA {pragma}").fetchmany(_LISTED)
    except DatabaseError as error:
        yield Fault("unreadable", f"The file could not be read to its end ({error})")
        return
    for (text,) in rows:
        if text == "ok":
            continue
        page = re.search(r"HMAC verification failed for page (\d+)", str(text))
        if page:
            yield Fault("page", f"Page {page[1]} of the file is not as it was written")
        elif pragma == "cipher_integrity_check":
            yield Fault("page", f"A page of the file is not as it was written ({text})")
        else:
            yield Fault("structure", f"The tables do not hold together ({' '.join(str(text).split())})")


def _reference_faults(db: Database) -> Iterator[Fault]:
    try:
        rows = db.conn.execute("PRAGMA foreign_key_check").fetchmany(_LISTED)
    except DatabaseError:
        yield Fault("unreadable", "What records refer to could not be checked")
        return
    lost: dict[tuple[str, str], int] = {}
    for table, _, target, _ in rows:
        lost[table, target] = lost.get((table, target), 0) + 1
    for (table, target), number in lost.items():
        yield Fault("reference", f"{_label(table)}: {number} without the {_label(target).lower()} that they belong to")


def _history_faults(db: Database) -> Iterator[Fault]:
    """What the history gives, against what is there. Each part is tried: damage in one does not hide another."""
    parts: tuple[tuple[FaultKind, str, Callable[[], Iterable[str]]], ...] = (
        ("structure", "The tables could not be compared with those of this release", lambda: shape.shape_faults(db)),
        ("structure", "The search index could not be read", lambda: shape.search_faults(db)),
        ("history", "The history could not be followed", lambda: replay.broken_changes(db, seals.emptied(db))),
        ("history", "What is only ever added to could not be followed", lambda: list(seals.faults(db))),
        ("record", "The records could not be compared with the history", lambda: replay.differing_rows(db)),
        ("record", "The documents could not be compared with the history", lambda: replay.differing_documents(db)),
    )
    for kind, cannot, find in parts:
        try:
            yield from (Fault(kind, words) for words in find())
        except UNREADABLE:
            yield Fault("unreadable", cannot)


def _label(table: str) -> str:
    return BY_NAME[table].label_many if table in BY_NAME else table
