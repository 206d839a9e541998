"""The line over a table in which somebody types what to find there: keys lead into the table and out of it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QTableView

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class SearchLine(QLineEdit):
    """Down goes into the table, Enter does what Enter does at its row, Escape empties the line and then leaves it."""

    def __init__(self, name: str, hint: str) -> None:
        super().__init__()
        self._table: QTableView | None = None
        self.setPlaceholderText(hint)
        self.setAccessibleName(name)
        self.setClearButtonEnabled(True)

    def serve(self, table: QTableView) -> None:
        """What is typed is found in this table."""
        self._table = table

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, table = event.key(), self._table
        if key == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif key == Qt.Key.Key_Escape and table is not None and not self.window().isModal():
            table.setFocus()  # in a dialog Escape leaves the dialog
        elif table is not None and (key == Qt.Key.Key_Down or key in _ENTER) and table.model().rowCount():
            if not table.currentIndex().isValid():
                table.selectRow(0)
            if key == Qt.Key.Key_Down:
                table.setFocus()
            else:
                QApplication.sendEvent(table, QKeyEvent(event))
        else:
            super().keyPressEvent(event)
