"""The children placed with settings and providers."""

from datetime import date

from suffdesk.core.report import Cell, Column, Table
from suffdesk.domain.registry import BY_NAME
from suffdesk.operations.child_record import cell_of
from suffdesk.operations.record_table import Records, column_of
from suffdesk.store.opening import Store
from suffdesk.store.queries.standing import NAME


def children_placed(store: Store, entity: str, row_id: str, as_at: date, *, now: bool) -> Records:
    """Children placed with a setting or a provider: on the day, or (``now`` False) at other times.

    A row opens the child.
    """
    condition = "s.id = ?" if entity == "setting" else "s.provider_id = ?"
    on_day = "p.started <= :day AND (p.until IS NULL OR p.until > :day)"
    day = as_at.isoformat()
    found = store.rows(
        "SELECT c.id, c.reference, p.started, p.until, p.place, p.basis, " + NAME + ", p.miles "
        "FROM placement p JOIN child c ON c.id = p.child_id JOIN setting s ON s.id = p.setting_id "
        f"WHERE {condition} AND {'' if now else 'NOT '}({on_day.replace(':day', '?')}) "
        "ORDER BY p.started DESC, c.reference",
        (row_id, day, day),
    )
    fields = [BY_NAME["placement"].by_name[name] for name in ("started", "until", "place", "basis")]
    miles = BY_NAME["placement"].by_name["miles"]
    rows: list[tuple[Cell, ...]] = [
        (str(row[1]), *(cell_of(field, value) for field, value in zip(fields, row[2:6], strict=True)),
         str(row[6] or ""), cell_of(miles, row[7]))
        for row in found
    ]  # fmt: skip
    columns = (
        Column("Child", width=9), *(column_of(field) for field in fields), Column("Setting", width=28),
        column_of(miles),
    )  # fmt: skip
    title = "Children placed here now" if now else "Children placed here at other times"
    return Records(Table(title, columns, rows), tuple(("child", str(row[0])) for row in found))


def setting_of_child(store: Store, child_id: str, as_at: date) -> str:
    """The setting in which a child is placed on a day; empty where none is known."""
    day = as_at.isoformat()
    found = store.rows(
        "SELECT setting_id FROM placement WHERE child_id = ? AND setting_id IS NOT NULL AND started <= ? "
        "AND (until IS NULL OR until > ?) ORDER BY started DESC LIMIT 1",
        (child_id, day, day),
    )
    return str(found[0][0]) if found else ""
