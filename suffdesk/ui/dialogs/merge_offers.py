"""Typed and imported placements that may be the same: side by side, merged or told apart on a person's word."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from suffdesk.core.changes import Changes
from suffdesk.core.errors import UserError
from suffdesk.core.report import Column
from suffdesk.core.text import plural
from suffdesk.models.rows import RowsModel
from suffdesk.operations import history, merging
from suffdesk.operations.merging import MergeOffer
from suffdesk.store.opening import Store
from suffdesk.ui.dialogs.dialog import Dialog
from suffdesk.ui.faults import show_fault
from suffdesk.ui.widgets.table import PlainTable
from suffdesk.ui.widgets.text import button, heading, label, title

_OFFERS = (Column("Child"), Column("Typed, since", "date"), Column("Imported, since", "date"), Column("Under which id"))
_FACTS = (Column("Fact"), Column("Typed here"), Column("From the return or extract"), Column("Once merged"))


class MergeOffersDialog(Dialog):
    """Every offer, and the two sides of the chosen one. What is done can be undone like anything else."""

    guide = "importing"
    changed = Signal(object)
    """:class:`Changes` of a merger, or of two told apart."""

    def __init__(self, parent: QWidget | None, store: Store) -> None:
        super().__init__(parent)
        self._store = store
        self._offers: list[MergeOffer] = []
        self._done = 0
        self.setWindowTitle("Typed and imported placements")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.resize(940, 680)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 18)
        column.setSpacing(10)
        column.addWidget(title("Typed and imported placements"))
        self.about = label("", "caption", wrap=True)
        column.addWidget(self.about)
        self.model = RowsModel(_OFFERS, self)
        self.view = PlainTable(self.model, "Placements that may be the same", widths={0: 20, 1: 18, 2: 18}, stretch=3)
        self.view.selectionModel().currentRowChanged.connect(self._show)
        column.addWidget(self.view, 2)
        self._sides = heading("Side by side")
        column.addWidget(self._sides)
        self.facts = RowsModel(_FACTS, self)
        self.compared = PlainTable(
            self.facts, "The two placements side by side", widths={0: 24, 1: 34, 2: 34}, stretch=3
        )
        column.addWidget(self.compared, 3)
        row = QHBoxLayout()
        self.undo = button("Undo", "", "Take back what was done last here")
        self.undo.clicked.connect(self._undo)
        self.undo.hide()
        row.addWidget(self.undo)
        row.addStretch()
        close = button("Close")
        close.clicked.connect(self.accept)
        self.different = button("They are different", "", "They are not offered again")
        self.different.clicked.connect(lambda: self._do(False))
        self.merge = button("Merge", "primary")
        self.merge.clicked.connect(lambda: self._do(True))
        for press in (close, self.different, self.merge):
            row.addWidget(press)
        column.addLayout(row)
        self.refresh()
        self.view.setFocus()

    def refresh(self) -> None:
        """Show what is offered now; anything that touches placements may change it."""
        place = max(0, self.view.currentIndex().row())
        self._offers = merging.merge_offers(self._store)
        self.about.setText(
            f"{plural(len(self._offers), 'placement')} typed here began within 7 days of an imported one of the same "
            "child. Merged, what the return says stays, and what hangs on either goes over."
            if self._offers
            else "No typed placement is like an imported one. There is nothing to merge."
        )
        self.model.set_rows([
            (offer.child, offer.typed_started, offer.imported_started,
             f"{'The typed one' if offer.keep_id == offer.typed_id else 'The imported one'}: {offer.why.lower()}")
            for offer in self._offers
        ])  # fmt: skip
        for part in (self.view, self.compared, self._sides):
            part.setVisible(bool(self._offers))
        if self._offers:
            self.view.selectRow(min(place, len(self._offers) - 1))
        self._show()

    @property
    def chosen(self) -> MergeOffer | None:
        """The offer that is chosen in the list."""
        place = self.view.currentIndex().row()
        return self._offers[place] if 0 <= place < len(self._offers) else None

    def _show(self) -> None:
        offer = self.chosen
        writable = offer is not None and not self._store.read_only
        self.merge.setEnabled(writable)
        self.different.setEnabled(writable)
        rows = merging.compare(self._store, offer) if offer else []
        self.facts.set_rows([
            (f"{one.label} (differs)" if one.differs else one.label, one.typed or "–", one.imported or "–",
             one.merged or "–")
            for one in rows
        ])  # fmt: skip

    def _do(self, same: bool) -> None:
        offer = self.chosen
        if offer is None:
            return
        try:
            changes = (
                merging.merge(self._store, offer.keep_id, offer.drop_id)
                if same
                else merging.tell_apart(self._store, offer.typed_id, offer.imported_id)
            )
        except UserError as error:
            show_fault(self, error)
        else:
            self._took(changes)

    def _undo(self) -> None:
        try:
            changes = history.undo(self._store)
        except UserError as error:
            show_fault(self, error)
        else:
            self._done -= 2  # the undo is told like any change
            self._took(changes)

    def _took(self, changes: Changes) -> None:
        self._done += 1
        self.undo.setVisible(self._done > 0)
        self.refresh()
        self.changed.emit(changes)
