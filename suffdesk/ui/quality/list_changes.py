"""What published lists of settings changed: the changes of one list by kind, and the card that shows every list."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QButtonGroup, QComboBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from suffdesk.core.dates import show_date
from suffdesk.core.text import plural
from suffdesk.operations.list_changes import (
    KINDS,
    HeldList,
    ListChange,
    changes_of,
    changes_records,
    export_changes,
    lists_held,
)
from suffdesk.store.opening import Store
from suffdesk.ui.dialogs.files import FileDialog
from suffdesk.ui.faults import show_fault
from suffdesk.ui.records.tab import RecordTable
from suffdesk.ui.register.chips import keep_room
from suffdesk.ui.session import Session
from suffdesk.ui.widgets.card import Card
from suffdesk.ui.widgets.flow import FlowLayout
from suffdesk.ui.widgets.text import button, label, muted

_ALL, _OURS = "all", "ours"


class ListChangesView(QWidget):
    """A table of changes under chips that keep to one kind, or to settings where children of ours are placed."""

    opened = Signal(str)
    """Id of the setting of a row."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._changes: Sequence[ListChange] = ()
        self._shown: Sequence[ListChange] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self._chips_place = QWidget()
        self._flow = FlowLayout(self._chips_place, 8)
        self._flow.setContentsMargins(0, 0, 0, 0)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self.chips: dict[str, QPushButton] = {}
        for kind, words in ((_ALL, "All"), (_OURS, "With our children"), *KINDS.items()):
            chip = button(words, "chip")
            chip.setCheckable(True)
            chip.clicked.connect(lambda _, kind=kind: self.show_kind(kind))
            self._group.addButton(chip)
            self._flow.addWidget(chip)
            self.chips[kind] = chip
        column.addWidget(self._chips_place)
        self.table = RecordTable(name)
        self.table.opened.connect(self._open)
        column.addWidget(self.table, 1)
        self.empty = muted("")
        column.addWidget(self.empty)

    @property
    def changes(self) -> Sequence[ListChange]:
        """Those in the table."""
        return self._shown

    def show_changes(self, changes: Sequence[ListChange]) -> None:
        """Show these: those with children of ours where there are any, else all."""
        self._changes = changes
        counts = {kind: sum(one.kind == kind for one in changes) for kind in KINDS}
        counts |= {_ALL: len(changes), _OURS: sum(bool(one.children) for one in changes)}
        for kind, chip in self.chips.items():
            words = {_ALL: "All", _OURS: "With our children"}.get(kind) or KINDS[kind]
            chip.setText(f"{words} {counts[kind]:,}")
            chip.setAccessibleName(f"{words}: {plural(counts[kind], 'change')}")
            chip.setVisible(bool(counts[kind]) or kind in (_ALL, _OURS))
            keep_room(chip)
        self.show_kind(_OURS if counts[_OURS] else _ALL)
        self._fit_chips()

    def show_kind(self, kind: str) -> None:
        """Keep to one kind of change."""
        self.chips[kind].setChecked(True)
        self._shown = [
            one for one in self._changes if kind == _ALL or one.kind == kind or (kind == _OURS and one.children)
        ]  # fmt: skip
        self.table.show_records(changes_records(self._shown))
        self.table.setVisible(bool(self._shown))
        self.empty.setVisible(not self._shown)
        self.empty.setText("Nothing changed." if not self._changes else "None of the changes is one of these.")

    def _open(self, row: int) -> None:
        self.opened.emit(self._shown[row].setting_id)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_chips()

    def _fit_chips(self) -> None:
        """Room for every line of chips at this width."""
        self._chips_place.setMinimumHeight(self._flow.heightForWidth(max(self.width(), 200)))


class ListChangesCard(Card):
    """Every list that was brought in, and what the chosen one changed; for any screen."""

    setting_opened = Signal(str)
    told = Signal(str)
    import_wanted = Signal()

    def __init__(self) -> None:
        super().__init__("Published lists", "what each changed when it was imported")
        self._session: Session | None = None
        self._lists: list[HeldList] = []
        self._turn = 0
        self._fresh = False
        row = QHBoxLayout()
        row.setSpacing(8)
        self.lists = QComboBox()
        self.lists.setAccessibleName("Which list")
        self.lists.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.lists.activated.connect(self._read)
        words = label("Changes since the list before, in")
        words.setBuddy(self.lists)
        row.addWidget(words)
        row.addWidget(self.lists)
        row.addStretch()
        self.export = button("Export…", "", "Save the changes shown as a workbook")
        self.export.clicked.connect(self._choose_file)
        row.addWidget(self.export)
        self._chooser = QWidget()
        self._chooser.setLayout(row)
        row.setContentsMargins(0, 0, 0, 0)
        self.body.addWidget(self._chooser)
        self.view = ListChangesView("Changes of the chosen list")
        self.view.opened.connect(self.setting_opened)
        self.view.setMinimumHeight(280)
        self.body.addWidget(self.view)
        below = QHBoxLayout()
        self.none = muted(
            "No list yet. Ofsted publishes its list of children's homes, agencies and schools with their judgements; "
            "import it to see judgements, places and closures of the homes that you use.", wrap=True,
        )  # fmt: skip
        below.addWidget(self.none, 1)
        self.import_list = button("Import an Ofsted list…")
        self.import_list.clicked.connect(self.import_wanted)
        below.addWidget(self.import_list)
        below.addStretch()
        self.body.addLayout(below)

    def set_session(self, session: Session | None) -> None:
        """Show the lists of another store, or drop everything."""
        self._session = session
        self._lists = []
        self.show_again()

    def show_again(self) -> None:
        """Read the lists again, and stay with the one that was chosen where it is still there."""
        session = self._session
        chosen = self._chosen()
        self._lists = lists_held(session.store) if session else []
        self.lists.clear()
        for held in self._lists:
            self.lists.addItem(f"{show_date(held.as_at)} · {held.file_name}")
        place = next((n for n, held in enumerate(self._lists) if chosen and held.id == chosen.id), 0)
        self.lists.setCurrentIndex(place if self._lists else -1)
        for part in (self._chooser, self.view):
            part.setVisible(bool(self._lists))
        self.none.setVisible(not self._lists)
        self.import_list.setEnabled(session is not None and not session.store.read_only)
        self.view.show_changes(())
        self._fresh = False
        if self.isVisible():
            self._read()

    def _chosen(self) -> HeldList | None:
        place = self.lists.currentIndex()
        return self._lists[place] if 0 <= place < len(self._lists) else None

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._fresh:
            self._read()

    def _read(self) -> None:
        """Read what the chosen list changed, on the worker: the first list of a store changed thousands."""
        session, chosen = self._session, self._chosen()
        self._turn += 1
        turn, self._fresh = self._turn, True
        self.export.setEnabled(False)
        if session is None or chosen is None:
            self.view.show_changes(())
            return

        def done(changes: tuple[ListChange, ...]) -> None:
            if turn == self._turn and self._session is session:
                self.view.show_changes(changes)
                self.export.setEnabled(True)

        session.tasks.run(
            "Reading what the list changed", lambda store, _: changes_of(store, chosen.id), done=done,
            failed=lambda error: show_fault(self.window(), error), store=session.store, quiet=True,
        )  # fmt: skip

    def _choose_file(self) -> None:
        chosen = self._chosen()
        if chosen is None:
            return
        dialog = FileDialog(self.window(), "Export the changes", "", "Workbook (*.xlsx)")
        dialog.setAcceptMode(FileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("xlsx")
        dialog.selectFile(f"Changes of the list of {chosen.as_at.isoformat()}.xlsx")
        dialog.fileSelected.connect(lambda name: self.export_to(Path(name)))
        dialog.open()

    def export_to(self, path: Path) -> None:
        """Save the changes shown as a workbook; the export is recorded."""
        session, chosen, changes = self._session, self._chosen(), tuple(self.view.changes)
        if session is None or chosen is None:
            return

        def write(store: Store, _: object) -> None:
            export_changes(store, chosen, changes, path)

        session.tasks.run(
            "Exporting the changes", write,
            done=lambda _: self.told.emit(f"{plural(len(changes), 'change')} in {path.name}"),
            failed=lambda error: show_fault(self.window(), error), store=session.store,
        )  # fmt: skip
