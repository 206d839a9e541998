"""One record in a backup beside the same record now, and the button that puts it back."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from suffdesk.core.changes import Changes
from suffdesk.core.errors import UserError
from suffdesk.core.report import Column
from suffdesk.models.rows import RowsModel
from suffdesk.operations import earlier
from suffdesk.store.backup_contents import State
from suffdesk.ui.faults import show_fault
from suffdesk.ui.session import Session
from suffdesk.ui.widgets.table import PlainTable
from suffdesk.ui.widgets.text import button, muted

_FIELDS = (Column("Field"), Column("In the backup"), Column("Now"))
_BECAME = {
    "added": "It was added since, so this backup has nothing to put back.",
    "changed": "It was changed since. Fields that differ come first.",
    "removed": "It was removed since.",
}


class SideBySide(QWidget):
    """Shows what ``show_record`` names."""

    changed = Signal(object)
    """:class:`Changes` of a record that was put back."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._chosen: tuple[Path, str, str, State] | None = None
        self._busy = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.about = muted("", wrap=True)
        self.about.setAccessibleName("What became of the chosen record")
        column.addWidget(self.about)
        self.model = RowsModel(_FIELDS, self)
        self.view = PlainTable(self.model, "The record in the backup and now", widths={0: 34, 1: 40}, stretch=2)
        column.addWidget(self.view, 1)
        row = self.buttons = QHBoxLayout()
        self.belongings = QCheckBox("With what belonged to it and is gone too")
        self.belongings.setToolTip("Of a child: placements, reviews, notes and everything else that the backup holds")
        self.belongings.setChecked(True)
        row.addWidget(self.belongings)
        row.addStretch()
        self.press = button("Put this record back", "primary")
        self.press.clicked.connect(self._put_back)
        row.addWidget(self.press)
        column.addLayout(row)
        self.clear()

    def add_button(self, press: QPushButton) -> None:
        """One more button, before the one that puts the record back."""
        self.buttons.insertWidget(self.buttons.count() - 1, press)

    def clear(self, words: str = "") -> None:
        """Show no record; ``words`` say why."""
        self._chosen = None
        self.model.set_rows([])
        self.about.setText(words)
        self.belongings.hide()
        self.press.setEnabled(False)

    def show_record(self, backup: Path, entity: str, row_id: str, state: State) -> None:
        """Show another record, of which a comparison has found what became of it."""
        try:
            pairs = earlier.side_by_side(self._session.store, backup, entity, row_id)
        except UserError as error:
            self.clear(str(error))
            return
        self._chosen = backup, entity, row_id, state
        self.model.set_rows([
            (f"{one.label} (differs)" if one.differs else one.label, one.then or "–", one.now or "–") for one in pairs
        ])  # fmt: skip
        read_only = self._session.store.read_only
        why = " The store is open for reading only: nothing can be put back." if read_only else ""
        self.about.setText(f"{_BECAME[state]}{why}")
        self.belongings.setVisible(state == "removed" and not read_only)
        self.press.setEnabled(state != "added" and not read_only and not self._busy)

    def _put_back(self) -> None:
        if self._chosen is None:
            return
        backup, entity, row_id, state = self._chosen
        whole = state == "removed" and self.belongings.isChecked()

        def over() -> bool:
            """Whether the dialog is still there to be told."""
            self._busy = False
            if not isValid(self):
                return False
            self.press.setEnabled(True)
            return True

        def done(changes: Changes) -> None:
            if over():
                self.changed.emit(changes)

        def failed(error: Exception) -> None:
            if over():
                show_fault(self, error)

        self._busy = True
        self.press.setEnabled(False)
        self._session.tasks.run(
            "Putting a record back",
            lambda store, _: earlier.put_back(store, backup, entity, row_id, with_belongings=whole),
            done=done, failed=failed, store=self._session.store,
        )  # fmt: skip
