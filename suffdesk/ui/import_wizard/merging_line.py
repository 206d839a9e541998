"""What an import leaves to look at: typed and imported placements that may be the same."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from suffdesk.core.text import plural
from suffdesk.operations import merging
from suffdesk.store.opening import Store
from suffdesk.ui.widgets.text import button, label


class MergingLine(QWidget):
    """A sentence and a button; hidden where nothing is offered."""

    asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.words = label("", wrap=True)
        self.press = button("Look at them…")
        self.press.clicked.connect(self.asked)
        row.addWidget(self.words, 1)
        row.addWidget(self.press)
        self.hide()

    def count(self, store: Store) -> None:
        """Say how many there are now."""
        number = len(merging.merge_offers(store))
        self.words.setText(f"{plural(number, 'typed placement')} may be the same as an imported one of the same child.")
        self.setVisible(bool(number))
