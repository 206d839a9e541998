"""The wizard for extracts: choose, columns, values, preview, report. No child is stored before “Import”."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from suffdesk.core.dates import this_day
from suffdesk.core.errors import UserError
from suffdesk.core.progress import Progress
from suffdesk.operations import import_mapped, mapping_draft, mappings
from suffdesk.operations.import_mapped import Decisions
from suffdesk.store.opening import Store
from suffdesk.ui.extract_wizard.choose_page import ChooseExtractPage
from suffdesk.ui.extract_wizard.columns_page import ColumnsPage
from suffdesk.ui.extract_wizard.preview_page import ExtractPreviewPage
from suffdesk.ui.extract_wizard.report_page import ExtractReportPage
from suffdesk.ui.extract_wizard.state import ExtractState
from suffdesk.ui.extract_wizard.values_page import ValuesPage
from suffdesk.ui.import_wizard.frame import WizardFrame
from suffdesk.ui.session import Session
from suffdesk.ui.settings import Settings

_CHOOSE, _COLUMNS, _VALUES, _PREVIEW, _REPORT = range(5)


class ExtractWizard(WizardFrame):
    """One extract. Reading, previewing and storing run on the worker, with progress and a way to stop."""

    kept = Signal(object)
    """:class:`Changes`: a mapping was kept under its name."""

    def __init__(self, parent: QWidget | None, session: Session, settings: Settings) -> None:
        self.state = ExtractState(session, this_day())
        self.choose, self.columns = ChooseExtractPage(self.state, settings), ColumnsPage(self.state)
        self.values, self.preview = ValuesPage(self.state), ExtractPreviewPage(self.state)
        self.report = ExtractReportPage(self.state)
        super().__init__(
            parent, session, "Import an extract", (self.choose, self.columns, self.values, self.preview, self.report)
        )
        self.columns.look_again.connect(self._look_again)
        self.report.undo_asked.connect(lambda: self.undo(self.report.undone))
        self.report.merging_asked.connect(self.leave_for_merging)
        self.show_step(_CHOOSE)

    def start(self, path: Path) -> None:
        """Take this file; the day and the mapping are still to be said."""
        self.choose.take(path)

    def go_on_from(self, step: int) -> None:
        match step:
            case 0 if self.state.draft is None:
                self._read()
            case 0 if self.state.mapping is None:
                self.show_step(_COLUMNS)
            case 0:
                self._preview()
            case 1:
                self._read_words()
            case 2:
                self._finish_mapping()
            case 3 if self.state.stale:
                self._plan()
            case 3:
                self._apply()
            case _:
                self.accept()

    # Reading

    def _read(self) -> None:
        path, name = self.state.path, self.state.kept
        if path is None:
            return

        def work(store: Store, progress: Progress) -> Any:
            headers = import_mapped.read_headers(path)
            progress("Looking at the columns", 0.5)
            return headers, (
                mapping_draft.draft_through(path, mappings.find(store, name)) if name else mapping_draft.draft_for(path)
            )

        def done(found: Any) -> None:
            self.state.headers, self.state.draft = found
            self.values.start_again()
            self.state.mapping = self.state.draft.held if self.state.draft else None
            self.show_step(_COLUMNS) if self.state.mapping is None else self._preview()

        self.run("Reading the file", work, done)

    def _look_again(self, sheet: str, row: int) -> None:
        path = self.state.path
        if path is None:
            return

        def done(draft: Any) -> None:
            self.state.draft = draft
            self.state.kept = ""
            self.state.forget_mapping()
            self.values.start_again()
            self.show_step(_COLUMNS)

        self.run(
            "Looking at the columns",
            lambda _, __: mapping_draft.draft_for(path, sheet=sheet or None, header_row=row or None),
            done,
        )

    def _read_words(self) -> None:
        draft = self.state.draft
        if draft:
            self.run("Looking at the values", lambda _, __: draft.read_words(), lambda _: self.show_step(_VALUES))

    def _finish_mapping(self) -> None:
        """Keep the mapping where that is wanted, and go on to the preview."""
        draft = self.state.draft
        if draft is None:
            return
        name = self.values.keep_as
        try:
            mapping = draft.finished(name or draft.base.name)
            if name:
                store = self.session.store
                same = name.casefold() == self.state.kept.casefold()
                changes = mappings.save(store, mapping, replace=same)
                self.state.kept = name
                self.kept.emit(changes)
                draft.held = draft.base = mapping
        except UserError as error:
            self.values.refuse(str(error))
            return
        if mapping != self.state.mapping:
            self.state.forget_mapping()
            self.state.mapping = mapping
        self._preview()

    # Previewing and storing

    def _preview(self) -> None:
        """Show the preview, made anew where it is no longer of what is chosen."""
        self.show_step(_PREVIEW) if self.state.plan and not self.state.stale else self._plan()

    def _plan(self) -> None:
        state = self.state
        path, mapping, extract, as_at = state.path, state.mapping, state.extract, state.as_at
        decisions = Decisions(frozenset(state.leave), frozenset(state.confirm), dict(state.endings))
        if path is None or mapping is None:
            return

        def work(store: Store, progress: Progress) -> Any:
            read = extract or import_mapped.read(path, mapping)
            progress("Comparing with the store", 0.3)
            return read, import_mapped.preview(
                store, read, mapping, as_at=as_at, decisions=decisions, progress=progress
            )

        def done(found: Any) -> None:
            state.extract, state.plan = found
            state.stale = False
            self.show_step(_PREVIEW)

        self.run("Comparing with the store", work, done)

    def _apply(self) -> None:
        plan = self.state.plan
        if plan is None:
            return

        def done(outcome: Any) -> None:
            self.state.outcome = outcome
            self.show_step(_REPORT)
            self.imported.emit(outcome.changes)

        self.run("Storing", lambda store, progress: import_mapped.apply(store, plan, progress=progress), done)
