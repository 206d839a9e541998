"""The register with its views, filters, columns, search and exports."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from suffdesk.core.dates import show_date
from suffdesk.core.palette import Palette
from suffdesk.core.progress import Progress
from suffdesk.core.report import Table
from suffdesk.core.text import plural
from suffdesk.models.query_table import QueryTable
from suffdesk.models.register import RegisterSource
from suffdesk.operations.register import (
    BY_NAME,
    COLUMNS,
    FILTERED_COLUMNS,
    USUAL,
    VIEWS,
    Register,
    View,
    choices,
    filter_title,
    said,
)
from suffdesk.store.opening import Store
from suffdesk.store.queries.register import Sort
from suffdesk.store.queries.register_filter import RegisterFilter
from suffdesk.ui.dialogs.files import FileDialog
from suffdesk.ui.faults import show_fault
from suffdesk.ui.icons import icon
from suffdesk.ui.register.checklist import ChecklistMenu
from suffdesk.ui.register.chips import FilterChips, ViewChips
from suffdesk.ui.register.columns import ColumnsMenu
from suffdesk.ui.register.memory import RegisterMemory
from suffdesk.ui.register.save_view import SaveView
from suffdesk.ui.register.table import RegisterTable
from suffdesk.ui.session import Session
from suffdesk.ui.tasks import Task
from suffdesk.ui.widgets.empty import EmptyState
from suffdesk.ui.widgets.text import button, muted

_KEEP_CHOSEN = 1_000
"""As many chosen rows are found again after the table was read anew."""


class RegisterPanel(QWidget):
    """Everything about the table of children. ``set_session(None)`` drops every row."""

    told = Signal(str)
    record_asked = Signal(str, str, object)
    """See ``Screen.record_asked``."""
    import_wanted = Signal()
    search_cleared = Signal()
    """The quick search was given up here, so that its field should be empty too."""

    def __init__(self, memory: RegisterMemory, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._memory = memory
        self._session: Session | None = None
        self._register: Register | None = None
        self._total = 0
        self._asked = 0
        self._counting: Task | None = None
        self.filter = RegisterFilter()
        self.rows = QueryTable(self)
        self.rows.refused.connect(self.told)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(self._make_bar())
        self.filter_chips = FilterChips()
        self.filter_chips.taken_away.connect(lambda names: self.show_filter(self.filter.without(*names)))
        self.filter_chips.cleared.connect(lambda: self.show_filter(RegisterFilter(text=self.filter.text)))
        self.filter_chips.hide()
        column.addWidget(self.filter_chips)
        self.pages = QStackedWidget()
        self.table = RegisterTable(self.rows, "Children and placements", self._table_of)
        self.table.opened.connect(self.open_child)
        self.table.sort_wanted.connect(self._sort_by)
        self.table.columns_moved.connect(self.show_columns)
        self.table.copied.connect(lambda rows: self.told.emit(f"Copied {plural(rows, 'row')}"))
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(self._open_row_menu)
        self.table.horizontalHeader().customContextMenuRequested.connect(
            lambda at: self._open_columns(self.table.horizontalHeader().mapToGlobal(at))
        )
        self.no_data = EmptyState(
            "No children yet", "The register, the figures and the charts come from the SSDA903 return.",
            "Import a return…",
        )  # fmt: skip
        self.no_data.acted.connect(self.import_wanted)
        self.nobody = EmptyState("Nobody on this date", "By the returns held no child is in care on the as-at date.")
        self.no_match = EmptyState("No child matches", "Nobody fits the search and the filter together.", "Show all")
        self.no_match.acted.connect(self._clear)
        for page in (self.table, self.no_data, self.nobody, self.no_match):
            self.pages.addWidget(page)
        column.addWidget(self.pages, 1)
        for keys, wanted in (("Ctrl+Shift+C", self.columns_button), ("Ctrl+Shift+F", self.filter_button)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(wanted.showMenu)

    def _make_bar(self) -> QHBoxLayout:
        bar = QHBoxLayout()
        bar.setSpacing(4)
        self.view_chips = ViewChips()
        self.view_chips.chosen.connect(self.show_view)
        self.view_chips.save_wanted.connect(self._ask_name)
        self.view_chips.forgotten.connect(self._forget)
        bar.addWidget(self.view_chips, 1)
        self.count = muted("")
        self.count.setAccessibleName("Children shown")
        self.count.setContentsMargins(0, 5, 6, 0)
        bar.addWidget(self.count, 0, Qt.AlignmentFlag.AlignTop)
        self.filter_button = self._menu_button("Filter", self._make_filter_menu())
        self.columns_menu = ColumnsMenu([(one.name, one.title) for one in COLUMNS], USUAL, self)
        self.columns_menu.chosen.connect(self.show_columns)
        self.columns_menu.aboutToShow.connect(lambda: self.columns_menu.show_chosen(self.rows.column_names or USUAL))
        self.columns_button = self._menu_button("Columns", self.columns_menu)
        self.export_button = button("Export", "quiet", "Save what is shown as an Excel workbook")
        self.export_button.clicked.connect(self._ask_where)
        for part in (self.filter_button, self.columns_button, self.export_button):
            part.setIconSize(QSize(15, 15))
            bar.addWidget(part, 0, Qt.AlignmentFlag.AlignTop)
        return bar

    def _menu_button(self, words: str, menu: QMenu) -> QPushButton:
        made = button(words, "quiet")
        made.setMenu(menu)
        return made

    def _make_filter_menu(self) -> QMenu:
        menu = QMenu("Filter", self)
        self.checklists: dict[str, ChecklistMenu] = {}
        for part in FILTERED_COLUMNS:
            checklist = ChecklistMenu(filter_title(part), self._choices(part), self._chosen(part), menu)
            checklist.ticked.connect(lambda values, part=part: self.show_filter(replace(self.filter, **{part: values})))
            menu.addMenu(checklist)
            self.checklists[part] = checklist
        return menu

    def _choices(self, part: str) -> Callable[[], Sequence[tuple[str, str, int]]]:
        return lambda: choices(self._register, part, self.filter) if self._register else ()

    def _chosen(self, part: str) -> Callable[[], Sequence[str]]:
        return lambda: getattr(self.filter, part)

    # What is shown

    def set_session(self, session: Session | None) -> None:
        """Show the register of this store; None drops everything."""
        self._session = session
        self.filter = RegisterFilter()
        self.view_chips.show_views(VIEWS, self._memory.views)
        self.reload()

    def reload(self) -> None:
        """Read again: another date, or something was changed."""
        self._asked += 1
        session = self._session
        if session is None:
            self._register = None
            self.rows.show(None)
            self.pages.setCurrentWidget(self.no_data)
            self.count.setText("")
            return
        chosen = self.table.chosen_ids()
        self._register = Register(session.store, session.as_at)
        sort = self._memory.sort
        self.rows.show(
            RegisterSource(self._register, self.filter), self.rows.column_names or self._memory.columns,
            (sort.column, sort.descending),
        )  # fmt: skip
        if 0 < len(chosen) <= _KEEP_CHOSEN:
            self.table.choose(chosen)
        self._after_showing()

    def show_filter(self, wanted: RegisterFilter) -> None:
        """Show the children whom a filter lets through."""
        if wanted == self.filter or self._register is None:
            return
        self.filter = wanted
        self.rows.show(RegisterSource(self._register, wanted), self.rows.column_names)
        self.table.scrollToTop()
        self._after_showing()

    def _after_showing(self) -> None:
        assert self._register is not None
        self.table.show_sort()
        self.view_chips.show_chosen(self.filter)
        self.filter_chips.show_parts(said(self.filter.without("text")))  # the search has a field of its own
        filters = [view.filter for view in self.view_chips.views]
        if self._register.query.by_pages:
            self._count_later(filters)
        else:
            self._show_counts(self._register.query.counts(filters), len(self.rows.ids))

    def _count_later(self, filters: list[RegisterFilter]) -> None:
        session = self._session
        assert session is not None
        self.view_chips.show_counts(None)
        self.pages.setCurrentWidget(self.table if self.rows.ids else self.no_match)
        known = len(self.rows.ids)
        words = plural(known, "child", "children")
        self.count.setText(words if self.rows.complete else f"more than {words}")
        self._asked += 1
        asked, wanted, as_at = self._asked, self.filter, session.as_at

        def counted(numbers: list[int]) -> None:
            if asked == self._asked:
                self._show_counts(numbers[1:], numbers[0])

        if self._counting is not None:
            self._counting.cancel()
        self._counting = session.tasks.run(
            "Counting children",
            lambda store, _: Register(store, as_at).query.counts([wanted, *filters]),
            done=counted, failed=partial(show_fault, self), store=session.store,
        )  # fmt: skip

    def _show_counts(self, views: Sequence[int], shown: int) -> None:
        self._total = views[0] if views else 0
        self.view_chips.show_counts(views)
        narrowed = self.filter.narrows
        children = plural(self._total, "child", "children")
        self.count.setText(f"{shown:,} of {children}" if narrowed else "")  # the first view says how many there are
        if shown:
            page: QWidget = self.table
        elif self._total:
            page = self.no_match
        else:
            page = self.nobody if self._holds_anything() else self.no_data
        self.pages.setCurrentWidget(page)
        self.export_button.setEnabled(bool(shown))

    def _holds_anything(self) -> bool:
        return bool(self._session and self._session.store.rows("SELECT 1 FROM child LIMIT 1"))

    @property
    def total(self) -> int:
        """Children looked after on the date."""
        return self._total

    def search(self, text: str) -> None:
        """Quick search."""
        self.show_filter(replace(self.filter, text=text.strip()))

    def show_children(self, ids: Sequence[str], words: str) -> None:
        """Show only these children; ``words`` say who they are."""
        self.show_filter(RegisterFilter(child_ids=tuple(ids), child_words=words))
        self.search_cleared.emit()

    def show_view(self, view: View) -> None:
        """Show a view: its filter, and its columns and order where it has them."""
        if view.columns:
            self.show_columns(view.columns)
        self.show_filter(replace(view.filter, text=self.filter.text))
        if view.sort is not None and view.sort.column in self.rows.column_names:
            self._sort(self.rows.column_names.index(view.sort.column), view.sort.descending)
        self.view_chips.show_chosen(self.filter)

    def _clear(self) -> None:
        self.show_filter(RegisterFilter())
        self.search_cleared.emit()

    # Columns and order

    def show_columns(self, names: Sequence[str]) -> None:
        """Show these columns, in this order, and remember them."""
        if list(names) == self.rows.column_names:
            return
        chosen = self.table.chosen_ids()
        self.rows.show_columns(names)
        self._memory.columns = list(names)
        self.table.show_sort()
        if len(chosen) <= _KEEP_CHOSEN:
            self.table.choose(chosen)

    def _open_columns(self, at: QPoint) -> None:
        self.columns_menu.popup(at)

    def _sort_by(self, section: int) -> None:
        name, descending = self.rows.sorted_by
        self._sort(section, name == self.rows.column_names[section] and not descending)

    def _sort(self, section: int, descending: bool) -> None:
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self.table.sort_rows(section, order)
        column, downwards = self.rows.sorted_by
        self._memory.sort = Sort(column, downwards)

    # Saved views

    def _ask_name(self) -> None:
        taken = [view.name for view in VIEWS]
        dialog = SaveView(self, taken, [words for _, words in said(self._kept())])
        dialog.named.connect(self.save_view)
        dialog.open()

    def _kept(self) -> RegisterFilter:
        return self.filter.without("text", "child_ids", "child_words")

    def save_view(self, name: str) -> None:
        """Keep what is shown now under a name; a saved view of that name is replaced."""
        column, descending = self.rows.sorted_by
        view = View(name, self._kept(), tuple(self.rows.column_names), Sort(column, descending))
        self._memory.views = [*(one for one in self._memory.views if one.name != name), view]
        self._views_changed()
        self.told.emit(f"Saved the view “{name}”")

    def _forget(self, name: str) -> None:
        self._memory.views = [view for view in self._memory.views if view.name != name]
        self._views_changed()

    def _views_changed(self) -> None:
        self.view_chips.show_views(VIEWS, self._memory.views)
        if self._register is not None:
            self._after_showing()

    # A child, copying and export

    def open_child(self, child_id: str) -> None:
        """Show what is held of one child."""
        if self._session is None:
            return
        self.record_asked.emit("open", "child", child_id)

    def _open_row_menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        index = self.table.indexAt(at)
        if index.isValid():
            child_id = self.rows.id_at(index.row())
            menu.addAction(f"Open {self._reference(index.row())}\tEnter", lambda: self.open_child(child_id))
            if self._session is not None and not self._session.store.read_only:
                for words, verb in (("Move…", "move"), ("End the placement…", "end_placement")):
                    menu.addAction(words, partial(self.record_asked.emit, verb, "child", child_id))
            setting = self._setting_of(child_id)
            if setting:
                menu.addAction("Open the setting", lambda: self.record_asked.emit("open", "setting", setting))
        rows = len(self.table.chosen_ids())
        menu.addAction(f"Copy {plural(rows, 'row') if rows else 'all rows'}\tCtrl+C", self.table.copy)
        menu.popup(self.table.viewport().mapToGlobal(at))

    def _setting_of(self, child_id: str) -> str:
        from suffdesk.operations.homes import setting_of_child

        return setting_of_child(self._session.store, child_id, self._session.as_at) if self._session else ""

    def _reference(self, row: int) -> str:
        names = self.rows.column_names
        return str(self.rows.index(row, names.index("child")).data()) if "child" in names else "this child"

    def _table_of(self, ids: list[str]) -> Table:
        assert self._register is not None
        return self._register.table_of(ids, self.rows.column_names, "Placements")

    def _ask_where(self) -> None:
        session = self._session
        if session is None:
            return
        name = f"Placements {session.as_at.isoformat()}.xlsx"
        dialog = FileDialog(self, "Save as a workbook", name, "Excel workbooks (*.xlsx)")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(FileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("xlsx")
        dialog.fileSelected.connect(lambda path: self.export(Path(path)))
        dialog.open()

    def export(self, path: Path) -> None:
        """Write the whole filtered register, with the columns shown, to a workbook."""
        session = self._session
        if session is None:
            return
        wanted, names, as_at = self.filter, self.rows.column_names, session.as_at
        column, descending = self.rows.sorted_by
        facts = _facts(session.authority_name, as_at, wanted, BY_NAME[column].title, descending)

        def work(store: Store, progress: Progress) -> int:
            from suffdesk.operations.publish import export_table  # brings openpyxl and reportlab: not while starting

            table = Register(store, as_at).table(wanted, Sort(column, descending), names, progress=progress)
            progress("Writing the workbook", None)
            export_table(table, path, facts, store=store, as_at=as_at)
            return len(table.rows)

        def done(rows: int) -> None:
            self.told.emit(f"Saved {plural(rows, 'row')} to {path.name}")

        failed = partial(show_fault, self)
        session.tasks.run(f"Saving {path.name}", work, done=done, failed=failed, store=session.store)

    def set_theme(self, palette: Palette) -> None:
        """Light or dark."""
        self.table.set_theme(palette)
        for part, name in ((self.filter_button, "filter"), (self.columns_button, "columns"),
                           (self.export_button, "export")):  # fmt: skip
            part.setIcon(icon(name, palette.muted, disabled=palette.line))


def _facts(authority: str, as_at: date, wanted: RegisterFilter, column: str, descending: bool) -> list[tuple[str, str]]:
    conditions = "; ".join(words for _, words in said(wanted)) or "none: every child looked after on the date"
    facts = [("As at", show_date(as_at)), ("Filter", conditions)]
    facts.append(("Sorted by", f"{column}, downwards" if descending else column))
    facts.append(("Counted", "Children looked after on the date; agreed short breaks (V3, V4) are left out"))
    return [("Authority", authority), *facts] if authority else facts
