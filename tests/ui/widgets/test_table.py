from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from suffdesk.core.report import Column
from suffdesk.models.rows import RowsModel
from suffdesk.ui.widgets.table import PlainTable


def test_copied_rows_carry_the_header_and_no_formula(qtbot: QtBot) -> None:
    model = RowsModel((Column("File"), Column("Rows", "number")))
    model.set_rows([("=cmd()", 1234), ("two\nlines", -5)])
    table = PlainTable(model, "Files")
    qtbot.addWidget(table)
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == 'File\tRows\n\'=cmd()\t1234\n"two\nlines"\t-5\n'
    table.selectRow(1)
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == 'File\tRows\n"two\nlines"\t-5\n'


def test_lines_are_as_high_as_the_text_wants(qtbot: QtBot) -> None:
    model = RowsModel((Column("File"),))
    model.set_rows([("a",)] * 30)
    table = PlainTable(model, "Files")
    qtbot.addWidget(table)
    assert table.verticalHeader().defaultSectionSize() >= table.fontMetrics().height() + 8
    table.fit_rows(5)
    assert table.height() < 8 * table.verticalHeader().defaultSectionSize()
