"""What stands in the window while a store is locked: its name, and the form that opens it again."""

from PySide6.QtWidgets import QLabel, QWidget

from suffdesk.core.palette import Palette
from suffdesk.ui.icons import pixmap
from suffdesk.ui.widgets.card import Card
from suffdesk.ui.widgets.centred import centred_column
from suffdesk.ui.widgets.text import label
from suffdesk.ui.widgets.unlock_form import UnlockForm

_ICON = 40


class LockPage(QWidget):
    """Holds nothing of the store but its name."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = centred_column(self)
        self._icon = QLabel()
        self._icon.setAccessibleName("Locked")
        column.addWidget(self._icon)
        self._title = label("", "title")
        self._about = label("", "caption", wrap=True)
        column.addWidget(self._title)
        column.addWidget(self._about)
        column.addSpacing(12)
        self._card = Card()
        self._card.setAccessibleName("Unlock")
        self._card.setFixedWidth(520)
        column.addWidget(self._card)
        self.form: UnlockForm | None = None

    def ask(self, name: str, why: str, form: UnlockForm) -> None:
        """Show the form of another store."""
        self.clear()
        self._title.setText(f"{name} is locked")
        self._about.setText(why)
        self.form = form
        self._card.body.addWidget(form)

    def clear(self) -> None:
        """Drop the form and what was typed into it."""
        if self.form is not None:
            self._card.body.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
            self.form = None

    @property
    def title(self) -> str:
        return self._title.text()

    @property
    def about(self) -> str:
        return self._about.text()

    def set_theme(self, palette: Palette) -> None:
        """Draw the icon again."""
        picture = pixmap("lock", palette.accent, round(_ICON * self.devicePixelRatioF()))
        picture.setDevicePixelRatio(self.devicePixelRatioF())
        self._icon.setPixmap(picture)
