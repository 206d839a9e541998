from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from suffdesk.core.report import Column
from suffdesk.models.rows import RowsModel


def test_rows_come_and_go_with_their_columns(qapp: QApplication) -> None:
    model = RowsModel((Column("Table"), Column("Rows", "number")))
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    model.set_rows([("Header", 1234), ("Episodes", None)])
    assert [model.index(0, 0).data(), model.index(0, 1).data(), model.index(1, 1).data()] == ["Header", "1,234", ""]
    assert model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole) == "Header"
    model.set_rows([(date(2024, 3, 31),)], (Column("Day", "date"),))
    assert (model.rowCount(), model.columnCount()) == (1, 1)
    assert model.index(0, 0).data() == "31 Mar 2024"
    assert model.headerData(0, Qt.Orientation.Horizontal) == "Day"
