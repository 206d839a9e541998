"""The figures and charts above the lists of the Providers screen, as they are used in the window."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from suffdesk.operations.edit import add
from suffdesk.ui import soon
from suffdesk.ui.dialogs.working import WorkingDialog
from suffdesk.ui.homes.quality_strip import QualityStrip
from suffdesk.ui.main_window import MainWindow
from suffdesk.ui.screens.providers import ProvidersScreen
from tests.small_homes import AS_AT, Homes


@pytest.fixture
def window(homes_window: MainWindow) -> MainWindow:
    return homes_window


@pytest.fixture
def strip(window: MainWindow) -> QualityStrip:
    window.go("providers")
    shown = window.screen_shown
    assert isinstance(shown, ProvidersScreen)
    return shown.quality


def grade(homes: Homes, window: MainWindow, setting: str, day: str, judgement: str) -> None:
    window.changed(add(homes.store, "grade", {
        "setting_id": setting, "regulator": "Ofsted", "kind": "Full inspection", "inspected_on": day,
        "judgement": judgement,
    }).changes)  # fmt: skip


def shown(strip: QualityStrip) -> dict[str, tuple[str, str]]:
    return {card.name.text(): (card.value.text(), card.basis.text()) for card in strip.figures.cards}


def test_cards_follow_changes_and_the_date(window: MainWindow, strip: QualityStrip, homes: Homes) -> None:
    assert shown(strip)["Good or outstanding"] == ("no value", "0 of 0 · target 100%")
    grade(homes, window, homes.meadows, "31/03/2024", "Good")
    assert shown(strip)["Good or outstanding"] == ("100.0%", "1 of 1 · target 100%, met")
    assert shown(strip)["Contracts in place"] == ("50.0%", "2 of 4 · target 100%, not met")
    assert strip.figures.cards[0].accessibleName().endswith("target 100%, met")
    window.set_as_at(date(2024, 3, 30))
    assert shown(strip)["Good or outstanding"][0] == "no value"
    window.go("placements")
    window.set_as_at(AS_AT)  # read when it is looked at again
    window.go("providers")
    assert shown(strip)["Good or outstanding"][0] == "100.0%"


def test_a_card_opens_to_the_children(window: MainWindow, strip: QualityStrip) -> None:
    card = strip.figures.cards[2]
    card.setFocus()
    QTest.keyClick(card, Qt.Key.Key_Return)
    (dialog,) = strip.findChildren(WorkingDialog)
    assert dialog.name == "Contracts in place"
    assert dialog.rows.rowCount() == 2
    dialog.variant.setCurrentIndex(1)
    assert dialog.rows.rowCount() == 1
    assert not dialog.show_button.isVisible()
    window.set_session(None)
    assert not any(one.isVisible() for one in strip.findChildren(QDialog))
    assert shown(strip) == {}


def test_charts_open_and_close(window: MainWindow, strip: QualityStrip, homes: Homes) -> None:
    told: list[str] = []
    strip.told.connect(told.append)
    assert not strip.chart.isVisible()
    strip.chart_buttons["judgements"].click()
    assert told == ["No setting of ours has been judged."]
    assert not strip.chart_buttons["judgements"].isChecked()
    grade(homes, window, homes.meadows, "01/02/2024", "Good")
    strip.chart_buttons["judgements"].click()
    assert strip.chart.isVisible()
    assert strip.chart.spec is not None
    strip.open_key(strip.chart.spec.keys[-1])
    (dialog,) = strip.findChildren(WorkingDialog)
    assert dialog.rows.rowCount() == 1
    dialog.close()
    strip.chart_buttons["lots"].click()
    assert strip.chart.spec.title == "How placements are bought"
    assert [strip.chart_buttons[name].isChecked() for name in ("judgements", "lots")] == [False, True]
    strip.chart_buttons["lots"].click()
    assert not strip.chart.isVisible()


def test_figures_of_a_large_store_are_worked_out_by_the_worker(
    window: MainWindow, strip: QualityStrip, homes: Homes, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(soon, "LARGE", 1)
    grade(homes, window, homes.meadows, "01/02/2024", "Inadequate")
    qtbot.waitUntil(lambda: shown(strip)["In inadequate homes"][0] == "1")
