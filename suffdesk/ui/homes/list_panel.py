"""A list of settings or of providers: views as chips, filters, a search as you type, columns."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from suffdesk.core.dates import show_date
from suffdesk.core.palette import Palette
from suffdesk.core.progress import Progress
from suffdesk.core.report import Table
from suffdesk.core.text import plural, with_article
from suffdesk.models.home_list import HomeSource
from suffdesk.models.query_table import QueryTable
from suffdesk.operations.home_lists import (
    FILTERED,
    PROVIDER_COLUMNS,
    PROVIDER_VIEWS,
    PROVIDERS_USUAL,
    SETTING_COLUMNS,
    SETTING_VIEWS,
    SETTINGS_USUAL,
    HomeList,
    HomeView,
    said,
)
from suffdesk.store.opening import Store
from suffdesk.store.queries.home_lists import HomeFilter
from suffdesk.ui.icons import icon
from suffdesk.ui.register.checklist import ChecklistMenu
from suffdesk.ui.register.chips import FilterChips, ViewChips
from suffdesk.ui.register.columns import ColumnsMenu
from suffdesk.ui.register.table import RegisterTable
from suffdesk.ui.session import Session
from suffdesk.ui.widgets.empty import EmptyState
from suffdesk.ui.widgets.search_line import SearchLine
from suffdesk.ui.widgets.text import button, muted

MakeTable = Callable[[Store, Progress], Table]
_KEEP_CHOSEN = 1_000


class HomeListPanel(QWidget):
    """Everything about one of the lists. ``set_session(None)`` drops every row."""

    record_asked = Signal(str, str, object)
    """See ``Screen.record_asked``."""
    told = Signal(str)

    def __init__(self, entity: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entity = entity
        self._many = "settings" if entity == "setting" else "providers"
        self._views = SETTING_VIEWS if entity == "setting" else PROVIDER_VIEWS
        self._usual = SETTINGS_USUAL if entity == "setting" else PROVIDERS_USUAL
        self._session: Session | None = None
        self._homes: HomeList | None = None
        self._counts: list[int] | None = None
        self._count_later = QTimer(self)
        self._count_later.setSingleShot(True)
        self._count_later.setInterval(0)
        self._count_later.timeout.connect(self._count)
        self.filter = HomeFilter()
        self.rows = QueryTable(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(8)
        column.addLayout(self._make_bar())
        self.filter_chips = FilterChips()
        self.filter_chips.taken_away.connect(lambda names: self.show_filter(self.filter.without(*names)))
        self.filter_chips.cleared.connect(lambda: self.show_filter(HomeFilter(text=self.filter.text)))
        self.filter_chips.hide()
        column.addWidget(self.filter_chips)
        self.pages = QStackedWidget()
        self.table = RegisterTable(self.rows, self._many.capitalize(), self._table_of)
        self.table.copied.connect(lambda rows: self.told.emit(f"Copied {plural(rows, 'row')}"))
        self.table.opened.connect(lambda row_id: self.record_asked.emit("open", self.entity, row_id))
        self.table.sort_wanted.connect(self._sort_by)
        self.table.columns_moved.connect(self.show_columns)
        self.none = EmptyState(
            f"No {self._many} here",
            f"No {self._many} match the search and the filter on the as-at date.", "Show all",
        )  # fmt: skip
        self.none.acted.connect(self._clear)
        self.pages.addWidget(self.table)
        self.find_line.serve(self.table)
        self.pages.addWidget(self.none)
        column.addWidget(self.pages, 1)

    def _make_bar(self) -> QHBoxLayout:
        bar = QHBoxLayout()
        bar.setSpacing(4)
        self.view_chips = ViewChips(self._many, saves=False)
        self.view_chips.chosen.connect(self.show_view)
        self.view_chips.show_views(self._views, ())
        bar.addWidget(self.view_chips, 1)
        self.count = muted("")
        self.count.setContentsMargins(0, 5, 6, 0)
        bar.addWidget(self.count, 0, Qt.AlignmentFlag.AlignTop)
        hint = "Name, number, provider, postcode" if self.entity == "setting" else "Name"
        self.find_line = SearchLine(f"Find {self._many}", hint)
        self.find_line.setMinimumWidth(230)
        self.find_line.textChanged.connect(lambda text: self.show_filter(replace(self.filter, text=text.strip())))
        bar.addWidget(self.find_line, 0, Qt.AlignmentFlag.AlignTop)
        menu = QMenu("Filter", self)
        self.checklists: dict[str, ChecklistMenu] = {}
        for part in FILTERED if self.entity == "setting" else ("sectors",):
            checklist = ChecklistMenu(FILTERED[part], self._choices(part), self._chosen(part), menu)
            checklist.ticked.connect(lambda values, part=part: self.show_filter(replace(self.filter, **{part: values})))
            menu.addMenu(checklist)
            self.checklists[part] = checklist
        self.filter_button = self._menu_button("Filter", menu)
        columns = SETTING_COLUMNS if self.entity == "setting" else PROVIDER_COLUMNS
        self.columns_menu = ColumnsMenu([(one.name, one.title) for one in columns], self._usual, self)
        self.columns_menu.chosen.connect(self.show_columns)
        self.columns_menu.aboutToShow.connect(
            lambda: self.columns_menu.show_chosen(self.rows.column_names or self._usual)
        )
        self.columns_button = self._menu_button("Columns", self.columns_menu)
        self.add_button = button(f"Add {with_article(self.entity)}…")
        self.add_button.clicked.connect(lambda: self.record_asked.emit("add", self.entity, {}))
        for part_of_bar in (self.filter_button, self.columns_button, self.add_button):
            bar.addWidget(part_of_bar, 0, Qt.AlignmentFlag.AlignTop)
        return bar

    def _menu_button(self, words: str, menu: QMenu) -> QPushButton:
        made = button(words, "quiet")
        made.setMenu(menu)
        made.setIconSize(QSize(15, 15))
        return made

    def _choices(self, part: str) -> Callable[[], Sequence[tuple[str, str, int]]]:
        return lambda: self._homes.choices(part, self.filter) if self._homes else ()

    def _chosen(self, part: str) -> Callable[[], Sequence[str]]:
        return lambda: getattr(self.filter, part)

    # What is shown

    def set_session(self, session: Session | None) -> None:
        """Show the list of this store; None drops everything."""
        self._session = session
        self.filter = HomeFilter()
        blocked = self.find_line.blockSignals(True)
        self.find_line.clear()
        self.find_line.blockSignals(blocked)
        self.reload()

    def reload(self) -> None:
        """Read again: another date, or something was changed."""
        session = self._session
        self.add_button.setEnabled(session is not None and not session.store.read_only)
        if session is None:
            self._homes = None
            self.rows.show(None)
            self.count.setText("")
            self.filter_chips.show_parts([])
            self.view_chips.show_counts(None)
            return
        chosen = self.table.chosen_ids()
        self._homes = HomeList(session.store, self.entity, session.as_at)
        self._counts = None  # counted once the rows have been painted
        self._count_later.start()
        self.rows.show(HomeSource(self._homes, self.filter), self.rows.column_names or self._usual)
        if 0 < len(chosen) <= _KEEP_CHOSEN:
            self.table.choose(chosen)
        self._after_showing()

    def _count(self) -> None:
        if self._homes is not None:
            self._counts = self._homes.query.counts([view.filter for view in self._views])
            self.view_chips.show_counts(self._counts)

    def show_filter(self, wanted: HomeFilter) -> None:
        """Show what a filter lets through."""
        if wanted == self.filter or self._homes is None:
            return
        self.filter = wanted
        self.rows.show(HomeSource(self._homes, wanted), self.rows.column_names)
        self.table.scrollToTop()
        self._after_showing()

    def _after_showing(self) -> None:
        self.table.show_sort()
        self.view_chips.show_counts(self._counts)
        self.view_chips.show_chosen(self.filter)
        self.filter_chips.show_parts(said(self.filter.without("text")))
        shown = len(self.rows.ids)
        self.count.setText(plural(shown, self.entity) if self.filter != HomeFilter() else "")
        self.pages.setCurrentWidget(self.table if shown else self.none)

    def show_view(self, view: HomeView) -> None:
        """Show a view, and keep what is searched for."""
        self.show_filter(replace(view.filter, text=self.filter.text))
        self.view_chips.show_chosen(self.filter)

    def _clear(self) -> None:
        self.find_line.clear()
        self.show_filter(HomeFilter())

    def show_columns(self, names: Sequence[str]) -> None:
        """Show these columns, in this order."""
        if list(names) == self.rows.column_names:
            return
        chosen = self.table.chosen_ids()
        self.rows.show_columns(names)
        self.table.show_sort()
        if len(chosen) <= _KEEP_CHOSEN:
            self.table.choose(chosen)

    def _sort_by(self, section: int) -> None:
        name, descending = self.rows.sorted_by
        downwards = name == self.rows.column_names[section] and not descending
        self.table.sort_rows(section, Qt.SortOrder.DescendingOrder if downwards else Qt.SortOrder.AscendingOrder)

    def to_export(self) -> tuple[MakeTable, list[tuple[str, str]]] | None:
        """What makes the table that is shown, on whatever connection, and what it is; None where nothing is shown."""
        if self._homes is None or not self.rows.ids:
            return None
        entity, as_at, wanted, names = self.entity, self._homes.as_at, self.filter, self.rows.column_names
        column, descending = self.rows.sorted_by
        conditions = "; ".join(words for _, words in said(wanted)) or "none: every one that is open on the date"
        facts = [("As at", show_date(as_at)), ("Filter", conditions)]

        def make(store: Store, progress: Progress) -> Table:
            return HomeList(store, entity, as_at).table(wanted, column, descending, names, progress)

        return make, facts

    def _table_of(self, ids: list[str]) -> Table:
        assert self._homes is not None
        return self._homes.table_of(ids, self.rows.column_names)

    def set_theme(self, palette: Palette) -> None:
        """Light or dark."""
        self.table.set_theme(palette)
        for part, name in ((self.filter_button, "filter"), (self.columns_button, "columns")):
            part.setIcon(icon(name, palette.muted, disabled=palette.line))
