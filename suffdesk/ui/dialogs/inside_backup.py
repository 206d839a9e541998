"""Which records differ between a backup and the store, each to be looked at and put back."""

from collections import Counter

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from suffdesk.core.changes import Changes
from suffdesk.core.report import Column
from suffdesk.core.text import plural
from suffdesk.domain.registry import BY_NAME
from suffdesk.models.rows import RowsModel
from suffdesk.operations import earlier
from suffdesk.operations.backups import BackupInfo, show_made
from suffdesk.operations.earlier import Differing
from suffdesk.ui.dialogs.dialog import Dialog
from suffdesk.ui.dialogs.side_by_side import SideBySide
from suffdesk.ui.faults import show_fault
from suffdesk.ui.session import Session
from suffdesk.ui.tasks import Task
from suffdesk.ui.widgets.search_line import SearchLine
from suffdesk.ui.widgets.table import PlainTable
from suffdesk.ui.widgets.text import button, label, muted, title

_RECORDS = (Column("Kind"), Column("Record"), Column("Since the backup"))
_MOST = 5_000
"""Lines shown at once; a kind or a search leaves fewer."""


class InsideBackupDialog(Dialog):
    """The records that differ, by kind and name, and the chosen one side by side."""

    guide = "stores"
    changed = Signal(object)
    """:class:`Changes` of a record that was put back."""

    def __init__(self, parent: QWidget | None, session: Session, info: BackupInfo) -> None:
        super().__init__(parent)
        self._session, self._info = session, info
        self._all: list[Differing] = []
        self._shown: list[Differing] = []
        self._task: Task | None = None
        self.setWindowTitle("Inside a backup")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.resize(980, 720)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 18)
        column.setSpacing(10)
        column.addWidget(title(f"Backup made at {show_made(info.made_at)}"))
        self.about = label("", "caption", wrap=True)
        self.about.setAccessibleName("How many records differ")
        column.addWidget(self.about)
        row = QHBoxLayout()
        self.kind = QComboBox()
        self.kind.setAccessibleName("Kind of record")
        self.kind.setMinimumContentsLength(28)
        self.kind.currentIndexChanged.connect(self._filter)
        self.search = SearchLine("Search names of records", "Search names")
        self.search.textChanged.connect(self._filter)
        row.addWidget(self.kind)
        row.addWidget(self.search, 1)
        column.addLayout(row)
        self.model = RowsModel(_RECORDS, self)
        self.view = PlainTable(self.model, "Records that differ", widths={0: 26, 2: 18}, stretch=1)
        self.view.selectionModel().currentRowChanged.connect(self._show)
        self.search.serve(self.view)
        column.addWidget(self.view, 3)
        self.cut = muted("", wrap=True)
        self.cut.hide()
        column.addWidget(self.cut)
        self.sides = SideBySide(session)
        self.sides.changed.connect(self._took)
        column.addWidget(self.sides, 3)
        close = button("Close")
        close.clicked.connect(self.accept)
        self.sides.add_button(close)
        session.tasks.progressed.connect(self._tell)
        self.finished.connect(self._stop)
        self.compare()
        self.search.setFocus()

    def compare(self) -> None:
        """Find anew what differs, on the worker."""
        self._stop()
        self.about.setText("Comparing with the store as it is now…")
        backup = self._info.path
        self._task = self._session.tasks.run(
            "Comparing", lambda store, progress: earlier.differing(store, backup, progress),
            done=self._compared, failed=self._failed, store=self._session.store, quiet=True,
        )  # fmt: skip

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _tell(self, task: Task, what: str, part: float | None) -> None:
        if task is self._task:
            done = "" if part is None else f" ({part:.0%})"
            self.about.setText(f"Comparing with the store as it is now: {what.lower()}{done}")

    def _failed(self, error: Exception) -> None:
        if isValid(self):
            self.about.setText("The backup could not be compared with the store.")
            show_fault(self, error)

    def _compared(self, found: tuple[list[Differing], bool]) -> None:
        if not isValid(self) or not self.isVisible():
            return
        self._all, whole = found
        counts = Counter(one.state for one in self._all)
        parts = [f"{counts[state]:,} {state}" for state in ("added", "changed", "removed") if counts[state]]
        listed = plural(len(self._all), "record")
        self.about.setText(
            f"More than {listed} differ from now. Of each kind at most {earlier.LISTED:,} added, changed or removed "
            "are listed."
            if not whole
            else f"{listed} differ{'s' if len(self._all) == 1 else ''} from now: since the backup {', '.join(parts)}."
            if self._all
            else "Every record is the same now as in this backup."
        )
        kept = self.kind.currentData()
        self.kind.blockSignals(True)
        self.kind.clear()
        self.kind.addItem(f"Every kind ({len(self._all):,})", "")
        for entity, number in Counter(one.entity for one in self._all).items():
            self.kind.addItem(f"{BY_NAME[entity].label_many} ({number:,})", entity)
        self.kind.setCurrentIndex(max(0, self.kind.findData(kept)))
        self.kind.blockSignals(False)
        self._filter()

    def _filter(self) -> None:
        kind, words = self.kind.currentData(), self.search.text().casefold().split()
        fitting = [
            one
            for one in self._all
            if (not kind or one.entity == kind) and all(word in one.name.casefold() for word in words)
        ]
        place = max(0, self.view.currentIndex().row())
        self._shown = fitting[:_MOST]
        self.model.set_rows([(BY_NAME[one.entity].label, one.name, one.state.capitalize()) for one in self._shown])
        self.cut.setText(f"The first {_MOST:,} of {len(fitting):,} are shown: choose a kind, or search.")
        self.cut.setVisible(len(fitting) > _MOST)
        if self._shown:
            self.view.selectRow(min(place, len(self._shown) - 1))
        self._show()

    @property
    def chosen(self) -> Differing | None:
        """The record that is chosen in the list."""
        place = self.view.currentIndex().row()
        return self._shown[place] if 0 <= place < len(self._shown) else None

    def _show(self) -> None:
        if one := self.chosen:
            self.sides.show_record(self._info.path, one.entity, one.row_id, one.state)
        else:
            self.sides.clear()

    def _took(self, changes: Changes) -> None:
        self.changed.emit(changes)
        self.compare()
