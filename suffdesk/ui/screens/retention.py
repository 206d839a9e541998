"""Keeping and losing: what need not be kept on the date, what is archived, removed, erased, and was exported."""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QTabWidget, QVBoxLayout, QWidget

from suffdesk.core.changes import Changes
from suffdesk.core.dates import show_date, this_day
from suffdesk.core.progress import Progress
from suffdesk.core.report import Table
from suffdesk.core.text import plural
from suffdesk.operations.erasure import Made, erasures_made
from suffdesk.operations.export_log import export_log_table
from suffdesk.operations.record_table import Records
from suffdesk.operations.removed import Removed, removed_children, removed_table
from suffdesk.operations.retention import Kept, kept_table, review
from suffdesk.store.opening import Store
from suffdesk.ui.dialogs.files import FileDialog
from suffdesk.ui.faults import show_fault
from suffdesk.ui.records.tab import RecordTable
from suffdesk.ui.screen import Screen
from suffdesk.ui.session import Session
from suffdesk.ui.widgets.text import button, muted, title


@dataclass(frozen=True, slots=True)
class Press:
    """A button of a list. ``verb`` is that of ``Screen.record_asked``."""

    verb: str
    words: str
    tip: str
    many: bool = False
    """Whether it takes every chosen row."""
    writes: bool = True


_OPEN = Press("open", "Open the record", "The child's page (Enter)", writes=False)
_ARCHIVE = Press("archive", "Archive", "Put the chosen records out of the way; they still count in figures", many=True)
_BRING_BACK = Press("bring_back", "Take out of the archive", "Bring the chosen records back", many=True)
_ERASE = Press("erase", "Erase…", "Erase everything held of the chosen child, after saying what goes")
_CERTIFICATE = Press("certificate", "Certificate…", "Read it, or save it as a PDF (Enter)", writes=False)
_FINISH = Press("finish", "Finish it", "Go again through what the chosen erasure did not reach")


class RowList(QWidget):
    """One list of the screen: what it is, its rows, and what can be done with those chosen."""

    pressed = Signal(str, list)
    """Verb, and the ids of the chosen rows."""
    export_wanted = Signal()

    def __init__(self, name: str, about: str, empty: str, presses: Sequence[Press]) -> None:
        super().__init__()
        self._records = Records(Table(name, (), []), ())
        self._presses = presses
        self._unfit: Mapping[str, Set[str]] = {}
        self._may_write = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 10, 0, 0)
        column.setSpacing(8)
        column.addWidget(muted(about, wrap=True))
        self.table = RecordTable(name)
        self.table.opened.connect(lambda row: self._press(presses[0], [row]) if presses else None)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._offer())
        column.addWidget(self.table, 1)
        self.empty = muted(empty)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.empty, 1)
        row = QHBoxLayout()
        self.buttons: dict[str, QPushButton] = {}
        for press in presses:
            made = button(press.words, "", press.tip)
            made.clicked.connect(partial(self._press, press))
            self.buttons[press.verb] = made
            row.addWidget(made)
        row.addStretch()
        self.export = button("Export…", "", "The whole list as a workbook")
        self.export.setAccessibleName(f"Export: {name}")
        self.export.clicked.connect(self.export_wanted)
        row.addWidget(self.export)
        column.addLayout(row)

    def show_records(self, records: Records, unfit: Mapping[str, Set[str]], *, may_write: bool) -> None:
        """Show these rows; ``unfit`` are ids to which a verb does not apply."""
        self._records, self._unfit, self._may_write = records, unfit, may_write
        self.table.show_records(records)
        self.table.setVisible(bool(records.count))
        self.empty.setVisible(not records.count)
        self.export.setEnabled(bool(records.count))
        self._offer()

    def chosen(self) -> list[int]:
        """The chosen rows, from above."""
        return sorted({index.row() for index in self.table.selectionModel().selectedRows()})

    def _offer(self) -> None:
        ids = [self._records.rows[row][1] for row in self.chosen() if row < self._records.count]
        for press in self._presses:
            fitting = [one for one in ids if one not in self._unfit.get(press.verb, ())]
            fits = bool(fitting) and (press.many or len(ids) == 1)
            self.buttons[press.verb].setEnabled(fits and (self._may_write or not press.writes))

    def _press(self, press: Press, rows: Sequence[int] = ()) -> None:
        ids = [self._records.rows[row][1] for row in rows or self.chosen() if row < self._records.count]
        if ids:
            self.pressed.emit(press.verb, ids)


class RetentionScreen(Screen):
    """Follows the as-at date. Its lists are read when they are shown and after every change."""

    title = "Retention"
    guide = "keeping-and-losing"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session: Session | None = None
        self.setAccessibleName("Retention")
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 14)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(title("Retention"))
        self.about = muted("")
        head.addWidget(self.about)
        head.addStretch()
        column.addLayout(head)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        column.addWidget(self.tabs, 1)
        self._titles: list[str] = []
        self.due = self._add(
            "Need not be kept", "The time for which the law asks that these records be kept has passed on the date. "
            "Decide on each: erase it, or archive it. Choose several rows with Shift or Ctrl.",
            "On this date every record has to be kept.", (_OPEN, _ARCHIVE, _BRING_BACK, _ERASE),
        )  # fmt: skip
        self.untold = self._add(
            "Cannot be told", "No date of birth is held, so these records are kept until one is known.",
            "A date of birth is held of every child.", (_OPEN, _ARCHIVE, _BRING_BACK, _ERASE),
        )  # fmt: skip
        self.archived = self._add(
            "Archived", "Out of the way, whole, and counted in figures of their time. They are not offered when a "
            "child is searched for to refer to, unless the whole reference is typed.",
            "No record is archived.", (_OPEN, _BRING_BACK, _ERASE),
        )  # fmt: skip
        self.removed = self._add(
            "Removed", "Records that were removed and not erased: Undo or a backup brings them back, and the history "
            "still says what they held. Erase one to take that away for good.",
            "No record was removed.", (_ERASE,),
        )  # fmt: skip
        self.erased = self._add(
            "Erased", "Every erasure, with its certificate. Nothing here tells of the child.",
            "No record was erased.", (_CERTIFICATE, _FINISH),
        )  # fmt: skip
        self.exports = self._add(
            "Exports", "What left the store as a file: when, by whom, what and to which file. Erasing does not reach "
            "these files.", "Nothing was exported.", (),
        )  # fmt: skip

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keyboard goes to the tabs; not by a proxy, which Tab would not go past."""
        self.tabs.setFocus(event.reason())

    def _add(self, name: str, about: str, empty: str, presses: Sequence[Press]) -> RowList:
        made = RowList(name, about, empty, presses)
        made.pressed.connect(partial(self._pressed, presses))
        made.export_wanted.connect(partial(self._ask_where, name))
        self._titles.append(name)
        self.tabs.addTab(made, name)
        return made

    # Screen

    def set_session(self, session: Session | None) -> None:
        self._session = session
        self._read()

    def set_as_at(self, day: date) -> None:
        self._read_if_shown()

    def refresh(self, changes: Changes) -> None:
        self._read_if_shown()

    def showEvent(self, event: QShowEvent) -> None:
        self._read()  # exports and erasures change no record, so nobody tells of them
        super().showEvent(event)

    def _read_if_shown(self) -> None:
        if self.isVisible():
            self._read()

    def _read(self) -> None:
        session = self._session
        if session is None:
            self.about.setText("")
            for place in range(self.tabs.count()):
                self._fill(place, Records(Table("", (), []), ()))
            return
        store, as_at = session.store, session.as_at
        found = review(store, as_at)
        self.about.setText(
            f"{plural(len(found.due), 'record')} need not be kept on {show_date(as_at)}" if found.due
            else f"On {show_date(as_at)} every record has to be kept"
        )  # fmt: skip
        for place, kept in enumerate((found.due, found.untold, found.archived)):
            away = {one.child_id for one in kept if one.archived_on is not None}
            unfit = {"archive": away, "bring_back": {one.child_id for one in kept} - away}
            self._fill(place, _children(self._titles[place], kept, as_at), unfit)
        gone = removed_children(store)
        self._fill(3, _removed(gone))
        made = erasures_made(store)
        reached = {str(one.number) for one in made if one.erasure.reached}
        self._fill(4, _erasures(made), {"finish": reached})
        log = export_log_table(store)
        self._fill(5, Records(log, (("", ""),) * len(log.rows)))

    def _fill(self, place: int, records: Records, unfit: Mapping[str, Set[str]] | None = None) -> None:
        shown = self.tabs.widget(place)
        assert isinstance(shown, RowList)
        may_write = self._session is not None and not self._session.store.read_only
        shown.show_records(records, unfit or {}, may_write=may_write)
        self.tabs.setTabText(
            place, f"{self._titles[place]} {records.count:,}" if records.count else self._titles[place]
        )

    # Doing

    def _pressed(self, presses: Sequence[Press], verb: str, ids: list[str]) -> None:
        press = next(one for one in presses if one.verb == verb)
        if verb in ("certificate", "finish"):
            self.record_asked.emit(verb, "erasure", int(ids[0]))
        else:
            self.record_asked.emit(verb, "child", ids if press.many else ids[0])

    def _ask_where(self, name: str) -> None:
        dialog = FileDialog(self.window(), "Save as a workbook", f"{name} {this_day().isoformat()}.xlsx",
                             "Excel workbooks (*.xlsx)")  # fmt: skip
        dialog.setAcceptMode(FileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("xlsx")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda chosen: self.export_to(name, Path(chosen)))
        dialog.open()

    def export_to(self, name: str, path: Path) -> None:
        """Write the list of a tab as a workbook; the export is recorded."""
        session = self._session
        if session is None:
            return
        as_at, read = session.as_at, self._readers()[name]
        whose = session.authority_name or session.store.path.stem

        def write(store: Store, _: Progress) -> int:
            from suffdesk.operations.publish import export_table

            table = read(store, as_at)
            export_table(table, path, (("Of", whose), ("As at", show_date(as_at))), store=store, as_at=as_at)
            return len(table.rows)

        def done(rows: int) -> None:
            self.told.emit(f"Saved {plural(rows, 'row')} to {path.name}")
            self._read_if_shown()

        session.tasks.run(
            f"Saving {path.name}", write, done=done, failed=partial(show_fault, self.window()), store=session.store
        )

    def _readers(self) -> dict[str, Callable[[Store, date], Table]]:
        due, untold, archived, removed, erased, exports = self._titles
        return {
            due: lambda store, day: kept_table("Records that need not be kept", review(store, day).due, day),
            untold: lambda store, day: kept_table("Records without a date of birth", review(store, day).untold, day),
            archived: lambda store, day: kept_table("Archived records", review(store, day).archived, day),
            removed: lambda store, _: removed_table(removed_children(store)),
            erased: lambda store, _: _erasures(erasures_made(store)).table,
            exports: lambda store, _: export_log_table(store),
        }


def _children(name: str, found: Sequence[Kept], as_at: date) -> Records:
    return Records(kept_table(name, found, as_at), tuple(("child", one.child_id) for one in found))


def _removed(found: Sequence[Removed]) -> Records:
    return Records(removed_table(found), tuple(("child", one.child_id) for one in found))


def _erasures(made: Sequence[Made]) -> Records:
    from suffdesk.operations.certificates import erasures_table  # brings reportlab: not while starting

    return Records(erasures_table(made), tuple(("erasure", str(one.number)) for one in made))
