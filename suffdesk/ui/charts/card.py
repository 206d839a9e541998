"""A chart with its title, and a menu to read it as a table or take it away as a picture."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from suffdesk.core.chart import ChartSpec
from suffdesk.core.errors import UserError
from suffdesk.core.palette import LIGHT, Palette
from suffdesk.ui.charts.pictures import picture_of, save_picture
from suffdesk.ui.charts.wording import as_table
from suffdesk.ui.dialogs.files import FileDialog
from suffdesk.ui.dialogs.table import TableDialog
from suffdesk.ui.faults import show_fault
from suffdesk.ui.icons import icon
from suffdesk.ui.widgets.text import ToolButton, heading, muted

if TYPE_CHECKING:
    from suffdesk.ui.charts.plot import Plot


class ChartCard(QFrame):
    """Shows one :class:`ChartSpec`. pyqtgraph is loaded with the first chart that is shown."""

    opened = Signal(str)
    """Key of a point that was clicked (ChartSpec.keys)."""
    told = Signal(str)
    saved = Signal(str, str)
    """Title of the chart, and the file in which its picture now lies."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.spec: ChartSpec | None = None
        self.plot: Plot | None = None
        self._palette: Palette = LIGHT
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 5, 8, 5)
        column.setSpacing(0)
        top = QHBoxLayout()
        self.title = heading("")
        self.aside = muted("")
        self.menu_button = ToolButton()
        self.menu_button.setIconSize(QSize(16, 16))
        self.menu_button.setPopupMode(ToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu_button.setMenu(self._make_menu())
        self.menu_button.setStyleSheet("QToolButton::menu-indicator { image: none; } QToolButton { padding: 2px; }")
        self.menu_button.setToolTip("Show as a table, copy or save as a picture")
        top.addWidget(self.title)
        top.addStretch()
        top.addWidget(self.aside)
        top.addWidget(self.menu_button)
        column.addLayout(top)
        self._body = QVBoxLayout()
        self._body.setContentsMargins(0, 0, 6, 0)
        column.addLayout(self._body, 1)

    def _make_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.addAction("Show as table", self.show_as_table)
        menu.addAction("Copy as picture", self.copy_picture)
        menu.addAction("Save picture…", self._ask_where)
        return menu

    def show_spec(self, spec: ChartSpec | None) -> None:
        """Show another chart; None drops what is shown."""
        self.spec = spec
        self.title.setText(spec.title if spec else "")
        self.setAccessibleName(spec.title if spec else "")
        self.setAccessibleDescription(spec.alternative_text if spec else "")
        self.menu_button.setAccessibleName(f"{spec.title}: table and pictures" if spec else "Chart menu")
        opens = bool(spec and any(spec.keys))
        hint = {"line": "click a point to see the children", "bar": "click a bar to see the children",
                "column": "click a column to see the children"}  # fmt: skip
        self.aside.setText(hint[spec.kind] if spec and opens else "")
        if self.plot is None:
            if spec is None:
                return
            from suffdesk.ui.charts.plot import Plot

            self.plot = Plot()
            self.plot.opened.connect(self.opened)
            self._body.addWidget(self.plot)
            self.setFocusProxy(self.plot)
        self.plot.show_spec(spec, self._palette)

    def set_theme(self, palette: Palette) -> None:
        """Light or dark."""
        self._palette = palette
        self.menu_button.setIcon(icon("more", palette.muted))
        if self.plot is not None:
            self.plot.show_spec(self.spec, palette)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._make_menu().popup(event.globalPos())

    def show_as_table(self) -> None:
        """The same values in a window of their own."""
        if self.spec is not None:
            TableDialog(self, as_table(self.spec), self.spec.alternative_text).open()

    def _picture(self) -> QImage:
        self.aside.hide()
        self.menu_button.hide()
        if self.plot is not None:
            self.plot.look_at(None)
        try:
            return picture_of(self, self._palette.panel)
        finally:
            self.aside.show()
            self.menu_button.show()

    def copy_picture(self) -> None:
        """Put the chart on the clipboard as a picture."""
        if self.spec is None:
            return
        QGuiApplication.clipboard().setImage(self._picture())
        self.told.emit(f"Copied “{self.spec.title}” as a picture")

    def _ask_where(self) -> None:
        if self.spec is None:
            return
        dialog = FileDialog(self, "Save picture", f"{self.spec.title}.png", "Pictures (*.png)")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(FileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("png")
        dialog.fileSelected.connect(self.save_picture)
        dialog.open()

    def save_picture(self, path: str) -> None:
        """Write the chart to a PNG file."""
        try:
            save_picture(self._picture(), Path(path))
        except UserError as error:
            show_fault(self, error)
            return
        self.saved.emit(self.spec.title if self.spec else "", path)
        self.told.emit(f"Saved {Path(path).name}")

    def popup_menu(self) -> None:
        """Open the menu, for who has no mouse."""
        self.menu_button.menu().popup(self.menu_button.mapToGlobal(QPoint(0, self.menu_button.height())))
