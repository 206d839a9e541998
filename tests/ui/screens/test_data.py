from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from suffdesk.core.changes import Changes
from suffdesk.operations.stores import open_store, set_authority
from suffdesk.store.opening import Store
from suffdesk.ui.screens.data import DataScreen
from suffdesk.ui.session import Session
from suffdesk.ui.tasks import TaskRunner


@pytest.fixture
def store(plain_store: Path) -> Iterator[Store]:
    with open_store(plain_store, who="Ada") as opened:
        yield opened


@pytest.fixture
def screen(qtbot: QtBot, store: Store) -> DataScreen:
    made = DataScreen()
    qtbot.addWidget(made)
    made.set_session(Session(store, date(2024, 3, 31), "Stockport", False, TaskRunner(made)))
    made.show()
    return made


def returned(store: Store) -> Changes:
    with store.change("Import SSDA903 2022-23 and 2023-24") as result:
        for year, table, rows in ((2023, "header", 10), (2024, "header", 12), (2024, "episodes", 1040)):
            result.change.insert(
                "return_table",
                {"collection_year": year, "table_name": table, "file_name": f"{table}.csv", "rows_read": rows,
                 "rows_left_out": 2, "rows_listed": 1, "digest": f"{year}{table}",
                 "imported_at": "2024-05-01T10:00:00+00:00"},
            )  # fmt: skip
    return result.changes


def test_without_a_return_it_says_what_to_do(qtbot: QtBot, screen: DataScreen) -> None:
    assert not screen.matrix_view.isVisible()
    with qtbot.waitSignal(screen.asked_for) as heard:
        screen.import_button.click()
    assert heard.args == ["import"]


def test_returns_stand_by_table_and_year_in_the_returns_order(screen: DataScreen, store: Store) -> None:
    screen.refresh(returned(store))
    assert [column.title for column in screen.matrix.table.columns] == ["Table", "2022-23", "2023-24"]
    assert list(screen.matrix.rows) == [("Header", 10, 12), ("Episodes", None, 1040)]
    screen.matrix_view.setCurrentIndex(screen.matrix.index(1, 2))
    assert screen.detail.text() == (
        "Episodes 2023-24: episodes.csv, 1,040 rows, 2 left out, 1 row with a fault, imported 1 May 2024."
    )
    screen.matrix_view.setCurrentIndex(screen.matrix.index(1, 1))
    assert screen.detail.text() == "Episodes 2022-23: not returned."


def test_recent_changes_and_what_undo_would_undo(qtbot: QtBot, screen: DataScreen, store: Store) -> None:
    screen.refresh(returned(store))
    assert [row[1] for row in screen.changes.rows] == ["Import SSDA903 2022-23 and 2023-24", "Add child 1"]
    assert screen.undo.text() == "Undo “Import SSDA903 2022-23 and 20…”"
    assert "2022-23 and 2023-24" in screen.undo.toolTip()
    with qtbot.waitSignal(screen.asked_for) as heard:
        screen.undo.click()
    assert heard.args == ["undo"]


def test_the_authority_is_changed_and_told(qtbot: QtBot, screen: DataScreen, store: Store) -> None:
    with qtbot.waitSignal(screen.asked_for) as heard:
        screen.change_authority.click()
    assert heard.args == ["authority"]
    screen.refresh(set_authority(store, "Trafford"))
    assert screen.fact("authority") == "Trafford"


def test_a_closed_store_leaves_nothing(screen: DataScreen, store: Store) -> None:
    screen.refresh(returned(store))
    screen.set_session(None)
    assert screen.matrix.rowCount() == screen.changes.rowCount() == 0
    assert screen.fact("folder") == screen.detail.text() == ""
