"""The rows of a form, made from the description of an entity: label, input, unit, help, and what is wrong."""

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QLabel, QWidget

from suffdesk.core.entities import Field
from suffdesk.core.text import ended
from suffdesk.domain.entering import FieldFault
from suffdesk.store.opening import Store
from suffdesk.ui.forms.inputs import Input, column, input_for
from suffdesk.ui.widgets.text import label


class FormRow:
    """One field of a form."""

    def __init__(self, field: Field, needed: bool, store: Store) -> None:
        self.field, self.needed = field, needed
        self.input: Input = input_for(field, store)
        self.input.part.setAccessibleName(f"{field.label}, needed" if needed else field.label)
        self.input.part.setAccessibleDescription(field.help)
        self.label: QLabel = label(f"{field.label} *" if needed else field.label)
        self.label.setWordWrap(True)
        self.label.setBuddy(self.input.part)
        self.label.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.label.setContentsMargins(0, 7, 0, 0)
        self.fault = label("", "warning", wrap=True)
        self.fault.hide()
        self.whole = QWidget()
        beneath = column()
        self.whole.setLayout(beneath)
        beneath.addWidget(self.input)
        if field.help:
            beneath.addWidget(label(field.help, "muted", wrap=True))
        beneath.addWidget(self.fault)

    def say(self, sentence: str, *, wrong: bool = True) -> None:
        """Say what is wrong, beneath the input and to a screen reader; nothing takes it away.

        What is not ``wrong`` but should be looked at leaves the input unmarked.
        """
        self.fault.setText(ended(sentence))
        self.fault.setVisible(bool(sentence))
        self.input.mark(bool(sentence) and wrong)
        self.input.part.setAccessibleDescription(sentence or self.field.help)


class FormRows(QWidget):
    """The inputs of several fields, in their order, which is that of the Tab key: they come into the form in it.

    Telling Qt the order (``QWidget.setTabOrder``) makes Tab go in a circle at a list that can be typed into.
    """

    edited = Signal(str)
    """Name of a field in which somebody typed or chose."""
    left = Signal(str)
    """Name of a field that the keyboard has left."""

    def __init__(self, fields: Sequence[Field], needed: Iterable[str], store: Store) -> None:
        super().__init__()
        wanted = frozenset(needed)
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 8, 0)
        form.setVerticalSpacing(10)
        form.setHorizontalSpacing(14)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._form = form
        self.rows: dict[str, FormRow] = {}
        for field in fields:
            row = FormRow(field, field.name in wanted, store)
            form.addRow(row.label, row.whole)
            row.label.setFixedWidth(self.fontMetrics().averageCharWidth() * 24)
            row.input.edited.connect(lambda name=field.name: self.edited.emit(name))
            row.input.left.connect(lambda name=field.name: self.left.emit(name))
            self.rows[field.name] = row

    def texts(self) -> dict[str, str]:
        """Every field as it stands; of rows that are hidden nothing."""
        return {name: row.input.text() if self._form.isRowVisible(row.whole) else "" for name, row in self.rows.items()}

    def show_texts(self, texts: Mapping[str, str]) -> None:
        """Fill in these fields."""
        for name, text in texts.items():
            if name in self.rows:
                self.rows[name].input.set_text(text)

    def show_row(self, name: str, visible: bool) -> None:
        """Ask for a field, or do not."""
        self._form.setRowVisible(self.rows[name].whole, visible)

    def say(self, faults: Sequence[FieldFault], only: Iterable[str] | None = None) -> list[str]:
        """Show faults at their fields, only at some of them where ``only`` is given.

        Returns the sentences of those without a field of this form.
        """
        said: dict[str, list[FieldFault]] = {}
        others: list[str] = []
        for fault in faults:
            if fault.field in self.rows:
                said.setdefault(fault.field, []).append(fault)
            else:
                others.append(fault.sentence)
        wanted = self.rows.keys() if only is None else frozenset(only)
        for name, row in self.rows.items():
            if name in wanted:
                mine = said.get(name, ())
                row.say("; ".join(one.sentence for one in mine), wrong=not all(one.doubt for one in mine))
        return others

    def go_to_fault(self) -> None:
        """Put the keyboard into the first field that has something wrong."""
        for row in self.rows.values():
            if row.fault.text():
                row.input.part.setFocus()
                return

    def set_fixed(self) -> None:
        """To be read, not changed."""
        for row in self.rows.values():
            row.input.set_fixed()
