"""The child of what hangs on other records (``domain.hanging``), as those are in the store."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from sqlite_utils import Database

from suffdesk.core.kinds import Stored
from suffdesk.domain.hanging import CHILD, HANGING
from suffdesk.domain.registry import BY_NAME

_AT_ONCE = 500


def take_child(db: Database, entity: str, rows: Iterable[dict[str, Stored]]) -> None:
    """Let rows that hang on others be about the child of those; one whose others are not there stays as it is."""
    if entity not in HANGING or CHILD not in BY_NAME[entity].by_name:
        return
    for row in rows:
        others = list(hung_on(entity, row))
        children = [child for name, found in others for child in _child_of(db, name, found)]
        if children or not others:
            row[CHILD] = next((child for child in children if child), None)


def hung_on(entity: str, row: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """The records that a row hangs on, each by its entity and id."""
    how = HANGING[entity]
    for field, target in how.references.items():
        if row.get(field):
            yield target, str(row[field])
    if how.named and row.get("row_id"):
        yield str(row.get("entity")), str(row["row_id"])


def _child_of(db: Database, entity: str, row_id: str) -> list[str | None]:
    """The child of a record (None for one that is about nobody) in a list, empty where the record is not there."""
    if entity not in BY_NAME:
        return []
    column = "id" if entity == "child" else CHILD if CHILD in BY_NAME[entity].by_name else "NULL"
    return [row[0] for row in db.conn.execute(f"SELECT {column} FROM {entity} WHERE id = ?", (row_id,)).fetchall()]


def hanging_on(db: Database, entity: str, target: str, ids: Sequence[str]) -> list[str]:
    """Ids of the rows of ``entity`` that hang on records of ``target``."""
    how = HANGING[entity]
    clauses = [f"{field} IN ({{0}})" for field, name in how.references.items() if name == target]
    clauses += ["row_id IN ({0})"] if how.named else []
    found: dict[str, None] = {}
    for start in range(0, len(ids) if clauses else 0, _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        marks = ",".join("?" * len(some))
        for clause in clauses:
            sql = f"SELECT id FROM {entity} WHERE {clause.format(marks)}"
            found |= dict.fromkeys(str(row[0]) for row in db.conn.execute(sql, list(some)).fetchall())
    return list(found)
