"""The wizard for a return: choose, recognise, check, preview, apply, report. Nothing is stored before “Import”."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from suffdesk.core.progress import Progress
from suffdesk.operations import import_return
from suffdesk.operations.import_ofsted import looks_like_list
from suffdesk.ui.import_wizard.check_page import CheckPage
from suffdesk.ui.import_wizard.choose_page import ChoosePage
from suffdesk.ui.import_wizard.frame import WizardFrame
from suffdesk.ui.import_wizard.preview_page import PreviewPage
from suffdesk.ui.import_wizard.recognise_page import RecognisePage
from suffdesk.ui.import_wizard.report_page import ReportPage
from suffdesk.ui.import_wizard.state import ImportState
from suffdesk.ui.session import Session
from suffdesk.ui.settings import Settings

_RECOGNISE, _CHECK, _PREVIEW, _REPORT = range(1, 5)
_CHOOSE_HEADING = "Import an SSDA903 return"
_CHOOSE_ABOUT = (
    "Choose the folder that your system exported, single files, or a zip; several years at once are fine. "
    "Tables are recognised by their columns, whatever the files are called."
)


class ImportWizard(WizardFrame):
    """One import of a return."""

    other_kind = Signal(object)
    """The path chosen is one of Ofsted's lists, which another wizard brings in; this one has closed."""

    def __init__(self, parent: QWidget | None, session: Session, settings: Settings) -> None:
        super().__init__(parent, session, "Import a return")
        self.state = ImportState(session)
        self.recognise, self.check = RecognisePage(self.state), CheckPage(self.state, "SSDA903 faults.xlsx")
        self.preview = PreviewPage(self.state)
        self.lay_out(
            ChoosePage(self.state, settings, _CHOOSE_HEADING, _CHOOSE_ABOUT),
            (self.recognise, self.check, self.preview),
            ReportPage(self.state),
        )
        self.preview.plan_again.connect(lambda: self._plan(_PREVIEW))

    def go_on_from(self, step: int) -> None:
        match step:
            case 0:
                self._show(_RECOGNISE) if self.state.returned else self._read()
            case 1 if self.state.returned is None:
                self._read()
            case 1:
                self._show(_CHECK) if self.state.plan else self._plan(_CHECK)
            case 2:
                self._show(_PREVIEW)
            case 3:
                self._apply()
            case _:
                self.accept()

    def _failed(self, error: Exception) -> None:
        if isinstance(error, import_return.SeveralAuthorities):
            self.state.authorities = error.names
            self._show(_RECOGNISE)
            return
        super()._failed(error)

    def _read(self) -> None:
        paths, authority = tuple(self.state.paths), self.state.authority

        def read(_: Any, progress: Progress) -> Any:
            if len(paths) == 1 and looks_like_list(paths[0]):
                return paths[0]
            return import_return.read(paths, authority=authority, progress=progress)

        def done(found: Any) -> None:
            if isinstance(found, Path):
                self.reject()
                self.other_kind.emit(found)
                return
            self.state.returned = found
            self._show(_RECOGNISE)

        self._run("Reading the files", read, done)

    def _plan(self, then: int) -> None:
        returned, authority = self.state.returned, self.state.authority
        remove = self.state.remove_no_longer_returned
        if returned is None:
            return

        def done(plan: Any) -> None:
            self.state.plan = plan
            self._show(then)

        self._run(
            "Comparing with the store",
            lambda store, progress: import_return.plan(
                store, returned, authority=authority, remove_no_longer_returned=remove, progress=progress
            ),
            done,
        )

    def _apply(self) -> None:
        plan, strict = self.state.plan, self.state.strict
        if plan is None:
            return

        def done(outcome: Any) -> None:
            self.state.outcome = outcome
            self._show(_REPORT)
            self.imported.emit(outcome.changes)

        self._run(
            "Storing",
            lambda store, progress: import_return.apply(store, plan, strict=strict, progress=progress),
            done,
        )
