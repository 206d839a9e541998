"""The page of one child: facts, what is due, the care history over time, and everything that hangs on it."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QScrollArea, QStackedWidget, QVBoxLayout

from suffdesk.core.dates import show_date
from suffdesk.core.palette import Palette
from suffdesk.core.report import Cell, Column, Table
from suffdesk.domain.entering import OF_CHILD_TYPED
from suffdesk.operations.child_page import ChildPage, Due, Move, Span, child_page
from suffdesk.operations.record_table import (
    Records,
    all_of_child,
    documents_table,
    health_of,
    notes_of,
    records_of,
)
from suffdesk.operations.retention import keeping_words, kept_of
from suffdesk.ui.records.page import RecordPage
from suffdesk.ui.records.tab import RecordsTab, RecordTable
from suffdesk.ui.records.timeline import Timeline
from suffdesk.ui.session import Session
from suffdesk.ui.widgets.banner import Banner
from suffdesk.ui.widgets.card import Card
from suffdesk.ui.widgets.text import button, heading, label, muted

_TALLEST = 190
"""Pixels of the picture of the care history; more lanes than fit are scrolled to."""


class ChildScreen(RecordPage):
    """Everything held of a child, as at the date of the window."""

    guide = "records"
    title = "Child"
    entity = "child"

    def __init__(self) -> None:
        super().__init__()
        self.page: ChildPage | None = None
        self._spans: Sequence[Span] = ()
        self.setting_button = button("Home")
        self.setting_menu = QMenu(self.setting_button)
        self.setting_button.setMenu(self.setting_menu)
        self.setting_button.setAccessibleName("Homes and providers of this child")
        self.head_buttons.insertWidget(0, self.setting_button)
        self.head_buttons.addWidget(self._make_record_menu())
        self.state = Banner()
        self.state.acted.connect(lambda: self.ask("bring_back", "child", [self.row_id]))
        self.state.hide()
        self.column.addWidget(self.state)
        middle = QHBoxLayout()
        middle.setSpacing(20)
        middle.addWidget(self._facts_place, 3, Qt.AlignmentFlag.AlignTop)
        self.due = QVBoxLayout()
        self.due.setSpacing(2)
        middle.addLayout(self.due, 2)
        self.column.addLayout(middle)
        self.column.addWidget(self._make_history())
        self._make_tabs()
        self.column.addWidget(self.tabs, 1)

    def _make_record_menu(self) -> QPushButton:
        self.record_button = button("Record")
        self.record_button.setAccessibleName("Keeping and losing this record")
        menu = QMenu(self.record_button)
        self.access_action = menu.addAction("Everything held (subject access)…", partial(self._ask_of_all, "access"))
        menu.addSeparator()
        self.archive_action = menu.addAction("Archive", partial(self._ask_of_several, "archive"))
        self.bring_back_action = menu.addAction("Take out of the archive", partial(self._ask_of_several, "bring_back"))
        self.erase_action = menu.addAction("Erase…", partial(self._ask_of_all, "erase"))
        self.record_button.setMenu(menu)
        return self.record_button

    def _ask_of_all(self, verb: str) -> None:
        self.ask(verb, "child", self.row_id)

    def _ask_of_several(self, verb: str) -> None:
        self.ask(verb, "child", [self.row_id])

    def _show_keeping(self, session: Session) -> None:
        kept = kept_of(session.store, self.row_id)
        archived = kept is not None and kept.archived_on is not None
        may_write = not session.store.read_only
        self.record_button.setEnabled(kept is not None)
        self.archive_action.setVisible(not archived)
        self.bring_back_action.setVisible(archived)
        for action in (self.archive_action, self.bring_back_action, self.erase_action):
            action.setEnabled(may_write)
        words = keeping_words(kept, session.as_at) if kept else ""
        if words:
            self.state.say(words, action="Take out of the archive" if archived and may_write else "")
        else:
            self.state.hide()

    def _make_history(self) -> Card:
        self.history_card = Card("Care history", "Wheel or + − to zoom, 0 for all; arrows and Enter to open")
        self.timeline = Timeline()
        self.timeline.opened.connect(lambda entity, row_id: self.ask("open", entity, row_id))
        self.as_table = button("As a table", "chip", "Read the care history as a table")
        self.as_table.setCheckable(True)
        self.as_table.toggled.connect(self._show_table)
        self.span_table = RecordTable("Care history as a table")
        self.span_table.opened.connect(self._open_span)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(self.timeline)
        self.history_pages = QStackedWidget()
        self.history_pages.addWidget(area)
        self.history_pages.addWidget(self.span_table)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(self.as_table)
        self.history_card.body.addWidget(self.history_pages)
        self.history_card.body.addLayout(row)
        return self.history_card

    def _make_tabs(self) -> None:
        self.add_tab("Episodes", RecordsTab("Episodes", "episode", add="Add an episode…"))
        placements = self.add_tab("Placements", RecordsTab("Placements", "placement", add="Add a placement…"))
        self.moves_title = heading("Moves, and why")
        self.moves = RecordTable("Moves")
        self.move_button = button("Move…", "", "Where the child goes next, as the placement that is open ends")
        self.move_button.clicked.connect(lambda: self.ask("move", "child", self.row_id))
        placements.buttons.insertWidget(1, self.move_button)
        placements.beneath.addWidget(self.moves_title)
        placements.beneath.addWidget(self.moves)
        self.add_tab("Reviews", RecordsTab("Reviews", "review", add="Add a review…"))
        self.add_tab("Health", RecordsTab("Scores and checks", "outcomes", add="Add a year's scores and checks…"))
        self.add_tab("Missing", RecordsTab("Missing periods", "missing_period", add="Add a missing period…"))
        self.add_tab("Documents", RecordsTab(
            "Documents", "document", add="Add a document…", open_words="Save a copy",
            empty="No documents. A copy of what you add is kept inside the store, encrypted as it is.",
        ))  # fmt: skip
        self.add_tab("Notes", RecordsTab("Notes", "note", add="Add a note…"))
        everything = self.add_tab("All records", RecordsTab("Records"))
        self.add_any = button("Add…")
        menu = QMenu(self.add_any)
        for entity in sorted(OF_CHILD_TYPED, key=lambda entity: entity.label):
            menu.addAction(entity.label, partial(self._add, entity.name))
        self.add_any.setMenu(menu)
        everything.buttons.insertWidget(0, self.add_any)

    def read(self, session: Session) -> bool:
        store, as_at = session.store, session.as_at
        page = child_page(store, self.row_id, as_at)
        if page is None:
            return False
        self.page = page
        self._show_keeping(session)
        state = "looked after" if page.looked_after else "not looked after"
        self.say_heading(page.record.reference, f"{state} on {show_date(as_at)}")
        self.show_facts([*page.record.facts, *_distance(page)])
        self._show_due(page.due)
        self._show_links(page)
        self.timeline.show_spans(page.spans, as_at)
        self.history_pages.setFixedHeight(min(_TALLEST, max(100, self.timeline.sizeHint().height() + 4)))
        self.history_card.setVisible(bool(page.spans))
        self._spans = page.spans
        self.span_table.show_records(_span_records(page.spans))
        given = {"child_id": self.row_id}
        about = {"entity": "child", "row_id": self.row_id}
        for name, entity in (("Episodes", "episode"), ("Placements", "placement"), ("Reviews", "review"),
                             ("Missing", "missing_period")):  # fmt: skip
            self.fill_tab(name, records_of(store, entity, self.row_id), given)
        self.fill_tab("Health", health_of(store, self.row_id), given)
        self.fill_tab("Documents", documents_table(store, "child", self.row_id), about)
        self.fill_tab("Notes", notes_of(store, "child", self.row_id), about)
        self.fill_tab("All records", all_of_child(store, self.row_id), given)
        self.add_any.setEnabled(not store.read_only)
        self.move_button.setEnabled(not store.read_only and page.looked_after)
        self.tab("Reviews").say_above([_said(due) for due in page.due if due.what == "Review"])
        self.tab("Health").say_above([_said(due) for due in page.due if due.what != "Review"])
        self._show_moves(page.moves)
        return True

    @property
    def child_chosen(self) -> str:
        return self.row_id if self.page is not None else ""

    def drop(self) -> None:
        self.page = None
        super().drop()
        self.state.say("")
        self.state.hide()
        self.record_button.setEnabled(False)
        self._spans = ()
        self._show_due(())
        self.timeline.show_spans((), self.session.as_at if self.session else self.timeline.seen[1])
        self.span_table.show_records(_span_records(()))
        self.history_card.hide()
        self._show_moves(())
        self.setting_menu.clear()
        self.setting_button.setEnabled(False)

    def _show_due(self, due: Sequence[Due]) -> None:
        while (item := self.due.takeAt(0)) is not None:
            if (part := item.widget()) is not None:
                part.hide()
                part.deleteLater()
        for one in due:
            words, overdue = _said(one)
            line = label(words, "warning" if overdue else "", wrap=True)
            line.setToolTip(one.source)
            self.due.addWidget(line)
        if not due and self.page is not None:
            self.due.addWidget(muted("Nothing is due on this date."))
        self.due.addStretch()

    def _show_links(self, page: ChildPage) -> None:
        self.setting_menu.clear()
        for link in page.links:
            words = f"{link.name} – {link.why.lower()}".replace("&", "&&")
            self.setting_menu.addAction(words, partial(self.ask, "open", link.entity, link.row_id))
        self.setting_button.setEnabled(bool(page.links))
        self.setting_button.setToolTip("" if page.links else "No home of this child is recorded by name or number")

    def _show_moves(self, moves: Sequence[Move]) -> None:
        rows: list[tuple[Cell, ...]] = [(m.day, m.left, m.went_to, m.reason or "Not recorded", m.miles) for m in moves]
        columns = (
            Column("Moved", "date", 12), Column("From", width=30), Column("To", width=30), Column("Why", width=34),
            Column("Miles from home", "decimal", 16),
        )  # fmt: skip
        self.moves.show_records(Records(Table("Moves", columns, rows), (("", ""),) * len(rows)))
        self.moves.fit_rows(4)
        for part in (self.moves, self.moves_title):
            part.setVisible(bool(rows))

    def _add(self, entity: str) -> None:
        self.ask("add", entity, {"child_id": self.row_id})

    def _show_table(self, on: bool) -> None:
        self.history_pages.setCurrentIndex(1 if on else 0)

    def _open_span(self, row: int) -> None:
        span = self._spans[row]
        self.ask("open", span.entity, span.row_id)

    def set_theme(self, palette: Palette) -> None:
        self.timeline.set_theme(palette)


def _said(due: Due) -> tuple[str, bool]:
    by = f", {show_date(due.by)}" if due.by and show_date(due.by) not in due.words else ""
    return f"{due.what}: {due.words}{by}", due.overdue


def _distance(page: ChildPage) -> list[tuple[str, str]]:
    if page.distance is None:
        return []
    miles = "" if page.distance.miles is None else f"{page.distance.miles:.1f} miles from home, "
    far = ", at a distance" if page.distance.at_a_distance else ""
    return [("Lives now", f"{miles}{page.distance.area}{far}")]


def _span_records(spans: Sequence[Span]) -> Records:
    rows: list[tuple[Cell, ...]] = [
        (span.lane, span.label, span.detail, span.started, span.until if span.until else "Goes on") for span in spans
    ]
    columns = (
        Column("Lane", width=14), Column("What", width=36), Column("More", width=36), Column("From", "date", 12),
        Column("Until", "date", 12),
    )  # fmt: skip
    return Records(Table("Care history", columns, rows), tuple((span.entity, span.row_id) for span in spans))
