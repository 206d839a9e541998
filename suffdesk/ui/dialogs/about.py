"""What this program is."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from suffdesk import __version__
from suffdesk.core.paths import config_dir
from suffdesk.ui.dialogs.dialog import Dialog
from suffdesk.ui.widgets.text import button, label, muted, title


class AboutDialog(Dialog):
    """Version, purpose, licence."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("About SuffDesk")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 18)
        column.setSpacing(10)
        column.addWidget(title(f"SuffDesk {__version__}"))
        about = label(
            "Sufficiency of homes for children in care: the SSDA903 return in, every figure open to the children "
            "behind it, a board pack out. It works without a network and sends nothing anywhere.",
            wrap=True,
        )
        about.setFixedWidth(440)
        column.addWidget(about)
        column.addWidget(label("Free software under the MIT licence.", "caption"))
        where = muted(f"Settings: {config_dir()}", wrap=True)
        where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(where)
        close = button("Close", "primary")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        column.addSpacing(6)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
