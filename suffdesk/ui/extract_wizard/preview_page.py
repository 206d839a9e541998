"""Step 4: what the extract would do, what is wrong in it, and what is decided about each."""

from datetime import date

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QTabWidget, QVBoxLayout, QWidget

from suffdesk.core.dates import show_date
from suffdesk.core.report import Column
from suffdesk.core.text import plural
from suffdesk.domain.codes import MOVED_ON, code_set
from suffdesk.domain.registry import BY_NAME
from suffdesk.models.rows import RowsModel
from suffdesk.operations.import_mapped import Item
from suffdesk.ui.extract_wizard.state import ExtractState
from suffdesk.ui.import_wizard.faults_panel import FaultsPanel
from suffdesk.ui.import_wizard.page import ImportPage
from suffdesk.ui.import_wizard.warning import ImportWarning
from suffdesk.ui.widgets.card import Card
from suffdesk.ui.widgets.date_field import DateField
from suffdesk.ui.widgets.table import PlainTable
from suffdesk.ui.widgets.text import button, label, muted

CHANGES = (
    ("new", "New"), ("changed", "Changed"), ("ended", "Ended"), ("ended?", "Ended?"), ("unchanged", "Left alone"),
    ("left out", "Left out"),
)  # fmt: skip
_WORDS = dict(CHANGES)
_COLUMNS = (
    Column("What"), Column("Child"), Column("Record"), Column("Row", "number"), Column("Before and after"),
    Column("Why"), Column("Done"),
)  # fmt: skip


class ExtractPreviewPage(ImportPage):
    """Counts, the list of what would be done, and the faults; no child is stored yet."""

    name = "Preview"

    def __init__(self, state: ExtractState) -> None:
        super().__init__("Preview", "")
        self.state = state
        self._shown: list[Item] = []
        cards = QHBoxLayout()
        cards.setSpacing(10)
        self._figures = {}
        for change, words in CHANGES:
            card = Card()
            card.body.setSpacing(0)
            card.body.addWidget(muted(words))
            figure = label("", "figure")
            card.body.addWidget(figure)
            self._figures[change] = (figure, card, words)
            cards.addWidget(card, 1)
        self.column.addLayout(cards)
        self.warning = ImportWarning()
        self.warning.answered.connect(self.ready_changed)
        self.column.addWidget(self.warning)
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName("What it would do, and faults")
        self.tabs.addTab(self._list(), "What it would do")
        self.faults = FaultsPanel(state.session, "Extract faults.xlsx")
        self.tabs.addTab(self.faults, "Faults")
        self.column.addWidget(self.tabs, 1)

    def _list(self) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(8)
        self.which = QComboBox()
        self.which.setAccessibleName("Which changes")
        self.which.activated.connect(lambda _: self._fill())
        top = QHBoxLayout()
        top.addWidget(self.which)
        top.addStretch()
        self.leave, self.do = button("Leave the chosen"), button("Do the chosen")
        self.leave.clicked.connect(lambda: self._decide(False))
        self.do.clicked.connect(lambda: self._decide(True))
        top.addWidget(self.leave)
        top.addWidget(self.do)
        column.addLayout(top)
        self.model = RowsModel(_COLUMNS, self)
        self.table = PlainTable(
            self.model, "What the extract would do", widths={0: 10, 1: 11, 2: 12, 3: 6, 4: 40, 6: 11}, stretch=5
        )
        self.table.selectionModel().selectionChanged.connect(self._selected)
        column.addWidget(self.table, 1)
        self.whole = label("", wrap=True)
        self.whole.setAccessibleName("The chosen change in full")
        column.addWidget(self.whole)
        self._ending = QWidget()
        row = QHBoxLayout(self._ending)
        row.setContentsMargins(0, 0, 0, 0)
        self.ended_on = DateField("Day on which care ended")
        self.reason = QComboBox()
        self.reason.setAccessibleName("Why care ended")
        self.reason.addItem("Not known yet", None)
        for code in code_set("REC").codes:
            if code.code != MOVED_ON:
                self.reason.addItem(code.label, code.code)
        self.reason.setMaximumWidth(360)
        self.end = button("Care ended then")
        self.end.clicked.connect(self._end_care)
        for words, part_ in (("Care ended on", self.ended_on), ("because", self.reason)):
            before = label(words)
            before.setBuddy(part_)
            row.addWidget(before)
            row.addWidget(part_)
        row.addWidget(self.end)
        row.addStretch()
        column.addWidget(self._ending)
        return part

    @property
    def next_words(self) -> str:
        return "Preview again" if self.state.stale else "Import"

    @property
    def ready(self) -> bool:
        return self.state.stale or self.warning.said_yes

    def enter(self) -> None:
        plan = self.state.plan
        if plan is None:
            return
        self.warning.ask(plan.warnings)
        counts = plan.counts
        to_do = sum(item.applied for item in plan.items)
        self.about.setText(
            (
                f"This is what {plan.file} of {show_date(plan.as_at)} would do: {plural(to_do, 'change')}. Nothing "
                "of it is stored yet; afterwards it can be undone as one."
                if plan.writes
                else f"Nothing in {plan.file} of {show_date(plan.as_at)} is to be stored."
            )
            + (f" {plural(counts['ended?'], 'child', 'children')} held and not in it: say on which day care ended, or "
               "leave them." if counts["ended?"] else "")
        )  # fmt: skip
        totals = {**counts, "left out": counts["left out"] + plan.rows_left_out}
        for change, (figure, card, words) in self._figures.items():
            figure.setText(f"{totals[change]:,}")
            card.setAccessibleName(f"{words}: {totals[change]:,}")
        chosen = self.which.currentData()
        self.which.clear()
        self.which.addItem("All that would change or is asked", None)
        for change, words in CHANGES:
            if counts[change]:
                self.which.addItem(f"{words} ({counts[change]:,})", change)
        self.which.setCurrentIndex(max(0, self.which.findData(chosen)))
        self.ended_on.offer([("The day of the extract", self.state.as_at)])
        self.ended_on.set_day(self.state.as_at)
        self.faults.show_problems(plan.problems)
        self.tabs.setTabText(1, f"Faults ({len(plan.problems):,})")
        self._fill()

    def _fill(self) -> None:
        plan = self.state.plan
        wanted = self.which.currentData()
        self._shown = [
            item for item in (plan.items if plan else ())
            if item.change == wanted or (wanted is None and item.change != "unchanged")
        ]  # fmt: skip
        self.model.set_rows([
            (
                _WORDS[item.change], item.child, BY_NAME[item.entity].label, item.row, _facts(item), item.reason,
                self._done(item),
            )
            for item in self._shown
        ])  # fmt: skip
        self._selected()

    def _done(self, item: Item) -> str:
        """What is decided now, whether or not it has been previewed again."""
        if item.change in ("unchanged", "left out"):
            return "–"
        if item.change == "ended?":
            ended = self.state.endings.get(item.key)
            return f"{ended[0]:%d/%m/%Y}" if ended else "Left"
        if item.asks:
            return "Yes" if item.key in self.state.confirm else "Asks"
        return "Left" if item.key in self.state.leave or not (item.applied or self.state.stale) else "Yes"

    def _chosen(self) -> list[Item]:
        return [self._shown[index.row()] for index in self.table.selectionModel().selectedRows()]

    def _selected(self) -> None:
        chosen = self._chosen()
        one = chosen[0] if len(chosen) == 1 else None
        decidable = [item for item in chosen if item.change not in ("unchanged", "left out")]
        self.leave.setEnabled(bool(decidable))
        self.do.setEnabled(any(item.change != "ended?" for item in decidable))
        self._ending.setVisible(bool(chosen) and all(item.change == "ended?" for item in chosen))
        if one:
            self.whole.setText(f"{one.reason}. {_facts(one)}".strip())
        elif chosen:
            self.whole.setText(f"{plural(len(chosen), 'row')} chosen.")
        else:
            self.whole.setText("Choose rows to read them in full, to leave them or to do them." if self._shown else "")

    def _decide(self, yes: bool) -> None:
        for item in self._chosen():
            if item.change == "ended?":
                if not yes:
                    self.state.endings.pop(item.key, None)
            elif item.asks:
                (self.state.confirm.add if yes else self.state.confirm.discard)(item.key)
            elif item.change not in ("unchanged", "left out"):
                (self.state.leave.discard if yes else self.state.leave.add)(item.key)
        self._decided()

    def _end_care(self) -> None:
        day: date = self.ended_on.day
        for item in self._chosen():
            self.state.endings[item.key] = (day, self.reason.currentData())
        self._decided()

    def _decided(self) -> None:
        self.state.stale = True
        rows = [index.row() for index in self.table.selectionModel().selectedRows()]
        self._fill()
        if rows:
            self.table.selectRow(rows[0])
        self.ready_changed.emit()


def _facts(item: Item) -> str:
    return "; ".join(f"{one.label}: {one.before or 'nothing'} → {one.after or 'nothing'}" for one in item.fields)
