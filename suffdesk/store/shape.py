"""Whether a store has the tables, indexes and triggers that its release makes, and its search index what it should."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import zip_longest

from sqlite_utils import Database

from suffdesk.core.text import plural
from suffdesk.store.schema import MIGRATIONS

_Shape = dict[tuple[str, str], str]


def shape_faults(db: Database) -> list[str]:
    """Tables, indexes and triggers that are missing, changed or too many, in words."""
    steps = tuple(one.name for one in MIGRATIONS.applied(db))
    wanted, there = _made_by(steps), _shape_of(db)
    return [
        *(f"The {kind} {name} is missing" for kind, name in sorted(wanted.keys() - there.keys())),
        *(
            f"The {kind} {name} is not what this program makes"
            for kind, name in sorted(wanted.keys() & there.keys())
            if wanted[kind, name] != there[kind, name]
        ),
        *(f"The {kind} {name} is not of this program" for kind, name in sorted(there.keys() - wanted.keys())),
    ]


@cache
def _made_by(steps: tuple[str, ...]) -> _Shape:
    """What those of the steps that this release knows make of an empty file, in the order of the store."""
    known = type(MIGRATIONS)(MIGRATIONS.name)
    for migration in sorted(
        (one for one in MIGRATIONS._migrations if one.name in steps), key=lambda one: steps.index(one.name)
    ):
        known(name=migration.name)(migration.fn)
    fresh = Database(memory=True, execute_plugins=False)
    try:
        known.apply(fresh)
        return _shape_of(fresh)
    finally:
        fresh.close()


def _shape_of(db: Database) -> _Shape:
    """What was made by name, and how; without what SQLite and sqlite-utils make for themselves in their own ways."""
    found: _Shape = {}
    virtual: list[str] = []
    for kind, name, text in db.conn.execute("SELECT type, name, sql FROM sqlite_master ORDER BY rowid").fetchall():
        if str(name).startswith("sqlite_") or "_sqlite_migrations" in str(name):
            continue
        found[kind, name] = " ".join(str(text).split())
        if "CREATE VIRTUAL TABLE" in str(text):
            virtual.append(name)
    for kind, name in found:
        if any(name.startswith(f"{table}_") for table in virtual) and kind == "table":
            found[kind, name] = ""
    return found


# The search index


_SEARCHED = {"child_search": ("child_id", "SELECT id, reference || ' ' || identifier FROM child")}
"""Tables that searching reads: their key, and what they have to hold."""


def search_faults(db: Database) -> list[str]:
    """What the search index lacks, or holds beside what it should, in words."""
    tables = dict(db.conn.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall())
    found: list[str] = []
    for table, (key, wanted) in _SEARCHED.items():
        if table in tables:
            held = f"SELECT {key}, words FROM {table}"
            (number,) = db.conn.execute(
                f"SELECT (SELECT count(*) FROM ({wanted} EXCEPT {held})) + "
                f"(SELECT count(*) FROM ({held} EXCEPT {wanted}))"
            ).fetchall()[0]
            if number:
                found.append(f"The search index is not what the records say ({plural(number, 'difference')})")
    for name, text in tables.items():
        content = re.search(r"USING fts5 .*content = '(\w+)'", str(text))
        if content and content[1] in tables and _differs(db, name, text, content[1]):
            found.append(f"The search index {name} is not made of {content[1]}")
    return found


def _differs(db: Database, name: str, text: str, content: str) -> bool:
    """Whether a full-text index is other than one made anew, in memory, from the table whose words it holds."""
    columns, row = re.search(r"fts5 \((\w+)", text), re.search(r"content_rowid = '(\w+)'", text)
    if columns is None or row is None:
        return False
    again = re.sub(r"content(_rowid)? = '\w*'", lambda part: "" if part[1] else "content = ''", text)
    again = re.sub(r",\s*,", ",", again).replace(f"TABLE {name}", "TABLE temp.search_again", 1)
    execute = db.conn.execute
    try:
        execute(again)
        execute("CREATE VIRTUAL TABLE temp.words_again USING fts5vocab(temp, search_again, instance)")
        execute(f"CREATE VIRTUAL TABLE temp.words_there USING fts5vocab(main, {name}, instance)")
        execute(f"INSERT INTO temp.search_again (rowid, {columns[1]}) SELECT {row[1]}, {columns[1]} FROM {content}")
        # to the end of both: a cursor that is left in the middle holds its table
        differing = sum(1 for one, other in zip_longest(_words(db, "there"), _words(db, "again")) if one != other)
        return differing > 0
    finally:
        for table in ("words_there", "words_again", "search_again"):
            execute(f"DROP TABLE IF EXISTS temp.{table}")


def _words(db: Database, which: str) -> Iterator[tuple[str, int]]:
    """In the order in which an index holds them."""
    return iter(db.conn.execute(f"SELECT term, doc FROM temp.words_{which}"))
