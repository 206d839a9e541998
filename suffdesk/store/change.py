"""The one way to write: rows go in through a :class:`Change`, which journals each before and after."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import islice
from typing import cast

from sqlite_utils import Database

from suffdesk.core.changes import Changes
from suffdesk.core.kinds import Day, LongText, Stored, Text, Value
from suffdesk.core.text import single_line
from suffdesk.domain.hanging import CHILD, HANGING
from suffdesk.domain.registry import BY_NAME
from suffdesk.store import following
from suffdesk.store.ids import new_ids
from suffdesk.store.journal import Entry, Image, Operation, Writer

Row = Mapping[str, Value]
_AT_ONCE = 5_000
"""Rows that are in memory three times over (as given, as stored, as journalled) while a bulk insert runs."""


@cache
def columns_of(entity: str) -> tuple[str, ...]:
    """Columns of an entity's table, in the order in which rows are written."""
    return ("id", "row_version", *(field.name for field in BY_NAME[entity].fields))


@cache
def _dates_of(entity: str) -> tuple[str, ...]:
    """Fields whose values are stored in another form than they have in memory."""
    return tuple(field.name for field in BY_NAME[entity].fields if isinstance(field.kind, Day))


@cache
def _one_line_fields_of(entity: str) -> tuple[str, ...]:
    """Fields of words on one line, which have no line breaks whoever writes them (a name pasted, a file's name)."""
    fields = BY_NAME[entity].fields
    return tuple(one.name for one in fields if isinstance(one.kind, Text) and not isinstance(one.kind, LongText))


def to_stored(entity: str, row: Row) -> dict[str, Stored]:
    """The row as STRICT columns take it. Raises KeyError for a field that the entity lacks."""
    unknown = row.keys() - set(columns_of(entity))
    if unknown:
        raise KeyError(f"{entity} has no field {', '.join(sorted(unknown))}")
    stored = dict(row)
    for name in _dates_of(entity):
        value = stored.get(name)
        if isinstance(value, date):
            stored[name] = value.isoformat()
    for name in _one_line_fields_of(entity):
        value = stored.get(name)
        if isinstance(value, str) and not value.isprintable():
            stored[name] = single_line(value)
    return cast("dict[str, Stored]", stored)


def rows_by_id(db: Database, entity: str, ids: Sequence[str]) -> dict[str, dict[str, Stored]]:
    """Stored rows by id, however many are asked for; ids that are not there are left out."""
    names = columns_of(entity)
    found: dict[str, dict[str, Stored]] = {}
    for start in range(0, len(ids), 500):
        some = ids[start : start + 500]
        marks = ",".join("?" * len(some))
        for values in db.conn.execute(
            f"SELECT {', '.join(names)} FROM {entity} WHERE id IN ({marks})", list(some)
        ).fetchall():
            found[values[0]] = dict(zip(names, values, strict=True))
    return found


class Change:
    """Writes of one change, each journalled as it is made. Made by ``Store.change``, which begins and ends it.

    What hangs on a record is about the child that the record is about (``domain.hanging``), however it is written.
    """

    def __init__(self, db: Database, label: str, who: str) -> None:
        self._db = db
        self.label = label
        self._who = who
        self._entities: set[str] = set()
        self._counts: dict[Operation, int] = {"insert": 0, "update": 0, "delete": 0}

    def begin(self, undoes: int | None) -> None:
        """Start the journal, inside the transaction."""
        self._journal = Writer(self._db, self.label, self._who, undoes)

    def end(self) -> int | None:
        """End the journal; the number of the change, or None where nothing was written."""
        return self._journal.end()

    def insert_many(self, entity: str, rows: Iterable[Row]) -> list[str]:
        """Add rows; an ``id`` among the values is kept. Returns the ids."""
        ids: list[str] = []
        waiting = iter(rows)
        while some := list(islice(waiting, _AT_ONCE)):
            images = [to_stored(entity, row) for row in some]
            for image, row_id in zip(images, new_ids(len(images)), strict=True):
                image.setdefault("id", row_id)
                image["row_version"] = 1
            self._insert(entity, images)
            ids += [str(image["id"]) for image in images]
        return ids

    def insert(self, entity: str, row: Row) -> str:
        """Add one row and return its id."""
        return self.insert_many(entity, [row])[0]

    def update_many(self, entity: str, changes: Mapping[str, Row]) -> None:
        """Change fields of rows, by id; those that would not differ stay. Raises KeyError for an unknown id."""
        before = rows_by_id(self._db, entity, list(changes))
        images = []
        for row_id, row in changes.items():
            old = before[row_id]
            values = to_stored(entity, row)
            if any(old[name] != value for name, value in values.items()):
                version = old["row_version"]
                images.append((old, {**old, **values, "row_version": (version if isinstance(version, int) else 0) + 1}))
        self._update(entity, images)

    def update(self, entity: str, row_id: str, row: Row) -> None:
        """Change fields of one row."""
        self.update_many(entity, {row_id: row})

    def delete_many(self, entity: str, ids: Sequence[str]) -> None:
        """Remove rows; their images stay in the journal. Raises KeyError for an unknown id."""
        before = rows_by_id(self._db, entity, ids)
        self._delete(entity, [before[row_id] for row_id in ids])

    def put_back(self, entries: Iterable[Entry]) -> None:
        """Reverse entries of an earlier change, the last one first; one statement for each run of alike ones."""
        run: list[Entry] = []
        for entry in entries:
            if run and (run[0].entity, run[0].operation) != (entry.entity, entry.operation):
                self._reverse(run)
                run = []
            run.append(entry)
        if run:
            self._reverse(run)

    def _reverse(self, run: Sequence[Entry]) -> None:
        entity, operation = run[0].entity, run[0].operation
        if operation == "insert":
            self._delete(entity, [entry.after for entry in run if entry.after])
        elif operation == "delete":
            self._insert(entity, [dict(entry.before) for entry in run if entry.before])
        else:
            self._update(entity, [(e.after, dict(e.before)) for e in run if e.before and e.after])

    def _insert(self, entity: str, images: Sequence[dict[str, Stored]]) -> None:
        following.take_child(self._db, entity, images)
        names = columns_of(entity)
        marks = ", ".join("?" * len(names))
        self._db.conn.executemany(
            f"INSERT INTO {entity} ({', '.join(names)}) VALUES ({marks})",
            [tuple(map(image.get, names)) for image in images],
        )
        self._note(entity, "insert", [Entry(entity, str(image["id"]), "insert", None, image) for image in images])

    def _update(self, entity: str, images: Sequence[tuple[Mapping[str, Stored], dict[str, Stored]]]) -> None:
        following.take_child(self._db, entity, [after for _, after in images])
        names = [name for name in columns_of(entity) if name != "id"]
        settings = ", ".join(f"{name} = ?" for name in names)
        self._db.conn.executemany(
            f"UPDATE {entity} SET {settings} WHERE id = ?",
            [(*map(after.get, names), after["id"]) for _, after in images],
        )
        self._note(entity, "update", [Entry(entity, str(after["id"]), "update", old, after) for old, after in images])
        self._follow(entity, [str(after["id"]) for old, after in images if old.get(CHILD) != after.get(CHILD)])

    def _follow(self, entity: str, moved: Sequence[str]) -> None:
        """What hangs on records that are now about another child is about that one too."""
        for name in HANGING if moved else ():
            hanging = following.hanging_on(self._db, name, entity, moved)
            before = rows_by_id(self._db, name, hanging)
            images = [(old, {**old, "row_version": int(str(old["row_version"])) + 1}) for old in before.values()]
            following.take_child(self._db, name, [after for _, after in images])
            self._update(name, [(old, after) for old, after in images if old[CHILD] != after[CHILD]])

    def _delete(self, entity: str, images: Sequence[Image]) -> None:
        gone = [image for image in images if image]
        self._db.conn.executemany(f"DELETE FROM {entity} WHERE id = ?", [(image["id"],) for image in gone])
        self._note(entity, "delete", [Entry(entity, str(image["id"]), "delete", image, None) for image in gone])

    def _note(self, entity: str, operation: Operation, entries: Sequence[Entry]) -> None:
        if entries:
            self._entities.add(entity)
            self._counts[operation] += len(entries)
            self._journal.add(entries)

    def result(self, change_id: int | None) -> Changes:
        """What was written, for those who show it."""
        counts = self._counts
        return Changes(
            self.label, change_id, frozenset(self._entities), counts["insert"], counts["update"], counts["delete"]
        )
