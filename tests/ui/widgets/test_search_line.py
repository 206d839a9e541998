from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from suffdesk.core.palette import LIGHT
from suffdesk.core.report import Column, Table
from suffdesk.operations.record_table import Records
from suffdesk.ui.records.tab import RecordTable
from suffdesk.ui.widgets.search_line import SearchLine


def test_down_enter_and_escape(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    line, table = SearchLine("Find homes", "Name"), RecordTable("Homes")
    table.set_theme(LIGHT)
    line.serve(table)
    column.addWidget(line)
    column.addWidget(table)
    opened: list[int] = []
    table.opened.connect(opened.append)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is page)
    line.setFocus()
    QTest.keyClicks(line, "oak")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert opened == []
    table.show_records(Records(Table("Homes", (Column("Home"),), [("Oak",), ("Elm",)]), (("setting", "1"),) * 2))
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert opened == [0]
    QTest.keyClick(line, Qt.Key.Key_Down)
    assert table.hasFocus()
    line.setFocus()
    QTest.keyClick(line, Qt.Key.Key_Escape)
    assert line.text() == ""
    assert line.hasFocus()
    QTest.keyClick(line, Qt.Key.Key_Escape)
    assert table.hasFocus()
