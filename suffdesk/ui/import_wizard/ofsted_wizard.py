"""The wizard for one of Ofsted's lists: choose, recognise, match, check, preview, report."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from suffdesk.operations import import_ofsted
from suffdesk.operations.import_ofsted import Decisions
from suffdesk.ui.import_wizard.check_page import CheckPage
from suffdesk.ui.import_wizard.choose_page import ChoosePage
from suffdesk.ui.import_wizard.frame import WizardFrame
from suffdesk.ui.import_wizard.ofsted_pages import ChangesPage, ListPage, ListReportPage, MatchPage
from suffdesk.ui.import_wizard.state import OfstedState
from suffdesk.ui.session import Session
from suffdesk.ui.settings import Settings

_CHOOSE, _RECOGNISE, _MATCH, _CHECK, _PREVIEW, _REPORT = range(6)
_HEADING = "Import an Ofsted list"
_ABOUT = (
    "Choose Ofsted's list of children's homes, agencies and schools, “Provider level”, as CSV, Excel or OpenDocument. "
    "Any year will do: columns are recognised by their headings. Import earlier lists first, where you have them."
)


class OfstedWizard(WizardFrame):
    """One import of a list."""

    def __init__(self, parent: QWidget | None, session: Session, settings: Settings) -> None:
        self.state = OfstedState(session)
        self.choose = ChoosePage(self.state, settings, _HEADING, _ABOUT, one=True)
        self.recognise, self.match = ListPage(self.state), MatchPage(self.state)
        self.check = CheckPage(self.state, "Faults of the Ofsted list.xlsx")
        self.preview, self.report = ChangesPage(self.state), ListReportPage(self.state)
        super().__init__(
            parent, session, _HEADING,
            (self.choose, self.recognise, self.match, self.check, self.preview, self.report),
        )  # fmt: skip
        self.resize(1180, 720)
        self.report.undo_asked.connect(lambda: self.undo(self.report.undone))
        self.show_step(_CHOOSE)

    def start(self, paths: Sequence[Path]) -> None:
        """Take these files and read them."""
        self.choose.take(paths)
        self._go_on()

    def go_on_from(self, step: int) -> None:
        match step:
            case 0:
                self.show_step(_RECOGNISE) if self.state.listed else self._read()
            case 1 | 2:
                self._plan()
            case 3:
                self.show_step(_PREVIEW)
            case 4:
                self._apply()
            case _:
                self.accept()

    def step_before(self, step: int) -> int:
        nothing_asked = self.state.plan is None or not self.state.plan.questions
        return _RECOGNISE if step == _CHECK and nothing_asked else step - 1

    def _read(self) -> None:
        path = self.state.paths[-1]

        def done(listed: Any) -> None:
            self.state.listed = listed
            self.state.as_at, self.state.complete = listed.as_at, listed.complete
            self.show_step(_RECOGNISE)

        self.run("Reading the list", lambda _, progress: import_ofsted.read(path, progress), done)

    def _plan(self) -> None:
        """Compare with the store; from the first step to what is asked, if anything is, else to the checks."""
        state, first = self.state, self.step == _RECOGNISE
        listed, as_at = state.listed, state.as_at
        if listed is None or as_at is None:
            return
        decisions = Decisions(dict(state.same), frozenset(state.apart), state.complete)

        def done(plan: Any) -> None:
            state.plan = plan
            self.show_step(_MATCH if first and plan.questions else _CHECK)

        self.run(
            "Comparing with the store",
            lambda store, progress: import_ofsted.preview(
                store, listed, as_at=as_at, decisions=decisions, progress=progress
            ),
            done,
        )

    def _apply(self) -> None:
        plan, strict = self.state.plan, self.state.strict
        if plan is None:
            return

        def store_it(store: Any, progress: Any) -> Any:
            if strict:
                import_ofsted.refuse_if_strict(plan)
            return import_ofsted.apply(store, plan, progress=progress)

        def done(outcome: Any) -> None:
            self.state.outcome = outcome
            self.show_step(_REPORT)
            self.imported.emit(outcome.changes)

        self.run("Storing", store_it, done)
