"""The board pack: made for the as-at date, looked at, opened."""

from datetime import date, datetime
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QImage, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from suffdesk.core.changes import Changes
from suffdesk.core.dates import show_date, show_date_short
from suffdesk.core.errors import UserError
from suffdesk.core.progress import Progress
from suffdesk.store.opening import Store
from suffdesk.ui.dialogs.files import FileDialog
from suffdesk.ui.faults import show_fault
from suffdesk.ui.pdf_preview import first_pages
from suffdesk.ui.screen import Screen
from suffdesk.ui.session import Session
from suffdesk.ui.settings import Settings
from suffdesk.ui.widgets.card import Card
from suffdesk.ui.widgets.text import button, heading, label, muted, title

_NAME = "Board pack"
_HOLDS = (
    "A summary in words made from the figures",
    "Every indicator with numerator, denominator and definition",
    "Charts, each with the table behind it",
    "Where children are placed",
    "What is missing or unsure in the data",
)
_FILES_SHOWN = 8
_PAGES_SHOWN = 3


class PublicationsScreen(Screen):
    """What the board pack holds, where it goes, what was made, and its first pages."""

    title = "Publications"
    guide = "board-pack"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session: Session | None = None
        self._settings = Settings()
        self._shown = 0
        outer = QVBoxLayout(self)
        outer.setContentsMargins(20, 16, 20, 20)
        outer.setSpacing(14)
        outer.addWidget(title("Publications"))
        row = QHBoxLayout()
        row.setSpacing(14)
        outer.addLayout(row, 1)
        left = QVBoxLayout()
        left.setSpacing(14)
        left.addWidget(self._pack_card())
        left.addWidget(self._made_card())
        left.addStretch(1)
        row.addLayout(left, 3)
        row.addWidget(self._preview_card(), 4)

    def _pack_card(self) -> Card:
        card = Card(_NAME)
        self._as_at = label("", wrap=True)
        card.body.addWidget(self._as_at)
        for line in _HOLDS:
            card.body.addWidget(label(f"•  {line}", "caption"))
        card.body.addSpacing(6)
        words = label("Folder")
        card.body.addWidget(words)
        row = QHBoxLayout()
        self.folder = QLineEdit()
        self.folder.setAccessibleName("Folder for the board pack")
        self.folder.editingFinished.connect(lambda: self._list_made())
        words.setBuddy(self.folder)
        choose = button("Choose…")
        choose.setAccessibleName("Choose the folder")
        choose.clicked.connect(self._choose_folder)
        row.addWidget(self.folder, 1)
        row.addWidget(choose)
        card.body.addLayout(row)
        card.body.addSpacing(4)
        end = QHBoxLayout()
        self.make = button("Make the board pack", "primary", "A PDF to read and a workbook to work with")
        self.make.clicked.connect(self._make)
        end.addWidget(self.make)
        end.addWidget(muted("PDF and Excel workbook"))
        end.addStretch()
        card.body.addLayout(end)
        return card

    def _made_card(self) -> Card:
        card = Card("Made")
        self._made = QVBoxLayout()
        self._made.setSpacing(4)
        card.body.addLayout(self._made)
        card.body.addStretch()
        return card

    def _preview_card(self) -> Card:
        card = Card("First pages", " ")
        self._previewed = card.aside_label
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setAccessibleName("First pages of the board pack")
        inside = QWidget()
        self._pages = QVBoxLayout(inside)
        self._pages.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
        self._pages.setSpacing(12)
        scroll.setWidget(inside)
        self._scroll = scroll
        card.body.addWidget(scroll)
        return card

    # Screen

    def set_session(self, session: Session | None) -> None:
        self._session = session
        self._show_pages("", [])
        if session is None:
            self._clear(self._made)
            self._as_at.setText("")
            return
        self.folder.setText(self._usual_folder(session))
        self.set_as_at(session.as_at)
        self._list_made()

    def _usual_folder(self, session: Session) -> str:
        """The one used last; for the demo the one it lies in, so that its packs never mix with real ones."""
        if session.demo:
            return str(session.store.path.parent)
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        return self._settings.folder("publish") or documents or str(session.store.path.parent)

    def set_as_at(self, day: date) -> None:
        whose = self._session.authority_name if self._session else ""
        self._as_at.setText(f"{whose + ', as' if whose else 'As'} at {show_date(day)}. It holds:")
        self.make.setText(f"Make the board pack at {show_date(day)}")

    def refresh(self, changes: Changes) -> None:
        if self._session is None:
            return
        self.set_as_at(self._session.as_at)
        if "authority" in changes.facts:  # what is in sight was made for another
            self._show_pages("", [])

    # Making

    def _choose_folder(self) -> None:
        dialog = FileDialog(self, "Folder for the board pack", self.folder.text())
        dialog.setFileMode(FileDialog.FileMode.Directory)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._folder_chosen)
        dialog.open()

    def _folder_chosen(self, name: str) -> None:
        self.folder.setText(name)
        self._list_made()

    def _make(self) -> None:
        session = self._session
        if session is None:
            return
        if not self.folder.text().strip():
            show_fault(self.window(), UserError("Say which folder the board pack goes into"))
            return
        folder, as_at = Path(self.folder.text().strip()), session.as_at
        self.make.setEnabled(False)

        def work(store: Store, progress: Progress) -> tuple[list[Path], list[QImage]]:
            from suffdesk.operations.publish import board_pack

            files = board_pack(store, as_at, folder, progress)
            progress("Showing the first pages", 0.95)
            return files, first_pages(files[0], _PAGES_SHOWN)

        session.tasks.run("Making the board pack", work, done=self._done, failed=self._failed, store=session.store)

    def _done(self, made: tuple[list[Path], list[QImage]]) -> None:
        files, pages = made
        self.make.setEnabled(True)
        self._settings.set_folder("publish", files[0].parent)
        self._list_made(preview=False)
        self._show_pages(files[0].name, pages)
        self.told.emit(f"Made {' and '.join(file.name for file in files)}")

    def _failed(self, error: Exception) -> None:
        self.make.setEnabled(True)
        show_fault(self.window(), error)

    # What was made

    def _list_made(self, *, preview: bool = True) -> None:
        self._clear(self._made)
        folder = Path(self.folder.text().strip())
        found = [path for path in folder.glob(f"{_NAME} *") if path.suffix in (".pdf", ".xlsx")]
        found.sort(key=lambda path: (path.stat().st_mtime, path.suffix), reverse=True)
        for path in found[:_FILES_SHOWN]:
            self._made.addWidget(self._made_row(path))
        if not found:
            self._made.addWidget(muted("Nothing in this folder yet."))
        newest = next((path for path in found if path.suffix == ".pdf"), None)
        if preview and newest:
            self._preview(newest)

    def _made_row(self, path: Path) -> QWidget:
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(heading(path.name))
        facts = path.stat()
        made = datetime.fromtimestamp(facts.st_mtime)
        words.addWidget(muted(f"{show_date_short(made.date())}, {made:%H:%M} · {max(1, facts.st_size // 1024):,} kB"))
        row.addLayout(words, 1)
        presses = [("Open", lambda: self._open(path)), ("Show in folder", lambda: self._open(path.parent))]
        if path.suffix == ".pdf":
            presses.insert(0, ("Preview", lambda: self._preview(path)))
        for name, do in presses:
            press = button(name, "link")
            press.setAccessibleName(f"{name}: {path.name}")
            press.clicked.connect(lambda _=False, do=do: do())
            row.addWidget(press)
        return whole

    def _open(self, path: Path) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            self.told.emit(f"No program on this computer opens {path.name}")

    def _preview(self, path: Path) -> None:
        if self._session:
            self._session.tasks.run_without_store(
                f"Showing {path.name}",
                lambda _, __: first_pages(path, _PAGES_SHOWN),
                done=lambda pages: self._show_pages(path.name, pages),
                failed=self._failed,
                quiet=True,
            )

    def _show_pages(self, name: str, pages: list[QImage]) -> None:
        self._clear(self._pages)
        if self._session is None:
            pages = []
        if self._previewed:
            self._previewed.setText(name if pages else "")
        self._shown = len(pages)
        width = max(self._scroll.width() - 48, 320)
        for number, image in enumerate(pages, start=1):
            page = QLabel()
            page.setProperty("role", "sheet")
            page.setAccessibleName(f"Page {number} of the board pack")
            pixmap = QPixmap.fromImage(image)
            pixmap = pixmap.scaledToWidth(
                round(width * self.devicePixelRatioF()), Qt.TransformationMode.SmoothTransformation
            )
            pixmap.setDevicePixelRatio(self.devicePixelRatioF())
            page.setPixmap(pixmap)
            self._pages.addWidget(page)
        if not pages:
            self._pages.addWidget(muted("Shown when a board pack has been made."))

    @property
    def pages_shown(self) -> int:
        return self._shown

    @staticmethod
    def _clear(layout: QVBoxLayout) -> None:
        while item := layout.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
