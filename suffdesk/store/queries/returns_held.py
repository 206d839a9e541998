"""Which returns a store holds: years, tables, files, and when they came in."""

from dataclasses import dataclass

from suffdesk.store.opening import Store


@dataclass(frozen=True, slots=True)
class HeldTable:
    """One table of one collection year (the year of its 31 March), as it was brought in."""

    year: int
    table: str
    """Name of the format (``episodes``)."""
    file: str
    rows: int
    left_out: int
    listed: int
    """Rows that were stored and have a fault."""
    imported_at: str
    """ISO, UTC."""


def returns_held(store: Store) -> list[HeldTable]:
    """Every table held, oldest year first."""
    rows = store.rows(
        "SELECT collection_year, table_name, file_name, rows_read, rows_left_out, rows_listed, imported_at "
        "FROM return_table ORDER BY collection_year, table_name, file_name"
    )
    return [
        HeldTable(int(str(year)), str(table), str(file), int(str(read)), int(str(out)), int(str(listed)), str(at))
        for year, table, file, read, out, listed, at in rows
    ]


def postcode_versions(store: Store) -> list[str]:
    """Versions of the postcode data by which distances were worked out, oldest first."""
    rows = store.rows("SELECT DISTINCT postcodes_version FROM episode WHERE postcodes_version IS NOT NULL ORDER BY 1")
    return [str(row[0]) for row in rows]
