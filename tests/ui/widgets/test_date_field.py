from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from suffdesk.ui.widgets.date_field import DateField

MARCH = date(2024, 3, 31)


@pytest.fixture
def field(qtbot: QtBot) -> DateField:
    made = DateField("As-at date")
    qtbot.addWidget(made)
    made.offer([("31 March 2024", MARCH), ("31 December 2023 (Q3 2023-24)", date(2023, 12, 31))])
    made.set_day(MARCH)
    made.show()
    return made


@pytest.mark.parametrize("typed", ["03/04/2025", "3.4.25", "3 April 2025", "2025-04-03"])
def test_dates_are_typed_as_people_type_them(field: DateField, press: Callable[..., None], typed: str) -> None:
    heard: list[date] = []
    field.chosen.connect(heard.append)
    field.select_all()
    press(field.lineEdit(), typed, Qt.Key.Key_Return)
    assert heard == [date(2025, 4, 3)]
    assert field.currentText() == "3 April 2025"


def test_what_is_no_date_is_marked_and_changes_nothing(field: DateField, press: Callable[..., None]) -> None:
    chosen: list[date] = []
    refused: list[str] = []
    field.chosen.connect(chosen.append)
    field.refused.connect(refused.append)
    field.select_all()
    press(field.lineEdit(), "31/02/2024", Qt.Key.Key_Return)
    assert chosen == []
    assert "31/02/2024" in refused[0]
    assert field.property("wrong") == "true"
    press(field, Qt.Key.Key_Escape)
    assert field.currentText() == "31 March 2024"
    assert not field.property("wrong")


def test_choosing_from_the_list(field: DateField) -> None:
    heard: list[date] = []
    field.chosen.connect(heard.append)
    field.setCurrentIndex(1)
    field.activated.emit(1)
    assert heard == [date(2023, 12, 31)]
    assert field.currentText() == "31 December 2023"


def test_the_same_date_again_tells_nobody(field: DateField, press: Callable[..., None]) -> None:
    heard: list[date] = []
    field.chosen.connect(heard.append)
    field.select_all()
    press(field.lineEdit(), "31/3/24", Qt.Key.Key_Return)
    assert heard == []
    assert field.currentText() == "31 March 2024"
