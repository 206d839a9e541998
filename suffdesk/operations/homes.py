"""Settings and providers: lists to find them in, and the children placed with them."""

from datetime import date

from suffdesk.core.report import Cell, Column, Table
from suffdesk.domain.registry import BY_NAME
from suffdesk.operations.child_record import cell_of, words_of
from suffdesk.operations.picking import like_text
from suffdesk.operations.record_table import Records, column_of
from suffdesk.store.opening import Store


def children_placed(store: Store, entity: str, row_id: str, as_at: date, *, now: bool) -> Records:
    """Children placed with a setting or a provider: on the day, or (``now`` False) at other times.

    A row opens the child.
    """
    condition = "s.id = ?" if entity == "setting" else "s.provider_id = ?"
    on_day = "p.started <= :day AND (p.until IS NULL OR p.until > :day)"
    day = as_at.isoformat()
    found = store.rows(
        "SELECT c.id, c.reference, p.started, p.until, p.place, p.basis, coalesce(s.name, s.urn, s.kind), p.miles "
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


def settings_list(store: Store, as_at: date, text: str = "", provider_id: str = "") -> Records:
    """Settings by name with the number of children placed there on a day, those that ``text`` finds."""
    day, like = as_at.isoformat(), f"%{like_text(text.strip())}%"
    found = store.rows(
        "SELECT s.id, coalesce(s.name, ''), s.kind, s.urn, v.name, s.sector, s.postcode, "
        "(SELECT count(DISTINCT p.child_id) FROM placement p WHERE p.setting_id = s.id AND p.started <= ? "
        "AND (p.until IS NULL OR p.until > ?)) "
        "FROM setting s LEFT JOIN provider v ON v.id = s.provider_id "
        "WHERE (coalesce(s.name, '') || ' ' || coalesce(s.urn, '') || ' ' || coalesce(v.name, '') || ' ' || "
        "coalesce(s.kind, '') || ' ' || coalesce(s.postcode, '')) LIKE ? ESCAPE '\\' AND (? = '' OR s.provider_id = ?) "
        "ORDER BY s.name IS NULL, s.name COLLATE NOCASE, s.urn, s.id",
        (day, day, like, provider_id, provider_id),
    )
    sector = BY_NAME["setting"].by_name["sector"]
    rows: list[tuple[Cell, ...]] = [
        (str(name) or str(urn or ""), str(kind or ""), str(urn or ""), str(provider or ""), words_of(sector, code),
         str(postcode or ""), int(str(number)))
        for _, name, kind, urn, provider, code, postcode, number in found
    ]  # fmt: skip
    columns = (
        Column("Setting", width=34), Column("Kind", width=26), Column("Ofsted or CQC", width=14),
        Column("Provider", width=26), Column("Sector", width=22), Column("Postcode", width=10),
        Column("Children", "number", 9),
    )  # fmt: skip
    return Records(Table("Settings", columns, rows), tuple(("setting", str(row[0])) for row in found))


def providers_list(store: Store, text: str = "") -> Records:
    """Providers by name with the number of their settings, those that ``text`` finds."""
    found = store.rows(
        "SELECT v.id, v.name, v.sector, (SELECT count(*) FROM setting s WHERE s.provider_id = v.id) FROM provider v "
        "WHERE v.name LIKE ? ESCAPE '\\' ORDER BY v.name COLLATE NOCASE, v.id",
        (f"%{like_text(text.strip())}%",),
    )
    sector = BY_NAME["provider"].by_name["sector"]
    rows: list[tuple[Cell, ...]] = [
        (str(name), words_of(sector, code), int(str(number))) for _, name, code, number in found
    ]
    columns = (Column("Provider", width=40), Column("Sector", width=24), Column("Settings", "number", 9))
    return Records(Table("Providers", columns, rows), tuple(("provider", str(row[0])) for row in found))


def setting_of_child(store: Store, child_id: str, as_at: date) -> str:
    """The setting in which a child is placed on a day; empty where none is known."""
    day = as_at.isoformat()
    found = store.rows(
        "SELECT setting_id FROM placement WHERE child_id = ? AND setting_id IS NOT NULL AND started <= ? "
        "AND (until IS NULL OR until > ?) ORDER BY started DESC LIMIT 1",
        (child_id, day, day),
    )
    return str(found[0][0]) if found else ""
