"""Backups to choose from: when and why each was made, what it holds, how the store differs from it."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from suffdesk.core.report import Cell, Column
from suffdesk.models.rows import RowsModel
from suffdesk.operations.backups import BackupInfo, show_made
from suffdesk.ui.dialogs.dialog import Dialog
from suffdesk.ui.widgets.table import PlainTable
from suffdesk.ui.widgets.text import button, label, muted, title

_COLUMNS = (
    Column("Made"), Column("Why"), Column("Size", "number"), Column("Children", "number"),
    Column("Placements", "number"), Column("Last change"),
)  # fmt: skip
_LISTED = 8
"""Faults that are named; the rest are counted."""


class BackupsDialog(Dialog):
    """Lists backups, the newest first. ``comparable`` is whether the store itself can be read."""

    guide = "stores"
    restore = Signal(object)
    """Path of the backup that is to take the place of the store."""
    compare = Signal(object)
    """Path of a backup that was chosen: ``say_difference`` is to tell how the store differs from it."""
    look_inside = Signal(object)
    """:class:`BackupInfo` of a backup whose records are to be listed."""

    def __init__(self, parent: QWidget | None, heading: str, about: str, found: Sequence[BackupInfo], *,
                 faults: Sequence[str] = (), comparable: bool = False,
                 writable: bool = True) -> None:  # fmt: skip
        super().__init__(parent)
        self._found, self._comparable = list(found), comparable
        self.setWindowTitle(heading)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(860, 560)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 18)
        column.setSpacing(10)
        column.addWidget(title(heading))
        if about:
            column.addWidget(label(about, "caption", wrap=True))
        self.faults = label("\n".join(_named(faults)), "warning", wrap=True)
        self.faults.setAccessibleName("What was found")
        self.faults.setVisible(bool(faults))
        column.addWidget(self.faults)
        self.model = RowsModel(_COLUMNS, self)
        self.model.set_rows([_row(info) for info in self._found])
        self.view = PlainTable(
            self.model, "Backups", widths={0: 24, 1: 22, 2: 9, 3: 9, 4: 11}, stretch=5
        )  # fmt: skip
        self.view.selectionModel().currentRowChanged.connect(self._chosen)
        column.addWidget(self.view, 1)
        if not found:
            column.addWidget(label("There is no backup beside this store yet.", "caption"))
        self.differs = muted("", wrap=True)
        self.differs.setAccessibleName("How the store differs from the chosen backup")
        column.addWidget(self.differs)
        row = QHBoxLayout()
        row.addStretch()
        close = button("Close")
        close.clicked.connect(self.reject)
        self.inside = button("Look inside…", "", "Which records differ from now, and putting one of them back")
        self.inside.setEnabled(False)
        self.inside.setVisible(comparable)
        self.inside.clicked.connect(lambda: self.look_inside.emit(self.chosen))
        self.press = button("Restore the whole store…", "primary")
        self.press.setEnabled(False)
        self.press.setVisible(writable)
        self.press.clicked.connect(self._restore)
        for part in (close, self.inside, self.press):
            row.addWidget(part)
        column.addLayout(row)
        self.view.setFocus()

    def open(self) -> None:
        """Show the list, with the newest chosen."""
        super().open()
        if self._found:
            self.view.selectRow(0)

    @property
    def chosen(self) -> BackupInfo | None:
        """The backup that is chosen in the list."""
        place = self.view.currentIndex().row()
        return self._found[place] if 0 <= place < len(self._found) else None

    def say_difference(self, backup: Path, words: str) -> None:
        """Show how the store differs, if that backup is still the chosen one."""
        if self.chosen and self.chosen.path == backup:
            self.differs.setText(words)

    def compare_again(self) -> None:
        """The store was changed: ask anew how it differs from the chosen backup."""
        self._chosen()

    def _chosen(self) -> None:
        info = self.chosen
        for part in (self.press, self.inside):
            part.setEnabled(info is not None and info.readable)
        if info is None:
            self.differs.setText("")
        elif not info.readable:
            self.differs.setText("This one does not open with the passphrase, or it is damaged.")
        elif self._comparable:
            self.differs.setText("Comparing with the store as it is now…")
            self.compare.emit(info.path)

    def _restore(self) -> None:
        if self.chosen:
            self.restore.emit(self.chosen.path)


def _row(info: BackupInfo) -> tuple[Cell, ...]:
    size = max(1, round(info.size / 1024))
    shown = f"{size:,} kB" if size < 10_000 else f"{size / 1024:,.0f} MB"
    made, why = show_made(info.made_at), info.reason[:1].upper() + info.reason[1:]
    if not info.readable:
        return (made, why, shown, None, None, "Cannot be read")
    return (made, why, shown, info.counts.get("child"), info.counts.get("episode"), info.label or "No change yet")


def _named(faults: Sequence[str]) -> list[str]:
    more = len(faults) - _LISTED
    return [*(f"• {words}." for words in faults[:_LISTED]), *([f"• and {more} more."] if more > 0 else [])]
