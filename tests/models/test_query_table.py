from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from suffdesk.models.query_table import QueryTable
from suffdesk.models.register import ChildrenSource, RegisterSource
from suffdesk.models.roles import Role
from suffdesk.operations.register import USUAL, Children, Register
from suffdesk.store.opening import Store
from suffdesk.store.queries.register import RegisterQuery
from suffdesk.store.queries.register_filter import RegisterFilter
from tests.small_register import AS_AT, small_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = small_store(tmp_path / "small.suffdesk")
    yield made
    made.close()


@pytest.fixture
def table(qapp: QApplication) -> QueryTable:
    made = QueryTable()
    QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal, made)
    return made


def source(store: Store, wanted: RegisterFilter | None = None, most: int = 50_000) -> RegisterSource:
    register = Register(store, AS_AT)
    register.query = RegisterQuery(store, AS_AT, most)
    return RegisterSource(register, wanted or RegisterFilter())


def column(table: QueryTable, name: str) -> list[str]:
    place = table.column_names.index(name)
    return [table.index(row, place).data() for row in range(table.rowCount())]


def test_shows_rows_in_words(table: QueryTable, store: Store) -> None:
    table.show(source(store), USUAL)
    assert column(table, "child") == ["C-1", "C-2", "C-3", "C-4", "C-5"]
    assert column(table, "age") == ["13", "16", "0", "18, adult", "Not known"]
    assert column(table, "place")[4] == "Not recorded"
    assert column(table, "in_care_since")[:2] == ["by 1 Jun 2021", "1 Sep 2022"]
    assert column(table, "miles") == ["2.0", "71.4", "11.0", "70.0", ""]
    assert [table.headerData(place, Qt.Orientation.Horizontal) for place in range(3)] == ["Child", "Age", "Placement"]


def test_says_what_qt_and_screen_readers_ask(table: QueryTable, store: Store) -> None:
    table.show(source(store), ("child", "age", "place", "since"))
    cell = table.index(1, 2)
    assert "Children's Homes Regulations" in cell.data(Qt.ItemDataRole.ToolTipRole)
    assert cell.data(Qt.ItemDataRole.AccessibleTextRole) == "Placement: Children's home"
    assert table.index(0, 1).data(Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight
    assert table.index(1, 3).data(Role.VALUE) == date(2022, 9, 1)
    assert table.index(3, 1).data(Role.WRONG) is True
    assert table.index(0, 1).data(Role.WRONG) is False
    assert table.index(0, 0).data(Qt.ItemDataRole.DecorationRole) is None
    tip = table.headerData(1, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
    assert tip.startswith("Whole years on the as-at date")


def test_sorts_and_keeps_track_of_rows(table: QueryTable, store: Store) -> None:
    table.show(source(store), USUAL)
    second = QPersistentModelIndex(table.index(1, 0))
    table.sort(table.column_names.index("miles"), Qt.SortOrder.DescendingOrder)
    assert column(table, "child") == ["C-2", "C-4", "C-3", "C-1", "C-5"]
    assert (second.row(), second.data()) == (0, "C-2")
    assert table.sorted_by == ("miles", True)
    table.sort(-1)
    assert table.sorted_by == ("miles", True)


def test_pages_are_fetched_as_they_are_wanted(table: QueryTable, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("suffdesk.store.queries.register.PAGE", 2)
    table.show(source(store, most=3), USUAL)
    assert (table.rowCount(), table.complete) == (2, False)
    assert column(table, "child") == ["C-1", "C-2"]
    while table.canFetchMore(QModelIndex()):
        table.fetchMore(QModelIndex())
    assert column(table, "child") == ["C-1", "C-2", "C-3", "C-4", "C-5"]
    assert table.complete
    refused: list[str] = []
    table.refused.connect(refused.append)
    table.show_columns(["child", "ethnicity"])
    table.sort(1)
    assert refused == ["There are too many rows to sort by Ethnicity; filter them first"]
    assert table.sorted_by == ("child", False)


def test_a_source_that_cannot_keep_the_order_starts_with_its_own(table: QueryTable, store: Store) -> None:
    table.show(source(store), USUAL, ("legal_status", True))
    assert table.sorted_by == ("legal_status", True)
    table.show(source(store, most=3), USUAL)
    assert table.sorted_by == ("child", False)


def test_columns_can_be_chosen_again(table: QueryTable, store: Store) -> None:
    table.show(source(store), USUAL)
    table.show_columns(["sex", "child"])
    assert table.column_names == ["sex", "child"]
    assert column(table, "sex")[0] == "Male"
    assert table.sort_section() == 1
    table.show_columns(["sex"])
    assert table.sort_section() == -1


def test_a_row_that_went_is_empty_until_the_next_reading(qapp: QApplication, store: Store) -> None:
    table = QueryTable()
    table.show(source(store), USUAL)
    child = table.ids[0]
    with store.change("Cease") as result:
        episode = str(store.rows("SELECT id FROM episode WHERE child_id = ?", (child,))[0][0])
        result.change.update("episode", episode, {"until": date(2024, 1, 1)})
    assert table.index(0, 0).data() is None
    table.show(source(store), USUAL)
    assert column(table, "child") == ["C-2", "C-3", "C-4", "C-5"]


def test_dropped_it_holds_nothing(table: QueryTable, store: Store) -> None:
    table.show(source(store), USUAL)
    assert table.row_of(table.ids[2]) == 2
    held = table.ids[0]
    table.show(None)
    assert (table.rowCount(), table.columnCount(), list(table.ids)) == (0, 0, [])
    assert table.row_of(held) == -1
    table.sort(0)
    table.show_columns(["child"])
    assert table.headerData(0, Qt.Orientation.Horizontal) is None


def test_children_of_a_measure(table: QueryTable, store: Store) -> None:
    rows = store.rows("SELECT id FROM child WHERE reference IN ('C-6', 'C-2') ORDER BY reference DESC")
    ids = [str(row[0]) for row in rows]
    table.show(ChildrenSource(Children(store, AS_AT), ids), ("child", "place", "where"))
    assert column(table, "child") == ["C-2", "C-6"]
    assert column(table, "place") == ["Children's home", "Not in care on the date"]
    assert column(table, "where") == ["Elsewhere", ""]


def test_many_chunks_are_held_in_turn(table: QueryTable, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("suffdesk.models.query_table._CHUNK", 1)
    monkeypatch.setattr("suffdesk.models.query_table._CHUNKS_HELD", 2)
    table.show(source(store), USUAL)
    for _ in range(2):
        assert column(table, "child") == ["C-1", "C-2", "C-3", "C-4", "C-5"]
