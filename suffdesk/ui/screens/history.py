"""Who changed what and when, in words; taking steps back; whether the record of it is whole."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QFocusEvent, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from suffdesk.core.changes import Changes
from suffdesk.core.dates import local_time, parse_date, this_day
from suffdesk.core.errors import UserError
from suffdesk.core.progress import Progress
from suffdesk.core.report import Column
from suffdesk.core.text import plural
from suffdesk.domain.registry import ENTITIES
from suffdesk.models.rows import RowsModel
from suffdesk.models.trail import TrailModel, kind_of
from suffdesk.operations import audit, history, keeping
from suffdesk.operations.audit import TrailFilter
from suffdesk.operations.history import StepLine
from suffdesk.operations.keeping import CheckReport
from suffdesk.operations.trail_search import filter_of, found_table
from suffdesk.store.opening import Store
from suffdesk.store.queries.names import names_of
from suffdesk.store.seals import mark
from suffdesk.ui.dialogs.files import FileDialog
from suffdesk.ui.faults import show_fault
from suffdesk.ui.screen import Screen
from suffdesk.ui.session import Session
from suffdesk.ui.widgets.banner import Banner
from suffdesk.ui.widgets.card import Card
from suffdesk.ui.widgets.search_line import SearchLine
from suffdesk.ui.widgets.table import PlainTable
from suffdesk.ui.widgets.text import button, label, muted, title

_AFTER_TYPING = 250
"""Milliseconds."""
_NOT_WHOLE = "Not whole:"
_STEPS = (Column("When"), Column("What"), Column("Who"), Column("Can it be undone?"))


class HistoryScreen(Screen):
    """The trail of the whole store, or of one record."""

    title = "History"
    guide = "history"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session: Session | None = None
        self._record: tuple[str, str] | None = None
        self._steps: list[StepLine] = []
        self._stale = False  # something was written while another screen was shown
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 20)
        column.setSpacing(12)
        column.addLayout(self._top())
        column.addLayout(self._filters())
        self.only = Banner()
        self.only.acted.connect(self.show_everything)
        self.only.hide()
        column.addWidget(self.only)
        self.model = TrailModel(self)
        self.view = PlainTable(self.model, "Changes, the latest first", widths={0: 17, 1: 14, 2: 26, 3: 30}, stretch=4)
        self.words.serve(self.view)
        self.view.selectionModel().currentRowChanged.connect(self._show_detail)
        self.model.rowsInserted.connect(self._count)
        self.count = muted("")
        above = QWidget()
        upper = QVBoxLayout(above)
        upper.setContentsMargins(0, 0, 0, 0)
        upper.setSpacing(4)
        upper.addWidget(self.view, 1)
        upper.addWidget(self.count)
        below = QWidget()
        lower = QHBoxLayout(below)
        lower.setContentsMargins(0, 0, 0, 0)
        lower.setSpacing(14)
        lower.addWidget(self._detail_card(), 2)
        lower.addWidget(self._steps_card(), 3)
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.addWidget(above)
        parts.addWidget(below)
        parts.setStretchFactor(0, 3)
        parts.setStretchFactor(1, 2)
        parts.setChildrenCollapsible(False)
        parts.setHandleWidth(12)
        column.addWidget(parts, 1)

    def _top(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(title("History"))
        self.chain = label("", "caption")
        self.chain.setAccessibleName("Whether the history is whole")
        row.addSpacing(16)
        row.addWidget(self.chain, 1)
        self.verify = button("Check it", "", "Read the whole history, and compare the records and the backups with it")
        self.verify.setAccessibleName("Check the history")
        self.verify.clicked.connect(self._verify)
        self.copy = button("Copy", "", "The chosen lines, or every line shown (Ctrl+C in the table)")
        self.copy.clicked.connect(self._copy)
        self.export = button("Export…", "", "Every line that the filters leave, as a workbook")
        self.export.clicked.connect(self._choose_file)
        for press in (self.verify, self.copy, self.export):
            row.addWidget(press)
        return row

    def _filters(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.words = SearchLine("Search the changes", "Search the changes")
        self.person, self.kind = QComboBox(), QComboBox()
        self.person.setAccessibleName("Person")
        self.kind.setAccessibleName("Kind of record")
        self.kind.addItem("Every kind of record", "")
        for entity in sorted(ENTITIES, key=lambda one: one.label_many):
            self.kind.addItem(entity.label_many, entity.name)
        self.first, self.last = QLineEdit(), QLineEdit()
        for field, words in ((self.first, "From"), (self.last, "To")):
            field.setAccessibleName(f"{words}, a date")
            field.setPlaceholderText(f"{words} (date)")
            field.setMaximumWidth(130)
            field.editingFinished.connect(self._load)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_AFTER_TYPING)
        self._typing.timeout.connect(self._load)
        self.words.textChanged.connect(lambda _: self._typing.start())
        self.person.activated.connect(self._load)
        self.kind.activated.connect(self._load)
        self.clear = button("Clear", "link", "Take every filter away")
        self.clear.clicked.connect(self.show_everything)
        row.addWidget(self.words, 1)
        for part in (self.person, self.kind, self.first, self.last, self.clear):
            row.addWidget(part)
        return row

    def _detail_card(self) -> Card:
        card = Card("The chosen change")
        self.detail = QPlainTextEdit()
        self.detail.setReadOnly(True)
        self.detail.setTabChangesFocus(True)
        self.detail.setAccessibleName("The chosen change")
        card.body.addWidget(self.detail)
        return card

    def _steps_card(self) -> Card:
        card = Card("Steps that stand", "the latest first")
        self.steps = RowsModel(_STEPS, self)
        self.steps_view = PlainTable(self.steps, "Steps that stand", widths={0: 17, 1: 26, 2: 12}, stretch=3)
        self.steps_view.setProperty("role", "bare")
        self.steps_view.selectionModel().currentRowChanged.connect(self._step_chosen)
        card.body.addWidget(self.steps_view)
        self.reason = muted("", wrap=True)
        self.undo = button("Undo this step")
        self.undo.setEnabled(False)
        self.undo.clicked.connect(self._undo)
        row = QHBoxLayout()
        row.addWidget(self.reason, 1)
        row.addWidget(self.undo)
        card.body.addLayout(row)
        return card

    # Screen

    def set_session(self, session: Session | None) -> None:
        self._session, self._record = session, None
        self._typing.stop()
        for field in (self.words, self.first, self.last):
            field.blockSignals(True)
            field.clear()
            field.blockSignals(False)
        self.kind.setCurrentIndex(0)
        self.person.clear()
        self.only.hide()
        self.chain.setText("")
        self._read()

    def refresh(self, changes: Changes) -> None:
        if self.isVisible():
            self._read()
        else:
            self._stale = True

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keyboard goes to the table. As the table's proxy the screen would hide from Tab what stands before it."""
        self.view.setFocus(event.reason())

    def showEvent(self, event: QShowEvent) -> None:
        if self._stale:
            self._read()
        else:
            self._tell_state()  # an export moves it too, and changes no row
        super().showEvent(event)

    def show_record(self, entity: str, row_id: str) -> None:
        """Keep to one record; of a child, to everything held of it."""
        if self._session is None:
            return
        self._forget_filters()
        self._record = (entity, row_id)
        name = names_of(self._session.store, {entity: {row_id}})[entity, row_id]
        also = " and what is held of it" if entity == "child" else ""
        self.only.say(f"Only {name}{also}", action="Show everything")
        self._load()

    def show_everything(self) -> None:
        """Take every filter away."""
        self._forget_filters()
        self._load()

    def _forget_filters(self) -> None:
        self._record = None
        self.only.hide()
        for field in (self.words, self.first, self.last):
            field.clear()
        self._typing.stop()
        self.person.setCurrentIndex(0)
        self.kind.setCurrentIndex(0)

    # Reading

    def _read(self) -> None:
        session = self._session
        self._stale = False
        chosen = self.person.currentData()
        self.person.clear()
        self.person.addItem("Everyone", "")
        for who in audit.people(session.store) if session else ():
            self.person.addItem(who, who)
        self.person.setCurrentIndex(max(0, self.person.findData(chosen)))
        self._load()
        self._read_steps()
        self._tell_state()

    def _tell_state(self) -> None:
        """Say the state as it is now: people write it down. What a check found of this very state stays, and a fault
        stays until the next check."""
        if self._session is None:
            return
        state, said = mark(self._session.store.db), self.chain.text()
        if not said.endswith(f": {state}") and not said.startswith(_NOT_WHOLE):
            self.chain.setText(f"State of the store: {state}")

    def _wanted(self) -> TrailFilter:
        found = TrailFilter()
        if self._record and self._session:
            found = filter_of(self._session.store, *self._record)
        return replace(
            found, who=str(self.person.currentData() or ""), entity=str(self.kind.currentData() or found.entity),
            first=_day(self.first), last=_day(self.last),
        )  # fmt: skip

    def _load(self) -> None:
        self._typing.stop()
        session = self._session
        try:
            self.model.show(session.store if session else None, self._wanted(), self.words.text())
        except (UserError, ValueError) as error:
            self.told.emit(f"{error}")
        self._count()
        self.detail.clear()
        if self.model.lines:
            self.view.selectRow(0)

    def _count(self) -> None:
        shown, more = len(self.model.lines), not self.model.whole
        if not shown and not more:
            self.count.setText("No change answers to this." if self._session else "")
            return
        self.count.setText(f"{plural(shown, 'line')} shown" + ("; more follow as you scroll" if more else ""))

    def _show_detail(self) -> None:
        place = self.view.currentIndex().row()
        if not 0 <= place < len(self.model.lines):
            self.detail.clear()
            return
        line = self.model.lines[place]
        said = [field.words for field in line.fields] or [line.words]
        self.detail.setPlainText("\n".join((
            f"{line.action} by {line.who}, {audit.show_moment(line.made_at)}",
            f"{kind_of(line)}: {line.subject}", f"Change {line.change}, “{line.label}”", "", *said,
        )))  # fmt: skip

    # Steps

    def _read_steps(self) -> None:
        session = self._session
        if session is None:
            self._show_steps([])
            return
        session.tasks.run(
            "Reading the steps", lambda store, _: history.undo_steps(store),
            done=lambda found: self._show_steps(found if self._session is session else []),
            failed=lambda error: show_fault(self.window(), error), store=session.store, quiet=True,
        )  # fmt: skip

    def _show_steps(self, found: list[StepLine]) -> None:
        self._steps = found
        self.steps.set_rows([
            (audit.show_moment(local_time(line.past.made_at)), line.past.label, line.past.who,
             "Yes" if line.state.possible else line.state.reason)
            for line in found
        ])  # fmt: skip
        self._step_chosen()

    def _step_chosen(self) -> None:
        line = self._step()
        self.undo.setEnabled(line is not None and line.state.possible)
        self.reason.setText("" if line is None else line.state.reason)

    def _step(self) -> StepLine | None:
        place = self.steps_view.currentIndex().row()
        return self._steps[place] if 0 <= place < len(self._steps) else None

    def _undo(self) -> None:
        line, session = self._step(), self._session
        if line is None or session is None:
            return
        self.undo.setEnabled(False)

        def done(changes: Changes) -> None:
            self.changed.emit(changes)
            self.told.emit(f"{changes.label}: done")

        session.tasks.run(
            "Undoing", lambda store, _: history.undo_step(store, line.step), done=done,
            failed=lambda error: show_fault(self.window(), error), store=session.store,
        )  # fmt: skip

    # Checking, copying, exporting

    def _verify(self) -> None:
        session = self._session
        if session is None:
            return

        def done(report: CheckReport) -> None:
            if self._session is not session:
                return
            if report.whole:
                self.chain.setText(
                    "Whole: every change is linked to the one before, and the records are what they give. State of "
                    f"the store: {report.mark}"
                )
            else:
                more = f" (and {plural(len(report.faults) - 1, 'more fault')})" if len(report.faults) > 1 else ""
                self.chain.setText(f"{_NOT_WHOLE} {report.faults[0].words}{more}")

        session.tasks.run(
            "Checking the history", lambda store, _: keeping.check(store), done=done,
            failed=lambda error: show_fault(self.window(), error), store=session.store,
        )  # fmt: skip

    def _copy(self) -> None:
        self.view.copy()
        chosen = len(self.view.selectionModel().selectedRows()) or len(self.model.lines)
        self.told.emit(f"Copied {plural(chosen, 'line')}")

    def _choose_file(self) -> None:
        dialog = FileDialog(self.window(), "Export the history", "", "Workbook (*.xlsx)")
        dialog.setAcceptMode(FileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("xlsx")
        dialog.selectFile(f"History {this_day().isoformat()}.xlsx")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda chosen: self.export_to(Path(chosen)))
        dialog.open()

    def export_to(self, path: Path) -> None:
        """Write every line that the filters leave as a workbook; the export is recorded."""
        session = self._session
        if session is None:
            return
        from suffdesk.operations.export_log import record_export
        from suffdesk.operations.publish import export_table

        wanted, words = self._wanted(), self.words.text()

        def write(store: Store, _: Progress) -> int:
            table = found_table(store, wanted, words)
            of = ("History of", session.authority_name or session.store.path.stem)
            export_table(table, path, (of, ("State of the store", mark(store.db))))
            record_export(store, "History", [path], rows=len(table.rows))
            return len(table.rows)

        session.tasks.run(
            "Exporting the history", write, done=lambda rows: self.told.emit(f"{plural(rows, 'line')} in {path.name}"),
            failed=lambda error: show_fault(self.window(), error), store=session.store,
        )  # fmt: skip


def _day(field: QLineEdit) -> date | None:
    """The date typed, or None. Raises ValueError saying what is wrong."""
    return parse_date(field.text()) if field.text().strip() else None
