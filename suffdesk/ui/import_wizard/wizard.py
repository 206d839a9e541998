"""The import wizard: choose, recognise, check, preview, apply, report. Nothing is stored before “Import”."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from suffdesk.core.progress import Progress
from suffdesk.operations import import_return
from suffdesk.operations.import_ofsted import looks_like_list
from suffdesk.ui.import_wizard.check_page import CheckPage
from suffdesk.ui.import_wizard.choose_page import ChooseReturnPage
from suffdesk.ui.import_wizard.frame import WizardFrame
from suffdesk.ui.import_wizard.preview_page import PreviewPage
from suffdesk.ui.import_wizard.recognise_page import RecognisePage
from suffdesk.ui.import_wizard.report_page import ReportPage
from suffdesk.ui.import_wizard.state import ImportState
from suffdesk.ui.session import Session
from suffdesk.ui.settings import Settings

_CHOOSE, _RECOGNISE, _CHECK, _PREVIEW, _REPORT = range(5)


class ImportWizard(WizardFrame):
    """One import. Reading, planning and storing run on the worker, with progress and a way to stop."""

    other_kind = Signal(object)
    """The path chosen is one of Ofsted's lists, which another wizard brings in; this one has closed."""

    def __init__(self, parent: QWidget | None, session: Session, settings: Settings) -> None:
        self.state = ImportState(session)
        self.choose, self.recognise = ChooseReturnPage(self.state, settings), RecognisePage(self.state)
        self.check, self.preview = CheckPage(self.state, "SSDA903 faults.xlsx"), PreviewPage(self.state)
        self.report = ReportPage(self.state)
        super().__init__(
            parent, session, "Import a return",
            (self.choose, self.recognise, self.check, self.preview, self.report),
        )  # fmt: skip
        self.preview.plan_again.connect(lambda: self._plan(_PREVIEW))
        self.report.undo_asked.connect(lambda: self.undo(self.report.undone))
        self.report.merging_asked.connect(self.leave_for_merging)
        self.show_step(_CHOOSE)

    def start(self, paths: Sequence[Path]) -> None:
        """Take these files and read them."""
        self.choose.take(paths)
        self._go_on()

    def go_on_from(self, step: int) -> None:
        match step:
            case 0:
                self.show_step(_RECOGNISE) if self.state.returned else self._read()
            case 1 if self.state.returned is None:
                self._read()
            case 1:
                self.show_step(_CHECK) if self.state.plan else self._plan(_CHECK)
            case 2:
                self.show_step(_PREVIEW)
            case 3:
                self._apply()
            case _:
                self.accept()

    def failed(self, error: Exception) -> None:
        if isinstance(error, import_return.SeveralAuthorities):
            self.state.authorities = error.names
            self.show_step(_RECOGNISE)
            return
        super().failed(error)

    def _read(self) -> None:
        paths, authority, year = tuple(self.state.paths), self.state.authority, self.state.year

        def read(_: Any, progress: Progress) -> Any:
            if len(paths) == 1 and looks_like_list(paths[0]):
                return paths[0]
            return import_return.read(paths, authority=authority, year=year, progress=progress)

        def done(found: Any) -> None:
            if isinstance(found, Path):
                self.reject()
                self.other_kind.emit(found)
                return
            self.state.returned = found
            self.show_step(_RECOGNISE)

        self.run("Reading the files", read, done)

    def _plan(self, then: int) -> None:
        returned, authority = self.state.returned, self.state.authority
        remove, erased = self.state.remove_no_longer_returned, self.state.include_erased
        if returned is None:
            return

        def done(plan: Any) -> None:
            self.state.plan = plan
            self.show_step(then)

        self.run(
            "Comparing with the store",
            lambda store, progress: import_return.plan(
                store,
                returned,
                authority=authority,
                remove_no_longer_returned=remove,
                include_erased=erased,
                progress=progress,
            ),
            done,
        )

    def _apply(self) -> None:
        plan, strict = self.state.plan, self.state.strict
        if plan is None:
            return

        def done(outcome: Any) -> None:
            self.state.outcome = outcome
            self.show_step(_REPORT)
            self.imported.emit(outcome.changes)

        self.run(
            "Storing",
            lambda store, progress: import_return.apply(store, plan, strict=strict, confirmed=True, progress=progress),
            done,
        )
