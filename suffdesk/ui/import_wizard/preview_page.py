"""Step 4: what the import would do."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout

from suffdesk.core.dates import financial_year_label
from suffdesk.core.report import Column
from suffdesk.core.text import listed, plural
from suffdesk.models.rows import RowsModel
from suffdesk.operations.import_return import BRING_BACK
from suffdesk.ui.import_wizard.page import ImportPage
from suffdesk.ui.import_wizard.state import ImportState
from suffdesk.ui.import_wizard.warning import ImportWarning
from suffdesk.ui.widgets.card import Card
from suffdesk.ui.widgets.table import PlainTable
from suffdesk.ui.widgets.text import label, muted

_COLUMNS = (
    Column("Year"),
    Column("Table"),
    Column("Added", "number"),
    Column("Changed", "number"),
    Column("Left alone", "number"),
    Column("Left out", "number"),
    Column("No longer returned", "number"),
)
_TOTALS = (
    ("added", "Added"),
    ("changed", "Changed"),
    ("left_alone", "Left alone"),
    ("left_out", "Left out"),
    ("no_longer_returned", "No longer returned"),
)
_NAMED = 5
"""Children named who were erased; the faults list them all."""


class PreviewPage(ImportPage):
    """Counts by table and year; nothing has been stored yet."""

    name = "Preview"
    plan_again = Signal()

    state: ImportState

    def __init__(self, state: ImportState) -> None:
        super().__init__("Preview", "")
        self.state = state
        row = QHBoxLayout()
        row.setSpacing(10)
        self.totals: dict[str, str] = {}
        self._figures = {}
        for name, words in _TOTALS:
            card = Card()
            card.body.setSpacing(0)
            card.body.addWidget(muted(words))
            figure = label("", "figure")
            card.body.addWidget(figure)
            self._figures[name] = (figure, card, words)
            row.addWidget(card, 1)
        self.column.addLayout(row)
        self.model = RowsModel(_COLUMNS, self)
        self.table = PlainTable(
            self.model, "What the import would do",
            widths={0: 8, 2: 8, 3: 9, 4: 10, 5: 8, 6: 16}, stretch=1,
        )  # fmt: skip
        self.column.addWidget(self.table, 1)
        self.warning = ImportWarning()
        self.warning.answered.connect(self.ready_changed)
        self.column.addWidget(self.warning)
        self.remove = QCheckBox("Remove rows that are no longer returned")
        self.remove.setToolTip("Rows that the store has for a year and that the files of this year no longer hold")
        self.remove.toggled.connect(self._remove_toggled)
        self.column.addWidget(self.remove)
        self.erased = label("", "warning", wrap=True)
        self.erased.setAccessibleName("Children who were erased")
        self.column.addWidget(self.erased)
        self.include_erased = QCheckBox(BRING_BACK)
        self.include_erased.setToolTip("They come in as new children; without the tick their rows are left out")
        self.include_erased.toggled.connect(self._include_toggled)
        self.column.addWidget(self.include_erased)
        self.part = muted("", wrap=True)
        self.part.setVisible(False)
        self.column.addWidget(self.part)

    @property
    def next_words(self) -> str:
        return "Import"

    @property
    def ready(self) -> bool:
        return self.warning.said_yes

    def enter(self) -> None:
        plan = self.state.plan
        if plan is None:
            return
        self.warning.ask(plan.warnings)
        whose = f" for {plan.authority_name} (known from {plan.authority_from})" if plan.authority_name else ""
        nothing = not (plan.added or plan.changed or self.state.remove_no_longer_returned)
        self.about.setText(
            "The store holds all of this already; importing it again changes nothing."
            if nothing
            else f"This is what the import would do{whose}. Nothing has been stored yet; afterwards it can be undone."
        )
        for name, (figure, card, words) in self._figures.items():
            self.totals[name] = f"{getattr(plan, name):,}"
            figure.setText(self.totals[name])
            card.setAccessibleName(f"{words}: {plural(getattr(plan, name), 'row')}")
        self.model.set_rows([
            (financial_year_label(table.year), table.title, table.added, table.changed, table.left_alone,
             table.left_out, table.no_longer_returned)
            for table in sorted(plan.tables, key=lambda table: table.year)
        ])  # fmt: skip
        self.part.setText(" ".join(table.part_words() for table in plan.tables if table.is_part))
        self.part.setVisible(bool(self.part.text()))
        gone = plan.no_longer_returned
        self.remove.setText(f"Remove {plural(gone, 'row')} no longer returned" if gone else
                            "Remove rows that are no longer returned")  # fmt: skip
        self.remove.setEnabled(bool(gone) or self.state.remove_no_longer_returned)
        self.erased.setText(erased_words(plan.erased, included=self.state.include_erased))
        for part in (self.erased, self.include_erased):
            part.setVisible(bool(plan.erased))

    def _include_toggled(self, include: bool) -> None:
        if include != self.state.include_erased:
            self.state.include_erased = include
            self.plan_again.emit()

    def _remove_toggled(self, remove: bool) -> None:
        if remove != self.state.remove_no_longer_returned:
            self.state.remove_no_longer_returned = remove
            self.plan_again.emit()


def erased_words(identifiers: Sequence[str], *, included: bool) -> str:
    """Which children of a return were erased from the store, and what becomes of them; empty for none."""
    if not identifiers:
        return ""
    more = len(identifiers) - _NAMED
    named = listed([*identifiers[:_NAMED], *([plural(more, "other")] if more > 0 else [])])
    one = len(identifiers) == 1
    became = "comes in again as a new child" if one else "come in again as new children"
    left = f"{'is' if one else 'are'} left out unless you tick the box below"
    return f"{named} {'was' if one else 'were'} erased from this store and {became if included else left}."
