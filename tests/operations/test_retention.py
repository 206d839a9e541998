"""The due list, the archive, and who is on neither."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from suffdesk.operations import history, retention
from suffdesk.operations.edit import add
from suffdesk.store.opening import Store, create_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with create_store(tmp_path / "a.suffdesk", passphrase=None, who="Ann") as opened:
        yield opened


def child(store: Store, identifier: str, **values: str) -> str:
    return add(store, "child", {"identifier": identifier, **values}).row_id


def test_due_list(store: Store) -> None:
    old = child(store, "1", date_of_birth="01/01/1949")
    child(store, "2", date_of_birth="01/01/2012")
    nobody = child(store, "3")
    died = child(store, "4", date_of_birth="01/01/2005", died_on="01/05/2008")
    by_return = child(store, "5", date_of_birth="01/01/2005")
    add(store, "episode", {"child": "5", "started": "01/01/2008", "reason_new": "S", "legal_status": "C2",
                           "place": "U6", "until": "01/06/2008", "reason_ceased": "E2"})  # fmt: skip
    assert retention.review(store, date(2023, 4, 30)).due == []
    due = retention.review(store, date(2024, 1, 11)).due
    assert [(item.child_id, item.until, item.days_over(date(2024, 1, 11))) for item in due] == [
        (died, date(2023, 5, 1), 255), (by_return, date(2023, 6, 1), 224), (old, date(2024, 1, 1), 10),
    ]  # fmt: skip
    assert [item.child_id for item in retention.review(store, date(2024, 1, 11)).untold] == [nobody]
    kept = retention.kept_of(store, nobody)
    assert kept is not None
    assert (kept.until, kept.rule) == (None, "No date of birth is held")
    assert retention.kept_of(store, "nobody") is None
    table = retention.kept_table("Due", due, date(2024, 1, 11))
    assert table.rows[0] == ("C-0004", date(2023, 5, 1), "15 years from a death before 18", 255, None)


def test_archive(store: Store) -> None:
    row = child(store, "1", date_of_birth="01/01/1949")
    assert retention.archive(store, [row], date(2024, 5, 1)).changed == 1
    assert retention.archived(store) == {row}
    assert retention.review(store, date(2025, 1, 1)).due[0].archived_on == date(2024, 5, 1)
    retention.bring_back(store, [row])
    assert retention.archived(store) == frozenset()
    history.undo(store)
    assert retention.archived(store) == {row}
