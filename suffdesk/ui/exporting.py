"""The Export menu of a screen: its reports as workbook or PDF, and the list that is shown; each export is recorded."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu

from suffdesk.core.dates import show_date
from suffdesk.core.progress import Progress
from suffdesk.core.report import Table
from suffdesk.store.opening import Store
from suffdesk.ui.dialogs.files import FileDialog
from suffdesk.ui.faults import show_fault
from suffdesk.ui.session import Session
from suffdesk.ui.widgets.text import Button


class ExportButton(Button):
    """A button with a menu. ``reports`` are names of operations.publish with their titles."""

    told = Signal(str)

    def __init__(self, subject: str, reports: Mapping[str, str], shown: Callable[[], Table | None]) -> None:
        super().__init__("Export…")
        self._session: Session | None = None
        self._subject, self._reports, self._shown = subject, dict(reports), shown
        menu = QMenu(self)
        for name, title in self._reports.items():
            menu.addAction(f"{title} as a workbook…", partial(self._ask_where, name, ".xlsx"))
            menu.addAction(f"{title} as a PDF…", partial(self._ask_where, name, ".pdf"))
        menu.addAction("The list shown…", partial(self._ask_where, "", ".xlsx"))
        self.setMenu(menu)

    def set_session(self, session: Session | None) -> None:
        """Whose store is exported."""
        self._session = session

    def _ask_where(self, report: str, ending: str) -> None:
        session, table = self._session, self._shown()
        if session is None or (table is None and not report):
            return
        name = self._reports[report] if report or table is None else table.title
        kind = "PDF (*.pdf)" if ending == ".pdf" else "Excel workbook (*.xlsx)"
        dialog = FileDialog(self.window(), f"Export: {name}", "", kind)
        dialog.setAcceptMode(FileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(ending.removeprefix("."))
        dialog.selectFile(f"{name} {session.as_at.isoformat()}{ending}")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(
            lambda chosen: self.save_report(report, Path(chosen)) if report else self.save_list(Path(chosen))
        )
        dialog.open()

    def save_report(self, report: str, path: Path) -> None:
        """Write a report as the file's ending says; the export is recorded."""
        session = self._session
        if session is None:
            return
        as_at = session.as_at

        def work(store: Store, progress: Progress) -> None:
            from suffdesk.operations.publish import publish  # brings openpyxl and reportlab: not while starting

            publish(store, report, as_at, path, progress)

        self._run(session, path, work)

    def save_list(self, path: Path) -> None:
        """Write the list that is shown to a workbook; the export is recorded."""
        session, table = self._session, self._shown()
        if session is None or table is None:
            return
        as_at = session.as_at
        facts = [(f"{self._subject} of", session.authority_name), ("List", table.title), ("As at", show_date(as_at))]

        def work(store: Store, _: Progress) -> None:
            from suffdesk.operations.publish import export_table

            export_table(table, path, [fact for fact in facts if fact[1]], store=store, as_at=as_at)

        self._run(session, path, work)

    def _run(self, session: Session, path: Path, work: Callable[[Store, Progress], None]) -> None:
        session.tasks.run(
            f"Saving {path.name}", work, done=lambda _: self.told.emit(f"Saved {path.name}"),
            failed=lambda error: show_fault(self.window(), error), store=session.store,
        )  # fmt: skip
