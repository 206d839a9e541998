"""A table on the clipboard, as Excel and Word take it."""

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from suffdesk.core.report import Table
from suffdesk.exports.text import as_html, as_tab_separated


def copy_table(table: Table) -> None:
    """Tab-separated text for spreadsheets, and a table for word processors."""
    data = QMimeData()
    data.setText(as_tab_separated(table))
    data.setHtml(as_html(table))
    QGuiApplication.clipboard().setMimeData(data)
