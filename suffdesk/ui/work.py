"""What the actions about data do: import, publish, undo and redo."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from suffdesk.core.changes import Changes
from suffdesk.core.dates import local_time, show_date
from suffdesk.core.errors import Refused
from suffdesk.core.text import plural
from suffdesk.operations import history, stores
from suffdesk.ui.dialogs.message import ask
from suffdesk.ui.faults import show_fault

if TYPE_CHECKING:
    from suffdesk.store.opening import Store
    from suffdesk.ui.main_window import MainWindow

_TABLES = (".csv", ".xlsx", ".xls", ".ods")
"""Files that may be an extract."""


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
        wizard.merging_wanted.connect(self.show_merge_offers)
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

    def import_dropped(self, paths: Sequence[Path]) -> None:
        """Open the wizard for which dropped files are: one headed table that is none of the return is an extract, if it
        is not one of Ofsted's lists.
        """
        session = self._window.session
        if session is None or session.store.read_only or not self.may_stop():
            return
        if len(paths) != 1 or paths[0].suffix.lower() not in _TABLES:
            self.import_paths(paths)
            return
        from suffdesk.operations import import_mapped
        from suffdesk.operations.import_ofsted import looks_like_list

        def opener() -> Callable[[], None]:
            if looks_like_list(paths[0]):
                return lambda: self._import_list(paths)
            if import_mapped.is_extract(paths[0]):
                return lambda: self.import_extract_from(paths[0])
            return lambda: self.import_paths(paths)

        session.tasks.run_without_store(
            f"Looking at {paths[0].name}",
            lambda _, __: opener(),
            done=lambda open_it: open_it(),
            failed=lambda error: show_fault(self._window, error),
        )

    def import_extract(self) -> None:
        """Open the wizard for an extract."""
        self.import_extract_from(None)

    def import_extract_from(self, path: Path | None) -> None:
        """Open the wizard for an extract on this file."""
        session = self._window.session
        if session is None or session.store.read_only or not self.may_stop():
            return
        from suffdesk.ui.extract_wizard.wizard import ExtractWizard

        wizard = ExtractWizard(self._window, session, self._window.settings)
        wizard.imported.connect(self._window.changed)
        wizard.kept.connect(self._window.changed)
        wizard.merging_wanted.connect(self.show_merge_offers)
        wizard.open()
        if path:
            wizard.start(path)

    def show_mappings(self) -> None:
        """List the mappings that extracts are read through."""
        session = self._window.session
        if session is None or not self.may_stop():
            return
        from suffdesk.ui.dialogs.mappings import MappingsDialog

        dialog = MappingsDialog(self._window, session.store, self._window.settings)
        dialog.changed.connect(self._window.changed)
        dialog.open()

    def show_merge_offers(self) -> None:
        """List typed and imported placements that may be the same."""
        session = self._window.session
        if session is None or not self.may_stop():
            return
        from suffdesk.ui.dialogs.merge_offers import MergeOffersDialog

        dialog = MergeOffersDialog(self._window, session.store)
        dialog.changed.connect(self._window.changed)
        dialog.open()

    def _imported(self, changes: Changes) -> None:
        """An import was stored, or taken back: what the store covers may have moved."""
        session = self._window.session
        if session is None:
            return
        self._window.changed(changes)
        self._window.set_as_at(stores.default_as_at(session.store))

    def change_authority(self) -> None:
        """Ask whose children the store holds."""
        session = self._window.session
        if session is None or session.store.read_only or not self.may_stop():
            return
        from suffdesk.ui.dialogs.authority import AuthorityDialog

        dialog = AuthorityDialog(
            self._window, stores.authority_name(session.store), lambda text: stores.set_authority(session.store, text)
        )
        dialog.chosen.connect(self._window.changed)
        dialog.open()

    def publish(self) -> None:
        """Show the screen where the board pack is made."""
        self._window.go("publications")

    def undo(self) -> None:
        """Take back the latest change; an import, which a key pressed by mistake would take away, after a question."""
        session = self._window.session
        wide = history.wide_undo(session.store) if session else None
        if wide is None:
            self._undo()
            return
        when = local_time(wide.made_at)
        ask(
            self._window,
            f"Undo “{wide.label}” of {when:%H:%M} on {show_date(when.date())} by {wide.who}? It wrote "
            f"{plural(wide.rows, 'record')}. Redo brings them back.",
            "Undo it", self._undo,
        )  # fmt: skip

    def _undo(self) -> None:
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
