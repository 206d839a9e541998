from datetime import date
from pathlib import Path

import pytest
import python_calamine
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from suffdesk.core.errors import UserError
from suffdesk.operations.register import USUAL
from suffdesk.store.opening import Store
from suffdesk.store.queries.register_filter import RegisterFilter
from suffdesk.ui.register.panel import RegisterPanel
from suffdesk.ui.register.save_view import SaveView
from suffdesk.ui.screens.placements import PlacementsScreen
from suffdesk.ui.session import Session
from suffdesk.ui.settings import Settings


@pytest.fixture
def panel(screen: PlacementsScreen) -> RegisterPanel:
    QAbstractItemModelTester(screen.register.rows, QAbstractItemModelTester.FailureReportingMode.Fatal, screen)
    return screen.register


def shown(panel: RegisterPanel) -> list[str]:
    place = panel.rows.column_names.index("child")
    return [panel.rows.index(row, place).data() for row in range(panel.rows.rowCount())]


def chip_texts(panel: RegisterPanel) -> list[str]:
    return [chip.text() for chip in panel.view_chips.chips]


def conditions(panel: RegisterPanel) -> list[str]:
    flow = panel.filter_chips.flow
    texts = [item.widget().text() for place in range(flow.count()) if (item := flow.itemAt(place))]
    return [text.removesuffix("   ✕") for text in texts]


def test_everyone_looked_after_is_there(panel: RegisterPanel) -> None:
    assert shown(panel) == ["C-1", "C-2", "C-3", "C-4", "C-5"]
    assert chip_texts(panel) == [
        "All 5", "Commissioned 3", "Out of borough 3", "Over 20 miles 1", "New this month 1", "Under fives 1",
        "No episode yet 0",
    ]  # fmt: skip
    assert panel.view_chips.chips[0].isChecked()
    assert panel.rows.column_names == list(USUAL)
    assert not panel.filter_chips.isVisible()


def test_a_view_filters_and_its_condition_can_be_taken_away(panel: RegisterPanel, qtbot: QtBot) -> None:
    qtbot.mouseClick(panel.view_chips.chips[1], Qt.MouseButton.LeftButton)
    assert shown(panel) == ["C-2", "C-3", "C-4"]
    assert panel.count.text() == "3 of 5 children"
    assert panel.view_chips.chips[1].isChecked()
    assert not panel.view_chips.chips[0].isChecked()
    assert conditions(panel) == ["Commissioned"]
    item = panel.filter_chips.flow.itemAt(0)
    assert item is not None
    qtbot.mouseClick(item.widget(), Qt.MouseButton.LeftButton)
    assert len(shown(panel)) == 5
    assert not panel.filter_chips.isVisible()


def test_checklists_tick_values_with_their_numbers(panel: RegisterPanel, qtbot: QtBot) -> None:
    menu = panel.checklists["providers"]
    menu.popup(panel.mapToGlobal(QPoint(0, 0)))
    actions = [action for action in menu.actions() if action.isCheckable()]
    assert [action.text() for action in actions] == [
        "Own provision\t1", "Private\t2", "Voluntary\t1", "Not reported\t1",
    ]  # fmt: skip
    at = menu.actionGeometry(actions[1]).center()
    qtbot.mouseMove(menu, at)
    qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=at)
    assert menu.isVisible()  # it stays open while values are ticked
    assert shown(panel) == ["C-2", "C-3"]
    menu.setActiveAction(actions[2])
    QTest.keyClick(menu, Qt.Key.Key_Space)
    assert shown(panel) == ["C-2", "C-3", "C-4"]
    assert conditions(panel) == ["Provider: Private or Voluntary"]
    menu.close()
    menu.fill()
    assert [action.isChecked() for action in menu.actions() if action.isCheckable()] == [False, True, True, False]
    menu.actions()[-1].trigger()
    assert len(shown(panel)) == 5


def test_filters_and_search_hold_together(panel: RegisterPanel) -> None:
    panel.search("birmingham")
    assert shown(panel) == ["C-2", "C-4"]
    assert conditions(panel) == []
    panel.show_filter(RegisterFilter(text="birmingham", age_bands=("16 and over",), providers=("PR4",)))
    assert shown(panel) == ["C-2"]
    assert conditions(panel) == ["Provider: Private", "Age: 16 and over", "Clear all"]
    panel.filter_chips.cleared.emit()
    assert panel.filter == RegisterFilter(text="birmingham")


def test_nobody_matches_and_the_way_back(panel: RegisterPanel, qtbot: QtBot) -> None:
    panel.search("nothing like it")
    assert panel.pages.currentWidget() is panel.no_match
    assert panel.count.text() == "0 of 5 children"
    assert not panel.export_button.isEnabled()
    with qtbot.waitSignal(panel.search_cleared):
        panel.no_match.acted.emit()
    assert panel.pages.currentWidget() is panel.table
    assert len(shown(panel)) == 5


def test_a_click_on_a_heading_sorts_and_another_turns_round(panel: RegisterPanel, qtbot: QtBot) -> None:
    header = panel.table.horizontalHeader()
    place = panel.rows.column_names.index("miles")
    for expected, order in ((["C-1", "C-3", "C-4", "C-2", "C-5"], Qt.SortOrder.AscendingOrder),
                            (["C-2", "C-4", "C-3", "C-1", "C-5"], Qt.SortOrder.DescendingOrder)):  # fmt: skip
        at = QPoint(header.sectionViewportPosition(place) + 10, 10)
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)
        assert shown(panel) == expected
        assert (header.sortIndicatorSection(), header.sortIndicatorOrder()) == (place, order)


def test_columns_are_chosen_moved_and_remembered(
    panel: RegisterPanel, settings: Settings, session: Session, qtbot: QtBot
) -> None:
    menu = panel.columns_menu
    menu.show_chosen(panel.rows.column_names)
    names = menu.names
    first = names.item(1)
    assert first is not None
    first.setCheckState(Qt.CheckState.Unchecked)
    assert panel.rows.column_names == [name for name in USUAL if name != "age"]
    names.setCurrentRow(2)
    QTest.keyClick(names, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert panel.rows.column_names[:2] == ["child", "place"]
    QTest.keyClick(names, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert panel.rows.column_names[:2] == ["place", "child"]
    again = PlacementsScreen(settings)
    qtbot.addWidget(again)
    again.set_session(session)
    assert again.register.rows.column_names == panel.rows.column_names
    menu._reset(USUAL)
    assert panel.rows.column_names == list(USUAL)
    for row in range(names.count()):
        item = names.item(row)
        assert item is not None
        item.setCheckState(Qt.CheckState.Unchecked)
    assert len(panel.rows.column_names) == 1  # the last one stays


def test_a_column_can_be_dragged(panel: RegisterPanel) -> None:
    header = panel.table.horizontalHeader()
    header.moveSection(1, 0)
    assert panel.rows.column_names[:2] == ["age", "child"]
    assert [header.logicalIndex(place) for place in range(header.count())] == list(range(header.count()))


def test_a_view_is_saved_named_and_forgotten(
    panel: RegisterPanel, settings: Settings, session: Session, qtbot: QtBot
) -> None:
    panel.show_filter(RegisterFilter(commissioned=True, sexes=("F",)))
    panel._sort(panel.rows.column_names.index("miles"), True)
    qtbot.mouseClick(panel.view_chips.save, Qt.MouseButton.LeftButton)
    dialog = panel.findChild(SaveView)
    assert dialog is not None
    dialog.go()
    assert dialog.fault == "Type a name for the view"
    dialog.name.setText("commissioned")
    dialog.go()
    assert "choose another name" in dialog.fault
    dialog.name.setText("Bought, girls")
    dialog.go()
    assert chip_texts(panel)[-1] == "Bought, girls 2"
    again = PlacementsScreen(settings)
    qtbot.addWidget(again)
    again.set_session(session)
    again.register.view_chips.chips[-1].click()
    assert shown(again.register) == ["C-2", "C-4"]
    assert again.register.rows.sorted_by == ("miles", True)
    again.register.view_chips.forgotten.emit("Bought, girls")
    assert chip_texts(again.register)[-1].startswith("No episode yet")


def test_copies_chosen_rows_as_a_spreadsheet_takes_them(panel: RegisterPanel, qtbot: QtBot) -> None:
    panel.show_columns(["child", "age", "since", "miles"])
    panel.table.selectRow(1)
    with qtbot.waitSignal(panel.told) as told:
        QTest.keyClick(panel.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert told.args == ["Copied 1 row"]
    data = QGuiApplication.clipboard().mimeData()
    assert data.text() == "Child\tAge\tSince\tMiles\nC-2\t16\t2022-09-01\t71.4\n"
    assert "<table>" in data.html()
    QTest.keyClick(panel.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(panel.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert len(QGuiApplication.clipboard().text().splitlines()) == 6


def test_exports_what_is_shown(panel: RegisterPanel, session: Session, tmp_path: Path, qtbot: QtBot) -> None:
    panel.show_columns(["child", "since", "miles"])
    panel.show_filter(RegisterFilter(commissioned=True))
    path = tmp_path / "Placements.xlsx"
    with qtbot.waitSignal(panel.told) as told:
        panel.export(path)
    assert told.args == ["Saved 3 rows to Placements.xlsx"]
    book = python_calamine.CalamineWorkbook.from_path(path)
    assert book.get_sheet_by_index(0).to_python() == [
        ["Child", "Since", "Miles"],
        ["C-2", date(2022, 9, 1), 71.4],
        ["C-3", date(2024, 3, 4), 11.0],
        ["C-4", date(2020, 1, 1), 70.0],
    ]
    about = {row[0]: row[1] for row in book.get_sheet_by_index(1).to_python()}
    assert about["As at"] == "31 March 2024"
    assert about["Filter"] == "Commissioned"
    assert about["Authority"] == "Stockport"


def test_an_export_that_cannot_be_written_says_so(panel: RegisterPanel, tmp_path: Path, qtbot: QtBot,
                                                  monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    said: list[str] = []
    monkeypatch.setattr("suffdesk.ui.register.panel.show_fault", lambda _, error: said.append(str(error)))

    def refuse(*_: object, **__: object) -> None:
        raise UserError("x.xlsx is open in another program; close it there and try again")

    monkeypatch.setattr("suffdesk.operations.publish.export_table", refuse)
    panel.export(tmp_path / "x.xlsx")
    qtbot.waitUntil(lambda: bool(said))
    assert said == ["x.xlsx is open in another program; close it there and try again"]


def test_enter_opens_a_child(panel: RegisterPanel, qtbot: QtBot) -> None:
    panel.table.selectRow(0)
    panel.table.setCurrentIndex(panel.rows.index(0, 0))
    with qtbot.waitSignal(panel.record_asked) as asked:
        QTest.keyClick(panel.table, Qt.Key.Key_Return)
    assert asked.args == ["open", "child", panel.rows.id_at(0)]


def test_the_menu_of_a_row(panel: RegisterPanel, qtbot: QtBot) -> None:
    panel.table.selectRow(2)
    panel._open_row_menu(panel.table.visualRect(panel.rows.index(2, 0)).center())
    menus = [menu for menu in panel.findChildren(QMenu) if menu.isVisible()]
    words = [action.text() for action in menus[0].actions()]
    assert words == ["Open C-3\tEnter", "Move…", "End the placement…", "Copy 1 row\tCtrl+C"]
    menus[0].close()
    panel._open_row_menu(panel.table.visualRect(panel.rows.index(1, 0)).center())
    menu = next(menu for menu in panel.findChildren(QMenu) if menu.isVisible())
    with qtbot.waitSignal(panel.record_asked) as asked:
        next(action for action in menu.actions() if action.text() == "Open the setting").trigger()
    assert asked.args is not None
    assert asked.args[:2] == ["open", "setting"]
    menu.close()


def test_follows_the_date_and_changes_and_keeps_what_was_chosen(
    screen: PlacementsScreen, panel: RegisterPanel, session: Session, store: Store, earlier: date
) -> None:
    panel.table.selectRow(3)
    session.as_at = earlier
    screen.set_as_at(earlier)
    assert shown(panel) == ["C-1", "C-4", "C-6"]
    assert shown(panel)[panel.rows.row_of(panel.table.chosen_ids()[0])] == "C-4"
    with store.change("Rename") as result:
        result.change.update("child", panel.rows.id_at(0), {"reference": "C-0"})
    screen.refresh(result.changes)
    assert shown(panel)[0] == "C-0"


def test_a_day_with_nobody_and_a_store_with_nobody(screen: PlacementsScreen, panel: RegisterPanel, session: Session,
                                                   store: Store, qtbot: QtBot) -> None:  # fmt: skip
    session.as_at = date(2001, 3, 31)
    screen.set_as_at(session.as_at)
    assert panel.pages.currentWidget() is panel.nobody
    store.db.conn.execute("PRAGMA foreign_keys = OFF").fetchall()
    for table in ("review", "uasc_status", "episode", "placement", "care_period", "child"):
        store.db.conn.execute(f"DELETE FROM {table}")
    screen.set_as_at(session.as_at)
    assert panel.pages.currentWidget() is panel.no_data
    with qtbot.waitSignal(screen.asked_for) as asked:
        panel.no_data.acted.emit()
    assert asked.args == ["import"]


def test_closing_the_store_drops_every_row(screen: PlacementsScreen, panel: RegisterPanel) -> None:
    screen.set_session(None)
    assert (panel.rows.rowCount(), len(panel.rows.ids)) == (0, 0)
    assert screen.figures.cards == []
    assert all(card.spec is None for card in screen.charts)
    panel.table.copy()
    panel.search("C-1")
    assert panel.rows.rowCount() == 0


def test_beyond_what_is_held_pages_come_and_counts_follow(
    screen: PlacementsScreen, panel: RegisterPanel, session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("suffdesk.store.queries.register.PAGE", 2)
    monkeypatch.setattr("suffdesk.store.queries.register.RegisterQuery.by_pages", True)
    panel.reload()
    assert panel.view_chips.chips[0].text() == "All"
    qtbot.waitUntil(lambda: panel.view_chips.chips[0].text() == "All 5")
    while panel.rows.canFetchMore(QModelIndex()):
        panel.rows.fetchMore(QModelIndex())
    assert len(shown(panel)) == 5
    panel.show_filter(RegisterFilter(commissioned=True))
    qtbot.waitUntil(lambda: panel.count.text() == "3 of 5 children")
    place = panel.rows.column_names.index("legal_status")
    with qtbot.waitSignal(panel.told) as told:
        panel._sort_by(place)
    assert told.args == ["There are too many rows to sort by Legal status; filter them first"]
    assert panel.table.horizontalHeader().sortIndicatorSection() == 0


def test_the_table_fills_its_width_and_words_give_way_first(screen: PlacementsScreen, panel: RegisterPanel) -> None:
    QTest.qWait(0)
    header = panel.table.horizontalHeader()
    assert header.length() == panel.table.viewport().width()
    widths = {name: header.sectionSize(place) for place, name in enumerate(panel.rows.column_names)}
    assert widths["place"] > widths["miles"] > 40
    assert panel.table.verticalHeader().defaultSectionSize() == 30


def test_every_part_has_a_name_for_screen_readers(screen: PlacementsScreen, panel: RegisterPanel) -> None:
    assert panel.table.accessibleName() == "Children and placements"
    assert panel.view_chips.chips[1].accessibleName() == "View Commissioned, 3 children"
    assert screen.figures.cards[0].accessibleName().startswith("Children in care: 5")
    assert screen.charts[1].plot is not None
    assert "Where children live" in screen.charts[1].plot.accessibleDescription()
