"""Views over the register as chips, and what it is filtered by as chips that can be taken away."""

from collections.abc import Sequence
from typing import Any, Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QWidget

from suffdesk.ui.widgets.flow import FlowLayout
from suffdesk.ui.widgets.text import button


class NamedView(Protocol):
    """A filter under a name."""

    @property
    def name(self) -> str: ...
    @property
    def filter(self) -> Any: ...


def keep_room(chip: QPushButton) -> None:
    """Make a chip wide enough for its words in the heavier letters of a chosen one."""
    font = QFont(chip.font())
    font.setWeight(QFont.Weight.DemiBold)
    chip.setMinimumWidth(QFontMetrics(font).horizontalAdvance(chip.text().replace("&&", "&")) + 30)


class _Flow(QWidget):
    """A wrapping row that is as high as it needs to be."""

    def __init__(self, spacing: int = 8) -> None:
        super().__init__()
        self.flow = FlowLayout(self, spacing)
        self.flow.setContentsMargins(0, 2, 0, 0)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_height()

    def fit_height(self) -> None:
        """Keep room for every line of chips, however little there is."""
        self.setMinimumHeight(self.flow.heightForWidth(self.width()))

    def empty(self) -> None:
        """Take every chip away."""
        while (item := self.flow.takeAt(0)) is not None:
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()


class ViewChips(_Flow):
    """One chip a view, with how many children (or whatever ``what`` says) it shows."""

    chosen = Signal(object)
    """The view."""
    save_wanted = Signal()
    forgotten = Signal(str)
    """Name of a saved view that shall be no more."""

    def __init__(self, what: str = "children", *, saves: bool = True) -> None:
        super().__init__()
        self._what, self._saves = what, saves
        self.views: list[NamedView] = []
        self.chips: list[QPushButton] = []
        self._saved: set[str] = set()

    def show_views(self, usual: Sequence[NamedView], saved: Sequence[NamedView]) -> None:
        """Make the chips again."""
        self.empty()
        self.views = [*usual, *saved]
        self._saved = {view.name for view in saved}
        self.chips = []
        for view in self.views:
            chip = button(view.name, "chip")
            chip.setCheckable(True)
            chip.clicked.connect(lambda _, view=view: self.chosen.emit(view))
            if view.name in self._saved:
                chip.setToolTip("A view that was saved here; its menu (right click) takes it away")
                chip.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
                chip.customContextMenuRequested.connect(
                    lambda at, chip=chip, name=view.name: self._menu(name).popup(chip.mapToGlobal(at))
                )
            self.flow.addWidget(chip)
            self.chips.append(chip)
        if not self._saves:
            return
        self.save = button("+ Save view", "chip", "Keep this filter, these columns and this order under a name")
        self.save.clicked.connect(self.save_wanted)
        self.flow.addWidget(self.save)

    def _menu(self, name: str) -> QMenu:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(f"Forget the view “{name}”", lambda: self.forgotten.emit(name))
        return menu

    def show_counts(self, counts: Sequence[int] | None) -> None:
        """How many children each view shows; None while that is being counted."""
        for place, (view, chip) in enumerate(zip(self.views, self.chips, strict=True)):
            number = None if counts is None else counts[place]
            chip.setText(view.name.replace("&", "&&") + ("" if number is None else f" {number:,}"))
            said_of = "" if number is None else f", {number:,} {self._what}"
            chip.setAccessibleName(f"View {view.name}{said_of}")
            keep_room(chip)
        self.fit_height()

    def show_chosen(self, wanted: Any) -> None:
        """Mark the view that shows just what is shown."""
        for view, chip in zip(self.views, self.chips, strict=True):
            chip.setChecked(view.filter == wanted.without("text"))


class FilterChips(_Flow):
    """What a list is filtered by; hidden where it is not."""

    taken_away = Signal(tuple)
    """The parts of the filter that a chip stands for."""
    cleared = Signal()

    def show_parts(self, parts: Sequence[tuple[tuple[str, ...], str]]) -> None:
        """Make the chips again: the parts of the filter and the words of each condition."""
        self.empty()
        for names, words in parts:
            chip = button(f"{words.replace('&', '&&')}   ✕", "chip", "Take this condition away")
            chip.setAccessibleName(f"{words}: take this condition away")
            chip.clicked.connect(lambda _, names=names: self.taken_away.emit(names))
            self.flow.addWidget(chip)
        if len(parts) > 1:
            clear = button("Clear all", "link")
            clear.clicked.connect(self.cleared)
            self.flow.addWidget(clear)
        self.setVisible(bool(parts))
        self.fit_height()
