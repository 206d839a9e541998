"""What can be done where somebody else has the store open, or another machine did not close it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from suffdesk.core.dates import local_time, show_date
from suffdesk.store.lock import Holder, StoreLocked
from suffdesk.ui.dialogs.dialog import Dialog
from suffdesk.ui.widgets.text import button, label, title


class InUseDialog(Dialog):
    """Says who, where and since when, and offers what is safe."""

    guide = "stores"
    reading = Signal()
    backup = Signal()
    anyway = Signal()

    def __init__(self, parent: QWidget | None, name: str, error: StoreLocked, *, backups: bool) -> None:
        super().__init__(parent)
        heading = f"{name} was not closed" if error.breakable else f"{name} is open already"
        self.setWindowTitle(heading)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(520)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 18)
        column.setSpacing(10)
        column.addWidget(title(heading))
        self.about = label(_about(error), wrap=True)
        column.addWidget(self.about)
        column.addSpacing(6)
        self.open_reading = button("Open for reading only", "primary")
        self.open_backup = button("Open the latest backup for reading")
        self.open_backup.setVisible(backups)
        self.open_anyway = button("Open all the same…")
        self.open_anyway.setVisible(error.breakable)
        for press, signal in (
            (self.open_reading, self.reading), (self.open_backup, self.backup), (self.open_anyway, self.anyway),
        ):  # fmt: skip
            press.clicked.connect(self.accept)
            press.clicked.connect(signal)
            column.addWidget(press)
        self.open_reading.setDefault(True)
        row = QHBoxLayout()
        row.addStretch()
        cancel = button("Cancel")
        cancel.clicked.connect(self.reject)
        row.addWidget(cancel)
        column.addSpacing(6)
        column.addLayout(row)


def _about(error: StoreLocked) -> str:
    holder = error.holder
    if holder is None:
        return "Another program has it open. Close it there to make changes here."
    if error.breakable:
        return (
            f"{_who(holder)}, and it was not closed there. If it is still open on that machine and is changed here "
            "too, the two can spoil it: look there first."
        )
    return f"{_who(holder)}. Only one person at a time can make changes; ask for it to be closed there."


def _who(holder: Holder) -> str:
    since = local_time(holder.since)
    return f"{holder.who} opened it on {holder.machine} at {since:%H:%M} on {show_date(since.date())}"
