"""What a file holds of one child: every record that is or ever was about it, by any image of it in the history.

A record that hangs on others (``domain.hanging``) belongs to the child that they belong to. Works on a file of any
release since the first, so that backups can be looked into.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from sqlite_utils import Database

from suffdesk.domain.hanging import CHILD, HANGING
from suffdesk.store.following import hung_on

Rows = Mapping[str, Iterable[str]]
"""Ids by entity."""
IDENTIFYING = ("identifier", "upn")
"""Fields of a child by which other systems know it."""
_AT_ONCE = 500


@dataclass(frozen=True)
class Held:
    """What a file holds of a child.

    ``rows`` are the ids of records that go with it, by table; ``elsewhere`` of those that once were about it and are
    about another child now: they stay. ``ever`` are all that were ever about it, removed ones too; ``entries`` the
    places in the journal whose images say something of these; ``documents`` the ids of files ever kept;
    ``drafts`` the forms left without saving; ``identifiers`` what other systems called the child, by field;
    ``reference`` our own name for it, empty where it is not known.
    """

    rows: dict[str, list[str]] = field(default_factory=dict)
    elsewhere: dict[str, list[str]] = field(default_factory=dict)
    ever: dict[str, list[str]] = field(default_factory=dict)
    entries: tuple[int, ...] = ()
    documents: tuple[str, ...] = ()
    drafts: tuple[tuple[str, str], ...] = ()
    identifiers: tuple[tuple[str, str], ...] = ()
    reference: str = ""

    def __bool__(self) -> bool:
        return bool(self.rows or self.entries or self.documents or self.drafts)


def held_of(db: Database, child_id: str, also: Rows | None = None) -> Held:
    """Everything that a file holds of a child, removed records included.

    ``also`` are records known to have been about the child at another time than that of the file.
    """
    found = _Search(db, child_id)
    found.look(also or {})
    rows: dict[str, list[str]] = {}
    elsewhere: dict[str, list[str]] = {}
    for entity, ids in found.ever.items():
        for row_id in ids:
            if (entity, row_id) in found.present:
                (rows if found.goes(entity, row_id) else elsewhere).setdefault(entity, []).append(row_id)
    stays = set(elsewhere.get("document", ()))
    documents = tuple(row_id for row_id in documents_there(db, found.ever.get("document", ())) if row_id not in stays)
    named = tuple(dict.fromkeys(found.named(IDENTIFYING)))
    reference = next((words for _, words in reversed(list(found.named(("reference",))))), "")
    going = [row_id for ids in rows.values() for row_id in ids]
    drafts = tuple(_drafts(db, [child_id, *([reference] if reference else []), *(word for _, word in named), *going]))
    return Held(
        {table: rows[table] for table in sorted(rows)}, elsewhere,
        {entity: list(ids) for entity, ids in found.ever.items()}, tuple(entries_of_rows(db, found.ever)),
        documents, drafts, named, reference,
    )  # fmt: skip


def entries_of_rows(db: Database, rows: Rows) -> list[int]:
    """Places in the journal of everything that it still says of some records."""
    found: list[int] = []
    for entity, ids in rows.items():
        for marks, some in _in_parts(ids):
            found += [
                int(row[0])
                for row in db.conn.execute(
                    f"SELECT seq FROM journal JOIN journal_image USING (seq) WHERE row_id IN ({marks}) "
                    "AND entity = ? AND salt IS NOT NULL",
                    [*some, entity],
                ).fetchall()
            ]
    return sorted(found)


def rows_there(db: Database, table: str, ids: Iterable[str]) -> list[str]:
    """Those of some ids that a table has."""
    found: list[str] = []
    for marks, some in _in_parts(ids):
        sql = f"SELECT id FROM {table} WHERE id IN ({marks})"
        found += [str(row[0]) for row in db.conn.execute(sql, some).fetchall()]
    return found


def documents_there(db: Database, ids: Iterable[str]) -> list[str]:
    """Those of some documents whose contents are kept."""
    if not db.conn.execute("SELECT 1 FROM sqlite_master WHERE name = 'document_content'").fetchall():
        return []  # a backup of an early release
    return rows_there(db, "document_content", ids)


def _in_parts(ids: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """Ids in lists that a statement takes, each with its question marks."""
    every = list(ids)
    for start in range(0, len(every), _AT_ONCE):
        some = every[start : start + _AT_ONCE]
        yield ",".join("?" * len(some)), some


class _Search:
    """Goes from a child to its records, and from those to what hangs on them, now and in the history."""

    def __init__(self, db: Database, child_id: str) -> None:
        self._db = db
        self.child_id = child_id
        self.ever: dict[str, dict[str, None]] = defaultdict(dict)
        self.images: dict[tuple[str, str], list[dict[str, object]]] = defaultdict(list)
        self.present: dict[tuple[str, str], dict[str, object]] = {}
        self._going: dict[tuple[str, str], bool] = {}
        self._columns = _columns(db)

    def look(self, also: Rows) -> None:
        """Find every record, and the present row of each."""
        for entity in self._columns:
            column = "id" if entity == "child" else CHILD
            if column in self._columns[entity]:
                self._take(entity, self._read(entity, f"{column} = ?", [self.child_id]))
        hanging: dict[str, dict[tuple[str, str], None]] = defaultdict(dict)
        for entity, row_id, image in self._said():
            if entity in HANGING:
                for _, target in hung_on(entity, image):
                    hanging[target][entity, row_id] = None
            if self.child_id in (row_id, *image.values()):
                self.ever[entity][row_id] = None
                self.images[entity, row_id].append(image)
        for entity, how in HANGING.items():
            needed = [name for name in how.references if name in self._columns.get(entity, ())]
            if how.named and entity in self._columns:
                needed.append("row_id")
            for name in needed:
                for row_id, target in self._db.conn.execute(
                    f"SELECT id, {name} FROM {entity} WHERE {name} IS NOT NULL"
                ).fetchall():
                    hanging[str(target)][entity, str(row_id)] = None
        for entity, ids in also.items():
            self.ever[entity] |= dict.fromkeys(ids)
        waiting = [row_id for ids in self.ever.values() for row_id in ids]
        while waiting:
            for entity, row_id in hanging.get(waiting.pop(), ()):
                if row_id not in self.ever[entity]:
                    self.ever[entity][row_id] = None
                    waiting.append(row_id)
        for entity, found in self.ever.items():
            missing = [row_id for row_id in found if (entity, row_id) not in self.present]
            for marks, some in _in_parts(missing if entity in self._columns else ()):
                self._take(entity, self._read(entity, f"id IN ({marks})", some))

    def goes(self, entity: str, row_id: str) -> bool:
        """Whether a present record goes with the child: it is about it, or about nobody any more.

        One that hangs on others goes as soon as one of these does.
        """
        key = (entity, row_id)
        if key not in self._going:
            self._going[key] = False  # where records hang on one another in a ring
            row = self.present[key]
            on = [one for one in hung_on(entity, row) if one in self.present] if entity in HANGING else []
            if on:
                self._going[key] = any(self.goes(*one) for one in on)
            else:
                there = self._hung_elsewhere(entity, row)
                of_children = entity in HANGING or CHILD in self._columns[entity]
                mine = row_id == self.child_id if entity == "child" else row.get(CHILD) in (None, self.child_id)
                self._going[key] = mine and not there and (entity == "child" or of_children)
        return self._going[key]

    def named(self, fields: Iterable[str]) -> Iterator[tuple[str, str]]:
        """What some fields of the child itself say, or said at any time, the present last."""
        key = ("child", self.child_id)
        for image in (*self.images[key], self.present.get(key, {})):
            yield from ((name, str(image[name])) for name in fields if image.get(name))

    def _hung_elsewhere(self, entity: str, row: Mapping[str, object]) -> bool:
        """Whether a record hangs on one that was never about the child."""
        for name, row_id in hung_on(entity, row) if entity in HANGING else ():
            if name in self._columns and self._read(name, "id = ?", [row_id]):
                return True
        return False

    def _take(self, entity: str, rows: Iterable[dict[str, object]]) -> None:
        for row in rows:
            self.ever[entity][str(row["id"])] = None
            self.present[entity, str(row["id"])] = row

    def _read(self, entity: str, condition: str, values: list[str]) -> list[dict[str, object]]:
        on = HANGING[entity].references if entity in HANGING else ()
        wanted = {"id", CHILD, "entity", "row_id", "reference", *IDENTIFYING, *on}
        names = [name for name in self._columns[entity] if name in wanted]
        sql = f"SELECT {', '.join(names)} FROM {entity} WHERE {condition}"
        return [dict(zip(names, row, strict=True)) for row in self._db.conn.execute(sql, values).fetchall()]

    def _said(self) -> Iterator[tuple[str, str, dict[str, object]]]:
        """Images of the journal that name the child, and those of all that may hang on something."""
        names = ", ".join(f"'{name}'" for name in HANGING)
        about = "instr(i.before, :child) > 0 OR instr(i.after, :child) > 0"
        what = "SELECT j.entity, j.row_id, i.before, i.after FROM"
        for entity, row_id, *images in self._db.conn.execute(
            f"{what} journal_image i JOIN journal j USING (seq) WHERE {about} "
            f"UNION ALL {what} journal j JOIN journal_image i USING (seq) WHERE j.entity IN ({names}) "
            f"AND NOT coalesce({about}, 0)",
            {"child": self.child_id},
        ).fetchall():
            for image in images:
                if image is not None:
                    yield str(entity), str(row_id), json.loads(image)


def _columns(db: Database) -> dict[str, list[str]]:
    """Tables of records, each with its columns; a backup of an earlier release has fewer of both."""
    found: dict[str, list[str]] = defaultdict(list)
    for table, column in db.conn.execute(
        "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' "
        "AND EXISTS (SELECT 1 FROM pragma_table_info(m.name) v WHERE v.name = 'row_version') ORDER BY m.name, c.cid"
    ).fetchall():
        found[str(table)].append(str(column))
    return found


def _drafts(db: Database, words: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Drafts of forms of records that go, or in which one of these or the child is named."""
    if not db.conn.execute("SELECT 1 FROM sqlite_master WHERE name = 'draft'").fetchall():
        return
    known = set(words)
    for entity, row_id, filled in db.conn.execute("SELECT entity, row_id, filled FROM draft").fetchall():
        if row_id in known or any(f'"{word}"' in filled for word in known):
            yield entity, row_id
