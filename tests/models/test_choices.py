"""One thing to choose in each row."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from suffdesk.core.report import Column
from suffdesk.models.choices import ChoicesModel


def made() -> ChoicesModel:
    model = ChoicesModel((Column("Column"), Column("Means")))
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    model.set_rows([("ID",), ("Type",)], [["Not used", "Child"], ["Not used", "Place", "Need"]], [1, 0])
    return model


def test_only_the_last_column_can_be_chosen_in(qtbot: QtBot) -> None:
    model = made()
    assert model.index(0, 1).data() == "Child"
    assert model.index(0, 1).data(Qt.ItemDataRole.EditRole) == 1
    assert not model.flags(model.index(0, 0)) & Qt.ItemFlag.ItemIsEditable
    assert model.flags(model.index(0, 1)) & Qt.ItemFlag.ItemIsEditable


def test_a_choice_is_shown_and_told_once(qtbot: QtBot) -> None:
    model = made()
    told: list[tuple[int, int]] = []
    model.chose.connect(lambda row, place: told.append((row, place)))
    assert model.setData(model.index(1, 1), 2)
    assert model.setData(model.index(1, 1), 2)
    assert model.index(1, 1).data() == "Need"
    assert told == [(1, 2)]
    assert not model.setData(model.index(0, 1), 2), "that row has two choices only"
