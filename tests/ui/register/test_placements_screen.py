from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from suffdesk.core.palette import DARK
from suffdesk.operations.stores import set_authority
from suffdesk.store.opening import Store
from suffdesk.ui.dialogs.working import WorkingDialog
from suffdesk.ui.screens.placements import PlacementsScreen
from suffdesk.ui.session import Session
from suffdesk.ui.settings import Settings
from tests.small_register import reference_of


def figures(screen: PlacementsScreen) -> dict[str, tuple[str, str]]:
    return {card.name.text(): (card.value.text(), card.basis.text()) for card in screen.figures.cards}


def open_dialog(screen: PlacementsScreen) -> WorkingDialog:
    dialogs = [dialog for dialog in screen.findChildren(WorkingDialog) if dialog.isVisible()]
    assert len(dialogs) == 1
    return dialogs[0]


def test_figures_with_their_basis(screen: PlacementsScreen) -> None:
    assert screen.about.text() == "5 children · 31 March 2024 · short breaks left out"
    assert figures(screen)["Independent provision"] == ("60.0%", "3 of 5")
    assert len(figures(screen)) == 10
    assert not screen.note.isVisible()


def test_a_card_opens_its_working_by_mouse_and_keyboard(screen: PlacementsScreen, qtbot: QtBot) -> None:
    card = next(card for card in screen.figures.cards if card.name.text() == "Over 20 miles from home")
    qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    dialog = open_dialog(screen)
    assert dialog.name == "Over 20 miles from home"
    assert dialog.variant.count() == 2
    dialog.show_button.click()
    assert list(screen.register.rows.ids) == list(dialog.measure.rows)
    assert screen.register.count.text() == "1 of 5 children"
    QTest.qWait(0)
    QTest.keyClick(card, Qt.Key.Key_Return)
    open_dialog(screen).close()


def test_a_bar_opens_the_children_it_counts(screen: PlacementsScreen) -> None:
    plot = screen.charts[1].plot
    assert plot is not None
    assert plot.spec is not None
    plot.opened.emit(plot.spec.keys[0])
    dialog = open_dialog(screen)
    assert dialog.measure.numerator == plot.spec.series[0].values[0]
    assert dialog.name.startswith("Looked after, by kind of home: ")


def test_a_point_of_the_trend_opens_that_day(screen: PlacementsScreen) -> None:
    screen.open_key("cla@2022-03-31")
    assert open_dialog(screen).measure.as_at == date(2022, 3, 31)
    screen.open_key("cla_by_age=no such group")
    assert len([dialog for dialog in screen.findChildren(QDialog) if dialog.isVisible()]) == 1


def test_charts_change_close_and_are_remembered(screen: PlacementsScreen, settings: Settings, qtbot: QtBot) -> None:
    first, second = screen.pair_buttons["first"], screen.pair_buttons["second"]
    assert [card.isVisible() for card in screen.charts] == [True, True, False, False]
    qtbot.mouseClick(second, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: screen.charts[3].plot is not None)
    assert [card.isVisible() for card in screen.charts] == [False, False, True, True]
    assert screen.charts[2].title.text() == "Ages"
    assert (first.isChecked(), second.isChecked()) == (False, True)
    qtbot.mouseClick(second, Qt.MouseButton.LeftButton)
    assert not screen.charts_row.isVisible()
    assert PlacementsScreen(settings)._pair == ""


@pytest.mark.parametrize(
    ("width", "height", "figures_shown", "charts_shown"),
    [(1230, 830, True, 2), (890, 560, True, 0), (700, 830, True, 1), (1900, 1000, True, 4)],
)
def test_what_is_shown_fits_the_window(screen: PlacementsScreen, width: int, height: int, figures_shown: bool,
                                       charts_shown: int) -> None:  # fmt: skip
    screen.resize(width, height)
    assert screen.figures.isVisible() is figures_shown
    assert sum(card.isVisible() for card in screen.charts) == charts_shown
    assert screen.minimumSizeHint().height() <= max(height, 560)


def test_on_a_low_screen_charts_take_the_place_of_figures(screen: PlacementsScreen, qtbot: QtBot) -> None:
    screen.resize(890, 600)
    qtbot.mouseClick(screen.pair_buttons["first"], Qt.MouseButton.LeftButton)
    assert screen.charts_row.isVisible()
    assert not screen.figures.isVisible()
    qtbot.mouseClick(screen.pair_buttons["first"], Qt.MouseButton.LeftButton)
    assert screen.figures.isVisible()


def test_ten_rows_stand_under_figures_and_charts(screen: PlacementsScreen) -> None:
    screen.resize(1230, 822)  # what a window of 1440 by 900 leaves
    QTest.qWait(20)
    table = screen.register.table
    assert table.viewport().height() >= 10 * table.verticalHeader().defaultSectionSize()


def test_a_large_store_is_worked_out_on_the_worker(
    screen: PlacementsScreen, session: Session, store: Store, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("suffdesk.ui.soon.LARGE", 2)
    session.as_at = date(2022, 3, 31)
    screen.set_as_at(session.as_at)
    assert screen.about.text() == ""  # rather nothing than the figures of another date
    qtbot.waitUntil(lambda: screen.about.text() == "3 children · 31 March 2022 · short breaks left out")
    card = screen.figures.cards[0]
    qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: any(dialog.isVisible() for dialog in screen.findChildren(WorkingDialog)))
    open_dialog(screen).close()
    session.as_at = date(2024, 3, 31)
    screen.set_as_at(session.as_at)
    screen.set_session(None)  # what comes back now is of a store that is closed
    qtbot.waitUntil(lambda: not session.tasks.busy)
    assert screen.figures.cards == []


def test_a_date_without_a_return_says_so(screen: PlacementsScreen, session: Session) -> None:
    session.as_at = date(2025, 3, 31)
    screen.set_as_at(session.as_at)
    assert "No return to 31 March 2025 is held" in screen.note.text()


def test_dark(screen: PlacementsScreen) -> None:
    screen.set_theme(DARK)
    image = screen.charts[0].grab().toImage()
    assert image.pixelColor(image.width() // 2, image.height() - 20).name() == DARK.panel


def test_another_authority_is_worked_out_anew(screen: PlacementsScreen, session: Session, qtbot: QtBot) -> None:
    assert figures(screen)["Out of borough"] == ("60.0%", "3 of 5")
    place = screen.register.rows.column_names.index("where")

    def where() -> dict[str, str]:
        shown = screen.register.rows
        return {
            reference_of(session.store, shown.id_at(row)): shown.index(row, place).data()
            for row in range(shown.rowCount())
        }

    assert (where()["C-1"], where()["C-2"]) == ("In borough", "Elsewhere")
    screen.refresh(set_authority(session.store, "Birmingham"))
    qtbot.waitUntil(lambda: figures(screen)["Out of borough"] == ("40.0%", "2 of 5"))
    assert (where()["C-1"], where()["C-2"]) == ("Elsewhere", "In borough")
