"""What the actions about data do: import, publish, undo and redo."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from suffdesk.core.changes import Changes
from suffdesk.core.errors import Refused
from suffdesk.operations import history, stores
from suffdesk.ui.faults import show_fault

if TYPE_CHECKING:
    from suffdesk.store.opening import Store
    from suffdesk.ui.main_window import MainWindow


class Work:
    """Starts wizards and tasks for the store that is open."""

    def __init__(self, window: "MainWindow") -> None:
        self._window = window

    def may_stop(self) -> bool:
        """Whether nothing runs that closing the store would cut short; says what does."""
        task = self._window.tasks.current
        if task is None:
            return True
        show_fault(self._window, Refused(f"Wait until this is done, or press Stop: {task.label}"))
        return False

    def import_return(self) -> None:
        """Open the import wizard."""
        self.import_paths(())

    def import_paths(self, paths: Sequence[Path]) -> None:
        """Open the import wizard on these files."""
        session = self._window.session
        if session is None or session.store.read_only or not self.may_stop():
            return
        from suffdesk.ui.import_wizard.wizard import ImportWizard

        wizard = ImportWizard(self._window, session, self._window.settings)
        wizard.imported.connect(self._imported)
        wizard.other_kind.connect(lambda path: self._import_list((path,)))
        wizard.open()
        if paths:
            wizard.start(paths)

    def import_ofsted(self) -> None:
        """Open the wizard for one of Ofsted's lists."""
        self._import_list(())

    def _import_list(self, paths: Sequence[Path]) -> None:
        session = self._window.session
        if session is None or session.store.read_only or not self.may_stop():
            return
        from suffdesk.ui.import_wizard.ofsted_wizard import OfstedWizard

        wizard = OfstedWizard(self._window, session, self._window.settings)
        wizard.imported.connect(self._window.changed)
        wizard.open()
        if paths:
            wizard.start(paths)

    def _imported(self, changes: Changes) -> None:
        """An import was stored, or taken back: what the store covers, and whose it is, may have moved."""
        session = self._window.session
        if session is None:
            return
        session.authority_name = stores.authority_name(session.store)
        self._window.changed(changes)
        self._window.set_as_at(stores.default_as_at(session.store))

    def publish(self) -> None:
        """Show the screen where the board pack is made."""
        self._window.go("publications")

    def undo(self) -> None:
        """Take back the latest change."""
        self._step("Undoing", lambda store: history.undo(store))

    def redo(self) -> None:
        """Do again what was undone last."""
        self._step("Redoing", lambda store: history.redo(store))

    def _step(self, label: str, do: "Callable[[Store], Changes]") -> None:
        session = self._window.session
        if session is None or not self.may_stop():
            return
        session.tasks.run(
            label,
            lambda store, _: do(store),
            done=self._stepped,
            failed=lambda error: show_fault(self._window, error),
            store=session.store,
        )

    def _stepped(self, changes: Changes) -> None:
        self._window.changed(changes)
        self._window.tell(f"{changes.label}: done")
