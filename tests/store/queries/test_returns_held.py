from collections.abc import Iterator
from pathlib import Path

import pytest

from suffdesk.store.opening import Store, create_store
from suffdesk.store.queries.returns_held import HeldTable, postcode_versions, returns_held


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with create_store(tmp_path / "s.suffdesk", passphrase=None) as made:
        yield made


def test_tables_held_oldest_year_first(store: Store) -> None:
    with store.change("Import") as result:
        for year, table in ((2024, "header"), (2023, "episodes")):
            result.change.insert(
                "return_table",
                {"collection_year": year, "table_name": table, "file_name": f"{table}.csv", "rows_read": 7,
                 "rows_left_out": 2, "rows_listed": 1, "digest": "x", "imported_at": "2024-05-01T10:00:00+00:00"},
            )  # fmt: skip
    assert returns_held(store) == [
        HeldTable(2023, "episodes", "episodes.csv", 7, 2, 1, "2024-05-01T10:00:00+00:00"),
        HeldTable(2024, "header", "header.csv", 7, 2, 1, "2024-05-01T10:00:00+00:00"),
    ]


def test_versions_of_postcode_data_once_each(store: Store) -> None:
    assert postcode_versions(store) == []
    with store.change("Add") as result:
        child = result.change.insert("child", {"reference": "C-1", "identifier": "1"})
        for position, version in enumerate(("2026.1", "2025.3", "2026.1", None)):
            result.change.insert(
                "episode",
                {"child_id": child, "started": "2024-01-01", "position": position, "postcodes_version": version},
            )
    assert postcode_versions(store) == ["2025.3", "2026.1"]
