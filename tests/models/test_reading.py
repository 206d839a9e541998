"""Nothing that a model raises reaches Qt."""

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from suffdesk.core.errors import UserError
from suffdesk.models.query_table import QueryTable
from suffdesk.models.reading import failures, read
from suffdesk.models.register import RegisterSource
from suffdesk.models.trail import TrailModel
from suffdesk.operations.audit import TrailFilter
from suffdesk.operations.register import USUAL, Register
from suffdesk.store.engine import DatabaseError
from tests.small_register import AS_AT, small_store


class Failing(RegisterSource):
    """A register of which some part cannot be read."""

    def __init__(self, register: Register, fails: str, error: Exception) -> None:
        from suffdesk.store.queries.register_filter import RegisterFilter

        super().__init__(register, RegisterFilter())
        self.fails, self.error = fails, error

    def __getattribute__(self, name: str) -> object:
        if name == object.__getattribute__(self, "__dict__").get("fails"):

            def raises(*_: object) -> None:
                raise self.error

            return raises
        return super().__getattribute__(name)


@pytest.mark.parametrize("fails", ["first", "rows", "words", "value", "wrong"])
@pytest.mark.parametrize("error", [DatabaseError("malformed"), UserError("held by another program")])
def test_a_table_that_cannot_be_read_is_empty_where_it_cannot(
    qapp: QApplication, tmp_path: Path, fails: str, error: Exception
) -> None:
    met: list[Exception] = []
    with small_store(tmp_path / "small.suffdesk") as store:
        failures.met.connect(met.append)
        try:
            table = QueryTable()
            table.show(Failing(Register(store, AS_AT), fails, error), USUAL)
            cells = [
                table.index(row, place).data(role)
                for row in range(table.rowCount()) for place in range(table.columnCount())
                for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.UserRole + 2, Qt.ItemDataRole.UserRole + 3)
            ]  # fmt: skip
            table.sort(0)
            table.fetchMore(table.index(-1, -1))
        finally:
            failures.met.disconnect(met.append)
    assert met
    assert set(met) == {error}
    assert None in cells or fails == "first"


def test_rows_that_cannot_be_read_are_not_tried_for_every_cell(qapp: QApplication, tmp_path: Path) -> None:
    met: list[Exception] = []
    with small_store(tmp_path / "small.suffdesk") as store:
        table = QueryTable()
        table.show(Failing(Register(store, AS_AT), "rows", DatabaseError("malformed")), USUAL)
        failures.met.connect(met.append)
        try:
            for place in range(table.columnCount()):
                table.index(0, place).data()
        finally:
            failures.met.disconnect(met.append)
    assert len(met) == 1


def test_the_trail_stops_where_it_cannot_be_read(qapp: QApplication, tmp_path: Path) -> None:
    met: list[Exception] = []
    store = small_store(tmp_path / "small.suffdesk")
    trail = TrailModel()
    trail.show(store, TrailFilter())
    trail._next = 5
    store.close()
    failures.met.connect(met.append)
    try:
        trail.fetchMore()
    finally:
        failures.met.disconnect(met.append)
    assert trail.whole
    assert len(met) == 1


def test_a_fault_of_the_program_is_reported_and_does_not_reach_qt(monkeypatch: pytest.MonkeyPatch) -> None:
    reported: list[type] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, *_: reported.append(kind))
    assert read(lambda: [][0]) is None
    assert reported == [IndexError]
