"""What the window does with records that need not be kept: archive, give to whom they are about, erase."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt

from suffdesk.core.changes import Changes
from suffdesk.core.dates import this_day
from suffdesk.core.errors import UserError
from suffdesk.core.text import plural
from suffdesk.operations import retention
from suffdesk.ui.dialogs.files import FileDialog
from suffdesk.ui.dialogs.message import ask, tell
from suffdesk.ui.faults import show_fault

if TYPE_CHECKING:
    from suffdesk.core.progress import Progress
    from suffdesk.operations.erasure import Erasure, Reason, WhatGoes
    from suffdesk.store.opening import Store
    from suffdesk.ui.main_window import MainWindow
    from suffdesk.ui.session import Session

LOSING = ("access", "archive", "bring_back", "certificate", "erase", "finish")
"""What a screen may ask for: see ``Screen.record_asked``."""


class Losing:
    """Opens the dialogs, and runs what takes longer on the worker."""

    def __init__(self, window: "MainWindow") -> None:
        self._window = window

    def do(self, verb: str, what: Any) -> None:
        """What a screen asks for: ids of children, the id of one, or the number of an erasure."""
        calls: dict[str, Callable[[Any], None]] = {
            "access": self.access, "archive": self.archive, "bring_back": self.bring_back,
            "certificate": self.show_certificate, "erase": self.erase, "finish": self.finish,
        }  # fmt: skip
        calls[verb](what)

    def _failed(self, error: Exception) -> None:
        show_fault(self._window, error)

    # The archive

    def archive(self, child_ids: Sequence[str]) -> None:
        """Put records out of the way, as of today."""
        self._change(lambda store: retention.archive(store, child_ids, this_day()))

    def bring_back(self, child_ids: Sequence[str]) -> None:
        """Take records out of the archive."""
        self._change(lambda store: retention.bring_back(store, child_ids))

    def _change(self, write: "Callable[[Store], Changes]") -> None:
        session = self._window.session
        if session is None:
            return
        try:
            changes = write(session.store)
        except Exception as error:
            self._failed(error)
            return
        self._window.changed(changes)
        self._window.tell(
            f"{changes.label}: {plural(changes.changed, 'record')}. Undo takes it back." if changes
            else "Nothing was changed"
        )  # fmt: skip

    # Access

    def access(self, child_id: str) -> None:
        """Warn, ask where, and write everything held of a child."""
        from suffdesk.operations.access import WARNING

        session = self._window.session
        if session is not None:
            ask(self._window, WARNING, "Choose where…", lambda: self._ask_where(session, child_id), harmless=True)

    def _ask_where(self, session: "Session", child_id: str) -> None:
        dialog = FileDialog(
            self._window, "Save everything held, which is not encrypted",
            str(Path(self._window.settings.folder("documents")) / f"Subject access {this_day().isoformat()}.zip"),
            "Archives (*.zip)",
        )  # fmt: skip
        dialog.setAcceptMode(FileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("zip")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self.write_access(session, child_id, Path(path)))
        dialog.open()

    def write_access(self, session: "Session", child_id: str, path: Path) -> None:
        """Write the archive on the worker."""
        if self._window.session is not session:
            return
        as_at = session.as_at

        def work(store: "Store", _: "Progress") -> int:
            from suffdesk.operations.access import export_subject_access

            return export_subject_access(store, child_id, path, as_at)

        def done(documents: int) -> None:
            self._window.settings.set_folder("documents", path.parent)
            self._window.tell(f"Saved {path.name}, with {plural(documents, 'document')}; it is not encrypted")

        session.tasks.run("Gathering everything held", work, done=done, failed=self._failed, store=session.store)

    # Erasing

    def erase(self, child_id: str) -> None:
        """Count what would go, say so, and ask."""
        session = self._writable()
        if session is None:
            return

        def count(store: "Store", _: "Progress") -> "WhatGoes":
            from suffdesk.operations.erasure import what_goes

            return what_goes(store, child_id)

        def show(going: "WhatGoes") -> None:
            from suffdesk.ui.dialogs.erase import EraseDialog

            if self._window.session is not session:
                return
            dialog = EraseDialog(self._window, going)
            dialog.agreed.connect(lambda reason, request: self.erase_now(session, child_id, reason, request))
            dialog.open()

        session.tasks.run("Counting what is held", count, done=show, failed=self._failed, store=session.store)

    def erase_now(self, session: "Session", child_id: str, reason: "Reason", request: str) -> None:
        """Erase, and show the certificate."""

        def work(store: "Store", progress: "Progress") -> "Erasure":
            from suffdesk.operations.erasure import erase_child

            return erase_child(store, child_id, reason, request=request, progress=progress)

        self._apart(session, "Erasing a record", work, "The record was erased")

    def finish(self, number: int) -> None:
        """Go again through what an erasure could not reach."""
        session = self._writable()
        if session is None:
            return

        def work(store: "Store", progress: "Progress") -> "Erasure":
            from suffdesk.operations.erasure import finish_erasure

            return finish_erasure(store, number, progress)

        self._apart(session, "Finishing an erasure", work, "The erasure was gone through again", number)

    def offer_to_finish(self) -> None:
        """After opening: an erasure that a full disk or another program kept from the end is offered to be finished."""
        session = self._window.session
        if session is None or session.store.read_only:
            return
        if not session.store.rows("SELECT 1 FROM erasure LIMIT 1"):
            return  # what erases takes long to load, and few stores need it while starting
        from suffdesk.operations.erasure import interrupted_erasure

        number = interrupted_erasure(session.store)
        if number is not None:
            ask(
                self._window,
                f"Erasure {number} was cut short: the file or a copy beside it may still hold the record. Go through "
                "them again now?",
                "Finish it",
                lambda: self.finish(number),
            )

    def _writable(self) -> "Session | None":
        session = self._window.session
        if session is None or session.store.read_only or not self._window.work.may_stop():
            return None
        return session

    def _apart(self, session: "Session", label: str, work: "Callable[[Store, Progress], Erasure]", said: str,
               number: int | None = None) -> None:  # fmt: skip
        """Work that has to have the file to itself: the store is closed for it, and opened again afterwards."""
        if self._writable() is not session:
            return
        path, key, who, as_at = session.store.path, session.store.raw_key, session.store.who, session.as_at
        self._window.stores.close()
        if self._window.session is not None:
            return

        def run(_: None, progress: "Progress") -> int:
            from suffdesk.operations.erasure import erasures_made
            from suffdesk.operations.stores import open_store

            with open_store(path, key=key, who=who) as store:
                work(store, progress)
                return number if number is not None else erasures_made(store)[0].number

        def reopened() -> bool:
            try:
                store = self._window.opening.opened(path, None, who, False, key)
            except UserError as error:
                self._window.opening.refused(path, error, None, who, key)
                return False
            self._window.stores.take_under(store, who, as_at)
            return True

        def done(made: int) -> None:
            if reopened():
                self._window.tell(said)
                self.show_certificate(made)

        def failed(error: Exception) -> None:
            reopened()
            self._failed(error)

        self._window.tasks.run_without_store(label, run, done=done, failed=failed)

    # Certificates

    def show_certificate(self, number: int) -> None:
        """The certificate of an erasure, to read and to save."""
        from suffdesk.operations.certificates import certificate, certificate_lines
        from suffdesk.operations.erasure import erasure_numbered
        from suffdesk.ui.dialogs.certificate import CertificateDialog

        session = self._window.session
        if session is None:
            return
        try:
            made = erasure_numbered(session.store, number)
        except UserError as error:
            tell(self._window, str(error))
            return
        lines = certificate_lines(certificate(session.store, made))
        dialog = CertificateDialog(
            self._window, lines, number, self._window.settings.folder("publish"),
            unfinished=not made.reached and not session.store.read_only,
        )  # fmt: skip
        dialog.save.connect(lambda path: self.write_certificate(number, Path(path)))
        dialog.finish.connect(lambda: self.finish(number))
        dialog.open()

    def write_certificate(self, number: int, path: Path) -> None:
        """Write the certificate as a PDF on the worker."""
        session = self._window.session
        if session is None:
            return

        def work(store: "Store", _: "Progress") -> None:
            from suffdesk.operations.certificates import write_certificate
            from suffdesk.operations.erasure import erasure_numbered

            write_certificate(store, erasure_numbered(store, number), path)

        session.tasks.run(
            "Writing the certificate", work, done=lambda _: self._window.tell(f"Saved {path.name}"),
            failed=self._failed, store=session.store,
        )  # fmt: skip
