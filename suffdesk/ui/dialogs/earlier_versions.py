"""The backups in which one record is not as it is now."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget
from shiboken6 import isValid

from suffdesk.core.changes import Changes
from suffdesk.core.report import Column
from suffdesk.models.rows import RowsModel
from suffdesk.operations import earlier
from suffdesk.operations.backups import show_made
from suffdesk.operations.earlier import Version
from suffdesk.store.queries.names import name_of
from suffdesk.ui.dialogs.dialog import Dialog
from suffdesk.ui.dialogs.side_by_side import SideBySide
from suffdesk.ui.faults import show_fault
from suffdesk.ui.session import Session
from suffdesk.ui.tasks import Task
from suffdesk.ui.widgets.table import PlainTable
from suffdesk.ui.widgets.text import button, label, title

_VERSIONS = (Column("Backup made"), Column("Why"), Column("What differs from now"))
_BECAME = {"added": "It was not there yet", "removed": "It was still there"}


class EarlierVersionsDialog(Dialog):
    """Versions of one record, the newest first, and the chosen one side by side with now."""

    guide = "stores"
    changed = Signal(object)
    """:class:`Changes` of the record that was put back."""

    def __init__(self, parent: QWidget | None, session: Session, entity: str, row_id: str) -> None:
        super().__init__(parent)
        self._session, self._entity, self._row_id = session, entity, row_id
        self._versions: list[Version] = []
        self._task: Task | None = None
        self.setWindowTitle("Earlier versions")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.resize(940, 660)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 18)
        column.setSpacing(10)
        name = title(f"Earlier versions of {name_of(session.store, entity, row_id)}")
        name.setWordWrap(True)
        column.addWidget(name)
        self.about = label("", "caption", wrap=True)
        self.about.setAccessibleName("In how many backups it differs")
        column.addWidget(self.about)
        self.model = RowsModel(_VERSIONS, self)
        self.view = PlainTable(self.model, "Backups in which it differs", widths={0: 28, 1: 24}, stretch=2)
        self.view.selectionModel().currentRowChanged.connect(self._show)
        column.addWidget(self.view, 2)
        self.sides = SideBySide(session)
        self.sides.changed.connect(self._took)
        column.addWidget(self.sides, 3)
        close = button("Close")
        close.clicked.connect(self.accept)
        self.sides.add_button(close)
        session.tasks.progressed.connect(self._tell)
        self.finished.connect(self._stop)
        self.look()
        self.view.setFocus()

    def look(self) -> None:
        """Look into every backup anew, on the worker."""
        self._stop()
        self.about.setText("Looking into the backups…")
        entity, row_id = self._entity, self._row_id
        self._task = self._session.tasks.run(
            "Looking into the backups",
            lambda store, progress: earlier.earlier_versions(store, entity, row_id, progress),
            done=self._found, failed=self._failed, store=self._session.store, quiet=True,
        )  # fmt: skip

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _tell(self, task: Task, _what: str, part: float | None) -> None:
        if task is self._task and part is not None:
            self.about.setText(f"Looking into the backups ({part:.0%})…")

    def _failed(self, error: Exception) -> None:
        if isValid(self):
            self.about.setText("The backups could not be looked into.")
            show_fault(self, error)

    def _found(self, versions: list[Version]) -> None:
        if not isValid(self) or not self.isVisible():
            return
        self._versions = versions
        self.about.setText(
            "The newest first. Backups in which it is the same as now are left out."
            if versions
            else "In every backup that can be read, this record is the same as now."
        )
        self.model.set_rows([
            (show_made(one.made_at), one.reason[:1].upper() + one.reason[1:],
             _BECAME.get(one.state) or ", ".join(one.fields))
            for one in versions
        ])  # fmt: skip
        if versions:
            self.view.selectRow(0)
        self._show()

    @property
    def chosen(self) -> Version | None:
        """The version that is chosen in the list."""
        place = self.view.currentIndex().row()
        return self._versions[place] if 0 <= place < len(self._versions) else None

    def _show(self) -> None:
        if one := self.chosen:
            self.sides.show_record(one.backup, self._entity, self._row_id, one.state)
        else:
            self.sides.clear()

    def _took(self, changes: Changes) -> None:
        self.changed.emit(changes)
        self.look()
