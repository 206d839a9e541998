"""What the store holds: returns by year, what was changed, whose it is."""

from datetime import datetime

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QHeaderView, QScrollArea, QVBoxLayout, QWidget

from suffdesk.core.changes import Changes
from suffdesk.core.dates import financial_year_label, local_time, show_date, show_date_short
from suffdesk.core.report import Cell, Column
from suffdesk.core.text import listed, plural
from suffdesk.domain.formats.ssda903 import TABLES
from suffdesk.models.rows import RowsModel
from suffdesk.operations import history, mappings, merging, stores
from suffdesk.store.opening import Store
from suffdesk.store.queries.returns_held import HeldTable, postcode_versions, returns_held
from suffdesk.ui.quality.list_changes import ListChangesCard
from suffdesk.ui.screen import Screen
from suffdesk.ui.session import Session
from suffdesk.ui.widgets.card import Card
from suffdesk.ui.widgets.empty import EmptyState
from suffdesk.ui.widgets.table import PlainTable
from suffdesk.ui.widgets.text import button, label, muted, title

_CHANGES = (Column("When"), Column("What"), Column("Who"), Column("Records", "number"))
_SHOWN = 50


class DataScreen(Screen):
    """Returns held, recent changes, and facts about the store."""

    title = "Data"
    guide = "importing"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session: Session | None = None
        self._held: list[HeldTable] = []
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setAccessibleName("Data")
        inside = QWidget()
        scroll.setWidget(inside)
        outer.addWidget(scroll)
        column = QVBoxLayout(inside)
        column.setContentsMargins(20, 16, 20, 20)
        column.setSpacing(14)
        top = QHBoxLayout()
        top.addWidget(title("Data"))
        top.addStretch()
        self.import_button = button("Import a return…", "primary", "Import SSDA903 files (Ctrl+I)")
        self.import_button.clicked.connect(lambda: self.asked_for.emit("import"))
        top.addWidget(self.import_button)
        column.addLayout(top)
        column.addWidget(self._returns_card())
        column.addWidget(self._between_card())
        below = QHBoxLayout()
        below.setSpacing(14)
        below.addWidget(self._changes_card(), 3)
        below.addWidget(self._store_card(), 2)
        column.addLayout(below)
        self.lists = ListChangesCard()
        self.lists.setting_opened.connect(lambda setting: self.record_asked.emit("open", "setting", setting))
        self.lists.told.connect(self.told)
        self.lists.import_wanted.connect(lambda: self.asked_for.emit("import_ofsted"))
        column.addWidget(self.lists)
        column.addStretch()

    def _returns_card(self) -> Card:
        card = Card("Returns held", "rows read, by the year of the return")
        self.matrix = RowsModel((Column("Table"),), self)
        self.matrix_view = PlainTable(self.matrix, "Returns held, rows by table and year")
        self.matrix_view.setProperty("role", "bare")
        self.matrix_view.selectionModel().currentChanged.connect(self._show_detail)
        self.detail = muted("", wrap=True)
        self._none = EmptyState(
            "No return yet",
            "Import the SSDA903 files that your system exports: this year's, and earlier years' for the history. "
            "Nothing is stored before you have seen what it would do.",
            "Import a return…",
        )
        self._none.acted.connect(lambda: self.asked_for.emit("import"))
        for part in (self.matrix_view, self.detail, self._none):
            card.body.addWidget(part)
        return card

    def _between_card(self) -> Card:
        card = Card("Between two returns")
        row = QHBoxLayout()
        self.between = label("", wrap=True)
        row.addWidget(self.between, 1)
        self.extract_button = button("Import an extract…")
        self.mappings_button = button("Mappings…", "", "How extracts are read")
        self.merging_button = button("Placements to merge…", "", "Typed and imported placements that may be the same")
        for press, action in (
            (self.extract_button, "import_extract"), (self.mappings_button, "mappings"),
            (self.merging_button, "merge_offers"),
        ):  # fmt: skip
            press.clicked.connect(lambda _=False, name=action: self.asked_for.emit(name))
            row.addWidget(press)
        card.body.addLayout(row)
        return card

    def _show_between(self, store: Store) -> None:
        own = sum(bool(one.id) for one in mappings.kept(store))
        offers = len(merging.merge_offers(store))
        kept = f"{plural(own, 'mapping')} kept" if own else "no mapping kept yet"
        like = (
            f"{plural(offers, 'typed placement')} may be the same as an imported one"
            if offers
            else "no typed placement is like an imported one"
        )
        self.between.setText(f"Monthly extracts keep the register up to date: {kept}; {like}.")
        self.extract_button.setEnabled(not store.read_only)
        self.merging_button.setEnabled(bool(offers))

    def _changes_card(self) -> Card:
        card = Card("Recent changes")
        self.changes = RowsModel(_CHANGES, self)
        self.changes_view = PlainTable(self.changes, "Recent changes", widths={0: 17, 2: 12, 3: 8}, stretch=1)
        self.changes_view.setProperty("role", "bare")
        card.body.addWidget(self.changes_view)
        row = QHBoxLayout()
        self.undo = button("Undo")
        self.undo.clicked.connect(lambda: self.asked_for.emit("undo"))
        row.addWidget(self.undo)
        row.addStretch()
        card.body.addLayout(row)
        card.body.addStretch()
        return card

    def _store_card(self) -> Card:
        card = Card("This store")
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        self._facts = {}
        for row, (name, words) in enumerate((
            ("authority", "Authority"), ("file", "File"), ("folder", "Folder"), ("protection", "Protection"),
            ("postcodes", "Postcode data"), ("who", "Your name"),
        )):  # fmt: skip
            before, value = label(words, "caption"), label("", wrap=True)
            self._facts[name] = value
            grid.addWidget(before, row, 0)
            grid.addWidget(value, row, 1)
        self.change_authority = button("Change…", "link")
        self.change_authority.setAccessibleName("Change the authority")
        self.change_authority.clicked.connect(lambda: self.asked_for.emit("authority"))
        grid.addWidget(self.change_authority, 0, 2)
        card.body.addLayout(grid)
        card.body.addStretch()
        return card

    # Screen

    def set_session(self, session: Session | None) -> None:
        self._session = session
        self._show_all()
        self.lists.set_session(session)

    def refresh(self, changes: Changes) -> None:
        self._show_all()
        if "published_list" in changes.entities:
            self.lists.show_again()

    def fact(self, name: str) -> str:
        """What stands under “This store”."""
        return self._facts[name].text()

    def _show_all(self) -> None:
        session = self._session
        if session is None:
            self._held = []
            self.matrix.set_rows([])
            self.changes.set_rows([])
            for value in (*self._facts.values(), self.detail, self.between):
                value.setText("")
            return
        store = session.store
        self._held = returns_held(store)
        self._show_matrix()
        self._show_between(store)
        past = history.recent(store, _SHOWN)
        self.changes.set_rows([
            (_moment(change.made_at), change.label, change.who, change.rows) for change in past
        ])  # fmt: skip
        self.changes_view.fit_rows(9)
        step = None if store.read_only else history.next_undo(store)
        self.undo.setText(f"Undo “{_cut(step.label).replace('&', '&&')}”" if step else "Nothing to undo")
        self.undo.setToolTip(f"Undo “{step.label}” (Ctrl+Z)" if step else "")
        self.undo.setEnabled(step is not None)
        self.import_button.setEnabled(not store.read_only)
        self.change_authority.setEnabled(not store.read_only)
        self._facts["authority"].setText(stores.authority_name(store) or "Not known yet")
        self._facts["file"].setText(store.path.name)
        self._facts["folder"].setText(str(store.path.parent))
        self._facts["protection"].setText(
            "Encrypted under a passphrase" if store.encrypted else "Not encrypted: whoever has the file can read it"
        )
        self._facts["postcodes"].setText(
            listed([f"version {version}" for version in postcode_versions(store)]).capitalize() or "Not used yet"
        )
        self._facts["who"].setText("Reading only" if store.read_only else store.who)

    # Returns

    def _show_matrix(self) -> None:
        held = self._held
        years = sorted({table.year for table in held})
        for part in (self.matrix_view, self.detail):
            part.setVisible(bool(held))
        self._none.setVisible(not held)
        by_place: dict[tuple[str, int], int] = {}
        for table in held:
            by_place[table.table, table.year] = by_place.get((table.table, table.year), 0) + table.rows
        names = [table for table in TABLES if any(row.table == table.name for row in held)]
        rows: list[tuple[Cell, ...]] = [
            (table.title, *(by_place.get((table.name, year)) for year in years)) for table in names
        ]
        self._matrix_names, self._matrix_years = [table.name for table in names], years
        self.matrix.set_rows(rows, (Column("Table"), *(Column(financial_year_label(year), "number") for year in years)))
        header = self.matrix_view.horizontalHeader()
        self.matrix_view.resizeColumnToContents(0)
        for place in range(1, len(years) + 1):
            header.setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)
        self.matrix_view.fit_rows(14)
        self.detail.setText("Choose a cell to see the file it came from." if held else "")

    def _show_detail(self) -> None:
        index = self.matrix_view.currentIndex()
        if not index.isValid() or not self._held or index.column() == 0:
            return
        name, year = self._matrix_names[index.row()], self._matrix_years[index.column() - 1]
        found = [table for table in self._held if (table.table, table.year) == (name, year)]
        place = f"{self.matrix.rows[index.row()][0]} {financial_year_label(year)}"
        if not found:
            self.detail.setText(f"{place}: not returned.")
            return
        self.detail.setText(
            f"{place}: "
            + "; ".join(
                f"{table.file}, {plural(table.rows, 'row')}"
                + (f", {table.left_out:,} left out" if table.left_out else "")
                + (f", {plural(table.listed, 'row')} with a fault" if table.listed else "")
                + f", imported {_day(table.imported_at)}"
                for table in found
            )
            + "."
        )


def _cut(label: str, longest: int = 30) -> str:
    return label if len(label) <= longest else f"{label[: longest - 1]}…"


def _moment(when: datetime) -> str:
    local = local_time(when)
    return f"{show_date_short(local.date())}, {local:%H:%M}"


def _day(iso: str) -> str:
    return show_date(local_time(datetime.fromisoformat(iso)).date())
