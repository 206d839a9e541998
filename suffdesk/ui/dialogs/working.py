"""A figure opened up: what it is, how it was counted, and the children behind it."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from suffdesk.core.dates import show_date
from suffdesk.core.measure import UNIT_WORDS, Measure
from suffdesk.core.palette import Palette
from suffdesk.core.progress import Progress
from suffdesk.core.report import Table
from suffdesk.core.text import plural
from suffdesk.models.query_table import QueryTable
from suffdesk.models.register import ChildrenSource
from suffdesk.operations.overview import variants_of
from suffdesk.operations.register import Children
from suffdesk.store.opening import Store
from suffdesk.ui.dialogs.dialog import Dialog
from suffdesk.ui.dialogs.files import FileDialog
from suffdesk.ui.faults import show_fault
from suffdesk.ui.register.table import RegisterTable
from suffdesk.ui.screen import Screen
from suffdesk.ui.session import Session
from suffdesk.ui.widgets.text import button, label, title

_COLUMNS = ("child", "age", "sex", "place", "provider", "where", "miles", "since")
_COUNTED, _BASE, _REST = "Counted", "Whole denominator", "Not counted"


class WorkingDialog(Dialog):
    """Shows one of ``measures``: the variants of a figure, the one to begin with first.

    The children are read from the store as they come into sight, so the dialog must be closed with it.
    """

    guide = "figures"
    told = Signal(str)
    child_wanted = Signal(str)
    """Id of a child whose page is to be shown."""
    show_wanted = Signal(tuple, str)
    """Ids of children, and words for them: to be shown in the register."""

    def __init__(self, parent: QWidget | None, session: Session, measures: Sequence[Measure], palette: Palette,
                 name: str = "") -> None:  # fmt: skip
        super().__init__(parent)
        self._session = session
        self.measures = list(measures)
        self.measure = self.measures[0]
        self.name = name or _name(self.measure)
        self._children = Children(session.store, self.measure.as_at)
        self.setWindowTitle(self.name)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(980, 640)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 18)
        column.setSpacing(8)
        column.addWidget(title(self.name))
        column.addLayout(self._make_value())
        self.definition = label("", wrap=True)
        self.definition.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.note = label("", "caption", wrap=True)
        for part in (self.definition, self.note):
            column.addWidget(part)
        column.addSpacing(2)
        column.addLayout(self._make_sides())
        self.rows = QueryTable(self)
        self.table = RegisterTable(self.rows, "Children behind the figure", self._table_of)
        self.table.set_theme(palette)
        self.table.sort_wanted.connect(self._sort_by)
        self.table.copied.connect(lambda rows: self.told.emit(f"Copied {plural(rows, 'row')}"))
        self.table.opened.connect(self._open_child)
        self.table.columns_moved.connect(self.rows.show_columns)
        column.addWidget(self.table, 1)
        column.addLayout(self._make_buttons())
        self._show(self.measure)
        self.table.setFocus()

    def _make_value(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        self.value = label("", "figure")
        self.basis = label("", "caption")
        row.addWidget(self.value)
        row.addWidget(self.basis, 0, Qt.AlignmentFlag.AlignBottom)
        row.addStretch()
        self.variant = QComboBox()
        self.variant.setAccessibleName("How it is counted")
        words = variants_of(self.measure.code)
        for measure in self.measures:
            self.variant.addItem(_variant_words(measure.variant))
            self.variant.setItemData(
                self.variant.count() - 1, words.get(measure.variant, "The usual way"), Qt.ItemDataRole.ToolTipRole
            )
        self.variant.currentIndexChanged.connect(lambda place: self._show(self.measures[place]))
        if len(self.measures) > 1:
            before = label("Counted", "caption")
            before.setBuddy(self.variant)
            row.addWidget(before)
            row.addWidget(self.variant)
        return row

    def _make_sides(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self._group = QButtonGroup(self)
        self.sides: dict[str, QPushButton] = {}
        for name in (_COUNTED, _BASE, _REST):
            chip = button(name, "chip")
            chip.setCheckable(True)
            self._group.addButton(chip)
            chip.clicked.connect(partial(self._show_side, name))
            row.addWidget(chip)
            self.sides[name] = chip
        row.addStretch()
        return row

    def _make_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.show_button = button("Show in the register")
        self.show_button.clicked.connect(self._show_in_register)
        row.addWidget(self.show_button)
        row.addStretch()
        copy = button("Copy", "", "Copy the chosen children, or all of the list (Ctrl+C)")
        copy.clicked.connect(self.table.copy)
        export = button("Export…", "", "Save the list as an Excel workbook")
        export.clicked.connect(self._ask_where)
        close = button("Close", "primary")
        close.clicked.connect(self.accept)
        for part in (copy, export, close):
            row.addWidget(part)
        return row

    # What is shown

    def _show(self, measure: Measure) -> None:
        self.measure = measure
        self.value.setText(measure.text)
        unit = UNIT_WORDS[measure.unit] if measure.unit == "per_10000" else ""
        basis = measure.basis if measure.unit != "per_10000" else f"{unit} · {measure.basis}"
        parts = (basis, show_date(measure.as_at))
        self.basis.setText(" · ".join(part for part in parts if part))
        self.definition.setText(measure.definition)
        self.note.setText(measure.note)
        self.note.setVisible(bool(measure.note))
        counted = set(measure.rows)
        rest = tuple(child for child in measure.base_rows if child not in counted)
        self._ids = {_COUNTED: tuple(measure.rows), _BASE: tuple(measure.base_rows), _REST: rest}
        for name, chip in self.sides.items():
            chip.setText(f"{name} {len(self._ids[name]):,}")
            chip.setVisible(name == _COUNTED or bool(rest))
        self._show_side(_COUNTED)

    def _show_side(self, name: str, *_: object) -> None:
        self._side = name
        self.sides[name].setChecked(True)
        ids = self._ids[name]
        self.rows.show(ChildrenSource(self._children, ids), self.rows.column_names or _COLUMNS, self.rows.sorted_by)
        self.table.show_sort()
        here = self.measure.as_at == self._session.as_at
        self.show_button.setEnabled(here and bool(ids))
        self.show_button.setToolTip(
            "Close this and show these children in the register" if here
            else f"These are the children of {show_date(self.measure.as_at)}; the register is at another date"
        )  # fmt: skip

    @property
    def ids(self) -> tuple[str, ...]:
        """The children that are listed."""
        return self._ids[self._side]

    @property
    def words(self) -> str:
        """Who is listed: ``3 or more placements`` or ``3 or more placements: not counted``."""
        return self.name if self._side == _COUNTED else f"{self.name}: {self._side.lower()}"

    def _sort_by(self, section: int) -> None:
        name, descending = self.rows.sorted_by
        again = name == self.rows.column_names[section] and not descending
        self.table.sort_rows(section, Qt.SortOrder.DescendingOrder if again else Qt.SortOrder.AscendingOrder)

    def _open_child(self, child_id: str) -> None:
        self.child_wanted.emit(child_id)
        self.accept()

    def _show_in_register(self) -> None:
        self.show_wanted.emit(self.ids, self.words)
        self.accept()

    # Taking it away

    def _table_of(self, ids: list[str]) -> Table:
        return self._children.table_of(ids, self.rows.column_names, self.words)

    def _ask_where(self) -> None:
        name = f"{self.name} {self.measure.as_at.isoformat()}.xlsx".replace("/", "-")
        dialog = FileDialog(self, "Save as a workbook", name, "Excel workbooks (*.xlsx)")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(FileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("xlsx")
        dialog.fileSelected.connect(lambda path: self.export(Path(path)))
        dialog.open()

    def export(self, path: Path) -> None:
        """Write the list, and what the figure is, to a workbook."""
        measure, ids, columns, words = self.measure, list(self.rows.ids), self.rows.column_names, self.words
        facts = [("Figure", f"{self.name}: {measure.text}"), ("Basis", measure.basis),
                 ("As at", show_date(measure.as_at)), ("Definition", measure.definition),
                 ("Listed", self._side), ("Note", measure.note)]  # fmt: skip

        def work(store: Store, progress: Progress) -> int:
            from suffdesk.operations.publish import export_table  # brings openpyxl and reportlab: not while starting

            table = Children(store, measure.as_at).table_of(ids, columns, words, progress)
            export_table(table, path, [(name, text) for name, text in facts if text], store=store, as_at=measure.as_at)
            return len(table.rows)

        screen = self.parentWidget()

        def done(rows: int) -> None:
            words = f"Saved {plural(rows, 'row')} to {path.name}"
            if isValid(self):
                self.told.emit(words)
            elif isinstance(screen, Screen):  # the dialog was closed meanwhile
                screen.told.emit(words)

        self._session.tasks.run(
            f"Saving {path.name}", work, done=done, failed=partial(show_fault, screen),
            store=self._session.store,
        )  # fmt: skip


def _name(measure: Measure) -> str:
    return f"{measure.label}: {measure.group}" if measure.group else measure.label


def _variant_words(name: str) -> str:
    return "the usual way" if name == "default" else f"by the variant “{name.replace('_', ' ')}”"
