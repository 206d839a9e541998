"""Adding, changing, ending and removing records from the window, each in a form of its own."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from suffdesk.core.changes import Changes
from suffdesk.core.dates import show_date
from suffdesk.core.errors import UserError
from suffdesk.core.text import with_article
from suffdesk.domain.entering import MADE_ON
from suffdesk.operations.drafts import discard_draft, drafts
from suffdesk.store.queries.names import name_of
from suffdesk.ui.dialogs.files import FileDialog
from suffdesk.ui.dialogs.message import ask, tell
from suffdesk.ui.faults import show_fault
from suffdesk.ui.losing import LOSING

if TYPE_CHECKING:
    from suffdesk.operations.edit import Saved
    from suffdesk.ui.forms.record_form import RecordForm
    from suffdesk.ui.main_window import MainWindow

PAGES = ("child", "setting", "provider")
"""Entities whose records have a page."""


class Entering:
    """What opens forms for the store that is open."""

    def __init__(self, window: "MainWindow") -> None:
        self._window = window
        self._forms: list[QWidget] = []

    def do(self, verb: str, entity: str, what: object) -> None:
        """What a screen asks for (:attr:`Screen.record_asked`): ``what`` is an id, or what a new record is given."""
        if verb == "move":
            self.move_child(str(what))
        elif verb == "end_placement":
            self.end_placement(str(what))
        elif verb == "add":
            self.add(entity, what if isinstance(what, Mapping) else {})
        elif verb == "history":
            self._window.show_history(entity, str(what))
        elif verb == "earlier":
            self._window.keeping.earlier_versions(entity, str(what))
        elif verb in LOSING:
            self._window.losing.do(verb, what)
        else:
            call = {"open": self.open, "edit": self.edit, "end": self.end, "remove": self.remove,
                    "attach": self.add_document}[verb]  # fmt: skip
            call(entity, str(what))

    # Opening

    def add_child(self) -> None:
        """Type in a child whom no return holds yet."""
        self.add("child", {})

    def add_placement(self) -> None:
        """Type in a placement before the return that will hold it."""
        child = self._window.child_in_sight
        self.add("placement", {"child_id": child} if child else {})

    def move_child(self, child_id: str = "") -> None:
        """A placement that begins as the present one ends, of a child or of the one in sight."""
        child = child_id or self._window.child_in_sight
        if child:
            self.add("placement", {"child_id": child})
        else:
            self._window.tell("Choose a child in the register, or open one, to move")

    def end_placement(self, child_id: str = "") -> None:
        """End the placement that is open on the as-at date, of a child or of the one in sight."""
        from suffdesk.operations.placing import open_placement

        session, child = self._window.session, child_id or self._window.child_in_sight
        if session is None or not child:
            self._window.tell("Choose a child in the register, or open one, whose placement ends")
            return
        placement = open_placement(session.store, child, session.as_at)
        if placement:
            self.end("placement", placement)
        else:
            self._window.tell(f"No placement of this child is open on {show_date(session.as_at)}")

    def add(self, entity: str, given: Mapping[str, str]) -> None:
        """The form of a new record; ``given`` is settled already."""
        session = self._window.session
        if session is not None and not session.store.read_only:
            made = {MADE_ON[entity]: session.as_at.isoformat()} if entity in MADE_ON else {}
            self._show(entity, "", {**made, **given})

    def open(self, entity: str, row_id: str) -> None:
        """Show a record: its page where it has one, else its form."""
        from suffdesk.operations.edit import held_row  # what edits takes long to load, and nobody edits while starting

        if self._window.session is None:
            return
        try:
            if entity in PAGES:
                held_row(self._window.session.store, entity, row_id)
                self._window.going.show(entity, row_id)
            elif entity == "document":
                self.save_document(row_id)
            else:
                self._show(entity, row_id)
        except UserError as error:
            tell(self._window, str(error))

    def edit(self, entity: str, row_id: str) -> None:
        """The form of a record, whether it has a page or not."""
        if self._window.session is not None:
            try:
                self._show(entity, row_id)
            except UserError as error:
                tell(self._window, str(error))

    def _show(self, entity: str, row_id: str, given: Mapping[str, str] | None = None) -> None:
        """A form; of a restricted record, or over what somebody else left of one, after a reason is given."""
        from suffdesk.operations.concerns import record_look, words_if_restricted
        from suffdesk.ui.dialogs.reason import ReasonDialog

        session = self._window.session
        assert session is not None
        store = session.store
        about = words_if_restricted(store, entity, row_id)
        if not about:
            self._form(entity, row_id, given or {})
            return
        asking = ReasonDialog(self._window, about, lambda reason: record_look(store, about, reason))

        def looked() -> None:
            self._form(entity, row_id, given or {})
            self._window.changed(Changes("Look at a restricted record", None, frozenset({entity})))

        asking.accepted.connect(looked)
        self._keep(asking)
        asking.open()

    def _form(self, entity: str, row_id: str, given: Mapping[str, str]) -> "RecordForm":
        from suffdesk.ui.forms.record_form import RecordForm

        session = self._window.session
        assert session is not None
        form = RecordForm(self._window, session.store, entity, row_id, given)
        form.saved.connect(self._saved)
        form.end_wanted.connect(lambda: self.end(entity, row_id, form))
        form.remove_wanted.connect(lambda: self.remove(entity, row_id, form))
        form.other_wanted.connect(self.open)
        form.history_wanted.connect(lambda: self._show_history(form))
        form.earlier_wanted.connect(lambda: self._show_earlier(form))
        self._keep(form)
        form.open()
        return form

    def _show_history(self, form: "RecordForm") -> None:
        form.put_away()
        self._window.show_history(form.entity, form.row_id)

    def _show_earlier(self, form: "RecordForm") -> None:
        form.put_away()
        self._window.keeping.earlier_versions(form.entity, form.row_id)

    def _keep(self, form: QWidget) -> None:
        self._forms.append(form)
        form.destroyed.connect(lambda: self._forms.remove(form) if form in self._forms else None)

    def _saved(self, entity: str, saved: "Saved") -> None:
        self._window.changed(saved.changes)
        done = f"{saved.changes.label}: done" if saved.changes else "Nothing was changed"
        self._window.tell("; ".join((done, *(doubt.sentence for doubt in saved.doubts))))
        if entity == "child" and saved.changes.added:
            self._window.going.show("child", saved.row_id)

    # Ending and removing

    def end(self, entity: str, row_id: str, form: "RecordForm | None" = None) -> None:
        """Ask when and why it ended; the form behind is closed once it has."""
        from suffdesk.ui.forms.end_form import EndForm

        session = self._window.session
        if session is None or session.store.read_only:
            return
        try:
            asking = EndForm(form or self._window, session.store, entity, row_id)
        except UserError as error:
            tell(self._window, str(error))
            return

        def ended(entity: str, saved: "Saved") -> None:
            if form is not None:
                form.put_away()
            self._saved(entity, saved)

        asking.saved.connect(ended)
        self._keep(asking)
        asking.open()

    def remove(self, entity: str, row_id: str, form: "RecordForm | None" = None) -> None:
        """Ask, then remove; where it cannot be, say why at once."""
        from suffdesk.operations import documents
        from suffdesk.operations.edit import reasons_to_keep
        from suffdesk.operations.edit import remove as remove_record

        session = self._window.session
        if session is None or session.store.read_only:
            return
        store, parent = session.store, form or self._window
        try:
            if entity == "document":
                reasons: list[str] = []
            else:
                reasons = reasons_to_keep(store, entity, row_id)
            name = name_of(store, entity, row_id)
        except UserError as error:
            tell(parent, str(error))
            return
        if reasons:
            if form is not None:
                form.say_fault("; ".join(reasons))
            else:
                tell(parent, "; ".join(reasons))
            return

        def gone() -> None:
            try:
                changes = (
                    documents.remove_document(store, row_id)
                    if entity == "document"
                    else remove_record(store, entity, row_id)
                )
            except Exception as error:
                show_fault(parent, error)
                return
            if form is not None:
                form.put_away()
            if entity in PAGES:
                self._window.going.forget(entity, row_id)
            self._window.changed(changes)
            self._window.tell(f"{changes.label}: done. Undo brings it back.")

        ask(parent, f"Remove {name}? It can be undone.", "Remove", gone)

    # Documents

    def add_document(self, entity: str, row_id: str) -> None:
        """Choose a file to keep a copy of."""
        dialog = FileDialog(self._window, "Add a document", self._window.settings.folder("documents"))
        dialog.setFileMode(FileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self.keep_document(entity, row_id, Path(path)))
        dialog.open()

    def keep_document(self, entity: str, row_id: str, path: Path) -> None:
        """Keep a copy of a file with a record."""
        from suffdesk.operations import documents

        session = self._window.session
        if session is None:
            return
        try:
            saved = documents.add_document(session.store, entity, row_id, path)
        except Exception as error:
            show_fault(self._window, error)
            return
        self._window.settings.set_folder("documents", path.parent)
        self._saved("document", saved)

    def save_document(self, row_id: str) -> None:
        """Ask where a copy of a document shall go, outside the store and not encrypted."""
        from suffdesk.operations.edit import held_row

        session = self._window.session
        assert session is not None
        name = str(held_row(session.store, "document", row_id)["name"])
        dialog = FileDialog(
            self._window, "Save a copy, which is not encrypted",
            str(Path(self._window.settings.folder("documents")) / name),
        )  # fmt: skip
        dialog.setAcceptMode(FileDialog.AcceptMode.AcceptSave)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self.write_document(row_id, Path(path)))
        dialog.open()

    def write_document(self, row_id: str, path: Path) -> None:
        """Write a copy of a document."""
        from suffdesk.operations import documents

        session = self._window.session
        if session is None:
            return
        try:
            documents.save_document(session.store, row_id, path)
        except Exception as error:
            show_fault(self._window, error)
            return
        self._window.tell(f"Saved a copy as {path.name}; it is not encrypted")

    # What was left

    def offer_drafts(self) -> None:
        """After a crash, or a lock with a form open: offer to go on where somebody stopped."""
        session = self._window.session
        if session is None or session.store.read_only:
            return
        left = drafts(session.store)
        if not left:
            return
        draft = left[0]
        from suffdesk.domain.registry import BY_NAME

        label = BY_NAME[draft.entity].label.lower()
        more = f" ({len(left) - 1} more are kept, and shown when the same forms are opened)" if len(left) > 1 else ""
        ask(
            self._window,
            f"A form for {with_article(label)} was left at {draft.saved_at:%H:%M} on {draft.saved_at:%d/%m/%Y} without "
            f"saving.{more} Go on with it?",
            "Go on",
            lambda: self._go_on(draft.entity, draft.row_id),
            harmless=True,
        )

    def _go_on(self, entity: str, about: str) -> None:
        session = self._window.session
        if session is None:
            return
        store = session.store
        if not about or store.rows(f"SELECT 1 FROM {entity} WHERE id = ?", (about,)):
            self._show(entity, about)
            return
        if store.rows("SELECT 1 FROM child WHERE id = ?", (about,)) and entity != "note":
            self.add(entity, {"child_id": about})
            return
        for owner in PAGES:
            if entity == "note" and store.rows(f"SELECT 1 FROM {owner} WHERE id = ?", (about,)):
                self.add(entity, {"entity": owner, "row_id": about})
                return
        discard_draft(store, entity, about)
        tell(self._window, "The record that the form was about is no longer there; what was typed has been let go")

    def put_away(self) -> None:
        """The store is about to be closed: forms keep their drafts and go."""
        if not self._forms:
            return
        from suffdesk.ui.forms.record_form import RecordForm

        for form in list(self._forms):
            if isinstance(form, RecordForm):
                form.put_away()
            else:
                form.close()
        self._forms.clear()
