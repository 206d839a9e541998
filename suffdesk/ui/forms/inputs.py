"""What a field is filled in with, by its kind. All of them take and give text as a person types it."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from suffdesk.core.entities import Field
from suffdesk.core.kinds import Day, Integer, LongText, Miles, Money, Quantity, Reference, YesNo
from suffdesk.store.opening import Store
from suffdesk.ui.forms.picker import RecordPicker
from suffdesk.ui.widgets.text import label

_LINES = 5


class Input(QWidget):
    """Base of every input. ``part`` has the keyboard."""

    edited = Signal()
    """Somebody typed or chose."""
    left = Signal()
    """The keyboard went elsewhere: time to say what is wrong."""

    def __init__(self, part: QWidget) -> None:
        super().__init__()
        self.part = part
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(8)
        self.row.addWidget(part, 1)
        self.setFocusProxy(part)

    def text(self) -> str:
        """What stands there, as typed; a record by its id."""
        raise NotImplementedError

    def set_text(self, text: str) -> None:
        """Show this, telling nobody."""
        raise NotImplementedError

    def set_fixed(self) -> None:
        """Let it be read and not changed."""
        self.part.setEnabled(False)

    def mark(self, wrong: bool) -> None:
        """A red edge, which the sentence beneath explains."""
        if bool(self.part.property("wrong")) != wrong:
            self.part.setProperty("wrong", "true" if wrong else None)
            self.part.style().unpolish(self.part)
            self.part.style().polish(self.part)


class LineInput(Input):
    """One line of text, with a unit beside it where there is one."""

    def __init__(self, hint: str = "", unit: str = "", before: str = "") -> None:
        self._line = QLineEdit()
        super().__init__(self._line)
        self._line.setPlaceholderText(hint)
        self._line.textEdited.connect(self.edited)
        self._line.editingFinished.connect(self.left)
        if before:
            self.row.insertWidget(0, label(before))
        if unit:
            self.row.addWidget(label(unit, "caption"))

    def text(self) -> str:
        return self._line.text()

    def set_text(self, text: str) -> None:
        self._line.setText(text)

    def set_fixed(self) -> None:
        self._line.setReadOnly(True)


class DayInput(LineInput):
    """A date as people type it, shown in full words of it once the keyboard has left."""

    def __init__(self, field: Field) -> None:
        super().__init__("03/04/2025")
        self._field = field
        self._line.editingFinished.connect(self._tidy)

    def _tidy(self) -> None:
        try:
            self._line.setText(self._field.kind.show(self._field.kind.parse(self._line.text())))
        except ValueError:
            return  # what is wrong with it is said beneath


class _Long(QPlainTextEdit):
    """Tab goes on to the next field."""

    gone = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self.setFixedHeight(self.fontMetrics().height() * _LINES + 24)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.gone.emit()


class LongInput(Input):
    """Several lines of text."""

    def __init__(self) -> None:
        self._box = _Long()
        super().__init__(self._box)
        self._box.textChanged.connect(self.edited)
        self._box.gone.connect(self.left)

    def text(self) -> str:
        return self._box.toPlainText()

    def set_text(self, text: str) -> None:
        blocked = self._box.blockSignals(True)
        self._box.setPlainText(text)
        self._box.blockSignals(blocked)

    def set_fixed(self) -> None:
        self._box.setReadOnly(True)


class _Wheelless(QComboBox):
    """Scrolling past it changes nothing."""

    def wheelEvent(self, event: object) -> None:
        event.ignore()  # type: ignore[attr-defined]


class ChoiceInput(Input):
    """One of the choices in words; typing any part of one finds it."""

    def __init__(self, words: list[str]) -> None:
        self._combo = _Wheelless()
        super().__init__(self._combo)
        self._combo.setEditable(True)
        line = QLineEdit()
        self._combo.setLineEdit(line)
        self._combo.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._combo.addItems(["", *words])
        self._combo.setMaxVisibleItems(18)
        self._combo.setMinimumContentsLength(24)
        self._combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        completer = QCompleter(words, self._combo)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._combo.setCompleter(completer)
        line.textEdited.connect(self.edited)
        line.editingFinished.connect(self.left)
        completer.activated.connect(self.edited)
        for signal in (self.edited, self.left):
            self._combo.activated.connect(lambda _, signal=signal: signal.emit())

    def text(self) -> str:
        return self._combo.currentText()

    def set_text(self, text: str) -> None:
        self._combo.setCurrentIndex(self._combo.findText(text))
        self._combo.setEditText(text)


class ReferenceInput(Input):
    """Another record, found by typing part of its name, reference or number."""

    def __init__(self, store: Store, entity: str) -> None:
        self._picker = RecordPicker(store, entity)
        super().__init__(self._picker)
        self._picker.textEdited.connect(self.edited)
        self._picker.picked.connect(self.edited)
        self._picker.editingFinished.connect(self.left)

    def pick_within(self, within: Callable[[], tuple[str, str] | None]) -> None:
        """Offer only what hangs on another record: see :attr:`RecordPicker.within`."""
        self._picker.within = within

    def text(self) -> str:
        return self._picker.value()

    def set_text(self, text: str) -> None:
        self._picker.set_value(text)

    def set_fixed(self) -> None:
        self._picker.setReadOnly(True)


def input_for(field: Field, store: Store) -> Input:
    """The input for a field, by what it may hold."""
    if field.choices:
        return ChoiceInput([choice.shown for choice in field.choices])
    kind = field.kind
    if isinstance(kind, YesNo):
        return ChoiceInput(["Yes", "No"])
    if isinstance(kind, Reference):
        return ReferenceInput(store, field.reference)
    if isinstance(kind, Day):
        return DayInput(field)
    if isinstance(kind, Money):
        return LineInput(before="£")
    if isinstance(kind, Miles):
        return LineInput(unit="miles")
    if isinstance(kind, Integer | Quantity):
        return LineInput()
    return LongInput() if isinstance(kind, LongText) else LineInput()


def column() -> QVBoxLayout:
    """A column without margins, for what stands beneath an input."""
    made = QVBoxLayout()
    made.setContentsMargins(0, 0, 0, 0)
    made.setSpacing(3)
    return made
