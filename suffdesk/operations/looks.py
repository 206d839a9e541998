"""Who looked at what is restricted, when and why."""

from datetime import datetime

from suffdesk.core.dates import local_time
from suffdesk.core.report import Cell, Column, Table
from suffdesk.operations.audit import show_moment
from suffdesk.operations.concerns import BETWEEN, LOOKED
from suffdesk.operations.record_table import Records
from suffdesk.store.opening import Store


def looks(store: Store) -> Records:
    """Who looked at a concern, when, at which and why, the latest first."""
    found = store.rows("SELECT at, who, words FROM event WHERE kind = ? ORDER BY number DESC", (LOOKED,))
    rows: list[tuple[Cell, ...]] = []
    for at, who, words in found:
        which, _, why = str(words).partition(BETWEEN)
        rows.append((show_moment(local_time(datetime.fromisoformat(str(at)))), str(who), which, why))
    columns = (Column("When", width=20), Column("Who", width=16), Column("Which", width=40), Column("Why", width=60))
    return Records(Table("Looks at concerns", columns, rows), tuple(("", "") for _ in rows))
