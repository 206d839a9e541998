from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from suffdesk.core.report import Column, Table
from suffdesk.models.report_table import ReportTable

TABLE = Table(
    "Things",
    (Column("Name"), Column("Day", "date"), Column("How many", "number"), Column("Share", "percent"),
     Column("Cost", "money"), Column("Far", "decimal")),
    [["One", date(2024, 3, 31), 1234, 12.3, 280_000, 3.14], ["Two", None, None, None, None, None]],
)  # fmt: skip


def test_shows_values_as_they_are_printed(qapp: QApplication) -> None:
    model = ReportTable(TABLE)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    assert [model.index(0, place).data() for place in range(6)] == [
        "One", "31 Mar 2024", "1,234", "12.3%", "£2,800.00", "3.1",
    ]  # fmt: skip
    assert [model.index(1, place).data() for place in range(1, 6)] == [""] * 5
    assert model.headerData(2, Qt.Orientation.Horizontal) == "How many"
    aligned = model.headerData(2, Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole)
    assert aligned & Qt.AlignmentFlag.AlignRight
    assert model.index(1, 1).data(Qt.ItemDataRole.AccessibleTextRole) == "Day: empty"
